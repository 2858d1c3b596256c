/*
 * kernel/grant.h - hands out what the boot manifest says.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_GRANT_H
#define XINIM_KERNEL_GRANT_H

#include <stddef.h>

#include "kernel/multiboot2.h"
#include "kernel/process.h"

/* Takes the manifest's text, which stays where it is, and logs each wrong line. */
void grant_read(const char *text, size_t size);
/* The priority that the manifest gives a process of this name; `otherwise` if none. */
unsigned grant_priority(const char *name, unsigned otherwise);
/* The n-th process, from 0, that one of this name is started after; NULL: no more. */
const char *grant_after(const char *name, unsigned n);
/* The modules there are, for lines that name one. */
void grant_modules(const struct boot_info *info);
/* Is the module of this name data for some process, and no program? */
bool grant_is_data(const char *name);
/*
 * Gives p the module of this name as a memory object. -ENXIO: there is none; -EBUSY:
 * another process has it; -ENOMEM, -EMFILE.
 */
int grant_module(struct process *p, const char *name);
/*
 * Gives p its module's arena, memory of zeroes when it is first given, which the
 * module's next process will find as this one left it. -ENXIO: p is of no module;
 * -ENOMEM, -EMFILE.
 */
int grant_arena(struct process *p, uint64_t bytes);
/* Bit per XINIM_ROUTE_ that one of this name may serve. */
uint32_t grant_routes(const char *name);
/*
 * Gives p, which has not run yet, what the manifest says for its name, in the
 * order of the lines. What there is not, or cannot be had, is logged.
 */
void grant(struct process *p);

#endif
