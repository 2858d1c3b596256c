/*
 * kernel/office.c - what exactly one process is there for, by the boot manifest.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/office.h"

#include "kernel/cap.h"
#include "kernel/cpu.h"
#include "kernel/ipc.h"
#include "kernel/process.h"

#include <xinim/errno.h>

static struct {
	const struct process *holder;
	struct notification *told; /* held; NULL: nobody wants to be told */
	uint64_t bits;
} offices[OFFICES];

int office_take(enum office which, struct process *p)
{
	if (offices[which].holder && offices[which].holder != p)
		return -EBUSY;
	offices[which].holder = p;
	return 0;
}

bool office_is_held(enum office which)
{
	return offices[which].holder == current_thread()->process;
}

static void forget(enum office which)
{
	struct notification *n = offices[which].told;

	offices[which].told = NULL;
	if (n)
		cap_object_put(&n->cap);
}

int office_watch(enum office which, uint64_t slot, uint64_t bits)
{
	struct cap *c;
	int error = cap_find(current_thread()->process, slot, XINIM_CAP_NOTIFICATION,
		XINIM_RIGHT_WRITE, &c);

	if (error)
		return error;
	if (!bits || bits > INT64_MAX)
		return -EINVAL;
	cap_object_get(c->object);
	forget(which);
	offices[which].told = (struct notification *)c->object;
	offices[which].bits = bits;
	return 0;
}

bool office_tell(enum office which)
{
	if (!offices[which].told)
		return false;
	notification_signal(offices[which].told, offices[which].bits);
	return true;
}

void office_left(const struct process *p)
{
	for (unsigned i = 0; i < OFFICES; i++) {
		if (offices[i].holder != p)
			continue;
		forget((enum office)i);
		offices[i].holder = NULL;
	}
}
