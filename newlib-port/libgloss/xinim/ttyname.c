/*
 * newlib-port/libgloss/xinim/ttyname.c - the path of a terminal.
 *
 * It is what the descriptor was opened by, if that is still the terminal; without /proc, or
 * after a rename, what is found in /dev/pts or /dev.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static bool is_terminal(const char *path, const struct stat *terminal)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISCHR(st.st_mode) &&
		st.st_rdev == terminal->st_rdev && st.st_ino == terminal->st_ino &&
		st.st_dev == terminal->st_dev;
}

static bool find_in(
	const char *folder, const struct stat *terminal, char *path, size_t size)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool found = false;

	if (dir == NULL)
		return false;
	while (!found && (entry = readdir(dir)) != NULL)
		found = entry->d_ino == terminal->st_ino &&
			snprintf(path, size, "%s/%s", folder, entry->d_name) <
				(int)size &&
			is_terminal(path, terminal);
	closedir(dir);
	return found;
}

static int find(int fd, char *path, size_t size)
{
	struct termios settings;
	struct stat terminal;
	char link[32];
	ssize_t n;

	if (tcgetattr(fd, &settings) == -1 || fstat(fd, &terminal) == -1)
		return errno;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, size - 1);
	if (n > 0) {
		path[n] = '\0';
		if (is_terminal(path, &terminal))
			return 0;
	}
	if (find_in("/dev/pts", &terminal, path, size) ||
		find_in("/dev", &terminal, path, size))
		return 0;
	return ENODEV;
}

int ttyname_r(int fd, char *name, size_t size)
{
	char path[PATH_MAX];
	int saved = errno, error = find(fd, path, sizeof(path));

	errno = saved;
	if (error != 0)
		return error;
	if (strlen(path) >= size)
		return ERANGE;
	strcpy(name, path);
	return 0;
}

char *ttyname(int fd)
{
	static char name[TTY_NAME_MAX];
	int error = ttyname_r(fd, name, sizeof(name));

	if (error == 0)
		return name;
	errno = error;
	return NULL;
}
