/*
 * newlib-port/libgloss/xinim/statvfs.c - what a file system is and holds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/statfs.h>
#include <sys/statvfs.h>

#define ST_VALID 0x20 /* Linux: the call has filled f_flags in */

static int convert(int result, const struct statfs *from, struct statvfs *to)
{
	if (result != 0)
		return result;
	*to = (struct statvfs){
		.f_bsize = (unsigned long)from->f_bsize,
		.f_frsize =
			(unsigned long)(from->f_frsize ? from->f_frsize : from->f_bsize),
		.f_blocks = from->f_blocks,
		.f_bfree = from->f_bfree,
		.f_bavail = from->f_bavail,
		.f_files = from->f_files,
		.f_ffree = from->f_ffree,
		.f_favail = from->f_ffree,
		.f_fsid = (unsigned)from->f_fsid.__val[0] |
			(unsigned long)(unsigned)from->f_fsid.__val[1] << 32,
		.f_flag = (unsigned long)from->f_flags & ~(unsigned long)ST_VALID,
		.f_namemax = (unsigned long)from->f_namelen,
	};
	return 0;
}

int statvfs(const char *restrict path, struct statvfs *restrict buf)
{
	struct statfs s;

	return convert(statfs(path, &s), &s, buf);
}

int fstatvfs(int fd, struct statvfs *buf)
{
	struct statfs s;

	return convert(fstatfs(fd, &s), &s, buf);
}
