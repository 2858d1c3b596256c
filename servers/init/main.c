/*
 * servers/init/main.c - PID 1: waits for its children, and for every orphan.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/notify.h>

#include "servers/lib/server.h"

static const struct server init = { .name = "Init", .route = SERVER_NO_ROUTE };

static void report(pid_t pid, int status)
{
	if (WIFSIGNALED(status))
		server_log(&init, "PID %d was killed by signal %d", (int)pid,
			WTERMSIG(status));
	else
		server_log(&init, "PID %d exited with status %d", (int)pid,
			WEXITSTATUS(status));
}

/* Until there is another child; without a process server, for good. */
static int wait_for_children(const sigset_t *child)
{
	int sig;

	if (errno == ECHILD)
		return sigwait(child, &sig);
	return notify_wait(XINIM_NOTIFY_CHILD) < 0;
}

int main(void)
{
	sigset_t child;
	int status;

	/* Blocked, it stays until it is waited for. */
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &child, NULL);
	server_log(&init, "Hello from Ring 3! My PID is: %d", (int)getpid());
	for (;;) {
		pid_t pid = waitpid(-1, &status, 0);

		if (pid > 0)
			report(pid, status);
		else if (errno != EINTR && wait_for_children(&child) != 0)
			return 1;
	}
}
