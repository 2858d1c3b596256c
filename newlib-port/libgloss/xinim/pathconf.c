/*
 * newlib-port/libgloss/xinim/pathconf.c - limits of a file.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static long value(int name, long block)
{
	switch (name) {
	case _PC_LINK_MAX:
		return LINK_MAX;
	case _PC_MAX_CANON:
		return MAX_CANON;
	case _PC_MAX_INPUT:
		return MAX_INPUT;
	case _PC_NAME_MAX:
		return NAME_MAX;
	case _PC_PATH_MAX:
		return PATH_MAX;
	case _PC_PIPE_BUF:
		return PIPE_BUF;
	case _PC_SYMLINK_MAX:
		return SYMLINK_MAX;
	case _PC_FILESIZEBITS:
		return FILESIZEBITS;
	case _PC_CHOWN_RESTRICTED:
	case _PC_NO_TRUNC:
	case _PC_2_SYMLINKS:
	case _PC_ASYNC_IO:
	case _PC_SYNC_IO:
		return 1;
	case _PC_ALLOC_SIZE_MIN:
	case _PC_REC_MIN_XFER_SIZE:
	case _PC_REC_XFER_ALIGN:
		return block;
	case _PC_VDISABLE:
		return _POSIX_VDISABLE;
	case _PC_TIMESTAMP_RESOLUTION:
		return 1; /* ns */
	}
	if (name < 0 || name > _PC_TIMESTAMP_RESOLUTION)
		errno = EINVAL;
	return -1;
}

/* All but the size of a block is the same for every file, but the file must be there. */
long pathconf(const char *path, int name)
{
	struct stat st;

	return stat(path, &st) == 0 ? value(name, st.st_blksize) : -1;
}

long fpathconf(int fd, int name)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? value(name, st.st_blksize) : -1;
}
