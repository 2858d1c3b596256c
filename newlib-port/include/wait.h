/*
 * newlib-port/include/wait.h - the name that System V has for <sys/wait.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_WAIT_H
#define _XINIM_WAIT_H

#include <sys/wait.h>

#endif
