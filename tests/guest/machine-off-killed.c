/* tests/guest/machine-off-killed.c - the driver that is to switch the machine off is killed.
 *
 * It is dead when that is asked for, and its successors are killed, too: the one that is
 * left alone does it, and QEMU ends by itself.
 *
 * guest-manifest: control
 * guest-server: acpi
 * guest-manifest: after acpi
 * guest-status: 0
 * guest-cpus: 2
 * guest-reject: halted|later|failed|PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <xinim/abi.h>
#include <xinim/message.h>
#include <xinim/notify.h>
#include <xinim/process.h>
#include <xinim/task.h>

#define KILLS 20

static int64_t kernel(int operation, uint64_t a, uint64_t b)
{
	return xinim_process_control(XINIM_CAP_SELF, operation, a, b, 0);
}

static bool kill_driver(void)
{
	struct xinim_boot_process p;
	int64_t cap;

	for (unsigned n = 0; kernel(XINIM_PROCESS_BOOT_INFO, n, (uint64_t)&p) == 0; n++)
		if (strcmp(p.name, "acpi") == 0)
			break;
	cap = kernel(XINIM_PROCESS_OPEN, (uint64_t)p.pid, 0);
	if (cap <= 0 || xinim_process_control(cap, XINIM_PROCESS_KILL, 9, 0, 0) != 0)
		return false;
	xinim_cap_close((int)cap);
	while (kernel(XINIM_PROCESS_BOOT_EVENT, (uint64_t)&p, 0) == -EAGAIN)
		notify_wait(XINIM_NOTIFY_BOOT | XINIM_NOTIFY_EVENT);
	return p.status == 9;
}

static volatile bool came_back;
static char stack[16384] __attribute__((aligned(16)));

/* A thread that makes bare calls only. */
static void switch_off(void)
{
	kernel(XINIM_PROCESS_MACHINE, XINIM_MACHINE_OFF, 0);
	came_back = true;
	for (;;)
		xinim_syscall1(SYS_exit, 0);
}

static bool start_thread(void)
{
	struct xinim_regs r = { .rip = (uint64_t)switch_off,
		.rsp = (uint64_t)(stack + sizeof(stack)) - 8 };
	int tid = xinim_thread_create(XINIM_CAP_SELF, &r);

	return tid > 0 &&
		xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0) == 0;
}

int main(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	if (!kill_driver() || !start_thread())
		puts("start failed");
	for (int i = 1; i <= KILLS; i++) {
		if (kernel(XINIM_PROCESS_BOOT_START, (uint64_t) "acpi", 4) <= 0)
			puts("start failed");
		if (i < KILLS && !kill_driver())
			puts("kill failed");
	}
	while (!came_back)
		nanosleep(&moment, NULL);
	puts("later");
	return 0;
}
