/*
 * kernel/main.h - the boot sequence.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_MAIN_H
#define XINIM_KERNEL_MAIN_H

#include "kernel/multiboot2.h"

/* A framed line of the boot log. */
void boot_heading(const char *text);

/*
 * What the machine-dependent start-up code calls once the CPU runs in the
 * higher half, memory and log work, and the kernel lock is held.
 */
void kernel_main(const struct boot_info *info) __attribute__((noreturn));

#endif
