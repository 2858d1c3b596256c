/*
 * newlib-port/libgloss/xinim/tzset.c - the time zone that TZ names: POSIX.1-2017, 8.3.
 *
 * In place of newlib's, which did not know names in angle brackets, took no times of day
 * outside a day, and kept the zone it had when TZ was no zone. What cannot be read, and
 * no TZ, is UTC. With the lock of newlib's time functions.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef tzname
#undef timezone
#undef daylight

#define HOUR         3600
#define ZONE_HOURS   24  /* an offset from UTC has at most so many */
#define CHANGE_HOURS 167 /* a change's time of day, as RFC 8536 extends it */

void __tz_lock(void);
void __tz_unlock(void);
int __tzcalc_limits(int year);
void _tzset_unlocked_r(struct _reent *reent);

struct zone {
	char name[2][TZNAME_MAX + 1]; /* standard and summer time's */
	bool summer;                  /* there is one */
	__tzrule_type rule[2];        /* the changes to summer time and back */
};

static char names[2][TZNAME_MAX + 1];

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Each of these moves *s behind what it has read; false: it is not there. */

static bool read_name(const char **s, char name[TZNAME_MAX + 1])
{
	bool quoted = **s == '<';
	const char *p = *s + quoted, *start = p;

	while (is_letter(*p) || (quoted && (is_digit(*p) || *p == '+' || *p == '-')))
		p++;
	if (p - start < 3 || p - start > TZNAME_MAX || (quoted && *p != '>'))
		return false;
	memcpy(name, start, (size_t)(p - start));
	name[p - start] = '\0';
	*s = p + quoted;
	return true;
}

static bool read_number(const char **s, int least, int most, int *value)
{
	int n = 0;

	if (!is_digit(**s))
		return false;
	for (; is_digit(**s); ++*s) {
		n = n * 10 + (**s - '0');
		if (n > most)
			return false;
	}
	*value = n;
	return n >= least;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool read_time(const char **s, int hours, int *seconds)
{
	int sign = **s == '-' ? -1 : 1, part;

	if (**s == '-' || **s == '+')
		++*s;
	if (!read_number(s, 0, hours, &part))
		return false;
	*seconds = part * HOUR;
	for (int unit = 60; unit >= 1 && **s == ':'; unit /= 60) {
		++*s;
		if (!read_number(s, 0, 59, &part))
			return false;
		*seconds += part * unit;
	}
	*seconds *= sign;
	return true;
}

/* ,Mm.w.d or ,Jn or ,n, and /time; 2:00 if that is not said. */
static bool read_rule(const char **s, __tzrule_type *rule)
{
	bool ok;

	if (*(*s)++ != ',')
		return false;
	if (**s == 'M') {
		rule->ch = 'M';
		++*s;
		ok = read_number(s, 1, 12, &rule->m) && *(*s)++ == '.' &&
			read_number(s, 1, 5, &rule->n) && *(*s)++ == '.' &&
			read_number(s, 0, 6, &rule->d);
	} else if (**s == 'J') {
		rule->ch = 'J';
		++*s;
		ok = read_number(s, 1, 365, &rule->d);
	} else {
		rule->ch = 'D';
		ok = read_number(s, 0, 365, &rule->d);
	}
	rule->s = 2 * HOUR;
	if (ok && **s == '/') {
		++*s;
		ok = read_time(s, CHANGE_HOURS, &rule->s);
	}
	return ok;
}

static bool read_zone(const char *s, struct zone *z)
{
	int offset;

	if (!read_name(&s, z->name[0]) || !read_time(&s, ZONE_HOURS, &offset))
		return false;
	z->rule[0].offset = z->rule[1].offset = offset;
	z->summer = *s != '\0';
	if (!z->summer) {
		strcpy(z->name[1], z->name[0]);
		return true;
	}
	if (!read_name(&s, z->name[1]))
		return false;
	offset -= HOUR;
	if (*s != '\0' && *s != ',' && !read_time(&s, ZONE_HOURS, &offset))
		return false;
	z->rule[1].offset = offset;
	if (*s == '\0')
		s = ",M3.2.0,M11.1.0"; /* as in the United States since 2007 */
	return read_rule(&s, &z->rule[0]) && read_rule(&s, &z->rule[1]) && *s == '\0';
}

void _tzset_unlocked_r(struct _reent *reent)
{
	static char before[64]; /* what TZ was when it was read last */
	static bool is_read;
	static const struct zone utc = { .name = { "UTC", "UTC" } };
	const char *tz = _getenv_r(reent, "TZ");
	__tzinfo_type *info = __gettzinfo();
	struct zone z = utc;

	if (tz == NULL)
		tz = "";
	if (is_read && strcmp(tz, before) == 0)
		return;
	if (!read_zone(tz + (*tz == ':'), &z))
		z = utc;
	is_read = strlen(tz) < sizeof(before);
	if (is_read)
		strcpy(before, tz);
	memcpy(names, z.name, sizeof(names));
	_tzname[0] = names[0];
	_tzname[1] = names[1];
	memcpy(info->__tzrule, z.rule, sizeof(z.rule));
	_timezone = z.rule[0].offset;
	_daylight = z.summer;
	if (z.summer)
		__tzcalc_limits(info->__tzyear);
}

void _tzset_r(struct _reent *reent)
{
	__tz_lock();
	_tzset_unlocked_r(reent);
	__tz_unlock();
}
