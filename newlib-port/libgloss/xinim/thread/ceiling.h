/*
 * newlib-port/libgloss/xinim/thread/ceiling.h - priorities that mutexes' ceilings give.
 *
 * All are of the calling thread but base's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_THREAD_CEILING_H
#define XINIM_LIBGLOSS_THREAD_CEILING_H

#include <stdbool.h>

struct thread;

/*
 * It is about to have one more mutex with this ceiling. EINVAL: its own priority is
 * above that; ENOMEM; EAGAIN: it has too many.
 */
int __xinim_ceiling_enter(int ceiling);
/* It has one less. */
void __xinim_ceiling_leave(int ceiling);
/* The same one has another ceiling now. */
int __xinim_ceiling_change(int from, int to);
/* Counts one, whose priority it does not get: until it leaves. */
int __xinim_ceiling_count(int ceiling);
/* t's policy and priority without ceilings, if those differ from what it runs with. */
bool __xinim_ceiling_base(const struct thread *t, int *policy, int *priority);
/* Changes these, as sched_setscheduler. */
int __xinim_ceiling_set_base(int policy, int priority);

#endif
