/*
 * newlib-port/libgloss/xinim/get_nprocs.c - how many CPUs there are, as GNU has it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdlib.h>
#include <sys/sysinfo.h>
#include <unistd.h>

int get_nprocs(void)
{
	return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

int get_nprocs_conf(void)
{
	return (int)sysconf(_SC_NPROCESSORS_CONF);
}

/* The load over 1, 5 and 15 minutes: how many of these there are, at most 3, or -1. */
int getloadavg(double averages[], int count)
{
	struct sysinfo info;

	if (sysinfo(&info) != 0)
		return -1;
	if (count > 3)
		count = 3;
	for (int i = 0; i < count; i++)
		averages[i] = (double)info.loads[i] / (1 << SI_LOAD_SHIFT);
	return count < 0 ? 0 : count;
}
