/*
 * newlib-port/libgloss/xinim/getgrent.c - the group file, /etc/group: POSIX.1-2017,
 * endgrent, getgrnam; and glibc's fgetgrent, getgrouplist.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "account.h"
#include "glue.h"

#include <grp.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *file;
static struct group found;
static struct account_memory memory;

/* name:password:number:member,... ; the list of members is behind the line. */
static int parse(char *s, void *entry, char *room, size_t size)
{
	struct group *g = entry;
	size_t pad = -(uintptr_t)room % sizeof(char *), n = 0, slots;
	char **members = (char **)(void *)(room + pad);
	char *number;

	g->gr_name = strsep(&s, ":");
	g->gr_passwd = strsep(&s, ":");
	number = strsep(&s, ":");
	if (*g->gr_name == '\0' || !__xinim_account_number(number, &g->gr_gid))
		return EINVAL;
	slots = size < pad ? 0 : (size - pad) / sizeof(char *);
	while (s != NULL && *s != '\0') {
		char *member = strsep(&s, ",");

		if (*member == '\0')
			continue;
		if (n + 1 >= slots)
			return ERANGE;
		members[n++] = member;
	}
	if (n >= slots)
		return ERANGE;
	members[n] = NULL;
	g->gr_mem = members;
	return 0;
}

static const struct account_kind group_file = { "/etc/group", parse };

static int same_name(const void *entry, const void *key)
{
	return strcmp(((const struct group *)entry)->gr_name, key) == 0;
}

static int same_number(const void *entry, const void *key)
{
	return ((const struct group *)entry)->gr_gid == *(const gid_t *)key;
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

/* What a function with memory of its own answers; that there is no entry is no error. */
static struct group *answer(int error)
{
	if (error != 0 && error != ENOENT)
		errno = error;
	return error == 0 ? &found : NULL;
}

static int answer_r(int error, struct group *g, struct group **result)
{
	*result = error == 0 ? g : NULL;
	return error;
}

struct group *fgetgrent(FILE *f)
{
	return answer(__xinim_account_next_static(f, &group_file, &found, &memory));
}

struct group *getgrent(void)
{
	return __xinim_account_open(&file, &group_file) < 0 ? NULL : fgetgrent(file);
}

int fgetgrent_r(FILE *f, struct group *g, char *buf, size_t size, struct group **result)
{
	return answer_r(__xinim_account_next(f, &group_file, g, buf, size), g, result);
}

int getgrent_r(struct group *g, char *buf, size_t size, struct group **result)
{
	if (__xinim_account_open(&file, &group_file) < 0)
		return answer_r(errno, g, result);
	return fgetgrent_r(file, g, buf, size, result);
}

int getgrnam_r(
	const char *name, struct group *g, char *buf, size_t size, struct group **result)
{
	int error = __xinim_account_find(&group_file, g, buf, size, same_name, name);

	answer_r(error, g, result);
	return error == ENOENT ? 0 : error;
}

int getgrgid_r(gid_t gid, struct group *g, char *buf, size_t size, struct group **result)
{
	int error = __xinim_account_find(&group_file, g, buf, size, same_number, &gid);

	answer_r(error, g, result);
	return error == ENOENT ? 0 : error;
}

struct group *getgrnam(const char *name)
{
	return answer(__xinim_account_find_static(
		&group_file, &found, &memory, same_name, name));
}

struct group *getgrgid(gid_t gid)
{
	return answer(__xinim_account_find_static(
		&group_file, &found, &memory, same_number, &gid));
}

static int is_member(const struct group *g, const char *user)
{
	for (char **m = g->gr_mem; *m != NULL; m++)
		if (strcmp(*m, user) == 0)
			return 1;
	return 0;
}

/* The user's groups, `first' before the file's, at most *count of them; *count becomes how
 * many there are. That number, -1: there are more than had room. */
int getgrouplist(const char *user, gid_t first, gid_t *groups, int *count)
{
	struct account_memory own = { NULL, 0 };
	int room = *count, n = 0;
	struct group g;
	FILE *f = fopen(group_file.path, "re");

	if (n < room)
		groups[n] = first;
	n++;
	while (f != NULL && __xinim_account_next_static(f, &group_file, &g, &own) == 0) {
		if (g.gr_gid == first || !is_member(&g, user))
			continue;
		if (n < room)
			groups[n] = g.gr_gid;
		n++;
	}
	if (f != NULL)
		fclose(f);
	free(own.buf);
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
