/* tests/posix/mqueue.c - message queues: order, limits, waiting, being told.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <mqueue.h>
#include <pthread.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static char buf[10000];
static volatile int caught, caught_value, caught_code;

static void on_signal(int signal, siginfo_t *info, void *context)
{
	(void)context;
	caught = signal;
	caught_value = info->si_value.sival_int;
	caught_code = info->si_code;
}

static void errors(void)
{
	struct mq_attr a = { .mq_maxmsg = 0, .mq_msgsize = 10 };
	struct timespec bad = { 0, -1 };
	mqd_t q;

	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sleep_ms(1);
	EXPECT_ERROR(mq_open("none", O_RDONLY), EINVAL);
	EXPECT_ERROR(mq_open("/none", O_RDONLY), ENOENT);
	EXPECT_ERROR(mq_open("/", O_RDONLY), ENOENT);
	EXPECT_ERROR(mq_open("/a/b", O_RDONLY | O_CREAT, 0600, NULL), EACCES);
	memset(buf, 'x', 300);
	buf[0] = '/';
	buf[300] = 0;
	EXPECT_ERROR(mq_open(buf, O_RDONLY | O_CREAT, 0600, NULL), ENAMETOOLONG);
	EXPECT_ERROR(mq_open("/a", O_RDONLY | O_CREAT, 0600, &a), EINVAL);
	a.mq_maxmsg = 10;
	a.mq_msgsize = 0;
	EXPECT_ERROR(mq_open("/a", O_RDONLY | O_CREAT, 0600, &a), EINVAL);
	EXPECT_ERROR(mq_open("/a", O_RDONLY | O_CREAT, 0600, (void *)16), EFAULT);
	EXPECT_ERROR(mq_unlink("/a"), ENOENT);
	REQUIRE((q = mq_open("/a", O_RDWR | O_CREAT | O_EXCL, 0600, NULL)) >= 0);
	EXPECT_ERROR(mq_open("/a", O_RDWR | O_CREAT | O_EXCL, 0600, NULL), EEXIST);
	EXPECT_EQ(mq_getattr(q, &a), 0);
	EXPECT_EQ(a.mq_maxmsg, 10);
	EXPECT_EQ(a.mq_msgsize, 8192);
	EXPECT_EQ(a.mq_curmsgs, 0);
	EXPECT_ERROR(mq_send(q, buf, 8193, 0), EMSGSIZE);
	EXPECT_ERROR(mq_send(q, buf, 1, 32768), EINVAL);
	EXPECT_ERROR(mq_send(q, (void *)16, 1, 0), EFAULT);
	EXPECT_ERROR(mq_receive(q, buf, 8191, NULL), EMSGSIZE);
	EXPECT_ERROR(mq_timedreceive(q, buf, sizeof(buf), NULL, &bad), EINVAL);
	EXPECT_ERROR(mq_send(0, buf, 1, 0), EBADF);
	EXPECT_ERROR(mq_receive(99, buf, sizeof(buf), NULL), EBADF);
	EXPECT_EQ(mq_close(q), 0);
	REQUIRE((q = mq_open("/a", O_RDONLY)) >= 0);
	EXPECT_ERROR(mq_send(q, buf, 1, 0), EBADF);
	mq_close(q);
	REQUIRE((q = mq_open("/a", O_WRONLY)) >= 0);
	EXPECT_ERROR(mq_receive(q, buf, sizeof(buf), NULL), EBADF);
	mq_close(q);
	EXPECT_EQ(mq_unlink("/a"), 0);
	EXPECT_ERROR(mq_open("/a", O_RDONLY), ENOENT);
}

static void order(void)
{
	struct mq_attr a = { .mq_maxmsg = 4, .mq_msgsize = 16 }, got;
	unsigned priority = 0;
	struct pollfd p;
	mqd_t q = mq_open("/q", O_RDWR | O_CREAT | O_NONBLOCK, 0600, &a), other;

	REQUIRE(q >= 0);
	p = (struct pollfd){ .fd = q, .events = POLLIN | POLLOUT };
	EXPECT_ERROR(mq_receive(q, buf, 16, NULL), EAGAIN);
	EXPECT_EQ(poll(&p, 1, 0), 1);
	EXPECT_EQ(p.revents, POLLOUT);
	EXPECT_EQ(mq_send(q, "low", 3, 1), 0);
	EXPECT_EQ(mq_send(q, "high", 4, 9), 0);
	EXPECT_EQ(mq_send(q, "", 0, 9), 0);
	EXPECT_EQ(mq_send(q, "middle", 6, 5), 0);
	EXPECT_ERROR(mq_send(q, "x", 1, 0), EAGAIN);
	EXPECT_EQ(poll(&p, 1, 0), 1);
	EXPECT_EQ(p.revents, POLLIN);
	EXPECT_EQ(mq_getattr(q, &got), 0);
	EXPECT_EQ(got.mq_curmsgs, 4);
	EXPECT_EQ(got.mq_flags, O_NONBLOCK);
	EXPECT_EQ(mq_receive(q, buf, 16, &priority), 4);
	EXPECT_EQ(memcmp(buf, "high", 4), 0);
	EXPECT_EQ(priority, 9);
	EXPECT_EQ(mq_receive(q, buf, 16, &priority), 0);
	EXPECT_EQ(mq_receive(q, buf, 16, &priority), 6);
	EXPECT_EQ(priority, 5);
	/* Its name goes, the queue stays for who has it; a new one is another. */
	EXPECT_EQ(mq_unlink("/q"), 0);
	REQUIRE((other = mq_open("/q", O_RDWR | O_CREAT, 0600, NULL)) >= 0);
	EXPECT_EQ(mq_getattr(other, &got), 0);
	EXPECT_EQ(got.mq_curmsgs, 0);
	EXPECT_EQ(mq_receive(q, buf, 16, &priority), 3);
	a.mq_flags = 0;
	EXPECT_EQ(mq_setattr(q, &a, &got), 0);
	EXPECT_EQ(got.mq_flags, O_NONBLOCK);
	EXPECT_EQ(mq_getattr(q, &got), 0);
	EXPECT_EQ(got.mq_flags, 0);
	EXPECT_EQ(got.mq_maxmsg, 4);
	mq_close(q);
	/* What is in it outlives who put it there. */
	EXPECT_EQ(mq_send(other, "kept", 4, 0), 0);
	mq_close(other);
	REQUIRE((other = mq_open("/q", O_RDONLY)) >= 0);
	EXPECT_EQ(mq_receive(other, buf, sizeof(buf), NULL), 4);
	mq_close(other);
	EXPECT_EQ(mq_unlink("/q"), 0);
}

static void waiting(void)
{
	struct mq_attr a = { .mq_maxmsg = 1, .mq_msgsize = 16 };
	mqd_t q = mq_open("/w", O_RDWR | O_CREAT, 0600, &a);
	struct timespec until;
	pid_t pid;

	REQUIRE(q >= 0);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 20000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec++;
	}
	EXPECT_ERROR(mq_timedreceive(q, buf, 16, NULL, &until), ETIMEDOUT);
	EXPECT_EQ(mq_send(q, "x", 1, 0), 0);
	EXPECT_ERROR(mq_timedsend(q, "y", 1, 0, &until), ETIMEDOUT);
	EXPECT_EQ(mq_timedreceive(q, buf, 16, NULL, &until), 1);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 100; i++)
			CHILD_EXPECT(mq_send(q, (char *)&i, sizeof(i), 0) == 0);
		_exit(0);
	}
	for (int i = 0; i < 100; i++) {
		int got = -1;

		EXPECT_EQ(mq_receive(q, (char *)buf, 16, NULL), sizeof(i));
		memcpy(&got, buf, sizeof(got));
		EXPECT_EQ(got, i);
	}
	EXPECT_EQ(reap(pid), 0);
	mq_close(q);
	mq_unlink("/w");
}

/* By its descriptor's name it is no file that could be opened, and kept, once more. */
static void no_file(void)
{
	mqd_t q = mq_open("/n", O_RDWR | O_CREAT, 0600, NULL);

	REQUIRE(q >= 0);
	mkdir("/proc", 0555);
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
	snprintf(buf, sizeof(buf), "/proc/self/fd/%d", q);
	EXPECT_ERROR(open(buf, O_RDWR), ENXIO);
	mq_close(q);
	EXPECT_EQ(mq_unlink("/n"), 0);
}

static void told(void)
{
	struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	mqd_t q = mq_open("/t", O_RDWR | O_CREAT, 0600, NULL);
	pid_t pid;

	REQUIRE(q >= 0);
	e.sigev_value.sival_int = 4711;
	sigaction(SIGUSR1, &sa, NULL);
	EXPECT_EQ(mq_notify(q, &e), 0);
	EXPECT_ERROR(mq_notify(q, &e), EBUSY);
	EXPECT_EQ(mq_notify(q, NULL), 0);
	EXPECT_EQ(mq_notify(q, &e), 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		CHILD_EXPECT(mq_send(q, "x", 1, 0) == 0);
		CHILD_EXPECT(mq_send(q, "y", 1, 0) == 0);
		_exit(0);
	}
	for (int i = 0; i < 1000 && !caught; i++)
		sleep_ms(5);
	EXPECT_EQ(caught, SIGUSR1);
	EXPECT_EQ(caught_value, 4711);
	EXPECT_EQ(caught_code, SI_MESGQ);
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(mq_receive(q, buf, sizeof(buf), NULL), 1);
	EXPECT_EQ(mq_receive(q, buf, sizeof(buf), NULL), 1);
	/* Only once. */
	caught = 0;
	EXPECT_EQ(mq_send(q, "z", 1, 0), 0);
	sleep_ms(30);
	EXPECT_EQ(caught, 0);
	e.sigev_signo = 99;
	EXPECT_ERROR(mq_notify(q, &e), EINVAL);
	EXPECT_ERROR(syscall(SYS_mq_notify, q, 16), EFAULT);
	EXPECT_ERROR(mq_notify(99, NULL), EBADF);
	mq_close(q);
	mq_unlink("/t");
}

static _Atomic int calls;
static pthread_t caller;

static void in_thread(union sigval value)
{
	caller = pthread_self();
	calls += value.sival_int;
}

static void told_by_thread(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_THREAD };
	mqd_t q = mq_open("/tt", O_RDWR | O_CREAT, 0600, NULL);

	REQUIRE(q >= 0);
	e.sigev_notify_function = in_thread;
	e.sigev_value.sival_int = 3;
	EXPECT_EQ(mq_notify(q, &e), 0);
	EXPECT_ERROR(mq_notify(q, &e), EBUSY);
	EXPECT_EQ(mq_send(q, "x", 1, 0), 0);
	for (int i = 0; i < 6000 && !calls; i++)
		sleep_ms(5);
	EXPECT_EQ(calls, 3);
	EXPECT(!pthread_equal(caller, pthread_self()));
	EXPECT_EQ(mq_receive(q, buf, sizeof(buf), NULL), 1);
	/* It is over, or was taken back. */
	EXPECT_EQ(mq_send(q, "y", 1, 0), 0);
	EXPECT_EQ(mq_receive(q, buf, sizeof(buf), NULL), 1);
	EXPECT_EQ(mq_notify(q, &e), 0);
	EXPECT_EQ(mq_notify(q, NULL), 0);
	EXPECT_EQ(mq_send(q, "z", 1, 0), 0);
	EXPECT_EQ(mq_receive(q, buf, sizeof(buf), NULL), 1);
	for (int i = 0; i < 20; i++) {
		EXPECT_EQ(mq_notify(q, &e), 0);
		EXPECT_EQ(mq_send(q, "z", 1, 0), 0);
		EXPECT_EQ(mq_receive(q, buf, sizeof(buf), NULL), 1);
		for (int j = 0; j < 6000 && calls < 3 * i + 6; j++)
			sleep_ms(5);
	}
	EXPECT_EQ(calls, 63);
	EXPECT_ERROR(mq_notify(99, &e), EBADF);
	EXPECT_EQ(mq_notify(q, &e), 0);
	EXPECT_EQ(mq_close(q), 0);
	EXPECT_ERROR(mq_close(q), EBADF);
	EXPECT_ERROR(mq_close(STDOUT_FILENO), EBADF);
	mq_unlink("/tt");
}

static void others(void)
{
	mqd_t q;
	pid_t pid;

	REQUIRE((q = mq_open("/o", O_RDWR | O_CREAT, 0640, NULL)) >= 0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		struct mq_attr a = { .mq_maxmsg = 11, .mq_msgsize = 16 };

		CHILD_EXPECT(setgid(5) == 0 && setuid(5) == 0);
		CHILD_EXPECT(mq_open("/o", O_RDONLY) == -1 && errno == EACCES);
		CHILD_EXPECT(mq_unlink("/o") == -1 && errno == EACCES);
		CHILD_EXPECT(mq_open("/p", O_RDONLY | O_CREAT, 0600, &a) == -1 &&
			errno == EINVAL);
		a.mq_maxmsg = 10;
		CHILD_EXPECT(mq_open("/p", O_RDONLY | O_CREAT, 0600, &a) >= 0);
		CHILD_EXPECT(mq_unlink("/p") == 0);
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
	mq_close(q);
	EXPECT_EQ(mq_unlink("/o"), 0);
}

static const struct guest_case cases[] = {
	{ "errors", errors },
	{ "order", order },
	{ "waiting", waiting },
	{ "no file", no_file },
	{ "told", told },
	{ "told by thread", told_by_thread },
	{ "others", others },
};

GUEST_MAIN(cases)
