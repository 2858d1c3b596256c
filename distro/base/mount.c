/*
 * distro/base/mount.c - mounts file systems, or lists those that are mounted.
 *
 * usage: mount; mount -a; mount [-r] [-t TYPE] [-o OPTIONS] SOURCE DIRECTORY
 *
 * -a mounts what /etc/fstab names, but for entries with `noauto' and the root.
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

static const struct option_name {
	const char *name;
	unsigned long set, clear;
} names[] = {
	{ "ro", MS_RDONLY, 0 },
	{ "rw", 0, MS_RDONLY },
	{ "nosuid", MS_NOSUID, 0 },
	{ "suid", 0, MS_NOSUID },
	{ "nodev", MS_NODEV, 0 },
	{ "dev", 0, MS_NODEV },
	{ "noexec", MS_NOEXEC, 0 },
	{ "exec", 0, MS_NOEXEC },
	{ "sync", MS_SYNCHRONOUS, 0 },
	{ "noatime", MS_NOATIME, 0 },
	{ "remount", MS_REMOUNT, 0 },
	{ "bind", MS_BIND, 0 },
	{ "defaults", 0, 0 },
	{ "auto", 0, 0 },
	{ "noauto", 0, 0 },
};
#define NAMES (sizeof(names) / sizeof(names[0]))

/* Flags of the options that are known; the others are left in `rest'. */
static unsigned long parse(const char *options, char *rest, size_t room)
{
	char copy[256], *next = copy, *option;
	unsigned long flags = 0;

	*rest = '\0';
	snprintf(copy, sizeof(copy), "%s", options);
	while ((option = strsep(&next, ","))) {
		size_t i = 0;

		while (i < NAMES && strcmp(names[i].name, option) != 0)
			i++;
		if (i < NAMES) {
			flags = (flags | names[i].set) & ~names[i].clear;
			continue;
		}
		if (*rest)
			strncat(rest, ",", room - strlen(rest) - 1);
		strncat(rest, option, room - strlen(rest) - 1);
	}
	return flags;
}

static bool do_mount(const char *source, const char *directory, const char *type,
	const char *options, unsigned long flags)
{
	char rest[256];

	flags |= parse(options, rest, sizeof(rest));
	if (mount(source, directory, type, flags, rest) == 0)
		return true;
	warn("%s on %s", source, directory);
	return false;
}

static int list(void)
{
	FILE *f = setmntent(MOUNTED, "r");
	struct mntent *m;

	if (!f)
		err(1, MOUNTED);
	while ((m = getmntent(f)))
		printf("%s on %s type %s (%s)\n", m->mnt_fsname, m->mnt_dir, m->mnt_type,
			m->mnt_opts);
	endmntent(f);
	return 0;
}

static int mount_all(void)
{
	FILE *f = setmntent(MNTTAB, "r");
	struct mntent *m;
	int status = 0;

	if (!f)
		err(1, MNTTAB);
	while ((m = getmntent(f))) {
		if (hasmntopt(m, "noauto") || strcmp(m->mnt_dir, "/") == 0 ||
			strcmp(m->mnt_type, "swap") == 0)
			continue;
		if (!do_mount(m->mnt_fsname, m->mnt_dir, m->mnt_type, m->mnt_opts, 0))
			status = 1;
	}
	endmntent(f);
	return status;
}

int main(int argc, char **argv)
{
	const char *type = "ext2", *options = "";
	unsigned long flags = 0;
	bool all = false;
	int option;

	while ((option = getopt(argc, argv, "art:o:")) != -1) {
		switch (option) {
		case 'a':
			all = true;
			break;
		case 'r':
			flags |= MS_RDONLY;
			break;
		case 't':
			type = optarg;
			break;
		case 'o':
			options = optarg;
			break;
		default:
			errx(2, "usage: mount [-ar] [-t TYPE] [-o OPTIONS] [SOURCE DIRECTORY]");
		}
	}
	if (all && optind == argc)
		return mount_all();
	if (optind == argc)
		return list();
	if (argc - optind != 2)
		errx(2, "SOURCE and DIRECTORY are wanted");
	return !do_mount(argv[optind], argv[optind + 1], type, options, flags);
}
