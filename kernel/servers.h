/*
 * kernel/servers.h - the boot modules become PIDs 1, 2, 3 ...
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_SERVERS_H
#define XINIM_KERNEL_SERVERS_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/multiboot2.h"

struct process;

/*
 * Starts init, VFS, process and memory server in that order, each until it
 * waits for work the first time, then every other module, but for those that
 * have to wait for others (`after' in the manifest). A module that is missing or
 * bad is named with the reason, and the rest starts. With the kernel lock.
 */
void servers_start(const struct boot_info *info);
/* Starts those as their time comes, until there are no more. */
void servers_start_rest(void);
/* Something has happened that servers_start_rest may wait for. */
void servers_wake_boot(void);
/*
 * Starts module n again, with what the manifest says: its PID. -ENOEXEC, -E2BIG,
 * -ENOMEM; -EBUSY: a process has its PID.
 */
int64_t servers_start_module(unsigned n);

/* --- kernel/supervise.c: with the kernel lock ---------------------------------------- */

/* This boot module is a program, and will be started. */
void servers_process_waits(unsigned module, const char *name, bool fixed);
/*
 * Need nobody wait for modules of this name any more? Each has been ready once, or has
 * ended and is given up; or there is none.
 */
bool servers_process_settled(const char *name);
/* p, which is of this boot module, is to run; NULL: it could not be started. */
void servers_process_started(
	unsigned module, const char *name, struct process *p, bool fixed);
/* A boot module's process is ready. */
void servers_process_ready(const struct process *p);
/* A process has ended, of a boot module or not. */
void servers_process_ended(struct process *p);
/* p hears of it, and may start them again. False: another one does. */
bool servers_set_supervisor(struct process *p);
bool servers_is_supervisor(const struct process *p);
/* XINIM_PROCESS_BOOT_ operations of process_control, by the current process. */
int64_t servers_control(const uint64_t arg[6]);

#endif
