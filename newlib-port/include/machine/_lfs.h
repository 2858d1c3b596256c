/*
 * newlib-port/include/machine/_lfs.h - names with 64 in them, of the time when off_t had 32 bits.
 *
 * C++ has all of them, as g++ asks for GNU's; in C, _GNU_SOURCE or _LARGEFILE64_SOURCE does.
 * They are other names of the usual ones, not functions: configure, which links without
 * a header, rightly finds none. pread64 and pwrite64 are calls' own names, and in <unistd.h>.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_MACHINE_LFS_H
#define _XINIM_MACHINE_LFS_H

#define blkcnt64_t   blkcnt_t
#define fpos64_t     fpos_t
#define fsblkcnt64_t fsblkcnt_t
#define fsfilcnt64_t fsfilcnt_t
#define ino64_t      ino_t
#define off64_t      off_t
#define rlim64_t     rlim_t

#define dirent64  dirent
#define flock64   flock
#define rlimit64  rlimit
#define stat64    stat
#define statfs64  statfs
#define statvfs64 statvfs

#define alphasort64       alphasort
#define creat64           creat
#define fallocate64       fallocate
#define fgetpos64         fgetpos
#define fopen64           fopen
#define freopen64         freopen
#define fseeko64          fseeko
#define fsetpos64         fsetpos
#define fstat64           fstat
#define fstatat64         fstatat
#define fstatfs64         fstatfs
#define fstatvfs64        fstatvfs
#define ftello64          ftello
#define ftruncate64       ftruncate
#define ftw64             ftw
#define getrlimit64       getrlimit
#define lockf64           lockf
#define lseek64           lseek
#define lstat64           lstat
#define mkostemp64        mkostemp
#define mkstemp64         mkstemp
#define mmap64            mmap
#define nftw64            nftw
#define open64            open
#define openat64          openat
#define posix_fadvise64   posix_fadvise
#define posix_fallocate64 posix_fallocate
#define preadv64          preadv
#define pwritev64         pwritev
#define readdir64         readdir
#define readdir64_r       readdir_r
#define scandir64         scandir
#define sendfile64        sendfile
#define setrlimit64       setrlimit
#define tmpfile64         tmpfile
#define truncate64        truncate
#define versionsort64     versionsort

#endif
