/*
 * kernel/sys_process.c - getpid and its like, exit, wait4, notify_wait.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/process.h"
#include "kernel/sched.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

SYSCALL_HANDLER(getpid)
{
	return current_thread()->process->pid;
}

SYSCALL_HANDLER(getppid)
{
	return current_thread()->process->id.ppid;
}

SYSCALL_HANDLER(getuid)
{
	return current_thread()->process->id.uid;
}

SYSCALL_HANDLER(geteuid)
{
	return current_thread()->process->id.euid;
}

SYSCALL_HANDLER(getgid)
{
	return current_thread()->process->id.gid;
}

SYSCALL_HANDLER(getegid)
{
	return current_thread()->process->id.egid;
}

/* The real, the effective and the saved one, each where an argument says. */
static int64_t tell_three(const uint64_t arg[6], uint32_t a, uint32_t b, uint32_t c)
{
	uint32_t ids[3] = { a, b, c };

	for (unsigned i = 0; i < 3; i++)
		if (copy_to_user(arg[i], &ids[i], sizeof(ids[i])) != 0)
			return -EFAULT;
	return 0;
}

SYSCALL_HANDLER(getresuid)
{
	const struct xinim_identity *id = &current_thread()->process->id;

	return tell_three(arg, id->uid, id->euid, id->suid);
}

SYSCALL_HANDLER(getresgid)
{
	const struct xinim_identity *id = &current_thread()->process->id;

	return tell_three(arg, id->gid, id->egid, id->sgid);
}

SYSCALL_HANDLER(gettid)
{
	return current_thread()->tid;
}

/* exit(status): of the thread; the process's, if it is the last one. */
SYSCALL_HANDLER(exit)
{
	kernel_lock();
	process_thread_exit((int32_t)(arg[0] & 0xff) << 8);
}

SYSCALL_HANDLER(exit_group)
{
	kernel_lock();
	process_exit((int32_t)(arg[0] & 0xff) << 8);
}

SYSCALL_HANDLER_LOCKED(sched_yield)
{
	sched_yield();
	return 0;
}

static struct xinim_timeval to_timeval(uint64_t ns)
{
	return (struct xinim_timeval){
		.tv_sec = (int64_t)(ns / 1000000000),
		.tv_usec = (int64_t)(ns % 1000000000 / 1000),
	};
}

/* wait4(pid, status, options, rusage): POSIX waitpid, with the child's CPU time. */
SYSCALL_HANDLER_LOCKED(wait4)
{
	int32_t which = (int32_t)arg[0];
	uint32_t options = (uint32_t)arg[2];
	struct process *self = current_thread()->process;
	struct xinim_rusage usage = { 0 };
	struct process *child;
	int64_t waited;
	int32_t pid;
	int error;

	if (options & ~(uint32_t)(XINIM_WNOHANG | XINIM_WUNTRACED | XINIM_WCONTINUED))
		return -EINVAL;
	/* The kernel knows of no process groups: only "any child" and "this child". */
	if (which < -1 || which == 0)
		return -ECHILD;
	while (!(child = process_find_zombie(which, &error))) {
		if (error)
			return error;
		if (options & XINIM_WNOHANG)
			return 0;
		waited = notification_wait(
			&self->child_events, XINIM_NOTIFY_CHILD, (uint64_t)XINIM_FOREVER);
		if (waited < 0)
			return waited;
	}
	usage.ru_utime = to_timeval(child->cpu_ns + child->children_ns);
	if (arg[1] && copy_to_user(arg[1], &child->status, sizeof(child->status)) != 0)
		return -EFAULT;
	if (arg[3] && copy_to_user(arg[3], &usage, sizeof(usage)) != 0)
		return -EFAULT;
	pid = child->pid;
	process_reap(child);
	return pid;
}

/* notify_wait(mask): the notification bits that came; at least one of mask. */
SYSCALL_HANDLER_LOCKED(notify_wait)
{
	struct process *p = current_thread()->process;

	if (!(arg[0] & INT64_MAX))
		return -EINVAL;
	process_is_up(p);
	return notification_wait(&p->events, arg[0] & INT64_MAX, (uint64_t)XINIM_FOREVER);
}

static struct {
	char text[XINIM_HOST_NAME_MAX + 1];
} host_names[] = { [XINIM_HOST_NODE] = { "xinim" }, [XINIM_HOST_DOMAIN] = { "(none)" } };

int host_set_name(uint64_t which, uint64_t from, uint64_t length)
{
	char text[XINIM_HOST_NAME_MAX + 1] = { 0 };

	if (which > XINIM_HOST_DOMAIN || length > XINIM_HOST_NAME_MAX)
		return -EINVAL;
	if (copy_from_user(text, from, length) != 0)
		return -EFAULT;
	memcpy(host_names[which].text, text, sizeof(text));
	return 0;
}

SYSCALL_HANDLER_LOCKED(uname)
{
	struct xinim_utsname name;

	memset(&name, 0, sizeof(name));
	strlcpy(name.sysname, "XINIM", sizeof(name.sysname));
	memcpy(name.nodename, host_names[XINIM_HOST_NODE].text, sizeof(name.nodename));
	strlcpy(name.release, PACKAGE_VERSION, sizeof(name.release));
	strlcpy(name.version, PACKAGE_STRING, sizeof(name.version));
	strlcpy(name.machine, "x86_64", sizeof(name.machine));
	memcpy(name.domainname, host_names[XINIM_HOST_DOMAIN].text,
		sizeof(name.domainname));
	return copy_to_user(arg[0], &name, sizeof(name));
}

/* arch_prctl(code, address): the thread's FS and GS bases. */
SYSCALL_HANDLER(arch_prctl)
{
	const struct arch_thread *a = &current_thread()->arch;

	switch ((uint32_t)arg[0]) {
	case XINIM_ARCH_SET_FS:
		return arch_set_fs(arg[1]);
	case XINIM_ARCH_SET_GS:
		return arch_set_gs(arg[1]);
	case XINIM_ARCH_GET_FS:
		return copy_to_user(arg[1], &a->fs_base, sizeof(a->fs_base));
	case XINIM_ARCH_GET_GS:
		return copy_to_user(arg[1], &a->gs_base, sizeof(a->gs_base));
	default:
		return -EINVAL;
	}
}
