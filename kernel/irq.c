/*
 * kernel/irq.c - interrupts of devices become bits of notifications.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/irq.h"

#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/log.h"
#include "kernel/pci.h"
#include "kernel/quota.h"

#include <xinim/device.h>
#include <xinim/errno.h>
#include <xinim/stats.h>

#define SPURIOUS_LOGGED 8

/* One vector of the CPUs: a line's or a message's. */
struct irq_vector {
	unsigned n;
	unsigned cpu;
	unsigned mode; /* ARCH_IRQ_ */
	unsigned number;
	struct pci_function *pci;
	bool masked;
	unsigned unacked; /* of irqs */
	unsigned again;   /* of irqs */
	uint64_t count;   /* of interrupts */
	struct list irqs;
};

static struct irq_vector *vectors[ARCH_IRQ_VECTORS];
static uint64_t spurious;

static void irq_destroy(struct cap_object *o)
{
	struct irq *i = (struct irq *)o;

	irq_unbind(i);
	if (i->pci)
		cap_object_put(&i->pci->cap);
	quota_free(i);
}

static bool irq_closed(struct cap *c)
{
	struct irq *i = (struct irq *)c->object;

	if (i->holder == c)
		irq_unbind(i);
	return true;
}

static struct irq *irq_create(unsigned number, unsigned mode)
{
	struct irq *i = quota_alloc(quota_current(), sizeof(*i));

	if (!i)
		return NULL;
	cap_object_init(&i->cap, XINIM_CAP_IRQ, irq_destroy);
	i->cap.closed = irq_closed;
	i->number = number;
	i->mode = mode;
	list_init(&i->vector_link);
	return i;
}

int irq_create_line(unsigned number, struct irq **out)
{
	unsigned mode, line = arch_irq_line(number, &mode);

	if (!arch_irq_exists(line))
		return -ENODEV;
	*out = irq_create(line, mode);
	return *out ? 0 : -ENOMEM;
}

struct irq *irq_create_message(struct pci_function *f, unsigned number)
{
	struct irq *i = irq_create(number, 0);

	if (i) {
		i->pci = f;
		cap_object_get(&f->cap);
	}
	return i;
}

static void set_masked(struct irq_vector *v, bool masked)
{
	if (v->masked == masked)
		return;
	v->masked = masked;
	if (v->pci)
		pci_message_mask(v->pci, v->number, masked);
	else
		arch_irq_mask(v->number, masked);
}

/* Masked as long as somebody has to acknowledge, see the head of irq.h. */
static void update_mask(struct irq_vector *v)
{
	set_masked(v, (v->mode & ARCH_IRQ_LEVEL ? v->unacked : v->again) != 0);
}

static struct irq_vector *find_vector(const struct irq *i)
{
	for (unsigned n = 0; n < ARCH_IRQ_VECTORS; n++)
		if (vectors[n] && vectors[n]->pci == i->pci &&
			vectors[n]->number == i->number)
			return vectors[n];
	return NULL;
}

/* A vector for i, masked; what it stands for is set to send it. */
static int new_vector(
	const struct irq *i, unsigned mode, unsigned cpu, struct irq_vector **out)
{
	struct irq_vector *v;
	unsigned n = 0;
	int error;

	while (n < ARCH_IRQ_VECTORS && vectors[n])
		n++;
	if (n == ARCH_IRQ_VECTORS)
		return -ENOSPC;
	v = quota_alloc(quota_current(), sizeof(*v));
	if (!v)
		return -ENOMEM;
	v->n = n;
	v->cpu = cpu;
	v->mode = mode;
	v->number = i->number;
	v->pci = i->pci;
	v->masked = true;
	list_init(&v->irqs);
	if (v->pci) {
		uint64_t address;
		uint32_t data;

		arch_irq_message(n, cpus[cpu], &address, &data);
		error = pci_message_set(v->pci, v->number, address, data);
		if (error) {
			quota_free(v);
			return error;
		}
	} else {
		arch_irq_route(v->number, n, cpus[cpu], mode);
	}
	vectors[n] = v;
	*out = v;
	return 0;
}

unsigned irq_mode(const struct irq *i, unsigned wanted)
{
	unsigned mode = i->mode;

	if (i->pci)
		return 0;
	if (wanted & (XINIM_IRQ_EDGE | XINIM_IRQ_LEVEL))
		mode = (mode & ~ARCH_IRQ_LEVEL) |
			(wanted & XINIM_IRQ_LEVEL ? ARCH_IRQ_LEVEL : 0);
	if (wanted & (XINIM_IRQ_HIGH | XINIM_IRQ_LOW))
		mode = (mode & ~ARCH_IRQ_LOW) |
			(wanted & XINIM_IRQ_LOW ? ARCH_IRQ_LOW : 0);
	return mode;
}

int irq_bind(
	struct cap *c, struct notification *n, uint64_t bits, unsigned mode, unsigned cpu)
{
	struct irq *i = (struct irq *)c->object;
	struct irq_vector *v;
	int error;

	if (i->vector)
		return -EBUSY;
	mode = irq_mode(i, mode);
	v = find_vector(i);
	if (v && (v->mode != mode || v->pci))
		return -EBUSY;
	if (!v) {
		error = new_vector(i, mode, cpu, &v);
		if (error)
			return error;
	}
	i->vector = v;
	i->holder = c;
	i->notification = n;
	cap_object_get(&n->cap);
	i->bits = bits;
	i->delivered = 0;
	list_add_tail(&v->irqs, &i->vector_link);
	update_mask(v);
	return 0;
}

/* Takes back what i has to acknowledge. */
static void forget_told(struct irq *i)
{
	i->vector->unacked -= i->unacked;
	i->vector->again -= i->again;
	i->unacked = false;
	i->again = false;
}

void irq_unbind(struct irq *i)
{
	struct irq_vector *v = i->vector;

	if (!v)
		return;
	forget_told(i);
	list_remove(&i->vector_link);
	i->vector = NULL;
	i->holder = NULL;
	cap_object_put(&i->notification->cap);
	i->notification = NULL;
	if (!list_empty(&v->irqs)) {
		update_mask(v);
		return;
	}
	set_masked(v, true);
	if (v->pci)
		pci_message_clear(v->pci, v->number);
	vectors[v->n] = NULL;
	quota_free(v);
}

static void tell(struct irq *i)
{
	i->unacked = true;
	i->vector->unacked++;
	i->delivered++;
	notification_signal(i->notification, i->bits);
}

void irq_acknowledge(struct irq *i)
{
	struct irq_vector *v = i->vector;
	bool again = i->again;

	forget_told(i);
	update_mask(v);
	if (again)
		tell(i);
}

void irq_deliver(unsigned n)
{
	struct irq_vector *v = n < ARCH_IRQ_VECTORS ? vectors[n] : NULL;
	struct irq *i;

	if (!v) {
		/* One that was on its way when its driver went; or the machine's fault. */
		if (spurious++ < SPURIOUS_LOGGED)
			kprintf("[IRQ] interrupt of nobody, vector %u\n", n);
		return;
	}
	v->count++;
	list_for_each_entry (i, &v->irqs, vector_link) {
		if (!i->unacked) {
			tell(i);
		} else if (!i->again) {
			i->again = true;
			v->again++;
		}
	}
	update_mask(v);
}

void irq_info(const struct irq *i, struct xinim_irq_info *out)
{
	const struct irq_vector *v = i->vector;
	unsigned mode = v ? v->mode : i->mode;

	out->number = i->number;
	out->flags = mode & ARCH_IRQ_LEVEL ? XINIM_IRQ_LEVEL : XINIM_IRQ_EDGE;
	out->flags |= mode & ARCH_IRQ_LOW ? XINIM_IRQ_LOW : XINIM_IRQ_HIGH;
	out->flags |= i->pci ? XINIM_IRQ_MESSAGE : 0;
	out->flags |= i->unacked ? XINIM_IRQ_UNACKED : 0;
	out->delivered = i->delivered;
	out->spurious = spurious;
	if (!v)
		return;
	out->flags |= XINIM_IRQ_BOUND | (v->masked ? XINIM_IRQ_MASKED : 0);
	out->vector = arch_irq_vector(v->n);
	out->cpu = v->cpu;
}

void irq_stats(unsigned n, struct xinim_stats_irq *out)
{
	const struct irq_vector *v = vectors[n];

	if (!v)
		return;
	out->count = v->count;
	out->vector = arch_irq_vector(v->n);
	out->number = v->number;
	out->cpu = v->cpu;
	out->flags = XINIM_STATS_IRQ_BOUND;
	out->flags |= v->mode & ARCH_IRQ_LEVEL ? XINIM_STATS_IRQ_LEVEL : 0;
	if (!v->pci)
		return;
	out->flags |= XINIM_STATS_IRQ_MESSAGE;
	out->pci = v->pci->address;
}
