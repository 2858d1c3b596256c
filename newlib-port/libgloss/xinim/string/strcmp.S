/*
 * newlib-port/libgloss/xinim/string/strcmp.S - strcmp.
 *
 * By words, where both strings have words that are aligned, and up to the end of the page
 * that ends first where not: nothing is read in a page where a string is not (word.h).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.section .text.strcmp, "ax", @progbits
	.p2align 4
	.globl	strcmp
	.type	strcmp, @function
strcmp:
	movl	%edi, %eax
	orl	%esi, %eax
	movabsq	$-0x0101010101010101, %r8
	movabsq	$0x8080808080808080, %r9
	testb	$7, %al
	jnz	unaligned
1:	movq	(%rdi), %rax
	cmpq	(%rsi), %rax
	jne	differ
	leaq	(%rax, %r8), %rdx
	notq	%rax
	andq	%rdx, %rax
	testq	%r9, %rax
	jnz	same
	movq	8(%rdi), %rax
	cmpq	8(%rsi), %rax
	jne	differ_8
	leaq	(%rax, %r8), %rdx
	notq	%rax
	andq	%rdx, %rax
	addq	$16, %rdi
	addq	$16, %rsi
	testq	%r9, %rax
	jz	1b
same:
	xorl	%eax, %eax
	ret
differ_8:
	addq	$8, %rsi
differ:
	/* RAX is the first string's word, at RSI the second's; most differ at once. */
	movq	(%rsi), %rdx
	movzbl	%al, %ecx
	movzbl	%dl, %r10d
	subl	%r10d, %ecx
	jne	1f
	/* The lowest byte that differs, or is the end. */
	leaq	(%rax, %r8), %r8
	movq	%rax, %rcx
	notq	%rcx
	andq	%r8, %rcx
	andq	%r9, %rcx
	movq	%rax, %r10
	xorq	%rdx, %r10
	orq	%r10, %rcx
	bsfq	%rcx, %rcx
	andl	$0x38, %ecx
	shrq	%cl, %rax
	shrq	%cl, %rdx
	movzbl	%al, %ecx
	movzbl	%dl, %edx
	subl	%edx, %ecx
1:	movl	%ecx, %eax
	ret

	.p2align 4
unaligned:
	/* A byte by itself: most that differ do so there. */
	movzbl	(%rdi), %eax
	movzbl	(%rsi), %edx
	subl	%edx, %eax
	jne	9f
	testl	%edx, %edx
	jz	9f
	/* How many words there are up to the end of either page. */
2:	movl	%edi, %eax
	movl	%esi, %ecx
	andl	$0xfff, %eax
	andl	$0xfff, %ecx
	cmpl	%eax, %ecx
	cmovbl	%eax, %ecx
	negl	%ecx
	addl	$0x1000, %ecx
	shrl	$3, %ecx
	jz	4f
	subq	%rdi, %rsi
3:	movq	(%rdi), %rax
	cmpq	(%rdi, %rsi), %rax
	jne	5f
	leaq	(%rax, %r8), %rdx
	notq	%rax
	andq	%rdx, %rax
	testq	%r9, %rax
	jnz	same
	addq	$8, %rdi
	subl	$1, %ecx
	jnz	3b
	addq	%rdi, %rsi
	/* A word's bytes one by one, over the end of the page. */
4:	movl	$8, %ecx
6:	movzbl	(%rdi), %eax
	movzbl	(%rsi), %edx
	subl	%edx, %eax
	jne	9f
	testl	%edx, %edx
	jz	9f
	addq	$1, %rdi
	addq	$1, %rsi
	subl	$1, %ecx
	jnz	6b
	jmp	2b
5:	addq	%rdi, %rsi
	jmp	differ
9:	ret
	.size	strcmp, . - strcmp

	.section .note.GNU-stack, "", @progbits
