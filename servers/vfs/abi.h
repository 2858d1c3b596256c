/*
 * servers/vfs/abi.h - Linux's structures and flags of calls on files.
 *
 * What the C library's headers have is taken from there; what they lack, or call
 * by a name that depends on the library, is here.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_ABI_H
#define XINIM_VFS_ABI_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <xinim/abi.h>

struct xinim_iovec {
	uint64_t base;
	uint64_t length;
};

#define IOV_COUNT_MAX 1024
#define RW_MAX        0x7ffff000UL /* the most that one call moves */
#define PATH_BYTES    4096         /* with the NUL */
#define NAME_BYTES    255
#define LINKS_MAX     40 /* symbolic links on the way */

struct xinim_statfs {
	int64_t f_type, f_bsize;
	uint64_t f_blocks, f_bfree, f_bavail, f_files, f_ffree;
	int32_t f_fsid[2];
	int64_t f_namelen, f_frsize, f_flags;
	int64_t f_spare[4];
};
_Static_assert(sizeof(struct xinim_statfs) == 120, "Linux struct statfs");

struct xinim_statx_time {
	int64_t tv_sec;
	uint32_t tv_nsec;
	int32_t reserved;
};

struct xinim_statx {
	uint32_t stx_mask, stx_blksize;
	uint64_t stx_attributes;
	uint32_t stx_nlink, stx_uid, stx_gid;
	uint16_t stx_mode, pad;
	uint64_t stx_ino, stx_size, stx_blocks, stx_attributes_mask;
	struct xinim_statx_time stx_atime, stx_btime, stx_ctime, stx_mtime;
	uint32_t stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
	uint64_t stx_mnt_id;
	uint64_t spare[13];
};
_Static_assert(sizeof(struct xinim_statx) == 256, "Linux struct statx");

#define STATX_BASIC       0x7ffu
#define STATX_MOUNT       0x1000u /* STATX_MNT_ID */
#define STATX_TOP         0x2000u /* STATX_ATTR_MOUNT_ROOT */
#define STATX_RESERVED    0x80000000u
#define AT_STATX_SYNC_ALL 0x6000

/* getdents64's records. */
struct xinim_dirent64 {
	uint64_t d_ino;
	int64_t d_off;
	uint16_t d_reclen;
	uint8_t d_type;
	char d_name[];
};
#define DIRENT64_NAME 19 /* where d_name is */

struct xinim_flock {
	int16_t l_type, l_whence;
	int32_t pad;
	int64_t l_start, l_len;
	int32_t l_pid, pad2;
};
_Static_assert(sizeof(struct xinim_flock) == 32, "Linux struct flock");

struct xinim_epoll_event {
	uint32_t events;
	uint64_t data;
} __attribute__((packed));

/* Flags that not every library's headers show. */
#undef O_LARGEFILE
#undef O_ACCMODE /* what libraries have with O_EXEC and O_SEARCH in it */
#define O_ACCMODE   03
#define O_LARGEFILE 0100000
#ifndef O_PATH
#define O_PATH 010000000
#endif
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif
#ifndef O_TMPFILE
#define O_TMPFILE (020000000 | O_DIRECTORY)
#endif
#ifndef O_DIRECT
#define O_DIRECT 040000
#endif
#ifndef O_NOATIME
#define O_NOATIME 01000000
#endif
#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif
#ifndef AT_NO_AUTOMOUNT
#define AT_NO_AUTOMOUNT 0x800
#endif
#ifndef SEEK_DATA
#define SEEK_DATA 3
#define SEEK_HOLE 4
#endif
#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif
#ifndef POLLRDHUP
#define POLLRDHUP 0x2000
#endif
#define RENAME_NO_REPLACE 1u
#define RENAME_SWAP       2u

/* F_SEAL_, and that there can be any. */
#define SEAL_SEAL   1u
#define SEAL_SHRINK 2u
#define SEAL_GROW   4u
#define SEAL_WRITE  8u
#define SEAL_FUTURE 16u
#define SEALS       31u
#define SEALABLE    0x80000000u

#define FALLOC_KEEP_SIZE  1
#define FALLOC_PUNCH_HOLE 2
#define FALLOC_COLLAPSE   8
#define FALLOC_ZERO_RANGE 16

/* openat2's resolve; RESOLVE_INSIDE: the path has a scope. */
#define RESOLVE_NO_XDEV  1u
#define RESOLVE_NO_MAGIC 2u
#define RESOLVE_NO_LINKS 4u
#define RESOLVE_BENEATH  8u
#define RESOLVE_IN_ROOT  16u
#define RESOLVE_CACHED   32u
#define RESOLVE_KNOWN    63u
#define RESOLVE_INSIDE   (RESOLVE_BENEATH | RESOLVE_IN_ROOT)

#define MOUNT_RDONLY      1u
#define MOUNT_NOSUID      2u
#define MOUNT_NODEV       4u
#define MOUNT_NOEXEC      8u
#define MOUNT_SYNCHRONOUS 16u
#define MOUNT_REMOUNT     32u
#define MOUNT_SUPER       (MOUNT_RDONLY | MOUNT_SYNCHRONOUS) /* a file system's */
#define MOUNT_NOATIME     1024u
#define MOUNT_NODIRATIME  2048u
#define MOUNT_RELATIME    (1u << 21)
#define MOUNT_STRICTATIME (1u << 24)

#define SIGNAL_PIPE 13
#define SIGNAL_XFSZ 25

/* Device numbers: Linux's coding in 64 bits. */
#define DEV_MAJOR(d) \
	((uint32_t)(((d) >> 8) & 0xfff) | (uint32_t)(((d) >> 32) & ~0xfffULL))
#define DEV_MINOR(d) ((uint32_t)((d)&0xff) | (uint32_t)(((d) >> 12) & ~0xffULL))
#define DEV_MAKE(ma, mi)                                                 \
	(((uint64_t)((mi)&0xff)) | (((uint64_t)(mi) & ~0xffULL) << 12) | \
		(((uint64_t)(ma)&0xfff) << 8) | (((uint64_t)(ma) & ~0xfffULL) << 32))

#endif
