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
#include "kernel/user.h"

#include <xinim/errno.h>

#define FCW_DEFAULT   0x37f  /* all x87 exceptions masked, extended precision */
#define MXCSR_DEFAULT 0x1f80 /* all SSE exceptions masked, round to nearest */

#define AREA_FCW    0
#define AREA_MXCSR  24
#define AREA_MASK   28 /* MXCSR_MASK */
#define LEGACY_SIZE 512

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
	static uint8_t probe[LEGACY_SIZE] __attribute__((aligned(16)));

	if (cpu_features.xsave_size > sizeof(initial))
		fatal("this CPU's extended state takes %u bytes, more than %u",
			cpu_features.xsave_size, (unsigned)sizeof(initial));
	/* XSTATE_BV 0: all components in their initial state; FCW and MXCSR all the same. */
	memcpy(initial + AREA_FCW, &fcw, sizeof(fcw));
	memcpy(initial + AREA_MXCSR, &mxcsr, sizeof(mxcsr));
	/* The CPU's MXCSR_MASK, for who restores a state that a user made. */
	clear_ts();
	__asm__ volatile("fxsave64 (%0)" ::"r"(probe) : "memory");
	set_ts();
	memcpy(initial + AREA_MASK, probe + AREA_MASK, sizeof(mxcsr));
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

unsigned fpu_exceptions_x87(void)
{
	uint16_t status, control;

	__asm__ volatile("fnstsw %0; fnstcw %1" : "=m"(status), "=m"(control));
	return status & ~control & 0x3f;
}

unsigned fpu_exceptions_sse(void)
{
	uint32_t mxcsr;

	__asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
	return mxcsr & ~(mxcsr >> 7) & 0x3f;
}

/* --- in signal frames --------------------------------------------------------------- */

/*
 * Linux's layout: in bytes of the legacy area that the CPU leaves alone, what
 * follows it; after the last byte of the state a second magic number, so that a
 * copy that was cut off is noticed.
 */
#define MAGIC1      0x46505853u
#define MAGIC2      0x46505845u
#define AREA_SW     464
#define AREA_HEADER 512
#define HEADER_SIZE 64
#define MXCSR_MASK  0xffbfu /* if the CPU tells none (Intel SDM vol. 1, 11.6.6) */

struct sw_bytes {
	uint32_t magic1;
	uint32_t extended_size; /* magic2 included */
	uint64_t features;
	uint32_t size;
	uint32_t padding[7];
};
_Static_assert(sizeof(struct sw_bytes) == 48, "Linux struct _fpx_sw_bytes");

unsigned fpu_signal_size(const struct thread *t)
{
	if (!t->arch.fpu)
		return 0;
	return cpu_features.xsave_size + (cpu_features.xsave ? sizeof(uint32_t) : 0);
}

int fpu_signal_save(uint64_t to)
{
	uint8_t *area = current_thread()->arch.fpu;
	uint32_t size = cpu_features.xsave_size, magic2 = MAGIC2;
	struct sw_bytes *sw = (struct sw_bytes *)(area + AREA_SW);

	save(area);
	*sw = (struct sw_bytes){ 0 };
	if (cpu_features.xsave) {
		sw->magic1 = MAGIC1;
		sw->extended_size = size + (uint32_t)sizeof(magic2);
		sw->features = cpu_features.xcr0;
		sw->size = size;
	}
	if (copy_to_user(to, area, size) != 0 ||
		(cpu_features.xsave &&
			copy_to_user(to + size, &magic2, sizeof(magic2)) != 0))
		return -EFAULT;
	restore(initial);
	return 0;
}

/* Is there the whole extended state at `from`, whose first part has been read? */
static bool is_extended(uint64_t from, const uint8_t *area)
{
	const struct sw_bytes *sw = (const struct sw_bytes *)(area + AREA_SW);
	uint32_t magic2;

	return cpu_features.xsave && sw->magic1 == MAGIC1 &&
		sw->size == cpu_features.xsave_size &&
		sw->extended_size == sw->size + sizeof(magic2) &&
		!(sw->features & ~cpu_features.xcr0) &&
		copy_from_user(&magic2, from + sw->size, sizeof(magic2)) == 0 &&
		magic2 == MAGIC2;
}

/* Would the CPU load it without a fault (Intel SDM vol. 1, 13.8)? */
static bool loadable(const uint8_t *area)
{
	const uint64_t *header = (const uint64_t *)(area + AREA_HEADER);
	uint32_t mask = *(const uint32_t *)(initial + AREA_MASK);
	uint64_t reserved = 0;

	if (*(const uint32_t *)(area + AREA_MXCSR) & ~(mask ? mask : MXCSR_MASK))
		return false;
	if (!cpu_features.xsave)
		return true;
	for (unsigned i = 1; i < HEADER_SIZE / 8; i++)
		reserved |= header[i];
	return !reserved && !(header[0] & ~cpu_features.xcr0);
}

/* x87 and SSE, the rest fresh. */
static void only_legacy(uint8_t *area)
{
	uint64_t *header = (uint64_t *)(area + AREA_HEADER);

	if (!cpu_features.xsave)
		return;
	memset(header, 0, HEADER_SIZE);
	header[0] = 3;
}

/* The user's state comes into the thread's own area first: it is checked where it stays. */
static int load(uint64_t from, uint8_t *area)
{
	if (from % 64 || copy_from_user(area, from, LEGACY_SIZE) != 0)
		return -EFAULT;
	if (!is_extended(from, area))
		only_legacy(area);
	else if (copy_from_user(area + LEGACY_SIZE, from + LEGACY_SIZE,
			 cpu_features.xsave_size - LEGACY_SIZE) != 0)
		return -EFAULT;
	if (!loadable(area))
		return -EFAULT;
	restore(area);
	return 0;
}

int fpu_signal_restore(uint64_t from)
{
	struct thread *t = current_thread();
	int error;

	if (!from) {
		if (t->arch.fpu)
			restore(initial);
		return 0;
	}
	if (!t->arch.fpu && fpu_first_use() != 0)
		return -EFAULT;
	error = load(from, t->arch.fpu);
	if (error) {
		/* The area holds what was refused; the registers go on as new ones. */
		memcpy(t->arch.fpu, initial, cpu_features.xsave_size);
		restore(initial);
	}
	return error;
}

void arch_thread_fresh(struct thread *t)
{
	slab_free(&cache, t->arch.fpu);
	t->arch.fpu = NULL;
	t->kernel_rsp = 0;
}

void arch_thread_destroy(struct thread *t)
{
	slab_free(&cache, t->arch.fpu);
}
