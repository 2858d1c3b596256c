/*
 * servers/vfs/block_node.h - open block devices.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_BLOCK_NODE_H
#define XINIM_VFS_BLOCK_NODE_H

#include "servers/vfs/vfs.h"

/* open: -ENXIO, there is no such device. */
extern const struct file_ops block_node_ops;

#endif
