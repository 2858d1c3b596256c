/*
 * newlib-port/include/sys/stat.h -
 * struct stat as Linux x86-64's kernel fills it in, and file modes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_STAT_H
#define _XINIM_SYS_STAT_H

#include <_ansi.h>
#include <time.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/_stdint.h>
#include <sys/_timespec.h>

#ifdef __cplusplus
extern "C" {
#endif

struct stat {
	dev_t st_dev;
	ino_t st_ino;
	nlink_t st_nlink;
	mode_t st_mode;
	uid_t st_uid;
	gid_t st_gid;
	unsigned int __st_pad;
	dev_t st_rdev;
	off_t st_size;
	blksize_t st_blksize;
	blkcnt_t st_blocks; /* of 512 bytes */
	struct timespec st_atim;
	struct timespec st_mtim;
	struct timespec st_ctim;
	long __st_spare[3];
};

#define st_atime st_atim.tv_sec
#define st_mtime st_mtim.tv_sec
#define st_ctime st_ctim.tv_sec

#define S_IFMT   0170000
#define S_IFIFO  0010000
#define S_IFCHR  0020000
#define S_IFDIR  0040000
#define S_IFBLK  0060000
#define S_IFREG  0100000
#define S_IFLNK  0120000
#define S_IFSOCK 0140000

/* newlib's own sources say it so. */
#define _IFMT   S_IFMT
#define _IFIFO  S_IFIFO
#define _IFCHR  S_IFCHR
#define _IFDIR  S_IFDIR
#define _IFBLK  S_IFBLK
#define _IFREG  S_IFREG
#define _IFLNK  S_IFLNK
#define _IFSOCK S_IFSOCK

#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000

#define S_IRWXU 0700
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IXUSR 0100
#define S_IRWXG 0070
#define S_IRGRP 0040
#define S_IWGRP 0020
#define S_IXGRP 0010
#define S_IRWXO 0007
#define S_IROTH 0004
#define S_IWOTH 0002
#define S_IXOTH 0001

#if __BSD_VISIBLE || __MISC_VISIBLE
#define S_IREAD     S_IRUSR
#define S_IWRITE    S_IWUSR
#define S_IEXEC     S_IXUSR
#define S_BLKSIZE   512
#define ACCESSPERMS 0777
#define ALLPERMS    07777
#define DEFFILEMODE 0666
#endif

#define S_ISFIFO(m)     (((m)&S_IFMT) == S_IFIFO)
#define S_ISCHR(m)      (((m)&S_IFMT) == S_IFCHR)
#define S_ISDIR(m)      (((m)&S_IFMT) == S_IFDIR)
#define S_ISBLK(m)      (((m)&S_IFMT) == S_IFBLK)
#define S_ISREG(m)      (((m)&S_IFMT) == S_IFREG)
#define S_ISLNK(m)      (((m)&S_IFMT) == S_IFLNK)
#define S_ISSOCK(m)     (((m)&S_IFMT) == S_IFSOCK)
#define S_TYPEISMQ(st)  0
#define S_TYPEISSEM(st) 0
#define S_TYPEISSHM(st) 0

#define UTIME_NOW  0x3fffffffL
#define UTIME_OMIT 0x3ffffffeL

int chmod(const char *__path, mode_t __mode);
int fchmod(int __fd, mode_t __mode);
int fstat(int __fd, struct stat *__st);
int lstat(const char *__restrict __path, struct stat *__restrict __st);
int mkdir(const char *__path, mode_t __mode);
int mkfifo(const char *__path, mode_t __mode);
int mknod(const char *__path, mode_t __mode, dev_t __dev);
int stat(const char *__restrict __path, struct stat *__restrict __st);
mode_t umask(mode_t __mask);
#if __ATFILE_VISIBLE
int fchmodat(int __dirfd, const char *__path, mode_t __mode, int __flags);
int fstatat(int __dirfd, const char *__restrict __path, struct stat *__restrict __st,
	int __flags);
int mkdirat(int __dirfd, const char *__path, mode_t __mode);
int mkfifoat(int __dirfd, const char *__path, mode_t __mode);
int mknodat(int __dirfd, const char *__path, mode_t __mode, dev_t __dev);
int utimensat(
	int __dirfd, const char *__path, const struct timespec __times[2], int __flags);
#endif
#if __GNU_VISIBLE
struct statx_timestamp {
	int64_t tv_sec;
	uint32_t tv_nsec;
	int32_t __statx_timestamp_pad1[1];
};

struct statx {
	uint32_t stx_mask; /* STATX_: what of this is filled in */
	uint32_t stx_blksize;
	uint64_t stx_attributes; /* STATX_ATTR_ */
	uint32_t stx_nlink;
	uint32_t stx_uid;
	uint32_t stx_gid;
	uint16_t stx_mode;
	uint16_t __statx_pad1[1];
	uint64_t stx_ino;
	uint64_t stx_size;
	uint64_t stx_blocks; /* of 512 bytes */
	uint64_t stx_attributes_mask;
	struct statx_timestamp stx_atime;
	struct statx_timestamp stx_btime;
	struct statx_timestamp stx_ctime;
	struct statx_timestamp stx_mtime;
	uint32_t stx_rdev_major;
	uint32_t stx_rdev_minor;
	uint32_t stx_dev_major;
	uint32_t stx_dev_minor;
	uint64_t stx_mnt_id;
	uint64_t __statx_pad2[13];
};

#define STATX_TYPE        0x1
#define STATX_MODE        0x2
#define STATX_NLINK       0x4
#define STATX_UID         0x8
#define STATX_GID         0x10
#define STATX_ATIME       0x20
#define STATX_MTIME       0x40
#define STATX_CTIME       0x80
#define STATX_INO         0x100
#define STATX_SIZE        0x200
#define STATX_BLOCKS      0x400
#define STATX_BASIC_STATS 0x7ff
#define STATX_BTIME       0x800
#define STATX_ALL         0xfff
#define STATX_MNT_ID      0x1000
#define STATX__RESERVED   0x80000000

#define STATX_ATTR_COMPRESSED 0x4
#define STATX_ATTR_IMMUTABLE  0x10
#define STATX_ATTR_APPEND     0x20
#define STATX_ATTR_NODUMP     0x40
#define STATX_ATTR_ENCRYPTED  0x800
#define STATX_ATTR_AUTOMOUNT  0x1000
#define STATX_ATTR_MOUNT_ROOT 0x2000
#define STATX_ATTR_VERITY     0x100000
#define STATX_ATTR_DAX        0x200000

int statx(int __dirfd, const char *__restrict __path, int __flags, unsigned int __mask,
	struct statx *__restrict __st);
#endif
#if __POSIX_VISIBLE >= 200809
int futimens(int __fd, const struct timespec __times[2]);
#endif

#ifdef _COMPILING_NEWLIB
int _fstat(int, struct stat *);
int _stat(const char *__restrict, struct stat *__restrict);
int _mkdir(const char *, mode_t);
#endif

#ifdef __cplusplus
}
#endif

#endif
