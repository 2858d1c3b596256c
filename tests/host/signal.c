/*
 * tests/host/signal.c - kernel/signal_queue.c against a plain model.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"
#include "kernel-memory.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/quota.h"
#include "kernel/signal.h"

#include <xinim/errno.h>

#define MODEL_MAX 64
#define STEPS     200000

static struct quota *payer;

static struct {
	int signal, tag; /* tag -1: without details */
} model[MODEL_MAX];
static unsigned nmodel;

static bool in_model(int signal)
{
	for (unsigned i = 0; i < nmodel; i++)
		if (model[i].signal == signal)
			return true;
	return false;
}

static uint64_t model_set(void)
{
	uint64_t set = 0;

	for (unsigned i = 0; i < nmodel; i++)
		set |= SIGNAL_BIT(model[i].signal);
	return set;
}

static bool urgent(int signal)
{
	return signal == 4 || signal == 5 || signal == 7 || signal == 8 || signal == 11 ||
		signal == 31;
}

/* Which of the model comes next; -1: none. One without details comes last of its number. */
static int model_next(uint64_t set)
{
	int best = -1;

	for (unsigned i = 0; i < nmodel; i++) {
		int s = model[i].signal, b = best < 0 ? 0 : model[best].signal;

		if (!(SIGNAL_BIT(s) & set))
			continue;
		if (best < 0 || (urgent(s) && !urgent(b)) ||
			(urgent(s) == urgent(b) && s < b))
			best = (int)i;
	}
	return best;
}

static void model_remove(unsigned i)
{
	memmove(&model[i], &model[i + 1], (--nmodel - i) * sizeof(model[0]));
}

static void add(struct signal_queue *q)
{
	int signal = 1 + (int)host_below(64), tag = (int)host_below(1000000);
	bool room = host_below(4) != 0, real_time = signal >= 32;
	struct xinim_siginfo info = { .si_signo = signal };
	bool took, refused, dry, poor = host_below(8) == 0;
	int result;

	info.si_code = host_below(2) ? 0 : -1;
	info.si.sender.value = (uint64_t)tag;
	dry = host_below(8) == 0 && signal_queue_spare == 0;
	host_fail_in = dry;
	payer->limit[QUOTA_KERNEL_BYTES] =
		poor ? payer->use[QUOTA_KERNEL_BYTES] : UINT64_MAX;
	result = signal_queue_add(q, &info, room, payer);
	took = !dry && !poor && (real_time ? room : !in_model(signal));
	refused = real_time && !took && info.si_code != 0;
	CHECK_INT(result, refused ? -EAGAIN : took);
	host_fail_in = 0;
	if (refused || (!took && in_model(signal)))
		return;
	model[nmodel].signal = signal;
	model[nmodel++].tag = took ? tag : -1;
}

/* A bit that nothing is behind is lost to one that comes with details. */
static void drop_empty(int signal)
{
	for (unsigned i = 0; i < nmodel; i++)
		if (model[i].signal == signal && model[i].tag < 0) {
			model_remove(i);
			return;
		}
}

static void take(struct signal_queue *q)
{
	uint64_t set = host_random() | host_random();
	struct xinim_siginfo info;
	bool entry;
	int signal, i;

	for (int s = 32; s <= 64; s++) {
		unsigned n = 0;

		for (unsigned k = 0; k < nmodel; k++)
			n += model[k].signal == s;
		if (n > 1)
			drop_empty(s);
	}
	signal = signal_queue_take(q, set, &info, &entry);
	i = model_next(set);
	CHECK_INT(signal, i < 0 ? 0 : model[i].signal);
	if (i < 0)
		return;
	CHECK_INT(info.si_signo, signal);
	CHECK_INT(entry, model[i].tag >= 0);
	if (entry)
		CHECK_INT(info.si.sender.value, model[i].tag);
	model_remove((unsigned)i);
}

static void drop(struct signal_queue *q)
{
	uint64_t set = host_random() & host_random();
	unsigned n = 0;

	for (unsigned i = 0; i < nmodel;) {
		if (!(SIGNAL_BIT(model[i].signal) & set)) {
			i++;
			continue;
		}
		n += model[i].tag >= 0;
		model_remove(i);
	}
	CHECK_INT(signal_queue_drop(q, set), n);
}

static void defaults(void)
{
	CHECK(signal_default(XINIM_SIGKILL) == SIGNAL_ENDS);
	CHECK(signal_default(XINIM_SIGSEGV) == SIGNAL_DUMPS);
	CHECK(signal_default(XINIM_SIGTSTP) == SIGNAL_STOPS);
	CHECK(signal_default(XINIM_SIGCHLD) == SIGNAL_IGNORED);
	CHECK(signal_default(64) == SIGNAL_ENDS);
}

int main(void)
{
	struct signal_queue q;

	payer = quota_create();
	host_blocks = 0;
	signal_queue_init(&q);
	for (unsigned n = 0; n < STEPS; n++) {
		unsigned what = (unsigned)host_below(16);

		if (what < 8 && nmodel < MODEL_MAX)
			add(&q);
		else if (what < 15)
			take(&q);
		else
			drop(&q);
		if (q.set != model_set())
			CHECK_INT(q.set, model_set());
	}
	signal_queue_drop(&q, UINT64_MAX);
	CHECK_INT(host_blocks, signal_queue_spare);
	CHECK_INT(payer->use[QUOTA_KERNEL_BYTES], 0);
	CHECK_INT(payer->refs, 1);
	quota_put(payer);
	CHECK_INT(q.set, 0);
	defaults();
	return host_report();
}
