/*
 * kernel/cap.h - capabilities: what a process may name, and what it may do with it.
 *
 * A capability is a small number that indexes its process's table. It points
 * at a kernel object, carries rights and, for endpoints, a badge that tells the
 * receiver who sent. Capabilities are derived from others, so that revoking
 * one takes back all that came of it. An object lives as long as something
 * refers to it. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_CAP_H
#define XINIM_KERNEL_CAP_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/list.h"

#include <xinim/cap.h>

struct process;
struct endpoint;
struct cap;

/* Stands first in whatever a capability can point at. */
struct cap_object {
	uint32_t refs;
	enum xinim_cap_type type;
	void (*destroy)(struct cap_object *o); /* no reference is left */
	/*
	 * NULL, or told before a capability to it goes: its owner may no longer
	 * use what it has by that. The object has a reference still. False: a step's
	 * worth is done, and it is to be told once more.
	 */
	bool (*closed)(struct cap *c);
};

struct cap {
	struct cap_object *object;
	/* The endpoint, if it may be sent to, received from: one test for the fast path. */
	struct endpoint *send;
	struct endpoint *receive;
	uint64_t badge;
	uint32_t rights;
	uint32_t slot;
	bool elsewhere; /* counted in its endpoint's readers_elsewhere */
	bool in_use; /* the object's own: its owner did something that `closed` has to undo */
	uint64_t serial; /* no other capability ever has this */
	struct process *owner;
	struct quota *quota; /* pays for it; NULL: the kernel */
	struct cap *parent;  /* NULL: the first capability to its object */
	struct list children;
	struct list sibling_link;
};

/* Sets a new object up with one reference, the caller's. */
void cap_object_init(struct cap_object *o, enum xinim_cap_type type,
	void (*destroy)(struct cap_object *o));
void cap_object_get(struct cap_object *o);
void cap_object_put(struct cap_object *o);

/*
 * Gives p a capability to o, which gains a reference. Returns the slot, or
 * -EMFILE (the table is full, or p's quota of capabilities is used up) or -ENOMEM.
 */
int cap_insert(struct process *p, struct cap_object *o, uint32_t rights, uint64_t badge,
	struct cap *parent);
/* 0; -EBADF: the slot is empty or of another type; -EPERM: a right is missing. */
int cap_find(struct process *p, uint64_t slot, enum xinim_cap_type type, uint32_t rights,
	struct cap **out);
/*
 * Derives from c for process p, with `rights` that c has and, if c has none
 * yet, a badge. Returns the slot; -EPERM: c may not be derived, has not these
 * rights, or has a badge already; -EMFILE, -ENOMEM.
 */
int cap_derive(struct cap *c, struct process *p, uint32_t rights, uint64_t badge);
/*
 * Takes c away, in steps that others may come between: what was derived from it becomes
 * its parent's. And the other: takes all away that was derived from it, however far.
 */
void cap_close_in_steps(struct cap *c);
void cap_revoke_in_steps(struct cap *c);
/* Takes all of p's away, in steps: it ends. */
void cap_close_all(struct process *p);

#endif
