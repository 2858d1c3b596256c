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
#include "tests/host/vfs-machine.h"

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
	t->tv_sec = 1000000000 + now++ / 100;
	t->tv_nsec = now % 100;
}

int os_random(void *to, size_t length)
{
	memset(to, 7, length);
	return 0;
}

void os_console_send(const void *data, size_t length, bool keep)
{
	(void)keep;
	os_console_write(data, length);
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

int os_region(uint64_t call, uint64_t address, struct xinim_vm_region *r)
{
	(void)call;
	(void)address;
	(void)r;
	return -ENOMEM;
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

int os_thread_name(uint64_t call, int32_t tid, const char *name)
{
	(void)call;
	(void)tid;
	(void)name;
	return -ESRCH;
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

uint64_t os_memory_free(void)
{
	return 32UL << 20;
}

/* --- objects that the server pages: pages in a table ---------------------------------- */

#define PAGER_FIRST 1000000 /* their numbers; below, files' */
#define PAGE        4096
#define BUCKETS     4096

struct host_page {
	struct host_page *next;
	int object;
	uint64_t page;
	bool dirty;
	char data[PAGE];
};

static struct host_page *pages[BUCKETS];

static struct host_page **find_page(int object, uint64_t page)
{
	struct host_page **p = &pages[(page * 31 + (uint64_t)object * 7919) % BUCKETS];

	while (*p && ((*p)->object != object || (*p)->page != page))
		p = &(*p)->next;
	return p;
}

static void drop_page(struct host_page **p)
{
	struct host_page *gone = *p;

	*p = gone->next;
	free(gone);
}

static void pager_resize(int object, uint64_t size)
{
	for (unsigned b = 0; b < BUCKETS; b++) {
		struct host_page **p = &pages[b];

		while (*p) {
			if ((*p)->object == object && (*p)->page * PAGE >= size)
				drop_page(p);
			else
				p = &(*p)->next;
		}
	}
}

void os_write_back_soon(void)
{
}

int os_pager_new(uint64_t size, uint64_t badge)
{
	static int last = PAGER_FIRST;

	(void)size;
	(void)badge;
	return last++;
}

int64_t os_object_supply(
	int object, uint64_t offset, uint64_t length, const void *data, bool dirty)
{
	for (uint64_t done = 0; done < length; done += PAGE) {
		struct host_page **p = find_page(object, (offset + done) / PAGE);

		if (*p)
			continue;
		*p = calloc(1, sizeof(**p));
		(*p)->object = object;
		(*p)->page = (offset + done) / PAGE;
		(*p)->dirty = dirty;
		memcpy((*p)->data, (const char *)data + done,
			length - done < PAGE ? length - done : PAGE);
	}
	return (int64_t)length;
}

void os_object_fail(int object, uint64_t offset, uint64_t length)
{
	(void)object;
	(void)offset;
	(void)length;
}

int64_t os_object_clean(int object, uint64_t offset, void *page)
{
	struct host_page *found = NULL;

	for (unsigned b = 0; b < BUCKETS; b++)
		for (struct host_page *p = pages[b]; p; p = p->next)
			if (p->object == object && p->dirty && p->page * PAGE >= offset &&
				(!found || p->page < found->page))
				found = p;
	if (!found)
		return -ENOENT;
	found->dirty = false;
	memcpy(page, found->data, PAGE);
	return (int64_t)(found->page * PAGE);
}

int64_t os_object_evict(int object, uint64_t offset, uint64_t length)
{
	int64_t gone = 0;

	for (uint64_t at = offset; at < offset + length; at += PAGE) {
		struct host_page **p = find_page(object, at / PAGE);

		if (!*p || (*p)->dirty)
			continue;
		drop_page(p);
		gone += PAGE;
	}
	return gone;
}

static int64_t copy_pages(
	int object, uint64_t offset, uint64_t length, char *ours, bool write)
{
	uint64_t done = 0;

	while (done < length) {
		uint64_t at = offset + done, n = PAGE - at % PAGE;
		struct host_page *p = *find_page(object, at / PAGE);

		if (n > length - done)
			n = length - done;
		if (!p)
			return done ? (int64_t)done : -EAGAIN;
		if (write)
			memcpy(p->data + at % PAGE, ours + done, n);
		else
			memcpy(ours + done, p->data + at % PAGE, n);
		p->dirty |= write;
		done += n;
	}
	return (int64_t)done;
}

int64_t os_object_read(int object, uint64_t offset, uint64_t length, void *to)
{
	return copy_pages(object, offset, length, to, false);
}

int64_t os_object_write(int object, uint64_t offset, uint64_t length, const void *from)
{
	return copy_pages(object, offset, length, (char *)(uintptr_t)from, true);
}

int64_t os_object_to_caller(
	int object, uint64_t offset, uint64_t length, uint64_t to, uint64_t call)
{
	(void)call;
	return copy_pages(object, offset, length, (char *)to, false);
}

int64_t os_object_from_caller(
	int object, uint64_t offset, uint64_t length, uint64_t from, uint64_t call)
{
	(void)call;
	return copy_pages(object, offset, length, (char *)from, true);
}

bool os_object_shared(int object, unsigned own)
{
	(void)own;
	(void)object;
	return false;
}

int os_object_event(struct xinim_object_event *e)
{
	(void)e;
	return -EAGAIN;
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
	if (object >= PAGER_FIRST) {
		pager_resize(object, size);
		return 0;
	}
	return ftruncate(object, (off_t)size) == 0 ? 0 : -ENOMEM;
}

uint64_t os_object_mappings(int object)
{
	(void)object;
	return 1;
}

uint64_t os_object_number(int object)
{
	return (uint64_t)object;
}

void os_object_free(int object)
{
	if (object >= PAGER_FIRST)
		pager_resize(object, 0);
	else
		close(object);
}

int os_object_with(int object, unsigned rights)
{
	(void)rights;
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

void os_watch_memory(uint64_t given_back)
{
	(void)given_back;
}

int os_events(void)
{
	return -ENOMEM;
}

/* What has been told, for tests that want to know. */
unsigned machine_lines;
char machine_line[256];
bool machine_tells;

void os_log(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(machine_line, sizeof(machine_line), format, ap);
	va_end(ap);
	machine_lines++;
	if (machine_tells)
		printf("log: %s\n", machine_line);
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
