/*
 * kernel/signal_queue.c - signals that wait.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/signal.h"

#include "kernel/quota.h"
#include "kernel/slab.h"
#include "kernel/string.h"

#include <xinim/errno.h>

/* What an instruction raised: a handler for it has to see the state as it is. */
#define SYNCHRONOUS                                                    \
	(SIGNAL_BIT(XINIM_SIGSEGV) | SIGNAL_BIT(XINIM_SIGBUS) |        \
		SIGNAL_BIT(XINIM_SIGILL) | SIGNAL_BIT(XINIM_SIGTRAP) | \
		SIGNAL_BIT(XINIM_SIGFPE) | SIGNAL_BIT(XINIM_SIGSYS))

#define SPARE_MAX 8

struct entry {
	struct list link;
	struct quota *quota; /* of who is to get it: pays for it */
	struct xinim_siginfo info;
};

/* A few are kept for the next signals: by their links. */
static struct list spare = LIST_INIT(spare);
unsigned signal_queue_spare;

static struct entry *entry_get(void)
{
	struct list *l = list_pop(&spare);

	if (!l)
		return kmalloc(sizeof(struct entry));
	signal_queue_spare--;
	return list_entry(l, struct entry, link);
}

static struct entry *entry_new(struct quota *quota)
{
	struct entry *e;

	if (quota_charge(quota, QUOTA_KERNEL_BYTES, sizeof(*e)) != 0)
		return NULL;
	e = entry_get();
	if (e)
		e->quota = quota_get(quota);
	else
		quota_release(quota, QUOTA_KERNEL_BYTES, sizeof(*e));
	return e;
}

static void entry_free(struct entry *e)
{
	quota_release(e->quota, QUOTA_KERNEL_BYTES, sizeof(*e));
	quota_put(e->quota);
	if (signal_queue_spare == SPARE_MAX) {
		kfree(e);
		return;
	}
	signal_queue_spare++;
	list_add_head(&spare, &e->link);
}

void signal_queue_init(struct signal_queue *q)
{
	q->set = 0;
	list_init(&q->entries);
}

/* A timer's signal that waits already takes further ones in, as overruns. */
static bool merge_timer(struct signal_queue *q, const struct xinim_siginfo *info)
{
	struct entry *e;

	list_for_each_entry (e, &q->entries, link) {
		if (e->info.si_signo != info->si_signo ||
			e->info.si_code != XINIM_SI_TIMER ||
			e->info.si.timer.id != info->si.timer.id)
			continue;
		if (e->info.si.timer.overrun < INT32_MAX - info->si.timer.overrun)
			e->info.si.timer.overrun += info->si.timer.overrun + 1;
		else
			e->info.si.timer.overrun = INT32_MAX;
		return true;
	}
	return false;
}

int signal_queue_add(struct signal_queue *q, const struct xinim_siginfo *info, bool room,
	struct quota *quota)
{
	uint64_t bit = SIGNAL_BIT(info->si_signo);
	bool real_time = info->si_signo >= XINIM_SIGRT_MIN;
	struct entry *e;

	if (q->set & bit && info->si_code == XINIM_SI_TIMER && merge_timer(q, info))
		return SIGNAL_QUEUE_MERGED;
	if (!real_time && q->set & bit)
		return 0;
	e = room || !real_time ? entry_new(quota) : NULL;
	if (!e && real_time && info->si_code != XINIM_SI_USER)
		return -EAGAIN;
	q->set |= bit;
	if (!e)
		return 0;
	__builtin_memcpy(&e->info, info, SIGNAL_INFO_KEPT);
	list_add_tail(&q->entries, &e->link);
	return 1;
}

static int choose(uint64_t set)
{
	if (set & SYNCHRONOUS)
		set &= SYNCHRONOUS;
	return __builtin_ctzl(set) + 1;
}

int signal_queue_take(
	struct signal_queue *q, uint64_t set, struct xinim_siginfo *info, bool *entry)
{
	struct entry *first = NULL;
	struct list *l;
	int signal;

	*entry = false;
	set &= q->set;
	if (!set)
		return 0;
	signal = choose(set);
	q->set &= ~SIGNAL_BIT(signal);
	list_for_each (l, &q->entries) {
		struct entry *e = list_entry(l, struct entry, link);

		if (e->info.si_signo != signal)
			continue;
		if (first) {
			q->set |= SIGNAL_BIT(signal);
			break;
		}
		first = e;
	}
	if (!first) {
		memset(info, 0, sizeof(*info));
		info->si_signo = signal;
		return signal;
	}
	__builtin_memcpy(info, &first->info, SIGNAL_INFO_KEPT);
	__builtin_memset(
		(uint8_t *)info + SIGNAL_INFO_KEPT, 0, sizeof(*info) - SIGNAL_INFO_KEPT);
	*entry = true;
	list_remove(&first->link);
	entry_free(first);
	return signal;
}

unsigned signal_queue_drop(struct signal_queue *q, uint64_t set)
{
	struct list *l, *next;
	unsigned n = 0;

	if (!(q->set & set))
		return 0;
	q->set &= ~set;
	list_for_each_safe (l, next, &q->entries) {
		struct entry *e = list_entry(l, struct entry, link);

		if (!(SIGNAL_BIT(e->info.si_signo) & set))
			continue;
		list_remove(&e->link);
		entry_free(e);
		n++;
	}
	return n;
}

enum signal_default signal_default(int signal)
{
	switch (signal) {
	case XINIM_SIGCHLD:
	case XINIM_SIGCONT: /* the process has gone on already when it was sent */
	case XINIM_SIGURG:
	case XINIM_SIGWINCH:
		return SIGNAL_IGNORED;
	case XINIM_SIGSTOP:
	case XINIM_SIGTSTP:
	case XINIM_SIGTTIN:
	case XINIM_SIGTTOU:
		return SIGNAL_STOPS;
	case XINIM_SIGQUIT:
	case XINIM_SIGILL:
	case XINIM_SIGTRAP:
	case XINIM_SIGABRT:
	case XINIM_SIGBUS:
	case XINIM_SIGFPE:
	case XINIM_SIGSEGV:
	case XINIM_SIGXCPU:
	case XINIM_SIGXFSZ:
	case XINIM_SIGSYS:
		return SIGNAL_DUMPS;
	default:
		return SIGNAL_ENDS;
	}
}
