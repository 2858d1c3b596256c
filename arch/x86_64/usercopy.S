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
 * size_t arch_copy_from_user(void *dst, uint64_t src, size_t n)
 * size_t arch_copy_to_user(uint64_t dst, const void *src, size_t n)
 * Either side may be the user's. The number of bytes not copied.
 */
	.text
	.globl arch_copy_from_user, arch_copy_to_user
arch_copy_from_user:
arch_copy_to_user:
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
/* In a word: up to the byte that cannot be had. */
4:	leaq (%rdx, %rcx, 8), %rcx
	jmp 2b
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

/* bool arch_store_word(uint64_t user, uint32_t value) */
	.globl arch_store_word
arch_store_word:
	movl $1, %eax
	smap_site 1
1:	movl %esi, (%rdi)
2:	smap_site 0
	ret
3:	xorl %eax, %eax
	jmp 2b
	fixup 1b, 3b

/* bool arch_load_word(uint64_t user, uint32_t *value) */
	.globl arch_load_word
arch_load_word:
	movl $1, %eax
	smap_site 1
1:	movl (%rdi), %ecx
2:	smap_site 0
	movl %ecx, (%rsi)
	ret
3:	xorl %eax, %eax
	xorl %ecx, %ecx
	jmp 2b
	fixup 1b, 3b

/*
 * bool user_xsave(uint64_t user, uint64_t features), and its like: the extended
 * state there, or from there. False: a fault; what was read is loaded in part.
 */
	.macro user_state name, instruction
	.globl \name
\name:
	movl %esi, %eax
	movq %rsi, %rdx
	shrq $32, %rdx
	smap_site 1
1:	\instruction (%rdi)
	movl $1, %eax
2:	smap_site 0
	ret
3:	xorl %eax, %eax
	jmp 2b
	fixup 1b, 3b
	.endm

	user_state user_xsave, xsave64
	user_state user_xrstor, xrstor64
	user_state user_fxsave, fxsave64
	user_state user_fxrstor, fxrstor64

	.section .note.GNU-stack, "", @progbits
