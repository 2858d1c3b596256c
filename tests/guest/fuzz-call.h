/* tests/guest/fuzz-call.h - one random call after another, from one seed.
 *
 * fuzz_next() fills regs_in (regs.h), fuzz_check() looks at what came back.
 * Calls that would end the fuzzer or have it wait for ever are bent so that
 * they do not: everything else is thrown as it comes. The same seed gives
 * the same calls as long as the kernel answers in the same way.
 *
 * What is written through random pointers must not hit the fuzzer itself: its
 * scratch memory is the top of the stack, which nobody needs any more, with
 * nothing mapped behind it. Memory calls that succeed on the fuzzer itself are
 * kept to an arena far from all that it lives on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_FUZZ_CALL_H
#define XINIM_TESTS_GUEST_FUZZ_CALL_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include <sys/syscall.h>
#include <xinim/abi.h>
#include <xinim/process.h>
#include <xinim/vm.h>

#include "ipc.h"
#include "regs.h"

#define FUZZ_SCRATCH (64 * 1024UL) /* bytes below the top of the stack */
#define FUZZ_ARENA   0x200000000000UL
#define FUZZ_PAGES   64 /* of the arena */

static uint64_t fuzz_seed, fuzz_state, fuzz_made;
static uint64_t fuzz_top; /* where the stack ends */
static uint64_t fuzz_number;

/* splitmix64: any seed is good. */
static uint64_t fuzz_random(void)
{
	uint64_t z = (fuzz_state += 0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint64_t fuzz_below(uint64_t n)
{
	return (uint32_t)fuzz_random() % n;
}

static bool fuzz_one_in(uint64_t n)
{
	return fuzz_below(n) == 0;
}

/* Some place in the scratch memory, often near its end or a page's. */
static uint64_t fuzz_scratch(void)
{
	uint64_t low = fuzz_top - FUZZ_SCRATCH;

	switch (fuzz_below(4)) {
	case 0:
		return fuzz_top - 1 - fuzz_below(64);
	case 1:
		return low + 4096 * (1 + fuzz_below(8)) - fuzz_below(32);
	default:
		return (low + fuzz_below(FUZZ_SCRATCH / 2)) & ~7UL;
	}
}

static uint64_t fuzz_bad_pointer(void)
{
	static const uint64_t bad[] = { 0, 1, 4095, 0x10000, 0x3ffff8, 0x123456789000,
		XINIM_USER_LIMIT - 4096, XINIM_USER_LIMIT - 1, XINIM_USER_LIMIT,
		0x00007ffffffffff8, 0x0000800000000000, 0x5555aaaa00000000,
		0xffff7fffffffffff, 0xffff800000000000, 0xffff800000100000,
		0xffffc00000001000, 0xffffd00000000000, 0xffffffff80100000, UINT64_MAX,
		UINT64_MAX - 7, UINT64_MAX - 4095 };

	if (fuzz_one_in(4))
		return fuzz_random() | 1UL << 62;
	return bad[fuzz_below(sizeof(bad) / sizeof(bad[0]))] ^
		(fuzz_one_in(8) ? fuzz_below(16) : 0);
}

/* Mostly where a page begins. */
static uint64_t fuzz_arena(void)
{
	uint64_t at = FUZZ_ARENA + fuzz_below(FUZZ_PAGES) * 4096;

	return fuzz_one_in(8) ? at + fuzz_below(4096) : at;
}

/* Of something in the arena, or far more than there is. */
static uint64_t fuzz_arena_length(void)
{
	switch (fuzz_below(8)) {
	case 0:
		return XINIM_USER_LIMIT + fuzz_random() % (UINT64_MAX - XINIM_USER_LIMIT);
	case 1:
		return fuzz_below(3 * 4096);
	default:
		return 4096 * fuzz_below(FUZZ_PAGES);
	}
}

static uint64_t fuzz_pointer(void)
{
	if (fuzz_one_in(8))
		return fuzz_arena();
	if (fuzz_one_in(3))
		return fuzz_bad_pointer();
	if (fuzz_one_in(16)) /* may be read, not written */
		return (uint64_t)&fuzz_pointer + fuzz_below(256);
	return fuzz_scratch();
}

static uint64_t fuzz_length(void)
{
	static const uint64_t edge[] = { 0, 1, 7, 8, 16, 144, 4095, 4096, 4097, 65536,
		0x7ffff000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
		XINIM_USER_LIMIT - 1, XINIM_USER_LIMIT, INT64_MAX, 1UL << 63,
		UINT64_MAX - 4095, UINT64_MAX };

	return fuzz_one_in(2) ? fuzz_below(64)
			      : edge[fuzz_below(sizeof(edge) / sizeof(edge[0]))];
}

/* Capabilities that exist are the low ones. */
static uint64_t fuzz_cap(void)
{
	static const uint64_t edge[] = { 4095, 4096, 0x7fffffff, 0x100000000, 0x100000001,
		1UL << 60, (1UL << 61) + 1, 1UL << 63, UINT64_MAX };

	if (fuzz_one_in(16))
		return edge[fuzz_below(sizeof(edge) / sizeof(edge[0]))];
	return fuzz_below(24);
}

/* Never for ever, and seldom more than a few microseconds; nanoseconds. */
static uint64_t fuzz_timeout(void)
{
	if (fuzz_one_in(64))
		return fuzz_below(2000000);
	return fuzz_one_in(4) ? fuzz_below(5000) : 0;
}

static uint64_t fuzz_word(void)
{
	switch (fuzz_below(8)) {
	case 0:
		return fuzz_random();
	case 1:
		return fuzz_length();
	case 2:
		return fuzz_bad_pointer();
	case 3:
		return fuzz_scratch();
	case 4:
		return 1UL << fuzz_below(64);
	case 5:
		return 0UL - fuzz_below(16);
	default:
		return fuzz_below(32);
	}
}

/*
 * What the arguments of a call are, a letter each: p pointer, l length, c
 * capability, t timeout, w anything, s pointer to a timespec (bent), m a mask
 * on which nothing comes, S a pointer to a timespec that is there, C a capability
 * that is seldom oneself, o an operation that does oneself no harm, d descriptor
 * that is not the console's, x nothing that could be valid, V often oneself, A
 * an address in the arena, L a length from there, M a struct xinim_vm_map for it,
 * n a small number, q a new place in the arena with flags of a move, b a pointer
 * that is bad for sure, k a clock but one of CPU time, 8 the size of a set of signals.
 */
struct fuzz_shape {
	uint16_t number;
	const char *args;
};

static const struct fuzz_shape fuzz_shapes[] = {
	{ SYS_write, "dpl" },
	{ SYS_fstat, "wp" },
	{ SYS_brk, "w" },
	{ SYS_ioctl, "wwp" },
	{ SYS_sched_yield, "" },
	{ SYS_nanosleep, "sp" },
	{ SYS_getpid, "" },
	{ SYS_getuid, "" },
	{ SYS_getgid, "" },
	{ SYS_geteuid, "" },
	{ SYS_getegid, "" },
	{ SYS_getresuid, "ppp" },
	{ SYS_getresgid, "ppp" },
	{ SYS_wait4, "wpwp" },
	{ SYS_uname, "p" },
	{ SYS_getppid, "" },
	{ SYS_arch_prctl, "ap" },
	{ SYS_gettid, "" },
	{ SYS_set_tid_address, "p" },
	{ SYS_clock_gettime, "wp" },
	{ SYS_clock_getres, "wp" },
	{ SYS_clock_nanosleep, "kwsp" },
	{ SYS_getrandom, "plw" },
	{ SYS_notify_wait, "m" },
	{ SYS_stats_read, "wwpl" },
	{ SYS_ipc_call, "wwwwww" },
	{ SYS_ipc_receive, "" },
	{ SYS_ipc_reply_receive, "wwwwww" },
	{ SYS_ipc_send, "wwwwww" },
	{ SYS_ipc_reply, "wwwwww" },
	{ SYS_ipc_copy, "wwppl" },
	{ SYS_endpoint_create, "" },
	{ SYS_notification_create, "" },
	{ SYS_notification_signal, "cw" },
	{ SYS_notification_wait, "cwt" },
	{ SYS_notification_bind, "cc" },
	{ SYS_cap_derive, "crw" },
	{ SYS_cap_close, "c" },
	{ SYS_cap_revoke, "c" },
	{ SYS_cap_info, "cp" },
	{ SYS_route_control, "owc" },
	{ SYS_futex, "pwwSpw" },
	{ SYS_rt_sigsuspend, "px" },
	{ SYS_restart_syscall, "" },
	{ SYS_sched_setaffinity, "wlp" },
	{ SYS_sched_getaffinity, "wlp" },
	{ SYS_getcpu, "pp" },
	{ SYS_process_create, "p" },
	{ SYS_process_control, "Cowwwl" },
	{ SYS_thread_create, "Cpw" },
	{ SYS_thread_control, "Cwop" },
	{ SYS_vm_map, "VM" },
	{ SYS_vm_unmap, "VAL" },
	{ SYS_vm_protect, "VALr" },
	{ SYS_vm_control, "VnALpq" },
	{ SYS_object_create, "L" },
	{ SYS_object_control, "cnLLpw" },
	{ SYS_object_control, "cncwwp" },
	{ SYS_object_control, "mnpnww" },
	{ SYS_irq_control, "cnwwww" },
	{ SYS_device_control, "cnwwww" },
	{ SYS_trace_control, "Vnn" },
	{ SYS_trace_read, "Vplp" },
	{ SYS_rt_sigaction, "npp8" },
	{ SYS_rt_sigprocmask, "npp8" },
	{ SYS_rt_sigpending, "p8" },
	{ SYS_rt_sigsuspend, "b8" },
	{ SYS_rt_sigtimedwait, "ppS8" },
	{ SYS_sigaltstack, "pp" },
	{ SYS_set_robust_list, "pl" },
	{ SYS_get_robust_list, "npp" },
};
#define FUZZ_SHAPES (sizeof(fuzz_shapes) / sizeof(fuzz_shapes[0]))

/* Who serves a number: 0 nobody, 1 the kernel, 2 a server by its route. */
#define FUZZ_kernel  1
#define FUZZ_none    0
#define FUZZ_process 2
#define FUZZ_memory  2
#define FUZZ_vfs     2
static const uint8_t fuzz_served[XINIM_SYSCALL_SLOTS] = {
#define SYSCALL(number, name, nargs, server) [number] = FUZZ_##server,
#include <xinim/syscalls.def>
#undef SYSCALL
};

/* A timespec that is wrong, or short: sleeping for years is no use. */
static uint64_t fuzz_timespec(bool may_be_bad)
{
	volatile uint64_t *ts;

	if (may_be_bad &&
		fuzz_one_in(3)) /* brk may have made something of the lower ones */
		return fuzz_one_in(4) ? 0 : fuzz_bad_pointer() | 1UL << 47;
	ts = (uint64_t *)(fuzz_top - FUZZ_SCRATCH + fuzz_below(1000));
	ts[0] = fuzz_one_in(4) ? fuzz_random() | 1UL << 63 : 0;
	ts[1] = fuzz_one_in(4) ? fuzz_random() | 1UL << 40 : fuzz_below(20000);
	return (uint64_t)ts;
}

/*
 * Of process_control and thread_control, if on oneself: to find out, to give;
 * registers and priorities. Not to kill, stop, start, write anywhere, or limit.
 */
static uint64_t fuzz_operation(void)
{
	static const uint64_t process[] = { XINIM_PROCESS_PID, XINIM_PROCESS_GIVE,
		XINIM_PROCESS_CLONE, XINIM_PROCESS_OPEN, XINIM_PROCESS_EVENT,
		XINIM_PROCESS_RELEASE, XINIM_PROCESS_ADOPT, XINIM_PROCESS_SHARE,
		XINIM_PROCESS_LOG, XINIM_PROCESS_INTERRUPTED, XINIM_PROCESS_TIMES,
		XINIM_PROCESS_ALARM, XINIM_PROCESS_OF_THREAD, XINIM_PROCESS_HOST,
		XINIM_PROCESS_SET_CLOCK, XINIM_PROCESS_MACHINE, XINIM_PROCESS_ACTION,
		XINIM_PROCESS_SUSPEND, XINIM_PROCESS_WHO, XINIM_PROCESS_BOOT_INFO,
		XINIM_PROCESS_BOOT_EVENT, XINIM_PROCESS_BOOT_START, XINIM_PROCESS_WATCH,
		XINIM_PROCESS_TAKE, 99 };
	static const uint64_t thread[] = { XINIM_THREAD_GET_REGS, XINIM_THREAD_SET_REGS,
		XINIM_THREAD_PRIORITY, 1UL << 32 };

	if (regs_in.rdi != XINIM_CAP_SELF)
		return fuzz_below(XINIM_PROCESS_TAKE + 3);
	return fuzz_number == SYS_process_control
		? process[fuzz_below(sizeof(process) / sizeof(process[0]))]
		: thread[fuzz_below(4)];
}

/* What vm_map wants: FIXED only in the arena, since it replaces what is there. */
static uint64_t fuzz_map(void)
{
	struct xinim_vm_map *m =
		(void *)(fuzz_top - FUZZ_SCRATCH + 8 * fuzz_below(FUZZ_SCRATCH / 16));

	if (fuzz_one_in(8))
		return fuzz_bad_pointer();
	m->address = fuzz_arena();
	m->length = fuzz_arena_length();
	m->rights = (uint32_t)fuzz_below(fuzz_one_in(8) ? 64 : 8);
	m->flags = fuzz_one_in(2)
		? XINIM_VM_FIXED
		: (uint32_t)(1UL << fuzz_below(fuzz_one_in(8) ? 32 : 11));
	if (fuzz_one_in(2))
		m->flags |= XINIM_VM_SHARED;
	m->object = fuzz_one_in(3) ? 0 : (int32_t)fuzz_cap();
	m->reserved = fuzz_one_in(16);
	m->offset = fuzz_one_in(8) ? fuzz_word() : 4096 * fuzz_below(8);
	m->limit = fuzz_one_in(8) ? fuzz_word() : 4096 * fuzz_below(FUZZ_PAGES);
	return (uint64_t)m;
}

static uint64_t fuzz_argument(char kind)
{
	uint64_t word;

	switch (kind) {
	case 'p':
		return fuzz_pointer();
	case 'l':
		return fuzz_length();
	case 'c':
		return fuzz_cap();
	case 't':
		return fuzz_timeout();
	case 's':
		return fuzz_timespec(true);
	case 'S':
		return fuzz_timespec(false);
	case 'C':
		return fuzz_one_in(16) ? XINIM_CAP_SELF : fuzz_cap();
	case 'o':
		return fuzz_operation();
	case 'm':
		return fuzz_one_in(2) ? 0 : 1UL << 63;
	case 'd':
		return fuzz_random() | 4;
	case 'a':
		return 0x1000 + fuzz_below(6);
	case 'r':
		return fuzz_one_in(8) ? fuzz_word() : fuzz_below(32);
	case 'x':
		return fuzz_random() | 1UL << 40;
	case 'V':
		return fuzz_one_in(4) ? fuzz_cap() : XINIM_CAP_SELF;
	case 'A':
		return fuzz_arena();
	case 'L':
		return fuzz_arena_length();
	case 'M':
		return fuzz_map();
	case 'n':
		return fuzz_one_in(16) ? fuzz_word() : fuzz_below(18);
	case 'q':
		return fuzz_one_in(2) ? fuzz_arena() | 3 : fuzz_below(4);
	case 'b':
		return fuzz_random() | 1UL << 63;
	case 'k': /* CPU time of somebody who does not run never comes */
		word = fuzz_word();
		return (int32_t)word < 0 ? word | 3 : word;
	case '8':
		return fuzz_one_in(8) ? fuzz_word() : 8;
	default:
		return fuzz_word();
	}
}

static void fuzz_arguments(const char *kinds)
{
	uint64_t *const where[] = { &regs_in.rdi, &regs_in.rsi, &regs_in.rdx,
		&regs_in.r10, &regs_in.r8, &regs_in.r9 };

	for (unsigned int i = 0; kinds[i]; i++)
		*where[i] = fuzz_argument(kinds[i]);
}

static const char *fuzz_kinds(uint64_t number)
{
	unsigned int from = (unsigned int)fuzz_below(FUZZ_SHAPES);

	/* A number may have several. */
	for (unsigned int i = 0; i < FUZZ_SHAPES; i++)
		if (fuzz_shapes[(from + i) % FUZZ_SHAPES].number == number)
			return fuzz_shapes[(from + i) % FUZZ_SHAPES].args;
	/* Of a call that is not known here at least nothing is valid. */
	return number < XINIM_SYSCALL_SLOTS && fuzz_served[number] == 1 ? "xxxxxx"
									: "pppwww";
}

static uint64_t fuzz_pick(void)
{
	uint64_t n;

	switch (fuzz_below(8)) {
	case 0:
		n = fuzz_one_in(2) ? fuzz_random() : XINIM_SYSCALL_SLOTS + fuzz_below(8);
		break;
	case 1:
	case 2:
		n = fuzz_below(XINIM_SYSCALL_SLOTS);
		break;
	default:
		n = fuzz_shapes[fuzz_below(FUZZ_SHAPES)].number;
	}
	/* These end the fuzzer, or make it wait for ever. */
	return n == SYS_exit || n == SYS_exit_group || n == SYS_rt_sigreturn ||
			n == SYS_pause
		? SYS_getpid
		: n;
}

/* The calls that take R12 to R15 and RBX: a message. */
static void fuzz_message(void)
{
	regs_in.r12 = fuzz_cap();
	regs_in.r13 = fuzz_word();
	if (fuzz_one_in(8)) {
		regs_in.r13 = XINIM_LABEL_CAP | fuzz_below(8);
		regs_in.r9 = fuzz_cap();
	}
	regs_in.r14 = fuzz_timeout();
	regs_in.rbx = fuzz_one_in(4) ? fuzz_random() : fuzz_below(12);
	if (fuzz_one_in(4))
		regs_in.rbx |= fuzz_below(8) << 32;
	if (fuzz_one_in(8)) { /* for ever, where it ends at once */
		regs_in.r12 |= 1UL << (12 + fuzz_below(52));
		regs_in.r14 = IPC_FOREVER;
	}
}

static bool fuzz_is_message(uint64_t number)
{
	return number >= SYS_ipc_call && number <= SYS_ipc_reply;
}

/* Sets regs_in up for the next call. */
static void fuzz_next(void)
{
	uint64_t *r = (uint64_t *)&regs_in;

	for (unsigned int i = 0; i < 16; i++)
		r[i] = fuzz_random();
	if (!fuzz_one_in(4))
		regs_in.rsp = fuzz_pointer();
	regs_in.rflags = REGS_PLAIN;
	if (fuzz_one_in(4))
		regs_in.rflags |= fuzz_random() &
			(REGS_MATH | REGS_AF | REGS_DF | REGS_NT | REGS_AC | REGS_ID);
	fuzz_number = fuzz_pick();
	regs_in.rax = fuzz_number;
	fuzz_arguments(fuzz_kinds(fuzz_number));
	if (fuzz_is_message(fuzz_number))
		fuzz_message();
	fuzz_made++;
}

/* NULL, or what is wrong with the answer. */
static const char *fuzz_check(void)
{
	const char *changed = fuzz_is_message(fuzz_number) ? NULL : regs_changed();
	int64_t result = (int64_t)regs_out.rax;

	if (changed)
		return changed;
	if (fuzz_number >= XINIM_SYSCALL_SLOTS && result != -ENOSYS)
		return "the answer to a bad number";
	if (fuzz_number == SYS_getpid && result <= 4)
		return "the answer of getpid";
	return NULL;
}

#endif
