/*
 * servers/init/supervise.h - starts servers and drivers again that have ended.
 *
 * A thread of its own does it, which calls nobody but the kernel: init itself may
 * wait for the VFS server, and that for the driver which has to be started.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_INIT_SUPERVISE_H
#define XINIM_INIT_SUPERVISE_H

#include <stdio.h>

#include "servers/lib/server.h"

extern const struct server init;

/* Begins. Until there is a table, what it says that comes with the system holds. */
void supervise_start(void);

/*
 * Takes the policy from a file (servers/init/policy.h), whose name is for messages;
 * what was given up gets another chance. NULL: there is none, and nothing changes.
 */
void supervise_read(FILE *f, const char *name);

#endif
