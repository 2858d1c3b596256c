/*
 * tests/bench/measure-servers.S - several system calls between two readings of the counter.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
	.text

/*
 * uint64_t measure_map(uint64_t address, uint64_t touch): mmap of a page, a write
 * to it if touch is not 0, munmap.
 */
	.globl measure_map
measure_map:
	pushq %rbx
	pushq %r12
	pushq %r13
	movq %rsi, %r13
	rdtsc
	shlq $32, %rdx
	leaq (%rax, %rdx), %r12
	movl $9, %eax			/* mmap */
	movl $4096, %esi
	movl $3, %edx			/* PROT_READ | PROT_WRITE */
	movl $0x22, %r10d		/* MAP_PRIVATE | MAP_ANONYMOUS */
	movq $-1, %r8
	xorl %r9d, %r9d
	syscall
	testq %r13, %r13
	jz 1f
	movb $1, (%rax)
1:	movq %rax, %rdi
	movl $4096, %esi
	movl $11, %eax			/* munmap */
	syscall
	rdtsc
	shlq $32, %rdx
	leaq (%rax, %rdx), %rax
	subq %r12, %rax
	popq %r13
	popq %r12
	popq %rbx
	ret

/*
 * void futex_waker(uint32_t *word): for ever, waits until *word is 1, sets it to 0
 * and wakes who waits for that.
 */
	.globl futex_waker
futex_waker:
	movq %rdi, %rbx
1:	movl $202, %eax
	movq %rbx, %rdi
	movl $0x80, %esi		/* FUTEX_WAIT | FUTEX_PRIVATE */
	xorl %edx, %edx			/* while it is 0 */
	xorl %r10d, %r10d
	syscall
	cmpl $0, (%rbx)
	je 1b
	movl $0, (%rbx)
	movl $202, %eax
	movq %rbx, %rdi
	movl $0x81, %esi		/* FUTEX_WAKE */
	movl $1, %edx
	syscall
	jmp 1b

/*
 * uint64_t measure_handover(uint32_t *word): sets it to 1, wakes, and waits until it
 * is 0: over to futex_waker and back.
 */
	.globl measure_handover
measure_handover:
	pushq %rbx
	pushq %r12
	movq %rdi, %rbx
	rdtsc
	shlq $32, %rdx
	leaq (%rax, %rdx), %r12
	movl $1, (%rbx)
	movl $202, %eax
	movl $0x81, %esi
	movl $1, %edx
	syscall
1:	movl $202, %eax
	movq %rbx, %rdi
	movl $0x80, %esi
	movl $1, %edx			/* while it is 1 */
	xorl %r10d, %r10d
	syscall
	cmpl $1, (%rbx)
	je 1b
	rdtsc
	shlq $32, %rdx
	leaq (%rax, %rdx), %rax
	subq %r12, %rax
	popq %r12
	popq %rbx
	ret

	.section .note.GNU-stack, "", @progbits
