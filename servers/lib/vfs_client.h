/*
 * servers/lib/vfs_client.h - a driver's connection to the VFS server.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_VFS_CLIENT_H
#define XINIM_SERVERS_VFS_CLIENT_H

#include <stdint.h>

#include <xinim/message.h>

/*
 * Calls the VFS server, which is waited for if it is not there yet, and has its answer in
 * *m: word 0 of it, or what kept it from being answered, an errno value negated.
 */
int64_t vfs_ask(struct xinim_message *m);

#endif
