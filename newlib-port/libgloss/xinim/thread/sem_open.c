/*
 * newlib-port/libgloss/xinim/thread/sem_open.c - semaphores with a name.
 *
 * One is a file in /dev/shm, mapped by all that opened it. A process that opens
 * one twice gets the same address. A new one is written under another name
 * first: nobody sees half of it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "thread.h"

struct opened {
	struct opened *next;
	sem_t *sem;
	dev_t dev;
	ino_t ino;
	unsigned int times;
};

static int lock;
static struct opened *all;

/* "/name", or without the slash; another slash is not allowed. */
static int path_of(const char *name, char path[PATH_MAX])
{
	while (*name == '/')
		name++;
	if (*name == '\0' || strchr(name, '/') != NULL) {
		errno = EINVAL;
		return -1;
	}
	if (strlen(name) > NAME_MAX - 4) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(path, "/dev/shm/sem.");
	strcat(path, name);
	return 0;
}

static sem_t *remember(int fd, const struct stat *st)
{
	struct opened *o;
	void *p;

	for (o = all; o != NULL; o = o->next)
		if (o->dev == st->st_dev && o->ino == st->st_ino) {
			o->times++;
			return o->sem;
		}
	o = malloc(sizeof(*o));
	if (o == NULL)
		return SEM_FAILED;
	p = mmap(NULL, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED) {
		free(o);
		return SEM_FAILED;
	}
	*o = (struct opened){ all, p, st->st_dev, st->st_ino, 1 };
	all = o;
	return p;
}

/* Of the file's descriptor, which it closes. */
static sem_t *adopt(int fd)
{
	sem_t *s = SEM_FAILED;
	struct stat st;

	if (fstat(fd, &st) == 0) {
		if (st.st_size < (off_t)sizeof(sem_t)) {
			errno = EINVAL;
		} else {
			xinim_lock(&lock);
			s = remember(fd, &st);
			xinim_unlock(&lock);
		}
	}
	close(fd);
	return s;
}

/* A file under a name of its own; its descriptor, or -1. */
static int make(char path[PATH_MAX], mode_t mode, unsigned int value)
{
	sem_t s;
	int fd;

	for (unsigned int i = 0; i < 1000; i++) {
		snprintf(path, PATH_MAX, "/dev/shm/.sem-%d-%u-%lx", (int)getpid(), i,
			(unsigned long)thread_self() >> 6);
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	if (fd < 0)
		return -1;
	sem_init(&s, 1, value);
	if (write(fd, &s, sizeof(s)) != (ssize_t)sizeof(s)) {
		close(fd);
		unlink(path);
		return -1;
	}
	return fd;
}

static sem_t *create(const char *path, int flags, mode_t mode, unsigned int value)
{
	char made[PATH_MAX];
	int fd, r, why;

	for (;;) {
		fd = make(made, mode, value);
		if (fd < 0)
			return SEM_FAILED;
		r = link(made, path);
		why = errno;
		unlink(made);
		if (r == 0)
			return adopt(fd);
		close(fd);
		errno = why;
		if (why != EEXIST || flags & O_EXCL)
			return SEM_FAILED;
		/* Somebody was first: that one, unless it goes just now. */
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd >= 0)
			return adopt(fd);
		if (errno != ENOENT)
			return SEM_FAILED;
	}
}

sem_t *sem_open(const char *name, int flags, ...)
{
	unsigned int value = 0;
	char path[PATH_MAX];
	mode_t mode = 0;
	va_list args;
	int fd;

	if (flags & O_CREAT) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		value = va_arg(args, unsigned int);
		va_end(args);
		if (value > SEM_VALUE_MAX) {
			errno = EINVAL;
			return SEM_FAILED;
		}
	}
	if (path_of(name, path) != 0)
		return SEM_FAILED;
	if (!(flags & O_CREAT) || !(flags & O_EXCL)) {
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd >= 0)
			return adopt(fd);
		if (!(flags & O_CREAT) || errno != ENOENT)
			return SEM_FAILED;
	}
	return create(path, flags, mode, value);
}

int sem_close(sem_t *sem)
{
	struct opened *o = NULL;
	bool last = false;

	xinim_lock(&lock);
	for (struct opened **at = &all; *at != NULL; at = &(*at)->next)
		if ((*at)->sem == sem) {
			o = *at;
			last = --o->times == 0;
			if (last)
				*at = o->next;
			break;
		}
	xinim_unlock(&lock);
	if (o == NULL) {
		errno = EINVAL;
		return -1;
	}
	if (!last)
		return 0;
	free(o);
	return munmap(sem, sizeof(sem_t));
}

int sem_unlink(const char *name)
{
	char path[PATH_MAX];

	if (path_of(name, path) != 0)
		return -1;
	return unlink(path);
}
