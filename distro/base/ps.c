/*
 * distro/base/ps.c - what runs: all processes, from /proc.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The terminal's name, from its device number as /proc has it. */
static const char *terminal(unsigned long device)
{
	static char text[24];

	if (device == 0)
		return "?";
	if (device >> 8 == 136)
		snprintf(text, sizeof(text), "pts/%lu", device & 0xff);
	else
		snprintf(text, sizeof(text), device == 0x501 ? "console" : "%lu,%lu",
			device >> 8, device & 0xff);
	return text;
}

/* A process that has ended in the meantime is left out. */
static void show(const char *pid)
{
	char path[64], line[512], *name, *end;
	unsigned long device, ticks, pages;
	int parent;
	char state;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	f = fopen(path, "r");
	if (!f)
		return;
	if (!fgets(line, sizeof(line), f))
		line[0] = '\0';
	fclose(f);
	/* The name may have anything in it, parentheses too. */
	name = strchr(line, '(');
	end = strrchr(line, ')');
	if (!name || !end)
		return;
	*end = '\0';
	if (sscanf(end + 1,
		    " %c %d %*d %*d %lu %*d %*u %*u %*u %*u %*u %lu %*u %*d %*d %*d %*d %*d "
		    "%*d %*u %*u %lu",
		    &state, &parent, &device, &ticks, &pages) != 5)
		return;
	printf("%5s %5d %c %-8s %6lu %3lu:%02lu %s\n", pid, parent, state,
		terminal(device), pages * 4, ticks / 6000, ticks / 100 % 60, name + 1);
}

int main(void)
{
	DIR *d = opendir("/proc");
	struct dirent *e;

	if (!d)
		err(1, "/proc");
	printf("%5s %5s %c %-8s %6s %6s %s\n", "PID", "PPID", 'S', "TTY", "RSS", "TIME",
		"COMMAND");
	while ((e = readdir(d)))
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9')
			show(e->d_name);
	closedir(d);
	return 0;
}
