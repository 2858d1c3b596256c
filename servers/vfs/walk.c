/*
 * servers/vfs/walk.c - from a path to what it names (POSIX.1-2017, 4.13).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

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
	size_t length; /* of part */
	bool last;     /* part is the last one */
};

struct name *name_cross(struct name *n)
{
	while (n->mounted) {
		struct name *root = name_get(n->mounted->root);

		name_put(n);
		n = root;
	}
	return n;
}

int name_lookup(struct name *dir, const char *text, size_t length, struct name **out)
{
	const struct fs_ops *ops = dir->inode->ops;
	struct name *n = name_find(dir, text, length);
	int error = 0;

	if (!n) {
		n = name_new(dir, text, length);
		if (!n)
			return -ENOMEM;
		if (ops->lookup)
			error = ops->lookup(dir->inode, n);
		if (error) {
			name_put(n);
			return error;
		}
		if (n->inode && !ops->fleeting)
			name_link(n);
	}
	*out = n;
	return 0;
}

static void move_to(struct walk *w, struct name *n)
{
	name_put(w->at);
	w->at = n;
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
	if (*path == '/') {
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
	return 0;
}

static void end(struct walk *w)
{
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
static void step_up(struct walk *w)
{
	const struct name *root = w->c->proc->fs->root;
	struct name *n = w->at;

	while (n != root && !n->parent && n->inode->fs->root == n &&
		n->inode->fs->covered)
		n = n->inode->fs->covered;
	if (n != root && n->parent)
		n = n->parent;
	move_to(w, name_cross(name_get(n)));
}

/* A symbolic link: its text comes first, then what is left. Puts n. */
static int push_link(struct walk *w, struct name *n)
{
	size_t room = n->inode->size + 1;
	struct rest *r = NULL;
	int64_t length;
	int error = -ELOOP;

	if (++w->links > LINKS_MAX)
		goto out;
	error = -ENOMEM;
	if (room > PATH_BYTES)
		room = PATH_BYTES;
	r = malloc(sizeof(*r) + room);
	if (!r)
		goto out;
	procfs_caller = w->c->proc;
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
	r->text = w->text;
	r->below = w->rests;
	w->rests = r;
	w->text = r->target;
	if (r->target[0] == '/')
		move_to(w, name_get(w->c->proc->fs->root));
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
	struct name *n;
	int error;

	if (w->length <= 2 && w->part[0] == '.') {
		if (w->length == 1)
			return 1;
		if (w->part[1] == '.') {
			step_up(w);
			return 1;
		}
	}
	n = name_find(w->at, w->part, w->length);
	if (!n) {
		if (!w->at->inode->ops->lookup)
			return -ENOENT;
		error = name_lookup(w->at, w->part, w->length, &n);
		if (error)
			return error;
	}
	if (!n->inode) {
		name_put(n);
		return -ENOENT;
	}
	n = name_cross(n);
	if (S_ISLNK(n->inode->mode) && (!w->last || follow || w->slash)) {
		error = push_link(w, n);
		return error ? error : 1;
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

/* Looks up the last part. 1: it is a link to be followed, and w has it. */
static int place_found(struct walk *w, struct place *p, bool follow)
{
	struct name *n;
	int error;

	p->slash = w->slash;
	p->last = kind_of_last(w);
	if (p->last == LAST_NAME) {
		error = name_lookup(w->at, w->part, w->length, &n);
		if (error)
			return error;
		if (follow && n->inode && S_ISLNK(n->inode->mode)) {
			error = push_link(w, n);
			return error ? error : 1;
		}
	} else {
		if (p->last == LAST_DOTDOT)
			step_up(w);
		n = name_get(w->at);
	}
	p->dir = name_get(w->at);
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
		p->dir = name_get(w.at);
		p->name = name_get(w.at);
	}
out:
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
