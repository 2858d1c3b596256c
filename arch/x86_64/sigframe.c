/*
 * arch/x86_64/sigframe.c - what a signal handler finds on its stack, and back.
 *
 * Linux's struct rt_sigframe: return address, ucontext, siginfo; the extended
 * state, if the thread has any, above it at a multiple of 64. What comes back
 * through rt_sigreturn has been in the user's hands: nothing of it is believed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/signal.h"

#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/string.h"
#include "kernel/thread.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define RED_ZONE \
	128 /* below RSP, the interrupted function's (System V ABI, AMD64, 3.2.2) */

#define UC_FP_XSTATE         1 /* fpstate has XSAVE's layout, magic numbers and all */
#define UC_SIGCONTEXT_SS     2
#define UC_STRICT_RESTORE_SS 4

/* What user mode may have in RFLAGS; RF so that a breakpoint is not hit again. */
#define RFLAGS_RESTORED \
	(RFLAGS_ARITHMETIC | RFLAGS_DF | RFLAGS_TF | RFLAGS_AC | RFLAGS_RF | RFLAGS_ID)

struct sigcontext {
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
	uint16_t cs, gs, fs, ss;
	uint64_t error, trap, oldmask, cr2;
	uint64_t fpstate;
	uint64_t reserved[8];
};
_Static_assert(sizeof(struct sigcontext) == 256, "Linux struct sigcontext_64");

struct ucontext {
	uint64_t flags;
	uint64_t link;
	struct xinim_sigaltstack stack;
	struct sigcontext context;
	uint64_t mask;
};
_Static_assert(sizeof(struct ucontext) == 304, "Linux struct ucontext");

struct rt_sigframe {
	uint64_t return_address;
	struct ucontext uc;
	struct xinim_siginfo info;
};
_Static_assert(sizeof(struct rt_sigframe) == 440, "Linux struct rt_sigframe");
_Static_assert(offsetof(struct rt_sigframe, info) == ARCH_SIGNAL_FRAME &&
		offsetof(struct signal_call, info) ==
			offsetof(struct signal_call, room) + ARCH_SIGNAL_FRAME,
	"the siginfo stands where it is to be copied from");

static void save_context(
	const struct frame *f, const struct signal_call *call, struct sigcontext *c)
{
	const struct thread_signals *s = &current_thread()->signals;

	c->r8 = f->arg[FRAME_R8];
	c->r9 = f->arg[FRAME_R9];
	c->r10 = f->arg[FRAME_R10];
	c->r11 = f->r11;
	c->r12 = f->r12;
	c->r13 = f->r13;
	c->r14 = f->r14;
	c->r15 = f->r15;
	c->rdi = f->arg[FRAME_RDI];
	c->rsi = f->arg[FRAME_RSI];
	c->rbp = f->rbp;
	c->rbx = f->rbx;
	c->rdx = f->arg[FRAME_RDX];
	c->rax = f->rax;
	c->rcx = f->rcx;
	c->rsp = f->rsp;
	c->rip = f->rip;
	c->rflags = f->rflags;
	c->cs = USER_CS;
	c->gs = 0;
	c->fs = 0;
	c->ss = USER_DS;
	c->oldmask = call->mask;
	c->error = s->trap_error;
	c->trap = s->trap;
	c->cr2 = s->trap_address;
	for (unsigned i = 0; i < sizeof(c->reserved) / sizeof(c->reserved[0]); i++)
		c->reserved[i] = 0;
}

static void restore_context(struct frame *f, const struct sigcontext *c)
{
	f->arg[FRAME_R8] = c->r8;
	f->arg[FRAME_R9] = c->r9;
	f->arg[FRAME_R10] = c->r10;
	f->r11 = c->r11;
	f->r12 = c->r12;
	f->r13 = c->r13;
	f->r14 = c->r14;
	f->r15 = c->r15;
	f->arg[FRAME_RDI] = c->rdi;
	f->arg[FRAME_RSI] = c->rsi;
	f->rbp = c->rbp;
	f->rbx = c->rbx;
	f->arg[FRAME_RDX] = c->rdx;
	f->rax = c->rax;
	f->rcx = c->rcx;
	f->rsp = c->rsp;
	f->rip = c->rip;
	f->rflags =
		(c->rflags & RFLAGS_RESTORED) | RFLAGS_IF | 2; /* bit 1 reads as one */
}

/* Where the frame's stack begins; 0: there is no room on the alternate stack. */
static uint64_t choose_stack(
	const struct frame *f, const struct signal_call *call, uint64_t need)
{
	const struct xinim_sigaltstack *s = &call->stack;

	if (call->flags & XINIM_SA_ONSTACK && !(s->flags & XINIM_SS_DISABLE) &&
		!signal_on_stack(s, f->rsp))
		return s->size >= need ? s->sp + s->size : 0;
	/* On it already: it must not run over its end. */
	if (signal_on_stack(s, f->rsp) && f->rsp - s->sp < need + RED_ZONE)
		return 0;
	return f->rsp - RED_ZONE;
}

int arch_signal_push(struct frame *f, struct signal_call *call)
{
	struct thread *t = current_thread();
	struct rt_sigframe *frame = (struct rt_sigframe *)call->room;
	unsigned state = fpu_signal_size(t);
	uint64_t top, sp, fpstate = 0;

	/* At the most: each part is aligned on its way down. */
	top = choose_stack(f, call, state + 64 + sizeof(*frame) + 16);
	if (top > XINIM_USER_LIMIT || top < 2 * PAGE_SIZE)
		return -EFAULT;
	sp = top;
	if (state) {
		sp = (sp - state) & ~63UL;
		fpstate = sp;
	}
	sp = ((sp - sizeof(*frame)) & ~15UL) - 8; /* as if the handler had been called */
	if (!(call->flags & XINIM_SA_RESTORER))
		return -EFAULT;
	frame->return_address = call->restorer;
	frame->uc.flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS |
		(state && cpu_features.xsave ? UC_FP_XSTATE : 0);
	frame->uc.link = 0;
	frame->uc.stack = call->stack;
	frame->uc.mask = call->mask;
	save_context(f, call, &frame->uc.context);
	frame->uc.context.fpstate = fpstate;
	if (!user_range_ok(sp, sizeof(*frame)) ||
		arch_copy_to_user(sp, frame, sizeof(*frame)) != 0 ||
		(state && fpu_signal_save(fpstate) != 0))
		return -EFAULT;
	f->arg[FRAME_RDI] = (uint64_t)call->info.si_signo;
	f->arg[FRAME_RSI] = sp + offsetof(struct rt_sigframe, info);
	f->arg[FRAME_RDX] = sp + offsetof(struct rt_sigframe, uc);
	f->rax = 0; /* no vector registers hold arguments of a variadic function */
	f->rsp = sp;
	f->rip = call->handler;
	f->rflags &= ~(uint64_t)(RFLAGS_DF | RFLAGS_TF | RFLAGS_RF);
	return 0;
}

static bool sane(const struct sigcontext *c)
{
	return c->cs == USER_CS && c->ss == USER_DS && c->rip < XINIM_USER_LIMIT;
}

int arch_signal_pop(struct frame *f, uint64_t *mask, struct xinim_sigaltstack *stack)
{
	struct ucontext uc;
	uint64_t sp = f->rsp - 8; /* the handler's RET took the return address */

	if (!user_range_ok(sp, sizeof(struct rt_sigframe)) ||
		arch_copy_from_user(
			&uc, sp + offsetof(struct rt_sigframe, uc), sizeof(uc)) != 0 ||
		!sane(&uc.context) || fpu_signal_restore(uc.context.fpstate) != 0)
		return -EFAULT;
	restore_context(f, &uc.context);
	*mask = uc.mask;
	*stack = uc.stack;
	return 0;
}
