/*
 * include/xinim/trace.h - traces of system calls.
 *
 * While a process is traced, each of its system calls leaves two entries in a
 * ring that the kernel keeps for it: one at the entry, one at the way out. When
 * the ring is full the oldest go, and are counted. Only who has a capability
 * to the process with the right CONTROL or TRACE may trace it; XINIM_CAP_SELF is
 * oneself. XINIM_TRACE_OPEN gives one with TRACE for a process of the same user.
 * The names of the calls are in <xinim/syscalls.def>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TRACE_H
#define XINIM_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include <xinim/cap.h>
#include <xinim/size.h>

enum xinim_trace_op {
	XINIM_TRACE_OFF = 0, /* the ring can still be read */
	XINIM_TRACE_ON =
		1, /* with a new ring; its entries: 1 to XINIM_TRACE_MAX, 0: 256 */
	XINIM_TRACE_DROP = 2, /* off, and the ring goes */
	/* `process' is a PID, entries 0: a capability with TRACE. EPERM: another user's. */
	XINIM_TRACE_OPEN = 3,
};

#define XINIM_RIGHT_TRACE XINIM_RIGHT_EXEC /* of a process: to trace it, no more */

#define XINIM_TRACE_MAX  4096
#define XINIM_TRACE_READ 32 /* trace_read returns so many at the most */

enum xinim_trace_kind {
	XINIM_TRACE_ENTER = 0,
	XINIM_TRACE_EXIT = 1, /* not for calls that never return */
};

struct xinim_trace_entry {
	uint64_t time; /* nanoseconds of CLOCK_MONOTONIC */
	int32_t pid;
	uint32_t tid;
	uint32_t
		number; /* may be 512 and more: what the program asked for, 32 bits of it */
	uint32_t kind;
	uint64_t arg[6]; /* at the exit: as the registers are then, a received message */
	int64_t result;  /* at the exit */
	/* Of the ipc_ calls, R12, R13, R14, RBX (<xinim/ipc.h>). */
	uint64_t cap, label, timeout, reply;
};
XINIM_SIZE(struct xinim_trace_entry, 112, "the same for all");

#ifdef __cplusplus
extern "C" {
#endif
/*
 * 0 or what XINIM_TRACE_OPEN gives, or -1: EBADF, EPERM (process), EINVAL (op, entries), EBUSY (traced
 * already), ESRCH (it has ended), ENOMEM.
 */
int trace_control(int process, int op, size_t entries);
/*
 * Takes the oldest entries out of the ring: how many, 0 when there is none, at
 * most `count` and XINIM_TRACE_READ. *lost (unless NULL) is how many were lost
 * since the last time. EBADF, EPERM, ESRCH (there is no ring), EFAULT, ENOMEM.
 */
int trace_read(int process, struct xinim_trace_entry *buf, size_t count, uint64_t *lost);
#ifdef __cplusplus
}
#endif

#endif
