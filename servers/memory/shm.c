/*
 * servers/memory/shm.c - shmget, shmat, shmdt.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/memory/shm.h"

#include <sys/mman.h>

/* --- shmget ---------------------------------------------------------------------- */

static struct segment *find_key(key_t key)
{
	for (unsigned i = 0; i < shm_used; i++) {
		struct segment *s = &shm_table[i];

		if (s->object && !s->doomed && s->key == key)
			return s;
	}
	return NULL;
}

static struct segment *free_slot(void)
{
	for (unsigned i = 0; i < shm_used; i++)
		if (!shm_table[i].object)
			return &shm_table[i];
	return shm_used < SHM_SEGMENTS ? &shm_table[shm_used++] : NULL;
}

static int64_t existing(const struct server_call *c, const struct segment *s,
	const struct xinim_identity *who)
{
	uint32_t flags = (uint32_t)c->arg[2], mode = flags & 0777;
	int64_t error;

	if ((flags & (IPC_CREAT | IPC_EXCL)) == (IPC_CREAT | IPC_EXCL))
		return -EEXIST;
	error = shm_access(c, s, who, (mode >> 6 | mode >> 3 | mode) & 7);
	if (error)
		return error;
	return c->arg[1] > s->size ? -EINVAL : shm_id(s);
}

static int64_t create(const struct server_call *c, const struct xinim_identity *who)
{
	uint64_t size = c->arg[1], pages = size / PAGE_SIZE + (size % PAGE_SIZE != 0);
	struct segment *s;
	int object;

	if (size == 0 || c->arg[2] & SHM_HUGETLB)
		return -EINVAL;
	if (pages > shm_pages_limit() - shm_pages())
		return -ENOSPC;
	s = free_slot();
	if (!s)
		return -ENOSPC;
	object = xinim_object_create_for((int64_t)c->id, size);
	if (object < 0)
		return object;
	*s = (struct segment){
		.object = object,
		.seq = s->seq,
		.key = (key_t)c->arg[0],
		.size = size,
		.uid = who->euid,
		.gid = who->egid,
		.cuid = who->euid,
		.cgid = who->egid,
		.mode = (uint32_t)c->arg[2] & 0777,
		.cpid = (int32_t)c->caller,
		.ctime = shm_now(),
	};
	s->ident = shm_info(s).number;
	return shm_id(s);
}

int64_t memory_shmget(const struct server_call *c)
{
	key_t key = (key_t)c->arg[0];
	struct xinim_identity who;
	const struct segment *s;
	int error = shm_caller(c, &who);

	if (error)
		return error;
	if (key != IPC_PRIVATE) {
		s = find_key(key);
		if (s)
			return existing(c, s, &who);
		if (!(c->arg[2] & IPC_CREAT))
			return -ENOENT;
	}
	return create(c, &who);
}

/* --- shmat ----------------------------------------------------------------------- */

/* Where it is to be, and how firmly. 0 or -EINVAL. */
static int place(const struct server_call *c, struct xinim_vm_map *m)
{
	uint64_t address = c->arg[1], flags = c->arg[2];

	if (address & (SHMLBA - 1)) {
		if (!(flags & SHM_RND))
			return -EINVAL;
		address &= ~(uint64_t)(SHMLBA - 1);
		if (!address)
			return -EINVAL;
	}
	if (address)
		m->flags |= flags & SHM_REMAP ? XINIM_VM_FIXED : XINIM_VM_NO_REPLACE;
	else if (flags & SHM_REMAP)
		return -EINVAL;
	m->address = address;
	return 0;
}

int64_t memory_shmat(const struct server_call *c)
{
	struct segment *s = shm_find((int32_t)c->arg[0]);
	struct xinim_vm_map m = { .rights = PROT_READ, .flags = XINIM_VM_SHARED };
	struct xinim_identity who;
	int64_t at, error;

	if (!s)
		return -EINVAL;
	if (!(c->arg[2] & SHM_RDONLY))
		m.rights |= PROT_WRITE;
	if (c->arg[2] & SHM_EXEC)
		m.rights |= PROT_EXEC;
	error = place(c, &m);
	if (!error)
		error = shm_caller(c, &who);
	if (!error)
		error = shm_access(c, s, &who,
			4u | (m.rights & PROT_WRITE ? 2u : 0) |
				(m.rights & PROT_EXEC ? 1u : 0));
	if (error)
		return error;
	m.length = s->size;
	/* Who may only read gets no more by mprotect either. */
	m.object = m.rights & PROT_WRITE
		? s->object
		: xinim_cap_derive(s->object, XINIM_RIGHT_READ | XINIM_RIGHT_EXEC, 0);
	if (m.object < 0)
		return m.object;
	at = xinim_vm_map((int64_t)c->id, &m);
	if (m.object != s->object)
		xinim_cap_close(m.object);
	if (at < 0)
		return at == -EEXIST ? -EINVAL : at;
	s->atime = shm_now();
	s->lpid = (int32_t)c->caller;
	return at;
}

/* --- shmdt ----------------------------------------------------------------------- */

static bool region_above(
	const struct server_call *c, uint64_t address, struct xinim_vm_region *r)
{
	return xinim_vm_control(
		       (int64_t)c->id, XINIM_VM_INFO, address, 0, (uint64_t)r, 0) == 0;
}

/*
 * An attached segment may lie there in pieces by now (mprotect, munmap): all
 * that an attach at that address has left goes.
 */
int64_t memory_shmdt(const struct server_call *c)
{
	uint64_t address = c->arg[0], at = address, end;
	struct segment *s = NULL;
	struct xinim_vm_region r;

	if (address & (SHMLBA - 1))
		return -EINVAL;
	/* The first piece that says it began here tells which segment it is. */
	for (end = XINIM_USER_LIMIT; at < end && region_above(c, at, &r); at = r.end) {
		if (r.kind != XINIM_VM_OBJECT || r.start - r.offset != address)
			continue;
		if (!s)
			s = shm_of_object(r.object);
		if (!s || r.object != s->ident)
			continue;
		end = address + ((s->size + PAGE_MASK) & ~PAGE_MASK);
		xinim_vm_unmap((int64_t)c->id, r.start, r.end - r.start);
	}
	if (!s)
		return -EINVAL;
	s->dtime = shm_now();
	s->lpid = (int32_t)c->caller;
	if (s->doomed && shm_attached(s) == 0)
		shm_drop(s);
	return 0;
}
