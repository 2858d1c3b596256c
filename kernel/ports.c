/*
 * kernel/ports.c - ranges of I/O ports.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/process.h"
#include "kernel/quota.h"

#include <xinim/errno.h>

static void port_range_destroy(struct cap_object *o)
{
	quota_free(o);
}

static struct port_range *range_of(const struct cap *c)
{
	return (struct port_range *)c->object;
}

int port_range_create(unsigned first, unsigned count, struct port_range **out)
{
	struct port_range *r;

	if (count == 0 || first >= PORTS_ALL || count > PORTS_ALL - first)
		return -EINVAL;
	r = quota_alloc(quota_current(), sizeof(*r));
	if (!r)
		return -ENOMEM;
	cap_object_init(&r->cap, XINIM_CAP_PORTS, port_range_destroy);
	r->cap.closed = port_range_close;
	r->first = first;
	r->count = count;
	*out = r;
	return 0;
}

int port_range_open(struct cap *c)
{
	const struct port_range *r = range_of(c);
	int error = arch_ports_open(c->owner, r->first, r->count);

	if (!error)
		c->in_use = true;
	return error;
}

/* What other capabilities of the process have open stays so. */
bool port_range_close(struct cap *c)
{
	const struct process *p = c->owner;
	const struct port_range *r = range_of(c);
	bool others = false;

	if (!c->in_use)
		return true;
	c->in_use = false;
	arch_ports_close(c->owner, r->first, r->count);
	for (uint32_t n = 0; n < p->ncaps; n++) {
		const struct cap *o = p->caps[n];

		if (!o || !o->in_use || o->object->type != XINIM_CAP_PORTS)
			continue;
		others = true;
		/* Cannot fail: the process has its ports already. */
		arch_ports_open(c->owner, range_of(o)->first, range_of(o)->count);
	}
	if (!others)
		arch_ports_free(c->owner);
	return true;
}
