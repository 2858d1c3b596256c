/*
 * kernel/futex_robust.c - futexes whose owner goes: robust lists, clear_child_tid.
 *
 * The list is the user's memory: any of it may be missing, wrong or change
 * while it is read. It is followed for ROBUST_MAX links at the most, and only
 * words that name the thread as their owner are touched.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/futex.h"

#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/thread.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define ROBUST_MAX 2048 /* links, as Linux */
#define IN_A_ROW   32   /* before others come between */
#define LINK_PI    1UL  /* of a link: the lock inherits priorities */

/* A word of a space, which need not be the current one; aligned. -EFAULT. */
static int read_word(struct space *s, uint64_t address, uint64_t *value)
{
	void *where;

	if (address % 8 || space_page(s, address, MAP_READ, 0, &where) != 0)
		return -EFAULT;
	*value = *(const volatile uint64_t *)where;
	return 0;
}

/* The thread's hold on a word ends: who waits for it, or comes next, sees that. */
static void give_up(struct space *s, uint32_t tid, uint64_t address, bool pending)
{
	uint32_t *word, value;
	void *where;

	if (address % 4 || space_page(s, address, MAP_WRITE, 0, &where) != 0)
		return;
	word = where;
	value = __atomic_load_n(word, __ATOMIC_RELAXED);
	/* It was about to be given back, and may have been before anybody was woken. */
	if (pending && value == 0)
		futex_wake_word(s, address);
	do {
		if ((value & XINIM_FUTEX_TID_MASK) != tid)
			return;
	} while (!__atomic_compare_exchange_n(word, &value,
		(value & XINIM_FUTEX_WAITERS) | XINIM_FUTEX_OWNER_DIED, false,
		__ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	if (value & XINIM_FUTEX_WAITERS)
		futex_wake_word(s, address);
}

static void walk(struct thread *t, struct space *s, uint64_t head)
{
	uint64_t link, offset, pending;

	if (read_word(s, head, &link) != 0 || read_word(s, head + 8, &offset) != 0 ||
		read_word(s, head + 16, &pending) != 0)
		return;
	for (unsigned n = 1; (link & ~LINK_PI) != head && n <= ROBUST_MAX; n++) {
		uint64_t here = link & ~LINK_PI, next;
		bool more = read_word(s, here, &next) == 0;

		/* What stands in `pending` may be in the list already. */
		if (here != (pending & ~LINK_PI))
			give_up(s, t->tid, here + offset, false);
		if (!more)
			break;
		link = next;
		if (n % IN_A_ROW == 0 && t == current_thread())
			kernel_preemption_point();
	}
	if (pending & ~LINK_PI)
		give_up(s, t->tid, (pending & ~LINK_PI) + offset, true);
}

void futex_leave(struct thread *t, struct space *s)
{
	uint64_t list = t->robust_list, word = t->clear_tid;
	void *where;

	t->robust_list = 0;
	t->clear_tid = 0;
	if (list)
		walk(t, s, list);
	if (word && word % 4 == 0 && space_page(s, word, MAP_WRITE, 0, &where) == 0) {
		__atomic_store_n((uint32_t *)where, 0, __ATOMIC_SEQ_CST);
		futex_wake_word(s, word);
	}
	futex_pi_owner_gone(t);
}

/* set_tid_address(word): cleared and woken when the thread ends. The thread's number. */
SYSCALL_HANDLER(set_tid_address)
{
	struct thread *t = current_thread();

	t->clear_tid = arg[0];
	return t->tid;
}

/* set_robust_list(head, size). EINVAL: the size. */
SYSCALL_HANDLER(set_robust_list)
{
	if (arg[1] != sizeof(struct xinim_robust_list_head))
		return -EINVAL;
	current_thread()->robust_list = arg[0];
	return 0;
}

/*
 * get_robust_list(tid, head, size): of a thread of the caller's process (0: the
 * caller). ESRCH: there is no such thread; EPERM: it is another process's; EFAULT.
 */
SYSCALL_HANDLER_LOCKED(get_robust_list)
{
	const struct thread *t = current_thread();
	uint64_t size = sizeof(struct xinim_robust_list_head);

	if ((uint32_t)arg[0]) {
		t = thread_find((uint32_t)arg[0]);
		if (!t)
			return -ESRCH;
		if (t->process != current_thread()->process)
			return -EPERM;
	}
	if (copy_to_user(arg[2], &size, sizeof(size)) != 0)
		return -EFAULT;
	return copy_to_user(arg[1], &t->robust_list, sizeof(t->robust_list));
}
