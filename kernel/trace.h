/*
 * kernel/trace.h - what a traced process calls, in a ring (see <xinim/trace.h>).
 *
 * A thread of a traced process has THREAD_SLOW_TRACED: the CPU that runs it
 * enters the kernel at another address (arch_note_traced), and messages from
 * and to it do not take the fast path. Nothing else knows, and nobody else
 * pays. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_TRACE_H
#define XINIM_KERNEL_TRACE_H

#include "kernel/arch.h"

struct process;
struct thread;
struct trace;
struct xinim_identity;

/* A system call of the current thread begins; its number, arguments and rbx, r12-r14 in f. */
void trace_enter(const struct frame *f);
/* It is about to return; f is whole. */
void trace_exit(const struct frame *f);
/* t is new in its process. */
void trace_adopt(struct thread *t);
/* p is somebody else from now on: who was not root traces it no more. */
void trace_identity(struct process *p, const struct xinim_identity *was);
/* p goes, or is not to be traced any more. */
void trace_drop(struct process *p);
/* The last entries of p's ring, in the log (panic). */
void trace_print(const struct process *p);

#endif
