/*
 * newlib-port/include/sys/sysmacros.h - device numbers taken apart.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_SYSMACROS_H
#define _XINIM_SYS_SYSMACROS_H

#include <sys/types.h>

/* 12 bits of major and 20 of minor at the bottom, the rest of both above. */
#define major(dev) ((unsigned int)(((dev) >> 8 & 0xfff) | ((dev) >> 32 & 0xfffff000)))
#define minor(dev) ((unsigned int)(((dev)&0xff) | ((dev) >> 12 & 0xffffff00)))
#define makedev(maj, min)                                                      \
	((dev_t)(((dev_t)(maj)&0xfff) << 8 | ((dev_t)(maj)&0xfffff000) << 32 | \
		((dev_t)(min)&0xff) | ((dev_t)(min)&0xffffff00) << 12))

#endif
