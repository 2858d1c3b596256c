/*
 * newlib-port/libgloss/xinim/thread/affinity.c - on which processors to run.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <sched.h>
#include <string.h>

int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	long r = CALL(sched_getaffinity, pid, size, set);

	if (r < 0)
		return -1;
	/* The kernel writes as much as it has. */
	memset((char *)set + r, 0, size - (size_t)r);
	return 0;
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	return CALL(sched_setaffinity, pid, size, set);
}

int sched_getcpu(void)
{
	unsigned int cpu;

	return CALL(getcpu, &cpu, NULL, NULL) != 0 ? -1 : (int)cpu;
}

int __xinim_cpu_count(size_t size, const void *set)
{
	const unsigned char *s = set;
	int n = 0;

	for (size_t i = 0; i < size; i++)
		for (unsigned int byte = s[i]; byte != 0; byte &= byte - 1)
			n++;
	return n;
}

void __xinim_cpu_join(size_t size, void *to, const void *a, const void *b, int how)
{
	const unsigned char *x = a, *y = b;
	unsigned char *out = to;

	for (size_t i = 0; i < size; i++)
		out[i] = how == 0 ? x[i] & y[i] : how == 1 ? x[i] | y[i] : x[i] ^ y[i];
}
