/*
 * tests/guest/pager.c - memory objects whose missing pages a process supplies.
 *
 * The first program is the pager; who touches the pages are clones of it, each
 * with one thread that makes bare calls only.
 *
 * guest-cpus: 4
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "pager.h"

static void supplied(void)
{
	uint64_t count;
	struct child c;

	begin();
	c = start("reader", read_byte, 3 * PAGE + 5, 0, 0);
	EXPECT_EQ(wanted(&count), 3);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(supply(3, 1), PAGE);
	EXPECT_EQ(outcome(c), 4);
	/* It is there for the next one, and for the pager itself. */
	EXPECT_EQ(outcome(start("reader", read_byte, 3 * PAGE, 0, 0)), 4);
	EXPECT_EQ(mapped[3 * PAGE], 4);
	/* Before anybody asked; the end of a page is zeroes. */
	EXPECT_EQ(control(XINIM_OBJECT_SUPPLY, 10 * PAGE, 2 * PAGE + 7,
			  (uint64_t)disk[10], 0),
		2 * PAGE + 7);
	EXPECT_EQ(mapped[12 * PAGE + 6], 13);
	EXPECT_EQ(mapped[12 * PAGE + 7], 0);
	EXPECT_EQ(pages_known(), 4);
	finish();
}

static void in_a_row(void)
{
	uint64_t count;
	struct child c[3];

	begin();
	for (uint64_t i = 0; i < 3; i++) {
		c[i] = start("reader", read_byte, (5 + i) * PAGE, 0, 0);
		while (pages_known() != i + 1)
			sched_yield();
	}
	EXPECT_EQ(wanted(&count), 5);
	EXPECT_EQ(count, 3);
	/* More than was asked for; what is there stays. */
	disk[6][0] = 70;
	EXPECT_EQ(supply(6, 1), PAGE);
	disk[6][0] = 71;
	EXPECT_EQ(supply(4, 6), 6 * PAGE);
	EXPECT_EQ(outcome(c[0]), 6);
	EXPECT_EQ(outcome(c[1]), 70);
	EXPECT_EQ(outcome(c[2]), 8);
	finish();
}

static void failed(void)
{
	uint64_t count;
	struct child c;

	begin();
	c = start("loser", read_byte, 9 * PAGE, 0, 0);
	EXPECT_EQ(wanted(&count), 9);
	EXPECT_EQ(control(XINIM_OBJECT_FAIL, 9 * PAGE, PAGE, 0, 0), 0);
	EXPECT_EQ(outcome(c), -7);
	c = start("writer", write_byte, 9 * PAGE, 0, 0);
	EXPECT_EQ(wanted(&count), 9);
	EXPECT_EQ(supply(9, 1), PAGE);
	EXPECT_EQ(outcome(c), 10);
	EXPECT_EQ(mapped[9 * PAGE], 99);
	EXPECT_EQ(outcome(start("too far", read_byte, PAGES * PAGE, 0, 0)), -11);
	finish();
}

/* Calls whose arguments lie in missing pages: the kernel waits for those, too. */
static void call_with_pages(uint64_t unused)
{
	struct xinim_vm_map *m = (struct xinim_vm_map *)(mapped + 20 * PAGE);
	char *name = mapped + 22 * PAGE - 10;

	(void)unused;
	if (xinim_vm_map(XINIM_CAP_SELF, m) != 0x10000000)
		end(1);
	if (*(volatile char *)0x10000000 != 0)
		end(2);
	if (xinim_syscall1(SYS_uname, (long)name) != 0)
		end(3);
	if (name[0] != 'X' && name[0] != 'x')
		end(4);
	/* Whose pager cannot: an error, no signal. */
	end(xinim_syscall1(SYS_uname, (long)(mapped + 30 * PAGE)) == -EFAULT ? 0 : 5);
}

static void kernel_copies(void)
{
	struct xinim_vm_map *m = (struct xinim_vm_map *)disk[20];
	uint64_t count, asked[] = { 20, 21, 22 };
	struct child c;

	begin();
	memset(m, 0, sizeof(*m));
	m->address = 0x10000000;
	m->length = PAGE;
	m->rights = RW;
	m->flags = XINIM_VM_FIXED;
	c = start("caller", call_with_pages, 0, 0, 0);
	for (unsigned i = 0; i < 3; i++) {
		EXPECT_EQ(wanted(&count), asked[i]);
		EXPECT_EQ(supply(asked[i], 1), PAGE);
	}
	EXPECT_EQ(wanted(&count), 30);
	EXPECT_EQ(control(XINIM_OBJECT_FAIL, 30 * PAGE, 1, 0, 0), 0);
	EXPECT_EQ(outcome(c), 0);
	finish();
}

static void call_and_check(uint64_t unused)
{
	struct xinim_message m = { .word = { (uint64_t)mapped + PAGE - 4 } };

	(void)unused;
	end(xinim_call(1, &m, XINIM_FOREVER) == 0 && mapped[PAGE + 4] == 88 ? 0 : 1);
}

/* The server of a call is the pager of its caller's memory: nobody waits for anybody. */
static void callers_memory(void)
{
	int endpoint = xinim_endpoint_create(), data = xinim_object_create(2 * PAGE);
	struct child c;
	struct xinim_message m = { 0 };
	char bytes[16] = { 0 };
	uint64_t count;
	int64_t call;

	begin();
	c = start("caller", call_and_check, 0, endpoint, 0);
	call = xinim_receive(endpoint, &m, XINIM_FOREVER);
	EXPECT(call > 0);
	EXPECT_EQ(xinim_copy_from_caller((uint64_t)call, bytes, m.word[0], 8), -EAGAIN);
	EXPECT_EQ(wanted(&count), 0);
	EXPECT_EQ(supply(0, 1), PAGE);
	EXPECT_EQ(xinim_copy_from_caller((uint64_t)call, bytes, m.word[0], 8), 4);
	EXPECT_EQ(wanted(&count), 1);
	EXPECT_EQ(control(XINIM_OBJECT_FAIL, PAGE, PAGE, 0, 0), 0);
	EXPECT_EQ(xinim_copy_from_caller((uint64_t)call, bytes, m.word[0] + 4, 4), -EIO);
	EXPECT_EQ(
		xinim_copy_from_caller((uint64_t)call, bytes, m.word[0] + 4, 4), -EAGAIN);
	EXPECT_EQ(wanted(&count), 1);
	EXPECT_EQ(supply(1, 1), PAGE);
	EXPECT_EQ(xinim_copy_from_caller((uint64_t)call, bytes, m.word[0], 8), 8);
	EXPECT_EQ(bytes[3], 1);
	EXPECT_EQ(bytes[4], 2);
	/* An object's bytes to the caller and back, at different places in their pages. */
	memset(bytes, 88, sizeof(bytes));
	EXPECT_EQ(xinim_object_operate(
			  data, XINIM_OBJECT_WRITE, PAGE - 6, 12, (uint64_t)bytes, 0),
		12);
	EXPECT_EQ(xinim_object_operate(data, XINIM_OBJECT_TO_CALLER, PAGE - 6, 12,
			  m.word[0], (uint64_t)call),
		12);
	EXPECT_EQ(xinim_object_operate(data, XINIM_OBJECT_FROM_CALLER, 100, 20, m.word[0],
			  (uint64_t)call),
		20);
	EXPECT_EQ(xinim_object_operate(
			  data, XINIM_OBJECT_READ, 108, 16, (uint64_t)bytes, 0),
		16);
	EXPECT_EQ(bytes[3], 88);
	EXPECT_EQ(bytes[4], 2);
	EXPECT_EQ(bytes[12], 0);
	EXPECT_EQ(xinim_object_operate(data, XINIM_OBJECT_TO_CALLER, 0, 4, m.word[0],
			  (uint64_t)call + (1UL << 40)),
		-ESRCH);
	EXPECT_EQ(xinim_object_operate(
			  data, XINIM_OBJECT_TO_CALLER, 0, 4, 0x1000, (uint64_t)call),
		-EFAULT);
	EXPECT_EQ(xinim_reply((uint64_t)call, &m), 0);
	EXPECT_EQ(outcome(c), 0);
	EXPECT_EQ(xinim_cap_close(endpoint), 0);
	EXPECT_EQ(xinim_cap_close(data), 0);
	finish();
}

static void written_back(void)
{
	char page[PAGE];
	uint64_t count;

	begin();
	EXPECT_EQ(supply(0, 8), 8 * PAGE);
	EXPECT_EQ(control(XINIM_OBJECT_DIRTY, 0, 0, 0, 0), -ENOENT);
	EXPECT_EQ(outcome(start("writer", write_byte, 2 * PAGE, 0, 0)), 3);
	EXPECT_EQ(outcome(start("reader", read_byte, 3 * PAGE, 0, 0)), 4);
	mapped[5 * PAGE] = 55;
	EXPECT_EQ(control(XINIM_OBJECT_DIRTY, 0, 0, 0, 0), 2 * PAGE);
	EXPECT_EQ(control(XINIM_OBJECT_DIRTY, 2 * PAGE + 1, 0, 0, 0), 5 * PAGE);
	EXPECT_EQ(control(XINIM_OBJECT_EVICT, 0, 8 * PAGE, 0, 0), 6 * PAGE);
	EXPECT_EQ(control(XINIM_OBJECT_CLEAN, 0, 8, 0, 0), -EFAULT);
	EXPECT_EQ(control(XINIM_OBJECT_CLEAN, 0, (uint64_t)page, 0, 0), 2 * PAGE);
	EXPECT_EQ(page[0], 99);
	EXPECT_EQ(page[1], 3);
	EXPECT_EQ(control(XINIM_OBJECT_DIRTY, 0, 0, 0, 0), 5 * PAGE);
	/* Written to after that, it is to be written back again. */
	EXPECT_EQ(outcome(start("writer", write_byte, 2 * PAGE + 1, 0, 0)), 3);
	EXPECT_EQ(control(XINIM_OBJECT_CLEAN, 0, (uint64_t)page, 0, 0), 2 * PAGE);
	EXPECT_EQ(page[1], 99);
	EXPECT_EQ(control(XINIM_OBJECT_CLEAN, 0, (uint64_t)page, 0, 0), 5 * PAGE);
	EXPECT_EQ(control(XINIM_OBJECT_CLEAN, 0, (uint64_t)page, 0, 0), -ENOENT);
	EXPECT_EQ(control(XINIM_OBJECT_EVICT, 0, 8 * PAGE, 0, 0), 2 * PAGE);
	EXPECT_EQ(pages_known(), 0);
	/* By the pager's own hand, too. */
	EXPECT_EQ(control(XINIM_OBJECT_WRITE, PAGE, 3, (uint64_t) "abc", 0), -EAGAIN);
	EXPECT_EQ(wanted(&count), 1);
	EXPECT_EQ(control(XINIM_OBJECT_SUPPLY, PAGE, PAGE, (uint64_t)disk[1],
			  XINIM_SUPPLY_DIRTY),
		PAGE);
	EXPECT_EQ(control(XINIM_OBJECT_CLEAN, 0, (uint64_t)page, 0, 0), PAGE);
	EXPECT_EQ(control(XINIM_OBJECT_WRITE, PAGE, 3, (uint64_t) "abc", 0), 3);
	EXPECT_EQ(control(XINIM_OBJECT_DIRTY, 0, 0, 0, 0), PAGE);
	EXPECT_EQ(mapped[PAGE + 2], 'c');
	EXPECT_EQ(mapped[PAGE + 3], 2);
	finish();
}

static volatile char *private_copy;

static void write_private(uint64_t at)
{
	private_copy[at] = 1;
	end((unsigned char)private_copy[at + 1]);
}

static void private_maps(void)
{
	uint64_t count;
	struct child c;

	begin();
	private_copy = (char *)map(object, PAGES, RW, 0);
	c = start("writer", write_private, 6 * PAGE, 0, 0);
	EXPECT_EQ(wanted(&count), 6);
	EXPECT_EQ(supply(6, 1), PAGE);
	EXPECT_EQ(outcome(c), 7);
	EXPECT_EQ(mapped[6 * PAGE], 7);
	EXPECT_EQ(private_copy[6 * PAGE], 7);
	private_copy[6 * PAGE] = 8;
	EXPECT_EQ(control(XINIM_OBJECT_DIRTY, 0, 0, 0, 0), -ENOENT);
	EXPECT_EQ(control(XINIM_OBJECT_EVICT, 0, PAGES * PAGE, 0, 0), PAGE);
	EXPECT_EQ(private_copy[6 * PAGE], 8);
	EXPECT_EQ(
		xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)private_copy, PAGES * PAGE), 0);
	finish();
}

/* A pager, of the object in slot 1 by its notification, that answers nothing. */
static void lazy_pager(uint64_t unused)
{
	int n = xinim_notification_create();

	(void)unused;
	if (xinim_object_operate(1, XINIM_OBJECT_PAGER, (uint64_t)n, 1, 5, 0) != 0)
		end(1);
	xinim_notification_signal(2, 1);
	xinim_notification_wait(n, 2, XINIM_FOREVER);
	end(2);
}

static void touch_own(uint64_t unused)
{
	int n = xinim_notification_create();

	(void)unused;
	if (xinim_object_operate(1, XINIM_OBJECT_PAGER, (uint64_t)n, 1, 5, 0) != 0)
		end(1);
	if (xinim_syscall1(SYS_uname, (long)(mapped + PAGE)) != -EFAULT)
		end(2);
	end((unsigned char)mapped[PAGE]);
}

static void touch_unpaged(uint64_t unused)
{
	int n = xinim_notification_create();

	(void)unused;
	if (xinim_object_operate(1, XINIM_OBJECT_PAGER, (uint64_t)n, 1, 5, 0) != 0)
		end(1);
	mapped[2 * PAGE] = 1;
	end(2);
}

/* An object for another pager. */
static int foreign_begin(void)
{
	object = xinim_object_create(PAGES * PAGE);
	mapped = (char *)map(object, PAGES, RW, XINIM_VM_SHARED);
	mapped[0] = 0; /* before there is a pager: zeroes */
	return xinim_notification_create();
}

static void foreign_finish(int told)
{
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)mapped, PAGES * PAGE), 0);
	EXPECT_EQ(xinim_cap_close(object), 0);
	EXPECT_EQ(xinim_cap_close(told), 0);
}

static void pager_dies(void)
{
	int told = foreign_begin();
	struct child pager, waits;

	pager = start("lazy pager", lazy_pager, 0, object, told);
	EXPECT_EQ(xinim_notification_wait(told, 1, XINIM_FOREVER), 1);
	EXPECT_EQ(control(XINIM_OBJECT_PAGER, (uint64_t)told, 1, 1, 0), -EBUSY);
	waits = start("waits", read_byte, PAGE, 0, 0);
	while (pages_known() != 2)
		sched_yield();
	EXPECT_EQ(xinim_process_control(pager.process, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT_EQ(outcome(pager), -9);
	EXPECT_EQ(outcome(waits), -7);
	EXPECT_EQ(outcome(start("late", read_byte, 2 * PAGE, 0, 0)), -7);
	EXPECT_EQ(outcome(start("there", read_byte, 0, 0, 0)), 0);
	EXPECT_EQ(control(XINIM_OBJECT_PAGER, (uint64_t)told, 1, 1, 0), -EBUSY);
	EXPECT_EQ(control(XINIM_OBJECT_SUPPLY, 0, 0, 0, 0), -EINVAL);
	foreign_finish(told);
}

static void pager_waits_for_itself(void)
{
	int told = foreign_begin();

	EXPECT_EQ(outcome(start("touches its own", touch_own, 0, object, told)), -7);
	foreign_finish(told);
	told = foreign_begin();
	EXPECT_EQ(outcome(start("writes its own", touch_unpaged, 0, object, told)), -7);
	foreign_finish(told);
}

/* Closing its capability it stops being the pager; others keep theirs. */
static void pager_resigns(void)
{
	int other;
	uint64_t count;
	struct child c;

	begin();
	other = xinim_cap_derive(object, XINIM_RIGHT_ALL, 0);
	c = start("waits", read_byte, PAGE, 0, 0);
	EXPECT_EQ(wanted(&count), 1);
	EXPECT_EQ(supply(0, 1), PAGE);
	EXPECT_EQ(xinim_cap_close(object), 0);
	object = other;
	EXPECT_EQ(outcome(c), -7);
	EXPECT_EQ(outcome(start("there", read_byte, 0, 0, 0)), 1);
	EXPECT_EQ(supply(1, 1), -EINVAL);
	EXPECT_EQ(xinim_object_operate(XINIM_CAP_SELF, XINIM_OBJECT_EVENTS, 0, 1, 0, 0),
		-EAGAIN);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)mapped, PAGES * PAGE), 0);
	EXPECT_EQ(xinim_cap_close(object), 0);
	EXPECT_EQ(xinim_cap_close(notification), 0);
}

/* Who waits for a page can be killed; the answer may come all the same. */
static void waiter_dies(void)
{
	uint64_t count;
	struct child c;

	begin();
	c = start("victim", read_byte, 40 * PAGE, 0, 0);
	EXPECT_EQ(wanted(&count), 40);
	EXPECT_EQ(xinim_process_control(c.process, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT_EQ(outcome(c), -9);
	EXPECT_EQ(supply(40, 1), PAGE);
	c = start("victim", read_byte, 41 * PAGE, 0, 0);
	EXPECT_EQ(wanted(&count), 41);
	/* The page is cut off under it. */
	EXPECT_EQ(control(XINIM_OBJECT_RESIZE, 41 * PAGE, 0, 0, 0), 0);
	EXPECT_EQ(outcome(c), -7);
	EXPECT_EQ(supply(41, 1), -EINVAL);
	finish();
}

static void errors(void)
{
	struct xinim_object_event e;
	int plain = xinim_object_create(PAGE), reader;

	EXPECT_EQ(xinim_object_operate(plain, XINIM_OBJECT_SUPPLY, 0, 0, 0, 0), -EINVAL);
	EXPECT_EQ(
		xinim_object_operate(plain, XINIM_OBJECT_EVICT, 0, PAGE, 0, 0), -EINVAL);
	EXPECT_EQ(xinim_object_operate(plain, XINIM_OBJECT_EVENTS, (uint64_t)&e, 1, 0, 0),
		-EBADF);
	EXPECT_EQ(xinim_object_operate(plain, XINIM_OBJECT_PAGER, 4000, 1, 0, 0), -EBADF);
	EXPECT_EQ(xinim_object_operate(plain, 99, 0, 0, 0, 0), -EINVAL);
	begin();
	reader = xinim_cap_derive(object, XINIM_RIGHT_READ, 0);
	for (int op = XINIM_OBJECT_INFO; op <= XINIM_OBJECT_EVICT; op++)
		if (op != XINIM_OBJECT_READ && op != XINIM_OBJECT_TO_CALLER &&
			op != XINIM_OBJECT_EVENTS)
			EXPECT_EQ(xinim_object_operate(reader, op, 0, 0, 0, 0), -EPERM);
	EXPECT_EQ(xinim_object_operate(
			  plain, XINIM_OBJECT_PAGER, (uint64_t)notification, 0, 0, 0),
		-EINVAL);
	EXPECT_EQ(xinim_object_operate(plain, XINIM_OBJECT_PAGER, (uint64_t)notification,
			  1UL << 63, 0, 0),
		-EINVAL);
	EXPECT_EQ(control(XINIM_OBJECT_PAGER, (uint64_t)notification, 1, 0, 0), -EBUSY);
	EXPECT_EQ(control(XINIM_OBJECT_SUPPLY, 1, PAGE, (uint64_t)disk, 0), -EINVAL);
	EXPECT_EQ(control(XINIM_OBJECT_SUPPLY, 0, (PAGES + 1) * PAGE, (uint64_t)disk, 0),
		-EINVAL);
	EXPECT_EQ(control(XINIM_OBJECT_SUPPLY, UINT64_MAX - PAGE + 1, PAGE,
			  (uint64_t)disk, 0),
		-EINVAL);
	EXPECT_EQ(control(XINIM_OBJECT_SUPPLY, 0, PAGE, (uint64_t)disk, 2), -EINVAL);
	EXPECT_EQ(control(XINIM_OBJECT_SUPPLY, 0, PAGE, 8, 0), -EFAULT);
	EXPECT_EQ(control(XINIM_OBJECT_SUPPLY, 0, PAGE, UINT64_MAX - 8, 0), -EFAULT);
	EXPECT_EQ(control(XINIM_OBJECT_EVICT, 0, UINT64_MAX, 0, 0), -EINVAL);
	EXPECT_EQ(control(XINIM_OBJECT_FAIL, 0, UINT64_MAX, 0, 0), -EINVAL);
	EXPECT_EQ(control(XINIM_OBJECT_READ, 0, PAGES * PAGE + 1, (uint64_t)disk, 0),
		-EINVAL);
	EXPECT_EQ(control(XINIM_OBJECT_READ, 0, 8, UINT64_MAX - 4, 0), -EFAULT);
	EXPECT_EQ(control(XINIM_OBJECT_INFO, 8, 0, 0, 0), -EFAULT);
	EXPECT_EQ(control(XINIM_OBJECT_TO_CALLER, 0, 8, 0x100000, 12345), -ESRCH);
	EXPECT_EQ(xinim_object_operate(XINIM_CAP_SELF, XINIM_OBJECT_EVENTS, 8, 1, 0, 0),
		-EAGAIN);
	EXPECT_EQ(xinim_object_operate(
			  XINIM_CAP_SELF, XINIM_OBJECT_EVENTS, (uint64_t)&e, 0, 0, 0),
		-EINVAL);
	EXPECT_EQ(supply(0, 1), PAGE);
	EXPECT_EQ(control(XINIM_OBJECT_READ, 0, PAGE, 8, 0), -EFAULT);
	EXPECT_EQ(xinim_cap_close(reader), 0);
	EXPECT_EQ(xinim_cap_close(plain), 0);
	finish();
}

#define ROUNDS 400

/* Adds one to a word of its own in every page, in an order of its own. */
static void count_pages(uint64_t n)
{
	for (uint64_t i = 0; i < ROUNDS; i++) {
		uint64_t page = (i * 29 + n * 7) % PAGES;

		__atomic_fetch_add(
			(uint64_t *)(mapped + page * PAGE) + n, 1, __ATOMIC_RELAXED);
	}
	end(0);
}

/* Writes back all that is dirty, then drops whatever is clean then. */
static void swap_out(void)
{
	static char page[PAGE];
	int64_t at = 0;

	while ((at = control(XINIM_OBJECT_CLEAN, (uint64_t)at, (uint64_t)page, 0, 0)) >=
		0)
		memcpy((char *)disk + at, page, PAGE);
	EXPECT_EQ(at, -ENOENT);
	EXPECT(control(XINIM_OBJECT_EVICT, 0, PAGES * PAGE, 0, 0) >= 0);
}

/* Six processes on four CPUs write to pages that come and go under them. */
static void storm(void)
{
	struct xinim_object_event e[4];
	struct child c[CHILDREN];
	unsigned left = CHILDREN, turn = 0;
	int endpoint = xinim_endpoint_create();

	begin();
	/* Pages wanted, or a child's end. */
	EXPECT_EQ(xinim_notification_bind(notification, endpoint), 0);
	EXPECT_EQ(xinim_notification_bind(XINIM_CAP_SELF, endpoint), 0);
	memset(disk, 0, sizeof(disk));
	for (uint64_t i = 0; i < CHILDREN; i++)
		c[i] = start("counts", count_pages, i, 0, 0);
	while (left) {
		struct xinim_message m = { 0 };
		int64_t n = xinim_object_operate(
			XINIM_CAP_SELF, XINIM_OBJECT_EVENTS, (uint64_t)e, 4, 0, 0);

		for (int64_t i = 0; i < n; i++)
			EXPECT_EQ(supply(e[i].offset / PAGE, e[i].length / PAGE),
				e[i].length);
		if (n > 0 && ++turn % 8 == 0)
			swap_out();
		for (unsigned i = 0; n == -EAGAIN && i < CHILDREN; i++) {
			int status;

			if (c[i].pid && waitpid(c[i].pid, &status, WNOHANG) == c[i].pid) {
				EXPECT_EQ(status, 0);
				EXPECT_EQ(xinim_cap_close(c[i].process), 0);
				c[i].pid = 0;
				left--;
			}
		}
		if (n == -EAGAIN && left)
			EXPECT_EQ(xinim_receive(endpoint, &m, XINIM_FOREVER), 0);
	}
	EXPECT_EQ(xinim_cap_close(endpoint), 0);
	swap_out();
	for (uint64_t n = 0; n < CHILDREN; n++) {
		uint64_t sum = 0;

		for (unsigned i = 0; i < PAGES; i++)
			sum += ((uint64_t *)disk[i])[n];
		EXPECT_EQ(sum, ROUNDS);
	}
	finish();
}

/* All of it once more, and no page is lost. */
static void nothing_lost(void)
{
	struct xinim_stats_memory before, after;

	stats_read(XINIM_STATS_MEMORY, 0, &before, sizeof(before));
	for (unsigned i = 0; i < 10; i++) {
		supplied();
		failed();
		written_back();
		pager_dies();
		waiter_dies();
	}
	/* A stack is free when its CPU has gone on to another. */
	do
		stats_read(XINIM_STATS_MEMORY, 0, &after, sizeof(after));
	while (after.threads > before.threads);
	EXPECT_EQ(after.free_pages, before.free_pages);
	EXPECT_EQ(after.processes, before.processes);
}

static const struct guest_case cases[] = {
	{ "a missing page is asked for, and supplied", supplied },
	{ "pages in a row are one event", in_a_row },
	{ "a page that cannot be had", failed },
	{ "calls with arguments in missing pages", kernel_copies },
	{ "a server that pages its caller's memory", callers_memory },
	{ "pages written to are written back, and dropped", written_back },
	{ "private mappings", private_maps },
	{ "a pager that dies", pager_dies },
	{ "a pager that waits for itself", pager_waits_for_itself },
	{ "a pager that gives up its capability", pager_resigns },
	{ "a thread that dies waiting for a page", waiter_dies },
	{ "errors", errors },
	{ "pages that come and go under six processes", storm },
	{ "no page is lost", nothing_lost },
};

GUEST_MAIN(cases)
