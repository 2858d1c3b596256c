/*
 * distro/base/xpkg/xpkg.h - packages: what one is, and what is done with one.
 *
 * A package is a tar archive (ustar), as a rule packed by xz. Its first member, MANIFEST,
 * says all that it holds; the other members, in the manifest's order, hold the bytes. A
 * manifest is lines of text:
 *
 *	xpkg 1
 *	name NAME
 *	version VERSION
 *	depends NAME...			if any
 *	dir MODE PATH
 *	file MODE SIZE SHA256 PATH	SIZE in bytes
 *	link PATH TARGET		a symbolic link
 *
 * MODE is octal. A PATH has neither spaces nor a slash at its front, and its folder comes
 * before it; none is in PACKAGES. The manifests of what is installed are in PACKAGES, named as the package.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_XPKG_H
#define XINIM_XPKG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sha256.h"

#define PACKAGES "var/lib/xpkg"

enum { NEW_PATH = 1024 };

enum entry_kind { ENTRY_DIR, ENTRY_FILE, ENTRY_LINK };

struct entry {
	enum entry_kind kind;
	unsigned int mode;
	uint64_t size;
	const char *digest; /* of a file, in hexadecimal */
	const char *path;   /* below the root */
	const char *target; /* of a link */
	const uint8_t *data;
	bool made; /* by this installation: to be undone */
	bool placed;
};

/* Strings point into `text', data into `archive'. */
struct package {
	char *text; /* taken apart */
	uint8_t *manifest, *archive;
	size_t manifest_size, archive_size;
	const char *name, *version, *depends; /* depends may be "" */
	struct entry *entries;
	size_t count;
};

/*
 * Of the functions below those that return int return 0, or -1 when they have told the
 * user why not. A package that is not used any more goes to package_free().
 */

/* The whole file at `path' in memory, with a zero behind it, to be freed. */
int file_read(const char *path, uint8_t **data, size_t *size);

/* The same below the folder `dir', saying nothing: errno says why not. */
int file_read_at(int dir, const char *path, uint8_t **data, size_t *size);

/* A new file below the root, its bytes on the disk; nothing is said or left if it fails. */
int file_write(const char *path, const uint8_t *data, uint64_t size, unsigned int mode);

/* Takes apart `size' bytes of a manifest; `where' is for messages. It keeps a copy. */
int manifest_parse(
	struct package *p, const uint8_t *text, size_t size, const char *where);

/* Reads the package `path' and checks all of it: nothing outside of it is looked at. */
int package_read(struct package *p, const char *path);

/* Reads the manifest of the installed package `name'. Silent with `quiet' if none is. */
int package_installed(struct package *p, const char *name, bool quiet);
void package_free(struct package *p);

/* `name' for a package: [a-z0-9][a-z0-9+.-]*, at most 64. */
bool package_name_good(const char *name);

/*
 * Installs what has been read: all of it, or nothing. Refused if one of that name is
 * installed, if what it depends on is not, if a file of its is there already, or if a link
 * is where a folder of its goes.
 */
int package_install(struct package *p);

/* Tells on stdout what of an installed package is not as it was; -1 if anything is. */
int package_verify(const struct package *p);

/* What of an installed entry is not as it was, or NULL. */
const char *entry_fault(const struct entry *e);

/* What `path' is called until it is renamed. */
const char *entry_new(const char *path, char name[NEW_PATH]);

/* Notes that the installation of `p' begins; what is not there now will be its. */
int journal_begin(const struct package *p);
void journal_end(void);

/* Undoes an installation that did not come to its end. The lock is held. */
int journal_undo(void);

/*
 * Takes away its files, the folders that are left empty, and its manifest. Refused if another
 * package depends on it, or a folder of its is none any more.
 */
int package_remove(const struct package *p);

/* Calls `each' for every installed package, in the order of names, until one says -1. */
int packages_each(int (*each)(struct package *p, void *context), void *context);

/* The descriptor of the root that packages are below. */
extern int root_fd;

#endif
