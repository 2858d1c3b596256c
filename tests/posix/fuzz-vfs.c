/* tests/posix/fuzz-vfs.c - random calls on files, sockets, pipes and terminals.
 *
 * Several processes of different users, on the same few names and descriptors, which
 * they also pass to each other, with arguments that are mostly near good ones. The
 * server must survive, answer afterwards, and keep nothing when they have ended.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-cpus: 2
 * guest-memory: 256
 * guest-reject: PANIC
 * guest-reject: VFS Server.*end
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>

#ifndef CALLS
#define CALLS 2000 /* of each process in each round */
#endif
#define PROCESSES 5
#define ROUNDS    4

static uint64_t state;
static char *data; /* a mapping of its own: what runs past its end hits nothing of ours */
#define DATA 69632

static uint32_t below(uint32_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % n;
}

static const char *const names[] = { "a", "b", "c", "d", "e/a", "e/b", "e", ".", "..",
	"a/x", "/tmp/fuzz/a", "/dev/null", "/dev/zero", "/dev/ptmx", "/dev/tty",
	"/dev/full", "/dev/random", "/dev/pts", "/proc/self/fd", "/proc/self/fd/3",
	"/proc/self/cwd/a", "/proc/self/stat", "/proc/mounts", "s", "f", "", "no/such",
	"e/../a", "/dev/fd/4" };
#define NAMES (sizeof(names) / sizeof(names[0]))

/* A descriptor that may be open, or anything. */
static long some_fd(void)
{
	switch (below(20)) {
	case 0:
		return -1;
	case 1:
		return below(1000000);
	case 2:
		return AT_FDCWD;
	default:
		return 3 + below(24);
	}
}

static long some_number(void)
{
	static const long odd[] = { 0, 1, -1, 4095, 4096, 4097, 65536, INT32_MAX,
		INT32_MIN, INT64_MAX, INT64_MIN, 0x7ffff000, 1L << 32, 1L << 44 };

	switch (below(3)) {
	case 0:
		return odd[below(sizeof(odd) / sizeof(odd[0]))];
	case 1:
		return below(64);
	default:
		return below(DATA);
	}
}

/* Memory to read or to write, mostly good; structures in it are what is left there. */
static long some_pointer(void)
{
	switch (below(16)) {
	case 0:
		return 0;
	case 1:
		return 16;
	case 2:
		return (long)0xffff800000000000;
	case 3:
		return (long)(data + DATA - 3);
	default:
		return (long)(data + below(60000) / 8 * 8);
	}
}

static long some_path(void)
{
	return below(30) ? (long)names[below(NAMES)] : some_pointer();
}

static long some_flags(void)
{
	return below(3) ? (long)(1u << below(24)) | (long)(1u << below(12)) : below(4);
}

/* What each argument of a call is: f, p, a, n, o (flags), z (a small number). */
static const struct {
	int number;
	const char *arguments;
} calls[] = {
	{ SYS_read, "fan" },
	{ SYS_write, "fan" },
	{ SYS_open, "poz" },
	{ SYS_open, "poz" },
	{ SYS_open, "poz" },
	{ SYS_close, "f" },
	{ SYS_stat, "pa" },
	{ SYS_fstat, "fa" },
	{ SYS_lstat, "pa" },
	{ SYS_lseek, "fnz" },
	{ SYS_ioctl, "fna" },
	{ SYS_pread64, "fann" },
	{ SYS_pwrite64, "fann" },
	{ SYS_readv, "faz" },
	{ SYS_writev, "faz" },
	{ SYS_access, "pz" },
	{ SYS_pipe, "a" },
	{ SYS_dup, "f" },
	{ SYS_dup2, "ff" },
	{ SYS_sendfile, "ffan" },
	{ SYS_fcntl, "fzn" },
	{ SYS_fcntl, "fza" },
	{ SYS_flock, "fz" },
	{ SYS_fsync, "f" },
	{ SYS_truncate, "pn" },
	{ SYS_ftruncate, "fn" },
	{ SYS_getdents, "fan" },
	{ SYS_getcwd, "an" },
	{ SYS_rename, "pp" },
	{ SYS_rename, "pp" },
	{ SYS_mkdir, "pz" },
	{ SYS_rmdir, "p" },
	{ SYS_creat, "pz" },
	{ SYS_link, "pp" },
	{ SYS_unlink, "p" },
	{ SYS_symlink, "pp" },
	{ SYS_readlink, "pan" },
	{ SYS_chmod, "pn" },
	{ SYS_fchmod, "fn" },
	{ SYS_chown, "pzz" },
	{ SYS_umask, "z" },
	{ SYS_mknod, "pon" },
	{ SYS_statfs, "pa" },
	{ SYS_fstatfs, "fa" },
	{ SYS_getdents64, "fan" },
	{ SYS_fadvise64, "fnnz" },
	{ SYS_openat, "fpoz" },
	{ SYS_mkdirat, "fpz" },
	{ SYS_unlinkat, "fpo" },
	{ SYS_linkat, "fpfpo" },
	{ SYS_faccessat, "fpz" },
	{ SYS_utimensat, "fpao" },
	{ SYS_fallocate, "fznn" },
	{ SYS_copy_file_range, "fafanz" },
	{ SYS_preadv, "fazn" },
	{ SYS_pwritev, "fazn" },
	{ SYS_renameat2, "fpfpz" },
	{ SYS_statx, "fpona" },
	{ SYS_openat2, "fpan" },
	{ SYS_close_range, "nnz" },
	{ SYS_socket, "zzz" },
	{ SYS_socket, "1zz" },
	{ SYS_socketpair, "15za" },
	{ SYS_socketpair, "1zza" },
	{ SYS_connect, "faz" },
	{ SYS_bind, "faz" },
	{ SYS_listen, "fz" },
	{ SYS_accept4, "faao" },
	{ SYS_sendto, "fanoaz" },
	{ SYS_recvfrom, "fanoaa" },
	{ SYS_sendmsg, "fao" },
	{ SYS_recvmsg, "fao" },
	{ SYS_sendmmsg, "fazo" },
	{ SYS_recvmmsg, "fazo" },
	{ SYS_shutdown, "fz" },
	{ SYS_getsockname, "faa" },
	{ SYS_getpeername, "faa" },
	{ SYS_setsockopt, "f1zan" },
	{ SYS_getsockopt, "f1zaa" },
	{ SYS_epoll_create1, "0" },
	{ SYS_epoll_ctl, "fzfa" },
	{ SYS_epoll_ctl, "f1fa" },
	{ SYS_eventfd2, "no" },
	{ SYS_timerfd_create, "zo" },
	{ SYS_timerfd_settime, "fzaa" },
	{ SYS_timerfd_gettime, "fa" },
	{ SYS_signalfd4, "fa8o" },
	{ SYS_splice, "fafano" },
	{ SYS_tee, "ffno" },
	{ SYS_vmsplice, "fazo" },
	{ SYS_memfd_create, "po" },
	{ SYS_mq_open, "poza" },
	{ SYS_mq_unlink, "p" },
	{ SYS_mq_timedsend, "fanza" },
	{ SYS_mq_timedreceive, "fanaa" },
	{ SYS_mq_notify, "fa" },
	{ SYS_mq_getsetattr, "faa" },
	{ SYS_getxattr, "ppan" },
	{ SYS_listxattr, "pan" },
	{ SYS_mount, "pppna" },
	{ SYS_umount2, "pz" },
	{ SYS_pivot_root, "pp" },
	{ SYS_sync, "" },
	{ SYS_chroot, "p" },
	{ SYS_chdir, "p" },
	{ SYS_fchdir, "f" },
};
#define CALL_KINDS (sizeof(calls) / sizeof(calls[0]))

static long argument(char kind)
{
	switch (kind) {
	case 'f':
		return some_fd();
	case 'p':
		return some_path();
	case 'a':
		return some_pointer();
	case 'n':
		return some_number();
	case 'o':
		return some_flags();
	case 'z':
		return below(12);
	default:
		return kind - '0';
	}
}

/* Structures near good ones, where pointers point. */
static void fill_data(void)
{
	for (int i = 0; i < 40; i++) {
		char *at = data + below(60000) / 8 * 8;

		switch (below(5)) {
		case 0: {
			struct iovec v = { (void *)some_pointer(),
				(size_t)some_number() };

			memcpy(at, &v, sizeof(v));
			break;
		}
		case 1: {
			struct sockaddr_un un = { .sun_family = AF_UNIX };

			strcpy(un.sun_path + below(2), names[below(NAMES)]);
			memcpy(at, &un, sizeof(un));
			break;
		}
		case 2: {
			struct msghdr m = { .msg_iov = (void *)some_pointer(),
				.msg_iovlen = below(4),
				.msg_control = (void *)some_pointer(),
				.msg_controllen = below(64),
				.msg_name = (void *)some_pointer(),
				.msg_namelen = below(120) };

			memcpy(at, &m, sizeof(m));
			break;
		}
		case 3: {
			struct {
				struct cmsghdr h;
				int fd[4];
			} c = { { CMSG_LEN(8), SOL_SOCKET, SCM_RIGHTS },
				{ (int)some_fd(), (int)some_fd() } };

			memcpy(at, &c, sizeof(c));
			break;
		}
		default:
			for (int k = 0; k < 8; k++)
				((int64_t *)at)[k] = some_number();
		}
	}
}

static void on_signal(int signal)
{
	(void)signal;
}

/* Calls that wait for good are ended by the timer. */
static void begin(uint64_t seed)
{
	struct itimerval every = { { 0, 20000 }, { 0, 20000 } };
	struct sigaction sa = { .sa_handler = on_signal };

	state = seed;
	for (int i = 1; i < 64; i++)
		if (i != SIGCHLD && i != SIGSEGV && i != SIGALRM)
			signal(i, SIG_IGN);
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
}

static void one_call(void)
{
	size_t which = below(CALL_KINDS);
	const char *kinds = calls[which].arguments;
	long a[6] = { 0 };

	for (int i = 0; kinds[i]; i++)
		a[i] = argument(kinds[i]);
	/* The log's descriptors stay as they are. */
	if (calls[which].number == SYS_dup2 && a[1] < 3)
		return;
	if (calls[which].number == SYS_close_range && a[0] < 3)
		return;
	syscall(calls[which].number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void fuzz(uint64_t seed, unsigned user)
{
	struct rlimit files = { 64, 64 }, size = { 1 << 20, 1 << 20 };

	begin(seed);
	setrlimit(RLIMIT_NOFILE, &files);
	setrlimit(RLIMIT_FSIZE, &size);
	if (chdir("/tmp/fuzz") != 0)
		_exit(1);
	if (setgid(user) != 0 || setuid(user) != 0)
		_exit(1);
	for (int i = 0; i < CALLS; i++) {
		if (i % 64 == 0)
			fill_data();
		one_call();
	}
	_exit(0);
}

static void round_of(unsigned round)
{
	pid_t pid[PROCESSES];

	REQUIRE_EQ(mkdir("/tmp/fuzz", 0777), 0);
	REQUIRE_EQ(mount("fuzz", "/tmp/fuzz", "tmpfs", 0, "size=16M"), 0);
	REQUIRE_EQ(chmod("/tmp/fuzz", 0777), 0);
	fflush(stdout);
	for (unsigned i = 0; i < PROCESSES; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			fuzz(round * 1000 + i * 7 + 1, 1000 + i % 3);
		REQUIRE(pid[i] > 0);
	}
	for (unsigned i = 0; i < PROCESSES; i++)
		EXPECT_EQ(reap(pid[i]), 0);
	/* Nobody has anything there any more, and the server answers. */
	EXPECT_EQ(umount("/tmp/fuzz"), 0);
	EXPECT_EQ(rmdir("/tmp/fuzz"), 0);
	for (unsigned i = 0; i < NAMES; i++)
		syscall(SYS_mq_unlink, names[i]);
}

static void rounds(void)
{
	long pages[ROUNDS];

	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sleep_ms(1);
	data = mmap(NULL, 4 * DATA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);
	REQUIRE(data != MAP_FAILED);
	REQUIRE_EQ(munmap(data + DATA, 3 * DATA), 0);
	mkdir("/tmp", 01777);
	mkdir("/proc", 0555);
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
	for (unsigned i = 0; i < ROUNDS; i++) {
		round_of(i);
		pages[i] = free_pages();
		printf("  round %u: %ld pages free\n", i, pages[i]);
	}
	/* The heap has its size after the first rounds. */
	EXPECT(pages[ROUNDS - 1] > pages[1] - 1000);
}

static const struct guest_case cases[] = {
	{ "rounds", rounds },
};

GUEST_MAIN(cases)
