/*
 * distro/base/uptime.c - how long the system has been running.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <stdio.h>
#include <time.h>

int main(void)
{
	FILE *f = fopen("/proc/uptime", "r");
	time_t now = time(NULL);
	unsigned long seconds;
	char clock[16];

	if (!f || fscanf(f, "%lu", &seconds) != 1)
		err(1, "/proc/uptime");
	fclose(f);
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	printf(" %s up %lu days, %02lu:%02lu:%02lu\n", clock, seconds / 86400,
		seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
	return 0;
}
