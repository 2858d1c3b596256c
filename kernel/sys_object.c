/*
 * kernel/sys_object.c - object_create and object_control.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/lock.h"
#include "kernel/page.h"
#include "kernel/pager.h"
#include "kernel/process.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/user.h"
#include "kernel/vm_object.h"

#include <xinim/errno.h>
#include <xinim/vm.h>

#define STEPS 64 /* pages between two preemption points, where none is copied */

static struct process *self(void)
{
	return current_thread()->process;
}

static uint64_t whole_pages(uint64_t bytes)
{
	return bytes / PAGE_SIZE + (bytes % PAGE_SIZE != 0);
}

/*
 * object_create(size, process): a capability, with all rights, to `size` bytes of
 * zeroes, which that process (CONTROL) pays for.
 */
SYSCALL_HANDLER_LOCKED(object_create)
{
	uint64_t pages = whole_pages(arg[0]);
	struct process *payer;
	struct vm_object *o;
	struct memory *m;
	int slot, error;

	if (pages == 0 || pages > VM_OBJECT_MAX_PAGES)
		return -EINVAL;
	error = process_with_space(arg[1], XINIM_RIGHT_CONTROL, &payer);
	if (error)
		return error;
	o = vm_object_create(payer->space->quota, pages);
	m = o ? memory_create(o) : NULL;
	if (!m)
		return -ENOMEM;
	slot = cap_insert(self(), &m->cap, XINIM_RIGHT_ALL, 0, NULL);
	cap_object_put(&m->cap);
	return slot;
}

/* --- what the object is, and who pages it --------------------------------------------- */

static int64_t info(const struct memory *m, uint64_t to)
{
	const struct vm_object *o = m->object;
	struct xinim_object_info out = {
		.size = o->size * PAGE_SIZE,
		.pages = o->pages.count,
		.capabilities = m->cap.refs - 1, /* the one of this call */
		.number = o->number,
		.mappings = o->mappings,
	};
	return copy_to_user(to, &out, sizeof(out));
}

/* XINIM_OBJECT_PAGER(notification, bits, badge, flags) */
static int set_pager(struct cap *c, const uint64_t arg[6])
{
	struct notification *n = &self()->events;
	struct cap *named;
	int error;

	if (arg[2] != XINIM_CAP_SELF) {
		error = cap_find(self(), arg[2], XINIM_CAP_NOTIFICATION,
			XINIM_RIGHT_WRITE, &named);
		if (error)
			return error;
		n = (struct notification *)named->object;
	}
	if (!arg[3] || arg[3] > INT64_MAX || arg[5] & ~(uint64_t)XINIM_PAGER_WATCH)
		return -EINVAL;
	return pager_set(c, n, arg[3], arg[4], arg[5] & XINIM_PAGER_WATCH);
}

/* XINIM_OBJECT_EVENTS: as many as there are, up to `room`. */
static int64_t take_events(uint64_t to, uint64_t room)
{
	struct xinim_object_event e;
	uint64_t n;

	for (n = 0; n < room && pager_next_event(self(), &e); n++) {
		if (copy_to_user(to + n * sizeof(e), &e, sizeof(e)) != 0)
			return n ? (int64_t)n : -EFAULT;
		pager_take_event(self(), &e);
		if (n % STEPS == STEPS - 1)
			kernel_preemption_point();
	}
	return n ? (int64_t)n : room ? -EAGAIN : -EINVAL;
}

/* --- pages in and out -------------------------------------------------------------------- */

/* [offset, offset + len) is within the object, and begins a page: 0 or -EINVAL. */
static int check_range(const struct vm_object *o, uint64_t offset, uint64_t len)
{
	uint64_t size = o->size * PAGE_SIZE;

	return offset % PAGE_SIZE || offset > size || len > size - offset ? -EINVAL : 0;
}

static int supply_page(
	struct vm_object *o, uint64_t index, uint64_t from, uint64_t len, bool dirty)
{
	struct page *p = page_alloc_user(o->quota, len < PAGE_SIZE);
	int error;

	if (!p)
		return -ENOMEM;
	error = copy_from_user(page_virt(p), from, len);
	if (!error) {
		if (dirty)
			p->flags |= PAGE_DIRTY;
		error = vm_object_supply(o, index, p);
	}
	if (error)
		page_free(p, 0);
	return error;
}

/* XINIM_OBJECT_SUPPLY(offset, length, own address, flags) */
static int64_t supply(struct vm_object *o, const uint64_t arg[6])
{
	uint64_t offset = arg[2], len = arg[3], done = 0;

	if (arg[5] & ~(uint64_t)XINIM_SUPPLY_DIRTY || check_range(o, offset, len) != 0)
		return -EINVAL;
	while (done < len) {
		uint64_t index = (offset + done) / PAGE_SIZE;
		uint64_t n = len - done < PAGE_SIZE ? len - done : PAGE_SIZE;
		int error = vm_object_peek(o, index)
			? 0
			: supply_page(o, index, arg[4] + done, n, arg[5]);

		if (error)
			return done ? (int64_t)done : error;
		done += n;
		if (done < len)
			kernel_preemption_point();
	}
	return (int64_t)done;
}

/* XINIM_OBJECT_EVICT(offset, length): the bytes that went. */
static int64_t evict(struct vm_object *o, uint64_t offset, uint64_t len)
{
	uint64_t first = offset / PAGE_SIZE, end = first + whole_pages(len), gone = 0;

	if (check_range(o, offset, len) != 0)
		return -EINVAL;
	for (uint64_t n = 1; radix_next(&o->pages, &first) && first < end; first++, n++) {
		if (vm_object_evict(o, first) == 0)
			gone += PAGE_SIZE;
		if (n % STEPS == 0)
			kernel_preemption_point();
	}
	return (int64_t)gone;
}

/* XINIM_OBJECT_CLEAN(offset, own address): where it was. */
static int64_t clean(struct vm_object *o, uint64_t offset, uint64_t to)
{
	uint64_t index = whole_pages(offset);
	/* Clean first: a write while it is copied makes it dirty again. */
	struct page *p = vm_object_clean(o, &index);

	if (!p)
		return -ENOENT;
	if (copy_to_user(to, page_virt(p), PAGE_SIZE) != 0) {
		p->flags |= PAGE_DIRTY;
		return -EFAULT;
	}
	return (int64_t)(index * PAGE_SIZE);
}

static int64_t dirty(const struct vm_object *o, uint64_t offset)
{
	uint64_t index = whole_pages(offset);

	return vm_object_dirty(o, &index) ? (int64_t)(index * PAGE_SIZE) : -ENOENT;
}

/* --- copies ------------------------------------------------------------------------------- */

/* The other side of a copy: our memory, or, with a call, that of its caller. */
struct peer {
	uint64_t address, call;
	bool to_object;
};

static int copy_bytes(const struct peer *peer, uint64_t done, char *data, uint64_t n)
{
	uint64_t at = peer->address + done;
	struct thread *t;
	void *page;
	int error;

	if (!peer->call)
		return peer->to_object ? copy_from_user(data, at, n)
				       : copy_to_user(at, data, n);
	t = ipc_find_call(self(), peer->call);
	if (!t)
		return -ESRCH;
	error = space_page(
		t->process->space, at, peer->to_object ? MAP_READ : MAP_WRITE, 0, &page);
	if (error)
		return error == -EACCES ? -EFAULT : error;
	if (peer->to_object)
		memcpy(data, page, n);
	else
		memcpy(page, data, n);
	return 0;
}

/* Bytes copied, fewer if something is in the way; an error if that is at once. */
static int64_t copy(
	struct vm_object *o, uint64_t offset, uint64_t len, const struct peer *peer)
{
	uint64_t done = 0;

	if (offset > o->size * PAGE_SIZE || len > o->size * PAGE_SIZE - offset)
		return -EINVAL;
	if (!user_range_ok(peer->address, len))
		return -EFAULT;
	while (done < len) {
		uint64_t in_page = (offset + done) % PAGE_SIZE, n = PAGE_SIZE - in_page;
		uint64_t in_peer = (peer->address + done) % PAGE_SIZE;
		struct page *p;
		int error;

		/* A page of either side at a time. */
		if (n > PAGE_SIZE - in_peer)
			n = PAGE_SIZE - in_peer;
		if (n > len - done)
			n = len - done;
		error = vm_object_page(
			o, (offset + done) / PAGE_SIZE, self() != o->server, &p);
		if (error == -EAGAIN && self() != o->server)
			continue; /* it has been waited for */
		if (!error)
			error = copy_bytes(peer, done, (char *)page_virt(p) + in_page, n);
		if (error)
			return done ? (int64_t)done : error;
		if (peer->to_object)
			p->flags |= PAGE_DIRTY;
		done += n;
		if (done < len)
			kernel_preemption_point();
	}
	return (int64_t)done;
}

/* --- the call ----------------------------------------------------------------------------- */

/* The rights that an operation wants, and whether it is the pager's business. */
static const struct {
	uint8_t rights;
	bool paged;
} wanted[] = {
	[XINIM_OBJECT_SIZE] = { 0, false },
	[XINIM_OBJECT_RESIZE] = { XINIM_RIGHT_WRITE, false },
	[XINIM_OBJECT_INFO] = { XINIM_RIGHT_CONTROL, false },
	[XINIM_OBJECT_READ] = { XINIM_RIGHT_READ, false },
	[XINIM_OBJECT_WRITE] = { XINIM_RIGHT_WRITE, false },
	[XINIM_OBJECT_TO_CALLER] = { XINIM_RIGHT_READ, false },
	[XINIM_OBJECT_FROM_CALLER] = { XINIM_RIGHT_WRITE, false },
	[XINIM_OBJECT_PAGER] = { XINIM_RIGHT_CONTROL, false },
	[XINIM_OBJECT_SUPPLY] = { XINIM_RIGHT_CONTROL, true },
	[XINIM_OBJECT_FAIL] = { XINIM_RIGHT_CONTROL, true },
	[XINIM_OBJECT_DIRTY] = { XINIM_RIGHT_CONTROL, true },
	[XINIM_OBJECT_CLEAN] = { XINIM_RIGHT_CONTROL, true },
	[XINIM_OBJECT_EVICT] = { XINIM_RIGHT_CONTROL, true },
};

static int64_t operate(struct memory *m, struct cap *c, const uint64_t arg[6])
{
	struct vm_object *o = m->object;
	const struct peer own = { arg[4], 0, arg[1] == XINIM_OBJECT_WRITE };
	const struct peer caller = { arg[4], arg[5], arg[1] == XINIM_OBJECT_FROM_CALLER };

	switch (arg[1]) {
	case XINIM_OBJECT_SIZE:
		return (int64_t)(o->size * PAGE_SIZE);
	case XINIM_OBJECT_RESIZE:
		return vm_object_resize(o, whole_pages(arg[2]));
	case XINIM_OBJECT_INFO:
		return info(m, arg[2]);
	case XINIM_OBJECT_READ:
	case XINIM_OBJECT_WRITE:
		return copy(o, arg[2], arg[3], &own);
	case XINIM_OBJECT_TO_CALLER:
	case XINIM_OBJECT_FROM_CALLER:
		if (!ipc_find_call(self(), arg[5]))
			return -ESRCH;
		return copy(o, arg[2], arg[3], &caller);
	case XINIM_OBJECT_PAGER:
		return set_pager(c, arg);
	case XINIM_OBJECT_SUPPLY:
		return supply(o, arg);
	case XINIM_OBJECT_FAIL:
		if (check_range(o, arg[2], arg[3]) != 0)
			return -EINVAL;
		vm_object_refuse_range(
			o, arg[2] / PAGE_SIZE, arg[2] / PAGE_SIZE + whole_pages(arg[3]));
		return 0;
	case XINIM_OBJECT_DIRTY:
		return dirty(o, arg[2]);
	case XINIM_OBJECT_CLEAN:
		return clean(o, arg[2], arg[3]);
	default:
		return evict(o, arg[2], arg[3]);
	}
}

/* object_control(object, operation, a, b, c, d): see <xinim/vm.h>. */
SYSCALL_HANDLER_LOCKED(object_control)
{
	struct memory *m;
	struct cap *c;
	int64_t result;
	int error;

	if (arg[1] == XINIM_OBJECT_EVENTS)
		return arg[0] == XINIM_CAP_SELF ? take_events(arg[2], arg[3]) : -EBADF;
	if (arg[1] >= sizeof(wanted) / sizeof(wanted[0]))
		return -EINVAL;
	error = cap_find(self(), arg[0], XINIM_CAP_OBJECT, wanted[arg[1]].rights, &c);
	if (error)
		return error;
	m = (struct memory *)c->object;
	if (wanted[arg[1]].paged && !m->pager)
		return -EINVAL;
	/* At a preemption point, or in a wait, the capability may go. */
	cap_object_get(&m->cap);
	result = operate(m, c, arg);
	cap_object_put(&m->cap);
	return result;
}
