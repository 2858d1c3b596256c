/*
 * servers/process/usage.c - getrusage, times, sysinfo.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE /* RUSAGE_THREAD */

#include "servers/process/usage.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/times.h>

#include <xinim/stats.h>

#include "servers/process/calls.h"
#include "servers/process/clock.h"
#include "servers/process/kernel.h"

#define TICK_NS   10000000ULL
#define SECOND_NS 1000000000ULL
#define PAGE      4096ULL

long usage_ticks(uint64_t ns)
{
	return (long)(ns / TICK_NS);
}

void usage_of(const struct proc *p, struct usage *u)
{
	struct xinim_process_times t;

	*u = p->used;
	if (p->ended || kernel_times((uint64_t)p->cap, &t) != 0)
		return;
	*u = (struct usage){
		.user_ns = t.user_ns,
		.system_ns = t.system_ns,
		.max_resident = t.max_resident,
		.faults = t.faults,
	};
}

bool usage_of_thread(const struct proc *p, uint32_t tid, struct usage *u)
{
	struct xinim_process_times t = { 0 };
	int64_t error =
		xinim_thread_control(p->cap, (int)tid, XINIM_THREAD_TIMES, (uintptr_t)&t);

	*u = (struct usage){ .user_ns = t.user_ns, .system_ns = t.system_ns };
	return error == 0;
}

void usage_add(struct usage *to, const struct usage *u)
{
	to->user_ns += u->user_ns;
	to->system_ns += u->system_ns;
	to->faults += u->faults;
	if (u->max_resident > to->max_resident)
		to->max_resident = u->max_resident;
}

static struct xinim_timeval to_timeval(uint64_t ns)
{
	return (struct xinim_timeval){
		.tv_sec = (int64_t)(ns / SECOND_NS),
		.tv_usec = (int64_t)(ns % SECOND_NS / 1000),
	};
}

/* All faults are minor ones: nothing is ever read from a disk by one. */
void usage_to_rusage(const struct usage *u, struct xinim_rusage *r)
{
	_Static_assert(offsetof(struct rusage, ru_minflt) ==
			offsetof(struct xinim_rusage, ru_other) + 3 * sizeof(int64_t),
		"ru_other begins with ru_ixrss");
	memset(r, 0, sizeof(*r));
	r->ru_utime = to_timeval(u->user_ns);
	r->ru_stime = to_timeval(u->system_ns);
	r->ru_maxrss = (int64_t)(u->max_resident / 1024);
	r->ru_other[3] = (int64_t)u->faults;
}

int64_t call_getrusage(struct proc *self, const struct server_call *call)
{
	struct xinim_rusage r;
	struct usage u, thread;

	switch ((int)call->arg[0]) {
	case RUSAGE_SELF:
		usage_of(self, &u);
		break;
	case RUSAGE_CHILDREN:
		u = self->used_children;
		break;
	case RUSAGE_THREAD:
		/* A call's number ends with its thread's; faults are counted together. */
		usage_of_thread(self, (uint32_t)call->id, &thread);
		usage_of(self, &u);
		u.user_ns = thread.user_ns;
		u.system_ns = thread.system_ns;
		break;
	default:
		return -EINVAL;
	}
	usage_to_rusage(&u, &r);
	return kernel_to_caller(call->id, call->arg[1], &r, sizeof(r));
}

/* times(buf): the clock that it counts from is CLOCK_MONOTONIC's. */
int64_t call_times(struct proc *self, const struct server_call *call)
{
	struct usage u;
	struct tms t;
	int64_t error = 0;

	if (call->arg[0]) {
		usage_of(self, &u);
		t.tms_utime = usage_ticks(u.user_ns);
		t.tms_stime = usage_ticks(u.system_ns);
		t.tms_cutime = usage_ticks(self->used_children.user_ns);
		t.tms_cstime = usage_ticks(self->used_children.system_ns);
		error = kernel_to_caller(call->id, call->arg[0], &t, sizeof(t));
	}
	return error ? error : usage_ticks(clock_monotonic());
}

/* There is no swap, and no average of the load is kept. */
int64_t call_sysinfo(struct proc *self, const struct server_call *call)
{
	struct xinim_stats_memory m;
	struct xinim_stats_load load;
	struct sysinfo info;

	(void)self;
	memset(&info, 0, sizeof(info));
	if (stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m)) < 0)
		return -EIO;
	info.uptime = (long)(clock_monotonic() / SECOND_NS);
	info.totalram = m.total_pages * PAGE;
	info.freeram = m.free_pages * PAGE;
	if (stats_read(XINIM_STATS_LOAD, 0, &load, sizeof(load)) > 0)
		for (int i = 0; i < 3; i++)
			info.loads[i] = load.average[i] * 32; /* in 1/65536 */
	info.procs = (unsigned short)(m.threads < UINT16_MAX ? m.threads : UINT16_MAX);
	info.mem_unit = 1;
	return kernel_to_caller(call->id, call->arg[0], &info, sizeof(info));
}
