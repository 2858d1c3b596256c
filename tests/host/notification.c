/*
 * tests/host/notification.c - kernel/notification.c, case by case.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ipc-parties.h"

static void bits(void)
{
	uint64_t strong = give(server, note, XINIM_RIGHT_ALL, 0);

	CHECK_INT(set_bits(caller, to_note, 1UL << 63), -EINVAL);
	CHECK_INT(set_bits(caller, to_send, 1), -EBADF);
	CHECK_INT(set_bits(worker, to_wait, 1), -EPERM);
	CHECK(wait_bits(caller, to_note, 1, 0));
	result(caller, -EPERM);
	CHECK(wait_bits(worker, to_wait, 0, NEVER));
	result(worker, -EINVAL);
	CHECK(wait_bits(worker, to_wait, 1UL << 63, NEVER)); /* no bit that there is */
	result(worker, -EINVAL);
	CHECK(wait_bits(worker, to_wait, 6, 0));
	result(worker, -EAGAIN);
	CHECK_INT(set_bits(caller, to_note, 7), 0);
	CHECK_INT(set_bits(caller, to_note, 0), 0);
	CHECK(wait_bits(worker, to_wait, 6, 0));
	result(worker, 6);
	CHECK_INT(note->word, 1);
	/* Several wait: each gets its own, the first one of equals. */
	CHECK(!wait_bits(worker, to_wait, 8, NEVER));
	CHECK(!wait_bits(worker2, to_wait, 24, 100));
	CHECK_INT(set_bits(other, to_note, 24), 0);
	machine_go_on_all();
	result(worker, 8);
	result(worker2, 16);
	CHECK_INT(note->word, 1);
	CHECK(!wait_bits(worker, to_wait, 2, 100));
	machine_pass(100);
	machine_go_on_all();
	result(worker, -ETIMEDOUT);
	/* Who waits keeps it alive when the capabilities go. */
	CHECK(!wait_bits(worker, to_wait, 2, 100));
	cap_close_in_steps(server->caps[to_wait]);
	cap_close_in_steps(server->caps[strong]);
	cap_close_in_steps(client->caps[to_note]);
	CHECK_INT(note->cap.refs, 1);
	machine_pass(100);
	machine_go_on_all();
	result(worker, -ETIMEDOUT);
}

static void bound(void)
{
	struct endpoint *e2 = endpoint_create(server);

	give(server, e2, XINIM_RIGHT_READ, 0);
	cap_object_put(&e2->cap);
	CHECK_INT(set_bits(caller, to_note, 2), 0);
	CHECK_INT(notification_bind(note, end), 0);
	CHECK_INT(notification_bind(note, end), -EBUSY);
	CHECK_INT(notification_bind(note, e2), -EBUSY);
	CHECK_INT(end->pending, 1);
	CHECK(receive(worker, 0));
	result(worker, 0);
	CHECK_INT(worker->frame->r13, XINIM_LABEL_NOTIFICATION);
	CHECK_INT(worker->frame->arg[0], 2);
	CHECK_INT(worker->frame->arg[1], 0);
	CHECK_INT(end->pending, 0);
	/* Bits are counted once, however often they are set; a wait may take them, too. */
	CHECK_INT(set_bits(caller, to_note, 2), 0);
	CHECK_INT(set_bits(caller, to_note, 4), 0);
	CHECK_INT(end->pending, 1);
	CHECK(wait_bits(worker, to_wait, 2, 0));
	CHECK_INT(end->pending, 1);
	CHECK(wait_bits(worker, to_wait, 4, 0));
	CHECK_INT(end->pending, 0);
	/* Who waits at the endpoint is woken, before senders. */
	CHECK(!receive(worker, 100));
	CHECK_INT(set_bits(caller, to_note, 1), 0);
	machine_go_on_all();
	CHECK_INT(worker->frame->r13, XINIM_LABEL_NOTIFICATION);
	CHECK_INT(timer_next(), UINT64_MAX);
	CHECK_INT(set_bits(caller, to_note, 1), 0);
	notification_unbind(note);
	CHECK_INT(end->pending, 0);
	CHECK(receive(worker, 0));
	result(worker, -EAGAIN);
	notification_unbind(note);
	CHECK_INT(note->word, 1);
}

static int64_t wait_inside(struct frame *f)
{
	return notification_wait(note, f->arg[1], f->arg[2]);
}

static bool wait_for(struct thread *t, uint64_t mask, uint64_t timeout)
{
	t->frame->arg[1] = mask;
	t->frame->arg[2] = timeout;
	return machine_run(t, wait_inside);
}

/* The kernel's own calls wait in the middle of it: notify_wait, for one. */
static void from_inside(void)
{
	CHECK_INT(notification_bind(note, end), 0);
	CHECK(wait_for(worker, 3, 0));
	result(worker, -EAGAIN);
	CHECK(!wait_for(worker, 3, 40));
	CHECK_INT(set_bits(caller, to_note, 8), 0); /* for somebody else */
	machine_go_on_all();
	CHECK(!machine_free(worker));
	CHECK_INT(set_bits(caller, to_note, 2), 0);
	machine_go_on_all();
	result(worker, 2);
	CHECK_INT(end->pending, 1);
	CHECK(wait_for(worker, 8, 0));
	result(worker, 8);
	CHECK_INT(end->pending, 0);
	CHECK(!wait_for(worker, 3, 40));
	machine_pass(40);
	machine_go_on_all();
	result(worker, -ETIMEDOUT);
	CHECK(!wait_for(worker, 3, NEVER));
	machine_signal(worker);
	sched_wake(worker);
	machine_go_on_all();
	result(worker, -XINIM_ERESTARTSYS);
	CHECK(wait_for(worker, 3, 40));
	result(worker, -XINIM_ERESTARTNOHAND);
	machine_signal_over(worker);
	CHECK(list_empty(&note->waiters));
	CHECK_INT(note->cap.refs, 2);
}

static void alarms(void)
{
	notification_alarm(note, 4, machine_now + 50);
	notification_alarm(note, 8, machine_now + 60);
	CHECK(!wait_bits(worker, to_wait, 12, NEVER));
	machine_pass(60);
	machine_go_on_all();
	result(worker, 8);
	notification_alarm(note, 8, machine_now + 60);
	notification_alarm(note, 8, 0);
	CHECK_INT(timer_next(), UINT64_MAX);
	/* The waiter's is the last reference: it goes when that has its bits. */
	notification_alarm(note, 1, machine_now + 5);
	CHECK(!wait_bits(worker, to_wait, 1, NEVER));
	cap_close_in_steps(server->caps[to_wait]);
	cap_close_in_steps(client->caps[to_note]);
	machine_pass(5);
	machine_go_on_all();
	result(worker, 1);
}

int main(void)
{
	parties_init();
	run(bits);
	run(bound);
	run(from_inside);
	run(alarms);
	return host_report();
}
