/*
 * tests/host/ipc.c - kernel/endpoint.c, ipc_lend.c and ipc_exit.c, case by case.
 *
 * Each case: what the calls answer, what is in the frames, and that nothing of it is left.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ipc-parties.h"

/* --- messages ----------------------------------------------------------------------- */

static void call_and_reply(void)
{
	uint64_t id;

	/* The server is there first, and then the caller. */
	for (unsigned first = 0; first < 2; first++) {
		if (first)
			CHECK(!call(caller, 5, 100, NEVER));
		CHECK_INT(receive(worker, NEVER), first);
		if (!first)
			CHECK(!call(caller, 5, 100, NEVER));
		machine_go_on_all();
		got(worker, 77, 5, 100);
		id = (uint64_t)frame_result(worker->frame);
		CHECK(id > 0 && id <= INT64_MAX && (uint32_t)id == caller->tid);
		CHECK_INT(reply(helper, id, 0, 1), -ESRCH); /* not its */
		CHECK_INT(reply(worker, id, 0, 200), 0);
		CHECK_INT(reply(worker, id, 0, 300), -ESRCH); /* twice */
		machine_go_on_all();
		result(caller, 0);
		CHECK_INT(caller->frame->arg[5], 205);
		CHECK_INT(reply(worker, id + (1UL << 32), 0, 0), -ESRCH);
		CHECK_INT(reply(worker, UINT64_MAX, 0, 0), -ESRCH);
		CHECK_INT(reply(worker, 0, 0, 0), -ESRCH);
	}
}

static void out_of_order(void)
{
	uint64_t a, b;

	CHECK(!call(caller, 1, 10, NEVER));
	CHECK(!call(other, 2, 20, NEVER));
	CHECK(receive(worker, NEVER));
	a = (uint64_t)frame_result(worker->frame);
	got(worker, 77, 1, 10);
	CHECK(receive(worker, NEVER));
	b = (uint64_t)frame_result(worker->frame);
	got(worker, 77, 2, 20);
	CHECK(a != b);
	CHECK(!reply_receive(worker, b, 30));
	machine_go_on_all();
	result(other, 0);
	CHECK(!machine_free(caller));
	CHECK_INT(reply(worker2, a, 0, 40), 0); /* another thread of the server's may */
	machine_go_on_all();
	result(caller, 0);
	CHECK_INT(caller->frame->arg[0], 40);
	ipc_cancel(worker, -EINTR);
	sched_wake(worker);
}

static void sends(void)
{
	CHECK(send(caller, 1, 1, 0));
	result(caller, -EAGAIN);
	CHECK(!send(caller, 1, 1, NEVER));
	CHECK(receive(worker, 0));
	result(worker, 0); /* wants no reply */
	got(worker, 77, 1, 1);
	machine_go_on_all();
	result(caller, 0);
	CHECK(receive(worker, 0));
	result(worker, -EAGAIN);
	/* Who receives without a limit comes before who has one, the last one first. */
	CHECK(!receive(worker2, 1000));
	CHECK(!receive(worker, NEVER));
	CHECK(send(caller, 2, 7, 0));
	result(caller, 0);
	CHECK_INT(worker->state, THREAD_READY);
	CHECK(send(caller, 3, 8, 0));
	machine_go_on_all();
	got(worker, 77, 2, 7);
	got(worker2, 77, 3, 8);
}

static void refused(void)
{
	uint64_t weak = give(client, end, XINIM_RIGHT_READ | XINIM_RIGHT_GRANT, 0);
	uint64_t dull = give(client, end, XINIM_RIGHT_WRITE, 0);
	static const struct {
		uint64_t cap, label;
		int64_t error;
	} wrong[] = {
		{ 0, 0, -EBADF },
		{ 4000, 0, -EBADF },
		{ UINT64_MAX, 0, -EBADF },
	};

	for (unsigned i = 0; i < 3; i++) {
		fill(caller, wrong[i].cap, 0, 0, NEVER);
		CHECK(machine_run(caller, ipc_slow_call));
		result(caller, wrong[i].error);
		fill(caller, wrong[i].cap, 0, 0, NEVER);
		CHECK(machine_run(caller, ipc_slow_receive));
		result(caller, wrong[i].error);
	}
	fill(caller, weak, 0, 0, NEVER);
	CHECK(machine_run(caller, ipc_slow_call));
	result(caller, -EPERM);
	fill(caller, dull, 0, 0, NEVER);
	CHECK(machine_run(caller, ipc_slow_receive));
	result(caller, -EPERM);
	fill(caller, to_note, 0, 0, NEVER); /* no endpoint */
	CHECK(machine_run(caller, ipc_slow_send));
	result(caller, -EBADF);
	CHECK(send(caller, XINIM_LABEL_NOTIFICATION, 0, NEVER));
	result(caller, -EINVAL);
	fill(caller, to_send, CAP, 0, NEVER)->arg[5] = dull;
	CHECK(machine_run(caller, ipc_slow_send));
	result(caller, -EPERM); /* not to be passed on */
	fill(caller, to_send, CAP, 0, NEVER)->arg[5] = 4000;
	CHECK(machine_run(caller, ipc_slow_call));
	result(caller, -EBADF);
	CHECK_INT(end->pending, 0);
}

static void call_in_vain(uint64_t slot)
{
	fill(helper, slot, 0, 0, NEVER);
	CHECK(machine_run(helper, ipc_slow_call));
	result(helper, -EDEADLK);
	fill(helper, slot, 0, 0, NEVER);
	CHECK(machine_run(helper, ipc_slow_send));
	result(helper, -EDEADLK);
}

/* By any capability of its own; not if somebody else could come and receive. */
static void to_oneself(void)
{
	struct endpoint *mine = endpoint_create(third);
	uint64_t slot = give(third, mine, XINIM_RIGHT_ALL, 0), other_slot;
	int badged = cap_derive(third->caps[slot], third, XINIM_RIGHT_WRITE, 5);

	cap_object_put(&mine->cap);
	CHECK(badged > 0);
	call_in_vain(slot);
	call_in_vain((uint64_t)badged);
	give(client, mine, XINIM_RIGHT_WRITE, 0); /* may send only */
	call_in_vain((uint64_t)badged);
	CHECK_INT(mine->pending, 0);
	other_slot = give(client, mine, XINIM_RIGHT_READ, 0);
	fill(helper, (uint64_t)badged, 0, 0, 100);
	CHECK(!machine_run(helper, ipc_slow_call));
	machine_pass(100);
	machine_go_on_all();
	result(helper, -ETIMEDOUT);
	cap_close_in_steps(client->caps[other_slot]);
	call_in_vain(slot);
	CHECK_INT(mine->pending, 0);
}

/* --- capabilities in messages -------------------------------------------------------- */

static void caps_in_messages(void)
{
	uint64_t id;

	fill(caller, to_send, CAP | 9, 0, NEVER)->arg[5] = to_note;
	CHECK(!machine_run(caller, ipc_slow_call));
	CHECK(receive(worker, NEVER));
	id = (uint64_t)frame_result(worker->frame);
	CHECK_INT(worker->frame->r13, (CAP | 9));
	CHECK(the(server, worker->frame->arg[5]) == (void *)note);
	CHECK(server->caps[worker->frame->arg[5]]->parent == client->caps[to_note]);
	/* One in the answer that may not be passed: the caller finds the error there. */
	fill(worker, 0, CAP, 0, 0)->arg[5] = to_wait;
	worker->frame->rbx = id;
	CHECK(machine_run(worker, ipc_slow_reply));
	result(worker, 0);
	machine_go_on_all();
	result(caller, 0);
	CHECK_INT((int64_t)caller->frame->arg[5], -EPERM);
	/* It is gone by the time that the message is taken. */
	fill(caller, to_send, CAP, 0, NEVER)->arg[5] = to_note;
	CHECK(!machine_run(caller, ipc_slow_send));
	cap_close_in_steps(client->caps[to_note]);
	CHECK(receive(worker, NEVER));
	machine_go_on_all();
	CHECK_INT((int64_t)worker->frame->arg[5], -EBADF);
	/* The receiver's table is full. */
	quota_set_limit(server->space->quota, QUOTA_CAPS, server->caps_held);
	fill(caller, to_send, CAP, 0, NEVER)->arg[5] = to_send;
	CHECK(!machine_run(caller, ipc_slow_send));
	CHECK(receive(worker, NEVER));
	CHECK_INT((int64_t)worker->frame->arg[5], -EMFILE);
	quota_set_limit(server->space->quota, QUOTA_CAPS, 4096);
}

/* --- the end of it --------------------------------------------------------------------- */

static void limits(void)
{
	/* Nobody takes it; it is taken but not answered; nobody sends. */
	CHECK(!call(caller, 0, 0, 500));
	CHECK(receive(worker2, 0) && frame_result(worker2->frame) > 0);
	CHECK(!receive(worker, 700));
	machine_pass(499);
	CHECK_INT(caller->state, THREAD_BLOCKED);
	machine_pass(1);
	machine_go_on_all();
	result(caller, -ETIMEDOUT);
	CHECK_INT(server->events.word, XINIM_NOTIFY_CANCEL);
	CHECK_INT(reply(worker2, caller->call_id, 0, 0), -ESRCH);
	machine_pass(200);
	machine_go_on_all();
	result(worker, -ETIMEDOUT);
	CHECK(!send(caller, 0, 0, 10));
	machine_pass(10);
	machine_go_on_all();
	result(caller, -ETIMEDOUT);
	CHECK_INT(end->pending, 0);
	/* Too far away to tell is never. */
	CHECK(!send(caller, 0, 0, NEVER - 1));
	machine_pass(1UL << 62);
	CHECK_INT(caller->state, THREAD_BLOCKED);
	CHECK(receive(worker, 0));
	machine_go_on_all();
	result(caller, 0);
	server->events.word = 0;
}

static void signals(void)
{
	uint64_t id;

	/* What waits in a queue ends by a signal; what a server works on does not. */
	CHECK(!call(caller, 0, 0, NEVER));
	machine_signal(caller);
	machine_go_on_all();
	result(caller, -XINIM_ERESTARTNOHAND);
	CHECK_INT(end->pending, 0);
	CHECK(call(caller, 0, 0, NEVER)); /* nor does it begin to wait */
	machine_signal_over(caller);
	CHECK(!receive(worker, NEVER));
	CHECK(!call(caller, 0, 3, NEVER));
	machine_go_on_all();
	id = (uint64_t)frame_result(worker->frame);
	machine_signal(caller);
	CHECK_INT(server->events.word, XINIM_NOTIFY_CANCEL);
	CHECK_INT(caller->state, THREAD_BLOCKED);
	CHECK_INT(reply(worker, id, 0, 4), 0);
	machine_signal_over(caller);
	server->events.word = 0;
	CHECK(!wait_bits(worker2, to_wait, 4, NEVER));
	machine_signal(worker2);
	machine_go_on_all();
	result(worker2, -XINIM_ERESTARTSYS);
	machine_signal_over(worker2);
	CHECK(!wait_bits(worker2, to_wait, 4, 1000));
	machine_signal(worker2);
	machine_go_on_all();
	result(worker2, -XINIM_ERESTARTNOHAND);
	machine_signal_over(worker2);
	CHECK_INT(note->cap.refs, 2);
}

static void killed(void)
{
	uint64_t id;

	CHECK(!receive(worker, NEVER));
	CHECK(!call(caller, 0, 0, NEVER));
	machine_go_on_all();
	id = (uint64_t)frame_result(worker->frame);
	ipc_cancel(caller, -EINTR);
	sched_wake(caller);
	CHECK_INT(server->events.word, XINIM_NOTIFY_CANCEL);
	CHECK_INT(reply(worker, id, 0, 0), -ESRCH);
	machine_go_on_all();
	result(caller, -EINTR);
	server->events.word = 0;
}

/* Its maker ends: who waits to be received, who waits for an answer, who comes later. */
static void dead_partner(void)
{
	CHECK(!receive(worker, NEVER));
	CHECK(!call(caller, 0, 0, NEVER));
	CHECK(!call(other, 0, 0, 5000));
	machine_go_on_all();
	ipc_process_exit(server);
	machine_go_on_all();
	result(caller, -EPIPE);
	result(other, -EPIPE);
	CHECK(call(caller, 0, 0, NEVER));
	result(caller, -EPIPE);
	CHECK(send(caller, 0, 0, 0));
	result(caller, -EPIPE);
	CHECK(receive(worker, NEVER));
	result(worker, -EPIPE);
	CHECK(reply_receive(worker, 0, 0));
	result(worker, -EPIPE);
	/* Bits of a bound notification may still come; then it is as before. */
	CHECK_INT(notification_bind(note, end), 0);
	CHECK_INT(set_bits(other, to_note, 1), 0);
}

/* Hundreds wait when the last capability goes: in steps, and nobody is forgotten. */
static void last_capability(void)
{
	enum { CROWD = 50 };
	struct thread *crowd[CROWD];

	for (unsigned i = 0; i < CROWD; i++) {
		crowd[i] = machine_thread(i % 2 ? client : server, 10);
		if (i % 2)
			CHECK(!call(crowd[i], 0, i, i % 3 ? NEVER : 1000));
	}
	CHECK_INT(notification_bind(note, end), 0);
	machine_steps = 0;
	cap_close_in_steps(server->caps[to_receive]);
	CHECK_INT(end->cap.refs, 1);
	cap_close_in_steps(client->caps[to_send]);
	CHECK(machine_steps >= 1);
	CHECK(!note->bound);
	machine_go_on_all();
	for (unsigned i = 0; i < CROWD; i++) {
		if (i % 2)
			result(crowd[i], -EPIPE);
		machine_thread_end(crowd[i]);
	}
}

/* --- priorities -------------------------------------------------------------------------------- */

static void lending(void)
{
	uint64_t id;

	caller->base_priority = caller->priority = 25;
	CHECK(!receive(worker, NEVER));
	CHECK(!call(other, 0, 1, NEVER)); /* no more urgent: lends nothing */
	machine_go_on_all();
	CHECK(!other->lent_to);
	id = (uint64_t)frame_result(worker->frame);
	/* It queues: who serves there is to hurry, for the other's call. */
	CHECK(!call(caller, 0, 2, NEVER));
	CHECK(caller->lent_to == worker);
	CHECK_INT(worker->priority, 25);
	machine_check_lending();
	/* Its own changes, and whose it has. */
	worker->base_priority = 22;
	ipc_priority_changed(worker);
	CHECK_INT(worker->priority, 25);
	caller->base_priority = 28;
	ipc_priority_changed(caller);
	CHECK_INT(worker->priority, 28);
	machine_check_lending();
	CHECK(reply_receive(worker, id, 0)); /* takes the other one */
	CHECK(caller->lent_to == worker);
	CHECK_INT(worker->priority, 28);
	CHECK_INT(caller->ipc_state, IPC_WAIT_REPLY_SLOW);
	id = (uint64_t)frame_result(worker->frame);
	CHECK_INT(reply(worker, id, 0, 0), 0);
	CHECK_INT(worker->priority, 22);
	machine_go_on_all();
	machine_check_lending();
	worker->base_priority = worker->priority = 20;
	caller->base_priority = caller->priority = 16;
}

/* A call to a server that calls another one: the priority goes all the way. */
static void lending_on(void)
{
	struct endpoint *far = endpoint_create(third);
	uint64_t here = give(third, far, XINIM_RIGHT_READ, 0);
	uint64_t there = give(server, far, XINIM_RIGHT_WRITE, 0);
	uint64_t first, second;

	cap_object_put(&far->cap);
	fill(helper, here, 0, 0, NEVER);
	CHECK(!machine_run(helper, ipc_slow_receive));
	CHECK(!receive(worker, NEVER));
	CHECK(!call(other, 0, 0, NEVER));
	machine_go_on_all();
	first = (uint64_t)frame_result(worker->frame);
	fill(worker, there, 0, 0, NEVER);
	CHECK(!machine_run(worker, ipc_slow_call));
	machine_go_on_all();
	second = (uint64_t)frame_result(helper->frame);
	caller->base_priority = caller->priority = 30;
	CHECK(!call(caller, 0, 0, NEVER));
	CHECK_INT(worker->priority, 30);
	CHECK_INT(helper->priority, 30);
	machine_check_lending();
	/* The urgent one gives up: all is as before, down the chain. */
	ipc_cancel(caller, -EINTR);
	sched_wake(caller);
	CHECK_INT(worker->priority, 20);
	CHECK_INT(helper->priority, 20);
	CHECK_INT(reply(helper, second, 0, 0), 0);
	machine_go_on_all();
	CHECK_INT(reply(worker, first, 0, 0), 0);
	caller->base_priority = caller->priority = 16;
}

int main(void)
{
	parties_init();
	run(call_and_reply);
	run(out_of_order);
	run(sends);
	run(refused);
	run(to_oneself);
	run(caps_in_messages);
	run(limits);
	run(signals);
	run(killed);
	run(dead_partner);
	run(last_capability);
	run(lending);
	run(lending_on);
	return host_report();
}
