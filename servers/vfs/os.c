/*
 * servers/vfs/os.c - what is asked of the kernel.
 *
 * Everything else of this server compiles for any machine that has these: unit
 * tests bring their own.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <xinim/device.h>
#include <xinim/message.h>
#include <xinim/signal.h>
#include <xinim/stats.h>
#include <xinim/task.h>

#include "servers/lib/fiber.h"
#include "servers/vfs/vfs.h"

#define PAGE           4096
#define LINE_MAX_BYTES 200

int vfs_events;

/*
 * A page of the caller's at a time: that is what the kernel does at once. Bytes
 * copied, fewer if a side is bad from there on. Apart from the plain case, which then
 * has no registers to save.
 */
static __attribute__((noinline)) int64_t copy_pages(
	uint64_t call, long direction, uint64_t theirs, uint64_t own, uint64_t length)
{
	uint64_t done = 0;

	while (done < length) {
		uint64_t n = PAGE - (theirs + done) % PAGE;
		int64_t moved;

		if (n > length - done)
			n = length - done;
		moved = xinim_syscall5(SYS_ipc_copy, (long)call, direction,
			(long)(theirs + done), (long)(own + done), (long)n);
		if (moved < 0)
			return done ? (int64_t)done : moved;
		done += (uint64_t)moved;
		if ((uint64_t)moved < n)
			break;
	}
	return (int64_t)done;
}

int64_t os_copy_in(uint64_t call, void *to, uint64_t from, size_t length)
{
	if (from % PAGE + length > PAGE)
		return copy_pages(
			call, XINIM_COPY_FROM_CALLER, from, (uint64_t)to, length);
	return xinim_copy_from_caller(call, to, from, length);
}

int64_t os_copy_out(uint64_t call, uint64_t to, const void *from, size_t length)
{
	if (to % PAGE + length > PAGE)
		return copy_pages(call, XINIM_COPY_TO_CALLER, to, (uint64_t)from, length);
	return xinim_copy_to_caller(call, to, from, length);
}

int64_t os_now(void)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &t); /* reads a page, and calls nobody */
	return t.tv_sec * NS + t.tv_nsec;
}

void os_real_time(struct xinim_timespec *t)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	t->tv_sec = now.tv_sec;
	t->tv_nsec = now.tv_nsec;
}

int os_random(void *to, size_t length)
{
	long n = xinim_syscall3(SYS_getrandom, (long)to, (long)length, 0);

	return n == (long)length ? 0 : n < 0 ? (int)n : -EIO;
}

/* The kernel's own console: what a server calls on its own route goes there. */
int64_t os_console_write(const void *data, size_t length)
{
	return xinim_syscall3(SYS_write, 1, (long)data, (long)length);
}

void os_console_send(const void *data, size_t length, bool keep)
{
	const char *from = data;

	while (length) {
		size_t n = length < XINIM_CONSOLE_MAX ? length : XINIM_CONSOLE_MAX;

		/* Not in the manifest: then as lines of text. */
		if (xinim_syscall6(SYS_device_control, XINIM_CAP_SELF,
			    XINIM_CONSOLE_WRITE, (long)from, (long)n,
			    keep ? XINIM_CONSOLE_SCREEN : 0, 0) == -EPERM)
			os_console_write(from, n);
		from += n;
		length -= n;
	}
}

void os_console_size(struct xinim_winsize *size)
{
	xinim_syscall3(SYS_ioctl, 1, XINIM_TIOCGWINSZ, (long)size);
}

bool os_interrupted(uint64_t call)
{
	return xinim_process_control((int64_t)call, XINIM_PROCESS_INTERRUPTED, 0, 0, 0) !=
		0;
}

void os_signal(uint64_t call, int signal)
{
	struct xinim_siginfo info = { .si_signo = signal, .si_code = XINIM_SI_KERNEL };

	/* A call's number has its thread's in the lower half. */
	xinim_process_control(
		(int64_t)call, XINIM_PROCESS_SIGNAL, (uint32_t)call, (uint64_t)&info, 0);
}

bool os_signal_ignored(uint64_t call, int signal)
{
	int64_t action = xinim_process_control(
		(int64_t)call, XINIM_PROCESS_ACTION, (uint64_t)signal, 0, 0);

	return action >= 0 && action & (XINIM_ACTION_IGNORED | XINIM_ACTION_BLOCKED);
}

int os_watch_signals(uint64_t call, uint64_t set, bool tell)
{
	return (int)xinim_process_control((int64_t)call, XINIM_PROCESS_WATCH, set,
		tell ? XINIM_WATCH_TELL : XINIM_WATCH_ASK, 0);
}

int os_take_signal(uint64_t call, uint64_t set, struct xinim_siginfo *info)
{
	return (int)xinim_process_control(
		(int64_t)call, XINIM_PROCESS_TAKE, set, (uint64_t)info, 0);
}

int os_signal_mask(uint64_t call, uint64_t mask)
{
	return (int)xinim_process_control(
		(int64_t)call, XINIM_PROCESS_SUSPEND, mask, 0, 0);
}

int os_forward_exec(uint64_t call)
{
	return xinim_route_forward(XINIM_ROUTE_PROCESS, call);
}

int64_t os_map_for(uint64_t call, const struct xinim_vm_map *m)
{
	return xinim_vm_map((int64_t)call, m);
}

int os_region(uint64_t call, uint64_t address, struct xinim_vm_region *r)
{
	return (int)xinim_vm_control(
		(int64_t)call, XINIM_VM_INFO, address, 0, (uint64_t)r, 0);
}

void os_notify(int notification, uint64_t bits)
{
	xinim_notification_signal(notification, bits);
}

void os_cap_close(int cap)
{
	xinim_cap_close(cap);
}

int64_t os_stats(uint32_t what, uint64_t index, void *to, size_t size)
{
	return xinim_syscall4(SYS_stats_read, what, (long)index, (long)to, (long)size);
}

int os_thread_name(uint64_t call, int32_t tid, const char *name)
{
	return xinim_thread_control(
		(int64_t)call, tid, XINIM_THREAD_NAME, (uintptr_t)name);
}

uint64_t os_memory(void)
{
	struct xinim_stats_memory m = { 0 };

	stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	return m.total_pages * PAGE;
}

uint64_t os_memory_free(void)
{
	struct xinim_stats_memory m = { 0 };

	stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	return m.free_pages * PAGE;
}

void os_watch_memory(uint64_t pages)
{
	int64_t error = xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_SCARCE,
		(uint64_t)vfs_events, EVENT_SCARCE, pages);

	if (error)
		os_log("files keep their pages when memory is scarce: error %d",
			(int)-error);
}

/* --- memory ------------------------------------------------------------------------------ */

int os_object_new(uint64_t size)
{
	return xinim_object_create(size);
}

int os_object_resize(int object, uint64_t size)
{
	return (int)xinim_object_control(object, XINIM_OBJECT_RESIZE, size);
}

uint64_t os_object_mappings(int object)
{
	struct xinim_object_info info = { 0 };

	/* Not known: as if it were. */
	if (xinim_object_control(object, XINIM_OBJECT_INFO, (uint64_t)&info) != 0)
		return UINT64_MAX;
	return info.mappings;
}

uint64_t os_object_number(int object)
{
	struct xinim_object_info info = { 0 };

	(void)xinim_object_control(object, XINIM_OBJECT_INFO, (uint64_t)&info);
	return info.number;
}

void os_object_free(int object)
{
	xinim_cap_close(object);
}

int os_object_with(int object, unsigned rights)
{
	return xinim_cap_derive(object, rights | XINIM_RIGHT_GRANT, 0);
}

static int write_back_clock;   /* a notification; bit 0: it is to run */
static bool write_back_wanted; /* before there was one */

void os_write_back_soon(void)
{
	write_back_wanted = true;
	if (write_back_clock > 0)
		xinim_notification_signal(write_back_clock, 1);
}

/* A clock of its own: with a time limit each of the server's waits would cost more. */
void os_write_back_clock(void)
{
	write_back_clock = xinim_notification_create();
	if (write_back_clock < 0)
		return;
	if (write_back_wanted)
		xinim_notification_signal(write_back_clock, 1);
	for (;;) {
		if (xinim_notification_wait(write_back_clock, 1, XINIM_FOREVER) < 0)
			return;
		xinim_notification_wait(write_back_clock, 2, WRITE_BACK_TIME);
		xinim_notification_signal(vfs_events, EVENT_WRITE_BACK);
	}
}

int os_pager_new(uint64_t size, uint64_t badge)
{
	int object = xinim_object_create(size);
	int64_t error;

	if (object < 0)
		return object;
	error = xinim_object_operate(
		object, XINIM_OBJECT_PAGER, 0 /* our own */, EVENT_PAGER, badge, 0);
	if (error < 0) {
		xinim_cap_close(object);
		return (int)error;
	}
	return object;
}

int64_t os_object_supply(
	int object, uint64_t offset, uint64_t length, const void *data, bool dirty)
{
	return xinim_object_operate(object, XINIM_OBJECT_SUPPLY, offset, length,
		(uint64_t)data, dirty ? XINIM_SUPPLY_DIRTY : 0);
}

void os_object_fail(int object, uint64_t offset, uint64_t length)
{
	xinim_object_operate(object, XINIM_OBJECT_FAIL, offset, length, 0, 0);
}

int64_t os_object_clean(int object, uint64_t offset, void *page)
{
	return xinim_object_operate(
		object, XINIM_OBJECT_CLEAN, offset, (uint64_t)page, 0, 0);
}

int64_t os_object_evict(int object, uint64_t offset, uint64_t length)
{
	return xinim_object_operate(object, XINIM_OBJECT_EVICT, offset, length, 0, 0);
}

int64_t os_object_read(int object, uint64_t offset, uint64_t length, void *to)
{
	return xinim_object_operate(
		object, XINIM_OBJECT_READ, offset, length, (uint64_t)to, 0);
}

int64_t os_object_write(int object, uint64_t offset, uint64_t length, const void *from)
{
	return xinim_object_operate(
		object, XINIM_OBJECT_WRITE, offset, length, (uint64_t)from, 0);
}

int64_t os_object_to_caller(
	int object, uint64_t offset, uint64_t length, uint64_t to, uint64_t call)
{
	return xinim_object_operate(
		object, XINIM_OBJECT_TO_CALLER, offset, length, to, call);
}

int64_t os_object_from_caller(
	int object, uint64_t offset, uint64_t length, uint64_t from, uint64_t call)
{
	return xinim_object_operate(
		object, XINIM_OBJECT_FROM_CALLER, offset, length, from, call);
}

bool os_object_shared(int object, unsigned own)
{
	struct xinim_object_info info = { 0 };

	xinim_object_operate(object, XINIM_OBJECT_INFO, (uint64_t)&info, 0, 0, 0);
	return info.mappings > own || info.capabilities > 1;
}

int os_object_event(struct xinim_object_event *e)
{
	int64_t n = xinim_object_operate(
		XINIM_CAP_SELF, XINIM_OBJECT_EVENTS, (uint64_t)e, 1, 0, 0);

	return n == 1 ? 0 : -EAGAIN;
}

static void *map(int object, uint64_t length)
{
	struct xinim_vm_map m = {
		.length = length,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE,
		.flags = object ? XINIM_VM_SHARED : 0,
		.object = object,
	};
	int64_t at = xinim_vm_map(XINIM_CAP_SELF, &m);

	return at < 0 ? NULL : (void *)at;
}

void *os_object_map(int object, uint64_t length)
{
	return map(object, length);
}

void os_object_unmap(void *at, uint64_t length)
{
	xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, length);
}

void *os_dma_map(int cap, uint64_t length)
{
	int64_t at = xinim_syscall6(SYS_device_control, cap, XINIM_DEVICE_MAP, 0,
		(long)length, XINIM_DEVICE_WRITE, 0);

	return at < 0 ? NULL : (void *)at;
}

void os_dma_unmap(int cap, void *at, uint64_t length)
{
	xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, length);
	if (cap)
		xinim_cap_close(cap);
}

int os_events(void)
{
	return xinim_cap_derive(vfs_events, XINIM_RIGHT_WRITE | XINIM_RIGHT_GRANT, 0);
}

void *fiber_stack_new(size_t size)
{
	char *at = map(0, size + PAGE);

	if (!at)
		return NULL;
	if (xinim_vm_protect(XINIM_CAP_SELF, (uint64_t)at, PAGE, 0) != 0) {
		os_object_unmap(at, size + PAGE);
		return NULL;
	}
	return at + PAGE;
}

void fiber_stack_free(void *stack, size_t size)
{
	os_object_unmap((char *)stack - PAGE, size + PAGE);
}

void os_log(const char *format, ...)
{
	static const char prefix[] = "[VFS Server] ";
	char line[LINE_MAX_BYTES];
	size_t at = sizeof(prefix) - 1;
	va_list ap;
	int n;

	memcpy(line, prefix, at);
	va_start(ap, format);
	n = vsnprintf(line + at, sizeof(line) - at - 1, format, ap);
	va_end(ap);
	if (n < 0)
		return;
	at += (size_t)n;
	if (at > sizeof(line) - 1)
		at = sizeof(line) - 1;
	/* What goes through the terminal is not in the kernel's log. */
	if (xinim_process_control(
		    XINIM_CAP_SELF, XINIM_PROCESS_LOG, (uint64_t)line, at, 0) == 0)
		return;
	line[at++] = '\n';
	os_console_write(line, at);
}
