/*
 * newlib-port/libgloss/xinim/spawn_actions.c - what posix_spawn does with descriptors.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "spawn_parts.h"

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
	*actions = calloc(1, sizeof(**actions));
	return *actions == NULL ? ENOMEM : 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
	struct __posix_spawn_file_actions *a = *actions;

	for (size_t i = 0; i < a->count; i++)
		free(a->action[i].path);
	free(a->action);
	free(a);
	*actions = NULL;
	return 0;
}

/* POSIX: EBADF for what can be no descriptor. The path is copied. ENOMEM */
static int add(struct __posix_spawn_file_actions *a, struct spawn_action action)
{
	struct spawn_action *more = a->action;
	size_t room = a->room;

	if (a->count == room) {
		room += room / 2 + 4;
		more = reallocarray(more, room, sizeof(*more));
		if (more == NULL)
			return ENOMEM;
		a->action = more;
		a->room = room;
	}
	if (action.path != NULL) {
		action.path = strdup(action.path);
		if (action.path == NULL)
			return ENOMEM;
	}
	more[a->count++] = action;
	return 0;
}

static int is_bad(int fd)
{
	long most = sysconf(_SC_OPEN_MAX);

	return fd < 0 || (most >= 0 && fd >= most);
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions, int fd,
	const char *restrict path, int flags, mode_t mode)
{
	if (is_bad(fd))
		return EBADF;
	return add(*actions,
		(struct spawn_action){ .kind = SPAWN_OPEN,
			.fd = fd,
			.to = flags,
			.mode = mode,
			.path = (char *)path });
}

int posix_spawn_file_actions_adddup2(
	posix_spawn_file_actions_t *actions, int from, int to)
{
	if (is_bad(from) || is_bad(to))
		return EBADF;
	return add(*actions,
		(struct spawn_action){ .kind = SPAWN_DUP, .fd = from, .to = to });
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
	if (is_bad(fd))
		return EBADF;
	return add(*actions, (struct spawn_action){ .kind = SPAWN_CLOSE, .fd = fd });
}

int posix_spawn_file_actions_addchdir(
	posix_spawn_file_actions_t *restrict actions, const char *restrict path)
{
	return add(*actions,
		(struct spawn_action){ .kind = SPAWN_CHDIR, .path = (char *)path });
}

int posix_spawn_file_actions_addfchdir(posix_spawn_file_actions_t *actions, int fd)
{
	if (is_bad(fd))
		return EBADF;
	return add(*actions, (struct spawn_action){ .kind = SPAWN_FCHDIR, .fd = fd });
}

int posix_spawn_file_actions_addchdir_np(
	posix_spawn_file_actions_t *restrict actions, const char *restrict path)
	__attribute__((alias("posix_spawn_file_actions_addchdir")));
int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd)
	__attribute__((alias("posix_spawn_file_actions_addfchdir")));
