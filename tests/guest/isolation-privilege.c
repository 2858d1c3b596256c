/* tests/guest/isolation-privilege.c - instructions that only the kernel may use.
 *
 * Each is refused, with SIGSEGV or SIGILL, to a program that tries it; UMIP hides
 * the descriptor tables too (SGDT and its like).
 *
 * guest-module: hlt
 * guest-module: cli
 * guest-module: sti
 * guest-module: lgdt
 * guest-module: lidt
 * guest-module: lldt
 * guest-module: ltr
 * guest-module: sgdt
 * guest-module: sidt
 * guest-module: str
 * guest-module: smsw
 * guest-module: read-cr0
 * guest-module: read-cr3
 * guest-module: write-cr3
 * guest-module: write-cr4
 * guest-module: clts
 * guest-module: lmsw
 * guest-module: read-dr7
 * guest-module: write-dr7
 * guest-module: rdmsr
 * guest-module: wrmsr
 * guest-module: invlpg
 * guest-module: wbinvd
 * guest-module: in
 * guest-module: out
 * guest-module: swapgs
 * guest-module: sysret
 * guest-module: xsetbv
 * guest-module: wrgsbase
 * guest-module: vmcall
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

CODE(do_hlt, "hlt")
CODE(do_cli, "cli")
CODE(do_sti, "sti")
CODE(do_lgdt, "lgdt room(%rip)")
CODE(do_lidt, "lidt room(%rip)")
CODE(do_lldt, "xor %eax, %eax; lldt %ax")
CODE(do_ltr, "mov $0x28, %eax; ltr %ax")
CODE(do_sgdt, "sgdt room(%rip)")
CODE(do_sidt, "sidt room(%rip)")
CODE(do_str, "str %eax")
CODE(do_smsw, "smsw %eax")
CODE(do_read_cr0, "mov %cr0, %rax")
CODE(do_read_cr3, "mov %cr3, %rax")
CODE(do_write_cr3, "mov %rax, %cr3")
CODE(do_write_cr4, "xor %eax, %eax; mov %rax, %cr4")
CODE(do_clts, "clts")
CODE(do_lmsw, "xor %eax, %eax; lmsw %ax")
CODE(do_read_dr7, "mov %dr7, %rax")
CODE(do_write_dr7, "mov %rax, %dr7")
CODE(do_rdmsr, "mov $0xc0000082, %ecx; rdmsr")
CODE(do_wrmsr, "mov $0xc0000082, %ecx; wrmsr")
CODE(do_invlpg, "invlpg room(%rip)")
CODE(do_wbinvd, "wbinvd")
CODE(do_in, "mov $0x3f8, %edx; in %dx, %al")
CODE(do_out, "mov $0xf4, %edx; xor %eax, %eax; out %eax, %dx")
CODE(do_swapgs, "swapgs")
CODE(do_sysret, "lea 1f(%rip), %rcx; pushfq; pop %r11; sysretq; 1:")
CODE(do_xsetbv, "xor %ecx, %ecx; mov $3, %eax; xor %edx, %edx; xsetbv")
CODE(do_wrgsbase, "wrgsbase %rax")
CODE(do_vmcall, "vmcall")

static const struct victim victims[] = {
	{ "hlt", do_hlt, XINIM_SIGSEGV },
	{ "cli", do_cli, XINIM_SIGSEGV },
	{ "sti", do_sti, XINIM_SIGSEGV },
	{ "lgdt", do_lgdt, XINIM_SIGSEGV },
	{ "lidt", do_lidt, XINIM_SIGSEGV },
	{ "lldt", do_lldt, XINIM_SIGSEGV },
	{ "ltr", do_ltr, XINIM_SIGSEGV },
	{ "sgdt", do_sgdt, XINIM_SIGSEGV },
	{ "sidt", do_sidt, XINIM_SIGSEGV },
	{ "str", do_str, XINIM_SIGSEGV },
	{ "smsw", do_smsw, XINIM_SIGSEGV },
	{ "read-cr0", do_read_cr0, XINIM_SIGSEGV },
	{ "read-cr3", do_read_cr3, XINIM_SIGSEGV },
	{ "write-cr3", do_write_cr3, XINIM_SIGSEGV },
	{ "write-cr4", do_write_cr4, XINIM_SIGSEGV },
	{ "clts", do_clts, XINIM_SIGSEGV },
	{ "lmsw", do_lmsw, XINIM_SIGSEGV },
	{ "read-dr7", do_read_dr7, XINIM_SIGSEGV },
	{ "write-dr7", do_write_dr7, XINIM_SIGSEGV },
	{ "rdmsr", do_rdmsr, XINIM_SIGSEGV },
	{ "wrmsr", do_wrmsr, XINIM_SIGSEGV },
	{ "invlpg", do_invlpg, XINIM_SIGSEGV },
	{ "wbinvd", do_wbinvd, XINIM_SIGSEGV },
	{ "in", do_in, XINIM_SIGSEGV },
	{ "out", do_out, XINIM_SIGSEGV },
	{ "swapgs", do_swapgs, XINIM_SIGSEGV },
	{ "sysret", do_sysret, XINIM_SIGSEGV },
	{ "xsetbv", do_xsetbv, XINIM_SIGSEGV },
	{ "wrgsbase", do_wrgsbase, XINIM_SIGILL },
	{ "vmcall", do_vmcall, VICTIM_ANY_SIGNAL },
};

static const struct guest_case cases[] = {
	{ "each dies alone", victims_watch },
	{ "their memory is free again", victims_memory_is_back },
};

VICTIM_MAIN(victims, cases)
