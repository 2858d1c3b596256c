/*
 * newlib-port/libgloss/xinim/login.c - records of users that come and go: 4.4BSD's libutil.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include <utmp.h>

static void stamp(struct utmp *entry)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	entry->ut_tv.tv_sec = (int)now.tv_sec;
	entry->ut_tv.tv_usec = (int)now.tv_usec;
}

/* The field, which needs no zero byte at its end, becomes the text. */
static void put(char *field, size_t size, const char *text)
{
	memset(field, 0, size);
	memcpy(field, text, strnlen(text, size));
}

/* The terminal of one of the first three descriptors, without /dev/. 0: there is none. */
static int terminal(char *line, size_t size)
{
	char path[64];

	for (int fd = 0; fd < 3; fd++) {
		if (ttyname_r(fd, path, sizeof(path)) == 0) {
			put(line, size, strncmp(path, "/dev/", 5) == 0 ? path + 5 : path);
			return 1;
		}
	}
	return 0;
}

/* The user of `entry' is on this terminal: a record in both files, of this process. */
void login(const struct utmp *entry)
{
	struct utmp record = *entry;

	record.ut_type = USER_PROCESS;
	record.ut_pid = getpid();
	if (terminal(record.ut_line, sizeof(record.ut_line))) {
		setutent();
		pututline(&record);
		endutent();
	} else {
		put(record.ut_line, sizeof(record.ut_line), "???");
	}
	updwtmp(WTMP_FILE, &record);
}

/* Nobody is on the terminal any more. 1, or 0: nobody was, or the file cannot be written. */
int logout(const char *line)
{
	struct utmp want, *entry;
	int done = 0;

	memset(&want, 0, sizeof(want));
	want.ut_type = USER_PROCESS;
	put(want.ut_line, sizeof(want.ut_line), line);
	setutent();
	entry = getutline(&want);
	if (entry != NULL) {
		entry->ut_type = DEAD_PROCESS;
		memset(entry->ut_user, 0, sizeof(entry->ut_user));
		memset(entry->ut_host, 0, sizeof(entry->ut_host));
		stamp(entry);
		done = pututline(entry) != NULL;
	}
	endutent();
	return done;
}

/* A record of this moment: no name is the end of what the terminal was used for. */
void logwtmp(const char *line, const char *name, const char *host)
{
	struct utmp record;

	memset(&record, 0, sizeof(record));
	record.ut_type = *name == '\0' ? DEAD_PROCESS : USER_PROCESS;
	record.ut_pid = getpid();
	put(record.ut_line, sizeof(record.ut_line), line);
	put(record.ut_user, sizeof(record.ut_user), name);
	put(record.ut_host, sizeof(record.ut_host), host);
	stamp(&record);
	updwtmp(WTMP_FILE, &record);
}
