/*
 * distro/base/hostname.c - tells or sets the machine's name.
 *
 * usage: hostname [NAME | -F FILE]
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char name[256];
	FILE *f;

	if (argc == 1) {
		if (gethostname(name, sizeof(name)) != 0)
			err(1, "gethostname");
		puts(name);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "-F") == 0) {
		f = fopen(argv[2], "r");
		if (!f || !fgets(name, sizeof(name), f))
			err(1, "%s", argv[2]);
		name[strcspn(name, "\n")] = '\0';
	} else if (argc == 2 && argv[1][0] != '-') {
		snprintf(name, sizeof(name), "%s", argv[1]);
	} else {
		errx(2, "usage: hostname [NAME | -F FILE]");
	}
	if (sethostname(name, strlen(name)) != 0)
		err(1, "%s", name);
	return 0;
}
