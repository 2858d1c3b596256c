/*
 * tests/guest/spaces.c - address spaces: maps, shared objects, clones, messages between.
 *
 * A child is a clone of this program with one thread that makes bare calls only.
 *
 * guest-cpus: 2
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#include "guest.h"

#define PAGE  4096UL
#define STACK 16384
#define RW    (XINIM_RIGHT_READ | XINIM_RIGHT_WRITE)

static char stack[STACK] __attribute__((aligned(16)));
static volatile uint64_t shared_by_copy = 1;

static int64_t map(int process, uint64_t address, uint64_t length, uint32_t rights,
	uint32_t flags, int object, uint64_t offset)
{
	struct xinim_vm_map m = {
		.address = address,
		.length = length,
		.rights = rights,
		.flags = flags,
		.object = object,
		.offset = offset,
	};

	return xinim_vm_map(process, &m);
}

/* A process with a copy of our memory, and its one thread, stopped, at fn. */
static int make_child(const char *name, void (*fn)(uint64_t), uint64_t arg, int *tid)
{
	struct xinim_regs r = { 0 };
	int p = xinim_process_create(name);

	*tid = 0;
	if (p < 0)
		return p;
	r.rip = (uint64_t)fn;
	r.rdi = arg;
	r.rsp = (uint64_t)(stack + STACK) - 8;
	if (xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) != 0)
		return -1;
	*tid = xinim_thread_create(p, &r);
	return *tid > 0 ? p : *tid;
}

static void end(uint64_t status)
{
	for (;;)
		xinim_syscall1(SYS_exit_group, (long)status);
}

/* Starts the child, waits for its end; its exit status, or minus its signal. */
static int outcome(int process, int tid)
{
	int pid = (int)xinim_process_control(process, XINIM_PROCESS_PID, 0, 0, 0);
	int status = 0;

	EXPECT_EQ(xinim_thread_control(process, tid, XINIM_THREAD_START, 0), 0);
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(xinim_cap_close(process), 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void write_copy(uint64_t value)
{
	uint64_t was = shared_by_copy;

	shared_by_copy = value;
	end(was == 1 && shared_by_copy == value ? 7 : 8);
}

static void clone_is_a_copy(void)
{
	int tid, p = make_child("copy", write_copy, 99, &tid);

	REQUIRE(p > 0);
	EXPECT_EQ(outcome(p, tid), 7);
	EXPECT_EQ(shared_by_copy, 1);
}

static void touch(uint64_t address)
{
	*(volatile char *)address = 1;
	end(0);
}

static void maps(void)
{
	int64_t a = map(XINIM_CAP_SELF, 0, 3 * PAGE, RW, 0, 0, 0);
	int tid, p;

	REQUIRE(a > 0);
	for (uint64_t i = 0; i < 3 * PAGE; i += 512)
		EXPECT_EQ(*(volatile char *)(a + (int64_t)i), 0);
	*(volatile char *)(a + 1) = 5;
	EXPECT_EQ(map(XINIM_CAP_SELF, (uint64_t)a, PAGE, RW, XINIM_VM_NO_REPLACE, 0, 0),
		-EEXIST);
	EXPECT_EQ(
		xinim_vm_protect(XINIM_CAP_SELF, (uint64_t)a, PAGE, XINIM_RIGHT_READ), 0);
	EXPECT_EQ(*(volatile char *)(a + 1), 5);
	p = make_child("read-only", touch, (uint64_t)a, &tid);
	EXPECT_EQ(outcome(p, tid), -11);
	p = make_child("writable", touch, (uint64_t)a + PAGE, &tid);
	EXPECT_EQ(outcome(p, tid), 0);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)a + PAGE, PAGE), 0);
	p = make_child("unmapped", touch, (uint64_t)a + PAGE, &tid);
	EXPECT_EQ(outcome(p, tid), -11);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)a, 3 * PAGE), 0);
	EXPECT_EQ(map(XINIM_CAP_SELF, 0, 0, RW, 0, 0, 0), -EINVAL);
	EXPECT_EQ(map(XINIM_CAP_SELF, 1, PAGE, RW, XINIM_VM_FIXED, 0, 0), -EINVAL);
	EXPECT_EQ(map(XINIM_CAP_SELF, 0, UINT64_MAX, RW, 0, 0, 0), -ENOMEM);
	EXPECT_EQ(map(XINIM_CAP_SELF, 0, PAGE, 64, 0, 0, 0), -EINVAL);
	EXPECT_EQ(map(XINIM_CAP_SELF, 0, PAGE, RW, 1u << 31, 0, 0), -EINVAL);
	EXPECT_EQ(map(XINIM_CAP_SELF, 0xffff800000000000, PAGE, RW, XINIM_VM_FIXED, 0, 0),
		-EINVAL);
	EXPECT_EQ(map(XINIM_CAP_SELF, 0, PAGE, RW, 0, 4000, 0), -EBADF);
	EXPECT_EQ(xinim_vm_map(XINIM_CAP_SELF, NULL), -EFAULT);
	EXPECT_EQ(xinim_vm_map(4000, NULL), -EBADF);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, 1, PAGE), -EINVAL);
	EXPECT_EQ(xinim_vm_protect(XINIM_CAP_SELF, 0x10000, PAGE, 64), -EINVAL);
}

static void add_one(uint64_t address)
{
	for (int i = 0; i < 1000; i++)
		__atomic_fetch_add((uint64_t *)address, 1, __ATOMIC_SEQ_CST);
	end(0);
}

static void shared_object(void)
{
	int object = xinim_object_create(2 * PAGE - 1), reader, tid, p;
	int64_t a;

	REQUIRE(object > 0);
	EXPECT_EQ(xinim_object_control(object, XINIM_OBJECT_SIZE, 0), 2 * PAGE);
	a = map(XINIM_CAP_SELF, 0, 2 * PAGE, RW, XINIM_VM_SHARED, object, 0);
	REQUIRE(a > 0);
	p = make_child("sharer", add_one, (uint64_t)a, &tid);
	EXPECT_EQ(outcome(p, tid), 0);
	EXPECT_EQ(*(volatile uint64_t *)a, 1000);
	reader = xinim_cap_derive(object, XINIM_RIGHT_READ, 0);
	EXPECT_EQ(map(XINIM_CAP_SELF, 0, PAGE, RW, XINIM_VM_SHARED, reader, 0), -EPERM);
	EXPECT_EQ(xinim_object_control(reader, XINIM_OBJECT_RESIZE, PAGE), -EPERM);
	EXPECT_EQ(xinim_object_control(object, 99, 0), -EINVAL);
	EXPECT_EQ(xinim_object_create(0), -EINVAL);
	EXPECT_EQ(xinim_object_create(UINT64_MAX), -EINVAL);
	/* Cut short, the rest is no longer there. */
	EXPECT_EQ(xinim_object_control(object, XINIM_OBJECT_RESIZE, PAGE), 0);
	p = make_child("past the end", touch, (uint64_t)a + PAGE, &tid);
	EXPECT_EQ(outcome(p, tid), -7);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)a, 2 * PAGE), 0);
	EXPECT_EQ(xinim_cap_close(reader), 0);
	EXPECT_EQ(xinim_cap_close(object), 0);
}

/* Answers calls at the endpoint in slot 1 with word 0 plus one, label 0 is the last. */
static void serve(uint64_t unused)
{
	struct xinim_message m = { 0 };
	uint64_t answer = 0;

	(void)unused;
	for (;;) {
		int64_t call = xinim_reply_receive(1, answer, &m, XINIM_FOREVER);

		if (call <= 0)
			end(1);
		answer = (uint64_t)call;
		m.word[0]++;
		if (m.label == 0) {
			xinim_reply(answer, &m);
			end(0);
		}
	}
}

static void messages_across(void)
{
	int endpoint = xinim_endpoint_create(), tid, p, pid, status;
	struct xinim_message m;

	p = make_child("server", serve, 0, &tid);
	REQUIRE(p > 0);
	pid = (int)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0);
	EXPECT_EQ(xinim_process_control(
			  p, XINIM_PROCESS_GIVE, (uint64_t)endpoint, XINIM_RIGHT_READ, 0),
		1);
	EXPECT_EQ(xinim_thread_control(p, tid, XINIM_THREAD_START, 0), 0);
	for (uint64_t i = 1; i <= 5000; i++) {
		m = (struct xinim_message){ .word = { i }, .label = i };
		if (xinim_call(endpoint, &m, XINIM_FOREVER) != 0 || m.word[0] != i + 1) {
			EXPECT_EQ(m.word[0], i + 1);
			break;
		}
	}
	m = (struct xinim_message){ .word = { 41 } };
	EXPECT_EQ(xinim_call(endpoint, &m, XINIM_FOREVER), 0);
	EXPECT_EQ(m.word[0], 42);
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	EXPECT_EQ(xinim_cap_close(p), 0);
	EXPECT_EQ(xinim_cap_close(endpoint), 0);
}

/* Makes an endpoint, gives it to whoever is behind slot 1, and ends. */
static void give_endpoint(uint64_t unused)
{
	struct xinim_message m = { .label = XINIM_LABEL_CAP };

	(void)unused;
	m.word[5] = (uint64_t)xinim_endpoint_create();
	end(xinim_call(1, &m, XINIM_FOREVER) == 0 ? 0 : 1);
}

static void call_once(uint64_t unused)
{
	struct xinim_message m = { .word = { 1 } };

	(void)unused;
	end(xinim_call(1, &m, XINIM_FOREVER) == 0 && m.word[0] == 5 ? 0 : 1);
}

static int start_child(const char *name, void (*fn)(uint64_t), int endpoint)
{
	int tid, p = make_child(name, fn, 0, &tid);
	int pid = (int)xinim_process_control(p, XINIM_PROCESS_PID, 0, 0, 0);

	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_GIVE, (uint64_t)endpoint,
			  XINIM_RIGHT_WRITE, 0),
		1);
	EXPECT_EQ(xinim_thread_control(p, tid, XINIM_THREAD_START, 0), 0);
	EXPECT_EQ(xinim_cap_close(p), 0);
	return pid;
}

/* An endpoint whose owner has ended: nobody waits there, on whatever path. */
static void orphaned_endpoint(void)
{
	int endpoint = xinim_endpoint_create(), orphan, status, pid;
	struct xinim_message m = { 0 };
	int64_t call;

	pid = start_child("giver", give_endpoint, endpoint);
	call = xinim_receive(endpoint, &m, XINIM_FOREVER);
	orphan = (int)m.word[5];
	m.label = 0;
	EXPECT_EQ(xinim_reply((uint64_t)call, &m), 0);
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	REQUIRE(orphan > 0);
	EXPECT_EQ(xinim_receive(orphan, &m, XINIM_FOREVER), -EPIPE);
	EXPECT_EQ(xinim_call(orphan, &m, XINIM_FOREVER), -EPIPE);
	pid = start_child("caller", call_once, endpoint);
	call = xinim_receive(endpoint, &m, XINIM_FOREVER);
	EXPECT(call > 0);
	m.word[0] = 5;
	EXPECT_EQ(xinim_reply_receive(orphan, (uint64_t)call, &m, XINIM_FOREVER), -EPIPE);
	/* Refused as a whole: the answer has yet to be given. */
	EXPECT_EQ(xinim_reply((uint64_t)call, &m), 0);
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	EXPECT_EQ(xinim_cap_close(orphan), 0);
	EXPECT_EQ(xinim_cap_close(endpoint), 0);
}

static void clone_errors(void)
{
	int tid, p = make_child("errors", touch, 0, &tid);

	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0),
		-EBUSY);
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_CLONE, 4000, 0, 0), -EBADF);
	EXPECT_EQ(outcome(p, tid), -11);
}

/* Address spaces made and gone again: no page is lost. */
static void many(void)
{
	struct xinim_stats_memory before, after;

	for (int round = 0; round < 2; round++) {
		stats_read(XINIM_STATS_MEMORY, 0, &before, sizeof(before));
		for (int i = 0; i < 100; i++) {
			int tid,
				p = make_child(
					"one of many", write_copy, (uint64_t)i, &tid);

			if (p < 0 || outcome(p, tid) != 7) {
				EXPECT(p > 0);
				return;
			}
		}
		stats_read(XINIM_STATS_MEMORY, 0, &after, sizeof(after));
	}
	EXPECT_EQ(after.processes, before.processes);
	EXPECT_EQ(after.free_pages, before.free_pages);
}

static const struct guest_case cases[] = {
	{ "a clone is a copy", clone_is_a_copy },
	{ "maps", maps },
	{ "a shared object", shared_object },
	{ "messages between address spaces", messages_across },
	{ "an endpoint without its owner", orphaned_endpoint },
	{ "errors of cloning", clone_errors },
	{ "many address spaces", many },
};

GUEST_MAIN(cases)
