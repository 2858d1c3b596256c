/* tests/guest/isolation-faults.c - programs that go wrong in every way the CPU knows.
 *
 * Each ends with the signal of its exception. Where QEMU without KVM does not raise
 * one that hardware does (SSE exceptions, LOCK where it must not be), or raises
 * another, any signal or any end will do.
 *
 * guest-module: divide-by-zero
 * guest-module: divide-overflow
 * guest-module: ud2
 * guest-module: bad-opcode
 * guest-module: too-long
 * guest-module: lock-prefix
 * guest-module: sse-divide
 * guest-module: bad-mxcsr
 * guest-module: noncanonical-read
 * guest-module: noncanonical-stack
 * guest-module: noncanonical-fs
 * guest-module: syscall-with-lock
 * guest-module: sysenter
 * guest-module: monitor
 * guest-module: movaps-unaligned
 * guest-module: x87-divide
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "victim.h"

static char room[64]
	__attribute__((used, aligned(16))); /* what some of the code points at */

/* A victim that is a few instructions; if it comes through it exits with 1.
 * They may use RAX, RCX and RDX, which a function may. */
#define CODE(name, text)                \
	static int name(void)           \
	{                               \
		__asm__ volatile(text); \
		return 1;               \
	}

CODE(do_divide_by_zero, "xor %edx, %edx; xor %ecx, %ecx; div %ecx")
CODE(do_divide_overflow, "mov $1, %edx; mov $1, %ecx; div %ecx")
CODE(do_ud2, "ud2")
CODE(do_bad_opcode, ".byte 0x06")
CODE(do_too_long,
	".byte 0x66,0x66,0x66,0x66,0x66,0x66,0x66,0x66,0x66,0x66,0x66,0x66,0x66,0x66,0x66,0x90")
CODE(do_lock_prefix, ".byte 0xf0,0x90")
CODE(do_sse_divide,
	"pushq $0x1d80; ldmxcsr (%rsp); xorps %xmm1, %xmm1; pcmpeqd %xmm0, %xmm0; cvtdq2ps %xmm0, %xmm0; divss %xmm1, %xmm0; pop %rax")
CODE(do_bad_mxcsr, "pushq $-1; ldmxcsr (%rsp)")
CODE(do_noncanonical_read, "mov $0x800000000000, %rax; mov (%rax), %rax")
CODE(do_noncanonical_stack, "mov $0x800000001000, %rbp; mov (%rbp), %rax")
CODE(do_noncanonical_fs, "mov $0x800000000000, %rax; mov %fs:(%rax), %rax")
CODE(do_syscall_with_lock, ".byte 0xf0,0x0f,0x05")
CODE(do_sysenter, "mov %rsp, %rcx; lea 1f(%rip), %rdx; sysenter; 1:")
CODE(do_monitor, "xor %ecx, %ecx; xor %edx, %edx; lea room(%rip), %rax; monitor")
CODE(do_movaps_unaligned, "lea room+1(%rip), %rax; movaps (%rax), %xmm0")
CODE(do_x87_divide, "fninit; pushq $0x33b; fldcw (%rsp); fldz; fld1; fdivp; fwait")

static const struct victim victims[] = {
	{ "divide-by-zero", do_divide_by_zero, XINIM_SIGFPE },
	{ "divide-overflow", do_divide_overflow, XINIM_SIGFPE },
	{ "ud2", do_ud2, XINIM_SIGILL },
	{ "bad-opcode", do_bad_opcode, XINIM_SIGILL },
	{ "too-long", do_too_long, VICTIM_ANY_SIGNAL },
	{ "lock-prefix", do_lock_prefix, XINIM_SIGILL },
	{ "sse-divide", do_sse_divide, VICTIM_ANY_END },
	{ "bad-mxcsr", do_bad_mxcsr, XINIM_SIGSEGV },
	{ "noncanonical-read", do_noncanonical_read, XINIM_SIGSEGV },
	{ "noncanonical-stack", do_noncanonical_stack, VICTIM_ANY_SIGNAL },
	{ "noncanonical-fs", do_noncanonical_fs, XINIM_SIGSEGV },
	{ "syscall-with-lock", do_syscall_with_lock, VICTIM_ANY_END },
	{ "sysenter", do_sysenter, VICTIM_ANY_SIGNAL },
	{ "monitor", do_monitor, VICTIM_ANY_SIGNAL },
	{ "movaps-unaligned", do_movaps_unaligned, VICTIM_ANY_SIGNAL },
	{ "x87-divide", do_x87_divide, XINIM_SIGFPE },
};

static const struct guest_case cases[] = {
	{ "each dies alone", victims_watch },
	{ "their memory is free again", victims_memory_is_back },
};

VICTIM_MAIN(victims, cases)
