/*
 * servers/process/host.c - what concerns the whole machine.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <string.h>

#include <xinim/abi.h>

#include "servers/process/calls.h"
#include "servers/process/clock.h"
#include "servers/process/kernel.h"
#include "servers/process/main.h"
#include "servers/process/timers.h"

#define SECOND_NS    1000000000ULL
#define HOST_NAME    64 /* without a NUL: struct utsname */
#define SECONDS_MOST (INT64_MAX / (int64_t)SECOND_NS)

/* uname is the kernel's: it is told the names. */
static int64_t set_host(
	struct proc *self, const struct server_call *call, enum xinim_host_name which)
{
	char name[HOST_NAME];
	int64_t length = (int32_t)call->arg[1], error;

	if (!cred_may(&self->cred, CAPABILITY_ADMIN))
		return -EPERM;
	if (length < 0 || length > HOST_NAME)
		return -EINVAL;
	error = length ? kernel_from_caller(call->id, name, call->arg[0], (size_t)length)
		       : 0;
	if (error)
		return error;
	return kernel_process(XINIM_CAP_SELF, XINIM_PROCESS_HOST, which, (uintptr_t)name,
		(uint64_t)length);
}

int64_t call_sethostname(struct proc *self, const struct server_call *call)
{
	return set_host(self, call, XINIM_HOST_NODE);
}

int64_t call_setdomainname(struct proc *self, const struct server_call *call)
{
	return set_host(self, call, XINIM_HOST_DOMAIN);
}

/* --- the clock -------------------------------------------------------------------- */

static int64_t set_clock(struct proc *self, int64_t seconds, int64_t ns)
{
	int64_t error;

	if (!cred_may(&self->cred, CAPABILITY_TIME))
		return -EPERM;
	error = kernel_process(XINIM_CAP_SELF, XINIM_PROCESS_SET_CLOCK,
		(uint64_t)seconds * SECOND_NS + (uint64_t)ns, 0, 0);
	if (!error)
		timers_clock_set();
	return error;
}

int64_t call_clock_settime(struct proc *self, const struct server_call *call)
{
	struct xinim_timespec t;
	int64_t error;

	if ((clockid_t)call->arg[0] != CLOCK_REALTIME)
		return -EINVAL;
	error = kernel_from_caller(call->id, &t, call->arg[1], sizeof(t));
	if (error)
		return error;
	if (t.tv_sec < 0 || t.tv_sec >= SECONDS_MOST || t.tv_nsec < 0 ||
		t.tv_nsec >= (int64_t)SECOND_NS)
		return -EINVAL;
	return set_clock(self, t.tv_sec, t.tv_nsec);
}

/* Linux's struct timezone: kept for who asks, nothing goes by it. */
static int32_t time_zone[2];

int64_t call_settimeofday(struct proc *self, const struct server_call *call)
{
	struct xinim_timeval t = { 0, 0 };
	int32_t zone[2];
	int64_t error = 0;

	if (call->arg[0])
		error = kernel_from_caller(call->id, &t, call->arg[0], sizeof(t));
	if (!error && call->arg[1])
		error = kernel_from_caller(call->id, zone, call->arg[1], sizeof(zone));
	if (error)
		return error;
	if (t.tv_sec < 0 || t.tv_sec >= SECONDS_MOST || t.tv_usec < 0 ||
		t.tv_usec >= 1000000)
		return -EINVAL;
	if (!cred_may(&self->cred, CAPABILITY_TIME))
		return -EPERM;
	if (call->arg[0])
		error = set_clock(self, t.tv_sec, t.tv_usec * 1000);
	if (!error && call->arg[1])
		memcpy(time_zone, zone, sizeof(zone));
	return error;
}

int64_t call_gettimeofday(struct proc *self, const struct server_call *call)
{
	uint64_t ns = clock_ns(CLOCK_REALTIME);
	const struct xinim_timeval t = {
		.tv_sec = (int64_t)(ns / SECOND_NS),
		.tv_usec = (int64_t)(ns % SECOND_NS / 1000),
	};
	int64_t error = 0;

	(void)self;
	if (call->arg[0])
		error = kernel_to_caller(call->id, call->arg[0], &t, sizeof(t));
	if (!error && call->arg[1])
		error = kernel_to_caller(
			call->id, call->arg[1], time_zone, sizeof(time_zone));
	return error;
}

int64_t call_time(struct proc *self, const struct server_call *call)
{
	int64_t now = (int64_t)(clock_ns(CLOCK_REALTIME) / SECOND_NS), error = 0;

	(void)self;
	if (call->arg[0])
		error = kernel_to_caller(call->id, call->arg[0], &now, sizeof(now));
	return error ? error : now;
}

/* --- the end ---------------------------------------------------------------------- */

/* Linux's. */
#define MAGIC        0xfee1deadu
#define MAGIC_A      672274793u
#define MAGIC_B      85072278u
#define MAGIC_C      369367448u
#define MAGIC_D      537993216u
#define CMD_RESTART  0x01234567u
#define CMD_RESTART2 0xa1b2c3d4u
#define CMD_HALT     0xcdef0123u
#define CMD_OFF      0x4321fedcu

int64_t call_reboot(struct proc *self, const struct server_call *call)
{
	uint32_t magic = (uint32_t)call->arg[1];
	enum xinim_machine_end how;

	if (!cred_may(&self->cred, CAPABILITY_BOOT))
		return -EPERM;
	if ((uint32_t)call->arg[0] != MAGIC ||
		(magic != MAGIC_A && magic != MAGIC_B && magic != MAGIC_C &&
			magic != MAGIC_D))
		return -EINVAL;
	switch ((uint32_t)call->arg[2]) {
	case CMD_RESTART:
	case CMD_RESTART2:
		how = XINIM_MACHINE_RESTART;
		break;
	case CMD_HALT:
		how = XINIM_MACHINE_HALT;
		break;
	case CMD_OFF:
		how = XINIM_MACHINE_OFF;
		break;
	default:
		return -EINVAL;
	}
	return kernel_process(XINIM_CAP_SELF, XINIM_PROCESS_MACHINE, how, 0, 0);
}
