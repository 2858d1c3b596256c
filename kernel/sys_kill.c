/*
 * kernel/sys_kill.c - signals that a process sends itself.
 *
 * kill and its like are the process server's, who knows who may. But a process
 * may always signal itself, and does it often (raise, abort, pthread_kill), so
 * the kernel answers that at once. Whatever else there is to find out or to
 * refuse is left to the server: these handlers change nothing then, and return
 * SYSCALL_NOT_MINE.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/process.h"
#include "kernel/signal.h"
#include "kernel/syscall.h"

/* Whether these stop is a question of the process's group, which the server knows. */
#define OF_GROUPS                                                \
	(SIGNAL_BIT(XINIM_SIGTSTP) | SIGNAL_BIT(XINIM_SIGTTIN) | \
		SIGNAL_BIT(XINIM_SIGTTOU))

static bool mine(uint64_t signal)
{
	uint32_t n = (uint32_t)signal;

	return n >= 1 && n <= XINIM_SIGNALS && !(SIGNAL_BIT(n) & OF_GROUPS);
}

/* tid 0: to the process. */
static int64_t send(const struct xinim_siginfo *info, bool to_thread, uint64_t tid)
{
	struct process *p = current_thread()->process;
	struct thread *t = NULL;
	int64_t result = SYSCALL_NOT_MINE;

	kernel_lock();
	if (to_thread)
		t = (uint32_t)tid ? thread_find((uint32_t)tid) : NULL;
	if (!to_thread || (t && t->process == p))
		result = signal_send(p, t, info, NULL);
	if (p->signals.changing)
		signal_finish(p);
	kernel_unlock();
	return result > 0 ? 0 : result; /* an overrun is none of the caller's */
}

static int64_t send_code(uint64_t signal, int code, bool to_thread, uint64_t tid)
{
	const struct process *p = current_thread()->process;
	struct xinim_siginfo info;

	if (!mine(signal))
		return SYSCALL_NOT_MINE;
	__builtin_memset(&info, 0, SIGNAL_INFO_KEPT);
	info.si_signo = (int32_t)signal;
	info.si_code = code;
	info.si.sender.pid = p->pid;
	info.si.sender.uid = p->id.uid;
	return send(&info, to_thread, tid);
}

/* What it says of its sender is the sender's own business. */
static int64_t send_info(uint64_t signal, uint64_t from, bool to_thread, uint64_t tid)
{
	struct xinim_siginfo info;

	if (!mine(signal) || copy_from_user(&info, from, SIGNAL_INFO_KEPT) != 0)
		return SYSCALL_NOT_MINE;
	info.si_signo = (int32_t)signal;
	return send(&info, to_thread, tid);
}

/* Each is called with the caller's own PID for the first argument. */

SYSCALL_HANDLER(kill)
{
	return send_code(arg[1], XINIM_SI_USER, false, 0);
}

SYSCALL_HANDLER(tgkill)
{
	return send_code(arg[2], XINIM_SI_TKILL, true, arg[1]);
}

SYSCALL_HANDLER(rt_sigqueueinfo)
{
	return send_info(arg[1], arg[2], false, 0);
}

SYSCALL_HANDLER(rt_tgsigqueueinfo)
{
	return send_info(arg[2], arg[3], true, arg[1]);
}
