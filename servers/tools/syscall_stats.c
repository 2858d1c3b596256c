/*
 * servers/tools/syscall_stats.c - prints the kernel's system call statistics.
 *
 *	syscall_stats [N]	the N most used calls, 10 if not said
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/abi.h>
#include <xinim/stats.h>

#define SHOWN_BY_DEFAULT 10

struct row {
	unsigned number;
	struct xinim_stats_call call;
};

static int more_used(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->call.count != y->call.count)
		return x->call.count < y->call.count ? 1 : -1;
	return x->number < y->number ? -1 : 1;
}

static int fail(const char *what)
{
	fprintf(stderr, "syscall_stats: %s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	static struct row rows[XINIM_SYSCALL_SLOTS];
	struct xinim_stats_total total;
	struct xinim_stats_memory memory;
	unsigned long shown = SHOWN_BY_DEFAULT;

	if (argc > 2 || (argc == 2 && (shown = strtoul(argv[1], NULL, 10)) == 0)) {
		fputs("usage: syscall_stats [number of calls to show]\n", stderr);
		return 2;
	}
	for (unsigned n = 0; n < XINIM_SYSCALL_SLOTS; n++) {
		rows[n].number = n;
		if (stats_read(XINIM_STATS_CALL, n, &rows[n].call, sizeof(rows[n].call)) <
			0)
			return fail("calls");
	}
	if (stats_read(XINIM_STATS_TOTAL, 0, &total, sizeof(total)) < 0)
		return fail("total");
	if (stats_read(XINIM_STATS_MEMORY, 0, &memory, sizeof(memory)) < 0)
		return fail("memory");
	qsort(rows, XINIM_SYSCALL_SLOTS, sizeof(rows[0]), more_used);
	printf("Total syscalls:   %" PRIu64 "\n", total.calls);
	printf("Invalid syscalls: %" PRIu64 "\n", total.invalid);
	puts("Most used:");
	for (unsigned i = 0; i < shown && i < XINIM_SYSCALL_SLOTS && rows[i].call.count;
		i++)
		printf("  %u. %s (syscall %u): %" PRIu64 " calls%s\n", i + 1,
			rows[i].call.name[0] ? rows[i].call.name : "?", rows[i].number,
			rows[i].call.count,
			rows[i].call.served ? "" : " (not implemented)");
	printf("Memory: %" PRIu64 " KiB free of %" PRIu64 " KiB, %" PRIu64 " processes\n",
		memory.free_pages * 4, memory.total_pages * 4, memory.processes);
	return 0;
}
