/*
 * newlib-port/libgloss/xinim/env.c - the environment: POSIX.1-2017, and two of Linux's.
 *
 * In place of newlib's, which copied what putenv was given and wrote over strings that
 * were the program's own. Strings that setenv made are freed once they are replaced;
 * others are left alone. A program may have functions of its own by these names, which
 * the library then uses only where it calls them by name.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <envlock.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/* With the lock. */
static char **table; /* what environ is, if it was made here */
static char **made;  /* the strings that setenv made */
static size_t made_count;

/* Whether `entry' is NAME=..., with a name of that length. */
static int is_of(const char *entry, const char *name, size_t length)
{
	return strncmp(entry, name, length) == 0 && entry[length] == '=';
}

/* `old' is replaced by `new': either may be NULL, or a string that is not ours. */
static void replace_made(char *old, char *new)
{
	char **more;

	for (size_t i = 0; old && i < made_count; i++) {
		if (made[i] != old)
			continue;
		made[i] = new ? new : made[--made_count];
		free(old);
		return;
	}
	if (new == NULL)
		return;
	more = reallocarray(made, made_count + 1, sizeof(*made));
	if (more == NULL)
		return; /* it is never freed then */
	made = more;
	made[made_count++] = new;
}

/* Puts NAME=... into the table; `fresh' is the same string if it is ours. ENOMEM */
static int put(char *entry, size_t length, char *fresh)
{
	size_t n = 0;
	char **more;

	for (; environ && environ[n]; n++) {
		if (is_of(environ[n], entry, length)) {
			char *old = environ[n];

			environ[n] = entry;
			replace_made(old, fresh);
			return 0;
		}
	}
	more = reallocarray(environ == table ? table : NULL, n + 2, sizeof(*more));
	if (more == NULL)
		return -1;
	if (environ != table && n > 0)
		memcpy(more, environ, n * sizeof(*more));
	more[n] = entry;
	more[n + 1] = NULL;
	environ = table = more;
	replace_made(NULL, fresh);
	return 0;
}

static char *get(const char *name)
{
	size_t length = strcspn(name, "=");
	char *value = NULL;

	if (length == 0 || name[length] != '\0')
		return NULL;
	__env_lock(_REENT);
	for (char **p = environ; p && *p && !value; p++)
		if (is_of(*p, name, length))
			value = *p + length + 1;
	__env_unlock(_REENT);
	return value;
}

static int valid(const char *name)
{
	if (name && *name != '\0' && strchr(name, '=') == NULL)
		return 1;
	errno = EINVAL;
	return 0;
}

static int set(const char *name, const char *value, int overwrite)
{
	size_t length, room;
	char *entry;
	int r;

	if (!valid(name))
		return -1;
	if (!overwrite && get(name))
		return 0;
	length = strlen(name);
	room = strlen(value) + 1;
	entry = malloc(length + 1 + room);
	if (entry == NULL)
		return -1;
	memcpy(entry, name, length);
	entry[length] = '=';
	memcpy(entry + length + 1, value, room);
	__env_lock(_REENT);
	r = put(entry, length, entry);
	__env_unlock(_REENT);
	if (r != 0)
		free(entry);
	return r;
}

static int unset(const char *name)
{
	size_t length;
	char **to;

	if (!valid(name))
		return -1;
	length = strlen(name);
	__env_lock(_REENT);
	to = environ;
	for (char **p = environ; p && *p; p++) {
		if (is_of(*p, name, length))
			replace_made(*p, NULL);
		else
			*to++ = *p;
	}
	if (to)
		*to = NULL;
	__env_unlock(_REENT);
	return 0;
}

/* The string itself becomes part of the environment; without `=' the name goes. */
static int put_string(char *entry)
{
	size_t length = strcspn(entry, "=");
	int r;

	if (entry[length] == '\0')
		return unset(entry);
	__env_lock(_REENT);
	r = put(entry, length, NULL);
	__env_unlock(_REENT);
	return r;
}

WEAK int clearenv(void)
{
	static char *none[1];

	__env_lock(_REENT);
	environ = none;
	while (made_count > 0)
		free(made[--made_count]);
	__env_unlock(_REENT);
	return 0;
}

/* As getenv, but nothing for a program that has more rights than who runs it. */
WEAK char *secure_getenv(const char *name)
{
	return issetugid() ? NULL : get(name);
}

WEAK char *getenv(const char *name)
{
	return get(name);
}

/* EINVAL, ENOMEM */
WEAK int setenv(const char *name, const char *value, int overwrite)
{
	return set(name, value, overwrite);
}

WEAK int unsetenv(const char *name)
{
	return unset(name);
}

WEAK int putenv(char *entry)
{
	return put_string(entry);
}

char *_getenv_r(struct _reent *reent, const char *name)
{
	(void)reent;
	return get(name);
}

int _setenv_r(struct _reent *reent, const char *name, const char *value, int overwrite)
{
	(void)reent;
	return set(name, value, overwrite);
}

int _unsetenv_r(struct _reent *reent, const char *name)
{
	(void)reent;
	return unset(name);
}

int _putenv_r(struct _reent *reent, char *entry)
{
	(void)reent;
	return put_string(entry);
}
