/*
 * tests/bench/measure.S - one system call between two readings of the counter.
 *
 * uint64_t measure_call(const uint64_t call[4]): call[0] is the number, the
 * rest the first three arguments. Returns the ticks between the readings.
 * measure_nothing is the same without the SYSCALL.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.macro measure name, call
	.globl \name
\name:
	pushq %rbx
	pushq %r12
	movq %rdi, %rbx
	movq 8(%rbx), %rdi
	movq 16(%rbx), %rsi
	rdtsc
	shlq $32, %rdx
	leaq (%rax, %rdx), %r12
	movq 24(%rbx), %rdx
	movq (%rbx), %rax
	.if \call
	syscall
	.endif
	rdtsc
	shlq $32, %rdx
	leaq (%rax, %rdx), %rax
	subq %r12, %rax
	popq %r12
	popq %rbx
	ret
	.endm

	.text
	measure measure_call, 1
	measure measure_nothing, 0

/* uint64_t measure_touch(char *byte): one write. measure_no_touch: the same without it. */
	.macro measure_write name, write
	.globl \name
\name:
	rdtsc
	shlq $32, %rdx
	leaq (%rax, %rdx), %rcx
	.if \write
	movb $1, (%rdi)
	.endif
	rdtsc
	shlq $32, %rdx
	leaq (%rax, %rdx), %rax
	subq %rcx, %rax
	ret
	.endm

	measure_write measure_touch, 1
	measure_write measure_no_touch, 0

	.section .note.GNU-stack, "", @progbits
