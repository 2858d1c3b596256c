/*
 * newlib-port/libgloss/xinim/getpwent.c - the user file, /etc/passwd.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 1024

static FILE *file;
static struct passwd found;
static char line[LINE_BYTES];

static int number(const char *text, unsigned *value)
{
	char *end;

	if (text == NULL || *text == '\0')
		return 0;
	*value = (unsigned)strtoul(text, &end, 10);
	return *end == '\0';
}

/* name:password:user:group:comment:directory:shell; 0: it is no entry. */
static int parse(char *s, struct passwd *p)
{
	char *user, *group;

	s[strcspn(s, "\n")] = '\0';
	memset(p, 0, sizeof(*p));
	p->pw_name = strsep(&s, ":");
	p->pw_passwd = strsep(&s, ":");
	user = strsep(&s, ":");
	group = strsep(&s, ":");
	p->pw_gecos = strsep(&s, ":");
	p->pw_dir = strsep(&s, ":");
	p->pw_shell = s;
	p->pw_comment = p->pw_gecos;
	return *p->pw_name != '\0' && p->pw_shell != NULL && number(user, &p->pw_uid) &&
		number(group, &p->pw_gid);
}

void endpwent(void)
{
	if (file != NULL)
		fclose(file);
	file = NULL;
}

void setpwent(void)
{
	endpwent();
}

struct passwd *getpwent(void)
{
	if (file == NULL)
		file = fopen("/etc/passwd", "re");
	if (file == NULL)
		return NULL;
	while (fgets(line, sizeof(line), file) != NULL) {
		if (parse(line, &found))
			return &found;
	}
	return NULL;
}

/* The entry with this name, or number if name is NULL, in the caller's memory. */
static int find(const char *name, uid_t uid, struct passwd *p, char *buf, size_t size,
	struct passwd **result)
{
	FILE *f;
	int error = 0, before = errno;

	*result = NULL;
	if (size < 2)
		return ERANGE;
	f = fopen("/etc/passwd", "re");
	if (f == NULL) {
		error = errno;
		errno = before;
		return error == ENOENT ? 0 : error;
	}
	while (*result == NULL && error == 0 &&
		fgets(buf, (int)(size < INT_MAX ? size : INT_MAX), f) != NULL) {
		if (strchr(buf, '\n') == NULL && !feof(f))
			error = ERANGE;
		else if (parse(buf, p) &&
			(name ? strcmp(p->pw_name, name) == 0 : p->pw_uid == uid))
			*result = p;
	}
	fclose(f);
	return error;
}

int getpwnam_r(const char *name, struct passwd *p, char *buf, size_t size,
	struct passwd **result)
{
	return find(name, 0, p, buf, size, result);
}

int getpwuid_r(
	uid_t uid, struct passwd *p, char *buf, size_t size, struct passwd **result)
{
	return find(NULL, uid, p, buf, size, result);
}

struct passwd *getpwnam(const char *name)
{
	struct passwd *result;
	int error = find(name, 0, &found, line, sizeof(line), &result);

	if (error != 0)
		errno = error;
	return result;
}

struct passwd *getpwuid(uid_t uid)
{
	struct passwd *result;
	int error = find(NULL, uid, &found, line, sizeof(line), &result);

	if (error != 0)
		errno = error;
	return result;
}
