/* tests/guest/flags.c - flags that a program sets to hurt the kernel.
 *
 * They are off while the kernel runs (a string written backwards would show, and
 * so would an alignment fault) and come back as they were, from system calls,
 * interrupts and page faults alike. Single-stepping ends a program and nothing else.
 *
 * guest-module: step
 * guest-module: step-over-call
 * guest-module: step-mov-ss
 * guest-module: step-mov-ss-call
 * guest-module: icebp
 * guest-module: nested-task-iret
 * guest-module: trap-in-call-loop
 * guest-expect: ^backwards: 0123456789abcdefghijklmnopqrstuvwxyz$
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>
#include <time.h>

#include "regs.h"
#include "victim.h"

#define SPIN_COUNT 300000

static const struct {
	const char *name;
	uint64_t set;
} kinds[] = {
	{ "none", 0 },
	{ "arithmetic", REGS_MATH },
	{ "carry", REGS_CF },
	{ "zero", REGS_ZF },
	{ "direction", REGS_DF },
	{ "alignment check", REGS_AC },
	{ "nested task", REGS_NT },
	{ "identification", REGS_ID },
	{ "all of them", REGS_MATH | REGS_DF | REGS_AC | REGS_NT | REGS_ID },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void check(unsigned int kind, const char *what)
{
	if (!what)
		return;
	guest_fail();
	printf("%s: %s, flags 0x%lx", kinds[kind].name, what,
		(unsigned long)regs_out.rflags);
	guest_where(__FILE__, __LINE__);
}

static void set(unsigned int kind, uint64_t number)
{
	regs_fill();
	regs_in.rax = number;
	regs_in.rflags = REGS_PLAIN | kinds[kind].set;
}

static void calls_keep_flags(void)
{
	for (unsigned int k = 0; k < KINDS; k++) {
		for (unsigned int n = 0; n < 500; n++) {
			set(k, n & 1 ? SYS_getpid : 5000);
			regs_syscall();
			check(k, regs_syscall_changed());
			if (guest_failures)
				return;
		}
	}
}

static void blocking_calls_keep_flags(void)
{
	static const struct timespec ms = { 0, 1000000 };

	for (unsigned int k = 0; k < KINDS; k++) {
		set(k, SYS_nanosleep);
		regs_in.rdi = (uint64_t)&ms;
		regs_syscall();
		check(k, regs_syscall_changed());
		EXPECT_EQ(regs_out.rax, 0);
		set(k, SYS_sched_yield);
		regs_syscall();
		check(k, regs_syscall_changed());
	}
}

static void faulting_calls_keep_flags(void)
{
	for (unsigned int k = 0; k < KINDS; k++) {
		set(k, SYS_write);
		regs_in.rdi = 1;
		regs_in.rsi = 4096 + 3;
		regs_in.rdx = 999;
		regs_syscall();
		check(k, regs_syscall_changed());
		EXPECT_EQ(regs_out.rax, -EFAULT);
	}
}

static void interrupts_keep_flags(void)
{
	for (unsigned int k = 0; k < KINDS; k++) {
		set(k, 0);
		regs_in.rcx = SPIN_COUNT;
		regs_spin();
		check(k, regs_spin_changed());
	}
}

/* The kernel clears a page, and may not do so backwards. */
static void page_faults_keep_flags(void)
{
	char *end = sbrk(0), *page = (char *)(((uintptr_t)end + 4095) & ~4095UL);

	REQUIRE(sbrk((KINDS + 2) * 4096) == end);
	for (unsigned int k = 0; k < KINDS; k++, page += 4096) {
		set(k, 0);
		regs_in.rsi = (uint64_t)page + 2048;
		regs_load();
		check(k, regs_changed());
		for (unsigned int i = 0; i < 4096; i++)
			EXPECT_EQ(page[i], 0);
		memset(page, 0xa5, 4096);
	}
}

static void copies_run_forwards(void)
{
	static const char text[] = "backwards: 0123456789abcdefghijklmnopqrstuvwxyz\n";
	static struct {
		uint8_t before[64];
		struct xinim_utsname name;
		uint8_t after[64];
	} room;

	for (unsigned int k = 0; k < KINDS; k++) {
		set(k, SYS_write);
		regs_in.rdi = 1;
		regs_in.rsi = (uint64_t)text;
		regs_in.rdx = sizeof(text) - 1;
		regs_syscall();
		check(k, regs_syscall_changed());
		EXPECT_EQ(regs_out.rax, sizeof(text) - 1);

		memset(&room, 0xa5, sizeof(room));
		set(k, SYS_uname);
		regs_in.rdi = (uint64_t)&room.name;
		regs_syscall();
		check(k, regs_syscall_changed());
		EXPECT_STR(room.name.sysname, "XINIM");
		EXPECT_STR(room.name.machine, "x86_64");
		EXPECT_EQ(room.before[63], 0xa5);
		EXPECT_EQ(room.after[0], 0xa5);
	}
}

/* Unaligned memory, with AC set, is the kernel's to read and write. */
static void alignment_is_not_the_kernels(void)
{
	static char room[256];

	set(5, SYS_clock_gettime);
	regs_in.rdi = CLOCK_MONOTONIC;
	regs_in.rsi = (uint64_t)room + 1;
	regs_syscall();
	check(5, regs_syscall_changed());
	EXPECT_EQ(regs_out.rax, 0);
	set(5, SYS_fstat);
	regs_in.rdi = 1;
	regs_in.rsi = (uint64_t)room + 7;
	regs_syscall();
	check(5, regs_syscall_changed());
	EXPECT_EQ(regs_out.rax, 0);
}

/* Ring 3 can neither raise IOPL nor turn interrupts off: POPF ignores both. */
static void iopl_and_if_are_not_ours(void)
{
	regs_fill();
	regs_in.rax = SYS_getpid;
	regs_in.rflags = REGS_ONE | REGS_IOPL;
	regs_syscall();
	EXPECT_EQ(regs_out.rflags, REGS_PLAIN);
	EXPECT_EQ(regs_out.r11, REGS_PLAIN);
	regs_fill();
	regs_in.rcx = SPIN_COUNT;
	regs_in.rflags = REGS_ONE | REGS_IOPL;
	regs_spin();
	EXPECT_EQ(regs_out.rflags, REGS_PLAIN);
}

/* --- victims --------------------------------------------------------------- */

static int step(void)
{
	__asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq; nop; nop" ::
				 : "cc", "memory");
	return 1;
}

/* Over SYSCALL the trap comes after it, in user mode. */
static int step_over_call(void)
{
	long result;

	__asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq; syscall; nop"
			 : "=a"(result)
			 : "a"(SYS_getpid)
			 : "rcx", "r11", "cc", "memory");
	return 1;
}

/* MOV SS holds traps off for one instruction more. */
static int step_mov_ss(void)
{
	__asm__ volatile("mov %%ss, %%ecx; pushfq; orl $0x100, (%%rsp); popfq;"
			 "mov %%ecx, %%ss; nop; nop; nop" ::
				 : "rcx", "cc", "memory");
	return 1;
}

/* CVE-2018-8897's way into the kernel: the trap may come at its very first line. */
static int step_mov_ss_call(void)
{
	long result;

	__asm__ volatile("mov %%ss, %%ecx; pushfq; orl $0x100, (%%rsp); popfq;"
			 "mov %%ecx, %%ss; syscall; nop; nop"
			 : "=a"(result)
			 : "a"(SYS_getpid)
			 : "rcx", "r11", "cc", "memory");
	return 1;
}

/* A debug exception on hardware; QEMU has it as an invalid opcode. */
static int icebp(void)
{
	__asm__ volatile(".byte 0xf1; nop");
	return 1;
}

/* IRET with NT set is a general protection in long mode. */
static int nested_task_iret(void)
{
	__asm__ volatile(
		"mov %%rsp, %%rcx; mov %%ss, %%edx; push %%rdx; push %%rcx; pushfq;"
		"orl $0x4000, (%%rsp); mov %%cs, %%edx; push %%rdx;"
		"lea 1f(%%rip), %%rdx; push %%rdx;"
		"pushfq; orl $0x4000, (%%rsp); popfq; iretq; 1:" ::
			: "rcx", "rdx", "cc", "memory");
	return 1;
}

/* A call that writes to memory while TF is set, its flags restored by SYSRET. */
static int trap_in_call_loop(void)
{
	static char room[512];
	long result;

	__asm__ volatile("pushfq; orl $0x100, (%%rsp); popfq; syscall; nop"
			 : "=a"(result)
			 : "a"(SYS_uname), "D"(room)
			 : "rcx", "r11", "cc", "memory");
	return 1;
}

static const struct victim victims[] = {
	{ "step", step, XINIM_SIGTRAP },
	{ "step-over-call", step_over_call, XINIM_SIGTRAP },
	{ "step-mov-ss", step_mov_ss, XINIM_SIGTRAP },
	{ "step-mov-ss-call", step_mov_ss_call, XINIM_SIGTRAP },
	{ "icebp", icebp, VICTIM_ANY_SIGNAL },
	{ "nested-task-iret", nested_task_iret, XINIM_SIGSEGV },
	{ "trap-in-call-loop", trap_in_call_loop, XINIM_SIGTRAP },
};

static const struct guest_case cases[] = {
	{ "single-stepping ends its process alone", victims_watch },
	{ "calls keep flags", calls_keep_flags },
	{ "calls that block keep flags", blocking_calls_keep_flags },
	{ "calls that fault keep flags", faulting_calls_keep_flags },
	{ "interrupts keep flags", interrupts_keep_flags },
	{ "page faults keep flags", page_faults_keep_flags },
	{ "copies run forwards", copies_run_forwards },
	{ "alignment is not the kernel's business", alignment_is_not_the_kernels },
	{ "IOPL and IF are not ours", iopl_and_if_are_not_ours },
};

VICTIM_MAIN(victims, cases)
