/* tests/posix/driver.h - PID 1 of a test kills a driver and starts it again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_DRIVER_H
#define XINIM_TESTS_POSIX_DRIVER_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include <xinim/abi.h>
#include <xinim/notify.h>
#include <xinim/process.h>
#include <xinim/task.h>

static inline bool driver_find(const char *name, struct xinim_boot_process *p)
{
	for (unsigned n = 0; xinim_process_control(XINIM_CAP_SELF,
				     XINIM_PROCESS_BOOT_INFO, n, (uint64_t)p, 0) == 0;
		n++)
		if (strcmp(p->name, name) == 0)
			return true;
	return false;
}

/* Kills the driver, hears of that, and starts it again. */
static inline bool driver_kill(const char *name)
{
	struct xinim_boot_process p;

	if (!driver_find(name, &p) || !(p.flags & XINIM_BOOT_RUNS) ||
		kill(p.pid, SIGKILL) != 0)
		return false;
	while (xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_BOOT_EVENT,
		       (uint64_t)&p, 0, 0) == -EAGAIN)
		notify_wait(XINIM_NOTIFY_BOOT);
	return strcmp(p.name, name) == 0 && (p.status & 0x7f) == SIGKILL &&
		xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_BOOT_START,
			(uint64_t)name, strlen(name), 0) > 0;
}

#endif
