/*
 * newlib-port/libgloss/xinim/getpwent.c - the user file, /etc/passwd: POSIX.1-2017,
 * endpwent, getpwnam; and glibc's fgetpwent.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "account.h"
#include "glue.h"

#include <pwd.h>
#include <string.h>

static FILE *file;
static struct passwd found;
static struct account_memory memory;

/* name:password:user:group:comment:directory:shell */
static int parse(char *s, void *entry, char *room, size_t size)
{
	struct passwd *p = entry;
	char *user, *group;

	(void)room;
	(void)size;
	memset(p, 0, sizeof(*p));
	p->pw_name = strsep(&s, ":");
	p->pw_passwd = strsep(&s, ":");
	user = strsep(&s, ":");
	group = strsep(&s, ":");
	p->pw_gecos = strsep(&s, ":");
	p->pw_dir = strsep(&s, ":");
	p->pw_shell = s;
	p->pw_comment = p->pw_gecos;
	return *p->pw_name != '\0' && p->pw_shell != NULL &&
			__xinim_account_number(user, &p->pw_uid) &&
			__xinim_account_number(group, &p->pw_gid)
		? 0
		: EINVAL;
}

static const struct account_kind user_file = { "/etc/passwd", parse };

static int same_name(const void *entry, const void *key)
{
	return strcmp(((const struct passwd *)entry)->pw_name, key) == 0;
}

static int same_number(const void *entry, const void *key)
{
	return ((const struct passwd *)entry)->pw_uid == *(const uid_t *)key;
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

/* What a function with memory of its own answers; that there is no entry is no error. */
static struct passwd *answer(int error)
{
	if (error != 0 && error != ENOENT)
		errno = error;
	return error == 0 ? &found : NULL;
}

static int answer_r(int error, struct passwd *p, struct passwd **result)
{
	*result = error == 0 ? p : NULL;
	return error;
}

struct passwd *fgetpwent(FILE *f)
{
	return answer(__xinim_account_next_static(f, &user_file, &found, &memory));
}

struct passwd *getpwent(void)
{
	return __xinim_account_open(&file, &user_file) < 0 ? NULL : fgetpwent(file);
}

int fgetpwent_r(FILE *f, struct passwd *p, char *buf, size_t size, struct passwd **result)
{
	return answer_r(__xinim_account_next(f, &user_file, p, buf, size), p, result);
}

int getpwent_r(struct passwd *p, char *buf, size_t size, struct passwd **result)
{
	if (__xinim_account_open(&file, &user_file) < 0)
		return answer_r(errno, p, result);
	return fgetpwent_r(file, p, buf, size, result);
}

int getpwnam_r(const char *name, struct passwd *p, char *buf, size_t size,
	struct passwd **result)
{
	int error = __xinim_account_find(&user_file, p, buf, size, same_name, name);

	answer_r(error, p, result);
	return error == ENOENT ? 0 : error;
}

int getpwuid_r(
	uid_t uid, struct passwd *p, char *buf, size_t size, struct passwd **result)
{
	int error = __xinim_account_find(&user_file, p, buf, size, same_number, &uid);

	answer_r(error, p, result);
	return error == ENOENT ? 0 : error;
}

struct passwd *getpwnam(const char *name)
{
	return answer(__xinim_account_find_static(
		&user_file, &found, &memory, same_name, name));
}

struct passwd *getpwuid(uid_t uid)
{
	return answer(__xinim_account_find_static(
		&user_file, &found, &memory, same_number, &uid));
}
