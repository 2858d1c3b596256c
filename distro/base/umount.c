/*
 * distro/base/umount.c - unmounts file systems.
 *
 * usage: umount [-flnrv] DIRECTORY|SOURCE...; umount -a
 *
 * -l takes it out of the tree at once, and ends it when nobody uses it any more; -r makes
 * it read-only if it is in use; -a takes all but /, the last ones first.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <errno.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static int flags;
static bool verbose, read_only;

static bool one(const char *where)
{
	if (umount2(where, flags) == 0) {
		if (verbose)
			printf("%s unmounted\n", where);
		return true;
	}
	if (errno == EBUSY && read_only &&
		mount(NULL, where, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0)
		return true;
	warn("%s", where);
	return false;
}

/* Where the source was mounted last; the same if it is no source. */
static const char *place_of(const char *what, char *to, size_t room)
{
	FILE *f = setmntent(MOUNTED, "re");
	const char *place = what;
	struct mntent *m;

	while (f && (m = getmntent(f))) {
		if (strcmp(m->mnt_fsname, what) != 0 || strcmp(m->mnt_dir, what) == 0)
			continue;
		snprintf(to, room, "%s", m->mnt_dir);
		place = to;
	}
	if (f)
		endmntent(f);
	return place;
}

static bool all(void)
{
	FILE *f = setmntent(MOUNTED, "re");
	char *where[256];
	struct mntent *m;
	bool good = true;
	int n = 0;

	if (!f)
		err(1, MOUNTED);
	while (n < 256 && (m = getmntent(f)))
		if (strcmp(m->mnt_dir, "/") != 0 && (where[n] = strdup(m->mnt_dir)))
			n++;
	endmntent(f);
	while (n-- > 0) {
		good &= one(where[n]);
		free(where[n]);
	}
	return good;
}

int main(int argc, char **argv)
{
	bool every = false, good = true;
	char place[4096];
	int option;

	while ((option = getopt(argc, argv, "aflnrv")) != -1) {
		switch (option) {
		case 'a':
			every = true;
			break;
		case 'f':
			flags |= MNT_FORCE;
			break;
		case 'l':
			flags |= MNT_DETACH;
			break;
		case 'n':
			break; /* there is no /etc/mtab that would be written */
		case 'r':
			read_only = true;
			break;
		case 'v':
			verbose = true;
			break;
		default:
			errx(2, "usage: umount [-aflnrv] DIRECTORY|SOURCE...");
		}
	}
	if (every && optind == argc)
		return !all();
	if (optind == argc)
		errx(2, "usage: umount [-aflnrv] DIRECTORY|SOURCE...");
	for (int i = optind; i < argc; i++)
		good &= one(strncmp(argv[i], "/dev/", 5) == 0
				? place_of(argv[i], place, sizeof(place))
				: argv[i]);
	return !good;
}
