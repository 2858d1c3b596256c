/*
 * newlib-port/libgloss/xinim/getspent.c - the file of passwords, /etc/shadow: shadow(3).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "account.h"
#include "glue.h"

#include <limits.h>
#include <shadow.h>
#include <stdlib.h>
#include <string.h>

static FILE *file;
static struct spwd found;
static struct account_memory memory;

/* The next field as a number, -1 if it is empty or not there. 0: it is something else. */
static int number(char **s, long *value)
{
	char *text = strsep(s, ":"), *end;

	*value = -1;
	if (text == NULL || *text == '\0')
		return 1;
	*value = strtol(text, &end, 10);
	return *end == '\0' && *value<LONG_MAX && * value> LONG_MIN;
}

/* name:hash:changed:minimum:maximum:warn:inactive:expires:flag; behind the hash all may
 * be left out. */
static int parse(char *s, void *entry, char *room, size_t size)
{
	struct spwd *p = entry;
	long flag;

	(void)room;
	(void)size;
	p->sp_namp = strsep(&s, ":");
	p->sp_pwdp = strsep(&s, ":");
	if (*p->sp_namp == '\0' || p->sp_pwdp == NULL || !number(&s, &p->sp_lstchg) ||
		!number(&s, &p->sp_min) || !number(&s, &p->sp_max) ||
		!number(&s, &p->sp_warn) || !number(&s, &p->sp_inact) ||
		!number(&s, &p->sp_expire) || !number(&s, &flag) || s != NULL)
		return EINVAL;
	p->sp_flag = (unsigned long)flag;
	return 0;
}

static const struct account_kind shadow_file = { SHADOW, parse };

static int same_name(const void *entry, const void *key)
{
	return strcmp(((const struct spwd *)entry)->sp_namp, key) == 0;
}

void endspent(void)
{
	if (file != NULL)
		fclose(file);
	file = NULL;
}

void setspent(void)
{
	endspent();
}

/* What a function with memory of its own answers; that there is no entry is no error. */
static struct spwd *answer(int error)
{
	if (error != 0 && error != ENOENT)
		errno = error;
	return error == 0 ? &found : NULL;
}

static int answer_r(int error, struct spwd *p, struct spwd **result)
{
	*result = error == 0 ? p : NULL;
	return error;
}

struct spwd *fgetspent(FILE *f)
{
	return answer(__xinim_account_next_static(f, &shadow_file, &found, &memory));
}

struct spwd *getspent(void)
{
	return __xinim_account_open(&file, &shadow_file) < 0 ? NULL : fgetspent(file);
}

int fgetspent_r(FILE *f, struct spwd *p, char *buf, size_t size, struct spwd **result)
{
	return answer_r(__xinim_account_next(f, &shadow_file, p, buf, size), p, result);
}

int getspent_r(struct spwd *p, char *buf, size_t size, struct spwd **result)
{
	if (__xinim_account_open(&file, &shadow_file) < 0)
		return answer_r(errno, p, result);
	return fgetspent_r(file, p, buf, size, result);
}

int getspnam_r(
	const char *name, struct spwd *p, char *buf, size_t size, struct spwd **result)
{
	int error = __xinim_account_find(&shadow_file, p, buf, size, same_name, name);

	answer_r(error, p, result);
	return error == ENOENT ? 0 : error;
}

struct spwd *getspnam(const char *name)
{
	return answer(__xinim_account_find_static(
		&shadow_file, &found, &memory, same_name, name));
}

/* A line, which may end in a newline, taken apart. 0; ERANGE; ENOENT: it is no entry. */
int sgetspent_r(
	const char *line, struct spwd *p, char *buf, size_t size, struct spwd **result)
{
	size_t length = strcspn(line, "\n");

	if (length >= size)
		return answer_r(ERANGE, p, result);
	memmove(buf, line, length);
	buf[length] = '\0';
	return answer_r(parse(buf, p, NULL, 0) == 0 ? 0 : ENOENT, p, result);
}

struct spwd *sgetspent(const char *line)
{
	static char *copy;
	struct spwd *result;
	size_t size = strlen(line) + 1;
	char *buf = malloc(size);

	if (buf == NULL)
		return NULL;
	if (sgetspent_r(line, &found, buf, size, &result) != 0) {
		free(buf);
		errno = EINVAL;
		return NULL;
	}
	free(copy);
	copy = buf;
	return result;
}
