/*
 * arch/x86_64/include/arch/frame.h - user registers as the kernel keeps them.
 *
 * One frame lies at the top of every thread's kernel stack. A system call, an
 * exception and an interrupt from user mode all fill the same frame, so that
 * whoever changes it (exec, a signal) need not know how the kernel was entered.
 * A system call stores only what its fast way out needs; rbx, rbp and r12-r15
 * are then still in the registers, as the C calling convention keeps them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ARCH_FRAME_H
#define XINIM_ARCH_FRAME_H

#include <stdbool.h>
#include <stdint.h>

struct frame {
	uint64_t r15, r14, r13, r12, rbp, rbx;
	uint64_t rax, rcx, r11;
	uint64_t arg
		[6]; /* rdi, rsi, rdx, r10, r8, r9: the system call's arguments in order */
	uint64_t vector; /* exceptions and interrupts only */
	uint64_t error;  /* exceptions: error code; system calls: the number */
	uint64_t rip, cs, rflags, rsp, ss; /* as the CPU pushes them */
};
_Static_assert(sizeof(struct frame) == 176, "kept 16-byte aligned below the stack's top");

/* Bytes of what a signal handler finds on its stack below the siginfo. */
#define ARCH_SIGNAL_FRAME 312

enum { FRAME_RDI, FRAME_RSI, FRAME_RDX, FRAME_R10, FRAME_R8, FRAME_R9 };

/* The registers of the IPC calls (<xinim/ipc.h>). */
static inline uint64_t frame_ipc_cap(const struct frame *f)
{
	return f->r12;
}

static inline uint64_t frame_ipc_label(const struct frame *f)
{
	return f->r13;
}

static inline uint64_t frame_ipc_timeout(const struct frame *f)
{
	return f->r14;
}

static inline uint64_t frame_ipc_reply_to(const struct frame *f)
{
	return f->rbx;
}

static inline uint64_t frame_syscall_number(const struct frame *f)
{
	return f->error;
}

static inline int64_t frame_result(const struct frame *f)
{
	return (int64_t)f->rax;
}

static inline void frame_set_result(struct frame *f, int64_t result)
{
	f->rax = (uint64_t)result;
}

static inline void frame_set_stack(struct frame *f, uint64_t stack)
{
	f->rsp = stack;
}

/* What a receive returns beside the words. */
static inline void frame_set_received(
	struct frame *f, uint64_t call, uint64_t badge, uint64_t label)
{
	f->rax = call;
	f->r12 = badge;
	f->r13 = label;
}

/*
 * Is it a system call's, whose result may still be turned into a repetition?
 * No exception pushes such an error code.
 */
static inline bool frame_is_call(const struct frame *f)
{
	return f->error != UINT64_MAX;
}

static inline void frame_no_call(struct frame *f)
{
	f->error = UINT64_MAX;
}

/* The same call once more, or another one by the same instruction (SYSCALL: 2 bytes). */
static inline void frame_repeat_call(struct frame *f, uint64_t number)
{
	f->rax = number;
	f->rip -= 2;
	f->error = UINT64_MAX;
}

static inline void frame_set_number(struct frame *f, uint64_t number)
{
	f->error = number;
}

static inline uint64_t frame_stack(const struct frame *f)
{
	return f->rsp;
}

struct xinim_regs;

/* A frame as programs see it, and back: only what a user may have is taken over. */
void frame_to_regs(const struct frame *f, struct xinim_regs *r);
/* -EINVAL: an address that is not the user's. Nothing is changed then. */
int frame_from_regs(struct frame *f, const struct xinim_regs *r);

#endif
