/* tests/guest/fuzz.h - who does what in the fuzzing guests.
 *
 * The fuzzers and the servers start at fuzz_entry and never go through the C
 * library, nor use a vector register: they have no extended state, and their
 * messages take the fast path when the dice fall so.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_FUZZ_H
#define XINIM_TESTS_GUEST_FUZZ_H

#pragma GCC target("general-regs-only")

#include <reent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/notify.h>
#include <xinim/process.h>
#include <xinim/stats.h>

#include "fuzz-call.h"
#include "guest.h"

#define FUZZ_EXIT_BAD 121 /* an answer was wrong: said on the console */
#define FUZZ_WARM     40  /* threads, more than the kernel keeps stacks for new ones */
/*
 * Objects that the kernel keeps for the next ones of their kind (up to 8 signals), and
 * PID 1's own: its table of capabilities.
 */
#define FUZZ_OBJECTS 9

/* --- without the C library ------------------------------------------------------- */

static void fuzz_exit(uint64_t status) __attribute__((noreturn));
static void fuzz_exit(uint64_t status)
{
	for (;;)
		xinim_syscall1(SYS_exit_group, (long)status);
}

static void fuzz_say(const char *text)
{
	long n = 0;

	while (text[n])
		n++;
	xinim_syscall3(SYS_write, 1, (long)text, n);
}

static void fuzz_say_number(const char *text, uint64_t n)
{
	char digits[24];
	unsigned int i = sizeof(digits);

	digits[--i] = '\0';
	do
		digits[--i] = (char)('0' + n % 10);
	while (n /= 10);
	fuzz_say(text);
	fuzz_say(digits + i);
}

static uint64_t fuzz_parse(const char *text)
{
	uint64_t n = 0;

	while (*text >= '0' && *text <= '9')
		n = n * 10 + (uint64_t)(*text++ - '0');
	return n;
}

static void fuzz_wrong(const char *what) __attribute__((noreturn));
static void fuzz_wrong(const char *what)
{
	fuzz_say_number("not ok: seed ", fuzz_seed);
	fuzz_say_number(", call ", fuzz_made);
	fuzz_say_number(", number ", fuzz_number);
	fuzz_say(": ");
	fuzz_say(what);
	fuzz_say("\n");
	fuzz_exit(FUZZ_EXIT_BAD);
}

static void fuzz_client(uint64_t count)
{
	while (fuzz_made < count) {
		const char *wrong;

		fuzz_next();
		regs_syscall();
		wrong = fuzz_check();
		if (wrong)
			fuzz_wrong(wrong);
	}
	fuzz_exit(0);
}

/* --- the servers ------------------------------------------------------------------- */

#define FUZZ_PARKED 4

struct fuzz_server {
	uint64_t parked[FUZZ_PARKED]; /* calls put off */
	unsigned int nparked;
	uint64_t endpoint;
};

/* A copy from or to anywhere that has to do with the call, or has not. */
static void fuzz_copy(uint64_t call, const struct ipc_message *m)
{
	uint64_t theirs = fuzz_one_in(2) ? m->word[fuzz_below(6)] : fuzz_bad_pointer();

	fuzz_made++;
	ipc_copy(fuzz_one_in(16) ? fuzz_random() : call, fuzz_below(3), theirs,
		(void *)fuzz_pointer(), fuzz_length());
}

static void fuzz_answer(struct ipc_message *m)
{
	for (unsigned int i = 0; i < 6; i++)
		m->word[i] = fuzz_word();
	m->label = fuzz_word() % XINIM_LABEL_LIMIT;
}

/* Answers one of the parked calls, which has to be there still. */
static void fuzz_unpark(struct fuzz_server *s)
{
	unsigned int i = (unsigned int)fuzz_below(s->nparked);
	uint64_t call = s->parked[i];
	struct ipc_message m;

	s->parked[i] = s->parked[--s->nparked];
	fuzz_answer(&m);
	if (ipc_reply(call, &m) != 0)
		fuzz_wrong("reply to a parked call");
	if (ipc_reply(call, &m) != -ESRCH)
		fuzz_wrong("second reply to a call");
}

/*
 * A call waits until it is answered, and with all callers parked nothing
 * would come any more: so none stays parked while nobody sends.
 */
static int64_t fuzz_serve_next(
	struct fuzz_server *s, uint64_t reply, struct ipc_message *m)
{
	int64_t call;

	fuzz_answer(m);
	call = ipc_reply_receive(s->endpoint, reply, s->nparked ? 0 : IPC_FOREVER, m);
	if (call != -EAGAIN)
		return call;
	while (s->nparked)
		fuzz_unpark(s);
	return ipc_receive(s->endpoint, IPC_FOREVER, m);
}

static void fuzz_serve(uint64_t route)
{
	static struct fuzz_server s;
	struct ipc_message m;
	uint64_t reply = 0;

	s.endpoint = (uint64_t)endpoint_create();
	if (route_control(route, s.endpoint) != 0)
		fuzz_wrong("route_control");
	for (;;) {
		int64_t call = fuzz_serve_next(&s, reply, &m);

		reply = 0;
		fuzz_number = m.label;
		if (call <= 0)
			fuzz_wrong("receive");
		if (m.badge == 1)
			fuzz_exit(0); /* PID 1: the time has come; it gets EIO */
		if (fuzz_one_in(4))
			fuzz_copy((uint64_t)call, &m);
		if (s.nparked < FUZZ_PARKED && fuzz_one_in(4))
			s.parked[s.nparked++] = (uint64_t)call;
		else
			reply = (uint64_t)call;
		if (s.nparked && fuzz_one_in(3))
			fuzz_unpark(&s);
	}
}

/* --- who is who ---------------------------------------------------------------------- */

/* The stack as a program finds it: argc, then argv. */
void fuzz_main(uint64_t *stack) __attribute__((noreturn, used));
void fuzz_main(uint64_t *stack)
{
	uint64_t pid = (uint64_t)xinim_syscall0(SYS_getpid);
	const char *const *argv = (const char *const *)(stack + 1);
	uint64_t count = 0;

	if (stack[0] > 2) {
		fuzz_seed = fuzz_parse(argv[1]);
		count = fuzz_parse(argv[2]);
	}
	fuzz_state = fuzz_seed;
	fuzz_top = ((uint64_t)stack + 4095) & ~4095UL;
	if (pid <= 4)
		fuzz_serve(pid == 2        ? XINIM_ROUTE_VFS
				: pid == 3 ? XINIM_ROUTE_PROCESS
					   : XINIM_ROUTE_MEMORY);
	fuzz_client(count);
	fuzz_exit(0);
}

/* PID 1 goes on to the C library; the others leave the top of the stack to the scratch. */
/* clang-format off */
__asm__(
	"	.globl fuzz_entry\n"
	"fuzz_entry:\n"
	"	mov $39, %eax\n"
	"	syscall\n"
	"	cmp $1, %rax\n"
	"	je _start\n"
	"	mov %rsp, %rdi\n"
	"	lea -69632(%rsp), %rsp\n"
	"	and $-16, %rsp\n"
	"	call fuzz_main\n");
/* clang-format on */

/* --- PID 1 ------------------------------------------------------------------------------ */

static struct xinim_stats_memory fuzz_before;

static struct xinim_stats_memory fuzz_memory(void)
{
	struct xinim_stats_memory m = { 0 };

	if (stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) != sizeof(m))
		abort();
	return m;
}

static uint64_t fuzz_calls(void)
{
	struct xinim_stats_total t = { 0 };

	if (stats_read(XINIM_STATS_TOTAL, 0, &t, sizeof(t)) != sizeof(t))
		abort();
	return t.calls;
}

/*
 * Has the kernel keep what it will keep anyway: stacks for new threads. A thread
 * is gone when it has left the table, a little later than it was killed.
 */
static void fuzz_warm_up(void)
{
	struct xinim_regs r = { .rip = 0x400000 };
	static int tid[FUZZ_WARM];
	uint64_t before = fuzz_memory().threads; /* the others are not there yet */

	for (unsigned int i = 0; i < FUZZ_WARM; i++)
		tid[i] = (int)xinim_syscall3(
			SYS_thread_create, XINIM_CAP_SELF, (long)&r, 0);
	for (unsigned int i = 0; i < FUZZ_WARM; i++) {
		EXPECT(tid[i] > 0);
		while (xinim_syscall4(SYS_thread_control, XINIM_CAP_SELF, tid[i],
			       XINIM_THREAD_KILL, 0) != -ESRCH)
			xinim_syscall0(SYS_sched_yield);
	}
	while (fuzz_memory().threads > before)
		xinim_syscall0(SYS_sched_yield);
}

static unsigned int fuzz_count, fuzz_dead;

/*
 * The servers would answer anything to these, which the C library does its output
 * by: PID 1's lines go into the kernel's log.
 */
_ssize_t _write_r(struct _reent *reent, int fd, const void *data, size_t length)
{
	(void)reent;
	(void)fd;
	xinim_syscall5(SYS_process_control, XINIM_CAP_SELF, XINIM_PROCESS_LOG, (long)data,
		(long)length, 0);
	return (_ssize_t)length;
}

int _fstat_r(struct _reent *reent, int fd, struct stat *st)
{
	(void)reent;
	(void)fd;
	(void)st;
	return -1;
}

/* Waits for the end of a process; its PID. */
static int fuzz_wait(int *status)
{
	struct xinim_process_event e = { 0 };

	while (xinim_syscall5(SYS_process_control, XINIM_CAP_SELF, XINIM_PROCESS_EVENT,
		       (long)&e, 0, 0) == -EAGAIN)
		notify_wait(XINIM_NOTIFY_EVENT);
	xinim_syscall5(
		SYS_process_control, XINIM_CAP_SELF, XINIM_PROCESS_RELEASE, e.pid, 0, 0);
	*status = e.status;
	return e.pid;
}

/* Waits for the end of all that are no servers. */
static void fuzz_watch(void)
{
	struct timespec start, end;
	uint64_t calls = fuzz_calls(), ms;
	int status, pid;

	fuzz_warm_up();
	printf("  %lu pages are free\n", (unsigned long)fuzz_memory().free_pages);
	fflush(stdout);
	fuzz_before = fuzz_memory();
	clock_gettime(CLOCK_MONOTONIC, &start);
	while (fuzz_dead < fuzz_count) {
		pid = fuzz_wait(&status);
		REQUIRE(pid > 4);
		printf("  PID %d: %s %d\n", pid,
			WIFSIGNALED(status) ? "signal" : "exit status",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
		fflush(stdout);
		EXPECT_EQ(status, 0);
		fuzz_dead++;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	ms = (uint64_t)((end.tv_sec - start.tv_sec) * 1000 +
		(end.tv_nsec - start.tv_nsec) / 1000000);
	calls = fuzz_calls() - calls;
	printf("  %lu calls in %lu ms\n", (unsigned long)calls, (unsigned long)ms);
}

/* Each server dies of the call that it gets from PID 1. */
static void fuzz_servers_end(void)
{
	static const uint64_t number[] = { SYS_read, SYS_fork, SYS_mmap };
	int status;

	for (unsigned int i = 0; i < 3; i++) {
		EXPECT_EQ(xinim_syscall3((long)number[i], 0, 0, 0), -EIO);
		REQUIRE_EQ(fuzz_wait(&status), i + 2);
		EXPECT_EQ(status, 0);
	}
}

/* The sum of all counters is the total. */
static void fuzz_sums(void)
{
	struct xinim_stats_total t = { 0 };
	struct xinim_stats_call c;
	uint64_t sum = 0, total = fuzz_calls();

	for (uint64_t n = 0; n < XINIM_SYSCALL_SLOTS; n++) {
		REQUIRE_EQ(stats_read(XINIM_STATS_CALL, n, &c, sizeof(c)), sizeof(c));
		sum += c.count;
	}
	REQUIRE_EQ(stats_read(XINIM_STATS_TOTAL, 0, &t, sizeof(t)), sizeof(t));
	sum += t.invalid;
	EXPECT(t.invalid > 0);
	EXPECT(sum > total &&
		sum <= t.calls); /* those of this function come in between */
}

static void fuzz_memory_is_back(void)
{
	struct xinim_stats_memory now = fuzz_memory();
	const struct xinim_stats_memory *old = &fuzz_before;
	int64_t gone = (int64_t)(old->free_pages - now.free_pages);
	int64_t heap = (int64_t)(now.kernel_heap_pages - old->kernel_heap_pages);
	int64_t kept = (int64_t)(now.kernel_kept_pages - old->kernel_kept_pages);
	int64_t objects = (int64_t)(now.kernel_heap_objects - old->kernel_heap_objects);

	printf("  %ld pages fewer are free: %ld are in the kernel's heap, %ld stacks and "
	       "tables; %ld more objects in use\n",
		(long)gone, (long)heap, (long)kept, (long)objects);
	/* On a busy machine boot may have gone on without PID 1 (kernel/servers.c). */
	if (old->processes != 1)
		SKIP("others were there before memory was counted");
	/* Every page is in the allocator or in the kernel's books, and no object is left. */
	EXPECT_EQ(gone, heap + kept);
	EXPECT(objects <= FUZZ_OBJECTS);
	EXPECT_EQ(now.processes, 1);
	EXPECT(now.threads <= old->threads); /* that of the boot's may have ended */
}

static const struct guest_case cases[] = {
	{ "fuzzers end by themselves", fuzz_watch },
	{ "servers answered all, and end", fuzz_servers_end },
	{ "counters add up", fuzz_sums },
	{ "memory is back", fuzz_memory_is_back },
};

#define FUZZ_MAIN                                                                    \
	int main(int argc, char **argv)                                              \
	{                                                                            \
		fuzz_count = argc > 1 ? (unsigned int)atoi(argv[1]) : 0;             \
		return guest_main(cases, sizeof(cases) / sizeof(cases[0]), 1, argv); \
	}

#endif
