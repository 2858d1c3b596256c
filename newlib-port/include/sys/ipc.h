/*
 * newlib-port/include/sys/ipc.h - what System V's shared memory, semaphores and
 * messages have in common, as Linux x86-64 lays it out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_IPC_H
#define _XINIM_SYS_IPC_H

#include <sys/cdefs.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IPC_CREAT  001000
#define IPC_EXCL   002000
#define IPC_NOWAIT 004000

#define IPC_RMID 0
#define IPC_SET  1
#define IPC_STAT 2
#if __GNU_VISIBLE
#define IPC_INFO 3
#endif

#define IPC_PRIVATE ((key_t)0)

struct ipc_perm {
	key_t __key;
	uid_t uid;
	gid_t gid;
	uid_t cuid;
	gid_t cgid;
	mode_t mode;
	unsigned short __seq;
	unsigned short __pad;
	unsigned long __reserved[2];
};

#if __XSI_VISIBLE || __MISC_VISIBLE
key_t ftok(const char *__path, int __id);
#endif

#ifdef __cplusplus
}
#endif

#endif
