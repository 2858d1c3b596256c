/*
 * newlib-port/include/sys/param.h - what programs of BSD descent expect to find together.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_PARAM_H
#define _XINIM_SYS_PARAM_H

#include <sys/types.h>
#include <limits.h>
#include <machine/endian.h>

#define NBBY           8
#define HZ             100
#define EXEC_PAGESIZE  4096
#define NOFILE         OPEN_MAX
#define NCARGS         ARG_MAX
#define NGROUPS        NGROUPS_MAX
#define MAXPATHLEN     PATH_MAX
#define MAXSYMLINKS    SYMLOOP_MAX
#define MAXHOSTNAMELEN HOST_NAME_MAX
#define DEV_BSIZE      512

#ifndef MIN
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#endif
#ifndef MAX
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#endif
#ifndef howmany
#define howmany(x, y) (((x) + ((y)-1)) / (y))
#endif
#define roundup(x, y) (howmany(x, y) * (y))
#define powerof2(x)   ((((x)-1) & (x)) == 0)
#define setbit(a, i)  ((a)[(i) / NBBY] |= 1 << ((i) % NBBY))
#define clrbit(a, i)  ((a)[(i) / NBBY] &= ~(1 << ((i) % NBBY)))
#define isset(a, i)   ((a)[(i) / NBBY] & (1 << ((i) % NBBY)))
#define isclr(a, i)   (((a)[(i) / NBBY] & (1 << ((i) % NBBY))) == 0)

#endif
