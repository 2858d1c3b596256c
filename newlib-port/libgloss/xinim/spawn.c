/*
 * newlib-port/libgloss/xinim/spawn.c - posix_spawn, posix_spawnp.
 *
 * The child is vfork's: it borrows this memory until it is another program. No
 * signal handler may run in it, so all signals are blocked meanwhile, and those
 * with a handler are back at their defaults before it lets any come. Its errno,
 * and thereby the parent's, is put right at the end.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include "spawn_parts.h"

#define SIGNALS 64

struct request {
	const char *path;
	bool search;
	const posix_spawn_file_actions_t *actions;
	const posix_spawnattr_t *attr;
	char *const *argv, *const *envp;
	uint64_t mask; /* of signals, as it was */
	volatile int error;
};

/* SIGKILL, SIGSTOP and what the system refuses besides are passed over. */
static void reset_signals(uint64_t defaults)
{
	const struct sigaction plain = { .sa_handler = SIG_DFL };
	struct sigaction now;

	for (int sig = 1; sig <= SIGNALS; sig++) {
		if (RAW(rt_sigaction, sig, NULL, &now, sizeof(sigset_t)) != 0 ||
			now.sa_handler == SIG_DFL)
			continue;
		if (now.sa_handler != SIG_IGN || (defaults >> (sig - 1) & 1))
			RAW(rt_sigaction, sig, &plain, NULL, sizeof(sigset_t));
	}
}

static long apply(const struct __posix_spawnattr *a)
{
	long r = 0;

	if (a->flags & POSIX_SPAWN_SETSID)
		r = RAW(setsid);
	if (r >= 0 && (a->flags & POSIX_SPAWN_SETPGROUP))
		r = RAW(setpgid, 0, a->group);
	if (r >= 0 && (a->flags & POSIX_SPAWN_SETSCHEDULER))
		r = RAW(sched_setscheduler, 0, a->policy, &a->param);
	else if (r >= 0 && (a->flags & POSIX_SPAWN_SETSCHEDPARAM))
		r = RAW(sched_setparam, 0, &a->param);
	if (r >= 0 && (a->flags & POSIX_SPAWN_RESETIDS)) {
		r = RAW(setresgid, -1, RAW(getgid), -1);
		if (r >= 0)
			r = RAW(setresuid, -1, RAW(getuid), -1);
	}
	return r;
}

static long open_as(const struct spawn_action *a)
{
	/* POSIX: as if the descriptor was closed before. */
	long r, fd;

	(void)RAW(close, a->fd);
	fd = RAW(openat, AT_FDCWD, a->path, a->to, a->mode);
	if (fd < 0 || fd == a->fd)
		return fd;
	r = RAW(dup2, fd, a->fd);
	(void)RAW(close, fd);
	return r;
}

static long act(const struct spawn_action *a)
{
	switch (a->kind) {
	case SPAWN_OPEN:
		return open_as(a);
	case SPAWN_DUP:
		/* The same one twice: it is to stay open (POSIX issue 7, TC 2). */
		if (a->fd == a->to)
			return RAW(fcntl, a->fd, F_SETFD, 0);
		return RAW(dup2, a->fd, a->to);
	case SPAWN_CLOSE:
		(void)RAW(close, a->fd); /* no error if it is closed already */
		return 0;
	case SPAWN_CHDIR:
		return RAW(chdir, a->path);
	case SPAWN_FCHDIR:
		return RAW(fchdir, a->fd);
	}
	return 0;
}

/* In the child. Returns only with an error's number. */
static int become(const struct request *q)
{
	const struct __posix_spawnattr *attr = q->attr != NULL ? *q->attr : NULL;
	uint64_t mask = q->mask, defaults = 0;
	long r = 0;

	if (attr != NULL && (attr->flags & POSIX_SPAWN_SETSIGDEF))
		defaults = attr->defaults;
	reset_signals(defaults);
	if (attr != NULL)
		r = apply(attr);
	if (q->actions != NULL && *q->actions != NULL)
		for (size_t i = 0; r >= 0 && i < (*q->actions)->count; i++)
			r = act(&(*q->actions)->action[i]);
	if (r < 0)
		return (int)-r;
	if (attr != NULL && (attr->flags & POSIX_SPAWN_SETSIGMASK))
		mask = attr->mask;
	RAW(rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof(mask));
	if (q->search)
		execvpe(q->path, q->argv, q->envp);
	else
		execve(q->path, q->argv, q->envp);
	return errno;
}

/* Not inlined: nothing of the caller's may live in registers across vfork. */
static __attribute__((noinline)) pid_t start(struct request *q)
{
	pid_t pid = vfork();

	if (pid == 0) {
		q->error = become(q);
		_exit(127);
	}
	if (pid < 0)
		q->error = errno;
	return pid;
}

static int spawn(pid_t *child, struct request *q)
{
	static const uint64_t all = ~0ULL;
	int before = errno;
	pid_t pid;

	if (q->envp == NULL)
		q->envp = environ;
	RAW(rt_sigprocmask, SIG_BLOCK, &all, &q->mask, sizeof(all));
	pid = start(q);
	/* One that became nothing is nobody's child. */
	if (pid > 0 && q->error)
		while (RAW(wait4, pid, NULL, 0, NULL) == -EINTR)
			;
	RAW(rt_sigprocmask, SIG_SETMASK, &q->mask, NULL, sizeof(all));
	errno = before;
	if (!q->error && child != NULL)
		*child = pid;
	return q->error;
}

int posix_spawn(pid_t *restrict child, const char *restrict path,
	const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *restrict attr,
	char *const argv[], char *const envp[])
{
	return spawn(child,
		&(struct request){ .path = path,
			.actions = actions,
			.attr = attr,
			.argv = argv,
			.envp = envp });
}

int posix_spawnp(pid_t *restrict child, const char *restrict file,
	const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *restrict attr,
	char *const argv[], char *const envp[])
{
	return spawn(child,
		&(struct request){ .path = file,
			.search = true,
			.actions = actions,
			.attr = attr,
			.argv = argv,
			.envp = envp });
}
