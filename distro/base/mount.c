/*
 * distro/base/mount.c - mounts file systems, or lists those that are mounted.
 *
 * usage: mount [-t TYPE]; mount -a; mount DIRECTORY|SOURCE
 *	mount [-nrvw] [-t TYPE] [-o OPTIONS] SOURCE DIRECTORY
 *	mount -o remount,OPTIONS DIRECTORY
 *	mount --bind|--rbind|--move OLD NEW
 *
 * -a mounts what /etc/fstab names, but for entries with `noauto' and the root. With
 * one name the rest comes from /etc/fstab.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define OPTIONS_MAX 1024

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
	{ "async", 0, MS_SYNCHRONOUS },
	{ "noatime", MS_NOATIME, 0 },
	{ "atime", 0, MS_NOATIME },
	{ "nodiratime", MS_NODIRATIME, 0 },
	{ "diratime", 0, MS_NODIRATIME },
	{ "relatime", MS_RELATIME, MS_NOATIME },
	{ "strictatime", MS_STRICTATIME, MS_NOATIME },
	{ "remount", MS_REMOUNT, 0 },
	{ "bind", MS_BIND, 0 },
	{ "rbind", MS_BIND | MS_REC, 0 },
	{ "move", MS_MOVE, 0 },
	/* For programs that read /etc/fstab; x-... and comment=... as well. */
	{ "defaults", 0, 0 },
	{ "auto", 0, 0 },
	{ "noauto", 0, 0 },
	{ "nofail", 0, 0 },
	{ "user", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0 },
	{ "users", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0 },
	{ "nouser", 0, 0 },
	{ "_netdev", 0, 0 },
};
#define NAMES (sizeof(names) / sizeof(names[0]))

static bool verbose, read_write;

static bool only_comment(const char *option)
{
	return strncmp(option, "x-", 2) == 0 || strncmp(option, "comment=", 8) == 0 ||
		!*option;
}

/* Flags of the options that are known; the others are left in `rest'. */
static unsigned long parse(
	unsigned long flags, const char *options, char *rest, size_t room)
{
	char copy[OPTIONS_MAX], *next = copy, *option;

	*rest = '\0';
	if (strlcpy(copy, options, sizeof(copy)) >= sizeof(copy))
		errx(1, "too many options");
	while ((option = strsep(&next, ","))) {
		size_t i = 0;

		if (only_comment(option))
			continue;
		while (i < NAMES && strcmp(names[i].name, option) != 0)
			i++;
		if (i < NAMES) {
			flags = (flags | names[i].set) & ~names[i].clear;
			continue;
		}
		if (*rest)
			strlcat(rest, ",", room);
		strlcat(rest, option, room);
	}
	return flags;
}

/* What is mounted there last, as /proc/mounts says it; false: nothing. */
static bool mounted_at(const char *directory, char *source, char *options, size_t room)
{
	FILE *f = setmntent(MOUNTED, "re");
	char line[2 * 4096 + OPTIONS_MAX];
	struct mntent m; /* of its own: the caller may be reading /etc/fstab */
	bool found = false;

	while (f && getmntent_r(f, &m, line, sizeof(line))) {
		if (strcmp(m.mnt_dir, directory) != 0)
			continue;
		strlcpy(source, m.mnt_fsname, room);
		strlcpy(options, m.mnt_opts, room);
		found = true;
	}
	if (f)
		endmntent(f);
	return found;
}

/* As mount(8) does: what is not said stays as it is. */
static bool remount(const char *directory, const char *options, unsigned long flags)
{
	char source[4096] = "none", all[OPTIONS_MAX] = "", rest[OPTIONS_MAX];

	if (mounted_at(directory, source, all, sizeof(all)) && !(flags & MS_BIND))
		strlcat(all, ",", sizeof(all));
	strlcat(all, options, sizeof(all));
	flags = parse(0, all, rest, sizeof(rest)) | MS_REMOUNT | (flags & MS_RDONLY);
	if (mount(source, directory, NULL, flags, rest) == 0)
		return true;
	warn("%s", directory);
	return false;
}

/* Is it for this that mount(2) has failed? Then it is tried once more, read-only. */
static bool protected_source(
	const char *source, const char *directory, unsigned long flags)
{
	if ((errno != EACCES && errno != EROFS) || geteuid() != 0 || read_write ||
		flags & (MS_RDONLY | MS_BIND | MS_MOVE))
		return false;
	warnx("%s on %s: write-protected, mounted read-only", source, directory);
	return true;
}

static bool do_mount(const char *source, const char *directory, const char *type,
	const char *options, unsigned long flags)
{
	char rest[OPTIONS_MAX];

	flags = parse(flags, options, rest, sizeof(rest));
	if (flags & MS_REMOUNT)
		return remount(directory, options, flags);
	if (mount(source, directory, type, flags, rest) != 0 &&
		!(protected_source(source, directory, flags) &&
			mount(source, directory, type, flags |= MS_RDONLY, rest) == 0)) {
		if (errno == ENODEV)
			warnx("%s on %s: no file system of type %s", source, directory,
				type);
		else
			warn("%s on %s", source, directory);
		return false;
	}
	/* A bind's own flags are set by a second call: mount(2). */
	if (flags & MS_BIND && flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC))
		if (mount("none", directory, NULL,
			    (flags & ~(unsigned long)MS_REC) | MS_REMOUNT, NULL) != 0) {
			warn("%s", directory);
			return false;
		}
	if (verbose)
		printf("%s mounted on %s\n", source, directory);
	return true;
}

static int list(const char *type)
{
	FILE *f = setmntent(MOUNTED, "re");
	struct mntent *m;

	if (!f)
		err(1, MOUNTED);
	while ((m = getmntent(f)))
		if (!type || strcmp(type, m->mnt_type) == 0)
			printf("%s on %s type %s (%s)\n", m->mnt_fsname, m->mnt_dir,
				m->mnt_type, m->mnt_opts);
	endmntent(f);
	return 0;
}

static bool is_mounted(const struct mntent *m)
{
	char source[4096], options[4096];

	if (!mounted_at(m->mnt_dir, source, options, sizeof(source)))
		return false;
	/* What has a label or a UUID is listed by its device's name. */
	return strcmp(source, m->mnt_fsname) == 0 ||
		((strncmp(m->mnt_fsname, "LABEL=", 6) == 0 ||
			 strncmp(m->mnt_fsname, "UUID=", 5) == 0) &&
			strncmp(source, "/dev/", 5) == 0);
}

static int mount_all(const char *type)
{
	FILE *f = setmntent(MNTTAB, "re");
	struct mntent *m;
	int status = 0;

	if (!f)
		err(1, MNTTAB);
	while ((m = getmntent(f))) {
		if (hasmntopt(m, "noauto") || strcmp(m->mnt_dir, "/") == 0 ||
			m->mnt_dir[0] != '/' || strcmp(m->mnt_type, "swap") == 0 ||
			(type && strcmp(type, m->mnt_type) != 0) || is_mounted(m))
			continue;
		/* One that may be missing is no failure. */
		if (hasmntopt(m, "nofail") && m->mnt_fsname[0] == '/' &&
			access(m->mnt_fsname, F_OK) != 0)
			continue;
		if (!do_mount(m->mnt_fsname, m->mnt_dir, m->mnt_type, m->mnt_opts, 0) &&
			!hasmntopt(m, "nofail"))
			status = 1;
	}
	endmntent(f);
	return status;
}

/* One name: the other, and the options, are /etc/fstab's. */
static bool from_table(const char *what, const char *options, unsigned long flags)
{
	FILE *f = setmntent(MNTTAB, "re");
	struct mntent *m;
	char all[OPTIONS_MAX];
	bool good;

	if (strstr(options, "remount")) {
		if (f)
			endmntent(f);
		return remount(what, options, flags);
	}
	while (f && (m = getmntent(f)))
		if (strcmp(m->mnt_dir, what) == 0 || strcmp(m->mnt_fsname, what) == 0)
			break;
	if (!f || !m) {
		if (f)
			endmntent(f);
		warnx("%s is not in " MNTTAB, what);
		return false;
	}
	snprintf(all, sizeof(all), "%s,%s", m->mnt_opts, options);
	good = do_mount(m->mnt_fsname, m->mnt_dir, m->mnt_type, all, flags);
	endmntent(f);
	return good;
}

static void usage(void)
{
	errx(2,
		"usage: mount [-anrvw] [-t TYPE] [-o OPTIONS] [--bind | --rbind | --move] "
		"[SOURCE] [DIRECTORY]");
}

int main(int argc, char **argv)
{
	static const struct option longs[] = { { "all", no_argument, NULL, 'a' },
		{ "bind", no_argument, NULL, 'B' }, { "rbind", no_argument, NULL, 'R' },
		{ "move", no_argument, NULL, 'M' },
		{ "options", required_argument, NULL, 'o' },
		{ "types", required_argument, NULL, 't' },
		{ "read-only", no_argument, NULL, 'r' },
		{ "verbose", no_argument, NULL, 'v' }, { 0 } };
	const char *type = NULL;
	char options[OPTIONS_MAX] = "";
	unsigned long flags = 0;
	bool all = false;
	int option;

	while ((option = getopt_long(argc, argv, "aBMRnrvwt:o:", longs, NULL)) != -1) {
		switch (option) {
		case 'a':
			all = true;
			break;
		case 'B':
			flags |= MS_BIND;
			break;
		case 'R':
			flags |= MS_BIND | MS_REC;
			break;
		case 'M':
			flags |= MS_MOVE;
			break;
		case 'n':
			break; /* there is no /etc/mtab that would be written */
		case 'r':
			flags |= MS_RDONLY;
			break;
		case 'v':
			verbose = true;
			break;
		case 'w':
			flags &= ~(unsigned long)MS_RDONLY;
			read_write = true;
			break;
		case 't':
			type = optarg;
			break;
		case 'o':
			if (*options)
				strlcat(options, ",", sizeof(options));
			if (strlcat(options, optarg, sizeof(options)) >= sizeof(options))
				errx(1, "too many options");
			break;
		default:
			usage();
		}
	}
	if (all && optind == argc)
		return mount_all(type);
	if (optind == argc)
		return list(type);
	if (argc - optind == 1)
		return !from_table(argv[optind], options, flags);
	if (argc - optind != 2)
		usage();
	if (!type || strcmp(type, "auto") == 0)
		type = "ext2";
	return !do_mount(argv[optind], argv[optind + 1], type, options, flags);
}
