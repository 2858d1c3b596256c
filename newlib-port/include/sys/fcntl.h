/*
 * newlib-port/include/sys/fcntl.h -
 * open(), fcntl() and the *at() flags, with Linux's values.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_FCNTL_H
#define _XINIM_SYS_FCNTL_H

#include <_ansi.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/stat.h>

#ifdef __cplusplus
extern "C" {
#endif

#define O_RDONLY    00
#define O_WRONLY    01
#define O_RDWR      02
#define O_ACCMODE   (03 | O_EXEC)
#define O_CREAT     0100
#define O_EXCL      0200
#define O_NOCTTY    0400
#define O_TRUNC     01000
#define O_APPEND    02000
#define O_NONBLOCK  04000
#define O_DSYNC     010000
#define O_ASYNC     020000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW  0400000
#define O_CLOEXEC   02000000
#define O_SYNC      04010000
#define O_RSYNC     O_SYNC
#define O_NDELAY    O_NONBLOCK
#define O_LARGEFILE 0
#if __MISC_VISIBLE || __GNU_VISIBLE
#define O_DIRECT  040000
#define O_NOATIME 01000000
#define O_PATH    010000000
#define O_TMPFILE (020000000 | O_DIRECTORY)
#endif
/* O_PATH; what POSIX allows by such a descriptor and Linux refuses (fchmod() and its like)
   the library does another way. */
#define O_SEARCH   010000000
#define O_EXEC     010000000
#define O_TTY_INIT 0

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

#define FD_CLOEXEC 1

#define F_DUPFD  0
#define F_GETFD  1
#define F_SETFD  2
#define F_GETFL  3
#define F_SETFL  4
#define F_GETLK  5
#define F_SETLK  6
#define F_SETLKW 7
#define F_SETOWN 8
#define F_GETOWN 9
#if __MISC_VISIBLE || __GNU_VISIBLE
#define F_SETSIG     10
#define F_GETSIG     11
#define F_SETOWN_EX  15
#define F_GETOWN_EX  16
#define F_OFD_GETLK  36
#define F_OFD_SETLK  37
#define F_OFD_SETLKW 38
#define F_SETLEASE   1024
#define F_GETLEASE   1025
#define F_NOTIFY     1026
#define F_SETPIPE_SZ 1031
#define F_GETPIPE_SZ 1032
#define F_ADD_SEALS  1033
#define F_GET_SEALS  1034

#define F_SEAL_SEAL   1
#define F_SEAL_SHRINK 2
#define F_SEAL_GROW   4
#define F_SEAL_WRITE  8
#endif
#define F_DUPFD_CLOEXEC 1030

#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2

#if __BSD_VISIBLE || __MISC_VISIBLE
#define LOCK_SH   1
#define LOCK_EX   2
#define LOCK_NB   4
#define LOCK_UN   8
#define FAPPEND   O_APPEND
#define FASYNC    O_ASYNC
#define FNDELAY   O_NONBLOCK
#define FNONBLOCK O_NONBLOCK
#endif

#define AT_FDCWD            (-100)
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_EACCESS          0x200
#define AT_REMOVEDIR        0x200
#define AT_SYMLINK_FOLLOW   0x400
#if __MISC_VISIBLE || __GNU_VISIBLE
#define AT_NO_AUTOMOUNT 0x800
#define AT_EMPTY_PATH   0x1000
#define AT_RECURSIVE    0x8000
#endif
#if __GNU_VISIBLE
#define AT_STATX_SYNC_TYPE    0x6000
#define AT_STATX_SYNC_AS_STAT 0x0000
#define AT_STATX_FORCE_SYNC   0x2000
#define AT_STATX_DONT_SYNC    0x4000

#define FALLOC_FL_KEEP_SIZE      0x01
#define FALLOC_FL_PUNCH_HOLE     0x02
#define FALLOC_FL_COLLAPSE_RANGE 0x08
#define FALLOC_FL_ZERO_RANGE     0x10
#define FALLOC_FL_INSERT_RANGE   0x20
#define FALLOC_FL_UNSHARE_RANGE  0x40

#define SPLICE_F_MOVE     1
#define SPLICE_F_NONBLOCK 2
#define SPLICE_F_MORE     4
#define SPLICE_F_GIFT     8

#define SYNC_FILE_RANGE_WAIT_BEFORE 1
#define SYNC_FILE_RANGE_WRITE       2
#define SYNC_FILE_RANGE_WAIT_AFTER  4
#endif

#define POSIX_FADV_NORMAL     0
#define POSIX_FADV_RANDOM     1
#define POSIX_FADV_SEQUENTIAL 2
#define POSIX_FADV_WILLNEED   3
#define POSIX_FADV_DONTNEED   4
#define POSIX_FADV_NOREUSE    5

struct flock {
	short l_type;   /* F_RDLCK, F_WRLCK or F_UNLCK */
	short l_whence; /* SEEK_SET, SEEK_CUR or SEEK_END */
	off_t l_start;
	off_t l_len; /* 0: to the end of the file */
	pid_t l_pid;
};

int creat(const char *__path, mode_t __mode);
int fcntl(int __fd, int __cmd, ...);
int open(const char *__path, int __flags, ...);
#if __ATFILE_VISIBLE
int openat(int __dirfd, const char *__path, int __flags, ...);
#endif
#if __POSIX_VISIBLE >= 200112
int posix_fadvise(int __fd, off_t __start, off_t __len, int __advice);
int posix_fallocate(int __fd, off_t __start, off_t __len);
#endif
#if __BSD_VISIBLE || __MISC_VISIBLE
int flock(int __fd, int __operation);
#endif
#if __GNU_VISIBLE
int fallocate(int __fd, int __mode, off_t __start, off_t __len);
struct iovec;
ssize_t readahead(int __fd, off_t __start, size_t __len);
ssize_t splice(int __in, off_t *__in_at, int __out, off_t *__out_at, size_t __len,
	unsigned int __flags);
int sync_file_range(int __fd, off_t __start, off_t __len, unsigned int __flags);
ssize_t tee(int __in, int __out, size_t __len, unsigned int __flags);
ssize_t vmsplice(
	int __fd, const struct iovec *__iov, size_t __count, unsigned int __flags);
#endif

#ifdef _COMPILING_NEWLIB
int _open(const char *, int, ...);
int _fcntl(int, int, ...);
#endif

#ifdef __cplusplus
}
#endif

#endif
