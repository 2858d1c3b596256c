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
#include "kernel/vm_object.h"

#include <xinim/errno.h>

#define TABLE_FIRST 14         /* slots of a table's first size; it doubles from there */
#define SLOTS_MAX   (1U << 17) /* of any table */
#define STEPS       512 /* capabilities looked at, or given another parent, in one go */
#define CLOSE_STEPS 16  /* to close one takes as long as so many */

static uint64_t last_serial;

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
	struct quota *quota = process_quota(p);
	uint32_t size = p->ncaps ? p->ncaps : TABLE_FIRST;
	struct cap **table;

	/* As old capabilities may be in another quota's books, their number is no limit. */
	if (n > (quota ? quota->limit[QUOTA_CAPS] : SLOTS_MAX) || n > SLOTS_MAX)
		return -EMFILE;
	while (size <= n)
		size *= 2;
	table = quota_alloc(quota, size * sizeof(*table));
	if (!table)
		return -ENOMEM;
	if (p->caps)
		memcpy(table, p->caps, p->ncaps * sizeof(*table));
	quota_free(p->caps);
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
	struct quota *quota = process_quota(p);
	int slot = free_slot(p);
	struct cap *c;

	if (slot < 0)
		return slot;
	if (quota_charge(quota, QUOTA_CAPS, 1) != 0)
		return -EMFILE;
	c = kmalloc(sizeof(*c));
	if (!c) {
		quota_release(quota, QUOTA_CAPS, 1);
		return -ENOMEM;
	}
	c->quota = quota_get(quota);
	cap_object_get(o);
	c->object = o;
	c->rights = rights;
	c->badge = badge;
	c->serial = ++last_serial;
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
		c->elsewhere = c->receive && c->receive->owner != p;
		if (c->elsewhere)
			c->receive->readers_elsewhere++;
	}
	p->caps[slot] = c;
	p->caps_held++;
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

/*
 * Takes c away, but not before its children have gone to its parent: up to *most of
 * them do, which is less by what was done. True: c is gone.
 */
static bool close_some(struct cap *c, unsigned *most)
{
	struct process *p = c->owner;
	struct list *l;

	while (*most > 0 && (l = list_pop(&c->children))) {
		struct cap *child = list_entry(l, struct cap, sibling_link);

		child->parent = c->parent;
		if (c->parent)
			list_add_tail(&c->parent->children, l);
		--*most;
	}
	if (!list_empty(&c->children))
		return false;
	if (c->object->closed && !c->object->closed(c)) {
		*most = 0;
		return false;
	}
	if (c->elsewhere)
		c->receive->readers_elsewhere--;
	list_remove(&c->sibling_link);
	p->caps[c->slot] = NULL;
	p->caps_held--;
	if (c->slot < p->cap_hint)
		p->cap_hint = c->slot;
	cap_object_put(c->object);
	quota_release(c->quota, QUOTA_CAPS, 1);
	quota_put(c->quota);
	kfree(c);
	*most -= *most < CLOSE_STEPS ? *most : CLOSE_STEPS;
	return true;
}

/* p's capability of this number and serial, if it is still there. */
static struct cap *still(struct process *p, uint32_t slot, uint64_t serial)
{
	struct cap *c = slot < p->ncaps ? p->caps[slot] : NULL;

	return c && c->serial == serial ? c : NULL;
}

/* What was too much to be freed with a capability. */
static void reap(void)
{
	vm_object_reap();
	endpoint_reap();
}

void cap_close_in_steps(struct cap *c)
{
	struct process *p = c->owner;
	uint64_t serial = c->serial;
	uint32_t slot = c->slot;
	unsigned most = STEPS;

	while (c && !close_some(c, &most)) {
		kernel_preemption_point();
		most = STEPS;
		c = still(p, slot, serial);
	}
	reap();
}

/* Children of those that go become c's, and go then: that needs no recursion. */
void cap_revoke_in_steps(struct cap *c)
{
	struct process *p = c->owner;
	uint64_t serial = c->serial;
	uint32_t slot = c->slot;
	unsigned most = STEPS;

	while (c && !list_empty(&c->children)) {
		close_some(list_first(&c->children, struct cap, sibling_link), &most);
		if (most > 0)
			continue;
		kernel_preemption_point();
		most = STEPS;
		c = still(p, slot, serial);
	}
	reap();
}

/* Those of one type, or all; p has no threads any more, and is given none. */
static void close_type(struct process *p, enum xinim_cap_type type)
{
	unsigned most = STEPS;

	for (uint32_t n = 0; n < p->ncaps;) {
		struct cap *c = p->caps[n];

		if (!c || (type != XINIM_CAP_NONE && c->object->type != type)) {
			n++;
			most--;
		} else {
			close_some(c, &most);
		}
		if (most == 0) {
			kernel_preemption_point();
			most = STEPS;
		}
	}
}

void cap_close_all(struct process *p)
{
	/* Devices first: they may be writing to memory that the others keep. */
	close_type(p, XINIM_CAP_PCI);
	close_type(p, XINIM_CAP_NONE);
	quota_free(p->caps);
	p->caps = NULL;
	p->ncaps = 0;
	p->cap_hint = 0;
	reap();
}
