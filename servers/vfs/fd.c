/*
 * servers/vfs/fd.c - descriptors: small numbers for open files.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/socket.h"

#define SLOTS_FIRST 64
#define SLOTS_MAX   (1u << 20)

struct fdtable *fdtable_new(void)
{
	struct fdtable *t = calloc(1, sizeof(*t));

	if (t)
		t->refs = 1;
	return t;
}

/* Room for descriptor fd. */
static int grow(struct fdtable *t, unsigned fd)
{
	unsigned size = t->size ? t->size : SLOTS_FIRST;
	struct file **file;
	uint64_t *cloexec;

	if (fd < t->size)
		return 0;
	if (fd >= SLOTS_MAX)
		return -EMFILE;
	while (size <= fd)
		size *= 2;
	file = realloc(t->file, size * sizeof(*file));
	if (!file)
		return -ENOMEM;
	t->file = file;
	cloexec = realloc(t->cloexec, size / 8);
	if (!cloexec)
		return -ENOMEM;
	t->cloexec = cloexec;
	memset(file + t->size, 0, (size - t->size) * sizeof(*file));
	memset((char *)cloexec + t->size / 8, 0, (size - t->size) / 8);
	t->size = size;
	return 0;
}

bool fd_cloexec(const struct fdtable *t, unsigned fd)
{
	return t->cloexec[fd / 64] >> (fd % 64) & 1;
}

void fd_set_cloexec(struct fdtable *t, unsigned fd, bool on)
{
	uint64_t bit = 1ULL << (fd % 64);

	if (on)
		t->cloexec[fd / 64] |= bit;
	else
		t->cloexec[fd / 64] &= ~bit;
}

int fd_install(struct proc *p, struct file *f, unsigned from, bool cloexec)
{
	struct fdtable *t = p->files;
	unsigned fd = from > t->low ? from : t->low;
	int error;

	while (fd < t->size && t->file[fd])
		fd++;
	if (fd >= p->nofile)
		return -EMFILE;
	error = grow(t, fd);
	if (error)
		return error;
	t->file[fd] = f;
	fd_set_cloexec(t, fd, cloexec);
	if (from <= t->low)
		t->low = fd + 1;
	return (int)fd;
}

int fd_is_free(const struct proc *p)
{
	const struct fdtable *t = p->files;
	unsigned fd = t->low;

	while (fd < t->size && t->file[fd])
		fd++;
	return fd < p->nofile ? 0 : -EMFILE;
}

int fd_install_pair(struct call *c, struct file *const f[2], bool cloexec, uint64_t to)
{
	int32_t fd[2];

	fd[0] = fd_install(c->proc, f[0], 0, cloexec);
	fd[1] = fd[0] < 0 ? fd[0] : fd_install(c->proc, f[1], 0, cloexec);
	if (fd[1] >= 0) {
		if (user_put(c, to, fd, sizeof(fd)) == 0)
			return 0;
		fd_close(c->proc, (unsigned)fd[0]);
		fd_close(c->proc, (unsigned)fd[1]);
		return -EFAULT;
	}
	if (fd[0] >= 0)
		fd_close(c->proc, (unsigned)fd[0]);
	else
		file_put(f[0]);
	file_put(f[1]);
	return fd[1];
}

int fd_install_at(struct proc *p, struct file *f, unsigned fd, bool cloexec)
{
	struct fdtable *t = p->files;
	struct file *old;
	int error;

	if (fd >= p->nofile)
		return -EBADF;
	error = grow(t, fd);
	if (error)
		return error == -EMFILE ? -EBADF : error;
	old = t->file[fd];
	t->file[fd] = f;
	fd_set_cloexec(t, fd, cloexec);
	if (old) {
		if (old->inode && old->inode->locks)
			locks_close(t, old->inode);
		file_put(old);
		rights_collect();
	}
	return (int)fd;
}

/* The descriptor is free from here on; its file may go. */
static void close_slot(struct fdtable *t, unsigned fd)
{
	struct file *f = t->file[fd];

	t->file[fd] = NULL;
	if (fd < t->low)
		t->low = fd;
	/* POSIX: closing any descriptor of a file drops all of the process's record locks. */
	if (f->inode && f->inode->locks)
		locks_close(t, f->inode);
	file_put(f);
	rights_collect();
}

int fd_close(struct proc *p, uint64_t fd)
{
	if (!fd_peek(p->files, fd))
		return -EBADF;
	close_slot(p->files, (uint32_t)fd);
	return 0;
}

struct fdtable *fdtable_copy(const struct fdtable *t)
{
	struct fdtable *copy = fdtable_new();
	unsigned size = t->size;

	if (!copy)
		return NULL;
	while (size > SLOTS_FIRST && !t->file[size - 1])
		size--;
	if (size && grow(copy, size - 1) != 0) {
		fdtable_put(copy);
		return NULL;
	}
	copy->low = t->low;
	for (unsigned fd = 0; fd < size; fd++)
		if (t->file[fd])
			copy->file[fd] = file_get(t->file[fd]);
	if (size)
		memcpy(copy->cloexec, t->cloexec, (size + 63) / 64 * 8);
	return copy;
}

void fdtable_put(struct fdtable *t)
{
	if (--t->refs > 0)
		return;
	for (unsigned fd = 0; fd < t->size; fd++)
		if (t->file[fd])
			close_slot(t, fd);
	free(t->file);
	free(t->cloexec);
	free(t);
}

void fdtable_close_on_exec(struct proc *p)
{
	struct fdtable *t = p->files;

	for (unsigned i = 0; i < t->size / 64; i++) {
		while (t->cloexec[i]) {
			unsigned fd = i * 64 + (unsigned)__builtin_ctzll(t->cloexec[i]);

			t->cloexec[i] &= t->cloexec[i] - 1;
			if (t->file[fd])
				close_slot(t, fd);
		}
	}
}
