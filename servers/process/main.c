/*
 * servers/process/main.c - the process server: fork, exec, wait, signals.
 *
 * It never waits for anything but messages and the VFS server's answers, which
 * come at once: calls that have to wait are parked.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/main.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xinim/abi.h>

#include "servers/process/calls.h"
#include "servers/process/family.h"
#include "servers/process/ipc.h"
#include "servers/process/timers.h"
#include "servers/process/vfs.h"
#include "servers/process/wait.h"

typedef int64_t call_function(struct proc *self, const struct server_call *call);

/* By number; those without a row answer ENOSYS. */
static call_function *const calls[XINIM_SYSCALL_SLOTS] = {
#define CALL(name) [SYS_##name] = call_##name,
	PROCESS_CALLS
#undef CALL
};

static int start(void *state)
{
	(void)state;
	limits_start();
	server_log(&process_server, "Hello from Ring 3! My PID is: %d", (int)getpid());
	return 0;
}

static int64_t handle_call(void *state, const struct server_call *call)
{
	call_function *function;
	struct proc *self;

	(void)state;
	if (call->number >= XINIM_SYSCALL_SLOTS)
		return -EPERM; /* nobody is connected to this server */
	function = calls[call->number];
	if (!function)
		return -ENOSYS;
	self = proc_caller(call);
	if (!self || self->ended)
		return self ? -ESRCH : -ENOMEM;
	return function(self, call);
}

static void notified(void *state, uint64_t bits)
{
	(void)state;
	if (bits & XINIM_NOTIFY_EVENT)
		family_events();
	if (bits & EVENT_TIMER)
		timers_run();
	if (bits & EVENT_VFS)
		vfs_fetch_signals();
	/* Last: what has been answered by now is not interrupted any more. */
	if (bits & XINIM_NOTIFY_CANCEL) {
		wait_cancelled();
		ipc_cancelled();
	}
}

const struct server process_server = {
	.name = "Process Manager",
	.route = XINIM_ROUTE_PROCESS,
	.start = start,
	.call = handle_call,
	.notified = notified,
};

int main(void)
{
	return server_run(&process_server);
}
