/*
 * newlib-port/include/sys/vfs.h - another name of <sys/statfs.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_VFS_H
#define _XINIM_SYS_VFS_H

#include <sys/statfs.h>

#endif
