/*
 * kernel/cap.c - capabilities: tables, derivation, revocation.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/cap.h"

#include "kernel/assert.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/slab.h"
#include "kernel/string.h"

#include <xinim/errno.h>

#define TABLE_FIRST 16 /* slots of a table's first size; it doubles from there */

void cap_object_init(struct cap_object *o, enum xinim_cap_type type,
	void (*destroy)(struct cap_object *o))
{
	o->refs = 1;
	o->type = type;
	o->destroy = destroy;
	o->closed = NULL;
}

void cap_object_get(struct cap_object *o)
{
	o->refs++;
	kassert(o->refs != 0);
}

void cap_object_put(struct cap_object *o)
{
	kassert(o->refs != 0);
	if (--o->refs == 0)
		o->destroy(o);
}

/* Makes room for slot number n. */
static int grow(struct process *p, uint32_t n)
{
	uint32_t size = p->ncaps ? p->ncaps : TABLE_FIRST;
	struct cap **table;

	while (size <= n)
		size *= 2;
	if (size > CAP_SLOTS_MAX)
		return -EMFILE;
	table = kmalloc(size * sizeof(*table));
	if (!table)
		return -ENOMEM;
	if (p->caps)
		memcpy(table, p->caps, p->ncaps * sizeof(*table));
	kfree(p->caps);
	p->caps = table;
	p->ncaps = size;
	return 0;
}

/* The lowest free slot, never XINIM_CAP_SELF. */
static int free_slot(struct process *p)
{
	uint32_t n = p->cap_hint ? p->cap_hint : 1;
	int error;

	while (n < p->ncaps && p->caps[n])
		n++;
	if (n >= p->ncaps) {
		error = grow(p, n);
		if (error)
			return error;
	}
	return (int)n;
}

int cap_insert(struct process *p, struct cap_object *o, uint32_t rights, uint64_t badge,
	struct cap *parent)
{
	int slot = free_slot(p);
	struct cap *c;

	if (slot < 0)
		return slot;
	c = kmalloc(sizeof(*c));
	if (!c)
		return -ENOMEM;
	cap_object_get(o);
	c->object = o;
	c->rights = rights;
	c->badge = badge;
	c->owner = p;
	c->slot = (uint32_t)slot;
	c->parent = parent;
	list_init(&c->children);
	list_init(&c->sibling_link);
	if (parent)
		list_add_tail(&parent->children, &c->sibling_link);
	if (o->type == XINIM_CAP_ENDPOINT) {
		c->send = rights & XINIM_RIGHT_WRITE ? (struct endpoint *)o : NULL;
		c->receive = rights & XINIM_RIGHT_READ ? (struct endpoint *)o : NULL;
	}
	p->caps[slot] = c;
	p->cap_hint = (uint32_t)slot + 1;
	return slot;
}

int cap_find(struct process *p, uint64_t slot, enum xinim_cap_type type, uint32_t rights,
	struct cap **out)
{
	struct cap *c = slot < p->ncaps ? p->caps[slot] : NULL;

	kdebug_locked();
	if (!c || (type != XINIM_CAP_NONE && c->object->type != type))
		return -EBADF;
	if ((c->rights & rights) != rights)
		return -EPERM;
	*out = c;
	return 0;
}

int cap_derive(struct cap *c, struct process *p, uint32_t rights, uint64_t badge)
{
	if (!(c->rights & XINIM_RIGHT_GRANT) || (rights & ~c->rights))
		return -EPERM;
	if (badge && c->badge && badge != c->badge)
		return -EPERM;
	return cap_insert(p, c->object, rights, c->badge ? c->badge : badge, c);
}

void cap_close(struct cap *c)
{
	struct process *p = c->owner;
	struct list *l;

	if (c->object->closed)
		c->object->closed(c);
	while ((l = list_pop(&c->children))) {
		struct cap *child = list_entry(l, struct cap, sibling_link);

		child->parent = c->parent;
		if (c->parent)
			list_add_tail(&c->parent->children, l);
	}
	list_remove(&c->sibling_link);
	p->caps[c->slot] = NULL;
	if (c->slot < p->cap_hint)
		p->cap_hint = c->slot;
	cap_object_put(c->object);
	kfree(c);
}

/* Not recursive: derivations may be as long as there are capabilities. */
void cap_revoke(struct cap *c)
{
	struct cap *at = c;

	for (;;) {
		struct cap *parent = at->parent;

		if (!list_empty(&at->children)) {
			at = list_first(&at->children, struct cap, sibling_link);
		} else if (at == c) {
			return;
		} else {
			cap_close(at);
			at = parent;
		}
	}
}

void cap_close_all(struct process *p)
{
	/* Devices first: they may be writing to memory that the others keep. */
	for (uint32_t n = 0; n < p->ncaps; n++)
		if (p->caps[n] && p->caps[n]->object->type == XINIM_CAP_PCI)
			cap_close(p->caps[n]);
	for (uint32_t n = 0; n < p->ncaps; n++)
		if (p->caps[n])
			cap_close(p->caps[n]);
	kfree(p->caps);
	p->caps = NULL;
	p->ncaps = 0;
	p->cap_hint = 0;
}
