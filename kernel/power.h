/*
 * kernel/power.h - the machine's end, which a driver brings about.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_POWER_H
#define XINIM_KERNEL_POWER_H

#include <stdint.h>

struct process;

/* What `acpi' in the manifest gives: the tables, their ports and interrupt. As office_take. */
int power_give(struct process *p);
/*
 * Restarts the machine, halts it or switches it off (enum xinim_machine_end). Comes back
 * when that is not possible: -ENODEV; -EINVAL. The caller waits for the driver to do it.
 */
int64_t power_end(uint64_t how);
/* XINIM_PROCESS_POWER of process_control, by the current process. */
int64_t power_control(uint64_t operation, uint64_t a, uint64_t b);

#endif
