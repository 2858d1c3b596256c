/*
 * servers/vfs/walk.c - from a path to what it names (POSIX.1-2017, 4.13).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/bind.h"
#include "servers/vfs/block_root.h"
#include "servers/vfs/dev.h"

/* What is left of a path when a symbolic link turns up in it. */
struct rest {
	struct rest *below;
	const char *text; /* after the link */
	char target[];    /* the link's text, which is walked first */
};

struct walk {
	struct call *c;
	struct name *at;  /* held */
	const char *text; /* what is still to be walked */
	struct rest *rests;
	unsigned links;
	bool slash;            /* the part has one after it */
	bool slash_after_link; /* the last part was a link and had one */
	const char *part;
	size_t length;      /* of part */
	bool last;          /* part is the last one */
	struct name *scope; /* held: what the path may not leave; NULL: it may */
};

struct name *name_cross(struct name *n)
{
	const struct fs *fs;

	while ((fs = n->real ? bind_mounted(n) : n->mounted)) {
		struct name *root = name_get(fs->root);

		name_put(n);
		n = root;
	}
	return n;
}

/* What nobody has asked for before: looked for in the file system. */
static int new_name(struct name *dir, const char *text, size_t length, struct name **out)
{
	const struct fs_ops *ops = dir->inode->ops;
	struct name *n = name_new(dir, text, length);
	int error = n ? 0 : -ENOMEM;

	if (!error && ops->lookup)
		error = ops->lookup(dir->inode, n);
	if (error) {
		if (n)
			name_put(n);
		return error;
	}
	if (n->inode && !ops->fleeting)
		name_link(n);
	*out = n;
	return 0;
}

int name_lookup(struct name *dir, const char *text, size_t length, struct name **out)
{
	struct name *n = name_find(dir, text, length);
	int error;

	if (n) {
		*out = n;
		return 0;
	}
	if (!dir->inode->ops->lookup)
		return new_name(dir, text, length, out);
	/* While it is looked for nobody makes or removes it, or looks for it too. */
	error = mutex_lock(&dir->inode->fs->lock);
	if (error)
		return error;
	*out = name_find(dir, text, length);
	if (!*out)
		error = new_name(dir, text, length, out);
	mutex_unlock(&dir->inode->fs->lock);
	return error;
}

int place_lock(struct place *p)
{
	struct inode *dir = p->dir->inode;
	struct name *n;
	int error = mutex_lock(&dir->fs->lock);

	if (error || p->last != LAST_NAME)
		return error;
	n = name_find(p->dir, p->name->text, p->name->length);
	if (!n && dir->ops->in_memory && !p->name->inode)
		return 0;
	if (!n)
		error = new_name(p->dir, p->name->text, p->name->length, &n);
	if (error) {
		mutex_unlock(&dir->fs->lock);
		return error;
	}
	name_put(p->name);
	p->name = n;
	return 0;
}

void place_unlock(struct place *p)
{
	mutex_unlock(&p->dir->inode->fs->lock);
}

static void move_to(struct walk *w, struct name *n)
{
	name_put(w->at);
	w->at = n;
}

/* openat2's ways: the path stays where it begins. */
static int begin_resolve(struct walk *w, const char *path)
{
	struct call *c = w->c;
	int error = 0;

	if (*path == '/' && c->resolve & RESOLVE_BENEATH)
		error = -EXDEV;
	if (!error && c->resolve & RESOLVE_INSIDE)
		w->scope = name_get(w->at);
	if (error) {
		name_put(w->at);
		w->at = NULL;
	}
	return error;
}

/* Where the path begins: held. */
static int begin(struct walk *w, struct call *c, int at, const char *path)
{
	const struct proc *p = c->proc;
	const struct file *f;
	struct name *n;

	if (block_root_waits) {
		int error = block_root_wait(c);

		if (error)
			return error;
	}
	n = p->fs->cwd;
	memset(w, 0, sizeof(*w));
	w->c = c;
	w->text = path;
	if (*path == '/' && !(c->resolve & RESOLVE_IN_ROOT)) {
		n = p->fs->root;
	} else if (at != AT_FDCWD) {
		f = fd_peek(p->files, (unsigned)at);
		if (!f)
			return -EBADF;
		if (!f->name || !f->inode || !S_ISDIR(f->inode->mode))
			return -ENOTDIR;
		n = f->name;
	}
	w->at = name_get(n);
	if (c->resolve)
		return begin_resolve(w, path);
	return 0;
}

static void end(struct walk *w)
{
	if (w->scope)
		name_put(w->scope);
	while (w->rests) {
		struct rest *r = w->rests;

		w->rests = r->below;
		free(r);
	}
	if (w->at)
		name_put(w->at);
}

/* Nothing follows what is being walked now. */
static bool nothing_below(const struct walk *w)
{
	for (const struct rest *r = w->rests; r; r = r->below)
		if (*r->text)
			return false;
	return true;
}

/* The next part: 1; 0 if there is none. */
static int next_part(struct walk *w)
{
	const char *s = w->text, *after;

	while (*s == '/')
		s++;
	if (!*s) {
		struct rest *r = w->rests;

		if (!r)
			return 0;
		w->text = r->text;
		w->rests = r->below;
		/* The text belongs to a link further down, or to the caller: r can go. */
		free(r);
		return next_part(w);
	}
	after = s;
	while (*after && *after != '/')
		after++;
	w->part = s;
	w->length = (size_t)(after - s);
	if (w->length > NAME_BYTES)
		return -ENAMETOOLONG;
	w->slash = *after == '/';
	while (*after == '/')
		after++;
	w->text = after;
	w->last = !*after && nothing_below(w);
	if (w->last && w->slash_after_link)
		w->slash = true;
	return 1;
}

/* The directory above, or the same at the root that the process has. */
static int step_up(struct walk *w)
{
	const struct name *root = w->scope ? w->scope : w->c->proc->fs->root;
	const struct above top = above_of(root);
	struct above a = above_of(w->at);
	struct name *n;

	if (name_same(w->at, root) && w->c->resolve & RESOLVE_BENEATH)
		return -EXDEV;
	while ((a.name != top.name || a.fs != top.fs) && above_cross(&a))
		;
	if ((a.name != top.name || a.fs != top.fs) && above_parent(&a))
		a.name = above_parent(&a);
	n = name_get((struct name *)(uintptr_t)a.name);
	if (a.fs) {
		n = bind_name((struct fs *)(uintptr_t)a.fs, n);
		if (!n)
			return -ENOMEM;
	}
	n = name_cross(n);
	if (w->c->resolve & RESOLVE_NO_XDEV && name_mount(n) != name_mount(w->at)) {
		name_put(n);
		return -EXDEV;
	}
	move_to(w, n);
	return 0;
}

/* An absolute path begins, or goes on, at the root. */
static int to_root(struct walk *w)
{
	struct name *root = w->scope ? w->scope : w->c->proc->fs->root;

	if (w->c->resolve & RESOLVE_BENEATH)
		return -EXDEV;
	if (w->c->resolve & RESOLVE_NO_XDEV && name_mount(root) != name_mount(w->at))
		return -EXDEV;
	move_to(w, name_get(root));
	return 0;
}

/* A link that is no path: goes there. 0: it is one; more: done, or an error. */
static int jump(struct walk *w, struct name *n)
{
	struct name *to;
	int error = n->inode->ops->follow(n->inode, &to);

	if (error <= 0)
		return error;
	if (w->c->resolve & (RESOLVE_NO_MAGIC | RESOLVE_INSIDE)) {
		name_put(to);
		return w->c->resolve & RESOLVE_NO_MAGIC ? -ELOOP : -EXDEV;
	}
	if (w->last && w->slash)
		w->slash_after_link = true;
	move_to(w, to);
	return 1;
}

/*
 * A symbolic link: its text comes first, then what is left. Puts n. More than 0:
 * w is where it leads.
 */
static int push_link(struct walk *w, struct name *n)
{
	size_t room = n->inode->size + 1;
	struct rest *r = NULL;
	int64_t length;
	int error = -ELOOP;

	if (++w->links > LINKS_MAX || w->c->resolve & RESOLVE_NO_LINKS)
		goto out;
	procfs_caller = w->c->proc;
	procfs_caller_thread = (uint32_t)w->c->id; /* a call's number ends with it */
	if (n->inode->ops->follow) {
		error = jump(w, n);
		if (error)
			goto out;
	}
	error = -ENOMEM;
	if (room > PATH_BYTES)
		room = PATH_BYTES;
	r = malloc(sizeof(*r) + room);
	if (!r)
		goto out;
	length = n->inode->ops->readlink(n->inode, r->target, room - 1);
	error = length < 0 ? (int)length : 0;
	if (length == 0)
		error = -ENOENT;
	if (error)
		goto out;
	r->target[length] = 0;
	inode_accessed(n->inode);
	if (w->last && w->slash)
		w->slash_after_link = true;
	if (r->target[0] == '/') {
		error = to_root(w);
		if (error)
			goto out;
	}
	r->text = w->text;
	r->below = w->rests;
	w->rests = r;
	w->text = r->target;
	r = NULL;
out:
	free(r);
	name_put(n);
	return error;
}

/* That what is at may be searched. */
static int may_search(const struct walk *w)
{
	const struct inode *dir = w->at->inode;

	if (!S_ISDIR(dir->mode))
		return -ENOTDIR;
	return cred_may(w->c->cred, dir, MAY_EXEC);
}

/*
 * One part that is no more than a step: 1, and w->at has moved or a link is to
 * be walked. With `follow` a link at the end is one, too.
 */
static int step(struct walk *w, bool follow)
{
	struct name *n, *dir;
	int error;

	if (w->length <= 2 && w->part[0] == '.') {
		if (w->length == 1)
			return 1;
		if (w->part[1] == '.') {
			error = step_up(w);
			return error ? error : 1;
		}
	}
	dir = w->at->real ? w->at->real : w->at;
	n = name_find(dir, w->part, w->length);
	if (!n) {
		if (!dir->inode->ops->lookup)
			return -ENOENT;
		if (w->c->resolve & RESOLVE_CACHED)
			return -EAGAIN;
		error = name_lookup(dir, w->part, w->length, &n);
		if (error)
			return error;
	}
	if (!n->inode) {
		name_put(n);
		return -ENOENT;
	}
	if (w->at->real) {
		n = bind_name(w->at->bound, n);
		if (!n)
			return -ENOMEM;
	}
	n = name_cross(n);
	if (w->c->resolve & RESOLVE_NO_XDEV && name_mount(n) != name_mount(w->at)) {
		name_put(n);
		return -EXDEV;
	}
	if (S_ISLNK(n->inode->mode) && (!w->last || follow || w->slash)) {
		error = push_link(w, n);
		return error < 0 ? error : 1;
	}
	move_to(w, n);
	return 1;
}

int path_walk(struct call *c, int at, const char *path, unsigned flags, struct name **n)
{
	struct walk w;
	bool slash = false;
	int error;

	if (!*path && !(flags & WALK_EMPTY))
		return -ENOENT;
	error = begin(&w, c, at, path);
	if (error)
		return error;
	while ((error = next_part(&w)) > 0) {
		slash = w.slash;
		error = may_search(&w);
		if (error)
			break;
		error = step(&w, flags & WALK_FOLLOW);
		if (error < 0)
			break;
	}
	if (!error && (slash || flags & WALK_DIRECTORY) && !S_ISDIR(w.at->inode->mode))
		error = -ENOTDIR;
	call_came_to(c, name_mount(w.at));
	if (!error) {
		*n = w.at;
		w.at = NULL;
	}
	end(&w);
	return error;
}

/* What the part is, if it is the last. */
static int kind_of_last(const struct walk *w)
{
	if (w->part[0] != '.' || w->length > 2)
		return LAST_NAME;
	if (w->length == 1)
		return LAST_DOT;
	return w->part[1] == '.' ? LAST_DOTDOT : LAST_NAME;
}

static struct name *real_of(struct name *n)
{
	return n->real ? n->real : n;
}

/* Looks up the last part. 1: it is a link to be followed, and w has it. */
static int place_found(struct walk *w, struct place *p, bool follow)
{
	struct name *n;
	int error;

	p->slash = w->slash;
	p->last = kind_of_last(w);
	if (p->last == LAST_NAME) {
		error = name_lookup(real_of(w->at), w->part, w->length, &n);
		if (error)
			return error;
		if (follow && n->inode && S_ISLNK(n->inode->mode)) {
			error = push_link(w, n);
			return error < 0 ? error : 1;
		}
	} else {
		if (p->last == LAST_DOTDOT) {
			error = step_up(w);
			if (error)
				return error;
		}
		n = name_get(real_of(w->at));
	}
	p->dir = name_get(real_of(w->at));
	p->name = n;
	return 0;
}

int path_open_place(
	struct call *c, int at, const char *path, bool follow, struct place *p)
{
	struct walk w;
	int error;

	memset(p, 0, sizeof(*p));
	if (!*path)
		return -ENOENT;
	error = begin(&w, c, at, path);
	if (error)
		return error;
	while ((error = next_part(&w)) > 0) {
		error = may_search(&w);
		if (error)
			break;
		error = w.last ? place_found(&w, p, follow) : step(&w, true);
		if (error < 0 || p->dir)
			goto out;
	}
	if (!error) {
		p->last = LAST_ROOT;
		p->dir = name_get(real_of(w.at));
		p->name = name_get(real_of(w.at));
	}
out:
	p->bound = w.at->real ? w.at->bound : NULL;
	call_came_to(c, name_mount(w.at));
	end(&w);
	return error;
}

int path_place(struct call *c, int at, const char *path, struct place *p)
{
	return path_open_place(c, at, path, false, p);
}

void place_put(struct place *p)
{
	if (p->name)
		name_put(p->name);
	if (p->dir)
		name_put(p->dir);
}
