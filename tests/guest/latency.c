/* tests/guest/latency.c - latency.h, while memory is filled, moved, shared and given up.
 *
 * guest-qemu: -icount shift=0,sleep=off
 * guest-memory: 768
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>

#include <xinim/abi.h>

#include "latency.h"

#define LARGE  (256UL << 20)
#define PAGE   4096UL
#define SPAN   (2UL << 20) /* of a table of pages */
#define TABLES 3000
#define CAPS   3000

static char *large(void)
{
	struct xinim_vm_map m = { .length = LARGE,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE };

	return (char *)xinim_vm_map(XINIM_CAP_SELF, &m);
}

static int64_t fill(char *at)
{
	return xinim_syscall6(SYS_vm_control, XINIM_CAP_SELF, XINIM_VM_ADVISE, (long)at,
		LARGE, XINIM_VM_FILL_WRITE, 0);
}

/* A process without threads, with a copy of this one's memory. */
static int copy_of_this(void)
{
	int p = xinim_process_create("copy");

	if (p > 0 &&
		xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) != 0)
		return -1;
	return p;
}

static void nothing(void)
{
	latency_begin();
	usleep(1000);
	latency_check("sleep", 1);
}

static void filled_and_unmapped(void)
{
	char *at = large();

	REQUIRE((int64_t)at > 0);
	latency_begin();
	REQUIRE_EQ(fill(at), 0);
	latency_check("fill", 1);
	latency_begin();
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
	latency_check("unmap", 1);
}

static void dropped_and_replaced(void)
{
	struct xinim_vm_map m = {
		.length = LARGE, .rights = XINIM_RIGHT_READ, .flags = XINIM_VM_FIXED
	};
	char *at = large();

	REQUIRE((int64_t)at > 0);
	REQUIRE_EQ(fill(at), 0);
	latency_begin();
	EXPECT_EQ(xinim_syscall6(SYS_vm_control, XINIM_CAP_SELF, XINIM_VM_ADVISE,
			  (long)at, LARGE, XINIM_VM_DONT_NEED, 0),
		0);
	latency_check("drop", 1);
	REQUIRE_EQ(fill(at), 0);
	m.address = (uint64_t)at;
	latency_begin();
	EXPECT_EQ(xinim_vm_map(XINIM_CAP_SELF, &m), (int64_t)at);
	latency_check("replace", 1);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
}

static void rights_changed(void)
{
	char *at = large();

	REQUIRE((int64_t)at > 0);
	REQUIRE_EQ(fill(at), 0);
	latency_begin();
	EXPECT_EQ(xinim_vm_protect(XINIM_CAP_SELF, (uint64_t)at, LARGE, XINIM_RIGHT_READ),
		0);
	latency_check("protect", 1);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
}

static void cloned_and_ended(void)
{
	char *at = large();
	int p, status;

	REQUIRE((int64_t)at > 0);
	REQUIRE_EQ(fill(at), 0);
	latency_begin();
	p = copy_of_this();
	REQUIRE(p > 0);
	latency_check("clone", 1);
	/* The last to have the pages: the copy, which goes at once as nobody runs in it. */
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
	latency_begin();
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	latency_check("exit", 1);
	waitpid(-1, &status, WNOHANG);
	xinim_cap_close(p);
}

static void moved(void)
{
	char *at = large(), *to;

	REQUIRE((int64_t)at > 0);
	REQUIRE_EQ(fill(at), 0);
	to = at - 2 * LARGE;
	at[0] = 1;
	at[LARGE - 1] = 2;
	latency_begin();
	EXPECT_EQ(xinim_vm_control(XINIM_CAP_SELF, XINIM_VM_MOVE, (uint64_t)at, LARGE,
			  LARGE, (uint64_t)to | XINIM_VM_MOVE_MAY | XINIM_VM_MOVE_FIXED),
		(int64_t)to);
	latency_check("move", 20);
	EXPECT_EQ(to[0], 1);
	EXPECT_EQ(to[LARGE - 1], 2);
	latency_begin();
	EXPECT_EQ(xinim_vm_control(XINIM_CAP_SELF, XINIM_VM_MOVE, (uint64_t)to, LARGE,
			  LARGE,
			  (uint64_t)at | XINIM_VM_MOVE_MAY | XINIM_VM_MOVE_FIXED |
				  XINIM_VM_MOVE_KEEP),
		(int64_t)at);
	latency_check("keep", 20);
	EXPECT_EQ(at[0], 1);
	EXPECT_EQ(to[0], 0);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)to, LARGE), 0);
}

/* One page in each table of pages: what takes long is to look through the tables. */
static char *sparse(void)
{
	struct xinim_vm_map m = { .length = TABLES * SPAN,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE };
	char *at = (char *)xinim_vm_map(XINIM_CAP_SELF, &m);

	if ((int64_t)at < 0)
		return NULL;
	for (uint64_t i = 0; i < TABLES; i++)
		at[i * SPAN] = 1;
	return at;
}

static void far_between(void)
{
	char *at = sparse();
	int p, status;

	REQUIRE(at);
	latency_begin();
	EXPECT_EQ(xinim_vm_protect(
			  XINIM_CAP_SELF, (uint64_t)at, TABLES * SPAN, XINIM_RIGHT_READ),
		0);
	latency_check("sparse protect", 20);
	latency_begin();
	p = copy_of_this();
	REQUIRE(p > 0);
	latency_check("sparse clone", 20);
	latency_begin();
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	latency_check("sparse exit", 20);
	waitpid(-1, &status, WNOHANG);
	xinim_cap_close(p);
	latency_begin();
	EXPECT_EQ(xinim_vm_control(XINIM_CAP_SELF, XINIM_VM_MOVE, (uint64_t)at,
			  TABLES * SPAN, TABLES * SPAN,
			  ((uint64_t)at - 2 * TABLES * SPAN) | XINIM_VM_MOVE_MAY |
				  XINIM_VM_MOVE_FIXED),
		(int64_t)(at - 2 * TABLES * SPAN));
	latency_check("sparse move", 20);
	at -= 2 * TABLES * SPAN;
	EXPECT_EQ(at[(TABLES - 1) * SPAN], 1);
	latency_begin();
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, TABLES * SPAN), 0);
	latency_check("sparse unmap", 20);
}

static void many_regions(void)
{
	struct xinim_vm_map m = { .length = PAGE, .flags = XINIM_VM_FIXED };
	char *at = large();

	REQUIRE((int64_t)at > 0);
	for (unsigned i = 0; i < 4000; i++) {
		m.address = (uint64_t)at + i * PAGE;
		m.rights = i % 2 ? XINIM_RIGHT_READ : 3;
		REQUIRE_EQ(xinim_vm_map(XINIM_CAP_SELF, &m), (int64_t)m.address);
	}
	latency_begin();
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
	latency_check("regions", 1);
}

static void objects(void)
{
	struct xinim_vm_map m = { .length = LARGE,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE,
		.flags = XINIM_VM_SHARED };

	for (int round = 0; round < 2; round++) {
		char *at;

		m.object = xinim_object_create(LARGE);
		REQUIRE(m.object > 0);
		at = (char *)xinim_vm_map(XINIM_CAP_SELF, &m);
		REQUIRE((int64_t)at > 0);
		REQUIRE_EQ(fill(at), 0);
		latency_begin();
		if (round == 0)
			EXPECT_EQ(
				xinim_object_control(m.object, XINIM_OBJECT_RESIZE, PAGE),
				0);
		EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, LARGE), 0);
		EXPECT_EQ(xinim_cap_close(m.object), 0);
		latency_check(round ? "object" : "resize", 1);
	}
}

static void capabilities(void)
{
	int first = xinim_endpoint_create(), last = first;

	REQUIRE(first > 0);
	for (int i = 0; i < CAPS && last > 0; i++)
		last = xinim_cap_derive(last, XINIM_RIGHT_ALL, 0);
	REQUIRE(last > 0);
	latency_begin();
	EXPECT_EQ(xinim_cap_revoke(first), 0);
	latency_check("revoke", 1);
	for (int i = 0; i < CAPS && last > 0; i++)
		last = xinim_cap_derive(first, XINIM_RIGHT_ALL, 0);
	latency_begin();
	EXPECT_EQ(xinim_cap_close(first), 0);
	latency_check("close", 1);
}

/* Words in pages that are there, and in pages that are not there yet. */
static void many_words(void)
{
	struct xinim_futex_waitv list[XINIM_FUTEX_WAITV_MAX];
	struct timespec past = { 0, 0 };
	char *at = large();

	REQUIRE((int64_t)at > 0);
	for (int fresh = 0; fresh < 2; fresh++) {
		latency_begin();
		for (unsigned round = 0; round < 20; round++) {
			for (unsigned i = 0; i < XINIM_FUTEX_WAITV_MAX; i++)
				list[i] = (struct xinim_futex_waitv){
					.word = (uint64_t)at + i * PAGE,
					.flags = XINIM_FUTEX2_U32,
				};
			EXPECT_EQ(xinim_syscall5(SYS_futex_waitv, (long)list,
					  XINIM_FUTEX_WAITV_MAX, 0, (long)&past,
					  XINIM_CLOCK_MONOTONIC),
				-ETIMEDOUT);
			if (fresh)
				at += XINIM_FUTEX_WAITV_MAX * PAGE;
		}
		latency_check(fresh ? "words in new pages" : "words", 1);
	}
}

static const struct guest_case cases[] = {
	{ "nothing", nothing },
	{ "filled_and_unmapped", filled_and_unmapped },
	{ "dropped_and_replaced", dropped_and_replaced },
	{ "rights_changed", rights_changed },
	{ "cloned_and_ended", cloned_and_ended },
	{ "moved", moved },
	{ "far_between", far_between },
	{ "many_regions", many_regions },
	{ "objects", objects },
	{ "capabilities", capabilities },
	{ "many_words", many_words },
};

int main(int argc, char **argv)
{
	if (latency_start() <= 0)
		return 1;
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
