/*
 * arch/x86_64/fpu.c - x87, SSE and AVX state.
 *
 * A thread has none until its first use of it (#NM, CR0.TS). From then on its
 * state moves with it at every switch, never lazily: stale registers can be
 * read by speculation (CVE-2018-3665), so a thread without state never finds
 * another's in them either.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/page.h"
#include "kernel/slab.h"
#include "kernel/string.h"
#include "kernel/thread.h"

#include <xinim/errno.h>

#define FCW_DEFAULT   0x37f  /* all x87 exceptions masked, extended precision */
#define MXCSR_DEFAULT 0x1f80 /* all SSE exceptions masked, round to nearest */

#define AREA_FCW   0
#define AREA_MXCSR 24

static struct slab_cache cache;
static uint8_t initial[4096] __attribute__((aligned(64)));

static void restore(const void *area)
{
	if (cpu_features.xsave)
		__asm__ volatile("xrstor64 (%0)" ::"r"(area),
				 "a"((uint32_t)cpu_features.xcr0),
				 "d"((uint32_t)(cpu_features.xcr0 >> 32))
				 : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" ::"r"(area) : "memory");
}

static void save(void *area)
{
	if (cpu_features.xsave)
		__asm__ volatile("xsave64 (%0)" ::"r"(area),
				 "a"((uint32_t)cpu_features.xcr0),
				 "d"((uint32_t)(cpu_features.xcr0 >> 32))
				 : "memory");
	else
		__asm__ volatile("fxsave64 (%0)" ::"r"(area) : "memory");
}

static void set_ts(void)
{
	write_cr0(read_cr0() | CR0_TS);
}

static void clear_ts(void)
{
	__asm__ volatile("clts" ::: "memory");
}

void fpu_init(void)
{
	uint16_t fcw = FCW_DEFAULT;
	uint32_t mxcsr = MXCSR_DEFAULT;

	if (cpu_features.xsave_size > sizeof(initial))
		fatal("this CPU's extended state takes %u bytes, more than %u",
			cpu_features.xsave_size, (unsigned)sizeof(initial));
	/* XSTATE_BV 0: all components in their initial state; FCW and MXCSR all the same. */
	memcpy(initial + AREA_FCW, &fcw, sizeof(fcw));
	memcpy(initial + AREA_MXCSR, &mxcsr, sizeof(mxcsr));
	slab_cache_init(&cache, "fpu", cpu_features.xsave_size, 64, &page_slab_source);
}

int fpu_first_use(void)
{
	struct thread *t = current_thread();

	t->arch.fpu = slab_alloc(&cache);
	if (!t->arch.fpu)
		return -ENOMEM;
	clear_ts();
	restore(initial);
	return 0;
}

void fpu_switch(struct thread *prev, struct thread *next)
{
	if (prev->arch.fpu && prev->state != THREAD_DEAD)
		save(prev->arch.fpu);
	if (next->arch.fpu) {
		if (!prev->arch.fpu)
			clear_ts();
		restore(next->arch.fpu);
	} else if (prev->arch.fpu) {
		restore(initial);
		set_ts();
	}
}

int arch_thread_copy(struct thread *t, const struct thread *from)
{
	if (from->arch.fpu) {
		t->arch.fpu = slab_alloc(&cache);
		if (!t->arch.fpu)
			return -ENOMEM;
		memcpy(t->arch.fpu, from->arch.fpu, cpu_features.xsave_size);
	}
	*t->frame = *from->frame;
	/* SYSCALL leaves these so; the way in does not keep them. */
	t->frame->rcx = t->frame->rip;
	t->frame->r11 = t->frame->rflags;
	t->arch.fs_base = from->arch.fs_base;
	t->arch.gs_base = from->arch.gs_base;
	t->kernel_rsp = 0;
	return 0;
}

void arch_thread_destroy(struct thread *t)
{
	slab_free(&cache, t->arch.fpu);
}
