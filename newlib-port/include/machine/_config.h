/*
 * newlib-port/include/machine/_config.h - what newlib must know of XINIM before any type.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_MACHINE_CONFIG_H
#define _XINIM_MACHINE_CONFIG_H

/* read and write as POSIX has them. */
#define _READ_WRITE_RETURN_TYPE  _ssize_t
#define _READ_WRITE_BUFSIZE_TYPE __SIZE_TYPE__

/*
 * errno, the state of strtok and the like are each thread's own: one load
 * through FS finds them. Whoever starts a thread sets its pointer.
 */
#define __DYNAMIC_REENT__
#ifndef __ASSEMBLER__
struct _reent;
extern __thread struct _reent *__xinim_reent;
#define __getreent() (__xinim_reent)
#endif

#endif
