/*
 * arch/x86_64/boot.S - from GRUB's 32-bit hand-over to C in the higher half.
 *
 * Multiboot2 specification 2.0: EAX holds the magic number, EBX the physical
 * address of the boot information; paging is off. The tables built here map
 * the first 4 GiB at 0 and at DIRECT_MAP and the first of them at KERNEL_BASE;
 * paging.c replaces them by tables as strict as the sections allow.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/asm.h"

#define PHYS(symbol) (symbol - 0xffffffff80000000)
#define BOOT_STACK_SIZE 16384

	.section .multiboot2, "a"
	.balign 8
header:
	.long 0xe85250d6		/* magic */
	.long 0				/* i386 protected mode */
	.long header_end - header
	.long -(0xe85250d6 + (header_end - header))

	.balign 8
	.word 4, 0			/* console: EGA text is understood */
	.long 12
	.long 2
	.balign 8
	.word 5, 1			/* framebuffer: optional, any size */
	.long 20
	.long 0, 0, 0
	.balign 8
	.word 6, 0			/* modules on page boundaries */
	.long 8
	.balign 8
	.word 0, 0
	.long 8
header_end:

	.section .boot.text, "ax"
	.code32
	.globl _start
_start:
	cli
	cld
	movl $PHYS(boot_stack_top), %esp
	movl %eax, %ebp			/* magic; CPUID leaves EBP alone */
	movl %ebx, %edi			/* boot information */

	/* Long mode, if this CPU has it (AMD APM vol. 2, 14.8). */
	movl $0x80000000, %eax
	cpuid
	cmpl $0x80000001, %eax
	jb no_long_mode
	movl $0x80000001, %eax
	cpuid
	btl $29, %edx
	jnc no_long_mode
	btl $20, %edx			/* no-execute pages */
	jnc no_long_mode

	/* 2048 entries of 2 MiB: the first 4 GiB. */
	movl $PHYS(boot_pd), %ebx
	movl $0x83, %eax		/* present, writable, 2 MiB */
	xorl %edx, %edx
	movl $2048, %ecx
1:	movl %eax, (%ebx)
	movl %edx, 4(%ebx)
	addl $0x200000, %eax
	adcl $0, %edx
	addl $8, %ebx
	loop 1b

	movl $PHYS(boot_pd) + 3, %eax
	movl $PHYS(boot_pdpt), %ebx
	movl $4, %ecx
2:	movl %eax, (%ebx)
	addl $4096, %eax
	addl $8, %ebx
	loop 2b
	movl $PHYS(boot_pd) + 3, PHYS(boot_pdpt_high) + 510 * 8
	movl $PHYS(boot_pdpt) + 3, PHYS(boot_pml4)
	movl $PHYS(boot_pdpt) + 3, PHYS(boot_pml4) + 256 * 8
	movl $PHYS(boot_pdpt_high) + 3, PHYS(boot_pml4) + 511 * 8

	movl $PHYS(boot_pml4), %eax
	movl %eax, %cr3
	movl $CR4_PAE, %eax
	movl %eax, %cr4
	movl $MSR_EFER, %ecx
	rdmsr
	orl $EFER_LME | EFER_NXE | EFER_SCE, %eax
	wrmsr
	movl %cr0, %eax
	andl $~(CR0_EM | CR0_TS), %eax
	orl $CR0_PG | CR0_WP | CR0_NE | CR0_MP, %eax
	movl %eax, %cr0
	lgdt PHYS(boot_gdt_pointer)
	ljmp $KERNEL_CS, $PHYS(long_mode)

	.code64
long_mode:
	movabsq $1f, %rax
	jmp *%rax
1:	movl $KERNEL_DS, %eax
	movl %eax, %ss
	movl %eax, %ds
	movl %eax, %es
	xorl %eax, %eax
	movl %eax, %fs
	movl %eax, %gs
	leaq boot_stack_top(%rip), %rsp
	movl %edi, %esi			/* second argument: boot information */
	movl %ebp, %edi			/* first: the loader's magic number */
	xorl %ebp, %ebp			/* the backtrace ends here */
	call arch_main
1:	cli
	hlt
	jmp 1b

	.code32
no_long_mode:
	/* Serial port and screen, as they are: the console code is 64-bit. */
	movl $PHYS(no_long_mode_text), %esi
	movl $0xb8000, %edi
3:	lodsb
	testb %al, %al
	jz 5f
	movb $0x4f, %ah
	movw %ax, (%edi)
	addl $2, %edi
	movb %al, %bl
	movw $0x3fd, %dx
	movl $100000, %ecx
4:	inb %dx, %al
	testb $0x20, %al
	loopz 4b
	movb %bl, %al
	movw $0x3f8, %dx
	outb %al, %dx
	jmp 3b
5:	cli
	hlt
	jmp 5b

	.section .rodata
no_long_mode_text:
	.asciz "XINIM: this CPU has no long mode with no-execute pages; an x86-64 CPU is needed.\r\n"
	.balign 8
boot_gdt:
	.quad 0
	.quad 0x00af9b000000ffff	/* 64-bit code */
	.quad 0x00cf93000000ffff	/* data */
boot_gdt_pointer:
	.word . - boot_gdt - 1
	.quad PHYS(boot_gdt)

	.section .bss
	.balign 4096
	.globl boot_pml4
boot_pml4:
	.skip 4096
boot_pdpt:
	.skip 4096
boot_pdpt_high:
	.skip 4096
boot_pd:
	.skip 4 * 4096
	.globl boot_stack, boot_stack_top
boot_stack:
	.skip BOOT_STACK_SIZE
boot_stack_top:

	.section .note.GNU-stack, "", @progbits
