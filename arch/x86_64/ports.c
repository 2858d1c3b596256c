/*
 * arch/x86_64/ports.c - IN and OUT in user mode, by the TSS's permission bitmap.
 *
 * Each CPU has one bitmap behind its TSS (Intel SDM vol. 1, 19.5.2), in use
 * while a thread of a process with ports runs there: for all others
 * iomap_base lies beyond the TSS's limit. Only arch_switch sees to that: such
 * threads are kept out of the fast path of IPC by THREAD_SLOW_PORTS, at no cost to
 * the rest. The CPU reads the bitmap in memory at each IN and OUT, so under
 * the kernel lock, which every switch takes, one CPU can change another's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/machine.h"
#include "kernel/cpu.h"
#include "kernel/process.h"
#include "kernel/quota.h"
#include "kernel/string.h"

#include <xinim/errno.h>

/* A process's ports; bit 0: open. Only bytes [first, end) have such bits, ever. */
struct ports {
	unsigned first, end;
	uint8_t closed[IO_BITMAP_SIZE];
};

static void load(struct arch_cpu *a, const struct ports *p)
{
	uint8_t *map = a->tss.io_bitmap;

	memset(map + a->ports_first, 0xff, a->ports_end - a->ports_first);
	memcpy(map + p->first, p->closed + p->first, p->end - p->first);
	a->ports = p;
	a->ports_first = p->first;
	a->ports_end = p->end;
}

void ports_switch(struct cpu *c, const struct thread *next)
{
	const struct ports *p = next->process ? next->process->ports : NULL;
	struct arch_cpu *a = &c->arch;

	if (p && a->ports != p)
		load(a, p);
	a->tss.iomap_base = p ? offsetof(struct tss, io_bitmap) : IO_BITMAP_NONE;
}

/* The process's ports are others now: where it runs, at once; elsewhere when it comes. */
static void changed(const struct process *p, const struct ports *ports)
{
	for (unsigned i = 0; i < cpu_count; i++) {
		struct cpu *c = cpus[i];

		if (c->arch.ports == ports)
			c->arch.ports = NULL;
		if (c->current->process == p)
			ports_switch(c, c->current);
	}
}

static int make(struct process *p)
{
	struct thread *t;

	p->ports = quota_alloc(p->space->quota, sizeof(*p->ports));
	if (!p->ports)
		return -ENOMEM;
	memset(p->ports->closed, 0xff, IO_BITMAP_SIZE);
	list_for_each_entry (t, &p->threads, process_link)
		arch_ports_new_thread(t);
	return 0;
}

int arch_ports_open(struct process *p, unsigned first, unsigned count)
{
	struct ports *ports;
	unsigned end = (first + count + 7) / 8;

	if (!p->ports && make(p) != 0)
		return -ENOMEM;
	ports = p->ports;
	if (ports->first == ports->end) {
		ports->first = first / 8;
		ports->end = end;
	}
	if (first / 8 < ports->first)
		ports->first = first / 8;
	if (end > ports->end)
		ports->end = end;
	for (unsigned n = first; n < first + count; n++)
		ports->closed[n / 8] &= (uint8_t) ~(1u << n % 8);
	changed(p, ports);
	return 0;
}

void arch_ports_close(struct process *p, unsigned first, unsigned count)
{
	if (!p->ports)
		return;
	for (unsigned n = first; n < first + count; n++)
		p->ports->closed[n / 8] |= (uint8_t)(1u << n % 8);
	changed(p, p->ports);
}

void arch_ports_free(struct process *p)
{
	struct ports *ports = p->ports;
	struct thread *t;

	if (!ports)
		return;
	p->ports = NULL;
	list_for_each_entry (t, &p->threads, process_link)
		t->slow &= ~THREAD_SLOW_PORTS;
	changed(p, ports);
	quota_free(ports);
}

void arch_ports_new_thread(struct thread *t)
{
	if (t->process && t->process->ports)
		t->slow |= THREAD_SLOW_PORTS;
}
