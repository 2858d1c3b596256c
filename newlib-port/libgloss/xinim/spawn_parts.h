/*
 * newlib-port/libgloss/xinim/spawn_parts.h - what posix_spawn's objects are.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_SPAWN_PARTS_H
#define XINIM_LIBGLOSS_SPAWN_PARTS_H

#include <spawn.h>

struct __posix_spawnattr {
	short flags;
	int policy;
	pid_t group;
	struct sched_param param;
	sigset_t defaults;
	sigset_t mask;
};

enum spawn_kind { SPAWN_OPEN, SPAWN_DUP, SPAWN_CLOSE, SPAWN_CHDIR, SPAWN_FCHDIR };

struct spawn_action {
	enum spawn_kind kind;
	int fd;
	int to; /* dup: the new one; open: flags */
	mode_t mode;
	char *path;
};

struct __posix_spawn_file_actions {
	struct spawn_action *action;
	size_t count, room;
};

#endif
