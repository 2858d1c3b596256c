/*
 * arch/x86_64/thread.c - first runs and switches of threads.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/thread.h"

#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/cpu.h"
#include "kernel/stack.h"
#include "kernel/string.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

void switch_stacks(struct thread *prev, struct thread *next);
void switch_to_stack(struct thread *next) __attribute__((noreturn));
void enter_user(struct thread *next) __attribute__((noreturn));
void clear_selectors(void);
void thread_enter_user(void);
void thread_enter_kernel(void);

/* What switch_stacks pops, lowest address first. */
struct switch_frame {
	uint64_t r15, r14, r13, r12, rbx, rbp;
	void (*return_to)(void); /* starts with RSP at the frame: 16-byte aligned */
} __attribute__((packed));

static struct switch_frame *push_switch_frame(struct thread *t, void (*entry)(void))
{
	struct switch_frame *s = (struct switch_frame *)t->frame - 1;

	memset(s, 0, sizeof(*s));
	s->return_to = entry;
	t->kernel_rsp = (uint64_t)s;
	return s;
}

void arch_thread_init_kernel(struct thread *t, void (*fn)(void *), void *arg)
{
	struct switch_frame *s = push_switch_frame(t, thread_enter_kernel);

	s->r12 = (uint64_t)fn;
	s->r13 = (uint64_t)arg;
}

void arch_thread_init_user(struct thread *t, uint64_t entry, uint64_t stack)
{
	memset(t->frame, 0, sizeof(*t->frame));
	t->frame->rip = entry;
	t->frame->cs = USER_CS;
	t->frame->rflags = RFLAGS_IF | 2; /* bit 1 always reads as one */
	t->frame->rsp = stack;
	t->frame->ss = USER_DS;
	t->kernel_rsp = 0;
}

/* Has user mode loaded any of DS, ES, FS and GS? The kernel itself keeps them null. */
static bool selectors_in_use(void)
{
	uint32_t ds, es, fs, gs;

	__asm__ volatile("movl %%ds, %0; movl %%es, %1; movl %%fs, %2; movl %%gs, %3"
			 : "=r"(ds), "=r"(es), "=r"(fs), "=r"(gs));
	return ds | es | fs | gs;
}

void arch_switch(struct thread *prev, struct thread *next)
{
	struct cpu *c = this_cpu();

	if (next->space)
		arch_switch_space(next->space);
	c->frame = next->frame;
	c->arch.tss.rsp[0] = (uint64_t)(next->frame + 1);
	if (prev->arch.fpu || next->arch.fpu)
		fpu_switch(prev, next);
	if ((prev->slow | next->slow) & THREAD_SLOW_PORTS)
		ports_switch(c, next);
	if (selectors_in_use())
		clear_selectors();
	/* User mode can have put 0 there by loading a selector, and nothing else. */
	if (prev->arch.fs_base | next->arch.fs_base)
		wrmsr(MSR_FS_BASE, next->arch.fs_base);
	if (prev->arch.gs_base | next->arch.gs_base)
		wrmsr(MSR_KERNEL_GS_BASE, next->arch.gs_base);
	if (prev->stackless) {
		prev->stackless = false;
		/* All of next is in its frame: it goes to user mode from the top of its stack. */
		if (next->kernel_rsp == 0)
			enter_user(next);
		switch_to_stack(next);
	}
	if (next->kernel_rsp == 0)
		push_switch_frame(next, thread_enter_user);
	switch_stacks(prev, next);
}

/* User mode's GS base waits in KERNEL_GS_BASE while the kernel runs. */
static int set_base(uint64_t *where, uint32_t msr, uint64_t base)
{
	if (base >= XINIM_USER_LIMIT)
		return -EPERM;
	*where = base;
	wrmsr(msr, base);
	return 0;
}

int arch_set_fs(uint64_t base)
{
	return set_base(&current_thread()->arch.fs_base, MSR_FS_BASE, base);
}

int arch_set_gs(uint64_t base)
{
	return set_base(&current_thread()->arch.gs_base, MSR_KERNEL_GS_BASE, base);
}
