/*
 * tests/host/timer.c - kernel/timer.c against a model that looks at every timer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <limits.h>

#include "kernel/timer.h"

#define N    64
#define MANY 100000

struct item {
	struct timer timer;
	bool armed;        /* as the model has it */
	uint64_t deadline; /* likewise */
	uint64_t order;
	unsigned fired;
};

static struct item items[N], many[MANY];
static uint64_t orders;
static struct item *rearm; /* what the next timer that goes off does */
static uint64_t rearm_at;
static uint64_t now;

static void model_arm(struct item *i, uint64_t deadline)
{
	timer_arm(&i->timer, deadline);
	i->armed = true;
	i->deadline = deadline;
	i->order = orders++;
}

static void model_cancel(struct item *i)
{
	timer_cancel(&i->timer);
	i->armed = false;
}

static struct item *model_first(void)
{
	struct item *first = NULL;

	for (struct item *i = items; i < items + N; i++) {
		if (!i->armed)
			continue;
		if (!first || i->deadline < first->deadline ||
			(i->deadline == first->deadline && i->order < first->order))
			first = i;
	}
	return first;
}

static void fire(struct timer *t)
{
	struct item *i = (struct item *)((char *)t - offsetof(struct item, timer));

	CHECK(i == model_first());
	CHECK(i->deadline <= now);
	CHECK(!timer_armed(t));
	i->armed = false;
	i->fired++;
	if (rearm) {
		struct item *other = rearm;

		rearm = NULL;
		if (rearm_at)
			model_arm(other, rearm_at);
		else
			model_cancel(other);
	}
}

static void check_next(void)
{
	const struct item *first = model_first();

	CHECK(timer_next() == (first ? first->deadline : UINT64_MAX));
}

static void test_basics(void)
{
	struct item *a = &items[0], *b = &items[1], *c = &items[2];

	CHECK(timer_next() == UINT64_MAX);
	CHECK(timer_expire(UINT64_MAX, 0));
	timer_cancel(&a->timer);
	model_arm(b, 20);
	model_arm(a, 10);
	model_arm(c, 20);
	check_next();
	now = 9;
	CHECK(timer_expire(now, UINT_MAX));
	CHECK_INT(a->fired, 0);
	now = 10;
	CHECK(timer_expire(now, UINT_MAX));
	CHECK_INT(a->fired, 1);
	CHECK(timer_next() == 20);
	model_arm(b, 20); /* again: behind c now */
	now = 20;
	CHECK(timer_expire(now, UINT_MAX));
	CHECK_INT(b->fired, 1);
	CHECK_INT(c->fired, 1);
	model_arm(a, UINT64_MAX - 1);
	check_next();
	model_cancel(a);
	model_cancel(a);
	check_next();
}

/* Random operations, those that functions of timers make among them. */
static void test_random(void)
{
	for (unsigned round = 0; round < 100000; round++) {
		struct item *i = &items[host_below(N)];

		switch (host_below(4)) {
		case 0:
		case 1:
			model_arm(i, now + host_below(50));
			break;
		case 2:
			model_cancel(i);
			break;
		default:
			now += host_below(8);
			rearm = i;
			rearm_at = host_below(2) ? now + host_below(5) : 0;
			while (!timer_expire(now, (unsigned)host_below(3)))
				CHECK(timer_next() <= now);
			rearm = NULL;
			CHECK(timer_next() > now);
		}
		check_next();
		CHECK(timer_armed(&i->timer) == i->armed);
	}
	now = UINT64_MAX - 1;
	CHECK(timer_expire(now, UINT_MAX));
	CHECK(timer_next() == UINT64_MAX);
}

static uint64_t last;
static unsigned fired;

static void fire_one_of_many(struct timer *t)
{
	CHECK(t->deadline >= last);
	last = t->deadline;
	fired++;
}

/* With a list it would take minutes; rising, falling and random deadlines. */
static void test_many(void)
{
	for (unsigned kind = 0; kind < 3; kind++) {
		fired = 0;
		last = 0;
		for (unsigned i = 0; i < MANY; i++) {
			timer_init(&many[i].timer, fire_one_of_many);
			timer_arm(&many[i].timer,
				kind == 0           ? i
					: kind == 1 ? MANY - i
						    : host_below(MANY));
		}
		for (unsigned i = 0; i < MANY; i += 2)
			timer_cancel(&many[i].timer);
		CHECK(!timer_expire(MANY, 10));
		CHECK_INT(fired, 10);
		CHECK(timer_expire(MANY, UINT_MAX));
		CHECK_INT(fired, MANY / 2);
		CHECK(timer_next() == UINT64_MAX);
	}
}

int main(void)
{
	for (unsigned i = 0; i < N; i++)
		timer_init(&items[i].timer, fire);
	test_basics();
	test_random();
	test_many();
	return host_report();
}
