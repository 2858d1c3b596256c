/*
 * servers/process/usage.h - what processes have used.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_USAGE_H
#define XINIM_PROCESS_USAGE_H

#include <xinim/abi.h>

#include "servers/process/proc.h"

/* CPU time in ticks of 1/100 s, as times() counts. */
long usage_ticks(uint64_t ns);
/* What p has used so far. */
void usage_of(const struct proc *p, struct usage *u);
/* The same of one of its threads: CPU time only. False: it has none of that number. */
bool usage_of_thread(const struct proc *p, uint32_t tid, struct usage *u);
void usage_add(struct usage *to, const struct usage *u);
void usage_to_rusage(const struct usage *u, struct xinim_rusage *r);

#endif
