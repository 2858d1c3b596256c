/*
 * distro/base/umount.c - unmounts file systems.
 *
 * usage: umount [-l] DIRECTORY...
 *
 * -l takes it out of the tree at once, and ends it when nobody uses it any more.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <sys/mount.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int flags = 0, status = 0, option;

	while ((option = getopt(argc, argv, "l")) != -1) {
		if (option != 'l')
			errx(2, "usage: umount [-l] DIRECTORY...");
		flags = MNT_DETACH;
	}
	if (optind == argc)
		errx(2, "usage: umount [-l] DIRECTORY...");
	for (int i = optind; i < argc; i++) {
		if (umount2(argv[i], flags) != 0) {
			warn("%s", argv[i]);
			status = 1;
		}
	}
	return status;
}
