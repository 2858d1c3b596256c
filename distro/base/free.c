/*
 * distro/base/free.c - how much memory there is, and how much of it is free.
 *
 * usage: free		in KiB, from /proc/meminfo
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	unsigned long total = 0, unused = 0, available = 0, value;
	char line[128], name[64];

	if (!f)
		err(1, "/proc/meminfo");
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63[^:]: %lu", name, &value) != 2)
			continue;
		if (strcmp(name, "MemTotal") == 0)
			total = value;
		else if (strcmp(name, "MemFree") == 0)
			unused = value;
		else if (strcmp(name, "MemAvailable") == 0)
			available = value;
	}
	fclose(f);
	printf("%7s%12s%12s%12s%12s\n", "", "total", "used", "free", "available");
	printf("%-7s%12lu%12lu%12lu%12lu\n", "Mem:", total, total - unused, unused,
		available);
	return 0;
}
