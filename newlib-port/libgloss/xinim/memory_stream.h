/*
 * newlib-port/libgloss/xinim/memory_stream.h - what streams in memory have in common.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_MEMORY_STREAM_H
#define XINIM_LIBGLOSS_MEMORY_STREAM_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The position *AT in what ENDs there, and may end at MOST, goes where lseek()'s *OFFSET and
 * WHENCE say; *OFFSET is told. 0, or -1 and EINVAL.
 */
int __xinim_memory_seek(size_t *at, size_t end, size_t most, off_t *offset, int whence);
/* The cookie is freed: 0. */
int __xinim_memory_close(void *cookie);

#endif
