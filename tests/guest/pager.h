/*
 * tests/guest/pager.h - what the cases of pager.c share: an object, its pages, clones.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_PAGER_H
#define XINIM_TESTS_GUEST_PAGER_H

#include <errno.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#include "guest.h"

#define PAGE     4096UL
#define PAGES    64
#define STACK    16384
#define CHILDREN 6
#define RW       (XINIM_RIGHT_READ | XINIM_RIGHT_WRITE)
#define BADGE    0x123456789abcdef0

struct child {
	int process, pid;
};

static char stack[STACK] __attribute__((aligned(16)));
static char disk[PAGES][PAGE]; /* where the pages come from */
static int object, notification;
static char *mapped;

static int64_t control(int operation, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	return xinim_object_operate(object, operation, a, b, c, d);
}

static int64_t supply(uint64_t page, uint64_t count)
{
	return control(
		XINIM_OBJECT_SUPPLY, page * PAGE, count * PAGE, (uint64_t)disk[page], 0);
}

static int64_t map(int o, uint64_t pages, uint32_t rights, uint32_t flags)
{
	struct xinim_vm_map m = {
		.length = pages * PAGE, .rights = rights, .flags = flags, .object = o
	};

	return xinim_vm_map(XINIM_CAP_SELF, &m);
}

/* An object that this process pages, mapped shared. */
static void begin(void)
{
	object = xinim_object_create(PAGES * PAGE);
	notification = xinim_notification_create();
	EXPECT_EQ(control(XINIM_OBJECT_PAGER, (uint64_t)notification, 4, BADGE, 0), 0);
	mapped = (char *)map(object, PAGES, RW, XINIM_VM_SHARED);
	for (unsigned i = 0; i < PAGES; i++)
		memset(disk[i], (int)i + 1, PAGE);
}

/* Takes it apart; the pager hears that nobody maps it any more. */
static void finish(void)
{
	struct xinim_object_event e;

	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)mapped, PAGES * PAGE), 0);
	EXPECT_EQ(xinim_notification_wait(notification, 4, XINIM_FOREVER), 4);
	EXPECT_EQ(xinim_object_operate(
			  XINIM_CAP_SELF, XINIM_OBJECT_EVENTS, (uint64_t)&e, 1, 0, 0),
		1);
	EXPECT_EQ(e.badge, BADGE);
	EXPECT_EQ(e.kind, XINIM_OBJECT_UNMAPPED);
	EXPECT_EQ(xinim_cap_close(object), 0);
	EXPECT_EQ(xinim_cap_close(notification), 0);
}

static void end(uint64_t status)
{
	for (;;)
		xinim_syscall1(SYS_exit_group, (long)status);
}

/* A clone of this program that runs fn(arg), with what it needs in its slots 1 and 2. */
static struct child start(
	const char *name, void (*fn)(uint64_t), uint64_t arg, int cap1, int cap2)
{
	struct xinim_regs r = { 0 };
	int p = xinim_process_create(name), pid, tid;

	r.rip = (uint64_t)fn;
	r.rdi = arg;
	r.rsp = (uint64_t)(stack + STACK) - 8;
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0), 0);
	if (cap1)
		EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_GIVE, (uint64_t)cap1,
				  XINIM_RIGHT_ALL, 0),
			1);
	if (cap2)
		EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_GIVE, (uint64_t)cap2,
				  XINIM_RIGHT_ALL, 0),
			2);
	tid = xinim_thread_create(p, &r);
	pid = (int)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0);
	EXPECT_EQ(xinim_thread_control(p, tid, XINIM_THREAD_START, 0), 0);
	return (struct child){ p, pid };
}

/* Waits for its end: its exit status, or minus its signal. */
static int outcome(struct child c)
{
	int status = 0;

	EXPECT_EQ(waitpid(c.pid, &status, 0), c.pid);
	EXPECT_EQ(xinim_cap_close(c.process), 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* The next event, which is that pages are wanted; the first of them, and how many. */
static uint64_t wanted(uint64_t *count)
{
	struct xinim_object_event e = { 0 };
	int64_t n;

	while ((n = xinim_object_operate(XINIM_CAP_SELF, XINIM_OBJECT_EVENTS,
			(uint64_t)&e, 1, 0, 0)) == -EAGAIN)
		EXPECT_EQ(xinim_notification_wait(notification, 4, XINIM_FOREVER), 4);
	EXPECT_EQ(n, 1);
	EXPECT_EQ(e.badge, BADGE);
	EXPECT_EQ(e.kind, XINIM_OBJECT_WANTED);
	*count = e.length / PAGE;
	return e.offset / PAGE;
}

static uint64_t pages_known(void)
{
	struct xinim_object_info info = { 0 };

	EXPECT_EQ(control(XINIM_OBJECT_INFO, (uint64_t)&info, 0, 0, 0), 0);
	return info.pages;
}

static void read_byte(uint64_t at)
{
	end((unsigned char)mapped[at]);
}

static void write_byte(uint64_t at)
{
	mapped[at] = 99;
	end((unsigned char)mapped[at + 1]);
}

#endif
