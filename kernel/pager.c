/*
 * kernel/pager.c - memory objects by capability, and processes that page them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/pager.h"

#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/process.h"
#include "kernel/slab.h"
#include "kernel/vm_object.h"

#include <xinim/errno.h>

static void memory_destroy(struct cap_object *o)
{
	struct memory *m = (struct memory *)o;

	kassert(!m->pager);
	vm_object_put(m->object);
	kfree(m);
}

/* The capability by which there is a pager goes, and with it the pager. */
static bool memory_closed(struct cap *c)
{
	struct memory *m = (struct memory *)c->object;

	if (m->pager != c)
		return true;
	list_remove(&m->link);
	if (!vm_object_orphan(m->object, &m->orphaned))
		return false;
	m->pager = NULL;
	cap_object_put(&m->notification->cap);
	return true;
}

struct memory *memory_create(struct vm_object *o)
{
	struct memory *m = kmalloc(sizeof(*m));

	if (!m) {
		vm_object_put(o);
		return NULL;
	}
	cap_object_init(&m->cap, XINIM_CAP_OBJECT, memory_destroy);
	m->cap.closed = memory_closed;
	m->object = o;
	list_init(&m->link);
	return m;
}

/* There is something to tell the pager: it is told so. */
static void announce(struct memory *m)
{
	if (list_empty(&m->link))
		list_add_tail(&m->pager->owner->page_events, &m->link);
	notification_signal(m->notification, m->bits);
}

static int request(struct vm_object *o, uint64_t index)
{
	(void)index; /* the object has it in its list */
	announce(o->pager);
	return 0;
}

static void unmapped(struct vm_object *o)
{
	struct memory *m = o->pager;

	m->unmapped = true;
	announce(m);
}

int pager_set(
	struct cap *c, struct notification *n, uint64_t bits, uint64_t badge, bool watch)
{
	struct memory *m = (struct memory *)c->object;
	struct vm_object *o = m->object;

	if (o->pager)
		return -EBUSY;
	cap_object_get(&n->cap);
	m->pager = c;
	m->notification = n;
	m->bits = bits;
	m->badge = badge;
	o->pager = m;
	o->unmapped = unmapped;
	o->watched = watch;
	if (!watch) {
		o->server = c->owner;
		o->request = request;
	}
	return 0;
}

bool pager_next_event(struct process *p, struct xinim_object_event *out)
{
	struct memory *m;
	uint64_t index = 0, count;

	while (!list_empty(&p->page_events)) {
		m = list_first(&p->page_events, struct memory, link);
		*out = (struct xinim_object_event){ .badge = m->badge };
		count = vm_object_next_request(m->object, &index);
		if (count) {
			out->kind = XINIM_OBJECT_WANTED;
			out->offset = index * PAGE_SIZE;
			out->length = count * PAGE_SIZE;
			return true;
		}
		if (m->unmapped && list_empty(&m->object->regions)) {
			out->kind = XINIM_OBJECT_UNMAPPED;
			return true;
		}
		m->unmapped = false; /* mapped again meanwhile */
		list_remove(&m->link);
	}
	return false;
}

void pager_take_event(struct process *p, const struct xinim_object_event *event)
{
	struct memory *m = list_first(&p->page_events, struct memory, link);

	if (event->kind == XINIM_OBJECT_WANTED)
		vm_object_take_request(m->object, event->length / PAGE_SIZE);
	else
		m->unmapped = false;
	/* Others first, before this one's next. */
	list_remove(&m->link);
	list_add_tail(&p->page_events, &m->link);
}
