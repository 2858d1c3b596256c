/*
 * kernel/loader.h - from a boot module to a process that can run.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_LOADER_H
#define XINIM_KERNEL_LOADER_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/process.h"

#define LOADER_MAX_ARGS 32

/*
 * Makes a process of an ELF64 image, with argv on its stack and one thread
 * that is not ready yet. Wants the kernel lock. 0, or -ENOEXEC, -ENOMEM,
 * -E2BIG (argv), -EEXIST (pid) with *why saying what was wrong.
 */
int loader_spawn(const void *image, size_t size, char *const argv[], int32_t pid,
	struct process *parent, unsigned priority, struct process **out,
	const char **why);

#endif
