/*
 * servers/lib/fiber_swap.h - from one stack to another; for one source of a program.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_LIB_FIBER_SWAP_H
#define XINIM_SERVERS_LIB_FIBER_SWAP_H

/*
 * The registers that a function keeps (System V ABI, AMD64 supplement, 3.2.1) go to
 * the stack, which is *save then, and come from the other, where to return to is next.
 */
void fiber_swap(void **save, void *load);
__asm__(".text\n"
	".globl fiber_swap\n"
	".type fiber_swap, @function\n"
	"fiber_swap:\n"
	"	pushq %rbp\n"
	"	pushq %rbx\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, (%rdi)\n"
	"	movq %rsi, %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbx\n"
	"	popq %rbp\n"
	"	ret\n"
	".size fiber_swap, . - fiber_swap\n");

#endif
