/*
 * newlib-port/include/sys/sysinfo.h - totals of the machine.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_SYSINFO_H
#define _XINIM_SYS_SYSINFO_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sysinfo {
	long uptime;            /* seconds */
	unsigned long loads[3]; /* of 1, 5 and 15 minutes, in 1/65536 */
	unsigned long totalram;
	unsigned long freeram;
	unsigned long sharedram;
	unsigned long bufferram;
	unsigned long totalswap;
	unsigned long freeswap;
	unsigned short procs;
	unsigned short __pad;
	unsigned long totalhigh;
	unsigned long freehigh;
	unsigned int mem_unit; /* the sizes above count these bytes */
};

#define SI_LOAD_SHIFT 16 /* loads: fixed point */

int sysinfo(struct sysinfo *__info);
int get_nprocs(void);
int get_nprocs_conf(void);

#ifdef __cplusplus
}
#endif

#endif
