/*
 * distro/base/last.c - who was logged in, the latest first, from /var/log/wtmp.
 *
 * usage: last [-n NUMBER] [-f FILE] [USER...]
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

#define RUN_LVL 1 /* a record of init's */

static struct utmpx *records;
static size_t count;

static void take_in(const char *path)
{
	const struct utmpx *u;
	size_t room = 0;

	if (access(path, R_OK) != 0 || utmpxname(path) != 0)
		err(1, "%s", path);
	setutxent();
	while ((u = getutxent())) {
		if (count == room) {
			room = room * 2 + 64;
			records = reallocarray(records, room, sizeof(*records));
			if (!records)
				err(1, NULL);
		}
		records[count++] = *u;
	}
	endutxent();
}

/* How the session that began with record i ended, and when; the system's: 0 if it has not. */
static const char *end_of(size_t i, time_t *when)
{
	for (size_t n = i + 1; n < count; n++) {
		const struct utmpx *u = &records[n];
		bool same =
			strncmp(u->ut_line, records[i].ut_line, sizeof(u->ut_line)) == 0;

		*when = u->ut_tv.tv_sec;
		if (u->ut_type == BOOT_TIME)
			return "crash";
		if (u->ut_type == RUN_LVL)
			return "down";
		if (same && records[i].ut_type == USER_PROCESS &&
			(u->ut_type == DEAD_PROCESS || u->ut_type == USER_PROCESS))
			return "";
	}
	*when = 0;
	return records[i].ut_type == BOOT_TIME ? "  still running" : "  still logged in";
}

static void show(size_t i)
{
	const struct utmpx *u = &records[i];
	bool system = u->ut_type != USER_PROCESS;
	time_t began = u->ut_tv.tv_sec, ended;
	char from[32], to[16];
	const char *how = end_of(i, &ended);
	long minutes = (long)(ended - began) / 60;

	strftime(from, sizeof(from), "%a %b %e %H:%M", localtime(&began));
	printf("%-8.32s %-12.32s %-16.256s %s", u->ut_user,
		system ? "system boot" : u->ut_line, u->ut_host, from);
	if (!ended) {
		printf(" %s\n", how);
		return;
	}
	strftime(to, sizeof(to), "%H:%M", localtime(&ended));
	printf(" - %-5s", *how ? how : to);
	printf("  (");
	if (minutes >= 1440)
		printf("%ld+", minutes / 1440);
	printf("%02ld:%02ld)\n", minutes / 60 % 24, minutes % 60);
}

static bool asked_for(const struct utmpx *u, char **names)
{
	if (u->ut_type != USER_PROCESS && u->ut_type != BOOT_TIME)
		return false;
	if (!*names)
		return true;
	for (; *names; names++)
		if (strncmp(*names, u->ut_user, sizeof(u->ut_user)) == 0 ||
			strncmp(*names, u->ut_line, sizeof(u->ut_line)) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	const char *path = WTMPX_FILE;
	long most = -1;
	int option;

	while ((option = getopt(argc, argv, "n:f:")) != -1) {
		if (option == '?')
			errx(2, "usage: last [-n NUMBER] [-f FILE] [USER...]");
		if (option == 'n')
			most = atol(optarg);
		else
			path = optarg;
	}
	take_in(path);
	for (size_t i = count; i-- > 0 && most != 0;) {
		if (!asked_for(&records[i], argv + optind))
			continue;
		show(i);
		most--;
	}
	if (count) {
		time_t first = records[0].ut_tv.tv_sec;

		printf("\nwtmp begins %s", ctime(&first));
	}
	return fflush(stdout) != 0;
}
