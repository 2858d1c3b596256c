/*
 * arch/x86_64/tlb.c - which CPU runs on which tables, and what they remember of them.
 *
 * A CPU sets its bit in a space's `cpus` before it loads the space's tables (here
 * and in ipc.S), and as everything about `cpus` with the kernel lock held.
 * User translations are not global, so loading others' drops them all; the bit
 * stays until a flush finds the CPU elsewhere, which is cheaper than clearing
 * it at every switch. A space's flush interrupts the CPUs with their bits set
 * and waits for them. They cannot be holding the kernel lock: they run user
 * code, idle, or wait for the lock, and all three answer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/page.h"
#include "kernel/thread.h"

#define PAGES_ONE_BY_ONE 32 /* more: all at once is quicker */

enum flush_kind { FLUSH_KERNEL, FLUSH_SPACE, FLUSH_LEAVE, FLUSH_NOTHING };

static struct {
	enum flush_kind kind;
	const struct arch_batch *batch; /* FLUSH_SPACE */
	uint64_t root;                  /* FLUSH_SPACE, FLUSH_LEAVE */
	uint64_t virt, len;             /* FLUSH_KERNEL */
	uint64_t pending;               /* bit per CPU: has not answered yet; atomic */
	uint64_t absent; /* bit per CPU: does not run on the space; atomic */
} flush;

void arch_switch_space(struct arch_space *s)
{
	if (read_cr3() == s->root)
		return;
	s->cpus |= this_cpu()->arch.bit;
	write_cr3(s->root);
}

static void flush_kernel_here(uint64_t virt, uint64_t len)
{
	if (len > PAGES_ONE_BY_ONE * PAGE_SIZE) {
		uint64_t cr4 = read_cr4();

		write_cr4(cr4 & ~(uint64_t)CR4_PGE); /* global pages too */
		write_cr4(cr4 | CR4_PGE);
		write_cr3(read_cr3());
		return;
	}
	for (uint64_t v = virt; v < virt + len; v += PAGE_SIZE)
		invlpg(v);
}

static void flush_batch_here(const struct arch_batch *b)
{
	if (b->count > ARCH_BATCH_ADDRESSES) {
		write_cr3(read_cr3());
		return;
	}
	for (unsigned i = 0; i < b->count; i++)
		invlpg(b->virt[i]);
}

/* What another CPU asks for. */
static void answer(uint64_t bit)
{
	if (flush.kind == FLUSH_NOTHING)
		return; /* to have been interrupted is all that is wanted */
	if (flush.kind == FLUSH_KERNEL) {
		flush_kernel_here(flush.virt, flush.len);
	} else if (read_cr3() != flush.root) {
		__atomic_fetch_or(&flush.absent, bit, __ATOMIC_RELAXED);
	} else if (flush.kind == FLUSH_SPACE) {
		flush_batch_here(flush.batch);
	} else {
		write_cr3(kernel_space.root);
		__atomic_fetch_or(&flush.absent, bit, __ATOMIC_RELAXED);
	}
}

void tlb_poll(void)
{
	uint64_t bit = this_cpu()->arch.bit;

	if (__atomic_load_n(&flush.pending, __ATOMIC_ACQUIRE) & bit) {
		answer(bit);
		__atomic_fetch_and(&flush.pending, ~bit, __ATOMIC_RELEASE);
	}
}

/* Has the CPUs in `which` do what `flush` says, and waits. */
static void ask(uint64_t which)
{
	kassert(kernel_locked());
	this_cpu()->counts.flushes++;
	flush.absent = 0;
	__atomic_store_n(&flush.pending, which, __ATOMIC_SEQ_CST);
	for (unsigned i = 0; i < cpu_count; i++)
		if (which >> i & 1)
			lapic_send_ipi(cpus[i]->arch.apic_id, VECTOR_FLUSH);
	while (__atomic_load_n(&flush.pending, __ATOMIC_ACQUIRE))
		arch_pause();
}

/* The CPUs other than this one that s may be loaded on. */
static uint64_t others_on(const struct arch_space *s)
{
	return s->cpus & ~this_cpu()->arch.bit;
}

static void ask_about_space(struct arch_space *s, enum flush_kind kind, uint64_t others)
{
	flush.kind = kind;
	flush.root = s->root;
	ask(others);
	s->cpus &= ~flush.absent;
}

static uint64_t all_others(void)
{
	return ((cpu_count < 64 ? 1UL << cpu_count : 0) - 1) & ~this_cpu()->arch.bit;
}

void tlb_flush_kernel(uint64_t virt, uint64_t len)
{
	flush_kernel_here(virt, len);
	if (cpu_count == 1)
		return;
	flush.kind = FLUSH_KERNEL;
	flush.virt = virt;
	flush.len = len;
	ask(all_others());
}

/* An interrupt, and IRET after it, are barriers for memory and for instructions. */
void arch_barrier(struct arch_space *s)
{
	uint64_t others = s ? others_on(s) : all_others();

	flush.kind = FLUSH_NOTHING;
	if (others)
		ask(others);
}

void arch_space_leave(struct arch_space *s)
{
	uint64_t others = others_on(s);

	kassert(current_thread()->space != s);
	/* A thread without a space runs on what the one before it has left here. */
	if (read_cr3() == s->root)
		arch_switch_space(&kernel_space);
	if (others)
		ask_about_space(s, FLUSH_LEAVE, others);
}

void arch_batch_end(struct arch_batch *b)
{
	struct list *l;

	if (b->count) {
		uint64_t others = others_on(b->space);

		if (read_cr3() == b->space->root)
			flush_batch_here(b);
		if (others) {
			flush.batch = b;
			ask_about_space(b->space, FLUSH_SPACE, others);
		}
	}
	while ((l = list_pop(&b->pages)))
		page_free(list_entry(l, struct page, link), 0);
	while ((l = list_pop(&b->tables)))
		page_free_zeroed(list_entry(l, struct page, link));
}

void arch_spin_poll(void)
{
	tlb_poll();
	arch_pause();
}
