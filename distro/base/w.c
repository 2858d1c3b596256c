/*
 * distro/base/w.c - who is logged in, and what they do.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <utmpx.h>

#include "distro/base/process.h"

/* What is in the foreground of the terminal: the group's latest process. */
static const char *doing(const struct processes *all, unsigned long tty)
{
	const char *what = "-";

	for (size_t i = 0; i < all->count; i++) {
		const struct process *p = &all->list[i];

		if (tty && p->tty == tty && p->group == p->tty_group)
			what = p->command;
	}
	return what;
}

static void show(const struct processes *all, const struct utmpx *u)
{
	time_t came = u->ut_tv.tv_sec, now = time(NULL);
	char path[64], at[16], idle[16] = "?";
	unsigned long tty = 0;
	struct stat st;

	snprintf(path, sizeof(path), "/dev/%.32s", u->ut_line);
	strftime(at, sizeof(at), "%H:%M", localtime(&came));
	if (stat(path, &st) == 0) {
		long quiet = now > st.st_atime ? (long)(now - st.st_atime) : 0;

		tty = st.st_rdev;
		snprintf(idle, sizeof(idle), quiet < 60 ? "%lds" : "%ldm",
			quiet < 60 ? quiet : quiet / 60);
	}
	printf("%-8.32s %-8.32s %-16.256s %-6s %5s  %s\n", u->ut_user, u->ut_line,
		*u->ut_host ? u->ut_host : "-", at, idle, doing(all, tty));
}

int main(void)
{
	time_t now = time(NULL);
	struct processes all;
	char text[160], clock[16];
	const struct utmpx *u;

	if (!processes_read(&all))
		err(1, "/proc");
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	uptime_line(text, sizeof(text));
	printf(" %s %s\n", clock, text);
	printf("%-8s %-8s %-16s %-6s %5s  %s\n", "USER", "TTY", "FROM", "LOGIN@", "IDLE",
		"WHAT");
	setutxent();
	while ((u = getutxent()))
		if (u->ut_type == USER_PROCESS)
			show(&all, u);
	endutxent();
	return fflush(stdout) != 0;
}
