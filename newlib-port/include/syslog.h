/*
 * newlib-port/include/syslog.h - another name of <sys/syslog.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYSLOG_H
#define _XINIM_SYSLOG_H

#include <sys/syslog.h>

#endif
