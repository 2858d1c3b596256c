/*
 * servers/vfs/map.c - mmap and msync of files: the memory server hands such calls on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <xinim/cap.h>
#include <xinim/vm.h>

#include "servers/vfs/cache.h"
#include "servers/vfs/syscalls.h"

/* Linux's flags and rights of mmap. */
#define SHARED          1u
#define PRIVATE         2u
#define SHARED_VALIDATE 3u
#define TYPE            0xfu
#define FIXED           0x10u
#define LOW             0x40u
#define POPULATE        0x8000u
#define FIXED_NEW       0x100000u
#define FLAGS_KNOWN     0xfc17ffffu /* with advice and sizes of pages; MAP_SYNC is none */
#define RIGHTS          7u          /* read 1, write 2, execute 4: as XINIM_RIGHT_ */

/* Nothing of where it is may be executed. */
static bool no_exec(const struct file *f)
{
	return f->inode && file_mount(f)->flags & MOUNT_NOEXEC;
}

/* What Linux allows of this file, rights and type. */
static int check(const struct file *f, unsigned rights, unsigned type)
{
	if (!(f->flags & FILE_READ))
		return -EACCES;
	if (type != PRIVATE && rights & XINIM_RIGHT_WRITE && !(f->flags & FILE_WRITE))
		return -EACCES;
	if (type != PRIVATE && rights & XINIM_RIGHT_WRITE && f->inode &&
		f->inode->seals & (SEAL_WRITE | SEAL_FUTURE))
		return -EPERM;
	if (rights & XINIM_RIGHT_EXEC && no_exec(f))
		return -EPERM;
	return f->ops->object ? 0 : -ENODEV;
}

static uint32_t flags_of(unsigned flags)
{
	return (flags & FIXED ? XINIM_VM_FIXED : 0) |
		(flags & FIXED_NEW ? XINIM_VM_NO_REPLACE : 0) |
		(flags & LOW ? XINIM_VM_LOW_FIRST : 0) |
		(flags & POPULATE ? XINIM_VM_POPULATE : 0) |
		((flags & TYPE) != PRIVATE ? XINIM_VM_SHARED : 0);
}

static int64_t map(struct call *c, struct file *f, unsigned rights, unsigned flags)
{
	/* Shared and open for writing: it may be given the right to write later. */
	bool written = (flags & TYPE) != PRIVATE && f->flags & FILE_WRITE &&
		!(f->inode && f->inode->seals & (SEAL_WRITE | SEAL_FUTURE));
	struct xinim_vm_map m = {
		.address = c->arg[0],
		.length = c->arg[1],
		.rights = rights,
		.flags = flags_of(flags),
		.offset = c->arg[5],
	};
	unsigned most = XINIM_RIGHT_READ; /* that mprotect may give later */
	int64_t result;
	int object;

	/* The kernel maps what is there. */
	if (flags & POPULATE && f->ops == &regular_ops && f->inode->ops->advise)
		f->inode->ops->advise(f->inode, c->arg[5], c->arg[1], ADVICE_NOW);
	object = f->ops->object(f, written);
	if (object < 0)
		return object;
	m.object = object;
	if (!object)
		m.offset = 0;
	if (written || (flags & TYPE) == PRIVATE)
		most |= XINIM_RIGHT_WRITE;
	if (!no_exec(f))
		most |= XINIM_RIGHT_EXEC;
	if (!object || most == RIGHTS)
		return os_map_for(c->id, &m);
	m.object = os_object_with(object, most);
	if (m.object < 0)
		return m.object;
	result = os_map_for(c->id, &m);
	os_cap_close(m.object);
	return result;
}

int64_t sys_mmap(struct call *c)
{
	unsigned rights = (unsigned)c->arg[2], flags = (unsigned)c->arg[3];
	unsigned type = flags & TYPE;
	struct file *f = fd_peek(c->proc->files, c->arg[4]);
	int64_t result;

	if (!f || f->flags & O_PATH)
		return -EBADF;
	if (c->arg[1] == 0 || c->arg[5] % 4096 ||
		(type != PRIVATE && type != SHARED && type != SHARED_VALIDATE) ||
		rights & ~RIGHTS)
		return -EINVAL;
	if (type == SHARED_VALIDATE && flags & ~FLAGS_KNOWN)
		return -EOPNOTSUPP;
	if (c->arg[1] > XINIM_USER_LIMIT)
		return -ENOMEM;
	if (c->arg[5] > INT64_MAX - c->arg[1])
		return -EOVERFLOW;
	result = check(f, rights, type);
	if (result)
		return result;
	file_get(f);
	result = map(c, f, rights, flags);
	if (result >= 0 && f->inode)
		inode_accessed(f->inode);
	file_put(f);
	return result;
}

/* What is mapped at [start, end), as far as it is in r, is brought to the disk. */
static int sync_part(const struct xinim_vm_region *r, uint64_t start, uint64_t end)
{
	struct inode *i = NULL;
	int error;

	if (r->kind == XINIM_VM_OBJECT && r->flags & XINIM_VM_SHARED)
		i = cache_of_object(r->object);
	if (!i || !i->ops->sync_range)
		return 0;
	if (start < r->start)
		start = r->start;
	if (end > r->end)
		end = r->end;
	inode_get(i);
	error = i->ops->sync_range(i, r->offset + (start - r->start), end - start);
	inode_put(i);
	return error;
}

/*
 * With MS_SYNC, of memory that is all mapped: the memory server has seen to that. Files
 * in memory are where they are to be. -EIO, -ENOSPC
 */
int64_t sys_msync(struct call *c)
{
	uint64_t at = c->arg[0], end = at + c->arg[1];
	struct xinim_vm_region r;
	int result = 0;

	if (end < at)
		return -ENOMEM;
	for (; at < end && os_region(c->id, at, &r) == 0 && r.start < end; at = r.end) {
		int error = sync_part(&r, at, end);

		if (error && !result)
			result = error;
	}
	return result;
}
