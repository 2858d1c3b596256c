/*
 * kernel/sys_ipc.c - endpoints, notifications, capabilities and routes by call.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/ipc.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/syscall.h"
#include "kernel/user.h"

#include <xinim/errno.h>

static struct process *self(void)
{
	return current_thread()->process;
}

/* Gives the current process the first capability to a new object, and that alone keeps it. */
static int64_t hand_out(struct cap_object *o)
{
	int slot = cap_insert(self(), o, XINIM_RIGHT_ALL, 0, NULL);

	cap_object_put(o);
	return slot;
}

/* endpoint_create(): a capability to a new endpoint, with all rights. */
SYSCALL_HANDLER_LOCKED(endpoint_create)
{
	struct endpoint *e = endpoint_create(self());

	return e ? hand_out(&e->cap) : -ENOMEM;
}

/* notification_create(): a capability to a new notification, with all rights. */
SYSCALL_HANDLER_LOCKED(notification_create)
{
	struct notification *n = notification_create();

	return n ? hand_out(&n->cap) : -ENOMEM;
}

/*
 * notification_bind(notification, endpoint): a receive there delivers the bits
 * too. READ on both. XINIM_CAP_SELF: the process's own events.
 */
SYSCALL_HANDLER_LOCKED(notification_bind)
{
	struct notification *n = &self()->events;
	struct cap *c, *e;
	int error;

	if (arg[0] != XINIM_CAP_SELF) {
		error = cap_find(
			self(), arg[0], XINIM_CAP_NOTIFICATION, XINIM_RIGHT_READ, &c);
		if (error)
			return error;
		n = (struct notification *)c->object;
	}
	error = cap_find(self(), arg[1], XINIM_CAP_ENDPOINT, XINIM_RIGHT_READ, &e);
	return error ? error : notification_bind(n, e->receive);
}

/* cap_derive(cap, rights, badge): a new capability with no more than cap's rights. GRANT. */
SYSCALL_HANDLER_LOCKED(cap_derive)
{
	struct cap *c;
	int error = cap_find(self(), arg[0], XINIM_CAP_NONE, XINIM_RIGHT_GRANT, &c);

	if (error)
		return error;
	if (arg[1] & ~(uint64_t)XINIM_RIGHT_ALL)
		return -EINVAL;
	if (arg[2] && c->object->type != XINIM_CAP_ENDPOINT)
		return -EINVAL;
	return cap_derive(c, self(), (uint32_t)arg[1], arg[2]);
}

SYSCALL_HANDLER_LOCKED(cap_close)
{
	struct cap *c;
	int error = cap_find(self(), arg[0], XINIM_CAP_NONE, 0, &c);

	if (error)
		return error;
	cap_close_in_steps(c);
	return 0;
}

/* cap_revoke(cap): takes back all that was derived from it, wherever it went. */
SYSCALL_HANDLER_LOCKED(cap_revoke)
{
	struct cap *c;
	int error = cap_find(self(), arg[0], XINIM_CAP_NONE, 0, &c);

	if (error)
		return error;
	cap_revoke_in_steps(c);
	return 0;
}

/* cap_info(cap, struct xinim_cap_info *) */
SYSCALL_HANDLER_LOCKED(cap_info)
{
	struct xinim_cap_info info;
	struct cap *c;
	int error = cap_find(self(), arg[0], XINIM_CAP_NONE, 0, &c);

	if (error)
		return error;
	info = (struct xinim_cap_info){
		.type = c->object->type,
		.rights = c->rights,
		.badge = c->badge,
	};
	return copy_to_user(arg[1], &info, sizeof(info));
}

/*
 * ipc_copy(call, direction, caller's address, own address, length): between
 * the caller of a call that waits for our answer and us, as far as the
 * caller itself might go there. Returns the bytes copied, less than asked only
 * if a side turns bad on the way. ESRCH: no such call, any more; EFAULT; EAGAIN:
 * the caller's page has been asked of its pager; EIO: its pager could not supply
 * it; ENOMEM: it has no page to be had.
 */
static int64_t copy(const uint64_t arg[6])
{
	uint64_t call = arg[0], theirs = arg[2], own = arg[3], len = arg[4], done = 0;
	bool to_caller = arg[1] == XINIM_COPY_TO_CALLER;

	if (arg[1] != XINIM_COPY_FROM_CALLER && !to_caller)
		return -EINVAL;
	if (!ipc_find_call(self(), call))
		return -ESRCH;
	if (!user_range_ok(theirs, len) || !user_range_ok(own, len))
		return -EFAULT;
	while (done < len) {
		struct thread *t = ipc_find_call(self(), call);
		uint64_t offset = (theirs + done) & PAGE_MASK, n = PAGE_SIZE - offset,
			 left;
		void *page;
		int error;

		if (!t) /* given up at the preemption point */
			return done ? (int64_t)done : -ESRCH;
		if (n > len - done)
			n = len - done;
		/* Without waiting: their pager may be none other than us. */
		error = space_page(t->process->space, theirs + done,
			to_caller ? MAP_WRITE : MAP_READ, 0, &page);
		if (error && done)
			return (int64_t)done;
		if (error)
			return error == -EACCES ? -EFAULT : error;
		left = to_caller ? arch_copy_from_user(page, own + done, n)
				 : arch_copy_to_user(own + done, page, n);
		done += n - left;
		if (left)
			return done ? (int64_t)done : -EFAULT;
		if (done < len)
			kernel_preemption_point();
	}
	return (int64_t)done;
}

/* What sys_ipc_copy of the machine does not do itself. */
int64_t ipc_slow_copy(const uint64_t arg[6])
{
	int64_t result;

	kernel_lock();
	do
		result = copy(arg);
	while (result == -EFAULT && user_page_awaited());
	kernel_unlock();
	return result;
}

/* XINIM_ROUTE_SERVE: at this endpoint. READ; EPERM: not ours to serve. */
static int64_t serve(unsigned route, uint64_t endpoint)
{
	struct cap *c;
	int error = cap_find(self(), endpoint, XINIM_CAP_ENDPOINT, XINIM_RIGHT_READ, &c);

	if (error)
		return error;
	if (!(self()->routes & 1u << route))
		return -EPERM;
	return route_register(self(), route, c->receive);
}

/* XINIM_ROUTE_FORWARD: ESRCH: no such call; EPIPE: the route has no server. */
static int64_t forward(unsigned route, uint64_t call)
{
	struct thread *t = ipc_find_routed(self(), call);
	struct endpoint *e = route_endpoint(route);

	if (!t)
		return -ESRCH;
	if (!e)
		return -EPIPE;
	ipc_forward(t, e);
	return 0;
}

/* route_control(operation, route, argument): see <xinim/ipc.h>. */
SYSCALL_HANDLER_LOCKED(route_control)
{
	if (arg[1] >= XINIM_ROUTES)
		return -EINVAL;
	switch (arg[0]) {
	case XINIM_ROUTE_SERVE:
		return serve((unsigned)arg[1], arg[2]);
	case XINIM_ROUTE_CONNECT:
		return route_connect(self(), (unsigned)arg[1]);
	case XINIM_ROUTE_FORWARD:
		return forward((unsigned)arg[1], arg[2]);
	default:
		return -EINVAL;
	}
}
