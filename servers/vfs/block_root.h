/*
 * servers/vfs/block_root.h - which file system / is; what is to be done about disks.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_BLOCK_ROOT_H
#define XINIM_VFS_BLOCK_ROOT_H

#include "servers/vfs/vfs.h"

/*
 * The server's arguments: root= and drivers=. unpack is called once, now or later, when
 * it is known whether / is the boot archive.
 */
void block_root_start(char **argv, void (*unpack)(bool wanted));

/* It is not known yet what / is: a path has to wait (block_root_wait). */
extern bool block_root_waits;
/* 0, -ERESTARTSYS, -ENOMEM. */
int block_root_wait(struct call *c);

/* This driver has attached all its disks, or is not to be expected any more. */
void block_driver_ready(const char *name);

/* Disks have come, or drivers are done: block_settle, which parks, is to be called. */
extern bool block_work;
void block_settle(void);
/* It has been called and is parked: what there is to do it does itself, later. */
bool block_settling(void);

#endif
