/*
 * servers/process/msg.c - System V's queues of messages: msgget, msgsnd, msgrcv.
 *
 * A message leaves its queue when its receiver has it, so that one whose buffer is
 * bad loses none for the others.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "servers/process/msg.h"

#include <errno.h>
#include <stdlib.h>

#include <xinim/signal.h>
#include <xinim/stats.h>

#include "servers/process/calls.h"
#include "servers/process/kernel.h"

#define MEMORY_PART 64 /* of all memory is the most that messages have together */

/* A call that waits: with a message that has no room, or for one. */
struct msg_wait {
	struct ipc_wait wait; /* the first member */
	struct msg_queue *queue;
	struct msg *message; /* NULL: it receives */
	uint64_t buffer, size;
	int64_t type;
	uint32_t flags;
};

struct ipc_table msg_table;
static uint64_t in_use; /* bytes of all messages, with what tells of them */

/* --- msgget ------------------------------------------------------------------------- */

static int64_t make_queue(const struct proc *self, key_t key, uint32_t flags)
{
	struct msg_queue *q = calloc(1, sizeof(*q));
	int error;

	if (!q)
		return -ENOMEM;
	error = ipc_add(&msg_table, &q->ipc, self, key, flags);
	if (error) {
		free(q);
		return error;
	}
	q->most = MSG_QUEUE_MAX;
	q->ctime = ipc_now();
	list_init(&q->messages);
	list_init(&q->senders);
	list_init(&q->receivers);
	return q->ipc.id;
}

int64_t call_msgget(struct proc *self, const struct server_call *call)
{
	key_t key = (key_t)call->arg[0];
	uint32_t flags = (uint32_t)call->arg[1];
	struct ipc_object *o;
	int error = ipc_look(&msg_table, key, flags, &o);

	if (error)
		return error;
	if (!o)
		return make_queue(self, key, flags);
	error = ipc_access_flags(o, self, flags);
	return error ? error : o->id;
}

/* --- messages ----------------------------------------------------------------------- */

static uint64_t memory_of(const struct msg *m)
{
	return sizeof(*m) + m->length;
}

static uint64_t most_memory(void)
{
	static uint64_t most;
	struct xinim_stats_memory m;

	if (!most && stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) > 0)
		most = m.total_pages * 4096 / MEMORY_PART;
	return most;
}

static void message_free(struct msg *m)
{
	in_use -= memory_of(m);
	free(m);
}

/* The caller's struct msgbuf. NULL: *error. */
static struct msg *take_message(const struct server_call *call, int64_t *error)
{
	uint64_t length = call->arg[2];
	struct msg *m = malloc(sizeof(*m) + length);
	int64_t type;

	*error = -ENOMEM;
	if (!m)
		return NULL;
	m->length = length;
	list_init(&m->link);
	if (memory_of(m) > most_memory() - in_use)
		goto fail;
	*error = kernel_from_caller(call->id, &type, call->arg[1], sizeof(type));
	m->type = type;
	if (!*error && type < 1)
		*error = -EINVAL;
	if (!*error && length)
		*error = kernel_from_caller(
			call->id, m->text, call->arg[1] + sizeof(type), length);
	if (*error)
		goto fail;
	in_use += memory_of(m);
	return m;
fail:
	free(m);
	return NULL;
}

void msg_drop_all(struct msg_queue *q)
{
	struct list *l;

	while ((l = list_pop(&q->messages)) != NULL)
		message_free(list_entry(l, struct msg, link));
}

/* --- sending ------------------------------------------------------------------------ */

/* 0: it is in the queue; IPC_BLOCKS. */
static int send(struct msg_queue *q, struct msg *m, const struct proc *self)
{
	int error = ipc_access(&q->ipc, self, IPC_WRITE);

	if (error)
		return error;
	if (q->bytes + m->length > q->most || q->count + 1 > q->most)
		return IPC_BLOCKS;
	list_add_tail(&q->messages, &m->link);
	q->bytes += m->length;
	q->count++;
	q->sender = proc_pid(self);
	q->stime = ipc_now();
	return 0;
}

/* --- receiving ---------------------------------------------------------------------- */

/* Is it one that the type means (POSIX msgrcv; MSG_EXCEPT is Linux's)? */
static bool meant(const struct msg *m, int64_t type, uint32_t flags)
{
	if (type < 0)
		return type == INT64_MIN || m->type <= -type;
	return type == 0 || (m->type == type) == !(flags & MSG_EXCEPT);
}

/* The first one, or of a negative type the lowest; with MSG_COPY the one at that place. */
static struct msg *find(const struct msg_queue *q, int64_t type, uint32_t flags)
{
	struct msg *m, *best = NULL;
	int64_t place = 0;

	list_for_each_entry (m, &q->messages, link) {
		if (flags & MSG_COPY) {
			if (place++ == type)
				return m;
		} else if (meant(m, type, flags)) {
			if (type >= 0)
				return m;
			if (!best || m->type < best->type)
				best = m;
		}
	}
	return best;
}

/* Copies the message to r's caller: its length. */
static int64_t give(const struct msg_wait *r, const struct msg *m)
{
	uint64_t length = m->length;
	int64_t error;

	if (length > r->size) {
		if (!(r->flags & MSG_NOERROR))
			return -E2BIG;
		length = r->size;
	}
	error = kernel_to_caller(r->wait.call, r->buffer, &m->type, sizeof(m->type));
	if (!error && length)
		error = kernel_to_caller(
			r->wait.call, r->buffer + sizeof(m->type), m->text, length);
	return error ? error : (int64_t)length;
}

static void received(const struct msg_wait *r, struct msg *m)
{
	struct msg_queue *q = r->queue;

	if (r->flags & MSG_COPY)
		return;
	list_remove(&m->link);
	q->bytes -= m->length;
	q->count--;
	q->receiver = proc_pid(r->wait.proc);
	q->rtime = ipc_now();
	message_free(m);
}

/* --- waiting ------------------------------------------------------------------------ */

/*
 * A new message: the first receiver that waits for such a one has it. Nobody waits for
 * what was there before, so that this is all there is to look at.
 */
static void offer(struct msg_queue *q, struct msg *m)
{
	struct list *it, *next;

	list_for_each_safe (it, next, &q->receivers) {
		struct msg_wait *w = list_entry(it, struct msg_wait, wait.queue);
		int64_t result;
		bool done;

		if (!meant(m, w->type, w->flags))
			continue;
		result = give(w, m);
		done = server_answer(w->wait.call, result) == 0 && result >= 0;
		if (done)
			received(w, m);
		ipc_wait_drop(&w->wait);
		if (done)
			return;
	}
}

/* There may be room for messages that wait for it. */
static void let_in(struct msg_queue *q)
{
	struct list *it, *next;

	list_for_each_safe (it, next, &q->senders) {
		struct msg_wait *w = list_entry(it, struct msg_wait, wait.queue);
		struct msg *m = w->message;
		int result = send(q, m, w->wait.proc);

		if (result == IPC_BLOCKS)
			continue;
		if (!result)
			w->message = NULL; /* it is the queue's now */
		(void)ipc_wait_end(&w->wait, result);
		if (!result)
			offer(q, m);
	}
}

void msg_changed(struct msg_queue *q)
{
	struct list *it, *next;

	list_for_each_safe (it, next, &q->receivers) {
		struct ipc_wait *w = list_entry(it, struct ipc_wait, queue);
		int error = ipc_access(&q->ipc, w->proc, IPC_READ);

		if (error)
			(void)ipc_wait_end(w, error);
	}
	let_in(q);
}

static void drop(struct ipc_wait *wait)
{
	struct msg_wait *w = list_entry(wait, struct msg_wait, wait);

	if (w->message)
		message_free(w->message);
	free(w);
}

static int64_t wait(const struct msg_wait *like, struct list *queue)
{
	struct msg_wait *w = malloc(sizeof(*w));

	if (!w)
		return -ENOMEM;
	*w = *like;
	ipc_wait_begin(&w->wait, queue);
	return SERVER_PARKED;
}

/* What msgsnd and msgrcv have in common of a call that may have to wait. */
static struct msg_wait request(struct proc *self, const struct server_call *call)
{
	return (struct msg_wait){
		.wait = { .proc = self,
			.call = call->id,
			.interrupted = -XINIM_ERESTARTNOHAND,
			.drop = drop },
		.queue = (struct msg_queue *)ipc_find(&msg_table, (int32_t)call->arg[0]),
		.buffer = call->arg[1],
		.size = call->arg[2],
	};
}

/* --- msgsnd, msgrcv ----------------------------------------------------------------- */

int64_t call_msgsnd(struct proc *self, const struct server_call *call)
{
	struct msg_wait w = request(self, call);
	int64_t result;

	w.flags = (uint32_t)call->arg[3];
	if (w.size > MSG_LENGTH_MAX || (int32_t)call->arg[0] < 0)
		return -EINVAL;
	w.message = take_message(call, &result);
	if (!w.message)
		return result;
	result = w.queue ? send(w.queue, w.message, self) : -EINVAL;
	if (result == IPC_BLOCKS) {
		result = w.flags & IPC_NOWAIT ? -EAGAIN : wait(&w, &w.queue->senders);
		if (result == SERVER_PARKED)
			return result;
	}
	if (result)
		message_free(w.message);
	else
		offer(w.queue, w.message);
	return result;
}

int64_t call_msgrcv(struct proc *self, const struct server_call *call)
{
	struct msg_wait w = request(self, call);
	struct msg *m;
	int64_t result;

	w.type = (int64_t)call->arg[3];
	w.flags = (uint32_t)call->arg[4];
	if (w.size > INT64_MAX || (int32_t)call->arg[0] < 0 || !w.queue)
		return -EINVAL;
	/* Linux: a copy of the message at a place, from 0, which stays. */
	if ((w.flags & MSG_COPY) && (w.flags & (MSG_EXCEPT | IPC_NOWAIT)) != IPC_NOWAIT)
		return -EINVAL;
	result = ipc_access(&w.queue->ipc, self, IPC_READ);
	if (result)
		return result;
	m = find(w.queue, w.type, w.flags);
	if (!m)
		return w.flags & IPC_NOWAIT ? -ENOMSG : wait(&w, &w.queue->receivers);
	result = give(&w, m);
	if (result < 0)
		return result;
	received(&w, m);
	let_in(w.queue);
	return result;
}
