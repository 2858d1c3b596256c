/*
 * kernel/random.h - random bytes that nobody can predict.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_RANDOM_H
#define XINIM_KERNEL_RANDOM_H

#include <stddef.h>

/* Gathers a first key from the machine. */
void random_init(void);
/* Fills buf. Wants the kernel lock. */
void random_bytes(void *buf, size_t len);

#endif
