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

/*
 * void measure_message(uint64_t cap, uint32_t out[2]): one call to
 * message_server; the instructions from SYSCALL to the one after it in the
 * server, and from the server's to ours. The lower halves of the counters do.
 */
	.globl measure_message
measure_message:
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	pushq %rsi
	movq %rdi, %r12
	xorl %r13d, %r13d
	movq $-1, %r14
	rdtsc
	movl %eax, %ebp
	movl $482, %eax			/* ipc_call: 3 instructions after the reading */
	syscall
	rdtsc
	subl %esi, %eax			/* word 1: read 3 before the server's SYSCALL */
	subl $3, %eax
	subl %ebp, %edi			/* word 0: read 1 after the server's SYSCALL */
	subl $4, %edi
	popq %rbx
	movl %edi, (%rbx)
	movl %eax, 4(%rbx)
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	ret

/* void message_server(uint64_t cap): answers for ever. */
	.globl message_server
message_server:
	movq %rdi, %rbp
	xorl %ebx, %ebx
	movq $-1, %r14
1:	movq %rbp, %r12
	xorl %r13d, %r13d
	rdtsc
	movl %eax, %esi
	movl $484, %eax			/* ipc_reply_receive */
	syscall
	movq %rax, %rbx
	rdtsc
	movl %eax, %edi
	jmp 1b

/* void routed_server(uint64_t cap): answers for ever, with as little as can be. */
	.globl routed_server
routed_server:
	movq %rdi, %rbp
	xorl %ebx, %ebx
	movq $-1, %r14
1:	movq %rbp, %r12
	movl $484, %eax
	syscall
	movq %rax, %rbx
	jmp 1b

/* void signal_often(struct signals *s): bit 0 of capability 1, a hundred times. */
	.globl signal_often
signal_often:
	pushq %rbx
	pushq %rbp
	movq %rdi, %rbx
	movl $100, %ebp
1:	rdtsc
	movl %eax, (%rbx)
	movl $490, %eax			/* notification_signal: 5 instructions after the reading */
	movl $1, %edi
	movl $1, %esi
	syscall
	decl %ebp
	jnz 1b
	popq %rbp
	popq %rbx
	ret

/* void wait_for_signals(struct signals *s): for ever; the quickest goes to s->best. */
	.globl wait_for_signals
wait_for_signals:
	movq %rdi, %rbx
1:	movl $491, %eax			/* notification_wait */
	movl $1, %edi
	movl $1, %esi
	movq $-1, %rdx
	syscall
	rdtsc
	subl (%rbx), %eax
	subl $5, %eax
	cmpl 4(%rbx), %eax
	jae 1b
	movl %eax, 4(%rbx)
	jmp 1b

/* void yield_for_ever(void) */
	.globl yield_for_ever
yield_for_ever:
	movl $24, %eax
	syscall
	jmp yield_for_ever

/* void leave(void): the thread ends. */
	.globl leave
leave:
	movl $60, %eax
	xorl %edi, %edi
	syscall
	ud2

	.section .note.GNU-stack, "", @progbits
