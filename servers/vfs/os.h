/*
 * servers/vfs/os.h - the kernel, and what stands for it in unit tests (os.c).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_OS_H
#define XINIM_VFS_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __xinim__
#include <xinim/message.h>
#endif

int64_t os_copy_in(uint64_t call, void *to, uint64_t from, size_t length);
int64_t os_copy_out(uint64_t call, uint64_t to, const void *from, size_t length);
/*
 * The same for what lies in one page of the caller's (os_in_page), as most does: one
 * system call, made where it is wanted.
 */
static inline bool os_in_page(uint64_t theirs, size_t length)
{
	return theirs % 4096 + length <= 4096;
}
#ifdef __xinim__
static inline int64_t os_page_in(uint64_t call, void *to, uint64_t from, size_t length)
{
	return xinim_copy_from_caller(call, to, from, length);
}
static inline int64_t os_page_out(
	uint64_t call, uint64_t to, const void *from, size_t length)
{
	return xinim_copy_to_caller(call, to, from, length);
}
#else
#define os_page_in  os_copy_in
#define os_page_out os_copy_out
#endif
int64_t os_now(void); /* CLOCK_MONOTONIC, nanoseconds */
void os_real_time(struct xinim_timespec *t);
int os_random(void *to, size_t length);
int64_t os_console_write(const void *data, size_t length);
/* What a terminal is sent: to the serial line; with `keep' on the kernel's screen, too. */
void os_console_send(const void *data, size_t length, bool keep);
void os_console_size(struct xinim_winsize *size);
/* The caller of this call has a signal waiting, or is gone. */
bool os_interrupted(uint64_t call);
void os_signal(uint64_t call, int signal);
/* The caller does nothing about this signal: it is ignored or blocked. */
bool os_signal_ignored(uint64_t call, int signal);
/*
 * Does one of these signals wait for the caller, blocked or not? 1, 0, -ESRCH.
 * tell: from now on calls_interrupted runs when one comes; an empty set: no more.
 */
int os_watch_signals(uint64_t call, uint64_t set, bool tell);
/* Takes one of them: its number, 0: none, -ESRCH. */
struct xinim_siginfo;
int os_take_signal(uint64_t call, uint64_t set, struct xinim_siginfo *info);
/* The caller's signal mask until the call is over. 1: a signal waits already. */
int os_signal_mask(uint64_t call, uint64_t mask);
/* Hands the call over to the process server: it is no longer ours. -EPIPE: there is none. */
int os_forward_exec(uint64_t call);
struct xinim_vm_map;
struct xinim_vm_region;
int64_t os_map_for(uint64_t call, const struct xinim_vm_map *m);
/* The first region of a caller's memory that ends above address. -ENOMEM: none */
int os_region(uint64_t call, uint64_t address, struct xinim_vm_region *r);
void os_notify(int notification, uint64_t bits);
void os_cap_close(int cap);
uint64_t os_memory(void); /* bytes, of the machine */
/* stats_read (<xinim/stats.h>): the record's size, or -EINVAL, -ESRCH. */
int64_t os_stats(uint32_t what, uint64_t index, void *to, size_t size);
/* What a thread of the caller's process is called from now on: 16 bytes. -ESRCH */
int os_thread_name(uint64_t call, int32_t tid, const char *name);
/* Memory objects: a capability; pages that are not there cost nothing. */
int os_object_new(uint64_t size);
int os_object_resize(int object, uint64_t size);
void os_object_free(int object);
/* In how many places it is mapped, ours among them. */
uint64_t os_object_mappings(int object);
/* As struct xinim_vm_region has it; 0: it is none. */
uint64_t os_object_number(int object);
/* A capability that allows no more than these XINIM_RIGHT_; to be closed. */
int os_object_with(int object, unsigned rights);
/* All of it, to read and write, at least `length` bytes. NULL: no room. */
void *os_object_map(int object, uint64_t length);
void os_object_unmap(void *at, uint64_t length);
/* How much of it is free. */
uint64_t os_memory_free(void);
/* EVENT_SCARCE comes when that is little; then this is the answer: so many are free now. */
void os_watch_memory(uint64_t pages);
/*
 * Memory objects that this server pages (object_control in the manual). Their bytes
 * are asked for by EVENT_PAGER; the badge tells which object it is.
 */
int os_pager_new(uint64_t size, uint64_t badge);
int64_t os_object_supply(
	int object, uint64_t offset, uint64_t length, const void *data, bool dirty);
void os_object_fail(int object, uint64_t offset, uint64_t length);
/* The next page written to, from offset on, which is clean then: where. -ENOENT */
int64_t os_object_clean(int object, uint64_t offset, void *page);
int64_t os_object_evict(int object, uint64_t offset, uint64_t length);
int64_t os_object_read(int object, uint64_t offset, uint64_t length, void *to);
int64_t os_object_write(int object, uint64_t offset, uint64_t length, const void *from);
int64_t os_object_to_caller(
	int object, uint64_t offset, uint64_t length, uint64_t to, uint64_t call);
int64_t os_object_from_caller(
	int object, uint64_t offset, uint64_t length, uint64_t from, uint64_t call);
/* Somebody else maps it (we do `own` times), or has a capability to it. */
bool os_object_shared(int object, unsigned own);
struct xinim_object_event;
/* The next event. -EAGAIN */
int os_object_event(struct xinim_object_event *e);
/*
 * Memory that a driver's device reaches: cap stands for it. All of it, to read and write;
 * NULL: it is no such memory, or not as long. Unmapped again, and cap (not 0) closed.
 */
void *os_dma_map(int cap, uint64_t length);
void os_dma_unmap(int cap, void *at, uint64_t length);
/* A capability by which others set our bits (EVENT_), to be closed. */
int os_events(void);
extern int vfs_events; /* the notification that they are of, ours */
void os_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define EVENT_BLOCK (1ULL << 8) /* a driver has done requests */
/* EVENT_WRITE_BACK is to come, in WRITE_BACK_TIME. Never parks. */
void os_write_back_soon(void);
/* The thread that sees to it: for ever. */
void os_write_back_clock(void);
#define WRITE_BACK_TIME  (5LL * NS)
#define EVENT_WRITE_BACK (1ULL << 10)
#define EVENT_PAGER      (1ULL << 9) /* pages are wanted */
#define EVENT_SCARCE     (1ULL << 11)

/* Nanoseconds of a second. */
#define NS 1000000000

#endif
