/*
 * servers/process/credentials.c - setuid and its like, groups, capabilities.
 *
 * A change is made on a copy first; it holds once the kernel (getuid) and the
 * VFS server (access to files) can be told.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/credentials.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "servers/process/calls.h"
#include "servers/process/family.h"
#include "servers/process/ipc.h"
#include "servers/process/kernel.h"
#include "servers/process/limits.h"
#include "servers/process/vfs.h"

int credentials_change(struct proc *p, const struct cred *to)
{
	struct cred old = p->cred;
	int error = proc_set_user(p, to->user.real);

	if (error)
		return error;
	p->cred = *to;
	error = vfs_identity(p);
	if (error) {
		p->cred = old;
		(void)proc_set_user(p, old.user.real); /* that user was there just now */
		return error;
	}
	/* Who becomes another is not to be looked into by who he was. */
	if (memcmp(&old.user, &to->user, sizeof(old.user)) != 0 ||
		memcmp(&old.group, &to->group, sizeof(old.group)) != 0) {
		limits_set_dumpable(p, false);
		p->death_signal = 0;
	}
	family_identity(p);
	limits_set_reserve(p);
	shm_forget_groups(p);
	return 0;
}

#define ONE(name)                                                              \
	int64_t call_##name(struct proc *self, const struct server_call *call) \
	{                                                                      \
		struct cred c = self->cred;                                    \
		int error = cred_##name(&c, (uint32_t)call->arg[0]);           \
                                                                               \
		return error ? error : credentials_change(self, &c);           \
	}
#define TWO(name)                                                                        \
	int64_t call_##name(struct proc *self, const struct server_call *call)           \
	{                                                                                \
		struct cred c = self->cred;                                              \
		int error =                                                              \
			cred_##name(&c, (uint32_t)call->arg[0], (uint32_t)call->arg[1]); \
                                                                                         \
		return error ? error : credentials_change(self, &c);                     \
	}
#define THREE(name)                                                            \
	int64_t call_##name(struct proc *self, const struct server_call *call) \
	{                                                                      \
		struct cred c = self->cred;                                    \
		int error = cred_##name(&c, (uint32_t)call->arg[0],            \
			(uint32_t)call->arg[1], (uint32_t)call->arg[2]);       \
                                                                               \
		return error ? error : credentials_change(self, &c);           \
	}
/* Linux's setfsuid and setfsgid know no error: the ID of before comes back. */
#define FILES(name)                                                            \
	int64_t call_##name(struct proc *self, const struct server_call *call) \
	{                                                                      \
		struct cred c = self->cred;                                    \
		uint32_t old = cred_##name(&c, (uint32_t)call->arg[0]);        \
                                                                               \
		(void)credentials_change(self, &c);                            \
		return old;                                                    \
	}

ONE(setuid)
ONE(setgid)
TWO(setreuid)
TWO(setregid)
THREE(setresuid)
THREE(setresgid)
FILES(setfsuid)
FILES(setfsgid)

int64_t call_getgroups(struct proc *self, const struct server_call *call)
{
	const struct groups *g = self->cred.groups;
	uint32_t n = g ? g->count : 0;
	int32_t room = (int32_t)call->arg[0];
	int64_t error;

	if (room < 0 || (room > 0 && (uint32_t)room < n))
		return -EINVAL;
	if (room == 0 || n == 0)
		return n;
	error = kernel_to_caller(call->id, call->arg[1], g->id, n * sizeof(g->id[0]));
	return error ? error : n;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static void groups_put(struct groups *g)
{
	if (g && --g->uses == 0)
		free(g);
}

int64_t call_setgroups(struct proc *self, const struct server_call *call)
{
	uint64_t n = call->arg[0];
	struct cred c = self->cred;
	struct groups *old = c.groups, *new = NULL;
	int64_t error;

	if (!cred_may(&c, CAPABILITY_SETGID))
		return -EPERM;
	if (n > GROUPS_MAX)
		return -EINVAL;
	if (n) {
		new = malloc(sizeof(*new) + n * sizeof(new->id[0]));
		if (!new)
			return -ENOMEM;
		new->uses = 1;
		new->count = (uint32_t)n;
		error = kernel_from_caller(
			call->id, new->id, call->arg[1], n * sizeof(new->id[0]));
		if (error)
			goto fail;
		qsort(new->id, n, sizeof(new->id[0]), by_number);
	}
	c.groups = new;
	error = credentials_change(self, &c);
	if (error)
		goto fail;
	groups_put(old);
	return 0;

fail:
	free(new);
	return error;
}

/* Linux's struct __user_cap_header_struct and _data_struct. */
struct cap_header {
	uint32_t version;
	int32_t pid;
};
struct cap_data {
	uint32_t usable, permitted, inheritable;
};
#define CAP_VERSION_1 0x19980330u /* 32 of them */
#define CAP_VERSION_2 0x20071026u
#define CAP_VERSION_3 0x20080522u

/* Words of each set; an unknown version is told ours. */
static int64_t take_header(
	const struct server_call *call, struct cap_header *h, unsigned *words)
{
	int64_t error = kernel_from_caller(call->id, h, call->arg[0], sizeof(*h));

	if (error)
		return error;
	*words = h->version == CAP_VERSION_1 ? 1 : 2;
	if (h->version == CAP_VERSION_1 || h->version == CAP_VERSION_2 ||
		h->version == CAP_VERSION_3)
		return h->pid < 0 ? -EINVAL : 0;
	h->version = CAP_VERSION_3;
	error = kernel_to_caller(call->id, call->arg[0], &h->version, sizeof(h->version));
	if (error)
		return error;
	*words = 0;
	return -EINVAL;
}

int64_t call_capget(struct proc *self, const struct server_call *call)
{
	struct cap_header h;
	struct cap_data data[2];
	const struct proc *p;
	unsigned words = 2;
	int64_t error = take_header(call, &h, &words);

	if (error == -EINVAL && !words && !call->arg[1])
		return 0; /* only the version was asked for */
	if (error)
		return error;
	p = proc_or_self(self, h.pid);
	if (!p)
		return -ESRCH;
	for (unsigned i = 0; i < 2; i++)
		data[i] = (struct cap_data){
			.usable = (uint32_t)(p->cred.usable >> (32 * i)),
			.permitted = (uint32_t)(p->cred.permitted >> (32 * i)),
			.inheritable = (uint32_t)(p->cred.inheritable >> (32 * i)),
		};
	return kernel_to_caller(call->id, call->arg[1], data, words * sizeof(data[0]));
}

int64_t call_capset(struct proc *self, const struct server_call *call)
{
	struct cap_header h;
	struct cap_data d[2] = { { 0 } };
	struct cred c = self->cred;
	unsigned words = 2;
	int64_t error = take_header(call, &h, &words);

	if (error)
		return error;
	if (h.pid && h.pid != proc_pid(self))
		return -EPERM;
	error = kernel_from_caller(call->id, d, call->arg[1], words * sizeof(d[0]));
	if (error)
		return error;
	error = cred_set_capabilities(&c,
		(d[0].usable | (uint64_t)d[1].usable << 32) & CAPABILITY_ALL,
		(d[0].permitted | (uint64_t)d[1].permitted << 32) & CAPABILITY_ALL,
		(d[0].inheritable | (uint64_t)d[1].inheritable << 32) & CAPABILITY_ALL);
	if (error)
		return error;
	self->cred = c; /* neither the kernel nor the VFS server knows of them */
	limits_set_reserve(self);
	return 0;
}
