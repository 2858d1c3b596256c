/* tests/port/layout.c - the headers' structures, types and numbers are the ABI's.
 *
 * Each number is written out by hand from the Linux x86-64 ABI: the size of
 * each structure, the place and size of its fields, the width and sign of each
 * type, the value of each constant. What is the C library's own (struct
 * sigaction's user side, sigset_t) is in the kernel's layout too.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/auxv.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include <utime.h>
#include <utmp.h>

#include "../guest/guest.h"

struct fact {
	const char *what;
	long long is;
	long long want;
};

static void check(const struct fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		guest_equal(
			facts[i].is, facts[i].want, facts[i].what, __FILE__, __LINE__);
}

#define CHECK(facts) check(facts, sizeof(facts) / sizeof((facts)[0]))
#define SIZE(type, size)                                \
	{                                               \
		"sizeof(" #type ")", sizeof(type), size \
	}
#define FIELD(type, field, offset, size)                                     \
	{ #type "." #field, offsetof(type, field), offset },                 \
	{                                                                    \
		"sizeof " #type "." #field, sizeof(((type *)0)->field), size \
	}
#define VALUE(name, value)                                   \
	{                                                    \
#name, (long long)(name), (long long)(value) \
	}
/* The width and whether values below 0 are there. */
#define TYPE(type, size, is_signed)                                  \
	{ "sizeof(" #type ")", sizeof(type), size },                 \
	{                                                            \
		"is " #type " signed", (type)-1 < (type)1, is_signed \
	}

static void structures(void)
{
	static const struct fact facts[] = {
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

	CHECK(facts);
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

static void constants(void)
{
	static const struct fact facts[] = {
		VALUE(O_RDONLY, 0),
		VALUE(O_WRONLY, 1),
		VALUE(O_RDWR, 2),
		VALUE(O_ACCMODE, 010000003),
		VALUE(O_CREAT, 0100),
		VALUE(O_EXCL, 0200),
		VALUE(O_NOCTTY, 0400),
		VALUE(O_TRUNC, 01000),
		VALUE(O_APPEND, 02000),
		VALUE(O_NONBLOCK, 04000),
		VALUE(O_DSYNC, 010000),
		VALUE(O_DIRECT, 040000),
		VALUE(O_DIRECTORY, 0200000),
		VALUE(O_NOFOLLOW, 0400000),
		VALUE(O_NOATIME, 01000000),
		VALUE(O_CLOEXEC, 02000000),
		VALUE(O_SYNC, 04010000),
		VALUE(O_PATH, 010000000),
		VALUE(O_TMPFILE, 020200000),
		VALUE(F_DUPFD, 0),
		VALUE(F_GETFD, 1),
		VALUE(F_SETFD, 2),
		VALUE(F_GETFL, 3),
		VALUE(F_SETFL, 4),
		VALUE(F_GETLK, 5),
		VALUE(F_SETLK, 6),
		VALUE(F_SETLKW, 7),
		VALUE(F_SETOWN, 8),
		VALUE(F_GETOWN, 9),
		VALUE(F_DUPFD_CLOEXEC, 1030),
		VALUE(F_RDLCK, 0),
		VALUE(F_WRLCK, 1),
		VALUE(F_UNLCK, 2),
		VALUE(FD_CLOEXEC, 1),
		VALUE(AT_FDCWD, -100),
		VALUE(AT_SYMLINK_NOFOLLOW, 0x100),
		VALUE(AT_REMOVEDIR, 0x200),
		VALUE(AT_EACCESS, 0x200),
		VALUE(AT_SYMLINK_FOLLOW, 0x400),
		VALUE(AT_EMPTY_PATH, 0x1000),
		VALUE(UTIME_NOW, 0x3fffffff),
		VALUE(UTIME_OMIT, 0x3ffffffe),
		VALUE(S_IFIFO, 0010000),
		VALUE(S_IFCHR, 0020000),
		VALUE(S_IFDIR, 0040000),
		VALUE(S_IFBLK, 0060000),
		VALUE(S_IFREG, 0100000),
		VALUE(S_IFLNK, 0120000),
		VALUE(S_IFSOCK, 0140000),
		VALUE(S_ISUID, 04000),
		VALUE(S_ISGID, 02000),
		VALUE(S_ISVTX, 01000),
		VALUE(SEEK_SET, 0),
		VALUE(SEEK_CUR, 1),
		VALUE(SEEK_END, 2),
		VALUE(F_OK, 0),
		VALUE(X_OK, 1),
		VALUE(W_OK, 2),
		VALUE(R_OK, 4),
		VALUE(SIGHUP, 1),
		VALUE(SIGINT, 2),
		VALUE(SIGQUIT, 3),
		VALUE(SIGILL, 4),
		VALUE(SIGTRAP, 5),
		VALUE(SIGABRT, 6),
		VALUE(SIGBUS, 7),
		VALUE(SIGFPE, 8),
		VALUE(SIGKILL, 9),
		VALUE(SIGUSR1, 10),
		VALUE(SIGSEGV, 11),
		VALUE(SIGUSR2, 12),
		VALUE(SIGPIPE, 13),
		VALUE(SIGALRM, 14),
		VALUE(SIGTERM, 15),
		VALUE(SIGSTKFLT, 16),
		VALUE(SIGCHLD, 17),
		VALUE(SIGCONT, 18),
		VALUE(SIGSTOP, 19),
		VALUE(SIGTSTP, 20),
		VALUE(SIGTTIN, 21),
		VALUE(SIGTTOU, 22),
		VALUE(SIGURG, 23),
		VALUE(SIGXCPU, 24),
		VALUE(SIGXFSZ, 25),
		VALUE(SIGVTALRM, 26),
		VALUE(SIGPROF, 27),
		VALUE(SIGWINCH, 28),
		VALUE(SIGIO, 29),
		VALUE(SIGPWR, 30),
		VALUE(SIGSYS, 31),
		VALUE(SIGRTMIN, 34),
		VALUE(SIGRTMAX, 64),
		VALUE(NSIG, 65),
		VALUE(SA_NOCLDSTOP, 1),
		VALUE(SA_NOCLDWAIT, 2),
		VALUE(SA_SIGINFO, 4),
		VALUE(SA_ONSTACK, 0x08000000),
		VALUE(SA_RESTART, 0x10000000),
		VALUE(SA_NODEFER, 0x40000000),
		VALUE(SA_RESETHAND, 0x80000000),
		VALUE(SIG_BLOCK, 0),
		VALUE(SIG_UNBLOCK, 1),
		VALUE(SIG_SETMASK, 2),
		VALUE(SI_USER, 0),
		VALUE(SI_KERNEL, 0x80),
		VALUE(SI_QUEUE, -1),
		VALUE(SI_TIMER, -2),
		VALUE(SI_TKILL, -6),
		VALUE(SEGV_MAPERR, 1),
		VALUE(SEGV_ACCERR, 2),
		VALUE(BUS_ADRALN, 1),
		VALUE(BUS_ADRERR, 2),
		VALUE(FPE_INTDIV, 1),
		VALUE(FPE_FLTDIV, 3),
		VALUE(FPE_FLTINV, 7),
		VALUE(ILL_ILLOPC, 1),
		VALUE(TRAP_BRKPT, 1),
		VALUE(CLD_EXITED, 1),
		VALUE(CLD_STOPPED, 5),
		VALUE(SIGEV_SIGNAL, 0),
		VALUE(SIGEV_NONE, 1),
		VALUE(REG_R8, 0),
		VALUE(REG_RDI, 8),
		VALUE(REG_RSP, 15),
		VALUE(REG_RIP, 16),
		VALUE(REG_EFL, 17),
		VALUE(REG_CR2, 22),
		VALUE(WNOHANG, 1),
		VALUE(WUNTRACED, 2),
		VALUE(WEXITED, 4),
		VALUE(WCONTINUED, 8),
		VALUE(WNOWAIT, 0x01000000),
		VALUE(P_ALL, 0),
		VALUE(P_PID, 1),
		VALUE(P_PGID, 2),
		VALUE(RLIMIT_CPU, 0),
		VALUE(RLIMIT_FSIZE, 1),
		VALUE(RLIMIT_DATA, 2),
		VALUE(RLIMIT_STACK, 3),
		VALUE(RLIMIT_CORE, 4),
		VALUE(RLIMIT_NPROC, 6),
		VALUE(RLIMIT_NOFILE, 7),
		VALUE(RLIMIT_AS, 9),
		VALUE(RUSAGE_SELF, 0),
		VALUE(RUSAGE_CHILDREN, -1),
		VALUE(PRIO_PROCESS, 0),
		VALUE(PROT_READ, 1),
		VALUE(PROT_WRITE, 2),
		VALUE(PROT_EXEC, 4),
		VALUE(MAP_SHARED, 1),
		VALUE(MAP_PRIVATE, 2),
		VALUE(MAP_FIXED, 0x10),
		VALUE(MAP_ANONYMOUS, 0x20),
		VALUE(MAP_GROWSDOWN, 0x100),
		VALUE(MAP_NORESERVE, 0x4000),
		VALUE(MAP_POPULATE, 0x8000),
		VALUE(MAP_STACK, 0x20000),
		VALUE(MAP_FIXED_NOREPLACE, 0x100000),
		VALUE(MS_ASYNC, 1),
		VALUE(MS_INVALIDATE, 2),
		VALUE(MS_SYNC, 4),
		VALUE(MCL_CURRENT, 1),
		VALUE(MADV_DONTNEED, 4),
		VALUE(MADV_FREE, 8),
		VALUE(MREMAP_MAYMOVE, 1),
		VALUE(MREMAP_FIXED, 2),
		VALUE(CLOCK_REALTIME, 0),
		VALUE(CLOCK_MONOTONIC, 1),
		VALUE(CLOCK_PROCESS_CPUTIME_ID, 2),
		VALUE(CLOCK_THREAD_CPUTIME_ID, 3),
		VALUE(CLOCK_MONOTONIC_RAW, 4),
		VALUE(CLOCK_REALTIME_COARSE, 5),
		VALUE(CLOCK_MONOTONIC_COARSE, 6),
		VALUE(TIMER_ABSTIME, 1),
		VALUE(CLOCKS_PER_SEC, 1000000),
		VALUE(ITIMER_REAL, 0),
		VALUE(ITIMER_VIRTUAL, 1),
		VALUE(ITIMER_PROF, 2),
		VALUE(TCGETS, 0x5401),
		VALUE(TCSETS, 0x5402),
		VALUE(TCSETSF, 0x5404),
		VALUE(TIOCSCTTY, 0x540e),
		VALUE(TIOCGPGRP, 0x540f),
		VALUE(TIOCSPGRP, 0x5410),
		VALUE(TIOCGWINSZ, 0x5413),
		VALUE(TIOCSWINSZ, 0x5414),
		VALUE(FIONREAD, 0x541b),
		VALUE(FIONBIO, 0x5421),
		VALUE(TIOCNOTTY, 0x5422),
		VALUE(TIOCGSID, 0x5429),
		VALUE(TIOCGPTN, 0x80045430),
		VALUE(TIOCM_DTR, 0x002),
		VALUE(TIOCM_RTS, 0x004),
		VALUE(TIOCM_CTS, 0x020),
		VALUE(TIOCM_CD, 0x040),
		VALUE(TIOCM_RI, 0x080),
		VALUE(TIOCM_DSR, 0x100),
		VALUE(FIOCLEX, 0x5451),
		VALUE(VINTR, 0),
		VALUE(VEOF, 4),
		VALUE(VMIN, 6),
		VALUE(VSUSP, 10),
		VALUE(VEOL, 11),
		VALUE(ICRNL, 0400),
		VALUE(IXON, 02000),
		VALUE(IUTF8, 040000),
		VALUE(OPOST, 1),
		VALUE(ONLCR, 4),
		VALUE(CSIZE, 060),
		VALUE(CS8, 060),
		VALUE(CREAD, 0200),
		VALUE(CLOCAL, 04000),
		VALUE(ISIG, 1),
		VALUE(ICANON, 2),
		VALUE(ECHO, 010),
		VALUE(ECHOE, 020),
		VALUE(ECHOK, 040),
		VALUE(TOSTOP, 0400),
		VALUE(IEXTEN, 0100000),
		VALUE(B9600, 015),
		VALUE(B38400, 017),
		VALUE(B115200, 010002),
		VALUE(NCCS, 32),
		VALUE(POLLIN, 1),
		VALUE(POLLPRI, 2),
		VALUE(POLLOUT, 4),
		VALUE(POLLERR, 8),
		VALUE(POLLHUP, 0x10),
		VALUE(POLLNVAL, 0x20),
		VALUE(POLLRDHUP, 0x2000),
		VALUE(AT_PHDR, 3),
		VALUE(AT_PHENT, 4),
		VALUE(AT_PHNUM, 5),
		VALUE(AT_PAGESZ, 6),
		VALUE(AT_UID, 11),
		VALUE(AT_CLKTCK, 17),
		VALUE(AT_SECURE, 23),
		VALUE(AT_RANDOM, 25),
		VALUE(AT_EXECFN, 31),
		VALUE(AT_SYSINFO_EHDR, 33),
		VALUE(DT_UNKNOWN, 0),
		VALUE(DT_FIFO, 1),
		VALUE(DT_CHR, 2),
		VALUE(DT_DIR, 4),
		VALUE(DT_BLK, 6),
		VALUE(DT_REG, 8),
		VALUE(DT_LNK, 10),
		VALUE(DT_SOCK, 12),
		VALUE(SCHED_OTHER, 0),
		VALUE(SCHED_FIFO, 1),
		VALUE(SCHED_RR, 2),
		VALUE(GRND_NONBLOCK, 1),
		VALUE(GRND_RANDOM, 2),
		VALUE(LOCK_SH, 1),
		VALUE(LOCK_EX, 2),
		VALUE(LOCK_NB, 4),
		VALUE(LOCK_UN, 8),
		VALUE(FD_SETSIZE, 1024),
		VALUE(PATH_MAX, 4096),
		VALUE(NAME_MAX, 255),
		VALUE(IOV_MAX, 1024),
		VALUE(PIPE_BUF, 4096),
		VALUE(SYS_read, 0),
		VALUE(SYS_write, 1),
		VALUE(SYS_brk, 12),
		VALUE(SYS_getpid, 39),
		VALUE(SYS_getppid, 110),
		VALUE(SYS_arch_prctl, 158),
		VALUE(SYS_exit_group, 231),
		VALUE(SYS_getrandom, 318),
		VALUE(SYS_clone3, 435),
	};

	CHECK(facts);
	EXPECT((rlim_t)-1 == RLIM_INFINITY);
	EXPECT(MAP_FAILED == (void *)-1);
}

static void encodings(void)
{
	EXPECT(WIFEXITED(0x0300) && WEXITSTATUS(0x0300) == 3);
	EXPECT(!WIFSIGNALED(0x0300) && !WIFSTOPPED(0x0300));
	EXPECT(WIFSIGNALED(0x008b) && WTERMSIG(0x008b) == 11 && WCOREDUMP(0x008b));
	EXPECT(!WIFEXITED(0x000b) && !WCOREDUMP(0x000b));
	EXPECT(WIFSTOPPED(0x137f) && WSTOPSIG(0x137f) == 19);
	EXPECT(!WIFSIGNALED(0x137f) && !WIFEXITED(0x137f));
	EXPECT(WIFCONTINUED(0xffff) && !WIFSTOPPED(0xffff) && !WIFSIGNALED(0xffff));
	EXPECT_EQ(makedev(4, 64), 0x440);
	EXPECT_EQ(major(0x440), 4);
	EXPECT_EQ(minor(0x440), 64);
	EXPECT_EQ(major(makedev(0x12345, 0x6789ab)), 0x12345);
	EXPECT_EQ(minor(makedev(0x12345, 0x6789ab)), 0x6789ab);
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
	{ "constants", constants },
	{ "encodings", encodings },
	{ "sets", sets },
};

GUEST_MAIN(cases)
