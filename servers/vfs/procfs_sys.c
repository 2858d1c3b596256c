/*
 * servers/vfs/procfs_sys.c - /proc/sys: numbers and names that sysctl shows. They are
 * only to be read.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>
#include <sys/utsname.h>

#include "servers/vfs/procfs.h"

#define FILES_MOST 1048576 /* descriptors that a process may be allowed */

static int add_line(struct text *t, const char *line)
{
	text_add(t, "%s\n", line);
	return 0;
}

static int add_number(struct text *t, uint64_t number)
{
	text_add(t, "%lu\n", (unsigned long)number);
	return 0;
}

static const struct utsname *host(void)
{
	static struct utsname u;

	uname(&u);
	return &u;
}

int text_hostname(struct text *t, const struct subject *s)
{
	(void)s;
	return add_line(t, host()->nodename);
}

/* Linux says so while nobody has set one. */
int text_domainname(struct text *t, const struct subject *s)
{
	const char *name = "";

	(void)s;
#ifdef __XINIM__
	name = host()->domainname;
#endif
	return add_line(t, *name ? name : "(none)");
}

int text_ostype(struct text *t, const struct subject *s)
{
	(void)s;
	return add_line(t, host()->sysname);
}

int text_osrelease(struct text *t, const struct subject *s)
{
	(void)s;
	return add_line(t, host()->release);
}

int text_osversion(struct text *t, const struct subject *s)
{
	(void)s;
	return add_line(t, host()->version);
}

int text_pid_max(struct text *t, const struct subject *s)
{
	(void)s;
	return add_number(t, PIDS);
}

/* A thread has a number as a process does. */
int text_threads_max(struct text *t, const struct subject *s)
{
	(void)s;
	return add_number(t, PIDS - 1);
}

int text_ngroups_max(struct text *t, const struct subject *s)
{
	(void)s;
	return add_number(t, 65536);
}

/* RFC 4122, 4.4: version 4, from random numbers. */
static void add_uuid(struct text *t, uint8_t b[16])
{
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	for (int i = 0; i < 16; i++)
		text_add(t, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			b[i]);
	text_add(t, "\n");
}

int text_uuid(struct text *t, const struct subject *s)
{
	uint8_t b[16];
	int error = os_random(b, sizeof(b));

	(void)s;
	if (error)
		return error;
	add_uuid(t, b);
	return 0;
}

int text_boot_id(struct text *t, const struct subject *s)
{
	static uint8_t b[16];
	static bool made;
	int error = made ? 0 : os_random(b, sizeof(b));

	(void)s;
	if (error)
		return error;
	made = true;
	add_uuid(t, b);
	return 0;
}

/* Bits of the generator's key, which is there from the start. */
int text_entropy(struct text *t, const struct subject *s)
{
	(void)s;
	return add_number(t, 256);
}

int text_file_max(struct text *t, const struct subject *s)
{
	(void)s;
	return add_number(t, INT64_MAX); /* nothing but memory sets a bound */
}

int text_file_nr(struct text *t, const struct subject *s)
{
	(void)s;
	text_add(t, "%lu\t0\t%lu\n", (unsigned long)files_open, (unsigned long)INT64_MAX);
	return 0;
}

int text_nr_open(struct text *t, const struct subject *s)
{
	(void)s;
	return add_number(t, FILES_MOST);
}

int text_pipe_max(struct text *t, const struct subject *s)
{
	(void)s;
	return add_number(t, 1048576);
}

/* Mapping is a promise, never refused for want of memory. */
int text_overcommit(struct text *t, const struct subject *s)
{
	(void)s;
	return add_number(t, 1);
}
