/*
 * tests/host/ipc-parties.h - who talks to whom in ipc.c and notification.c.
 *
 * Each case has a new endpoint of the server's and a new notification; nothing of it
 * may be left when it is over.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_HOST_IPC_PARTIES_H
#define XINIM_TESTS_HOST_IPC_PARTIES_H

#include "host.h"
#include "kernel-memory.h"
#include "thread-machine.h"

#include "kernel/ipc.h"
#include "kernel/quota.h"
#include "kernel/sched.h"

#include <xinim/errno.h>

#define NEVER ((uint64_t)XINIM_FOREVER)
#define CAP   XINIM_LABEL_CAP

static struct process *client, *server, *third;
static struct thread *caller, *other, *worker, *worker2, *helper;
static struct endpoint *end;
static struct notification *note;
static uint64_t to_send, to_receive, to_note, to_wait; /* slots */

static inline void *the(const struct process *p, uint64_t slot)
{
	return p->caps[slot]->object;
}

static inline uint64_t give(
	struct process *p, void *object, uint32_t rights, uint64_t badge)
{
	int slot = cap_insert(p, object, rights, badge, NULL);

	CHECK(slot > 0);
	return (uint64_t)slot;
}

/* A new endpoint of the server's, and a notification; who has what. */
static inline void set_up(void)
{
	end = endpoint_create(server);
	note = notification_create();
	to_send = give(client, end, XINIM_RIGHT_WRITE | XINIM_RIGHT_GRANT, 77);
	to_receive = give(server, end, XINIM_RIGHT_READ, 0);
	to_note = give(client, note, XINIM_RIGHT_WRITE | XINIM_RIGHT_GRANT, 0);
	to_wait = give(server, note, XINIM_RIGHT_READ, 0);
	cap_object_put(&end->cap);
	cap_object_put(&note->cap);
}

static inline void clean_up(void)
{
	machine_go_on_all();
	machine_check_lending();
	CHECK(machine_free(caller) && machine_free(other) && machine_free(worker) &&
		machine_free(worker2) && machine_free(helper));
	cap_close_all(client);
	cap_close_all(server);
	cap_close_all(third);
	CHECK_INT(timer_next(), UINT64_MAX);
}

static inline struct frame *fill(
	struct thread *t, uint64_t cap, uint64_t label, uint64_t word, uint64_t timeout)
{
	struct frame *f = t->frame;

	f->r12 = cap;
	f->r13 = label;
	f->r14 = timeout;
	f->rbx = 0;
	for (unsigned i = 0; i < 6; i++)
		f->arg[i] = word + i;
	return f;
}

/* Each is true if the call has returned; what it returned is in the frame. */
static inline bool call(struct thread *t, uint64_t label, uint64_t word, uint64_t timeout)
{
	fill(t, to_send, label, word, timeout);
	return machine_run(t, ipc_slow_call);
}

static inline bool send(struct thread *t, uint64_t label, uint64_t word, uint64_t timeout)
{
	fill(t, to_send, label, word, timeout);
	return machine_run(t, ipc_slow_send);
}

static inline bool receive(struct thread *t, uint64_t timeout)
{
	fill(t, to_receive, 0, 0, timeout);
	return machine_run(t, ipc_slow_receive);
}

static inline int64_t reply(struct thread *t, uint64_t to, uint64_t label, uint64_t word)
{
	fill(t, 0, label, word, 0)->rbx = to;
	CHECK(machine_run(t, ipc_slow_reply));
	return frame_result(t->frame);
}

static inline bool reply_receive(struct thread *t, uint64_t to, uint64_t word)
{
	fill(t, to_receive, 0, word, NEVER)->rbx = to;
	return machine_run(t, ipc_slow_reply_receive);
}

static inline int64_t signal_bits(struct frame *f)
{
	return notification_signal_call(f).result;
}

static inline int64_t set_bits(struct thread *t, uint64_t cap, uint64_t bits)
{
	t->frame->arg[0] = cap;
	t->frame->arg[1] = bits;
	CHECK(machine_run(t, signal_bits));
	return frame_result(t->frame);
}

static inline bool wait_bits(
	struct thread *t, uint64_t cap, uint64_t mask, uint64_t timeout)
{
	t->frame->arg[0] = cap;
	t->frame->arg[1] = mask;
	t->frame->arg[2] = timeout;
	return machine_run(t, notification_wait_call);
}

static inline void got(
	const struct thread *t, uint64_t badge, uint64_t label, uint64_t word)
{
	CHECK_INT(t->frame->r12, badge);
	CHECK_INT(t->frame->r13, label);
	for (unsigned i = 0; i < 6; i++)
		CHECK_INT(t->frame->arg[i], word + i);
}

static inline void result(const struct thread *t, int64_t r)
{
	CHECK(machine_free(t));
	CHECK_INT(frame_result(t->frame), r);
}

static inline void run(void (*test)(void))
{
	long before = host_blocks;

	set_up();
	test();
	clean_up();
	CHECK_INT(host_blocks, before);
	CHECK_INT(server->space->quota->use[QUOTA_CAPS], 0);
	CHECK_INT(client->space->quota->use[QUOTA_KERNEL_BYTES], 0);
}

static inline void parties_init(void)
{
	machine_init();
	client = machine_process(10);
	server = machine_process(11);
	third = machine_process(12);
	caller = machine_thread(client, 16);
	other = machine_thread(client, 16);
	worker = machine_thread(server, 20);
	worker2 = machine_thread(server, 20);
	helper = machine_thread(third, 10);
}

#endif
