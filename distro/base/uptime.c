/*
 * distro/base/uptime.c - how long the system has been running, and how busy it is.
 *
 * usage: uptime [-p | -s]
 *
 * -p: only how long; -s: since when.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "distro/base/process.h"

static void plural(unsigned long n, const char *what, const char **comma)
{
	if (n == 0)
		return;
	printf("%s%lu %s%s", *comma, n, what, n == 1 ? "" : "s");
	*comma = ", ";
}

static void pretty(void)
{
	unsigned long minutes = uptime_ticks() / 6000;
	const char *comma = "";

	printf("up ");
	plural(minutes / 1440, "day", &comma);
	plural(minutes / 60 % 24, "hour", &comma);
	if (!*comma || minutes % 60)
		printf("%s%lu minute%s", comma, minutes % 60,
			minutes % 60 == 1 ? "" : "s");
	putchar('\n');
}

int main(int argc, char **argv)
{
	char text[160], clock[32];
	time_t now = time(NULL);
	int option;

	if (access("/proc/uptime", R_OK) != 0)
		err(1, "/proc/uptime");
	while ((option = getopt(argc, argv, "ps")) != -1) {
		if (option == 'p') {
			pretty();
			return 0;
		}
		if (option != 's')
			errx(2, "usage: uptime [-p | -s]");
		now = boot_time();
		strftime(clock, sizeof(clock), "%Y-%m-%d %H:%M:%S", localtime(&now));
		puts(clock);
		return 0;
	}
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	uptime_line(text, sizeof(text));
	printf(" %s %s\n", clock, text);
	return 0;
}
