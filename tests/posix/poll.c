/* tests/posix/poll.c - poll, select, epoll, eventfd, timerfd.
 *
 * guest-server: vfs
 * guest-clock: virtual
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/timerfd.h>

#include "file.h"
#include "worker.h"

static int ends[2];
static volatile int caught;
static char buf[100];

static void on_signal(int signal)
{
	caught = signal;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void server_up(void)
{
	REQUIRE(file_server_up());
}

static long write_later(long ms)
{
	struct timespec t = { 0, ms * 1000000 };

	xinim_syscall2(SYS_nanosleep, (long)&t, 0);
	return xinim_syscall3(SYS_write, ends[1], (long)"x", 1);
}

static void polling(void)
{
	struct pollfd p[4] = { { .events = POLLIN }, { .events = POLLOUT },
		{ .fd = -1, .events = POLLIN, .revents = 77 },
		{ .fd = 99, .events = POLLIN } };
	long start;

	REQUIRE_EQ(pipe(ends), 0);
	p[0].fd = ends[0];
	p[1].fd = ends[1];
	EXPECT_EQ(poll(p, 3, 0), 1);
	EXPECT_EQ(p[0].revents, 0);
	EXPECT_EQ(p[1].revents, POLLOUT);
	EXPECT_EQ(p[2].revents, 0);
	EXPECT_EQ(poll(p, 4, -1), 2);
	EXPECT_EQ(p[3].revents, POLLNVAL);
	start = now_ms();
	EXPECT_EQ(poll(p, 1, 60), 0);
	EXPECT(now_ms() - start >= 60);
	REQUIRE(worker_start(0, write_later, 30));
	EXPECT_EQ(poll(p, 1, -1), 1);
	EXPECT_EQ(p[0].revents, POLLIN);
	EXPECT_EQ(worker_end(0), 1);
	close(ends[1]);
	EXPECT_EQ(poll(p, 1, -1), 1);
	EXPECT_EQ(p[0].revents, POLLIN | POLLHUP);
	EXPECT_EQ(read(ends[0], buf, 2), 1);
	EXPECT_EQ(poll(p, 1, -1), 1);
	EXPECT_EQ(p[0].revents, POLLHUP);
	close(ends[0]);
	REQUIRE_EQ(pipe(ends), 0);
	close(ends[0]);
	p[1].fd = ends[1];
	EXPECT_EQ(poll(p + 1, 1, 0), 1);
	EXPECT_EQ(p[1].revents, POLLOUT | POLLERR);
	close(ends[1]);
	EXPECT_EQ(poll(NULL, 0, 1), 0);
	EXPECT_ERROR(poll(BAD, 1, 0), EFAULT);
	EXPECT_ERROR(poll(p, 100000, 0), EINVAL);
}

static long poll_for_ever(long fd)
{
	struct pollfd p = { .fd = (int)fd, .events = POLLIN };

	return xinim_syscall3(SYS_poll, (long)&p, 1, -1);
}

static long ppoll_unblocked(long fd)
{
	struct pollfd p = { .fd = (int)fd, .events = POLLIN };
	uint64_t none = 0;

	return xinim_syscall5(SYS_ppoll, (long)&p, 1, 0, (long)&none, 8);
}

static void interrupted(void)
{
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	sigset_t set, old;

	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_EQ(sigaction(SIGUSR1, &sa, NULL), 0);
	REQUIRE(worker_start(0, poll_for_ever, ends[0]));
	EXPECT(worker_waits(0));
	EXPECT_EQ(worker_signal(0, SIGUSR1), 0);
	EXPECT_EQ(worker_end(0), -EINTR);
	EXPECT_EQ(caught, SIGUSR1);
	/* Blocked, but not while ppoll waits. */
	caught = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT_EQ(sigprocmask(SIG_BLOCK, &set, &old), 0);
	REQUIRE(worker_start(0, ppoll_unblocked, ends[0]));
	EXPECT(worker_waits(0));
	EXPECT_EQ(worker_signal(0, SIGUSR1), 0);
	EXPECT_EQ(worker_end(0), -EINTR);
	EXPECT_EQ(caught, SIGUSR1);
	/* The same in this thread, with one that waits already: and it is blocked again. */
	caught = 0;
	EXPECT_EQ(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_SIGNAL,
			  (uint64_t)gettid(),
			  (uint64_t) & (struct xinim_siginfo){ .si_signo = SIGUSR1 }, 0),
		0);
	EXPECT_EQ(caught, 0);
	EXPECT_EQ(ppoll_unblocked(ends[0]), -EINTR);
	EXPECT_EQ(caught, SIGUSR1);
	EXPECT_EQ(sigprocmask(SIG_SETMASK, &old, &set), 0);
	EXPECT(sigismember(&set, SIGUSR1));
	close(ends[0]);
	close(ends[1]);
}

static void selecting(void)
{
	struct timeval t = { 0, 50000 };
	fd_set in, out;
	long start = now_ms();

	REQUIRE_EQ(pipe(ends), 0);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(ends[0], &in);
	EXPECT_EQ(select(ends[0] + 1, &in, NULL, NULL, &t), 0);
	EXPECT(now_ms() - start >= 50);
	EXPECT_EQ(t.tv_sec + t.tv_usec, 0);
	EXPECT(!FD_ISSET(ends[0], &in));
	FD_SET(ends[0], &in);
	FD_SET(ends[1], &out);
	EXPECT_EQ(select(ends[1] + 1, &in, &out, NULL, NULL), 1);
	EXPECT(!FD_ISSET(ends[0], &in));
	EXPECT(FD_ISSET(ends[1], &out));
	FD_SET(ends[0], &in);
	REQUIRE(worker_start(0, write_later, 30));
	EXPECT_EQ(select(ends[0] + 1, &in, NULL, NULL, NULL), 1);
	EXPECT(FD_ISSET(ends[0], &in));
	EXPECT_EQ(worker_end(0), 1);
	FD_SET(99, &in);
	EXPECT_ERROR(select(100, &in, NULL, NULL, NULL), EBADF);
	EXPECT_ERROR(select(-1, NULL, NULL, NULL, NULL), EINVAL);
	t.tv_sec = -1;
	EXPECT_ERROR(select(0, NULL, NULL, NULL, &t), EINVAL);
	EXPECT_ERROR(select(10, BAD, NULL, NULL, NULL), EFAULT);
	close(ends[0]);
	close(ends[1]);
}

static void epolling(void)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = 123456789012 }, got[4];
	int set = epoll_create1(EPOLL_CLOEXEC), fd;

	REQUIRE(set >= 0);
	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &e), 0);
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &e), EEXIST);
	EXPECT_EQ(epoll_wait(set, got, 4, 0), 0);
	EXPECT_EQ(epoll_wait(set, got, 4, 20), 0);
	REQUIRE(worker_start(0, write_later, 20));
	EXPECT_EQ(epoll_wait(set, got, 4, -1), 1);
	EXPECT_EQ(got[0].events, EPOLLIN);
	EXPECT_EQ(got[0].data.u64, 123456789012);
	EXPECT_EQ(worker_end(0), 1);
	/* As long as it is so, it is told. */
	EXPECT_EQ(epoll_wait(set, got, 4, -1), 1);
	/* At the edge: once. */
	e.events = EPOLLIN | EPOLLET;
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_MOD, ends[0], &e), 0);
	EXPECT_EQ(epoll_wait(set, got, 4, 0), 1);
	EXPECT_EQ(epoll_wait(set, got, 4, 0), 0);
	EXPECT_EQ(write(ends[1], "y", 1), 1);
	EXPECT_EQ(epoll_wait(set, got, 4, 0), 1);
	/* One shot. */
	e.events = EPOLLIN | EPOLLONESHOT;
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_MOD, ends[0], &e), 0);
	EXPECT_EQ(epoll_wait(set, got, 4, 0), 1);
	EXPECT_EQ(epoll_wait(set, got, 4, 0), 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_DEL, ends[0], NULL), 0);
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_DEL, ends[0], NULL), ENOENT);
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_MOD, ends[0], &e), ENOENT);
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_ADD, 99, &e), EBADF);
	EXPECT_ERROR(epoll_ctl(ends[0], EPOLL_CTL_ADD, ends[1], &e), EINVAL);
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_ADD, set, &e), EINVAL);
	EXPECT_ERROR(epoll_ctl(set, 9, ends[0], &e), EINVAL);
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], BAD), EFAULT);
	EXPECT_ERROR(epoll_wait(set, got, 0, 0), EINVAL);
	EXPECT_ERROR(epoll_wait(ends[0], got, 1, 0), EINVAL);
	REQUIRE(file_make("/plain", ""));
	REQUIRE((fd = open("/plain", O_RDONLY)) >= 0);
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_ADD, fd, &e), EPERM);
	close(fd);
	/* A file that is closed is out of the set. */
	e.events = EPOLLIN;
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &e), 0);
	EXPECT_EQ(epoll_wait(set, got, 4, 0), 1);
	close(ends[0]);
	EXPECT_EQ(epoll_wait(set, got, 4, 0), 0);
	close(ends[1]);
	close(set);
}

static void sets_of_sets(void)
{
	struct epoll_event e = { .events = EPOLLIN }, got;
	int set[7];

	REQUIRE_EQ(pipe(ends), 0);
	for (int i = 0; i < 7; i++)
		REQUIRE((set[i] = epoll_create(1)) >= 0);
	EXPECT_EQ(epoll_ctl(set[0], EPOLL_CTL_ADD, ends[0], &e), 0);
	for (int i = 1; i < 5; i++)
		EXPECT_EQ(epoll_ctl(set[i], EPOLL_CTL_ADD, set[i - 1], &e), 0);
	EXPECT_ERROR(epoll_ctl(set[5], EPOLL_CTL_ADD, set[4], &e), ELOOP);
	EXPECT_ERROR(epoll_ctl(set[0], EPOLL_CTL_ADD, set[3], &e), ELOOP);
	EXPECT_EQ(epoll_wait(set[4], &got, 1, 0), 0);
	EXPECT_EQ(write(ends[1], "x", 1), 1);
	EXPECT_EQ(epoll_wait(set[4], &got, 1, 0), 1);
	for (int i = 0; i < 7; i++)
		close(set[i]);
	close(ends[0]);
	close(ends[1]);
}

static void events(void)
{
	int fd = eventfd(5, EFD_NONBLOCK | EFD_CLOEXEC);
	uint64_t value = 0;

	REQUIRE(fd >= 0);
	EXPECT_EQ(read(fd, &value, 8), 8);
	EXPECT_EQ(value, 5);
	EXPECT_ERROR(read(fd, &value, 8), EAGAIN);
	EXPECT_ERROR(read(fd, &value, 7), EINVAL);
	value = 3;
	EXPECT_EQ(write(fd, &value, 8), 8);
	EXPECT_EQ(write(fd, &value, 8), 8);
	EXPECT_EQ(read(fd, &value, 8), 8);
	EXPECT_EQ(value, 6);
	value = UINT64_MAX;
	EXPECT_ERROR(write(fd, &value, 8), EINVAL);
	value = UINT64_MAX - 1;
	EXPECT_EQ(write(fd, &value, 8), 8);
	value = 1;
	EXPECT_ERROR(write(fd, &value, 8), EAGAIN);
	close(fd);
	REQUIRE((fd = eventfd(2, EFD_SEMAPHORE)) >= 0);
	EXPECT_EQ(read(fd, &value, 8), 8);
	EXPECT_EQ(value, 1);
	close(fd);
	EXPECT_ERROR(eventfd(0, 0x1000), EINVAL);
}

static void timers(void)
{
	struct itimerspec s = { .it_value = { 0, 30000000 },
		.it_interval = { 0, 20000000 } };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	uint64_t rung = 0;
	long start = now_ms();

	REQUIRE(fd >= 0);
	EXPECT_EQ(timerfd_settime(fd, 0, &s, NULL), 0);
	EXPECT_EQ(poll(&p, 1, 0), 0);
	EXPECT_EQ(read(fd, &rung, 8), 8);
	EXPECT(rung >= 1);
	EXPECT(now_ms() - start >= 30);
	worker_nap(70);
	EXPECT_EQ(poll(&p, 1, 0), 1);
	EXPECT_EQ(read(fd, &rung, 8), 8);
	EXPECT(rung >= 2);
	EXPECT_EQ(timerfd_gettime(fd, &s), 0);
	EXPECT_EQ(s.it_interval.tv_nsec, 20000000);
	EXPECT(s.it_value.tv_nsec > 0 && s.it_value.tv_nsec <= 20000000);
	memset(&s, 0, sizeof(s));
	EXPECT_EQ(timerfd_settime(fd, 0, &s, NULL), 0);
	EXPECT_EQ(poll(&p, 1, 50), 0);
	s.it_value.tv_nsec = 1000000000;
	EXPECT_ERROR(timerfd_settime(fd, 0, &s, NULL), EINVAL);
	EXPECT_ERROR(timerfd_settime(1, 0, &s, NULL), EINVAL);
	EXPECT_ERROR(timerfd_settime(fd, 0, BAD, NULL), EFAULT);
	EXPECT_ERROR(timerfd_create(99, 0), EINVAL);
	close(fd);
}

static const struct guest_case cases[] = {
	{ "the server is up", server_up },
	{ "poll", polling },
	{ "interrupted", interrupted },
	{ "select", selecting },
	{ "epoll", epolling },
	{ "sets of sets", sets_of_sets },
	{ "eventfd", events },
	{ "timerfd", timers },
};

GUEST_MAIN(cases)
