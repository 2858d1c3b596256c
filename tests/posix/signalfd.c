/* tests/posix/signalfd.c - signals read from a descriptor, polled, and waited for.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/signalfd.h>

static struct signalfd_siginfo info[4];

static sigset_t set_of(int one, int two)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, one);
	sigaddset(&set, two);
	return set;
}

static void errors(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2);
	int fd, ends[2];

	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sleep_ms(1);
	EXPECT_ERROR(syscall(SYS_signalfd4, -1, &set, 4, 0), EINVAL);
	EXPECT_ERROR(syscall(SYS_signalfd4, -1, &set, 8, 1), EINVAL);
	EXPECT_ERROR(syscall(SYS_signalfd4, -1, 16, 8, 0), EFAULT);
	EXPECT_ERROR(signalfd(99, &set, 0), EBADF);
	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_ERROR(signalfd(ends[0], &set, 0), EINVAL);
	close(ends[0]);
	close(ends[1]);
	REQUIRE((fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)) >= 0);
	EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	EXPECT_ERROR(read(fd, info, sizeof(info[0])), EAGAIN);
	EXPECT_ERROR(read(fd, info, sizeof(info[0]) - 1), EINVAL);
	EXPECT_ERROR(write(fd, info, sizeof(info[0])), EINVAL);
	close(fd);
}

static void reading(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2), one = set_of(SIGUSR2, SIGUSR2), pending;
	union sigval value = { .sival_int = 77 };
	int fd = signalfd(-1, &set, SFD_NONBLOCK);

	REQUIRE(fd >= 0);
	EXPECT_EQ(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	EXPECT_EQ(kill(getpid(), SIGUSR2), 0);
	EXPECT_EQ(sigqueue(getpid(), SIGUSR1, value), 0);
	EXPECT_EQ(read(fd, info, sizeof(info)), 2 * (long)sizeof(info[0]));
	EXPECT_EQ(info[0].ssi_signo, SIGUSR1);
	EXPECT_EQ(info[0].ssi_code, SI_QUEUE);
	EXPECT_EQ(info[0].ssi_int, 77);
	EXPECT_EQ(info[0].ssi_pid, getpid());
	EXPECT_EQ(info[1].ssi_signo, SIGUSR2);
	EXPECT_EQ(info[1].ssi_code, SI_USER);
	EXPECT_EQ(sigpending(&pending), 0);
	EXPECT_EQ(sigismember(&pending, SIGUSR1), 0);
	EXPECT_ERROR(read(fd, info, sizeof(info)), EAGAIN);
	/* Another set from now on. */
	EXPECT_EQ(signalfd(fd, &one, 0), fd);
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	EXPECT_ERROR(read(fd, info, sizeof(info)), EAGAIN);
	EXPECT_EQ(signalfd(fd, &set, 0), fd);
	EXPECT_EQ(read(fd, info, sizeof(info)), (long)sizeof(info[0]));
	EXPECT_EQ(info[0].ssi_signo, SIGUSR1);
	close(fd);
}

/* A child sends that many signals, some time from now. */
static pid_t send_later(int signal, int count)
{
	pid_t pid, to = getpid();

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < count; i++) {
			sleep_ms(20);
			kill(to, signal);
		}
		_exit(0);
	}
	return pid;
}

static void waiting(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2);
	struct epoll_event e = { .events = EPOLLIN }, got;
	int fd = signalfd(-1, &set, 0), epoll = epoll_create1(0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct pollfd over = { .fd = epoll, .events = POLLIN };
	fd_set in;
	pid_t pid;

	REQUIRE(fd >= 0 && epoll >= 0);
	pid = send_later(SIGUSR1, 1);
	EXPECT_EQ(read(fd, info, sizeof(info)), (long)sizeof(info[0]));
	EXPECT_EQ(info[0].ssi_signo, SIGUSR1);
	EXPECT_EQ(info[0].ssi_pid, pid);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(poll(&p, 1, 0), 0);
	EXPECT_EQ(poll(&p, 1, 10), 0);
	pid = send_later(SIGUSR2, 1);
	EXPECT_EQ(poll(&p, 1, -1), 1);
	EXPECT_EQ(p.revents, POLLIN);
	EXPECT_EQ(poll(&p, 1, 0), 1);
	EXPECT_EQ(read(fd, info, sizeof(info)), (long)sizeof(info[0]));
	EXPECT_EQ(reap(pid), 0);
	pid = send_later(SIGUSR1, 1);
	FD_ZERO(&in);
	FD_SET(fd, &in);
	EXPECT_EQ(select(fd + 1, &in, NULL, NULL, NULL), 1);
	EXPECT_EQ(read(fd, info, sizeof(info)), (long)sizeof(info[0]));
	EXPECT_EQ(reap(pid), 0);
	/* In a set of others, and that set in a poll. */
	EXPECT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e), 0);
	EXPECT_EQ(epoll_wait(epoll, &got, 1, 0), 0);
	pid = send_later(SIGUSR1, 1);
	EXPECT_EQ(epoll_wait(epoll, &got, 1, -1), 1);
	EXPECT_EQ(got.events, EPOLLIN);
	EXPECT_EQ(read(fd, info, sizeof(info)), (long)sizeof(info[0]));
	EXPECT_EQ(epoll_wait(epoll, &got, 1, 0), 0);
	EXPECT_EQ(reap(pid), 0);
	pid = send_later(SIGUSR2, 1);
	EXPECT_EQ(poll(&over, 1, -1), 1);
	EXPECT_EQ(read(fd, info, sizeof(info)), (long)sizeof(info[0]));
	EXPECT_EQ(reap(pid), 0);
	close(epoll);
	close(fd);
}

static volatile int caught;

static void on_signal(int signal)
{
	caught = signal;
}

/* Others still interrupt; one of the set is read, blocked or not, as Linux has it. */
static void interrupted(void)
{
	sigset_t set = set_of(SIGUSR1, SIGALRM);
	struct sigaction sa = { .sa_handler = on_signal };
	int fd = signalfd(-1, &set, 0);
	pid_t pid;

	REQUIRE(fd >= 0);
	sigaction(SIGALRM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	pid = send_later(SIGHUP, 1);
	EXPECT_ERROR(read(fd, info, sizeof(info)), EINTR);
	EXPECT_EQ(caught, SIGHUP);
	EXPECT_EQ(reap(pid), 0);
	pid = send_later(SIGALRM, 1);
	EXPECT_EQ(read(fd, info, sizeof(info)), (long)sizeof(info[0]));
	EXPECT_EQ(info[0].ssi_signo, SIGALRM);
	EXPECT_EQ(caught, SIGHUP);
	EXPECT_EQ(reap(pid), 0);
	close(fd);
}

/* Ends of children, which would be ignored by default. */
static void children(void)
{
	sigset_t set = set_of(SIGCHLD, SIGCHLD);
	int fd = signalfd(-1, &set, 0);
	pid_t pid;

	REQUIRE(fd >= 0);
	EXPECT_EQ(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		/* A copy in the child reads the child's own signals. */
		CHILD_EXPECT(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
		CHILD_EXPECT(read(fd, info, sizeof(info)) == -1 && errno == EAGAIN);
		_exit(9);
	}
	EXPECT_EQ(reap(pid), 9);
	EXPECT_EQ(read(fd, info, sizeof(info)), (long)sizeof(info[0]));
	EXPECT_EQ(info[0].ssi_signo, SIGCHLD);
	EXPECT_EQ(info[0].ssi_pid, pid);
	EXPECT_EQ(info[0].ssi_code, CLD_EXITED);
	EXPECT_EQ(info[0].ssi_status, 9);
	close(fd);
}

static const struct guest_case cases[] = {
	{ "errors", errors },
	{ "reading", reading },
	{ "waiting", waiting },
	{ "interrupted", interrupted },
	{ "children", children },
};

GUEST_MAIN(cases)
