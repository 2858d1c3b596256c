/*
 * newlib-port/libgloss/xinim/execvpe.c - become another program, looked for in PATH.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file that no loader knows is a script of the shell's. */
static void run(const char *path, char *const argv[], char *const envp[])
{
	size_t n = 0;

	execve(path, argv, envp);
	if (errno != ENOEXEC)
		return;
	while (argv[n] != NULL)
		n++;

	char *script[n + 3];

	script[0] = "sh";
	script[1] = (char *)path;
	script[2] = NULL;
	for (size_t i = 1; i < n; i++) {
		script[i + 1] = argv[i];
		script[i + 2] = NULL;
	}
	execve("/bin/sh", script, envp);
}

/* One that was found but may not be run is told, if no other could be. */
int execvpe(const char *file, char *const argv[], char *const envp[])
{
	const char *path = getenv("PATH");
	size_t length = strlen(file);
	int denied = 0;
	char name[PATH_MAX];

	if (strchr(file, '/') != NULL) {
		run(file, argv, envp);
		return -1;
	}
	if (length == 0) {
		errno = ENOENT;
		return -1;
	}
	if (path == NULL)
		path = "/bin:/usr/bin";
	for (;;) {
		size_t n = strcspn(path, ":");

		errno = ENAMETOOLONG;
		if (n + 1 + length + 1 <= sizeof(name)) {
			memcpy(name, path, n);
			name[n] = '/'; /* an empty one is the working directory */
			memcpy(name + n + (n != 0), file, length + 1);
			run(name, argv, envp);
		}
		if (errno == EACCES)
			denied = 1;
		else if (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG)
			return -1;
		if (path[n] == '\0')
			break;
		path += n + 1;
	}
	if (denied)
		errno = EACCES;
	return -1;
}
