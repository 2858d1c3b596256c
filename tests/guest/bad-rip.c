/* tests/guest/bad-rip.c - instruction and stack pointers that lead nowhere.
 *
 * A non-canonical instruction pointer, however it came about, ends its process
 * alone. RSP may hold anything: calls and interrupts work, and it comes back.
 *
 * guest-module: jump-noncanonical
 * guest-module: call-noncanonical
 * guest-module: return-noncanonical
 * guest-module: iret-noncanonical
 * guest-module: jump-negative-noncanonical
 * guest-module: jump-kernel
 * guest-module: jump-limit
 * guest-module: jump-null
 * guest-module: jump-last-page
 * guest-module: push-noncanonical
 * guest-module: push-kernel
 * guest-module: push-null
 * guest-module: exit-without-stack
 * guest-module: fault-without-stack
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sys/syscall.h>
#include <time.h>

#include "regs.h"
#include "victim.h"

#define NONCANONICAL 0x0000800000000000UL
#define NEGATIVE     0xffff7fffffffffffUL
#define KERNEL_TEXT  0xffffffff80100000UL
#define KERNEL_DATA  0xffff800000100000UL

static int jump_to(uint64_t where)
{
	__asm__ volatile("jmp *%0" ::"r"(where) : "memory");
	return 1;
}

static int jump_noncanonical(void)
{
	return jump_to(NONCANONICAL);
}

static int jump_negative(void)
{
	return jump_to(NEGATIVE);
}

static int jump_kernel(void)
{
	return jump_to(KERNEL_TEXT);
}

static int jump_limit(void)
{
	return jump_to(XINIM_USER_LIMIT);
}

static int jump_null(void)
{
	return jump_to(0);
}

/* Where a SYSCALL would leave a non-canonical RCX behind. */
static int jump_last_page(void)
{
	return jump_to(NONCANONICAL - 2);
}

static int call_noncanonical(void)
{
	__asm__ volatile("call *%0" ::"r"(NONCANONICAL) : "memory");
	return 1;
}

static int return_noncanonical(void)
{
	__asm__ volatile("push %0; ret" ::"r"(NONCANONICAL) : "memory");
	return 1;
}

static int iret_noncanonical(void)
{
	__asm__ volatile(
		"mov %%rsp, %%rcx; mov %%ss, %%edx; push %%rdx; push %%rcx; pushfq;"
		"mov %%cs, %%edx; push %%rdx; push %0; iretq" ::"r"(NONCANONICAL)
		: "rcx", "rdx", "memory");
	return 1;
}

static int push_at(uint64_t rsp)
{
	__asm__ volatile("mov %0, %%rsp; push %%rax" ::"r"(rsp) : "memory");
	__builtin_unreachable();
}

static int push_noncanonical(void)
{
	return push_at(NONCANONICAL + 4096);
}

static int push_kernel(void)
{
	return push_at(KERNEL_DATA);
}

static int push_null(void)
{
	return push_at(8);
}

static int exit_without_stack(void)
{
	__asm__ volatile(
		"mov %0, %%rsp; syscall" ::"r"(NONCANONICAL), "a"(SYS_exit), "D"(7)
		: "memory");
	__builtin_unreachable();
}

static int fault_without_stack(void)
{
	__asm__ volatile("mov %0, %%rsp; ud2" ::"r"(KERNEL_DATA) : "memory");
	__builtin_unreachable();
}

static const struct victim victims[] = {
	{ "jump-noncanonical", jump_noncanonical, XINIM_SIGSEGV },
	{ "call-noncanonical", call_noncanonical, XINIM_SIGSEGV },
	{ "return-noncanonical", return_noncanonical, XINIM_SIGSEGV },
	{ "iret-noncanonical", iret_noncanonical, XINIM_SIGSEGV },
	{ "jump-negative-noncanonical", jump_negative, XINIM_SIGSEGV },
	{ "jump-kernel", jump_kernel, XINIM_SIGSEGV },
	{ "jump-limit", jump_limit, XINIM_SIGSEGV },
	{ "jump-null", jump_null, XINIM_SIGSEGV },
	{ "jump-last-page", jump_last_page, XINIM_SIGSEGV },
	/* A stack fault (SIGBUS) on hardware, a general protection in QEMU's MMU code. */
	{ "push-noncanonical", push_noncanonical, VICTIM_ANY_SIGNAL },
	{ "push-kernel", push_kernel, XINIM_SIGSEGV },
	{ "push-null", push_null, XINIM_SIGSEGV },
	{ "exit-without-stack", exit_without_stack, VICTIM_EXIT(7) },
	{ "fault-without-stack", fault_without_stack, XINIM_SIGILL },
};

static const uint64_t stacks[] = { 0, 1, 7, 8, 4096, XINIM_USER_LIMIT - 1,
	XINIM_USER_LIMIT, NONCANONICAL - 8, NONCANONICAL, NONCANONICAL + 8, NEGATIVE,
	0xffff800000000000, KERNEL_DATA, KERNEL_TEXT, 0xffffc00000009000, UINT64_MAX - 7,
	UINT64_MAX };
#define STACKS (sizeof(stacks) / sizeof(stacks[0]))

static void check(unsigned int i, const char *what)
{
	if (!what)
		return;
	guest_fail();
	printf("stack at 0x%lx: %s", (unsigned long)stacks[i], what);
	guest_where(__FILE__, __LINE__);
}

static void any_stack_at_calls(void)
{
	static const struct timespec ms = { 0, 1000000 };
	static char room[512];

	for (unsigned int i = 0; i < STACKS; i++) {
		for (unsigned int n = 0; n < 50; n++) {
			regs_fill();
			regs_in.rsp = stacks[i];
			regs_in.rax = n & 1 ? SYS_getpid : UINT64_MAX;
			regs_syscall();
			check(i, regs_syscall_changed());
			EXPECT_EQ(regs_out.rax, n & 1 ? 1 : -ENOSYS);
		}
		regs_fill();
		regs_in.rsp = stacks[i];
		regs_in.rax = SYS_nanosleep;
		regs_in.rdi = (uint64_t)&ms;
		regs_syscall();
		check(i, regs_syscall_changed());
		EXPECT_EQ(regs_out.rax, 0);
		regs_fill();
		regs_in.rsp = stacks[i];
		regs_in.rax = SYS_uname;
		regs_in.rdi = (uint64_t)room;
		regs_syscall();
		check(i, regs_syscall_changed());
		EXPECT_EQ(regs_out.rax, 0);
		EXPECT_STR(room, "XINIM");
	}
}

static void any_stack_at_interrupts(void)
{
	for (unsigned int i = 0; i < STACKS; i++) {
		regs_fill();
		regs_in.rsp = stacks[i];
		regs_in.rcx = 300000;
		regs_spin();
		check(i, regs_spin_changed());
	}
}

static void any_stack_at_page_faults(void)
{
	char *end = sbrk(0), *page = (char *)(((uintptr_t)end + 4095) & ~4095UL);

	REQUIRE(sbrk((STACKS + 1) * 4096) == end);
	for (unsigned int i = 0; i < STACKS; i++, page += 4096) {
		regs_fill();
		regs_in.rsp = stacks[i];
		regs_in.rsi = (uint64_t)page;
		regs_load();
		check(i, regs_changed());
		EXPECT_EQ(regs_out.rax, 0);
	}
}

/* No page next to the hole can be had, so that no SYSCALL can stand at its edge. */
static void no_page_at_the_edge(void)
{
	long now = syscall(SYS_brk, 0);

	EXPECT_EQ(syscall(SYS_brk, NONCANONICAL), now);
	EXPECT_EQ(syscall(SYS_brk, NONCANONICAL - 1), now);
	EXPECT_EQ(syscall(SYS_brk, XINIM_USER_LIMIT), now);
	EXPECT_EQ(syscall(SYS_brk, XINIM_USER_LIMIT + 1), now);
	EXPECT_EQ(syscall(SYS_brk, XINIM_USER_LIMIT - 1), now);
}

static const struct guest_case cases[] = {
	{ "a bad instruction pointer ends its process alone", victims_watch },
	{ "calls with any stack pointer", any_stack_at_calls },
	{ "interrupts with any stack pointer", any_stack_at_interrupts },
	{ "page faults with any stack pointer", any_stack_at_page_faults },
	{ "no page at the edge of the hole", no_page_at_the_edge },
};

VICTIM_MAIN(victims, cases)
