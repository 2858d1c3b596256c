/* tests/port/layout.c - the headers' structures and types are the ABI's.
 *
 * Each number is written out by hand from the Linux x86-64 ABI: the size of
 * each structure, the place and size of its fields, the width and sign of each
 * type. What is the C library's own (struct sigaction's user side, sigset_t) is
 * in the kernel's layout too. constants.c has the values.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <termios.h>
#include <time.h>
#include <ucontext.h>
#include <utime.h>
#include <utmp.h>

#include "fact.h"

#define SIZE(type, size)                                \
	{                                               \
		"sizeof(" #type ")", sizeof(type), size \
	}
#define FIELD(type, field, offset, size)                                     \
	{ #type "." #field, offsetof(type, field), offset },                 \
	{                                                                    \
		"sizeof " #type "." #field, sizeof(((type *)0)->field), size \
	}
/* The width and whether values below 0 are there. */
#define TYPE(type, size, is_signed)                                  \
	{ "sizeof(" #type ")", sizeof(type), size },                 \
	{                                                            \
		"is " #type " signed", (type)-1 < (type)1, is_signed \
	}

static const struct fact layouts[] = {
	SIZE(struct stat, 144),
	FIELD(struct stat, st_dev, 0, 8),
	FIELD(struct stat, st_ino, 8, 8),
	FIELD(struct stat, st_nlink, 16, 8),
	FIELD(struct stat, st_mode, 24, 4),
	FIELD(struct stat, st_uid, 28, 4),
	FIELD(struct stat, st_gid, 32, 4),
	FIELD(struct stat, st_rdev, 40, 8),
	FIELD(struct stat, st_size, 48, 8),
	FIELD(struct stat, st_blksize, 56, 8),
	FIELD(struct stat, st_blocks, 64, 8),
	FIELD(struct stat, st_atim, 72, 16),
	FIELD(struct stat, st_mtim, 88, 16),
	FIELD(struct stat, st_ctim, 104, 16),
	SIZE(struct timespec, 16),
	FIELD(struct timespec, tv_sec, 0, 8),
	FIELD(struct timespec, tv_nsec, 8, 8),
	SIZE(struct timeval, 16),
	FIELD(struct timeval, tv_sec, 0, 8),
	FIELD(struct timeval, tv_usec, 8, 8),
	SIZE(struct itimerval, 32),
	FIELD(struct itimerval, it_interval, 0, 16),
	FIELD(struct itimerval, it_value, 16, 16),
	SIZE(struct itimerspec, 32),
	FIELD(struct itimerspec, it_interval, 0, 16),
	FIELD(struct itimerspec, it_value, 16, 16),
	SIZE(struct tms, 32),
	FIELD(struct tms, tms_utime, 0, 8),
	FIELD(struct tms, tms_stime, 8, 8),
	FIELD(struct tms, tms_cutime, 16, 8),
	FIELD(struct tms, tms_cstime, 24, 8),
	SIZE(struct utimbuf, 16),
	FIELD(struct utimbuf, actime, 0, 8),
	FIELD(struct utimbuf, modtime, 8, 8),
	SIZE(struct iovec, 16),
	FIELD(struct iovec, iov_base, 0, 8),
	FIELD(struct iovec, iov_len, 8, 8),
	SIZE(struct pollfd, 8),
	FIELD(struct pollfd, fd, 0, 4),
	FIELD(struct pollfd, events, 4, 2),
	FIELD(struct pollfd, revents, 6, 2),
	SIZE(struct flock, 32),
	FIELD(struct flock, l_type, 0, 2),
	FIELD(struct flock, l_whence, 2, 2),
	FIELD(struct flock, l_start, 8, 8),
	FIELD(struct flock, l_len, 16, 8),
	FIELD(struct flock, l_pid, 24, 4),
	SIZE(struct winsize, 8),
	FIELD(struct winsize, ws_row, 0, 2),
	FIELD(struct winsize, ws_col, 2, 2),
	FIELD(struct winsize, ws_xpixel, 4, 2),
	FIELD(struct winsize, ws_ypixel, 6, 2),
	SIZE(struct termios, 60),
	FIELD(struct termios, c_iflag, 0, 4),
	FIELD(struct termios, c_oflag, 4, 4),
	FIELD(struct termios, c_cflag, 8, 4),
	FIELD(struct termios, c_lflag, 12, 4),
	FIELD(struct termios, c_line, 16, 1),
	FIELD(struct termios, c_cc, 17, 32),
	SIZE(struct utsname, 390),
	FIELD(struct utsname, sysname, 0, 65),
	FIELD(struct utsname, nodename, 65, 65),
	FIELD(struct utsname, release, 130, 65),
	FIELD(struct utsname, version, 195, 65),
	FIELD(struct utsname, machine, 260, 65),
	FIELD(struct utsname, domainname, 325, 65),
	SIZE(struct rusage, 144),
	FIELD(struct rusage, ru_utime, 0, 16),
	FIELD(struct rusage, ru_stime, 16, 16),
	FIELD(struct rusage, ru_maxrss, 32, 8),
	FIELD(struct rusage, ru_minflt, 64, 8),
	FIELD(struct rusage, ru_majflt, 72, 8),
	FIELD(struct rusage, ru_nvcsw, 128, 8),
	FIELD(struct rusage, ru_nivcsw, 136, 8),
	SIZE(struct rlimit, 16),
	FIELD(struct rlimit, rlim_cur, 0, 8),
	FIELD(struct rlimit, rlim_max, 8, 8),
	SIZE(struct sysinfo, 112),
	FIELD(struct sysinfo, uptime, 0, 8),
	FIELD(struct sysinfo, loads, 8, 24),
	FIELD(struct sysinfo, totalram, 32, 8),
	FIELD(struct sysinfo, freeram, 40, 8),
	FIELD(struct sysinfo, procs, 80, 2),
	FIELD(struct sysinfo, totalhigh, 88, 8),
	FIELD(struct sysinfo, mem_unit, 104, 4),
	SIZE(struct dirent, 280),
	FIELD(struct dirent, d_ino, 0, 8),
	FIELD(struct dirent, d_off, 8, 8),
	FIELD(struct dirent, d_reclen, 16, 2),
	FIELD(struct dirent, d_type, 18, 1),
	FIELD(struct dirent, d_name, 19, 256),
	SIZE(struct sigaction, 32),
	FIELD(struct sigaction, sa_handler, 0, 8),
	FIELD(struct sigaction, sa_flags, 8, 4),
	FIELD(struct sigaction, sa_restorer, 16, 8),
	FIELD(struct sigaction, sa_mask, 24, 8),
	SIZE(siginfo_t, 128),
	FIELD(siginfo_t, si_signo, 0, 4),
	FIELD(siginfo_t, si_errno, 4, 4),
	FIELD(siginfo_t, si_code, 8, 4),
	FIELD(siginfo_t, si_pid, 16, 4),
	FIELD(siginfo_t, si_uid, 20, 4),
	FIELD(siginfo_t, si_value, 24, 8),
	FIELD(siginfo_t, si_status, 24, 4),
	FIELD(siginfo_t, si_utime, 32, 8),
	FIELD(siginfo_t, si_stime, 40, 8),
	FIELD(siginfo_t, si_timerid, 16, 4),
	FIELD(siginfo_t, si_overrun, 20, 4),
	FIELD(siginfo_t, si_addr, 16, 8),
	FIELD(siginfo_t, si_addr_lsb, 24, 2),
	FIELD(siginfo_t, si_band, 16, 8),
	FIELD(siginfo_t, si_fd, 24, 4),
	FIELD(siginfo_t, si_call_addr, 16, 8),
	FIELD(siginfo_t, si_syscall, 24, 4),
	FIELD(siginfo_t, si_arch, 28, 4),
	SIZE(stack_t, 24),
	FIELD(stack_t, ss_sp, 0, 8),
	FIELD(stack_t, ss_flags, 8, 4),
	FIELD(stack_t, ss_size, 16, 8),
	SIZE(struct sigevent, 64),
	FIELD(struct sigevent, sigev_value, 0, 8),
	FIELD(struct sigevent, sigev_signo, 8, 4),
	FIELD(struct sigevent, sigev_notify, 12, 4),
	FIELD(struct sigevent, sigev_notify_function, 16, 8),
	FIELD(struct sigevent, sigev_notify_attributes, 24, 8),
	SIZE(mcontext_t, 256),
	FIELD(mcontext_t, gregs, 0, 184),
	FIELD(mcontext_t, fpregs, 184, 8),
	SIZE(ucontext_t, 816),
	FIELD(ucontext_t, uc_flags, 0, 8),
	FIELD(ucontext_t, uc_link, 8, 8),
	FIELD(ucontext_t, uc_stack, 16, 24),
	FIELD(ucontext_t, uc_mcontext, 40, 256),
	FIELD(ucontext_t, uc_sigmask, 296, 8),
	SIZE(struct sched_param, 4),
	FIELD(struct sched_param, sched_priority, 0, 4),
	SIZE(struct utmp, 384),
	FIELD(struct utmp, ut_type, 0, 2),
	FIELD(struct utmp, ut_pid, 4, 4),
	FIELD(struct utmp, ut_line, 8, 32),
	FIELD(struct utmp, ut_id, 40, 4),
	FIELD(struct utmp, ut_user, 44, 32),
	FIELD(struct utmp, ut_host, 76, 256),
	FIELD(struct utmp, ut_session, 336, 4),
	FIELD(struct utmp, ut_tv, 340, 8),
	FIELD(struct utmp, ut_addr_v6, 348, 16),
	SIZE(fd_set, 128),
	SIZE(sigset_t, 8),
	SIZE(union sigval, 8),
};

static void structures(void)
{
	CHECK(layouts);
}

static void types(void)
{
	static const struct fact facts[] = {
		TYPE(blkcnt_t, 8, 1),
		TYPE(blksize_t, 8, 1),
		TYPE(clock_t, 8, 1),
		TYPE(clockid_t, 4, 1),
		TYPE(dev_t, 8, 0),
		TYPE(fsblkcnt_t, 8, 0),
		TYPE(fsfilcnt_t, 8, 0),
		TYPE(gid_t, 4, 0),
		TYPE(id_t, 4, 0),
		TYPE(ino_t, 8, 0),
		TYPE(key_t, 4, 1),
		TYPE(mode_t, 4, 0),
		TYPE(nlink_t, 8, 0),
		TYPE(off_t, 8, 1),
		TYPE(pid_t, 4, 1),
		TYPE(size_t, 8, 0),
		TYPE(ssize_t, 8, 1),
		TYPE(suseconds_t, 8, 1),
		TYPE(time_t, 8, 1),
		TYPE(uid_t, 4, 0),
		TYPE(rlim_t, 8, 0),
		TYPE(nfds_t, 8, 0),
		TYPE(cc_t, 1, 0),
		TYPE(tcflag_t, 4, 0),
		TYPE(speed_t, 4, 0),
		TYPE(fpos_t, 8, 1),
	};

	CHECK(facts);
}

static void sets(void)
{
	fd_set fds;
	sigset_t sigs;
	const unsigned char *bytes = (const unsigned char *)&fds;

	FD_ZERO(&fds);
	FD_SET(9, &fds);
	FD_SET(1023, &fds);
	EXPECT_EQ(bytes[1], 2);
	EXPECT_EQ(bytes[127], 0x80);
	EXPECT(FD_ISSET(9, &fds) && FD_ISSET(1023, &fds) && !FD_ISSET(8, &fds));
	FD_CLR(9, &fds);
	EXPECT(!FD_ISSET(9, &fds));
	sigemptyset(&sigs);
	EXPECT_EQ(sigaddset(&sigs, SIGKILL), 0);
	EXPECT_EQ(sigaddset(&sigs, 64), 0);
	EXPECT_EQ(*(unsigned char *)&sigs, 0);
	EXPECT_EQ(((unsigned char *)&sigs)[1], 1);
	EXPECT_EQ(((unsigned char *)&sigs)[7], 0x80);
	EXPECT_EQ(sigismember(&sigs, SIGKILL), 1);
	EXPECT_EQ(sigismember(&sigs, SIGHUP), 0);
	EXPECT_EQ(sigdelset(&sigs, SIGKILL), 0);
	EXPECT_EQ(sigismember(&sigs, SIGKILL), 0);
	EXPECT_EQ(sigaddset(&sigs, 0), -1);
	EXPECT_EQ(sigaddset(&sigs, 65), -1);
	EXPECT_EQ(sigismember(&sigs, -1), -1);
}

static const struct guest_case cases[] = {
	{ "structures", structures },
	{ "types", types },
	{ "sets", sets },
};

GUEST_MAIN(cases)
