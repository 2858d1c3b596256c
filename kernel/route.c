/*
 * kernel/route.c - system calls that a server answers.
 *
 * A slot that include/xinim/syscalls.def marks for a server goes to the
 * endpoint which that server registered. Some slots have a fallback: what the
 * kernel does itself until then, and always when the server itself makes the
 * call. Other calls wait for the server if a boot module is going to be it,
 * and when it has ended for its successor, for a while: they stand in a queue
 * of the kernel's own meanwhile. Else they answer ENOSYS.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/syscall.h"
#include "kernel/thread.h"

#include <xinim/errno.h>

#define ROUTE_NONE    0xff
#define ROUTE_WAIT_NS 10000000000UL /* how long a call waits for a server to come back */

#define MOVED_AT_ONCE 32 /* callers, from where they waited to a server */

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

static syscall_handler *const fallbacks[XINIM_SYSCALL_SLOTS] = {
#define SYSCALL_FALLBACK(name) [NUMBER_##name] = sys_##name,
	SYSCALL_FALLBACKS
#undef SYSCALL_FALLBACK
};

static struct route {
	struct process *server;
	struct endpoint *endpoint; /* its; one reference is ours */
	bool expected;             /* there will be one */
	bool registered;           /* once at least */
	struct endpoint absent;    /* where callers wait for it */
} routes[XINIM_ROUTES];

void route_init(void)
{
	for (unsigned i = 0; i < XINIM_ROUTES; i++)
		endpoint_init(&routes[i].absent, NULL);
}

void route_expect(uint32_t which)
{
	for (unsigned i = 0; i < XINIM_ROUTES; i++)
		if (which & 1u << i)
			routes[i].expected = true;
}

void route_give_up(uint32_t which)
{
	for (unsigned i = 0; i < XINIM_ROUTES; i++) {
		if (!(which & 1u << i) || routes[i].registered)
			continue;
		routes[i].expected = false;
		while (!endpoint_fail(&routes[i].absent, -ENOSYS))
			; /* at boot: not many can wait */
	}
}

static void point_slots(unsigned route, struct endpoint *e)
{
	for (unsigned n = 0; n < XINIM_SYSCALL_SLOTS; n++)
		if (route_of[n] == route + 1)
			route_table[n] = e;
}

/* Who waited for a server waits at its endpoint now. False: a step's worth, not all yet. */
static bool move_waiters(struct endpoint *from, struct endpoint *to)
{
	for (unsigned most = MOVED_AT_ONCE; !list_empty(&from->senders); most--) {
		struct thread *t = list_first(&from->senders, struct thread, ipc_link);

		if (most == 0)
			return false;
		list_remove(&t->ipc_link);
		from->pending--;
		timer_cancel(&t->ipc_timer);
		t->ipc_deadline = UINT64_MAX;
		t->ipc_endpoint = to;
		list_add_tail(&to->senders, &t->ipc_link);
		to->pending++;
	}
	endpoint_kick(to);
	return true;
}

int route_register(struct process *p, unsigned route, struct endpoint *e)
{
	struct route *r = &routes[route];

	if (route >= XINIM_ROUTES)
		return -EINVAL;
	if (r->server && r->server != p)
		return -EBUSY;
	r->registered = true;
	cap_object_get(&e->cap);
	if (r->endpoint)
		cap_object_put(&r->endpoint->cap);
	r->endpoint = e;
	r->server = p;
	point_slots(route, e);
	/* Until it is somebody else's, who moves the rest then. */
	cap_object_get(&e->cap);
	while (r->endpoint == e && !move_waiters(&r->absent, e))
		kernel_preemption_point();
	cap_object_put(&e->cap);
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
	route_give_up(p->routes);
}

struct endpoint *route_endpoint(unsigned route)
{
	struct endpoint *e = route < XINIM_ROUTES ? routes[route].endpoint : NULL;

	return e && e->owner ? e : NULL;
}

int route_connect(struct process *p, unsigned route)
{
	struct endpoint *e = route_endpoint(route);

	if (!(p->connects & 1u << route))
		return -EPERM;
	if (!e)
		return -EAGAIN;
	return cap_insert(p, &e->cap, XINIM_RIGHT_WRITE,
		(uint64_t)p->pid | XINIM_BADGE_SERVER, NULL);
}

/*
 * Before a server is there the kernel does what it can, but for who will have a
 * memory or process server soon and is none of the servers itself: what they
 * do has to be done by them from the start.
 */
static bool falls_back(const struct route *r, const struct process *caller)
{
	if (r->server == caller)
		return true;
	return !r->registered &&
		(!r->expected || caller->routes || r == &routes[XINIM_ROUTE_VFS]);
}

syscall_handler *route_fallback(unsigned number, const struct process *caller)
{
	unsigned route = route_of[number] - 1u;

	if (route >= XINIM_ROUTES || !falls_back(&routes[route], caller))
		return NULL;
	return fallbacks[number];
}

struct endpoint *route_absent(unsigned number, const struct process *caller)
{
	unsigned route = route_of[number] - 1u;
	struct route *r = &routes[route];

	if (route >= XINIM_ROUTES || r->server == caller)
		return NULL;
	if (!r->registered && (!r->expected || caller->routes & 1u << route))
		return NULL;
	return &r->absent;
}

/* The kernel does it itself; handlers take the lock as they need it. */
static int64_t fall_back(syscall_handler *handler, struct frame *f)
{
	int64_t result;

	thread_top(current_thread())->ipc_slow--;
	kernel_unlock();
	result = handler(f->arg);
	kernel_lock();
	return result;
}

int64_t ipc_slow_routed(struct frame *f)
{
	unsigned number = (unsigned)frame_syscall_number(f);
	struct process *self = current_thread()->process;
	struct endpoint *e = route_table[number];
	uint64_t timeout = (uint64_t)XINIM_FOREVER;

	if (!e || e->owner == self) {
		syscall_handler *handler = route_fallback(number, self);

		if (handler)
			return fall_back(handler, f);
		e = route_absent(number, self);
		if (!e)
			return -ENOSYS;
		timeout = ROUTE_WAIT_NS;
		process_is_up(self); /* it may be waited for with this call */
	} else if (!e->owner) {
		return -EIO;
	}
	return ipc_send_routed(e, number, timeout);
}
