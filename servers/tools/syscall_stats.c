/*
 * servers/tools/syscall_stats.c - prints what the kernel counts.
 *
 *	syscall_stats [-a] [N]	the N most used calls, 10 if not said; -a: how many
 *				messages there were, what each CPU and each
 *				process did, too
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
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

static void fail(const char *what)
{
	fprintf(stderr, "syscall_stats: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Reads a record, or ends the program with a message. */
static void read_record(
	uint32_t what, uint64_t index, void *record, size_t size, const char *name)
{
	if (stats_read(what, index, record, size) < 0)
		fail(name);
}

static void print_calls(unsigned long shown)
{
	static struct row rows[XINIM_SYSCALL_SLOTS];
	struct xinim_stats_total total;

	for (unsigned n = 0; n < XINIM_SYSCALL_SLOTS; n++) {
		rows[n].number = n;
		read_record(XINIM_STATS_CALL, n, &rows[n].call, sizeof(rows[n].call),
			"calls");
	}
	read_record(XINIM_STATS_TOTAL, 0, &total, sizeof(total), "total");
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
}

static void print_memory(void)
{
	struct xinim_stats_memory memory;

	read_record(XINIM_STATS_MEMORY, 0, &memory, sizeof(memory), "memory");
	printf("Memory: %" PRIu64 " KiB free of %" PRIu64 " KiB, %" PRIu64 " processes\n",
		memory.free_pages * 4, memory.total_pages * 4, memory.processes);
}

static void print_ipc(void)
{
	struct xinim_stats_ipc ipc;

	read_record(XINIM_STATS_IPC, 0, &ipc, sizeof(ipc), "messages");
	printf("Messages: %" PRIu64 " by the fast path, %" PRIu64
	       " calls by the slow one\n",
		ipc.fast, ipc.slow);
}

static void print_cpus(void)
{
	struct xinim_stats_boot boot;

	read_record(XINIM_STATS_BOOT, 0, &boot, sizeof(boot), "CPUs");
	puts("CPU  busy ms  idle ms  switches  preempted  moved in  stolen   timer"
	     "    IPIs  flushes  waiting");
	for (unsigned i = 0; i < boot.cpus_online; i++) {
		struct xinim_stats_cpu c;

		read_record(XINIM_STATS_CPU, i, &c, sizeof(c), "CPUs");
		printf("%3u %8" PRIu64 " %8" PRIu64 " %9" PRIu64 " %10" PRIu64
		       " %9" PRIu64 " %7" PRIu64 " %7" PRIu64 " %7" PRIu64 " %8" PRIu64
		       " %8" PRIu64 "\n",
			i, c.busy_ns / 1000000, c.idle_ns / 1000000, c.switches,
			c.preemptions, c.migrations, c.steals, c.timer, c.ipis, c.flushes,
			c.waiting);
	}
}

static const char *state_name(uint32_t state)
{
	static const char *const names[] = { "running", "ready", "sending", "calling",
		"receiving", "sleeping", "zombie" };

	return state < sizeof(names) / sizeof(names[0]) ? names[state] : "?";
}

static void print_processes(void)
{
	struct xinim_stats_process p;

	puts("  PID  PPID state     threads  CPU ms    KiB  caps     calls      fast"
	     "      slow name");
	for (uint64_t pid = 0;; pid = (uint64_t)p.pid + 1) {
		if (stats_read(XINIM_STATS_PROCESS, pid, &p, sizeof(p)) < 0)
			break;
		printf("%5" PRId32 " %5" PRId32 " %-9s %7" PRIu32 " %7" PRIu64
		       " %6" PRIu64 " %5" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64
		       " %s\n",
			p.pid, p.ppid, state_name(p.state), p.threads, p.cpu_ns / 1000000,
			p.resident_pages * 4, p.capabilities, p.calls, p.ipc_fast,
			p.ipc_slow, p.name);
	}
	if (errno != ESRCH)
		fail("processes");
}

int main(int argc, char **argv)
{
	bool all = argc > 1 && strcmp(argv[1], "-a") == 0;
	unsigned long shown = SHOWN_BY_DEFAULT;

	if (all) {
		argc--;
		argv++;
	}
	if (argc > 2 || (argc == 2 && (shown = strtoul(argv[1], NULL, 10)) == 0)) {
		fputs("usage: syscall_stats [-a] [number of calls to show]\n", stderr);
		return 2;
	}
	print_calls(shown);
	print_memory();
	if (all) {
		print_ipc();
		print_cpus();
		print_processes();
	}
	return 0;
}
