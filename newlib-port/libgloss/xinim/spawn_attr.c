/*
 * newlib-port/libgloss/xinim/spawn_attr.c - the attributes of posix_spawn.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdlib.h>

#include "spawn_parts.h"

#define FLAGS                                                                   \
	(POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | \
		POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSCHEDPARAM |            \
		POSIX_SPAWN_SETSCHEDULER | POSIX_SPAWN_SETSID | POSIX_SPAWN_USEVFORK)

int posix_spawnattr_init(posix_spawnattr_t *attr)
{
	*attr = calloc(1, sizeof(**attr));
	return *attr == NULL ? ENOMEM : 0;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attr)
{
	free(*attr);
	*attr = NULL;
	return 0;
}

int posix_spawnattr_setflags(posix_spawnattr_t *attr, short flags)
{
	if (flags & ~FLAGS)
		return EINVAL;
	(*attr)->flags = flags;
	return 0;
}

/* The others are kept as they come: what is no use is found out by posix_spawn. */
#define MEMBER(name, type, field)                                             \
	int posix_spawnattr_get##name(                                        \
		const posix_spawnattr_t *restrict attr, type *restrict value) \
	{                                                                     \
		*value = (*attr)->field;                                      \
		return 0;                                                     \
	}
#define BY_VALUE(name, type, field)                                        \
	MEMBER(name, type, field)                                          \
	int posix_spawnattr_set##name(posix_spawnattr_t *attr, type value) \
	{                                                                  \
		(*attr)->field = value;                                    \
		return 0;                                                  \
	}
#define BY_POINTER(name, type, field)                                         \
	MEMBER(name, type, field)                                             \
	int posix_spawnattr_set##name(                                        \
		posix_spawnattr_t *restrict attr, const type *restrict value) \
	{                                                                     \
		(*attr)->field = *value;                                      \
		return 0;                                                     \
	}

MEMBER(flags, short, flags)
BY_VALUE(pgroup, pid_t, group)
BY_VALUE(schedpolicy, int, policy)
BY_POINTER(schedparam, struct sched_param, param)
BY_POINTER(sigdefault, sigset_t, defaults)
BY_POINTER(sigmask, sigset_t, mask)
