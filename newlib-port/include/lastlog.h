/*
 * newlib-port/include/lastlog.h - records of when users were there last.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_LASTLOG_H
#define _XINIM_LASTLOG_H

#include <utmp.h>

#endif
