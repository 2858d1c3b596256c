/*
 * newlib-port/libgloss/xinim/string/strlen.S - strlen.
 *
 * By bytes up to a word, by words from there on, so that nothing is read in a page where
 * the string is not (word.h). A word W has a byte that is 0 where ~(W | (0x0101...00 - W))
 * has bit 7; of the lowest one this is exact.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.section .text.strlen, "ax", @progbits
	.p2align 4
	.globl	strlen
	.type	strlen, @function
strlen:
	movq	%rdi, %rax
	testb	$7, %al
	jz	2f
1:	cmpb	$0, (%rax)
	jz	byte
	addq	$1, %rax
	testb	$7, %al
	jnz	1b
2:	movabsq	$0x0101010101010100, %rsi
	movabsq	$0x8080808080808080, %rcx
	.p2align 4
3:	movq	%rsi, %rdx
	subq	(%rax), %rdx
	orq	(%rax), %rdx
	notq	%rdx
	andq	%rcx, %rdx
	jnz	word
	movq	%rsi, %rdx
	subq	8(%rax), %rdx
	orq	8(%rax), %rdx
	notq	%rdx
	andq	%rcx, %rdx
	jnz	word_8
	movq	%rsi, %rdx
	subq	16(%rax), %rdx
	orq	16(%rax), %rdx
	notq	%rdx
	andq	%rcx, %rdx
	jnz	word_16
	movq	%rsi, %rdx
	subq	24(%rax), %rdx
	orq	24(%rax), %rdx
	addq	$32, %rax
	notq	%rdx
	andq	%rcx, %rdx
	jz	3b
	subq	$8, %rax
	jmp	word
word_16:
	addq	$8, %rax
word_8:
	addq	$8, %rax
word:
	bsfq	%rdx, %rdx
	shrl	$3, %edx
	addq	%rdx, %rax
byte:
	subq	%rdi, %rax
	ret
	.size	strlen, . - strlen

	.section .note.GNU-stack, "", @progbits
