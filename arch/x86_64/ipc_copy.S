/*
 * arch/x86_64/ipc_copy.S - ipc_copy in the common case.
 *
 * int64_t sys_ipc_copy(const uint64_t arg[6]): nobody has the kernel lock, the
 * caller's side lies in one page that is there and allows it. Whatever else is
 * the case, a fault on our side too, goes to the C code (kernel/sys_ipc.c), which
 * does all of it: a copy done twice is the same copy.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/asm.h"
#include "offsets.h"
#include "arch/x86_64/smap.inc"

#define IPC_WAIT_REPLY	 3
#define IPC_WAIT_ROUTED_SLOW 6
#define THREADS_MAX	 32768
#define PAGE		 4096
#define LOWER_HALF_BITS	 47		/* of an address, in which user memory is */
#define DIRECT_MAP	 0xffff800000000000
#define PTE_ADDRESS	 0x000ffffffffff000
#define PTE_PRESENT	 0x01
#define PTE_WRITE	 0x02
#define PTE_USER	 0x04
#define PTE_LARGE	 0x80
#define PTE_DEVICE	 0x98	/* uncached, write-through, another kind of memory */

	.macro fixup from, to
	.pushsection .extable, "a"
	.long \from - .
	.long \to - .
	.popsection
	.endm

/* From the table at RCX (physical) to what its entry for RSI says; R9, R10: constants. */
	.macro step shift
	movq %rsi, %rax
	shrq $\shift, %rax
	andl $511, %eax
	addq %r9, %rcx
	movq (%rcx, %rax, 8), %rcx
	.endm

	.macro step_down shift
	step \shift
	xorb $PTE_PRESENT, %cl		/* the address is what counts of it */
	testb $PTE_PRESENT | PTE_LARGE, %cl
	jnz unlock_slow
	andq %r10, %rcx
	.endm

	.text
	.globl sys_ipc_copy
	.balign 64
sys_ipc_copy:
	movq 16(%rdi), %rsi		/* the caller's address */
	movq 24(%rdi), %r8		/* ours */
	movq 32(%rdi), %rdx		/* length */
	movl %esi, %eax
	andl $PAGE - 1, %eax
	addq %rdx, %rax
	jc ipc_slow_copy
	cmpq $PAGE, %rax
	ja ipc_slow_copy
	/* In the last page of the lower half nothing is ever there. */
	movq %rsi, %rax
	orq %r8, %rax
	shrq $LOWER_HALF_BITS, %rax
	jnz ipc_slow_copy
	xorl %eax, %eax
	movq %gs:0, %rcx
	lock cmpxchgq %rcx, kernel_lock_owner(%rip)
	jne ipc_slow_copy
	movq (%rdi), %rax
	movl %eax, %ecx
	andl $THREADS_MAX - 1, %ecx	/* another thread's call has another number */
	movq thread_table(, %rcx, 8), %rcx
	testq %rcx, %rcx
	jz unlock_slow
	cmpq THREAD_CALL_ID(%rcx), %rax
	jne unlock_slow
	movq %gs:CPU_CURRENT, %rax
	movq THREAD_PROCESS(%rax), %rax
	cmpq THREAD_IPC_SERVER(%rcx), %rax
	jne unlock_slow
	movl THREAD_IPC_STATE(%rcx), %eax	/* IPC_WAIT_BITS is behind these */
	subl $IPC_WAIT_REPLY, %eax
	cmpl $IPC_WAIT_ROUTED_SLOW - IPC_WAIT_REPLY, %eax
	ja unlock_slow
	movq THREAD_SPACE(%rcx), %rcx
	movq SPACE_ROOT(%rcx), %rcx
	movabsq $DIRECT_MAP, %r9
	movabsq $PTE_ADDRESS, %r10
	step_down 39
	step_down 30
	step_down 21
	step 12
	movl %ecx, %eax
	cmpq $1, 8(%rdi)		/* XINIM_COPY_TO_CALLER; 0: from it */
	ja unlock_slow
	jb from_caller
	andl $PTE_PRESENT | PTE_USER | PTE_WRITE | PTE_DEVICE, %eax
	cmpl $PTE_PRESENT | PTE_USER | PTE_WRITE, %eax
	jne unlock_slow
	movq %rdi, %r11
	movl %esi, %edi
	andl $PAGE - 1, %edi
	andq %r10, %rcx
	addq %r9, %rdi
	addq %rcx, %rdi
	movq %r8, %rsi
copy:
	movl %edx, %ecx
	shrl $3, %ecx
	movl %edx, %eax
	andl $7, %eax
	smap_site 1
1:	rep movsq
	movl %eax, %ecx
2:	rep movsb
	smap_site 0
	movq $0, kernel_lock_owner(%rip)
	movl %edx, %eax
	ret

from_caller:
	andl $PTE_PRESENT | PTE_USER | PTE_DEVICE, %eax
	cmpl $PTE_PRESENT | PTE_USER, %eax
	jne unlock_slow
	andl $PAGE - 1, %esi
	andq %r10, %rcx
	addq %r9, %rsi
	addq %rcx, %rsi
	movq %rdi, %r11
	movq %r8, %rdi
	jmp copy

faulted:
	smap_site 0
	movq %r11, %rdi
unlock_slow:
	movq $0, kernel_lock_owner(%rip)
	jmp ipc_slow_copy
	fixup 1b, faulted
	fixup 2b, faulted

	.section .note.GNU-stack, "", @progbits
