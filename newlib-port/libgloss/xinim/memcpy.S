/*
 * newlib-port/libgloss/xinim/memcpy.S - memcpy, mempcpy, memmove and memset.
 *
 * No vector register, for servers have none. Up to 32 bytes by pairs of words that
 * overlap in the middle, from there on by string instructions: words, and bytes from 128
 * on where CPUID has "enhanced REP MOVSB" (Intel SDM volume 1, 7.3.9.3; start.c asks).
 * make bench has what this costs beside newlib's. Those are a REP MOVSB or REP STOSB also
 * up to 6 bytes: that is up to eight instructions less than here, each round counted as
 * one, but the CPU takes tens of cycles to begin.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.section .bss.__xinim_erms, "aw", @nobits
	.globl	__xinim_erms
	.type	__xinim_erms, @object
	.size	__xinim_erms, 1
__xinim_erms:
	.zero	1

	.section .text.memcpy, "ax", @progbits
	.p2align 4
	.globl	mempcpy
	.type	mempcpy, @function
	.globl	__mempcpy
	.set	__mempcpy, mempcpy
mempcpy:
	leaq	(%rdi, %rdx), %rax
	jmp	copy
	.size	mempcpy, . - mempcpy

	.p2align 4
	.globl	memcpy
	.type	memcpy, @function
memcpy:
	movq	%rdi, %rax
copy:
	cmpq	$16, %rdx
	jb	copy_15
	cmpq	$32, %rdx
	ja	copy_33
	/* 16 to 32: everything is read before anything is written. */
copy_16_32:
	movq	(%rsi), %rcx
	movq	8(%rsi), %r8
	movq	-16(%rsi, %rdx), %r9
	movq	-8(%rsi, %rdx), %r10
	movq	%rcx, (%rdi)
	movq	%r8, 8(%rdi)
	movq	%r9, -16(%rdi, %rdx)
	movq	%r10, -8(%rdi, %rdx)
	ret
copy_15:
	/* The highest bit of the length: none, of 1, 2 and 3, of 4 to 7, of 8 to 15. */
	bsrl	%edx, %ecx
	jz	3f
	cmpl	$2, %ecx
	je	1f
	jb	2f
	movq	(%rsi), %rcx
	movq	-8(%rsi, %rdx), %r8
	movq	%rcx, (%rdi)
	movq	%r8, -8(%rdi, %rdx)
	ret
1:	movl	(%rsi), %ecx
	movl	-4(%rsi, %rdx), %r8d
	movl	%ecx, (%rdi)
	movl	%r8d, -4(%rdi, %rdx)
	ret
	/* 1 to 3: the first, the middle one, the last. */
2:	movzbl	(%rsi), %r10d
	movzbl	(%rsi, %rcx), %r8d
	movzbl	-1(%rsi, %rdx), %r9d
	movb	%r10b, (%rdi)
	movb	%r8b, (%rdi, %rcx)
	movb	%r9b, -1(%rdi, %rdx)
3:	ret
copy_33:
	cmpq	$128, %rdx
	ja	copy_long
	/* Words, the last one apart: it is read before, for memmove's sake. */
copy_words:
	movq	-8(%rsi, %rdx), %r8
	leaq	-8(%rdi, %rdx), %r9
	leaq	-1(%rdx), %rcx
	shrq	$3, %rcx
	rep movsq
	movq	%r8, (%r9)
	ret
copy_long:
	cmpb	$0, __xinim_erms(%rip)
	jz	copy_words
	movq	%rdx, %rcx
	rep movsb
	ret
	.size	memcpy, . - memcpy

	.p2align 4
	.globl	memmove
	.type	memmove, @function
memmove:
	movq	%rdi, %rax
	cmpq	$16, %rdx
	jb	copy_15
	cmpq	$32, %rdx
	jbe	copy_16_32
	/* Backwards only where the end of the source would be overwritten. */
	movq	%rdi, %rcx
	subq	%rsi, %rcx
	cmpq	%rdx, %rcx
	jae	forwards
	/* Words from the end; the first is read before. */
	movq	(%rsi), %r8
	movq	8(%rsi), %r9
	movq	16(%rsi), %r10
	movq	24(%rsi), %r11
1:	movq	-8(%rsi, %rdx), %rcx
	movq	%rcx, -8(%rdi, %rdx)
	movq	-16(%rsi, %rdx), %rcx
	movq	%rcx, -16(%rdi, %rdx)
	movq	-24(%rsi, %rdx), %rcx
	movq	%rcx, -24(%rdi, %rdx)
	movq	-32(%rsi, %rdx), %rcx
	movq	%rcx, -32(%rdi, %rdx)
	subq	$32, %rdx
	cmpq	$32, %rdx
	ja	1b
	movq	%r8, (%rax)
	movq	%r9, 8(%rax)
	movq	%r10, 16(%rax)
	movq	%r11, 24(%rax)
	ret
forwards:
	cmpq	$128, %rdx
	jbe	copy_33
	/* The string instructions go forwards by themselves; close ones are slow. */
	negq	%rcx
	cmpq	$64, %rcx
	jae	copy_long
	jmp	copy_words
	.size	memmove, . - memmove

	.section .text.memset, "ax", @progbits
	.p2align 4
	.globl	memset
	.type	memset, @function
memset:
	movq	%rdi, %rax
	cmpq	$16, %rdx
	jb	set_15
	movzbl	%sil, %esi
	movabsq	$0x0101010101010101, %rcx
	imulq	%rcx, %rsi
	cmpq	$64, %rdx
	ja	set_65
	cmpq	$32, %rdx
	jbe	1f
	movq	%rsi, 16(%rdi)
	movq	%rsi, 24(%rdi)
	movq	%rsi, -32(%rdi, %rdx)
	movq	%rsi, -24(%rdi, %rdx)
1:	movq	%rsi, (%rdi)
	movq	%rsi, 8(%rdi)
	movq	%rsi, -16(%rdi, %rdx)
	movq	%rsi, -8(%rdi, %rdx)
	ret
set_15:
	bsrl	%edx, %ecx
	jz	3f
	cmpl	$2, %ecx
	jb	2f
	movzbl	%sil, %esi
	je	1f
	movabsq	$0x0101010101010101, %rcx
	imulq	%rcx, %rsi
	movq	%rsi, (%rdi)
	movq	%rsi, -8(%rdi, %rdx)
	ret
1:	imull	$0x01010101, %esi, %esi
	movl	%esi, (%rdi)
	movl	%esi, -4(%rdi, %rdx)
	ret
2:	movb	%sil, (%rdi)
	movb	%sil, (%rdi, %rcx)
	movb	%sil, -1(%rdi, %rdx)
3:	ret
set_65:
	movq	%rdi, %r8
	movq	%rsi, %rax
	cmpq	$128, %rdx
	ja	set_long
set_words:
	movq	%rax, -8(%rdi, %rdx)
	leaq	-1(%rdx), %rcx
	shrq	$3, %rcx
	rep stosq
	movq	%r8, %rax
	ret
set_long:
	cmpb	$0, __xinim_erms(%rip)
	jz	set_words
	movq	%rdx, %rcx
	rep stosb
	movq	%r8, %rax
	ret
	.size	memset, . - memset

	.section .note.GNU-stack, "", @progbits
