/*
 * servers/memory/shm_groups.c - who may use a segment, by supplementary groups too.
 *
 * They are the process server's to know. It is asked by handing the call over to it,
 * only when they decide, and hands it back when it has told (MEMORY_GROUPS).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>

#include "servers/lib/memory_protocol.h"
#include "servers/memory/shm.h"

#define ANSWERS 8 /* that wait for their calls; a call that finds none is asked again */

static struct answer {
	uint32_t pid, tid; /* 0: no answer */
	uint32_t count;
	uint32_t *groups;
} answers[ANSWERS];

static void forget(struct answer *a)
{
	free(a->groups);
	*a = (struct answer){ 0 };
}

static int64_t forget_process(uint32_t pid)
{
	for (unsigned i = 0; i < ANSWERS; i++)
		if (answers[i].pid == pid)
			forget(&answers[i]);
	return 0;
}

static int64_t take_groups(const struct server_call *m)
{
	static unsigned next;
	uint64_t count = m->arg[2];
	struct answer *a = &answers[next++ % ANSWERS];
	uint32_t *groups = NULL;
	int64_t n;

	if (count > MEMORY_GROUPS_MAX)
		return -EINVAL;
	if (count) {
		groups = malloc(count * sizeof(*groups));
		if (!groups)
			return -ENOMEM;
		n = xinim_copy_from_caller(
			m->id, groups, m->arg[1], count * sizeof(*groups));
		if (n != (int64_t)(count * sizeof(*groups))) {
			free(groups);
			return n < 0 ? n : -EFAULT;
		}
	}
	forget(a);
	*a = (struct answer){
		.pid = (uint32_t)(m->arg[0] >> 32),
		.tid = (uint32_t)m->arg[0],
		.count = (uint32_t)count,
		.groups = groups,
	};
	return 0;
}

int64_t shm_groups_told(const struct server_call *m)
{
	if (m->caller != (XINIM_BADGE_SERVER | PID_PROCESS))
		return -EPERM;
	return m->number == MEMORY_GROUPS ? take_groups(m)
					  : forget_process((uint32_t)m->arg[0]);
}

/* The answer for the thread that makes this call; NULL: none has come. */
static struct answer *answer_for(const struct server_call *c)
{
	for (unsigned i = 0; i < ANSWERS; i++)
		/* A call's number ends with its thread's. */
		if (answers[i].pid == c->caller && answers[i].tid == (uint32_t)c->id)
			return &answers[i];
	return NULL;
}

/* 1: the caller is in one of the segment's groups; 0: it is not; SERVER_PARKED. */
static int64_t in_group(const struct server_call *c, const struct segment *s)
{
	struct answer *a = answer_for(c);
	int64_t in = 0;

	if (!a) {
		int error = xinim_route_forward(XINIM_ROUTE_PROCESS, c->id);

		/* Nobody there to ask: there are no groups. ESRCH: the caller is gone. */
		return error == 0 || error == -ESRCH ? SERVER_PARKED : 0;
	}
	for (uint32_t i = 0; i < a->count; i++)
		if (a->groups[i] == s->gid || a->groups[i] == s->cgid)
			in = 1;
	forget(a);
	return in;
}

int64_t shm_access(const struct server_call *c, const struct segment *s,
	const struct xinim_identity *who, uint32_t wanted)
{
	uint32_t mode = s->mode;
	int64_t in = 0;

	if (who->euid == 0)
		return 0;
	if (who->euid == s->uid || who->euid == s->cuid)
		mode >>= 6;
	else if (who->egid == s->gid || who->egid == s->cgid)
		in = 1;
	/* Do they decide? */
	else if (!(wanted & ~mode & 7) != !(wanted & ~(mode >> 3) & 7))
		in = in_group(c, s);
	if (in < 0)
		return in;
	return wanted & ~(in ? mode >> 3 : mode) & 7 ? -EACCES : 0;
}
