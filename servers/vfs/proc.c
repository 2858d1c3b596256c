/*
 * servers/vfs/proc.c - what is kept for each process.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/lib/vfs_protocol.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/vfs.h"

#define UMASK_FIRST 022
#define NOFILE      1024

struct proc *procs[PIDS];

static struct fs_context *context_new(void)
{
	struct fs_context *fs = calloc(1, sizeof(*fs));

	if (fs) {
		fs->refs = 1;
		fs->root = name_get(root_name);
		fs->cwd = name_get(root_name);
		fs->umask = UMASK_FIRST;
	}
	return fs;
}

static struct fs_context *context_copy(const struct fs_context *from)
{
	struct fs_context *fs = calloc(1, sizeof(*fs));

	if (fs) {
		*fs = *from;
		fs->refs = 1;
		name_get(fs->root);
		name_get(fs->cwd);
	}
	return fs;
}

static void context_put(struct fs_context *fs)
{
	if (--fs->refs > 0)
		return;
	name_put(fs->root);
	name_put(fs->cwd);
	free(fs);
}

static void replace(struct name **n, struct name *from, struct name *to)
{
	if (*n != from)
		return;
	name_get(to);
	name_put(from);
	*n = to;
}

void context_move(struct fs_context *fs, struct name *from, struct name *to)
{
	replace(&fs->root, from, to);
	replace(&fs->cwd, from, to);
}

static struct cred *root_cred(void)
{
	static struct cred *root;

	if (!root) {
		root = calloc(1, sizeof(*root));
		if (!root)
			return NULL;
		root->refs = 1;
	}
	root->refs++;
	return root;
}

static void limits_put(struct limits *l)
{
	if (l && --l->refs == 0)
		free(l);
}

int proc_set_limit(struct proc *p, unsigned which, uint64_t soft, uint64_t hard)
{
	struct limits *l = p->limits;

	if (!l || l->refs > 1) {
		l = malloc(sizeof(*l));
		if (!l)
			return -ENOMEM;
		if (p->limits)
			*l = *p->limits;
		else
			memset(l, 0xff, sizeof(*l)); /* none */
		l->refs = 1;
		limits_put(p->limits);
		p->limits = l;
	}
	l->soft[which] = soft;
	l->hard[which] = hard;
	return 0;
}

void proc_free(struct proc *p)
{
	limits_put(p->limits);
	exec_drop(p);
	if (p->image) {
		inode_allow_write(p->image);
		inode_put(p->image);
	}
	if (p->files)
		fdtable_put(p->files);
	if (p->fs)
		context_put(p->fs);
	if (p->cred)
		cred_put(p->cred);
	free(p);
}

static struct proc *proc_new(uint64_t pid)
{
	struct proc *p = calloc(1, sizeof(*p));

	if (p) {
		p->pid = (int32_t)pid;
		p->refs = 1;
	}
	return p;
}

/* Descriptors 0 to 2: the console. */
static int open_console(struct proc *p)
{
	struct file *f;
	int error = console_file(&f);

	if (error)
		return error;
	for (int fd = 0; fd < 3 && error >= 0; fd++) {
		error = fd_install(p, f, 0, false);
		if (error >= 0)
			file_get(f);
	}
	file_put(f);
	return error < 0 ? error : 0;
}

bool proc_group_in_session(int32_t group, int32_t session)
{
	for (unsigned i = 0; i < PIDS; i++)
		if (procs[i] && procs[i]->group == group && procs[i]->session == session)
			return true;
	return false;
}

void proc_group_is_orphaned(int32_t group)
{
	for (unsigned i = 0; i < PIDS; i++)
		if (procs[i] && procs[i]->group == group)
			procs[i]->orphaned = true;
}

struct proc *proc_of(uint64_t pid)
{
	struct proc *p;

	if (pid >= PIDS)
		return NULL;
	if (procs[pid])
		return procs[pid];
	p = proc_new(pid);
	if (!p)
		return NULL;
	p->nofile = NOFILE;
	p->fsize = UINT64_MAX;
	p->group = p->session = 0;
	p->files = fdtable_new();
	p->fs = context_new();
	p->cred = root_cred();
	if (!p->files || !p->fs || !p->cred || open_console(p) != 0) {
		proc_free(p);
		return NULL;
	}
	procs[pid] = p;
	return p;
}

int proc_fork(uint64_t parent, uint64_t child, unsigned flags)
{
	struct proc *from, *p;

	if (child >= PIDS || parent >= PIDS || flags & ~(VFS_SHARE_FILES | VFS_SHARE_FS))
		return -EINVAL;
	if (procs[child])
		return -EEXIST;
	from = proc_of(parent);
	p = from ? proc_new(child) : NULL;
	if (!p)
		return -ENOMEM;
	p->nofile = from->nofile;
	p->fsize = from->fsize;
	p->limits = from->limits;
	if (p->limits)
		p->limits->refs++;
	p->group = from->group;
	p->session = from->session;
	p->cred = from->cred;
	p->cred->refs++;
	if (flags & VFS_SHARE_FILES) {
		p->files = from->files;
		p->files->refs++;
	} else {
		p->files = fdtable_copy(from->files);
	}
	if (flags & VFS_SHARE_FS) {
		p->fs = from->fs;
		p->fs->refs++;
	} else {
		p->fs = context_copy(from->fs);
	}
	if (!p->files || !p->fs) {
		proc_free(p);
		return -ENOMEM;
	}
	if (from->image) {
		p->image = inode_get(from->image);
		p->image->writers--;
	}
	procs[child] = p;
	return 0;
}

void proc_exit(uint64_t pid)
{
	struct proc *p = proc_find(pid);

	if (!p)
		return;
	/* Calls of it that wait hold it; they are about to hear that their caller is gone. */
	procs[pid] = NULL;
	proc_put(p);
}

int proc_unshare(struct proc *p, unsigned flags)
{
	struct fdtable *files = NULL;
	struct fs_context *fs = NULL;

	if (flags & ~(VFS_SHARE_FILES | VFS_SHARE_FS))
		return -EINVAL;
	if (flags & VFS_SHARE_FILES && p->files->refs > 1) {
		files = fdtable_copy(p->files);
		if (!files)
			return -ENOMEM;
	}
	if (flags & VFS_SHARE_FS && p->fs->refs > 1) {
		fs = context_copy(p->fs);
		if (!fs) {
			if (files)
				fdtable_put(files);
			return -ENOMEM;
		}
	}
	if (files) {
		fdtable_put(p->files);
		p->files = files;
	}
	if (fs) {
		context_put(p->fs);
		p->fs = fs;
	}
	return 0;
}
