/*
 * arch/x86_64/regs.c - a thread's registers, as programs see them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <arch/frame.h>

#include "arch/x86_64/asm.h"
#include "kernel/string.h"

#include <xinim/abi.h>
#include <xinim/errno.h>
#include <xinim/process.h>

/* The flags that user mode may set by itself. */
#define RFLAGS_USER \
	(RFLAGS_ARITHMETIC | RFLAGS_DF | RFLAGS_TF | RFLAGS_AC | RFLAGS_RF | RFLAGS_ID)

void frame_to_regs(const struct frame *f, struct xinim_regs *r)
{
	memset(r, 0, sizeof(*r));
	r->r15 = f->r15;
	r->r14 = f->r14;
	r->r13 = f->r13;
	r->r12 = f->r12;
	r->rbp = f->rbp;
	r->rbx = f->rbx;
	r->r11 = f->r11;
	r->rax = f->rax;
	r->rcx = f->rcx;
	r->rdi = f->arg[FRAME_RDI];
	r->rsi = f->arg[FRAME_RSI];
	r->rdx = f->arg[FRAME_RDX];
	r->r10 = f->arg[FRAME_R10];
	r->r8 = f->arg[FRAME_R8];
	r->r9 = f->arg[FRAME_R9];
	r->orig_rax = f->error;
	r->rip = f->rip;
	r->cs = f->cs;
	r->rflags = f->rflags;
	r->rsp = f->rsp;
	r->ss = f->ss;
}

int frame_from_regs(struct frame *f, const struct xinim_regs *r)
{
	if (r->rip >= XINIM_USER_LIMIT)
		return -EINVAL;
	f->r15 = r->r15;
	f->r14 = r->r14;
	f->r13 = r->r13;
	f->r12 = r->r12;
	f->rbp = r->rbp;
	f->rbx = r->rbx;
	f->r11 = r->r11;
	f->rax = r->rax;
	f->rcx = r->rcx;
	f->arg[FRAME_RDI] = r->rdi;
	f->arg[FRAME_RSI] = r->rsi;
	f->arg[FRAME_RDX] = r->rdx;
	f->arg[FRAME_R10] = r->r10;
	f->arg[FRAME_R8] = r->r8;
	f->arg[FRAME_R9] = r->r9;
	f->rip = r->rip;
	f->rsp = r->rsp;
	f->rflags = (r->rflags & RFLAGS_USER) | RFLAGS_IF | 2; /* bit 1 reads as one */
	return 0;
}
