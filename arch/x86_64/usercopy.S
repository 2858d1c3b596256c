/*
 * arch/x86_64/usercopy.S - copies that may fault on the user's side.
 *
 * An access to user memory that faults and cannot be resolved goes on at the
 * address its .extable entry names, with RCX telling what was left.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/smap.inc"

	.macro fixup from, to
	.pushsection .extable, "a"
	.long \from - .
	.long \to - .
	.popsection
	.endm

/*
 * size_t copy_user(void *dst, const void *src, size_t n)
 * Either side may be the user's. Returns the number of bytes not copied.
 */
	.text
	.globl copy_user
copy_user:
	smap_site 1
	movq %rdx, %rcx
	shrq $3, %rcx
	andl $7, %edx
1:	rep movsq
	movl %edx, %ecx
2:	rep movsb
3:	movq %rcx, %rax
	smap_site 0
	ret
/* Words were left: their bytes, and the odd ones, were not copied. */
4:	leaq (%rdx, %rcx, 8), %rcx
	jmp 3b
	fixup 1b, 4b
	fixup 2b, 3b

/* bool arch_store_pair(uint64_t user, uint64_t a, uint64_t b) */
	.globl arch_store_pair
arch_store_pair:
	movl $1, %eax
	smap_site 1
1:	movq %rsi, (%rdi)
2:	movq %rdx, 8(%rdi)
3:	smap_site 0
	ret
4:	xorl %eax, %eax
	jmp 3b
	fixup 1b, 4b
	fixup 2b, 4b

	.section .note.GNU-stack, "", @progbits
