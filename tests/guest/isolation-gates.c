/* tests/guest/isolation-gates.c - ways into the kernel that are none.
 *
 * Interrupt vectors but those of INT3, selectors of the kernel's or of nobody's,
 * far returns to its code: who tries dies alone.
 *
 * guest-module: int-0
 * guest-module: int-1
 * guest-module: int-2
 * guest-module: int-3
 * guest-module: int-4
 * guest-module: int-8
 * guest-module: int-13
 * guest-module: int-14
 * guest-module: int-18
 * guest-module: int-32
 * guest-module: int-128
 * guest-module: int-240
 * guest-module: int-241
 * guest-module: int-242
 * guest-module: int-255
 * guest-module: kernel-ds
 * guest-module: kernel-es
 * guest-module: kernel-ss
 * guest-module: null-ss
 * guest-module: code-ss
 * guest-module: kernel-gs
 * guest-module: tss-ds
 * guest-module: beyond-gdt
 * guest-module: ldt-selector
 * guest-module: return-kernel-cs
 * guest-module: return-rpl-0-cs
 * guest-module: return-data-cs
 * guest-module: return-tss-cs
 * guest-module: iret-kernel
 * guest-module: iret-iopl
 * guest-module: call-gate
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "victim.h"

/* A far pointer to the kernel's code segment. */
static const struct {
	uint32_t offset;
	uint16_t selector;
} __attribute__((packed)) gate __attribute__((used)) = { 0x100000, 0x08 };

/* A victim that is a few instructions; if it comes through it exits with 1.
 * They may use RAX, RCX and RDX, which a function may. */
#define CODE(name, text)                \
	static int name(void)           \
	{                               \
		__asm__ volatile(text); \
		return 1;               \
	}

CODE(do_int_0, "int $0")
CODE(do_int_1, "int $1")
CODE(do_int_2, "int $2")
CODE(do_int_3, "int3")
CODE(do_int_4, "int $4")
CODE(do_int_8, "int $8")
CODE(do_int_13, "int $13")
CODE(do_int_14, "int $14")
CODE(do_int_18, "int $18")
CODE(do_int_32, "int $32")
CODE(do_int_128, "int $0x80")
CODE(do_int_240, "int $0xf0")
CODE(do_int_241, "int $0xf1")
CODE(do_int_242, "int $0xf2")
CODE(do_int_255, "int $255")
CODE(do_kernel_ds, "mov $0x10, %eax; mov %eax, %ds")
CODE(do_kernel_es, "mov $0x10, %eax; mov %eax, %es")
CODE(do_kernel_ss, "mov $0x10, %eax; mov %eax, %ss")
CODE(do_null_ss, "xor %eax, %eax; mov %eax, %ss")
CODE(do_code_ss, "mov $0x23, %eax; mov %eax, %ss")
CODE(do_kernel_gs, "mov $0x10, %eax; mov %eax, %gs")
CODE(do_tss_ds, "mov $0x2b, %eax; mov %eax, %ds")
CODE(do_beyond_gdt, "mov $0xfffb, %eax; mov %eax, %ds")
CODE(do_ldt_selector, "mov $0x0f, %eax; mov %eax, %ds")
CODE(do_return_kernel_cs, "pushq $0x08; lea 1f(%rip), %rax; push %rax; lretq; 1:")
CODE(do_return_rpl_0_cs, "pushq $0x20; lea 1f(%rip), %rax; push %rax; lretq; 1:")
CODE(do_return_data_cs, "pushq $0x1b; lea 1f(%rip), %rax; push %rax; lretq; 1:")
CODE(do_return_tss_cs, "pushq $0x2b; lea 1f(%rip), %rax; push %rax; lretq; 1:")
CODE(do_iret_kernel,
	"mov %rsp, %rax; pushq $0x10; push %rax; pushfq; pushq $0x08; lea 1f(%rip), %rax; push %rax; iretq; 1:")
CODE(do_iret_iopl,
	"mov %rsp, %rax; pushq $0x1b; push %rax; pushq $0x3202; pushq $0x23; lea 1f(%rip), %rax; push %rax; iretq; 1: cli")
CODE(do_call_gate, "lcall *gate(%rip)")

static const struct victim victims[] = {
	{ "int-0", do_int_0, XINIM_SIGSEGV },
	{ "int-1", do_int_1, XINIM_SIGSEGV },
	{ "int-2", do_int_2, XINIM_SIGSEGV },
	{ "int-3", do_int_3, XINIM_SIGTRAP },
	{ "int-4", do_int_4, XINIM_SIGSEGV },
	{ "int-8", do_int_8, XINIM_SIGSEGV },
	{ "int-13", do_int_13, XINIM_SIGSEGV },
	{ "int-14", do_int_14, XINIM_SIGSEGV },
	{ "int-18", do_int_18, XINIM_SIGSEGV },
	{ "int-32", do_int_32, XINIM_SIGSEGV },
	{ "int-128", do_int_128, XINIM_SIGSEGV },
	{ "int-240", do_int_240, XINIM_SIGSEGV },
	{ "int-241", do_int_241, XINIM_SIGSEGV },
	{ "int-242", do_int_242, XINIM_SIGSEGV },
	{ "int-255", do_int_255, XINIM_SIGSEGV },
	{ "kernel-ds", do_kernel_ds, XINIM_SIGSEGV },
	{ "kernel-es", do_kernel_es, XINIM_SIGSEGV },
	{ "kernel-ss", do_kernel_ss, XINIM_SIGSEGV },
	{ "null-ss", do_null_ss, XINIM_SIGSEGV },
	{ "code-ss", do_code_ss, XINIM_SIGSEGV },
	{ "kernel-gs", do_kernel_gs, XINIM_SIGSEGV },
	{ "tss-ds", do_tss_ds, XINIM_SIGSEGV },
	{ "beyond-gdt", do_beyond_gdt, XINIM_SIGSEGV },
	{ "ldt-selector", do_ldt_selector, XINIM_SIGSEGV },
	{ "return-kernel-cs", do_return_kernel_cs, XINIM_SIGSEGV },
	{ "return-rpl-0-cs", do_return_rpl_0_cs, XINIM_SIGSEGV },
	{ "return-data-cs", do_return_data_cs, XINIM_SIGSEGV },
	{ "return-tss-cs", do_return_tss_cs, XINIM_SIGSEGV },
	{ "iret-kernel", do_iret_kernel, XINIM_SIGSEGV },
	{ "iret-iopl", do_iret_iopl, VICTIM_ANY_SIGNAL },
	{ "call-gate", do_call_gate, XINIM_SIGSEGV },
};

static const struct guest_case cases[] = {
	{ "each dies alone", victims_watch },
	{ "their memory is free again", victims_memory_is_back },
};

VICTIM_MAIN(victims, cases)
