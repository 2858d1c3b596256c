/*
 * newlib-port/libgloss/xinim/makecontext.c - a context that begins with a function.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

#define IN_REGISTERS 6

void __xinim_context_end(void);
int __xinim_context_fail(long result);
void __xinim_context_leave(const ucontext_t *link);

int __xinim_context_fail(long result)
{
	return (int)__xinim_fail(_REENT, result);
}

/* A thread whose function has returned, with nothing to go on with, ends. */
void __xinim_context_leave(const ucontext_t *link)
{
	if (link != NULL)
		setcontext(link);
	pthread_exit(NULL);
}

/*
 * The arguments are int by POSIX, and words here, so that pointers pass: six in registers,
 * the others on the stack behind the address to return to (System V ABI, AMD64, 3.2.3).
 */
void makecontext(ucontext_t *context, void (*start)(void), int count, ...)
{
	static const int places[IN_REGISTERS] = { REG_RDI, REG_RSI, REG_RDX, REG_RCX,
		REG_R8, REG_R9 };
	greg_t *regs = context->uc_mcontext.gregs;
	uintptr_t top = (uintptr_t)context->uc_stack.ss_sp + context->uc_stack.ss_size;
	int more = count > IN_REGISTERS ? count - IN_REGISTERS : 0;
	uintptr_t *stack = (uintptr_t *)(top & ~(uintptr_t)15) - more;
	va_list list;

	stack = (uintptr_t *)((uintptr_t)stack & ~(uintptr_t)15) - 1;
	stack[0] = (uintptr_t)__xinim_context_end;
	va_start(list, count);
	for (int i = 0; i < count; i++) {
		long value = va_arg(list, long);

		if (i < IN_REGISTERS)
			regs[places[i]] = value;
		else
			stack[1 + i - IN_REGISTERS] = (uintptr_t)value;
	}
	va_end(list);
	regs[REG_RBX] = (greg_t)(uintptr_t)context->uc_link;
	regs[REG_RBP] = 0;
	regs[REG_RSP] = (greg_t)(uintptr_t)stack;
	regs[REG_RIP] = (greg_t)(uintptr_t)start;
}
