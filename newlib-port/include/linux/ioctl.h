/*
 * newlib-port/include/linux/ioctl.h - another name of <asm/ioctl.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_LINUX_IOCTL_H
#define _XINIM_LINUX_IOCTL_H

#include <asm/ioctl.h>

#endif
