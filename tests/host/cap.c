/*
 * tests/host/cap.c - kernel/cap.c against a model: tables, derivation, revocation.
 *
 * What takes long is done in steps: between two of them others of the test's processes
 * do something, too.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"
#include "kernel-memory.h"

#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/quota.h"
#include "kernel/vm_object.h"

#include <xinim/errno.h>

#define PROCESSES 3
#define OBJECTS   5
#define MODEL     2000
#define STEPS     60000

/* --- a kernel around it ------------------------------------------------------------ */

static struct process processes[PROCESSES];
static struct space spaces[PROCESSES];

struct quota *process_quota(const struct process *p)
{
	return p->space->quota;
}

bool kernel_locked(void)
{
	return true;
}

void vm_object_reap(void)
{
}

void endpoint_reap(void)
{
}

/* --- the model ------------------------------------------------------------------------ */

static struct entry {
	bool there;
	unsigned process, object;
	int slot;
	uint32_t rights;
	uint64_t badge;
	int parent; /* index; -1: none */
} model[MODEL];

static struct endpoint ends[OBJECTS];
static unsigned destroyed, steps_between;
static bool calm; /* nobody comes between */

static void destroy(struct cap_object *o)
{
	(void)o;
	destroyed++;
}

static struct cap *real(const struct entry *e)
{
	struct cap *c = NULL;

	CHECK_INT(cap_find(&processes[e->process], (uint64_t)e->slot, XINIM_CAP_ENDPOINT,
			  0, &c),
		0);
	return c;
}

static int new_entry(void)
{
	for (int i = 0; i < MODEL; i++)
		if (!model[i].there)
			return i;
	return -1;
}

static int any_entry(void)
{
	unsigned start = (unsigned)host_below(MODEL);

	for (unsigned i = 0; i < MODEL; i++)
		if (model[(start + i) % MODEL].there)
			return (int)((start + i) % MODEL);
	return -1;
}

static void model_close(int i)
{
	for (int k = 0; k < MODEL; k++)
		if (model[k].there && model[k].parent == i)
			model[k].parent = model[i].parent;
	model[i].there = false;
}

static void model_revoke(int i)
{
	for (bool more = true; more;) {
		more = false;
		for (int k = 0; k < MODEL; k++)
			if (model[k].there && model[k].parent == i) {
				model_close(k);
				more = true;
			}
	}
}

static unsigned held_by(unsigned process)
{
	unsigned n = 0;

	for (int i = 0; i < MODEL; i++)
		n += model[i].there && model[i].process == process;
	return n;
}

static void compare(void)
{
	unsigned refs[OBJECTS] = { 0 };

	for (int i = 0; i < MODEL; i++) {
		const struct entry *e = &model[i];
		const struct cap *c;

		if (!e->there)
			continue;
		refs[e->object]++;
		c = real(e);
		CHECK(c->object == &ends[e->object].cap && c->rights == e->rights);
		CHECK(c->badge == e->badge && c->owner == &processes[e->process]);
		CHECK(c->parent == (e->parent < 0 ? NULL : real(&model[e->parent])));
		CHECK(c->send ==
			(e->rights & XINIM_RIGHT_WRITE ? &ends[e->object] : NULL));
		CHECK(c->receive ==
			(e->rights & XINIM_RIGHT_READ ? &ends[e->object] : NULL));
	}
	for (unsigned i = 0; i < OBJECTS; i++)
		CHECK_INT(ends[i].cap.refs, refs[i] + 1);
	for (unsigned i = 0; i < PROCESSES; i++) {
		CHECK_INT(processes[i].caps_held, held_by(i));
		CHECK_INT(spaces[i].quota->use[QUOTA_CAPS], held_by(i));
	}
}

/* --- operations --------------------------------------------------------------------------- */

static void note(unsigned process, int slot, unsigned object, uint32_t rights,
	uint64_t badge, int parent)
{
	int i = new_entry();

	CHECK(slot > 0); /* never XINIM_CAP_SELF */
	for (int k = 0; k < MODEL; k++)
		CHECK(!model[k].there || model[k].process != process ||
			model[k].slot != slot);
	model[i] = (struct entry){ true, process, object, slot, rights, badge, parent };
}

static void insert(void)
{
	unsigned p = (unsigned)host_below(PROCESSES), o = (unsigned)host_below(OBJECTS);
	uint32_t rights = (uint32_t)host_below(32);
	uint64_t badge = host_below(3);
	int slot;

	if (new_entry() < 0)
		return;
	host_fail_in = host_below(10) ? 0 : 1 + (unsigned)host_below(2);
	slot = cap_insert(&processes[p], &ends[o].cap, rights, badge, NULL);
	if (slot >= 0)
		note(p, slot, o, rights, badge, -1);
	else
		CHECK(slot == -ENOMEM || slot == -EMFILE);
	host_fail_in = 0;
}

static void derive(void)
{
	int from = any_entry(), slot;
	unsigned p = (unsigned)host_below(PROCESSES);
	uint32_t rights = (uint32_t)host_below(32);
	uint64_t badge = host_below(3);
	struct entry *e = &model[from];

	if (from < 0 || new_entry() < 0)
		return;
	slot = cap_derive(real(e), &processes[p], rights, badge);
	if (!(e->rights & XINIM_RIGHT_GRANT) || rights & ~e->rights ||
		(badge && e->badge && badge != e->badge))
		CHECK_INT(slot, -EPERM);
	else if (slot >= 0)
		note(p, slot, e->object, rights, e->badge ? e->badge : badge, from);
	else
		CHECK_INT(slot, -EMFILE);
}

/* Goes in the model first: what others see of it meanwhile is on its way. */
static void close_one(void)
{
	int i = any_entry();
	struct cap *c;

	if (i < 0)
		return;
	c = real(&model[i]);
	model_close(i);
	cap_close_in_steps(c);
}

static void revoke_one(void)
{
	int i = any_entry();
	struct cap *c;

	if (i < 0)
		return;
	c = real(&model[i]);
	model_revoke(i);
	cap_revoke_in_steps(c);
}

static void find_wrong(void)
{
	struct process *p = &processes[host_below(PROCESSES)];
	int i = any_entry();
	struct cap *c;

	CHECK_INT(cap_find(p, 0, XINIM_CAP_NONE, 0, &c), -EBADF);
	CHECK_INT(cap_find(p, p->ncaps, XINIM_CAP_NONE, 0, &c), -EBADF);
	CHECK_INT(cap_find(p, UINT64_MAX, XINIM_CAP_NONE, 0, &c), -EBADF);
	if (i < 0)
		return;
	p = &processes[model[i].process];
	CHECK_INT(cap_find(p, (uint64_t)model[i].slot, XINIM_CAP_IRQ, 0, &c), -EBADF);
	CHECK_INT(cap_find(p, (uint64_t)model[i].slot, XINIM_CAP_NONE,
			  (uint32_t)~model[i].rights, &c),
		-EPERM);
}

/* Others have their turn: they add, so that what is being done has more to do. */
void kernel_preemption_point(void)
{
	steps_between++;
	if (calm)
		return;
	calm = true;
	insert();
	calm = false;
}

/* --- cases ----------------------------------------------------------------------------------- */

static void at_random(void)
{
	for (unsigned n = 0; n < STEPS; n++) {
		switch (host_below(8)) {
		case 0:
		case 1:
			insert();
			break;
		case 2:
		case 3:
		case 4:
			derive();
			break;
		case 5:
			close_one();
			break;
		case 6:
			if (host_below(20) == 0)
				revoke_one();
			break;
		default:
			find_wrong();
		}
		if (n % 512 == 0)
			compare();
	}
	compare();
}

static void end_all(void)
{
	for (unsigned i = 0; i < PROCESSES; i++) {
		for (int k = 0; k < MODEL; k++)
			if (model[k].there && model[k].process == i)
				model_close(k);
		calm = true;
		cap_close_all(&processes[i]);
		calm = false;
		CHECK_INT(processes[i].ncaps, 0);
		compare();
	}
	CHECK_INT(destroyed, 0);
	for (unsigned i = 0; i < OBJECTS; i++)
		cap_object_put(&ends[i].cap);
	CHECK_INT(destroyed, OBJECTS);
}

/* A chain and a fan of thousands: in steps, without recursion. */
static void many(void)
{
	struct process *p = &processes[0];
	struct cap_object o;
	struct cap *first, *c;
	int slot;

	calm = true;
	destroyed = 0;
	cap_object_init(&o, XINIM_CAP_NOTIFICATION, destroy);
	slot = cap_insert(p, &o, XINIM_RIGHT_ALL, 0, NULL);
	CHECK_INT(slot, 1);
	cap_object_put(&o);
	for (int kind = 0; kind < 2; kind++) {
		CHECK_INT(cap_find(p, 1, XINIM_CAP_NOTIFICATION, 0, &first), 0);
		c = first;
		for (int i = 0; i < 4095; i++) {
			slot = cap_derive(kind ? first : c, p, XINIM_RIGHT_ALL, 0);
			CHECK_INT(slot, i + 2);
			c = p->caps[slot];
		}
		CHECK_INT(cap_derive(c, p, XINIM_RIGHT_ALL, 0), -EMFILE);
		steps_between = 0;
		cap_revoke_in_steps(first);
		CHECK(steps_between > 4);
		CHECK_INT(p->caps_held, 1);
	}
	CHECK_INT(destroyed, 0);
	cap_close_in_steps(first);
	CHECK_INT(destroyed, 1);
	cap_close_all(p);
	calm = false;
}

int main(void)
{
	for (unsigned i = 0; i < PROCESSES; i++) {
		processes[i].space = &spaces[i];
		spaces[i].quota = quota_create();
		/* One of them may have few. */
		quota_set_limit(spaces[i].quota, QUOTA_CAPS, i == 1 ? 40 : 4096);
	}
	for (unsigned i = 0; i < OBJECTS; i++)
		cap_object_init(&ends[i].cap, XINIM_CAP_ENDPOINT, destroy);
	at_random();
	end_all();
	many();
	for (unsigned i = 0; i < PROCESSES; i++)
		quota_put(spaces[i].quota);
	CHECK_INT(host_blocks, 0);
	return host_report();
}
