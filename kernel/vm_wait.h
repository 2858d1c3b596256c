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
struct quota;

/*
 * Blocks the current thread until vm_wait_end for the index, whose error it
 * returns; -EINTR: the thread is to die. What the list is in must stay.
 */
int vm_wait(struct list *waiters, uint64_t index);
/* Would it be p that waits? */
bool vm_wait_by(const struct process *p);
/* True: somebody has waited. */
bool vm_wait_end(struct list *waiters, uint64_t index, int error);
/*
 * For one who has found no page that q pays for: until somebody has given pages back
 * (scarce.c). -EAGAIN: it may be tried again; without `wait', it could be waited for.
 * -ENOMEM: nobody has, or memory is not what there is too little of, or it is a driver,
 * for which the one who is to give pages back may be waiting. -EINTR: as vm_wait.
 */
int vm_wait_for_memory(const struct quota *q, bool wait);

#endif
