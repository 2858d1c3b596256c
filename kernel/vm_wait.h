/*
 * kernel/vm_wait.h - threads that wait for a page by its index.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_VM_WAIT_H
#define XINIM_KERNEL_VM_WAIT_H

#include <stdint.h>

#include "kernel/list.h"

/*
 * Blocks the current thread until vm_wait_end for the index, whose error it
 * returns; -EINTR: the thread is to die. What the list is in must stay.
 */
int vm_wait(struct list *waiters, uint64_t index);
void vm_wait_end(struct list *waiters, uint64_t index, int error);

#endif
