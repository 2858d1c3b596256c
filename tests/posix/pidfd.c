/* tests/posix/pidfd.c - descriptors of processes, and what clone and clone3 can be told.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define PIDFD          0x1000UL
#define CLEAR_SIGHAND  0x100000000UL
#define MEMORY         0x100UL
#define SIGHAND        0x800UL
#define THREAD         0x10000UL
#define PIDFD_NONBLOCK 04000
#define BAD            ((void *)1)
#define ANY_CHILD      0x40000000 /* __WALL */

struct args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
	uint64_t stack, stack_size, tls;
	uint64_t set_tid, set_tid_size, cgroup;
};

static long clone3(const struct args *a)
{
	return syscall(SYS_clone3, a, sizeof(*a));
}

static int pidfd_open(pid_t pid, unsigned flags)
{
	return (int)syscall(SYS_pidfd_open, pid, flags);
}

static int send(int fd, int sig, const siginfo_t *info, unsigned flags)
{
	return (int)syscall(SYS_pidfd_send_signal, fd, sig, info, flags);
}

static int ready(int fd, int timeout)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, timeout) < 0 ? -1 : p.revents;
}

/* --- descriptors ----------------------------------------------------------------------- */

static void of_clone3(void)
{
	int fd = -1, go[2];
	struct args a = { .flags = PIDFD, .exit_signal = SIGCHLD };
	siginfo_t info = { 0 };
	pid_t pid;
	char byte;

	REQUIRE_EQ(pipe(go), 0);
	a.pidfd = (uintptr_t)&fd;
	pid = (pid_t)clone3(&a);
	if (pid == 0) {
		/* It has none itself. */
		CHILD_EXPECT(fcntl(go[1] + 1, F_GETFD) == -1);
		close(go[1]);
		_exit(read(go[0], &byte, 1) == 0 ? 6 : 1);
	}
	REQUIRE(pid > 0 && fd >= 0);
	EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	EXPECT_EQ(ready(fd, 0), 0);
	EXPECT_EQ(waitid(P_PIDFD, (id_t)fd, &info, WEXITED | WNOHANG), 0);
	EXPECT_EQ(info.si_pid, 0);
	close(go[1]);
	EXPECT_EQ(ready(fd, -1), POLLIN);
	EXPECT_EQ(send(fd, 0, NULL, 0), 0);
	EXPECT_EQ(waitid(P_PIDFD, (id_t)fd, &info, WEXITED), 0);
	EXPECT(info.si_pid == pid && info.si_status == 6 && info.si_code == CLD_EXITED);
	EXPECT_EQ(ready(fd, -1), POLLIN | POLLHUP);
	EXPECT_ERROR(waitid(P_PIDFD, (id_t)fd, &info, WEXITED), ECHILD);
	EXPECT_ERROR(send(fd, 0, NULL, 0), ESRCH);
	EXPECT_ERROR(read(fd, &byte, 1), EINVAL);
	close(fd);
	close(go[0]);
}

/* The number comes again, the process does not. */
static void number_again(void)
{
	pid_t number = 30000;
	struct args a = { .exit_signal = SIGCHLD, .set_tid_size = 1 };
	int fd;

	a.set_tid = (uintptr_t)&number;
	EXPECT_EQ(clone3(&a) ?: (_exit(getpid() == 30000 ? 3 : 4), 0), 30000);
	fd = pidfd_open(30000, 0);
	REQUIRE(fd >= 0);
	EXPECT_ERROR(clone3(&a), EEXIST);
	EXPECT_EQ(reap(30000), 3);
	EXPECT_EQ(clone3(&a) ?: (pause(), _exit(0), 0), 30000);
	EXPECT_ERROR(send(fd, SIGKILL, NULL, 0), ESRCH);
	EXPECT_ERROR(waitid(P_PIDFD, (id_t)fd, NULL, WEXITED), ECHILD);
	close(fd);
	EXPECT_EQ(kill(30000, SIGKILL), 0);
	EXPECT_EQ(reap(30000), 1000 + SIGKILL);
	number = 1;
	EXPECT_ERROR(clone3(&a), EEXIST);
	number = 0;
	EXPECT_ERROR(clone3(&a), EINVAL);
	number = INT32_MAX;
	EXPECT_ERROR(clone3(&a), EINVAL);
	a.set_tid_size = 2;
	EXPECT_ERROR(clone3(&a), EINVAL);
	a.set_tid_size = 1;
	a.set_tid = 1;
	EXPECT_ERROR(clone3(&a), EFAULT);
}

static void errors(void)
{
	int fd = pidfd_open(getpid(), PIDFD_NONBLOCK), file;
	siginfo_t info = { .si_signo = SIGUSR1, .si_code = SI_QUEUE };

	REQUIRE(fd >= 0);
	EXPECT(fcntl(fd, F_GETFL) & O_NONBLOCK);
	EXPECT_ERROR(pidfd_open(0, 0), EINVAL);
	EXPECT_ERROR(pidfd_open(-1, 0), EINVAL);
	EXPECT_ERROR(pidfd_open(getpid(), 1), EINVAL);
	EXPECT_ERROR(pidfd_open(31234, 0), ESRCH);
	EXPECT_ERROR(send(999, 0, NULL, 0), EBADF);
	EXPECT_ERROR(send(1, 0, NULL, 0), EBADF);
	EXPECT_ERROR(send(fd, 65, NULL, 0), EINVAL);
	EXPECT_ERROR(send(fd, 0, NULL, 8), EINVAL);
	EXPECT_ERROR(send(fd, SIGUSR1, BAD, 0), EFAULT);
	EXPECT_ERROR(waitid(P_PIDFD, 999, &info, WEXITED), EBADF);
	EXPECT_ERROR(waitid(P_PIDFD, 1, &info, WEXITED), EBADF);
	EXPECT_ERROR(waitid(P_PIDFD, (id_t)fd, &info, WEXITED), ECHILD);
	EXPECT_ERROR(waitid(P_PIDFD, (id_t)fd, &info, 0), EINVAL);
	/* What another process has open. */
	file = (int)syscall(SYS_pidfd_getfd, fd, 1, 0);
	EXPECT(file > 2);
	EXPECT_EQ(fcntl(file, F_GETFD), FD_CLOEXEC);
	close(file);
	EXPECT_ERROR(syscall(SYS_pidfd_getfd, fd, 555, 0), EBADF);
	EXPECT_ERROR(syscall(SYS_pidfd_getfd, fd, 1, 1), EINVAL);
	EXPECT_ERROR(syscall(SYS_pidfd_getfd, 1, 1, 0), EBADF);
	close(fd);
}

static void nonblocking(void)
{
	pid_t pid = child_that_waits();
	int fd = pidfd_open(pid, PIDFD_NONBLOCK);
	siginfo_t info = { 0 };

	REQUIRE(fd >= 0);
	EXPECT_ERROR(waitid(P_PIDFD, (id_t)fd, &info, WEXITED), EAGAIN);
	EXPECT_EQ(send(fd, SIGKILL, NULL, 0), 0);
	EXPECT_EQ(ready(fd, -1), POLLIN);
	EXPECT_EQ(waitid(P_PIDFD, (id_t)fd, &info, WEXITED), 0);
	EXPECT(info.si_pid == pid && info.si_code == CLD_KILLED);
	EXPECT_ERROR(syscall(SYS_pidfd_getfd, fd, 1, 0), ESRCH);
	close(fd);
}

static void unprivileged_body(void)
{
	int fd = pidfd_open(1, 0);
	pid_t number = 30000;
	struct args a = { .exit_signal = SIGCHLD, .set_tid_size = 1 };

	a.set_tid = (uintptr_t)&number;
	CHILD_EXPECT(fd >= 0 && setuid(100) == 0);
	CHILD_EXPECT(send(fd, SIGTERM, NULL, 0) == -1 && errno == EPERM);
	CHILD_EXPECT(syscall(SYS_pidfd_getfd, fd, 1, 0) == -1 && errno == EPERM);
	CHILD_EXPECT(clone3(&a) == -1 && errno == EPERM);
}

static void unprivileged(void)
{
	EXPECT_EQ(in_child(unprivileged_body), 0);
}

/* No descriptor to be had: no child either. */
static void none_free_body(void)
{
	struct rlimit limit = { 0 };
	int fd;
	struct args a = { .flags = PIDFD, .exit_signal = SIGCHLD };

	a.pidfd = (uintptr_t)&fd;
	CHILD_EXPECT(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	CHILD_EXPECT(clone3(&a) == -1 && errno == EMFILE);
	CHILD_EXPECT(waitpid(-1, NULL, ANY_CHILD) == -1 && errno == ECHILD);
}

static void none_free(void)
{
	struct args a = { .flags = PIDFD, .exit_signal = SIGCHLD, .pidfd = 1 };
	int fd = open("/", O_RDONLY), next;

	EXPECT_EQ(in_child(none_free_body), 0);
	EXPECT_ERROR(clone3(&a), EFAULT);
	EXPECT_ERROR(waitpid(-1, NULL, ANY_CHILD), ECHILD);
	next = open("/", O_RDONLY);
	EXPECT_EQ(next, fd + 1);
	close(next);
	close(fd);
	a.flags |= THREAD | SIGHAND | MEMORY;
	a.exit_signal = 0;
	EXPECT_ERROR(clone3(&a), EINVAL);
}

/* --- signal actions --------------------------------------------------------------------- */

static void handler(int sig)
{
	(void)sig;
}

/* A child on a stack of its own that does what `body` says, and ends. */
static pid_t start(unsigned long flags, int (*body)(void), char *stack)
{
	long pid;
	uint64_t *top = (uint64_t *)(stack + 65536) - 2;

	top[0] = (uintptr_t)body;
	__asm__ volatile("syscall\n\t"
			 "test %%eax, %%eax\n\t"
			 "jnz 1f\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "call *(%%rsp)\n\t"
			 "mov %%eax, %%edi\n\t"
			 "mov $60, %%eax\n\t"
			 "syscall\n"
			 "1:"
			 : "=a"(pid)
			 : "a"(SYS_clone), "D"(flags), "S"(top), "d"(0)
			 : "rcx", "r11", "memory", "cc", "r8", "r9", "r10");
	return (pid_t)pid;
}

static long raw_action(int sig, const struct sigaction *new, struct sigaction *old)
{
	return syscall(SYS_rt_sigaction, sig, new, old, 8);
}

static int changes_action(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	return (int)raw_action(SIGUSR1, &ignore, NULL);
}

static void shared_actions(void)
{
	char *stack = mmap(
		NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct sigaction now;
	pid_t pid;

	REQUIRE(stack != MAP_FAILED);
	signal(SIGUSR1, handler);
	/* Memory alone: what it does to its actions is its own business. */
	pid = start(MEMORY | SIGCHLD, changes_action, stack);
	EXPECT_EQ(reap(pid), 0);
	EXPECT(sigaction(SIGUSR1, NULL, &now) == 0 && now.sa_handler == handler);
	pid = start(MEMORY | SIGHAND | SIGCHLD, changes_action, stack);
	EXPECT_EQ(reap(pid), 0);
	EXPECT(sigaction(SIGUSR1, NULL, &now) == 0 && now.sa_handler == SIG_IGN);
	/* A table of the child's own again. */
	pid = fork();
	if (pid == 0) {
		signal(SIGUSR1, SIG_DFL);
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT(sigaction(SIGUSR1, NULL, &now) == 0 && now.sa_handler == SIG_IGN);
	EXPECT_ERROR(syscall(SYS_clone, SIGHAND | SIGCHLD, 0, 0, 0, 0), EINVAL);
	signal(SIGUSR1, SIG_DFL);
	munmap(stack, 65536);
}

static void cleared_actions(void)
{
	struct args a = { .flags = CLEAR_SIGHAND, .exit_signal = SIGCHLD };
	struct sigaction now, other;
	pid_t pid;

	signal(SIGUSR1, handler);
	signal(SIGUSR2, SIG_IGN);
	pid = (pid_t)clone3(&a);
	if (pid == 0) {
		sigaction(SIGUSR1, NULL, &now);
		sigaction(SIGUSR2, NULL, &other);
		_exit(now.sa_handler == SIG_DFL && other.sa_handler == SIG_IGN ? 0 : 1);
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT(sigaction(SIGUSR1, NULL, &now) == 0 && now.sa_handler == handler);
	a.flags |= SIGHAND | MEMORY;
	EXPECT_ERROR(clone3(&a), EINVAL);
	signal(SIGUSR1, SIG_DFL);
	signal(SIGUSR2, SIG_DFL);
}

/* --- waiting ---------------------------------------------------------------------------- */

/* One that has ended can neither stop nor go on. */
static void only_stops(void)
{
	siginfo_t info = { .si_pid = 1 };
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	EXPECT_EQ(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	EXPECT_ERROR(waitid(P_PID, (id_t)pid, &info, WSTOPPED), ECHILD);
	EXPECT_EQ(info.si_pid, 0);
	EXPECT_ERROR(waitid(P_ALL, 0, BAD, WSTOPPED), EFAULT);
	EXPECT_EQ(reap(pid), 0);
	/* Nor one that ends while it is waited for. */
	pid = fork();
	if (pid == 0) {
		sleep_ms(20);
		_exit(0);
	}
	EXPECT_ERROR(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WCONTINUED), ECHILD);
	EXPECT_EQ(reap(pid), 0);
}

static void kill_all_body(void)
{
	CHILD_EXPECT(setuid(100) == 0);
	CHILD_EXPECT(kill(-1, 0) == 0 || errno == ESRCH);
	CHILD_EXPECT(kill(-1, 65) == -1 && errno == EINVAL);
}

/* As on Linux, not to be allowed to send to any is no error. */
static void kill_all(void)
{
	pid_t other = child_that_waits();

	EXPECT_EQ(in_child(kill_all_body), 0);
	EXPECT_EQ(kill(other, SIGKILL), 0);
	EXPECT_EQ(reap(other), 1000 + SIGKILL);
}

static const struct guest_case cases[] = {
	{ "of_clone3", of_clone3 },
	{ "number_again", number_again },
	{ "errors", errors },
	{ "nonblocking", nonblocking },
	{ "unprivileged", unprivileged },
	{ "none_free", none_free },
	{ "shared_actions", shared_actions },
	{ "cleared_actions", cleared_actions },
	{ "only_stops", only_stops },
	{ "kill_all", kill_all },
};

int main(int argc, char **argv)
{
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
