/*
 * tests/host/run-queue.c - kernel/run_queue.h against a plain row of threads.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include "kernel/run_queue.h"

#define THREADS 200
#define STEPS   200000

static struct thread threads[THREADS];
static struct thread *row[THREADS]; /* who is in, in the order of their turns */
static bool pinned[THREADS];
static unsigned length;
static struct run_queue q;

static unsigned number(const struct thread *t)
{
	return (unsigned)(t - threads);
}

static bool is_in(const struct thread *t)
{
	for (unsigned i = 0; i < length; i++)
		if (row[i] == t)
			return true;
	return false;
}

/* Before all of its priority, or after them. */
static void model_add(struct thread *t, bool first)
{
	unsigned at = 0;

	while (at < length &&
		(row[at]->priority > t->priority ||
			(!first && row[at]->priority == t->priority)))
		at++;
	for (unsigned i = length++; i > at; i--)
		row[i] = row[i - 1];
	row[at] = t;
}

static void model_remove(const struct thread *t)
{
	unsigned to = 0;

	for (unsigned i = 0; i < length; i++)
		if (row[i] != t)
			row[to++] = row[i];
	length = to;
}

static struct thread *model_find(uint64_t cpu)
{
	for (unsigned i = 0; i < length; i++)
		if (row[i]->affinity & cpu)
			return row[i];
	return NULL;
}

static void compare(void)
{
	unsigned tied = 0;
	uint64_t cpu = 1UL << host_below(4);

	for (unsigned i = 0; i < length; i++)
		tied += pinned[number(row[i])];
	CHECK_INT(q.length, length);
	CHECK_INT(q.pinned, tied);
	CHECK_INT(run_queue_best(&q), length ? (int)row[0]->priority : -1);
	if (length)
		CHECK(run_queue_first(&q) == row[0]);
	CHECK(run_queue_find(&q, cpu) == model_find(cpu));
	CHECK(!run_queue_find(&q, 1UL << 63));
}

static void change(void)
{
	struct thread *t = &threads[host_below(THREADS)];
	bool first = host_below(2);

	if (is_in(t)) {
		run_queue_remove(&q, t, pinned[number(t)]);
		model_remove(t);
		return;
	}
	/* All at a few priorities now and then, and at the ends of the range. */
	t->priority = (unsigned)host_below(host_below(2) ? SCHED_PRIORITIES : 3);
	if (host_below(20) == 0)
		t->priority = SCHED_PRIORITIES - 1;
	t->affinity = 1 + host_below(15);
	pinned[number(t)] = host_below(2);
	run_queue_add(&q, t, first, pinned[number(t)]);
	model_add(t, first);
}

int main(void)
{
	for (unsigned i = 0; i < THREADS; i++)
		list_init(&threads[i].run_link);
	run_queue_init(&q);
	compare();
	for (unsigned n = 0; n < STEPS; n++) {
		change();
		if (n % 4 == 0)
			compare();
	}
	/* Each has its turn, and then nobody is left. */
	while (length) {
		struct thread *t = run_queue_first(&q);

		CHECK(t == row[0]);
		run_queue_remove(&q, t, pinned[number(t)]);
		model_remove(t);
		compare();
	}
	CHECK_INT(q.occupied, 0);
	return host_report();
}
