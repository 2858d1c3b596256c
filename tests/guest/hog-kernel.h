/* tests/guest/hog-kernel.h - programs that make as many kernel objects as they can.
 *
 * For each kind a process without rights of its own makes them until it is
 * refused: once with the limits that all have, once with lower ones. While it
 * stands at its limit PID 1 still gets what it asks for, and at its end every page is
 * free again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_HOG_KERNEL_H
#define XINIM_TESTS_GUEST_HOG_KERNEL_H

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/device.h>
#include <xinim/message.h>
#include <xinim/stats.h>
#include <xinim/task.h>
#include <xinim/trace.h>

#include "guest.h"

#define PAGE  4096UL
#define SLACK 64 /* pages: spare kernel stacks, and what other caches keep */

/* In memory that the hog and PID 1 share. */
struct report {
	volatile int64_t made, refused;
	volatile uint32_t done;
};

static struct report *report;
static char stack[16384] __attribute__((aligned(16)));
static int go; /* a notification: the hog has been refused */
static int pci = -1;

/* --- the hogs: one more, or an error ----------------------------------------------- */

static int64_t endpoint(int64_t n)
{
	(void)n;
	return xinim_endpoint_create();
}

static int64_t notification(int64_t n)
{
	(void)n;
	return xinim_notification_create();
}

static int64_t capability(int64_t n)
{
	static int first;

	if (n == 0)
		return first = xinim_endpoint_create();
	return xinim_cap_derive(first, XINIM_RIGHT_ALL, 0);
}

static int64_t object(int64_t n)
{
	(void)n;
	return xinim_object_create(PAGE);
}

static int64_t thread(int64_t n)
{
	struct xinim_regs r = { .rip = 0x400000 };

	(void)n;
	return xinim_thread_create(XINIM_CAP_SELF, &r);
}

/* Pages that are no neighbours, so that each is a region. */
static int64_t region(int64_t n)
{
	struct xinim_vm_map m = { .address = (1UL << 40) + (uint64_t)n * 2 * PAGE,
		.length = PAGE,
		.rights = XINIM_RIGHT_READ,
		.flags = XINIM_VM_FIXED };

	return xinim_vm_map(XINIM_CAP_SELF, &m);
}

/* A page table for each, and the page is all zeroes: it is read. */
static int64_t table(int64_t n)
{
	struct xinim_vm_map m = { .address = (1UL << 40) + (uint64_t)n * (2UL << 20),
		.length = PAGE,
		.rights = XINIM_RIGHT_READ,
		.flags = XINIM_VM_FIXED };
	int64_t at = xinim_vm_map(XINIM_CAP_SELF, &m);

	if (at < 0)
		return at;
	return xinim_vm_control(XINIM_CAP_SELF, XINIM_VM_ADVISE, (uint64_t)at, PAGE,
		XINIM_VM_FILL_READ, 0);
}

/* An ever larger ring of its own calls. */
static int64_t ring(int64_t n)
{
	xinim_syscall3(SYS_trace_control, XINIM_CAP_SELF, XINIM_TRACE_OFF, 0);
	return xinim_syscall3(
		SYS_trace_control, XINIM_CAP_SELF, XINIM_TRACE_ON, 64L << n);
}

/* What PCI functions are made of; slot 2 is one. */
static int64_t bar(int64_t n)
{
	(void)n;
	return xinim_syscall6(SYS_device_control, 2, XINIM_PCI_BAR, 0, 0, 0, 0);
}

static int64_t dma(int64_t n)
{
	(void)n;
	return xinim_syscall6(SYS_device_control, 2, XINIM_PCI_DMA, PAGE, 0, 0, 0);
}

static int64_t message(int64_t n)
{
	(void)n;
	return xinim_syscall6(SYS_device_control, 2, XINIM_PCI_IRQ, 0, 0, 0, 0);
}

static const struct hog {
	const char *name;
	int64_t (*more)(int64_t n);
	int error; /* that it ends with by the usual limits */
	unsigned limit;
	uint64_t value; /* a lower one: */
	int lower;      /* this error then */
	int64_t least;  /* so many can be had, below the lower limit */
	bool pci;
} hogs[] = {
	{ "endpoints", endpoint, EMFILE, XINIM_LIMIT_KERNEL, 65536, ENOMEM, 100, false },
	{ "notifications", notification, EMFILE, XINIM_LIMIT_KERNEL, 65536, ENOMEM, 100,
		false },
	{ "capabilities", capability, EMFILE, XINIM_LIMIT_CAPS, 300, EMFILE, 290, false },
	{ "slots", capability, EMFILE, XINIM_LIMIT_KERNEL, 32768, ENOMEM, 500, false },
	{ "objects", object, EMFILE, XINIM_LIMIT_KERNEL, 65536, ENOMEM, 100, false },
	{ "threads", thread, EAGAIN, XINIM_LIMIT_TABLES, 1 << 20, ENOMEM, 50, false },
	{ "regions", region, ENOMEM, XINIM_LIMIT_SPACE, 64 << 20, ENOMEM, 1000, false },
	{ "page tables", table, ENOMEM, XINIM_LIMIT_TABLES, 1 << 20, ENOMEM, 200, false },
	{ "trace rings", ring, EINVAL, XINIM_LIMIT_TABLES, 96 << 10, ENOMEM, 1, false },
	{ "ranges", bar, EMFILE, XINIM_LIMIT_KERNEL, 65536, ENOMEM, 100, true },
	{ "interrupts", message, EMFILE, XINIM_LIMIT_KERNEL, 65536, ENOMEM, 100, true },
	{ "DMA", dma, EMFILE, XINIM_LIMIT_KERNEL, 65536, ENOMEM, 100, true },
};

static void run_hog(uint64_t which)
{
	const struct hog *h = &hogs[which];
	int64_t error;

	while ((error = h->more(report->made)) >= 0)
		report->made++;
	report->refused = -error;
	report->done = 1;
	xinim_notification_signal(1, 1);
	for (;;)
		xinim_syscall1(SYS_notify_wait, 0);
}

/* --- PID 1 --------------------------------------------------------------------------- */

static uint64_t free_pages(void)
{
	struct xinim_stats_memory m;

	stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	return m.free_pages;
}

static int start(unsigned which, bool lower)
{
	const struct hog *h = &hogs[which];
	struct xinim_regs r = {
		.rip = (uint64_t)run_hog,
		.rdi = which,
		.rsp = (uint64_t)(stack + sizeof(stack)) - 8,
	};
	int p = xinim_process_create("hog"), tid;

	if (p < 0 ||
		xinim_process_control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0) !=
			0 ||
		xinim_process_control(
			p, XINIM_PROCESS_GIVE, (uint64_t)go, XINIM_RIGHT_WRITE, 0) != 1)
		return -1;
	if (h->pci &&
		xinim_process_control(
			p, XINIM_PROCESS_GIVE, (uint64_t)pci, XINIM_RIGHT_ALL, 0) != 2)
		return -1;
	if (lower &&
		xinim_process_control(p, XINIM_PROCESS_LIMIT, h->limit, h->value, 0) != 0)
		return -1;
	tid = xinim_thread_create(p, &r);
	return tid > 0 && xinim_thread_control(p, tid, XINIM_THREAD_START, 0) == 0 ? p
										   : -1;
}

/* What PID 1 can still have. */
static void others_work(void)
{
	int status;
	int caps[4] = { xinim_endpoint_create(), xinim_notification_create(),
		xinim_object_create(PAGE), xinim_process_create("other") };

	for (unsigned i = 0; i < 4; i++) {
		EXPECT(caps[i] > 0);
		if (i == 3) {
			EXPECT_EQ(xinim_process_control(
					  caps[i], XINIM_PROCESS_KILL, 0, 0, 0),
				0);
			EXPECT(waitpid(-1, &status, 0) > 0);
		}
		EXPECT_EQ(xinim_cap_close(caps[i]), 0);
	}
}

static void hog(unsigned which, bool lower)
{
	const struct hog *h = &hogs[which];
	int p, status;

	report->made = report->refused = report->done = 0;
	p = start(which, lower);
	REQUIRE(p > 0);
	while (!report->done)
		REQUIRE(xinim_notification_wait(go, 1, XINIM_FOREVER) == 1);
	printf("  %ld %s, then %s\n", (long)report->made, h->name,
		strerror((int)report->refused));
	EXPECT_EQ(report->refused, lower ? h->lower : h->error);
	EXPECT(report->made >= h->least);
	others_work();
	EXPECT_EQ(xinim_process_control(p, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT(waitpid(-1, &status, 0) > 0);
	EXPECT_EQ(xinim_cap_close(p), 0);
}

static void check_back(uint64_t before)
{
	uint64_t now = free_pages();

	/* The last threads may still be on their way out, on other CPUs. */
	for (int i = 0; i < 200 && now + SLACK < before; i++) {
		usleep(10000);
		now = free_pages();
	}
	if (now + SLACK < before)
		printf("  %lu pages are missing\n", (unsigned long)(before - now));
	EXPECT(now + SLACK >= before);
}

static void all(bool lower)
{
	for (unsigned i = 0; i < sizeof(hogs) / sizeof(hogs[0]); i++) {
		uint64_t before;

		if (hogs[i].pci && pci < 0)
			continue;
		hog(i, lower); /* fills the kernel's caches, which keep a little */
		before = free_pages();
		hog(i, lower);
		check_back(before);
	}
}

#ifndef HOG_FEW
static void usual_limits(void)
{
	all(false);
}
#endif

static void lower_limits(void)
{
	all(true);
}

/* PID 1 makes processes, as far as its capabilities go, and nobody runs in them. */
static void processes(void)
{
	static int made[8192];
	uint64_t before = 0;

	for (int round = 0; round < 2; round++) {
		int n = 0, p, status;

		while ((p = xinim_process_create("embryo")) > 0)
			made[n++] = p;
		EXPECT_EQ(p, -EMFILE);
		EXPECT(n > 3500);
		printf("  %d processes\n", n);
		while (n-- > 0) {
			EXPECT_EQ(xinim_process_control(
					  made[n], XINIM_PROCESS_KILL, 0, 0, 0),
				0);
			waitpid(-1, &status, WNOHANG);
			EXPECT_EQ(xinim_cap_close(made[n]), 0);
		}
		if (round == 0)
			before = free_pages();
	}
	check_back(before);
}

static const struct guest_case cases[] = {
#ifndef HOG_FEW
	{ "usual limits", usual_limits },
#endif
	{ "lower limits", lower_limits },
	{ "processes", processes },
};

int main(int argc, char **argv)
{
	struct xinim_vm_map m = { .length = PAGE, .rights = 3, .flags = XINIM_VM_SHARED };

	go = xinim_notification_create();
	m.object = xinim_object_create(PAGE);
	report = (struct report *)xinim_vm_map(XINIM_CAP_SELF, &m);
	pci = (int)xinim_syscall6(SYS_device_control, XINIM_CAP_SELF, XINIM_DEVICE_FIND,
		XINIM_CAP_PCI, -1, 0, 0);
	if (go < 0 || (int64_t)report < 0)
		return 1;
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}

#endif
