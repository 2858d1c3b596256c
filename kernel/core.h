/*
 * kernel/core.h - what a process was at when a signal ended it.
 *
 * There are no core files: who wants to know (RLIMIT_CORE, XINIM_LIMIT_CORE) finds
 * the registers, the words on the stack and the mappings in the kernel's log.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_CORE_H
#define XINIM_KERNEL_CORE_H

#include <stdbool.h>

struct frame;

/*
 * Prints that of the current thread, with its registers f, if its process wants it
 * and the signal is one of those that have a core by default (POSIX, <signal.h>).
 * True: it did. Wants the kernel lock.
 */
bool core_print(const struct frame *f, int signal);

#endif
