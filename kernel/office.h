/*
 * kernel/office.h - what exactly one process is there for, by the boot manifest.
 *
 * Who holds an office can have a notification told of what there is to be done. It holds
 * it until it ends; its successor has it by the manifest again. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_OFFICE_H
#define XINIM_KERNEL_OFFICE_H

#include <stdbool.h>
#include <stdint.h>

struct process;

enum office {
	OFFICE_CLOCK, /* the battery-backed clock */
	OFFICE_POWER, /* the machine's end */
	OFFICES
};

/* It is p's. -EBUSY: another process has it. */
int office_take(enum office which, struct process *p);
/* Is it the current process's? */
bool office_is_held(enum office which);
/*
 * The current process, whose it is, wants to be told by these bits of the notification in
 * this slot. -EINVAL: no bits; -EBADF, -EPERM (WRITE).
 */
int office_watch(enum office which, uint64_t slot, uint64_t bits);
/* Tells who holds it. False: nobody does, or wants to be told. */
bool office_tell(enum office which);
/* p has ended. */
void office_left(const struct process *p);

#endif
