/*
 * newlib-port/include/sys/poll.h - another name of <poll.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_POLL_H
#define _XINIM_SYS_POLL_H

#include <poll.h>

#endif
