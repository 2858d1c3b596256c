/*
 * tests/host/vfs-machine.c - what the VFS server asks of the kernel, on this machine.
 *
 * Memory objects are memory files. Calls have number 0: their pointers are ours.
 * There is one fiber: who wants to wait hears that there is no memory for it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "servers/lib/fiber.h"
#include "servers/vfs/vfs.h"

int64_t os_copy_in(uint64_t call, void *to, uint64_t from, size_t length)
{
	(void)call;
	memcpy(to, (const void *)from, length);
	return (int64_t)length;
}

int64_t os_copy_out(uint64_t call, uint64_t to, const void *from, size_t length)
{
	(void)call;
	memcpy((void *)to, from, length);
	return (int64_t)length;
}

static int64_t now = 1000;

int64_t os_now(void)
{
	return now++;
}

void os_real_time(struct xinim_timespec *t)
{
	t->tv_sec = 1000 + now++ / 100;
	t->tv_nsec = now % 100;
}

int os_random(void *to, size_t length)
{
	memset(to, 7, length);
	return 0;
}

int64_t os_console_write(const void *data, size_t length)
{
	(void)data;
	return (int64_t)length;
}

void os_console_size(struct xinim_winsize *size)
{
	size->ws_row = 25;
	size->ws_col = 80;
}

bool os_interrupted(uint64_t call)
{
	(void)call;
	return false;
}

void os_signal(uint64_t call, int signal)
{
	(void)call;
	(void)signal;
}

bool os_signal_ignored(uint64_t call, int signal)
{
	(void)call;
	(void)signal;
	return false;
}

int os_watch_signals(uint64_t call, uint64_t set, bool tell)
{
	(void)call;
	(void)set;
	(void)tell;
	return 0;
}

int os_take_signal(uint64_t call, uint64_t set, struct xinim_siginfo *info)
{
	(void)call;
	(void)set;
	(void)info;
	return 0;
}

int os_signal_mask(uint64_t call, uint64_t mask)
{
	(void)call;
	(void)mask;
	return 0;
}

int os_forward_exec(uint64_t call)
{
	(void)call;
	return -EPIPE;
}

int64_t os_map_for(uint64_t call, const struct xinim_vm_map *m)
{
	(void)call;
	(void)m;
	return -ENOMEM;
}

void os_notify(int notification, uint64_t bits)
{
	(void)notification;
	(void)bits;
}

void os_cap_close(int cap)
{
	(void)cap;
}

int64_t os_stats(uint32_t what, uint64_t index, void *to, size_t size)
{
	(void)what;
	(void)index;
	memset(to, 0, size);
	return -EINVAL;
}

uint64_t os_memory(void)
{
	return 64UL << 20;
}

int os_object_new(uint64_t size)
{
	int fd = memfd_create("object", 0);

	if (fd >= 0 && ftruncate(fd, (off_t)size) != 0)
		abort();
	return fd < 0 ? -ENOMEM : fd;
}

int os_object_resize(int object, uint64_t size)
{
	return ftruncate(object, (off_t)size) == 0 ? 0 : -ENOMEM;
}

uint64_t os_object_mappings(int object)
{
	(void)object;
	return 1;
}

void os_object_free(int object)
{
	close(object);
}

int os_object_read_only(int object)
{
	return dup(object);
}

void *os_object_map(int object, uint64_t length)
{
	void *p = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, object, 0);

	return p == MAP_FAILED ? NULL : p;
}

void os_object_unmap(void *at, uint64_t length)
{
	munmap(at, length);
}

void *os_dma_map(int cap, uint64_t length)
{
	return os_object_map(cap, length);
}

void os_dma_unmap(int cap, void *at, uint64_t length)
{
	os_object_unmap(at, length);
	if (cap)
		close(cap);
}

int os_events(void)
{
	return -ENOMEM;
}

void os_log(const char *format, ...)
{
	(void)format;
}

void *fiber_stack_new(size_t size)
{
	(void)size;
	return NULL;
}

void fiber_stack_free(void *stack, size_t size)
{
	(void)stack;
	(void)size;
}
