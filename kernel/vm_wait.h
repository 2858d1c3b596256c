/*
 * kernel/vm_wait.h - threads that wait for a page by its index.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_VM_WAIT_H
#define XINIM_KERNEL_VM_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/list.h"

struct process;

/*
 * Blocks the current thread until vm_wait_end for the index, whose error it
 * returns; -EINTR: the thread is to die. What the list is in must stay.
 */
int vm_wait(struct list *waiters, uint64_t index);
/* Would it be p that waits? */
bool vm_wait_by(const struct process *p);
/* True: somebody has waited. */
bool vm_wait_end(struct list *waiters, uint64_t index, int error);

#endif
