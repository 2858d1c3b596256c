/*
 * servers/tools/trace.c - prints the system calls of a process as they happen.
 *
 *	trace CAPABILITY	of the process that this capability of ours stands
 *				for (right: control), until it ends
 *	trace			of itself, a few, to show what it looks like
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/cap.h>
#include <xinim/trace.h>

#define RING     XINIM_TRACE_MAX
#define LOOK_NS  20000000 /* between two looks at an empty ring */
#define IPC_CALL 482      /* to 486: the calls with capability, label, timeout, reply */
#define IPC_LAST 486

struct call {
	const char *name;
	uint8_t nargs;
};

static const struct call calls[XINIM_SYSCALL_SLOTS] = {
#define SYSCALL(number, name, nargs, server) [number] = { #name, nargs },
#include <xinim/syscalls.def>
#undef SYSCALL
};

static struct xinim_trace_entry open_call; /* its end is on the line yet to come */
static bool is_open;

static void print_name(uint32_t number)
{
	if (number < XINIM_SYSCALL_SLOTS && calls[number].name)
		fputs(calls[number].name, stdout);
	else
		printf("call_%" PRIu32, number);
}

static void print_head(const struct xinim_trace_entry *e)
{
	printf("%" PRIu64 ".%06" PRIu64 " %" PRId32 ".%" PRIu32 " ", e->time / 1000000000,
		e->time % 1000000000 / 1000, e->pid, e->tid);
}

/* Small numbers read better in decimal, addresses and bits in hexadecimal. */
static void print_number(uint64_t n)
{
	if ((int64_t)n > -4096 && (int64_t)n < 65536)
		printf("%" PRId64, (int64_t)n);
	else
		printf("0x%" PRIx64, n);
}

static void print_enter(const struct xinim_trace_entry *e)
{
	unsigned nargs = e->number < XINIM_SYSCALL_SLOTS && calls[e->number].name
		? calls[e->number].nargs
		: 6;

	print_head(e);
	print_name(e->number);
	putchar('(');
	for (unsigned i = 0; i < nargs; i++) {
		if (i)
			fputs(", ", stdout);
		print_number(e->arg[i]);
	}
	putchar(')');
	if (e->number >= IPC_CALL && e->number <= IPC_LAST) {
		fputs(" [cap ", stdout);
		print_number(e->cap);
		fputs(", label ", stdout);
		print_number(e->label);
		fputs(", timeout ", stdout);
		print_number(e->timeout);
		fputs(", reply ", stdout);
		print_number(e->reply);
		putchar(']');
	}
}

static void print_result(const struct xinim_trace_entry *e)
{
	fputs(" = ", stdout);
	if (e->result < 0 && e->result > -4096)
		printf("-1 (%s)\n", strerror((int)-e->result));
	else {
		print_number((uint64_t)e->result);
		putchar('\n');
	}
}

static void print_entry(const struct xinim_trace_entry *e)
{
	bool ends = is_open && e->kind == XINIM_TRACE_EXIT && e->tid == open_call.tid;

	if (is_open && !ends)
		puts(" ...");
	is_open = false;
	if (e->kind == XINIM_TRACE_ENTER) {
		print_enter(e);
		open_call = *e;
		is_open = true;
		return;
	}
	if (!ends) {
		print_head(e);
		fputs("... ", stdout);
		print_name(e->number);
	}
	print_result(e);
}

/* Prints what is in the ring; -1 when there is none any more. */
static int print_ring(int process, uint64_t *all_lost)
{
	struct xinim_trace_entry entries[XINIM_TRACE_READ];
	uint64_t lost;
	int n;

	while ((n = trace_read(process, entries, XINIM_TRACE_READ, &lost)) > 0) {
		if (lost)
			printf("%s(%" PRIu64 " entries were lost)\n", is_open ? "\n" : "",
				lost);
		*all_lost += lost;
		for (int i = 0; i < n; i++)
			print_entry(&entries[i]);
	}
	return n;
}

static void finish(uint64_t lost)
{
	if (is_open)
		putchar('\n');
	if (lost)
		printf("%" PRIu64 " entries were lost in all\n", lost);
}

static int fail(const char *what)
{
	fprintf(stderr, "trace: %s: %s\n", what, strerror(errno));
	return 1;
}

static int trace_other(int process)
{
	const struct timespec pause = { 0, LOOK_NS };
	uint64_t lost = 0;

	if (trace_control(process, XINIM_TRACE_ON, RING) != 0)
		return fail("cannot trace");
	while (print_ring(process, &lost) == 0) {
		/* It says so when the process has ended, and does nothing while it is on. */
		if (trace_control(process, XINIM_TRACE_ON, RING) != 0 && errno == ESRCH)
			break;
		nanosleep(&pause, NULL);
	}
	print_ring(process, &lost);
	finish(lost);
	return 0;
}

static int trace_self(void)
{
	uint64_t lost = 0;

	if (trace_control(XINIM_CAP_SELF, XINIM_TRACE_ON, RING) != 0)
		return fail("cannot trace");
	getppid();
	access("/", F_OK);
	write(-1, "", 0);
	if (trace_control(XINIM_CAP_SELF, XINIM_TRACE_OFF, 0) != 0)
		return fail("cannot stop");
	print_ring(XINIM_CAP_SELF, &lost);
	finish(lost);
	return 0;
}

int main(int argc, char **argv)
{
	char *end;
	unsigned long process;

	if (argc == 1)
		return trace_self();
	process = strtoul(argv[1], &end, 10);
	if (argc != 2 || *end || end == argv[1] || process > INT32_MAX) {
		fputs("usage: trace [capability to a process]\n", stderr);
		return 2;
	}
	return trace_other((int)process);
}
