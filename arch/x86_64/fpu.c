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

static void init_tail(void);

static struct slab_cache cache;
uint8_t fpu_initial[4096] __attribute__((aligned(64)));
uint32_t fpu_components; /* that XSAVE saves: ipc.S uses both */

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

	if (cpu_features.xsave_size > sizeof(fpu_initial))
		fatal("this CPU's extended state takes %u bytes, more than %u",
			cpu_features.xsave_size, (unsigned)sizeof(fpu_initial));
	/* XSTATE_BV 0: all components in their initial state; FCW and MXCSR all the same. */
	memcpy(fpu_initial + AREA_FCW, &fcw, sizeof(fcw));
	memcpy(fpu_initial + AREA_MXCSR, &mxcsr, sizeof(mxcsr));
	/* The CPU's MXCSR_MASK, for who restores a state that a user made. */
	clear_ts();
	__asm__ volatile("fxsave64 (%0)" ::"r"(probe) : "memory");
	set_ts();
	memcpy(fpu_initial + AREA_MASK, probe + AREA_MASK, sizeof(mxcsr));
	slab_cache_init(&cache, "fpu", cpu_features.xsave_size, 64, &page_slab_source);
	fpu_components = (uint32_t)cpu_features.xcr0;
	init_tail();
}

/* Room for a thread's state. -ENOMEM */
static int make_area(struct thread *t)
{
	/* A page for every thread, nearly: what is kept from its process is kept here too. */
	if (page_short(t->quota))
		return -ENOMEM;
	t->arch.fpu = slab_alloc(&cache);
	if (!t->arch.fpu)
		return -ENOMEM;
	if (!cpu_features.xsave)
		t->slow |= THREAD_SLOW_FXSAVE;
	return 0;
}

int fpu_first_use(void)
{
	int error = make_area(current_thread());

	if (error)
		return error;
	clear_ts();
	restore(fpu_initial);
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
		restore(fpu_initial);
		set_ts();
	}
}

int arch_thread_copy(struct thread *t, const struct thread *from)
{
	if (from->arch.fpu) {
		int error = make_area(t);

		if (error)
			return error;
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
#define MXCSR_MASK  0xffbfu /* if the CPU tells none */

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

/* What the CPU leaves alone of the legacy area, and the header, of which XSAVE writes 8 bytes. */
struct state_tail {
	struct sw_bytes sw;
	uint64_t header[HEADER_SIZE / 8];
};
_Static_assert(AREA_SW + sizeof(struct state_tail) == AREA_HEADER + HEADER_SIZE,
	"no gap before the header");

static struct state_tail tail; /* the same in every frame; zeroes without XSAVE */

static void init_tail(void)
{
	if (!cpu_features.xsave)
		return;
	tail.sw.magic1 = MAGIC1;
	tail.sw.extended_size = cpu_features.xsave_size + (uint32_t)sizeof(MAGIC2);
	tail.sw.features = cpu_features.xcr0;
	tail.sw.size = cpu_features.xsave_size;
}

/*
 * The registers go where the handler finds them without a stop in the thread's own
 * area: most of the frame's cost would be the copies.
 */
int fpu_signal_save(uint64_t to)
{
	uint32_t size = cpu_features.xsave_size;
	bool saved;

	if (!user_range_ok(to, size + sizeof(uint32_t)))
		return -EFAULT;
	/* All that is copied lies within the range that was looked at. */
	if (cpu_features.xsave) {
		saved = arch_copy_to_user(to + AREA_SW, &tail, sizeof(tail)) == 0 &&
			arch_store_word(to + size, MAGIC2) &&
			user_xsave(to, cpu_features.xcr0);
	} else {
		saved = user_fxsave(to, 0) &&
			copy_to_user(to + AREA_SW, &tail.sw, sizeof(tail.sw)) == 0;
	}
	if (!saved)
		return -EFAULT;
	restore(fpu_initial);
	return 0;
}

/* Do these bytes of a state at `from` say that it is the whole extended one? */
static bool is_extended(uint64_t from, const struct sw_bytes *sw)
{
	uint32_t magic2;

	return cpu_features.xsave && sw->magic1 == MAGIC1 &&
		sw->size == cpu_features.xsave_size &&
		sw->extended_size == sw->size + sizeof(magic2) &&
		!(sw->features & ~cpu_features.xcr0) &&
		arch_load_word(from + sw->size, &magic2) && magic2 == MAGIC2;
}

/* Would the CPU take this MXCSR (Intel SDM vol. 1, 11.6.6)? An emulated one may not ask. */
static bool mxcsr_valid(uint32_t mxcsr)
{
	uint32_t mask = *(const uint32_t *)(fpu_initial + AREA_MASK);

	return !(mxcsr & ~(mask ? mask : MXCSR_MASK));
}

/* x87 and SSE by way of the thread's own area, the rest fresh. */
static int load_legacy(uint64_t from, uint8_t *area)
{
	uint64_t *header = (uint64_t *)(area + AREA_HEADER);

	if (!cpu_features.xsave)
		return user_fxrstor(from, 0) ? 0 : -EFAULT;
	if (copy_from_user(area, from, LEGACY_SIZE) != 0 ||
		!mxcsr_valid(*(const uint32_t *)(area + AREA_MXCSR)))
		return -EFAULT;
	memset(header, 0, HEADER_SIZE);
	header[0] = 3;
	restore(area);
	return 0;
}

/*
 * The CPU checks the header as it loads (Intel SDM vol. 1, 13.8), whatever others
 * write there meanwhile; what it refuses is a fault like any other.
 */
static int load(uint64_t from, uint8_t *area)
{
	struct sw_bytes sw;
	uint32_t mxcsr;

	if (from % 64 || !user_range_ok(from, cpu_features.xsave_size + sizeof(mxcsr)) ||
		!arch_load_word(from + AREA_MXCSR, &mxcsr) || !mxcsr_valid(mxcsr) ||
		arch_copy_from_user(&sw, from + AREA_SW, sizeof(sw)) != 0)
		return -EFAULT;
	if (!is_extended(from, &sw))
		return load_legacy(from, area);
	return user_xrstor(from, cpu_features.xcr0) ? 0 : -EFAULT;
}

int fpu_signal_restore(uint64_t from)
{
	struct thread *t = current_thread();
	int error;

	if (!from) {
		if (t->arch.fpu)
			restore(fpu_initial);
		return 0;
	}
	if (!t->arch.fpu && fpu_first_use() != 0)
		return -EFAULT;
	error = load(from, t->arch.fpu);
	if (error)
		restore(fpu_initial); /* part of what was refused may be in the registers */
	return error;
}

void arch_thread_fresh(struct thread *t)
{
	slab_free(&cache, t->arch.fpu);
	t->arch.fpu = NULL;
	t->slow &= ~(uint64_t)THREAD_SLOW_FXSAVE;
	t->kernel_rsp = 0;
}

void arch_thread_destroy(struct thread *t)
{
	slab_free(&cache, t->arch.fpu);
}
