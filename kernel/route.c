/*
 * kernel/route.c - system calls that a server answers.
 *
 * A slot that include/xinim/syscalls.def marks for a server goes to the
 * endpoint which that server registered. Before the first registration such a
 * call answers ENOSYS. When a server has ended, calls wait for its successor,
 * for a while: they stand in a queue of the kernel's own meanwhile.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/ipc.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/syscall.h"
#include "kernel/thread.h"

#include <xinim/errno.h>

#define ROUTE_NONE 0xff

#define ROUTE_kernel  ROUTE_NONE
#define ROUTE_none    ROUTE_NONE
#define ROUTE_process XINIM_ROUTE_PROCESS
#define ROUTE_memory  XINIM_ROUTE_MEMORY
#define ROUTE_vfs     XINIM_ROUTE_VFS

struct endpoint *route_table[XINIM_SYSCALL_SLOTS];

/* The route of each slot, one more than it, so that a slot without a row is none. */
static const uint8_t route_of[XINIM_SYSCALL_SLOTS] = {
#define SYSCALL(number, name, nargs, server) [number] = (uint8_t)(ROUTE_##server + 1),
#include <xinim/syscalls.def>
#undef SYSCALL
};

static struct route {
	struct process *server;
	struct endpoint *endpoint; /* its; one reference is ours */
	bool registered;           /* once at least */
	struct endpoint absent;    /* where callers wait for a successor */
} routes[XINIM_ROUTES];

static void point_slots(unsigned route, struct endpoint *e)
{
	for (unsigned n = 0; n < XINIM_SYSCALL_SLOTS; n++)
		if (route_of[n] == route + 1)
			route_table[n] = e;
}

/* Who waited for a successor waits at its endpoint now. */
static void move_waiters(struct endpoint *from, struct endpoint *to)
{
	while (!list_empty(&from->senders)) {
		struct thread *t = list_first(&from->senders, struct thread, ipc_link);

		list_remove(&t->ipc_link);
		from->pending--;
		timer_cancel(&t->ipc_timer);
		t->ipc_deadline = UINT64_MAX;
		t->ipc_endpoint = to;
		list_add_tail(&to->senders, &t->ipc_link);
		to->pending++;
	}
	endpoint_kick(to);
}

int route_register(struct process *p, unsigned route, struct endpoint *e)
{
	struct route *r = &routes[route];

	if (route >= XINIM_ROUTES)
		return -EINVAL;
	if (r->server && r->server != p)
		return -EBUSY;
	if (!r->registered)
		endpoint_init(&r->absent, NULL);
	r->registered = true;
	cap_object_get(&e->cap);
	if (r->endpoint)
		cap_object_put(&r->endpoint->cap);
	r->endpoint = e;
	r->server = p;
	point_slots(route, e);
	move_waiters(&r->absent, e);
	return 0;
}

void route_process_exit(struct process *p)
{
	for (unsigned i = 0; i < XINIM_ROUTES; i++) {
		if (routes[i].server != p)
			continue;
		point_slots(i, NULL);
		routes[i].server = NULL;
		cap_object_put(&routes[i].endpoint->cap);
		routes[i].endpoint = NULL;
	}
}

struct endpoint *route_absent(unsigned number, int *error)
{
	unsigned route = route_of[number] - 1u;

	if (route >= XINIM_ROUTES || !routes[route].registered) {
		*error = -ENOSYS;
		return NULL;
	}
	return &routes[route].absent;
}
