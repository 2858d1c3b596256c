/*
 * servers/memory/shm_control.c - shmctl.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/memory/shm.h"

#include <limits.h>

static int64_t to_caller(const struct server_call *c, const void *what, uint64_t size)
{
	int64_t error = xinim_copy_to_caller(c->id, c->arg[2], what, size);

	return error < 0 ? error : 0;
}

static bool may_change(const struct segment *s, const struct xinim_identity *who)
{
	return who->euid == 0 || who->euid == s->uid || who->euid == s->cuid;
}

static int64_t tell(const struct server_call *c, const struct segment *s)
{
	const struct shmid_ds d = {
		.shm_perm = {
			.__key = s->doomed ? IPC_PRIVATE : s->key,
			.uid = s->uid,
			.gid = s->gid,
			.cuid = s->cuid,
			.cgid = s->cgid,
			.mode = s->mode | (s->doomed ? SHM_DEST : 0u) |
				(s->locked ? SHM_LOCKED : 0u),
			.__seq = s->seq,
		},
		.shm_segsz = s->size,
		.shm_atime = s->atime,
		.shm_dtime = s->dtime,
		.shm_ctime = s->ctime,
		.shm_cpid = s->cpid,
		.shm_lpid = s->lpid,
		.shm_nattch = shm_attached(s),
	};

	return to_caller(c, &d, sizeof(d));
}

static int64_t set(const struct server_call *c, struct segment *s)
{
	struct shmid_ds d;
	int64_t error = xinim_copy_from_caller(c->id, &d, c->arg[2], sizeof(d));

	if (error < 0)
		return error;
	if (d.shm_perm.uid == (uid_t)-1 || d.shm_perm.gid == (gid_t)-1)
		return -EINVAL;
	s->uid = d.shm_perm.uid;
	s->gid = d.shm_perm.gid;
	s->mode = d.shm_perm.mode & 0777;
	s->ctime = shm_now();
	return 0;
}

static int64_t doom(struct segment *s)
{
	s->doomed = true;
	/* Asks to be told when the last region goes, before looking whether there is any. */
	xinim_object_operate(s->object, XINIM_OBJECT_PAGER, XINIM_CAP_SELF,
		MEMORY_NOTIFY_UNMAPPED, 0, XINIM_PAGER_WATCH);
	if (shm_attached(s) == 0)
		shm_drop(s);
	return 0;
}

static int64_t limits(const struct server_call *c)
{
	const struct shminfo info = {
		.shmmax = ULONG_MAX - (1UL << 24),
		.shmmin = 1,
		.shmmni = SHM_SEGMENTS,
		.shmseg = SHM_SEGMENTS,
		.shmall = shm_pages_limit(),
	};
	int64_t error = to_caller(c, &info, sizeof(info));

	return error ? error : shm_used ? (int64_t)shm_used - 1 : 0;
}

static int64_t use(const struct server_call *c)
{
	struct shm_info info = { .shm_tot = shm_pages() };
	int64_t error;

	for (unsigned i = 0; i < shm_used; i++) {
		if (!shm_table[i].object)
			continue;
		info.used_ids++;
		info.shm_rss += shm_info(&shm_table[i]).pages;
	}
	error = to_caller(c, &info, sizeof(info));
	return error ? error : shm_used ? (int64_t)shm_used - 1 : 0;
}

/* What is done to one segment. SHM_STAT names it by its place in the table. */
static int64_t control(const struct server_call *c, struct segment *s, int command)
{
	struct xinim_identity who;
	int64_t error = shm_caller(c, &who);

	if (error)
		return error;
	switch (command) {
	case IPC_STAT:
	case SHM_STAT:
		error = shm_access(c, s, &who, 4);
		if (error)
			return error;
		/* fall through */
	case SHM_STAT_ANY:
		error = tell(c, s);
		return error || command == IPC_STAT ? error : shm_id(s);
	}
	if (!may_change(s, &who))
		return -EPERM;
	switch (command) {
	case IPC_SET:
		return set(c, s);
	case IPC_RMID:
		return doom(s);
	default: /* No page of it is ever put anywhere else: it only has to say so. */
		s->locked = command == SHM_LOCK;
		return 0;
	}
}

int64_t memory_shmctl(const struct server_call *c)
{
	int32_t id = (int32_t)c->arg[0], command = (int32_t)c->arg[1];
	struct segment *s = shm_find(id);

	switch (command) {
	case IPC_INFO:
		return limits(c);
	case SHM_INFO:
		return use(c);
	case SHM_STAT:
	case SHM_STAT_ANY:
		s = id >= 0 && id < (int32_t)shm_used ? &shm_table[id] : NULL;
		if (s && !s->object)
			s = NULL;
		break;
	case IPC_STAT:
	case IPC_SET:
	case IPC_RMID:
	case SHM_LOCK:
	case SHM_UNLOCK:
		break;
	default:
		return -EINVAL;
	}
	return s && id >= 0 ? control(c, s, command) : -EINVAL;
}
