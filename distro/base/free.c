/*
 * distro/base/free.c - how much memory there is, and how much of it is free.
 *
 * usage: free [-b | -k | -m | -g | -h] [-t]
 *
 * In KiB, or bytes, MiB, GiB, or (-h) whatever is easy to read; -t adds a line of totals.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "distro/base/process.h"

static char unit = 'k';

static void readable(unsigned long kb)
{
	static const char units[] = "KMGT";
	double value = (double)kb;
	char text[16];
	int i = 0;

	while (value >= 1000 && units[i + 1]) {
		value /= 1024;
		i++;
	}
	snprintf(text, sizeof(text), value < 10 && i ? "%.1f%ci" : "%.0f%ci", value,
		units[i]);
	printf("%12s", text);
}

static void column(unsigned long kb)
{
	switch (unit) {
	case 'b':
		printf("%12lu", kb * 1024);
		break;
	case 'm':
		printf("%12lu", kb >> 10);
		break;
	case 'g':
		printf("%12lu", kb >> 20);
		break;
	case 'h':
		readable(kb);
		break;
	default:
		printf("%12lu", kb);
	}
}

static void row(const char *name, const unsigned long *value, int count)
{
	printf("%-8s", name);
	for (int i = 0; i < count; i++)
		column(value[i]);
	putchar('\n');
}

int main(int argc, char **argv)
{
	unsigned long total, unused, available, cached, used;
	bool totals = false;
	int option;

	while ((option = getopt(argc, argv, "bkmght")) != -1) {
		if (option == '?')
			errx(2, "usage: free [-b | -k | -m | -g | -h] [-t]");
		if (option == 't')
			totals = true;
		else
			unit = (char)option;
	}
	total = memory_kb("MemTotal");
	if (!total)
		err(1, "/proc/meminfo");
	unused = memory_kb("MemFree");
	available = memory_kb("MemAvailable");
	cached = memory_kb("Buffers") + memory_kb("Cached");
	used = total - available;
	printf("%8s%12s%12s%12s%12s%12s%12s\n", "", "total", "used", "free", "shared",
		"buff/cache", "available");
	row("Mem:",
		(const unsigned long[]){
			total, used, unused, memory_kb("Shmem"), cached, available },
		6);
	row("Swap:",
		(const unsigned long[]){ memory_kb("SwapTotal"),
			memory_kb("SwapTotal") - memory_kb("SwapFree"),
			memory_kb("SwapFree") },
		3);
	if (totals)
		row("Total:", (const unsigned long[]){ total, used, unused }, 3);
	return 0;
}
