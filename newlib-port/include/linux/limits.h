/*
 * newlib-port/include/linux/limits.h - another name of <limits.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_LINUX_LIMITS_H
#define _XINIM_LINUX_LIMITS_H

#include <limits.h>

#endif
