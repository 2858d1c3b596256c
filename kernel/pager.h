/*
 * kernel/pager.h - memory objects by capability, and processes that page them.
 *
 * A process that holds CONTROL over an object can become its pager: what is
 * missing is asked of it. What it has to hear of waits in the object
 * (vm_object_next_request) until it comes for it; a notification tells it that
 * there is something. It stops being the pager when the capability that made
 * it one is closed, so at its end at the latest. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_PAGER_H
#define XINIM_KERNEL_PAGER_H

#include "kernel/cap.h"

#include <xinim/vm.h>

struct notification;
struct vm_object;

/* What a capability to a memory object points at. */
struct memory {
	struct cap_object cap;
	struct vm_object *object;
	struct cap *pager; /* by which its owner is the pager; NULL: there is none */
	struct notification *notification;
	uint64_t bits, badge;
	uint64_t orphaned; /* pages below have been seen to, when the pager is gone */
	bool unmapped;     /* the pager has yet to be told that nobody maps it now */
	struct list
		link; /* in the pager's page_events while there is something to tell */
};

/* Takes over the caller's reference to o. One reference; NULL: out of memory, o's is gone. */
struct memory *memory_create(struct vm_object *o);
/*
 * c's owner becomes the pager, or (watch) is only told when nobody maps the
 * object any more. -EBUSY: there is one, or has been.
 */
int pager_set(
	struct cap *c, struct notification *n, uint64_t bits, uint64_t badge, bool watch);
/* What p as a pager has to hear of next; the same until it is taken. False: nothing. */
bool pager_next_event(struct process *p, struct xinim_object_event *out);
void pager_take_event(struct process *p, const struct xinim_object_event *event);

#endif
