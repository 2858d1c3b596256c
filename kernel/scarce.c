/*
 * kernel/scarce.c - who holds memory that others may have is told when there is little.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/scarce.h"

#include "kernel/ipc.h"
#include "kernel/page.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/thread.h"
#include "kernel/vm_wait.h"

#include <xinim/errno.h>
#include <xinim/process.h>

#define PAUSE 1024 /* pages taken until it is asked once more, after it had nothing */

static struct notification *told;
static uint64_t told_bits;
static bool asked;      /* and has not answered yet */
static unsigned paused; /* pages until it is asked again */
static struct list waiters = LIST_INIT(waiters);

static void ask(void)
{
	if (asked)
		return;
	asked = true;
	notification_signal(told, told_bits);
}

static void few_pages(void)
{
	if (paused)
		paused--;
	else
		ask();
}

static void answered(uint64_t pages)
{
	paused = asked && !pages ? PAUSE : 0;
	asked = false;
	vm_wait_end(&waiters, 0, pages ? 0 : -ENOMEM);
}

int64_t scarce_set(uint64_t slot, uint64_t bits, uint64_t pages)
{
	struct process *self = current_thread()->process;
	struct cap *c = NULL;
	int error;

	if (self->pid > PID_MEMORY)
		return -EPERM;
	if (bits & ~(uint64_t)INT64_MAX)
		return -EINVAL;
	error = bits ? cap_find(self, slot, XINIM_CAP_NOTIFICATION, XINIM_RIGHT_WRITE, &c)
		     : 0;
	if (error)
		return error;
	if (c)
		cap_object_get(c->object);
	if (told)
		cap_object_put(&told->cap);
	told = c ? (struct notification *)c->object : NULL;
	told_bits = bits;
	page_when_scarce(told ? few_pages : NULL);
	answered(pages);
	return 0;
}

int vm_wait_for_memory(const struct quota *q, bool wait)
{
	int error;

	if (!told || !page_short(q) || current_thread()->base_priority > PRIORITY_USER)
		return -ENOMEM;
	if (!wait)
		return -EAGAIN;
	ask();
	error = vm_wait(&waiters, 0);
	return error ? error : -EAGAIN;
}
