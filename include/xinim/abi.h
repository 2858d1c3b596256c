/*
 * include/xinim/abi.h - structures that cross the system call boundary.
 *
 * Layouts are those of the Linux x86-64 ABI; newlib's headers for xinim carry
 * the same ones under their POSIX names. Nothing here may change.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ABI_H
#define XINIM_ABI_H

#include <stdint.h>

#include <xinim/signal.h>
#include <xinim/size.h>

/* First address that no program may use: the page below the canonical hole stays unmapped. */
#define XINIM_USER_LIMIT 0x00007ffffffff000ULL

#define XINIM_SYSCALL_SLOTS 512

struct xinim_timespec {
	int64_t tv_sec;
	int64_t tv_nsec; /* 0 to 999,999,999 */
};

struct xinim_timeval {
	int64_t tv_sec;
	int64_t tv_usec;
};

struct xinim_stat {
	uint64_t st_dev;
	uint64_t st_ino;
	uint64_t st_nlink;
	uint32_t st_mode;
	uint32_t st_uid;
	uint32_t st_gid;
	uint32_t pad0;
	uint64_t st_rdev;
	int64_t st_size;
	int64_t st_blksize;
	int64_t st_blocks; /* 512-byte units */
	struct xinim_timespec st_atim;
	struct xinim_timespec st_mtim;
	struct xinim_timespec st_ctim;
	int64_t reserved[3];
};
XINIM_SIZE(struct xinim_stat, 144, "Linux struct stat");

#define XINIM_S_IFCHR 0020000

struct xinim_utsname {
	char sysname[65];
	char nodename[65];
	char release[65];
	char version[65];
	char machine[65];
	char domainname[65];
};
XINIM_SIZE(struct xinim_utsname, 390, "Linux struct new_utsname");

struct xinim_rusage {
	struct xinim_timeval ru_utime;
	struct xinim_timeval ru_stime;
	int64_t ru_maxrss; /* KiB */
	int64_t ru_other[13];
};
XINIM_SIZE(struct xinim_rusage, 144, "Linux struct rusage");

/* What the kernel's TCGETS fills in: the 36-byte struct termios of the kernel ABI. */
struct xinim_termios {
	uint32_t c_iflag;
	uint32_t c_oflag;
	uint32_t c_cflag;
	uint32_t c_lflag;
	uint8_t c_line;
	uint8_t c_cc[19];
};
XINIM_SIZE(struct xinim_termios, 36, "Linux struct termios");

struct xinim_winsize {
	uint16_t ws_row;
	uint16_t ws_col;
	uint16_t ws_xpixel;
	uint16_t ws_ypixel;
};

#define XINIM_TCGETS     0x5401
#define XINIM_TIOCGWINSZ 0x5413

/* clock_gettime, clock_nanosleep */
#define XINIM_CLOCK_REALTIME        0
#define XINIM_CLOCK_MONOTONIC       1
#define XINIM_CLOCK_PROCESS_CPUTIME 2
#define XINIM_CLOCK_THREAD_CPUTIME  3
#define XINIM_CLOCK_MONOTONIC_RAW   4
#define XINIM_CLOCK_REALTIME_COARSE 5
#define XINIM_CLOCK_MONO_COARSE     6
#define XINIM_CLOCK_BOOTTIME        7
#define XINIM_CLOCK_TAI             11
#define XINIM_TIMER_ABSTIME         1

/*
 * Where every process can read what the clock is made of, without a call. A
 * reading holds if `sequence` was even and the same before and after:
 * CLOCK_MONOTONIC is ((TSC - tsc_start) * ns_per_tsc) >> 32, in 128 bits, and
 * CLOCK_REALTIME that plus realtime_offset, nanoseconds both.
 */
#define XINIM_TIME_PAGE 0xffffffffff600000ULL

struct xinim_time_page {
	uint32_t sequence;
	uint32_t reserved;
	uint64_t tsc_start;
	uint64_t ns_per_tsc; /* 32 bits of fraction */
	uint64_t realtime_offset;
};

/* futex */
#define XINIM_FUTEX_WAIT        0
#define XINIM_FUTEX_WAKE        1
#define XINIM_FUTEX_REQUEUE     3
#define XINIM_FUTEX_CMP_REQUEUE 4
#define XINIM_FUTEX_WAKE_OP     5
#define XINIM_FUTEX_LOCK_PI     6
#define XINIM_FUTEX_UNLOCK_PI   7
#define XINIM_FUTEX_TRYLOCK_PI  8
#define XINIM_FUTEX_WAIT_BITSET 9
#define XINIM_FUTEX_WAKE_BITSET 10
#define XINIM_FUTEX_LOCK_PI2    13
#define XINIM_FUTEX_OP_MASK     0x7f
#define XINIM_FUTEX_PRIVATE     0x80
#define XINIM_FUTEX_REALTIME    0x100

/* futex_waitv: at most so many of these. */
#define XINIM_FUTEX_WAITV_MAX 128
#define XINIM_FUTEX2_U32      2u /* the only size of a word */
struct xinim_futex_waitv {
	uint64_t value;
	uint64_t word;  /* its address */
	uint32_t flags; /* XINIM_FUTEX2_U32, XINIM_FUTEX_PRIVATE */
	uint32_t reserved;
};
XINIM_SIZE(struct xinim_futex_waitv, 24, "Linux struct futex_waitv");

/* membarrier's commands. */
#define XINIM_MEMBARRIER_QUERY                 0u
#define XINIM_MEMBARRIER_GLOBAL                1u
#define XINIM_MEMBARRIER_GLOBAL_EXPEDITED      2u
#define XINIM_MEMBARRIER_REGISTER_GLOBAL       4u
#define XINIM_MEMBARRIER_PRIVATE               8u
#define XINIM_MEMBARRIER_REGISTER_PRIVATE      16u
#define XINIM_MEMBARRIER_PRIVATE_CORE          32u
#define XINIM_MEMBARRIER_REGISTER_PRIVATE_CORE 64u

/* FUTEX_WAKE_OP's last argument: operation, comparison, their operands of 12 bits. */
#define XINIM_FUTEX_OP_SET   0
#define XINIM_FUTEX_OP_ADD   1
#define XINIM_FUTEX_OP_OR    2
#define XINIM_FUTEX_OP_ANDN  3
#define XINIM_FUTEX_OP_XOR   4
#define XINIM_FUTEX_OP_SHIFT (8u << 28) /* the operand is a bit's number */
#define XINIM_FUTEX_CMP_EQ   0
#define XINIM_FUTEX_CMP_NE   1
#define XINIM_FUTEX_CMP_LT   2
#define XINIM_FUTEX_CMP_LE   3
#define XINIM_FUTEX_CMP_GT   4
#define XINIM_FUTEX_CMP_GE   5

/* The bits of a robust futex's word. */
#define XINIM_FUTEX_WAITERS    0x80000000u
#define XINIM_FUTEX_OWNER_DIED 0x40000000u
#define XINIM_FUTEX_TID_MASK   0x3fffffffu

/* set_robust_list: a ring of links, each within a lock; offset: from it to the word. */
struct xinim_robust_list_head {
	uint64_t next;
	int64_t offset;
	uint64_t pending; /* what is just being taken or given back; 0: nothing */
};
XINIM_SIZE(struct xinim_robust_list_head, 24, "Linux robust_list_head");

/* mmap */
#define XINIM_MAP_SHARED          0x01
#define XINIM_MAP_PRIVATE         0x02
#define XINIM_MAP_TYPE            0x0f
#define XINIM_MAP_FIXED           0x10
#define XINIM_MAP_ANONYMOUS       0x20
#define XINIM_MAP_32BIT           0x40
#define XINIM_MAP_POPULATE        0x8000
#define XINIM_MAP_FIXED_NOREPLACE 0x100000

/* arch_prctl */
#define XINIM_ARCH_SET_GS 0x1001
#define XINIM_ARCH_SET_FS 0x1002
#define XINIM_ARCH_GET_FS 0x1003
#define XINIM_ARCH_GET_GS 0x1004

/* wait4 */
#define XINIM_WNOHANG    1
#define XINIM_WUNTRACED  2
#define XINIM_WCONTINUED 8

/* getrandom */
#define XINIM_GRND_NONBLOCK 1
#define XINIM_GRND_RANDOM   2
#define XINIM_GRND_INSECURE 4

/* Auxiliary vector (System V ABI, AMD64 supplement, section 3.4.3, and Linux's additions). */
#define XINIM_AT_NULL        0
#define XINIM_AT_PHDR        3
#define XINIM_AT_PHENT       4
#define XINIM_AT_PHNUM       5
#define XINIM_AT_PAGESZ      6
#define XINIM_AT_BASE        7
#define XINIM_AT_FLAGS       8
#define XINIM_AT_ENTRY       9
#define XINIM_AT_UID         11
#define XINIM_AT_EUID        12
#define XINIM_AT_GID         13
#define XINIM_AT_EGID        14
#define XINIM_AT_PLATFORM    15
#define XINIM_AT_HWCAP       16
#define XINIM_AT_CLKTCK      17
#define XINIM_AT_SECURE      23
#define XINIM_AT_RANDOM      25
#define XINIM_AT_HWCAP2      26
#define XINIM_AT_EXECFN      31
#define XINIM_AT_MINSIGSTKSZ 51

/* Bits of a process's notification word, set by the kernel (notify_wait). */
#define XINIM_NOTIFY_CHILD  (1ULL << 0) /* a child died: wait4 has its status */
#define XINIM_NOTIFY_CANCEL (1ULL << 1) /* a call under way was given up by its caller */
#define XINIM_NOTIFY_EVENT  (1ULL << 2) /* XINIM_PROCESS_EVENT has something */
#define XINIM_NOTIFY_BOOT   (1ULL << 3) /* XINIM_PROCESS_BOOT_EVENT has something */

#endif
