/*
 * servers/process/ids.c - the rules of user, group and capability changes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/ids.h"

#include <errno.h>
#include <stddef.h>

#define MODE_SETUID 04000u
#define MODE_SETGID 02000u
#define MODE_GROUPX 00010u

void cred_init(struct cred *c)
{
	*c = (struct cred){
		.permitted = CAPABILITY_ALL,
		.usable = CAPABILITY_ALL,
		.bounding = CAPABILITY_ALL,
	};
}

bool cred_has_group(const struct cred *c, uint32_t id)
{
	uint32_t from = 0, to = c->groups ? c->groups->count : 0;

	if (id == c->group.effective)
		return true;
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (c->groups->id[middle] == id)
			return true;
		if (c->groups->id[middle] < id)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

static bool any_root(const struct ids *i)
{
	return i->real == 0 || i->effective == 0 || i->saved == 0;
}

/* capabilities(7), Effect of user ID changes on capabilities. */
static void user_changed(struct cred *c, const struct ids *old)
{
	if (any_root(old) && !any_root(&c->user) && !c->keep_capabilities)
		c->permitted = 0;
	if (old->effective == 0 && c->user.effective != 0)
		c->usable = 0;
	else if (old->effective != 0 && c->user.effective == 0)
		c->usable = c->permitted;
	c->usable &= c->permitted;
	c->user.files = c->user.effective;
}

static bool one_of_three(const struct ids *i, uint32_t id)
{
	return id == ID_KEEP || id == i->real || id == i->effective || id == i->saved;
}

int cred_setuid(struct cred *c, uint32_t id)
{
	struct ids old = c->user;

	if (id == ID_KEEP)
		return -EINVAL;
	if (cred_may(c, CAPABILITY_SETUID))
		c->user.real = c->user.saved = id;
	else if (id != old.real && id != old.saved)
		return -EPERM;
	c->user.effective = id;
	user_changed(c, &old);
	return 0;
}

int cred_setgid(struct cred *c, uint32_t id)
{
	struct ids *g = &c->group;

	if (id == ID_KEEP)
		return -EINVAL;
	if (cred_may(c, CAPABILITY_SETGID))
		g->real = g->saved = id;
	else if (id != g->real && id != g->saved)
		return -EPERM;
	g->effective = g->files = id;
	return 0;
}

/* The saved ID follows the effective one, unless only that is put back. */
static int set_two(struct ids *i, bool power, uint32_t real, uint32_t effective)
{
	struct ids old = *i;

	if (!power && real != ID_KEEP && real != old.real && real != old.effective)
		return -EPERM;
	if (!power && !one_of_three(&old, effective))
		return -EPERM;
	if (real != ID_KEEP)
		i->real = real;
	if (effective != ID_KEEP)
		i->effective = effective;
	if (real != ID_KEEP || (effective != ID_KEEP && effective != old.real))
		i->saved = i->effective;
	i->files = i->effective;
	return 0;
}

int cred_setreuid(struct cred *c, uint32_t real, uint32_t effective)
{
	struct ids old = c->user;
	int error = set_two(&c->user, cred_may(c, CAPABILITY_SETUID), real, effective);

	if (!error)
		user_changed(c, &old);
	return error;
}

int cred_setregid(struct cred *c, uint32_t real, uint32_t effective)
{
	return set_two(&c->group, cred_may(c, CAPABILITY_SETGID), real, effective);
}

static int set_three(
	struct ids *i, bool power, uint32_t real, uint32_t effective, uint32_t saved)
{
	if (!power &&
		(!one_of_three(i, real) || !one_of_three(i, effective) ||
			!one_of_three(i, saved)))
		return -EPERM;
	if (real != ID_KEEP)
		i->real = real;
	if (effective != ID_KEEP)
		i->effective = effective;
	if (saved != ID_KEEP)
		i->saved = saved;
	i->files = i->effective;
	return 0;
}

int cred_setresuid(struct cred *c, uint32_t real, uint32_t effective, uint32_t saved)
{
	struct ids old = c->user;
	int error = set_three(
		&c->user, cred_may(c, CAPABILITY_SETUID), real, effective, saved);

	if (!error)
		user_changed(c, &old);
	return error;
}

int cred_setresgid(struct cred *c, uint32_t real, uint32_t effective, uint32_t saved)
{
	return set_three(
		&c->group, cred_may(c, CAPABILITY_SETGID), real, effective, saved);
}

static uint32_t set_files(struct ids *i, bool power, uint32_t id)
{
	uint32_t old = i->files;

	if (id != ID_KEEP && (power || one_of_three(i, id) || id == old))
		i->files = id;
	return old;
}

uint32_t cred_setfsuid(struct cred *c, uint32_t id)
{
	return set_files(&c->user, cred_may(c, CAPABILITY_SETUID), id);
}

uint32_t cred_setfsgid(struct cred *c, uint32_t id)
{
	return set_files(&c->group, cred_may(c, CAPABILITY_SETGID), id);
}

int cred_set_capabilities(
	struct cred *c, uint64_t usable, uint64_t permitted, uint64_t inheritable)
{
	if (permitted & ~c->permitted)
		return -EPERM;
	if (usable & ~permitted)
		return -EPERM;
	if (inheritable & ~(c->inheritable | c->bounding))
		return -EPERM;
	if ((inheritable & ~(c->inheritable | c->permitted)) &&
		!cred_may(c, CAPABILITY_SETPCAP))
		return -EPERM;
	c->usable = usable;
	c->permitted = permitted;
	c->inheritable = inheritable;
	return 0;
}

/*
 * Set-id bits count unless PR_SET_NO_NEW_PRIVS forbids it; a set-group-id bit
 * without group execution marks mandatory locking, and is none. What root may
 * it may after any exec; who is not root may nothing (no file has capabilities).
 */
bool cred_exec(struct cred *c, const struct program_file *file)
{
	bool gained;

	if (!c->no_new_privileges) {
		if (file->mode & MODE_SETUID)
			c->user.effective = file->uid;
		if ((file->mode & (MODE_SETGID | MODE_GROUPX)) ==
			(MODE_SETGID | MODE_GROUPX))
			c->group.effective = file->gid;
	}
	gained = c->user.effective != c->user.real || c->group.effective != c->group.real;
	c->user.saved = c->user.files = c->user.effective;
	c->group.saved = c->group.files = c->group.effective;
	if (c->user.real == 0 || c->user.effective == 0)
		c->permitted = c->inheritable | c->bounding;
	else
		c->permitted = 0;
	c->usable = c->user.effective == 0 ? c->permitted : 0;
	c->keep_capabilities = false;
	return gained;
}

bool cred_may_signal(const struct cred *from, const struct cred *to, bool same_session)
{
	uint32_t e = from->user.effective, r = from->user.real;

	return same_session || cred_may(from, CAPABILITY_KILL) || e == to->user.real ||
		e == to->user.saved || r == to->user.real || r == to->user.saved;
}

bool cred_may_schedule(const struct cred *from, const struct cred *to)
{
	uint32_t e = from->user.effective;

	return e == to->user.real || e == to->user.effective ||
		cred_may(from, CAPABILITY_NICE);
}

static bool all_three(const struct ids *i, uint32_t id)
{
	return id == i->real && id == i->effective && id == i->saved;
}

bool cred_may_limit(const struct cred *from, const struct cred *to)
{
	return cred_may(from, CAPABILITY_RESOURCE) ||
		(all_three(&to->user, from->user.real) &&
			all_three(&to->group, from->group.real));
}
