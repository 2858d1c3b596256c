/*
 * distro/base/xpkg/install.c - puts a package's files in their places, takes them away.
 *
 * Everything is written under names of its own beside its place first; only when all is
 * there, with room for it, is it renamed. Whatever fails until then is undone, at once or,
 * if this program is stopped, by the next one (journal.c).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xpkg.h"

const char *entry_new(const char *path, char name[NEW_PATH])
{
	snprintf(name, NEW_PATH, "%s.xpkg-new", path);
	return name;
}

/* Is all there that the package depends on? */
static int depends_there(const struct package *p)
{
	char *copy = strdup(p->depends), *next = copy, *word;
	int status = copy ? 0 : -1;

	while (next && (word = strsep(&next, " "))) {
		struct package other;

		if (!*word)
			continue;
		if (package_installed(&other, word, true) == 0) {
			package_free(&other);
			continue;
		}
		warnx("%s: depends on %s, which is not installed", p->name, word);
		status = -1;
	}
	free(copy);
	return status;
}

/*
 * Nothing may be where a file goes; a folder may be there, but not a link to one: what is
 * below it would go wherever that leads, out of another root even.
 */
static int places_free(const struct package *p)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		const struct entry *e = &p->entries[i];
		struct stat st;

		if (fstatat(root_fd, e->path, &st, AT_SYMLINK_NOFOLLOW) < 0) {
			if (errno == ENOENT)
				continue;
			warn("/%s", e->path);
			return -1;
		}
		if (e->kind == ENTRY_DIR && S_ISDIR(st.st_mode))
			continue;
		warnx("%s: /%s is there already%s", p->name, e->path,
			e->kind == ENTRY_DIR ? ", and is no folder" : "");
		return -1;
	}
	return 0;
}

int file_write(const char *path, const uint8_t *data, uint64_t size, unsigned int mode)
{
	int fd = openat(root_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	uint64_t done = 0;

	if (fd < 0)
		return -1;
	while (done < size) {
		ssize_t n = write(fd, data + done, (size_t)(size - done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			goto bad;
		done += (uint64_t)n;
	}
	if (fchmod(fd, mode) == 0 && fsync(fd) == 0)
		return close(fd);
bad:
	close(fd);
	unlinkat(root_fd, path, 0);
	return -1;
}

/* A folder is made in its place, all else under its new name. */
static int entry_make(struct entry *e)
{
	char name[NEW_PATH];
	struct stat st;

	switch (e->kind) {
	case ENTRY_DIR:
		if (fstatat(root_fd, e->path, &st, AT_SYMLINK_NOFOLLOW) == 0)
			return 0;
		if (mkdirat(root_fd, e->path, 0700) < 0)
			return -1;
		e->made = true;
		return fchmodat(root_fd, e->path, e->mode, 0);
	case ENTRY_FILE:
		if (file_write(entry_new(e->path, name), e->data, e->size, e->mode) < 0)
			return -1;
		break;
	case ENTRY_LINK:
		if (symlinkat(e->target, root_fd, entry_new(e->path, name)) < 0)
			return -1;
		break;
	}
	e->made = true;
	return 0;
}

/* From the last to the first: what is in a folder before the folder. */
static void undo(struct package *p)
{
	size_t i = p->count;

	while (i-- > 0) {
		struct entry *e = &p->entries[i];
		char name[NEW_PATH];

		if (!e->made)
			continue;
		if (e->kind == ENTRY_DIR)
			unlinkat(root_fd, e->path, AT_REMOVEDIR);
		else
			unlinkat(root_fd, e->placed ? e->path : entry_new(e->path, name),
				0);
	}
}

static int make_all(struct package *p)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		if (entry_make(&p->entries[i]) < 0) {
			warn("/%s", p->entries[i].path);
			return -1;
		}
	}
	return 0;
}

static int place_all(struct package *p)
{
	char name[NEW_PATH];
	size_t i;

	for (i = 0; i < p->count; i++) {
		struct entry *e = &p->entries[i];

		if (e->kind == ENTRY_DIR)
			continue;
		if (renameat(root_fd, entry_new(e->path, name), root_fd, e->path) < 0) {
			warn("/%s", e->path);
			return -1;
		}
		e->placed = true;
	}
	return 0;
}

static int make_packages(void)
{
	char path[] = PACKAGES, *slash = path;

	while ((slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		if (mkdirat(root_fd, path, 0755) < 0 && errno != EEXIST)
			goto bad;
		*slash = '/';
	}
	if (mkdirat(root_fd, path, 0755) == 0 || errno == EEXIST)
		return 0;
bad:
	warn("/%s", path);
	return -1;
}

/* The manifest is put in place last: with it the package is installed. */
static int record(const struct package *p)
{
	char path[NEW_PATH], name[NEW_PATH];

	snprintf(path, sizeof(path), PACKAGES "/%s", p->name);
	/* One that a power cut left. No package is called so: a name has no slash. */
	snprintf(name, sizeof(name), PACKAGES "/.new");
	unlinkat(root_fd, name, 0);
	if (file_write(name, p->manifest, p->manifest_size, 0644) == 0) {
		if (renameat(root_fd, name, root_fd, path) == 0)
			return 0;
		unlinkat(root_fd, name, 0);
	}
	warn("/%s", path);
	return -1;
}

int package_install(struct package *p)
{
	struct package other;

	if (package_installed(&other, p->name, true) == 0) {
		warnx("%s: %s is installed already", p->name, other.version);
		package_free(&other);
		return -1;
	}
	if (depends_there(p) < 0 || places_free(p) < 0 || make_packages() < 0 ||
		journal_begin(p) < 0)
		return -1;
	if (make_all(p) == 0 && place_all(p) == 0 && record(p) == 0) {
		journal_end();
		return 0;
	}
	undo(p);
	journal_end();
	return -1;
}

struct wanted {
	const char *name; /* the package that is to go */
	bool *shared;     /* of its entries: another package has the folder too */
	const struct package *package;
	bool needed;
};

/* What another package says about the one that is to go. */
static int look_at(struct package *other, void *context)
{
	struct wanted *w = context;
	char *next = (char *)other->depends, *word;
	size_t i, k;

	if (strcmp(other->name, w->name) == 0)
		return 0;
	for (i = 0; i < w->package->count; i++)
		for (k = 0; k < other->count && !w->shared[i]; k++)
			w->shared[i] = strcmp(w->package->entries[i].path,
					       other->entries[k].path) == 0;
	while (next && (word = strsep(&next, " "))) {
		if (strcmp(word, w->name) != 0)
			continue;
		warnx("%s: %s depends on it", w->name, other->name);
		w->needed = true;
		break;
	}
	return 0;
}

static int remove_files(const struct package *p, const bool *shared)
{
	char path[NEW_PATH];
	size_t i = p->count;
	int status = 0;

	while (i-- > 0) {
		const struct entry *e = &p->entries[i];

		if (e->kind == ENTRY_DIR) {
			/* One at the root belongs to the system, and one in use stays. */
			if (!shared[i] && strchr(e->path, '/'))
				unlinkat(root_fd, e->path, AT_REMOVEDIR);
		} else if (unlinkat(root_fd, e->path, 0) < 0 && errno != ENOENT) {
			warn("/%s", e->path);
			status = -1;
		}
	}
	snprintf(path, sizeof(path), PACKAGES "/%s", p->name);
	if (status == 0 && unlinkat(root_fd, path, 0) < 0) {
		warn("/%s", path);
		status = -1;
	}
	return status;
}

/* A folder that is a link by now leads to files that are another's. */
static int folders_same(const struct package *p)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		const struct entry *e = &p->entries[i];
		struct stat st;

		if (e->kind != ENTRY_DIR ||
			fstatat(root_fd, e->path, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
			S_ISDIR(st.st_mode))
			continue;
		warnx("%s: /%s is no folder any more", p->name, e->path);
		return -1;
	}
	return 0;
}

int package_remove(const struct package *p)
{
	struct wanted w = { .name = p->name, .package = p };
	int status = -1;

	w.shared = calloc(p->count + 1, sizeof(bool));
	if (!w.shared)
		warnx("%s: out of memory", p->name);
	else if (packages_each(look_at, &w) == 0 && !w.needed && folders_same(p) == 0)
		status = remove_files(p, w.shared);
	free(w.shared);
	return status;
}

static int not_hidden(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int list_names(struct dirent ***names)
{
	int fd = openat(root_fd, PACKAGES, O_RDONLY | O_DIRECTORY | O_CLOEXEC), saved,
	    count;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	/* scandir() wants a path, and the root may be any: go there and back. */
	saved = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	count = saved < 0 || fchdir(fd) < 0 ? -1
					    : scandir(".", names, not_hidden, alphasort);
	if (saved >= 0 && fchdir(saved) < 0)
		count = -1;
	close(saved);
	close(fd);
	return count;
}

int packages_each(int (*each)(struct package *p, void *context), void *context)
{
	struct dirent **names = NULL;
	int count = list_names(&names), status = 0, i;

	if (count < 0) {
		warn("/" PACKAGES);
		return -1;
	}
	for (i = 0; i < count; i++) {
		struct package p;

		if (status == 0 && package_installed(&p, names[i]->d_name, false) == 0) {
			status = each(&p, context);
			package_free(&p);
		}
		free(names[i]);
	}
	free(names);
	return status;
}
