/*
 * servers/process/ipc.c - System V's objects and who waits for them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/ipc.h"

#include <errno.h>

#include "servers/process/clock.h"
#include "servers/process/kernel.h"

#define SEQUENCES 32768 /* an identifier is never negative */

static struct list waits = LIST_INIT(waits);

struct ipc_object *ipc_at(const struct ipc_table *t, int32_t place)
{
	return place >= 0 && place < (int32_t)t->used ? t->object[place] : NULL;
}

struct ipc_object *ipc_find(const struct ipc_table *t, int32_t id)
{
	struct ipc_object *o = id >= 0 ? ipc_at(t, id % IPC_OBJECTS) : NULL;

	return o && o->id == id ? o : NULL;
}

int ipc_look(const struct ipc_table *t, key_t key, uint32_t flags, struct ipc_object **o)
{
	*o = NULL;
	if (key == IPC_PRIVATE)
		return 0;
	for (unsigned i = 0; i < t->used && !*o; i++)
		if (t->object[i] && t->object[i]->key == key)
			*o = t->object[i];
	if (!*o)
		return flags & IPC_CREAT ? 0 : -ENOENT;
	return (flags & (IPC_CREAT | IPC_EXCL)) == (IPC_CREAT | IPC_EXCL) ? -EEXIST : 0;
}

int ipc_add(struct ipc_table *t, struct ipc_object *o, const struct proc *self, key_t key,
	uint32_t flags)
{
	const struct cred *c = &self->cred;
	unsigned place = 0;

	while (place < t->used && t->object[place])
		place++;
	if (place == IPC_OBJECTS)
		return -ENOSPC;
	if (place == t->used)
		t->used++;
	*o = (struct ipc_object){
		.id = (int32_t)place + t->sequence * IPC_OBJECTS,
		.key = key,
		.uid = c->user.effective,
		.gid = c->group.effective,
		.cuid = c->user.effective,
		.cgid = c->group.effective,
		.mode = flags & 0777,
	};
	t->sequence = (uint16_t)((t->sequence + 1) % SEQUENCES);
	t->object[place] = o;
	t->count++;
	return 0;
}

void ipc_remove(struct ipc_table *t, struct ipc_object *o)
{
	t->object[o->id % IPC_OBJECTS] = NULL;
	t->count--;
}

int32_t ipc_last_place(const struct ipc_table *t)
{
	unsigned n = t->used;

	while (n > 0 && !t->object[n - 1])
		n--;
	return n ? (int32_t)n - 1 : 0;
}

static bool owns(const struct ipc_object *o, const struct proc *self)
{
	uint32_t id = self->cred.user.effective;

	return id == o->uid || id == o->cuid;
}

int ipc_access(const struct ipc_object *o, const struct proc *self, uint32_t wanted)
{
	uint32_t mode = o->mode;

	if (owns(o, self))
		mode >>= 6;
	else if (cred_has_group(&self->cred, o->gid) ||
		cred_has_group(&self->cred, o->cgid))
		mode >>= 3;
	if (!(wanted & ~mode & 7) || cred_may(&self->cred, CAPABILITY_IPC_OWNER))
		return 0;
	return -EACCES;
}

int ipc_access_flags(const struct ipc_object *o, const struct proc *self, uint32_t flags)
{
	return ipc_access(o, self, (flags >> 6 | flags >> 3 | flags) & 7);
}

int ipc_may_change(const struct ipc_object *o, const struct proc *self)
{
	return owns(o, self) || cred_may(&self->cred, CAPABILITY_ADMIN) ? 0 : -EPERM;
}

void ipc_tell(const struct ipc_object *o, struct ipc_perm *to)
{
	*to = (struct ipc_perm){
		.__key = o->key,
		.uid = o->uid,
		.gid = o->gid,
		.cuid = o->cuid,
		.cgid = o->cgid,
		.mode = o->mode,
		.__seq = (unsigned short)(o->id / IPC_OBJECTS),
	};
}

int ipc_set(struct ipc_object *o, const struct ipc_perm *from)
{
	if (from->uid == ID_KEEP || from->gid == ID_KEEP)
		return -EINVAL;
	o->uid = from->uid;
	o->gid = from->gid;
	o->mode = from->mode & 0777;
	return 0;
}

int64_t ipc_now(void)
{
	return (int64_t)(clock_ns(CLOCK_REALTIME) / 1000000000);
}

/* --- waiting ------------------------------------------------------------------------ */

void ipc_wait_begin(struct ipc_wait *w, struct list *queue)
{
	list_add_tail(queue, &w->queue);
	list_add_tail(&waits, &w->all);
}

void ipc_wait_drop(struct ipc_wait *w)
{
	list_remove(&w->queue);
	list_remove(&w->all);
	w->drop(w);
}

int ipc_wait_end(struct ipc_wait *w, int64_t result)
{
	int error = server_answer(w->call, result);

	ipc_wait_drop(w);
	return error;
}

void ipc_wait_end_all(struct list *queue, int64_t result)
{
	while (!list_empty(queue))
		(void)ipc_wait_end(list_first(queue, struct ipc_wait, queue), result);
}

void ipc_cancelled(void)
{
	struct list *it, *next;

	list_for_each_safe (it, next, &waits) {
		struct ipc_wait *w = list_entry(it, struct ipc_wait, all);
		int64_t is = kernel_process(w->call, XINIM_PROCESS_INTERRUPTED, 0, 0, 0);

		if (is > 0)
			(void)ipc_wait_end(w, w->interrupted);
		else if (is < 0)
			ipc_wait_drop(w);
	}
}

void ipc_forget(const struct proc *p)
{
	struct list *it, *next;

	list_for_each_safe (it, next, &waits) {
		struct ipc_wait *w = list_entry(it, struct ipc_wait, all);

		if (w->proc == p)
			ipc_wait_drop(w);
	}
}
