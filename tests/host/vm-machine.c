/*
 * tests/host/vm-machine.c - a machine for kernel/vm*.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "vm-machine.h"

#include "host.h"

#include <sanitizer/asan_interface.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/page.h"
#include "kernel/slab.h"
#include "kernel/lock.h"
#include "kernel/vm_wait.h"

#include <xinim/errno.h>

#define TLB_SIZE 4096

struct arch_space kernel_space;

char *machine_memory; /* global, so that it is seen to be kept */
static struct page *pages;
static unsigned npages, nused;
struct page *page_frames;
uint64_t page_frame_count = UINT64_MAX;
static struct list free_pages = LIST_INIT(free_pages);
static long blocks;
static unsigned fail_in;

static struct {
	uint64_t root, virt, entry;
} tlb[TLB_SIZE];
static unsigned ntlb;

static bool fails(void)
{
	return fail_in && --fail_in == 0;
}

void machine_fail(unsigned n)
{
	fail_in = n;
}

/* --- memory -------------------------------------------------------------------- */

void *kmalloc(size_t size)
{
	if (fails())
		return NULL;
	blocks++;
	return calloc(1, size);
}

void *kmalloc_dirty(size_t size)
{
	void *p = kmalloc(size);

	if (p)
		memset(p, 0x5a, size);
	return p;
}

void kfree(void *mem)
{
	if (mem)
		blocks--;
	free(mem);
}

long machine_blocks(void)
{
	return blocks;
}

unsigned machine_pages_used(void)
{
	return nused;
}

uint64_t page_limit(void)
{
	return UINT64_MAX;
}

uint64_t page_total(void)
{
	return npages;
}

struct page *page_alloc(unsigned order)
{
	struct list *l = order || fails() ? NULL : list_pop(&free_pages);
	struct page *p;

	if (!l)
		return NULL;
	p = list_entry(l, struct page, link);
	p->refs = 0;
	p->flags = 0;
	p->state = PAGE_USED;
	nused++;
	ASAN_UNPOISON_MEMORY_REGION(page_virt(p), PAGE_SIZE);
	memset(page_virt(p), 0xee, PAGE_SIZE);
	return p;
}

void page_free(struct page *p, unsigned order)
{
	CHECK_INT(order, 0);
	CHECK_INT(p->state, PAGE_USED);
	for (unsigned i = 0; i < ntlb; i++)
		CHECK(arch_entry_phys(tlb[i].entry) != page_phys(p));
	p->state = PAGE_FREE;
	ASAN_POISON_MEMORY_REGION(page_virt(p), PAGE_SIZE);
	list_add_tail(&free_pages, &p->link);
	nused--;
}

void page_free_zeroed(struct page *p)
{
	const uint64_t *w = page_virt(p);

	for (unsigned i = 0; i < PAGE_SIZE / 8; i++)
		CHECK_INT(w[i], 0);
	page_free(p, 0);
}

uint64_t page_alloc_zeroed(void)
{
	struct page *p = page_alloc(0);

	if (!p)
		return 0;
	memset(page_virt(p), 0, PAGE_SIZE);
	return page_phys(p);
}

bool page_short(const struct quota *q)
{
	(void)q;
	return false;
}

struct quota *quota_current(void)
{
	return NULL;
}

struct page *page_alloc_user(const struct quota *q, bool zero)
{
	struct page *p = page_alloc(0);

	(void)q;
	if (p && zero)
		memset(page_virt(p), 0, PAGE_SIZE);
	return p;
}

struct page *page_alloc_run(uint64_t count, uint64_t max_phys)
{
	(void)count;
	(void)max_phys;
	return NULL;
}

void machine_init(unsigned n)
{
	npages = n;
	machine_memory = aligned_alloc(PAGE_SIZE, n * PAGE_SIZE);
	pages = calloc(n, sizeof(*pages));
	page_frames = pages - virt_to_phys(machine_memory) / PAGE_SIZE;
	for (unsigned i = 0; i < n; i++) {
		pages[i].state = PAGE_FREE;
		ASAN_POISON_MEMORY_REGION(page_virt(&pages[i]), PAGE_SIZE);
		list_add_tail(&free_pages, &pages[i].link);
	}
	kernel_space.root = page_alloc_zeroed();
	((uint64_t *)phys_to_virt(kernel_space.root))[511] = 0x1003;
	((uint64_t *)phys_to_virt(kernel_space.root))[256] = 0x2003;
}

/* --- translations ---------------------------------------------------------------- */

static void drop(unsigned i)
{
	tlb[i] = tlb[--ntlb];
}

static void forget(uint64_t root, uint64_t virt, bool all)
{
	for (unsigned i = ntlb; i > 0; i--)
		if (tlb[i - 1].root == root && (all || tlb[i - 1].virt == virt))
			drop(i - 1);
}

void machine_forget(const struct arch_space *s)
{
	forget(s->root, 0, true);
}

void arch_space_leave(struct arch_space *s)
{
	machine_forget(s);
}

void arch_batch_end(struct arch_batch *b)
{
	struct list *l;

	if (b->count > ARCH_BATCH_ADDRESSES)
		machine_forget(b->space);
	for (unsigned i = 0; i < b->count && i < ARCH_BATCH_ADDRESSES; i++)
		forget(b->space->root, b->virt[i], false);
	while ((l = list_pop(&b->pages)))
		page_free(list_entry(l, struct page, link), 0);
	while ((l = list_pop(&b->tables))) {
		CHECK(b->count > 0);
		page_free_zeroed(list_entry(l, struct page, link));
	}
}

/* What the CPU knows or finds out about addr; 0: a fault. */
static uint64_t translate(struct space *s, uint64_t addr, unsigned access)
{
	uint64_t virt = addr & ~PAGE_MASK;
	const uint64_t *e;

	for (unsigned i = 0; i < ntlb; i++)
		if (tlb[i].root == s->arch.root && tlb[i].virt == virt &&
			arch_entry_allows(tlb[i].entry, access))
			return tlb[i].entry;
	e = arch_entry(&s->arch, virt, false);
	if (!e || !arch_entry_allows(*e, access))
		return 0;
	forget(s->arch.root, virt, false); /* less was known */
	if (ntlb == TLB_SIZE)
		drop(0);
	tlb[ntlb].root = s->arch.root;
	tlb[ntlb].virt = virt;
	tlb[ntlb++].entry = *e;
	return *e;
}

int machine_access(struct space *s, uint64_t addr, unsigned access, uint64_t *value)
{
	for (int tries = 0; tries < 3; tries++) {
		uint64_t e = translate(s, addr, access);
		uint64_t *where = phys_to_virt(arch_entry_phys(e) + (addr & PAGE_MASK));
		int error;

		if (e) {
			if (access & MAP_WRITE)
				*where = *value;
			else
				*value = *where;
			return 0;
		}
		error = space_fault(s, addr, access, 0);
		if (error)
			return error;
	}
	CHECK(!"the fault is resolved");
	return -EFAULT;
}

/* --- threads: there are none to wait ---------------------------------------------- */

/* Nobody comes between. */
void kernel_preemption_point(void)
{
}

int vm_wait(struct list *waiters, uint64_t index)
{
	(void)waiters;
	(void)index;
	return -EINTR;
}

unsigned machine_woken;

/* Nobody has any to give back. */
int vm_wait_for_memory(const struct quota *q, bool wait)
{
	(void)q;
	(void)wait;
	return -ENOMEM;
}

bool vm_wait_by(const struct process *p)
{
	(void)p;
	return false;
}

bool vm_wait_end(struct list *waiters, uint64_t index, int error)
{
	(void)waiters;
	(void)index;
	(void)error;
	machine_woken++;
	return true;
}
