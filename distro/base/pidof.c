/*
 * distro/base/pidof.c - the numbers of the processes of a name.
 *
 * usage: pidof NAME...
 *
 * Those that have ended and were not waited for are left out. Exit status 1: none.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <dirent.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool has_name(const char *pid, const char *name)
{
	char path[64], line[512], *begin, *end;
	bool got;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	got = fgets(line, sizeof(line), f) != NULL;
	fclose(f);
	if (!got)
		return false;
	begin = strchr(line, '(');
	end = strrchr(line, ')');
	if (!begin || !end || end[1] != ' ' || end[2] == 'Z')
		return false;
	*end = '\0';
	return strcmp(begin + 1, name) == 0;
}

int main(int argc, char **argv)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	bool any = false;

	if (argc < 2)
		errx(2, "usage: pidof NAME...");
	if (!d)
		err(2, "/proc");
	while ((e = readdir(d))) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9')
			continue;
		for (int i = 1; i < argc; i++) {
			if (!has_name(e->d_name, argv[i]))
				continue;
			printf("%s%s", any ? " " : "", e->d_name);
			any = true;
			break;
		}
	}
	closedir(d);
	if (any)
		putchar('\n');
	return !any;
}
