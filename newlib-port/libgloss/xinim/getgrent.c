/*
 * newlib-port/libgloss/xinim/getgrent.c - the group file, /etc/group.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <grp.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MEMBERS_MAX 256
#define LINE_BYTES  4096

static FILE *file;
static struct group found;
static char line[LINE_BYTES];
static char *found_members[MEMBERS_MAX + 1];

/* Takes one line apart: name:password:number:member,... ; false: it is none. */
static int parse(char *s, struct group *g, char **members, size_t max)
{
	char *number, *end;
	size_t n = 0;

	s[strcspn(s, "\n")] = '\0';
	g->gr_name = strsep(&s, ":");
	g->gr_passwd = strsep(&s, ":");
	number = strsep(&s, ":");
	if (*g->gr_name == '\0' || number == NULL || *number == '\0')
		return 0;
	g->gr_gid = (gid_t)strtoul(number, &end, 10);
	if (*end != '\0')
		return 0;
	while (s != NULL && *s != '\0') {
		char *member = strsep(&s, ",");

		if (*member == '\0')
			continue;
		if (n == max)
			return -1;
		members[n++] = member;
	}
	members[n] = NULL;
	g->gr_mem = members;
	return 1;
}

void setgrent(void)
{
	endgrent();
}

void endgrent(void)
{
	if (file != NULL)
		fclose(file);
	file = NULL;
}

struct group *getgrent(void)
{
	if (file == NULL)
		file = fopen(_PATH_GROUP, "re");
	if (file == NULL)
		return NULL;
	while (fgets(line, sizeof(line), file) != NULL) {
		if (parse(line, &found, found_members, MEMBERS_MAX) > 0)
			return &found;
	}
	return NULL;
}

/* The entry with this name, or number if name is NULL, in the caller's memory. */
static int find(const char *name, gid_t gid, struct group *g, char *buf, size_t size,
	struct group **result)
{
	size_t pad = -(uintptr_t)buf % sizeof(char *), slots = size / 4 / sizeof(char *);
	char **members = (char **)(buf + pad);
	char *text = (char *)(members + slots);
	FILE *f;
	int error = 0, before = errno;

	*result = NULL;
	if (slots < 2 || size < pad + (slots + 2) * sizeof(char *))
		return ERANGE;
	size -= pad + slots * sizeof(char *);
	f = fopen(_PATH_GROUP, "re");
	if (f == NULL) {
		error = errno;
		errno = before;
		return error == ENOENT ? 0 : error;
	}
	while (*result == NULL && error == 0 &&
		fgets(text, (int)(size < INT_MAX ? size : INT_MAX), f) != NULL) {
		int whole = strchr(text, '\n') != NULL || feof(f);
		int ok = parse(text, g, members, slots - 1);

		if (!whole || ok < 0)
			error = ERANGE;
		else if (ok > 0 &&
			(name ? strcmp(g->gr_name, name) == 0 : g->gr_gid == gid))
			*result = g;
	}
	fclose(f);
	return error;
}

int getgrnam_r(
	const char *name, struct group *g, char *buf, size_t size, struct group **result)
{
	return find(name, 0, g, buf, size, result);
}

int getgrgid_r(gid_t gid, struct group *g, char *buf, size_t size, struct group **result)
{
	return find(NULL, gid, g, buf, size, result);
}

static char answer[LINE_BYTES + MEMBERS_MAX * sizeof(char *)];

struct group *getgrnam(const char *name)
{
	struct group *result;
	int error = find(name, 0, &found, answer, sizeof(answer), &result);

	if (error != 0)
		errno = error;
	return result;
}

struct group *getgrgid(gid_t gid)
{
	struct group *result;
	int error = find(NULL, gid, &found, answer, sizeof(answer), &result);

	if (error != 0)
		errno = error;
	return result;
}

int getgrouplist(const char *user, gid_t first, gid_t *groups, int *count)
{
	int room = *count, n = 0;
	struct group *g;

	if (n < room)
		groups[n] = first;
	n++;
	setgrent();
	while ((g = getgrent()) != NULL) {
		if (g->gr_gid == first)
			continue;
		for (char **m = g->gr_mem; *m != NULL; m++) {
			if (strcmp(*m, user) != 0)
				continue;
			if (n < room)
				groups[n] = g->gr_gid;
			n++;
			break;
		}
	}
	endgrent();
	*count = n;
	return n <= room ? n : -1;
}

int initgroups(const char *user, gid_t first)
{
	gid_t groups[NGROUPS_MAX];
	int count = NGROUPS_MAX;

	if (getgrouplist(user, first, groups, &count) < 0)
		count = NGROUPS_MAX;
	return setgroups(count, groups);
}
