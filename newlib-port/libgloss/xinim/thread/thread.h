/*
 * newlib-port/libgloss/xinim/thread/thread.h - what the thread library's files share.
 *
 * A thread is its struct thread, which is also the block that FS points at:
 * below it lies the thread's copy of the program's PT_TLS segment, above it
 * nothing. pthread_t is its address. The first thread's is made by tls.c, all
 * others' stand at the top of their stack's mapping (stack.c).
 *
 * Locking: __xinim_threads_lock guards the list of threads and the kept stacks.
 * Everything else is done with atomic operations; a thread's tid is cleared by
 * the kernel when nothing of the thread runs any more.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_THREAD_H
#define XINIM_LIBGLOSS_THREAD_H

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/reent.h>
#include <sys/types.h>
#include <time.h>

#define PTHREAD_KEYS_IN_BLOCK 32

/* A value counts only while its key's turn is the same. */
struct key_value {
	unsigned int turn;
	void *value;
};

/* struct _Unwind_Exception of the Itanium C++ ABI, "Exception Handling", 1.2.1. */
struct unwinding {
	uint64_t class;
	void (*caught)(int reason, struct unwinding *unwinding);
	uint64_t of_the_unwinder[2];
} __attribute__((aligned(16)));

/* As the kernel walks it when a thread ends: set_robust_list(2). */
struct robust_head {
	void *next;
	long offset;
	void *pending;
};

struct thread {
	struct thread *self;  /* %fs:0 */
	void *dtv;            /* of a dynamic linker; there is none */
	struct thread *again; /* %fs:0x10: self */
	uint64_t reserved[2];
	uintptr_t stack_guard;   /* %fs:0x28 */
	uintptr_t pointer_guard; /* %fs:0x30 */
	unsigned int cancel;     /* %fs:0x38: CANCEL_*; call.S reads it */
	int tid;                 /* 0: not asked for yet, or dead */

	int state;           /* THREAD_* */
	int kill_lock;       /* of gone: held by who uses tid, with signals blocked */
	bool gone;           /* its tid is not to be used any more */
	int go;              /* a new thread waits while this is GO_WAIT */
	uint64_t start_mask; /* of signals, if it waited */
	struct thread *joiner;
	struct thread *next, *prev; /* in the list of threads */
	void *(*start)(void *);
	void *arg;
	void *result;
	struct __xinim_cleanup *cleanup;
	struct unwinding unwinding;     /* unwind.c */
	struct at_thread_exit *at_exit; /* at_exit.c; the last one first */

	char *map; /* all of the stack's mapping; NULL: not ours */
	size_t map_size;
	size_t guard;
	char *stack; /* what a program may use of it */
	size_t stack_size;

	struct robust_head robust;
	struct ceilings *ceilings; /* ceiling.c; NULL: never had a mutex with one */
	bool robust_told;          /* to the kernel */
	bool keys_used;
	struct key_value *more_values[PTHREAD_KEYS_IN_BLOCK];
	struct key_value values[PTHREAD_KEYS_IN_BLOCK];
	struct _reent reent; /* not the first thread's: that is _GLOBAL_REENT */
};
_Static_assert(offsetof(struct thread, stack_guard) == 0x28, "%fs:0x28");
_Static_assert(offsetof(struct thread, pointer_guard) == 0x30, "%fs:0x30");
_Static_assert(offsetof(struct thread, cancel) == 0x38, "call.S");

/* Wanted and not switched off, nor ending already: the thread is to end. */
#define CANCEL_WANTED 1u
#define CANCEL_OFF    2u
#define CANCEL_ASYNC  4u
#define CANCEL_ENDING 8u

enum { THREAD_JOINABLE, THREAD_DETACHED, THREAD_ENDED };
enum { GO_NOW, GO_WAIT, GO_WAITED, GO_AWAY };

#define CANCEL_SIGNAL 32

static inline struct thread *thread_self(void)
{
	struct thread *t;

	__asm__("movq %%fs:0, %0" : "=r"(t));
	return t;
}

static inline bool cancel_due(const struct thread *t)
{
	unsigned int c = __atomic_load_n(&t->cancel, __ATOMIC_RELAXED);

	return (c & (CANCEL_WANTED | CANCEL_OFF | CANCEL_ENDING)) == CANCEL_WANTED;
}

/* The calling thread's number. */
int __xinim_tid(void);

/* call.S: a system call that a cancellation takes back: -ECANCELED. */
long __xinim_cancellable(long number, long a, long b, long c, long d, long e, long f);

/* Ends the calling thread as cancelled, of which it was found that it is due. */
void __xinim_cancel_point(void);
__attribute__((noreturn)) void __xinim_cancel_self(void);
/*
 * Has destructor(object) called when the calling thread ends, before the destructors of
 * its keys and before what atexit() was told; the last one told is the first called (C++
 * ABI of GCC; glibc's name). 0, or -1: out of memory.
 */
int __cxa_thread_atexit_impl(void (*destructor)(void *), void *object, void *dso);
/* Calls them; nothing where no part of the program has any. */
void __xinim_thread_at_exit(void) __attribute__((weak));
/* Ends the calling thread: cleanup, destructors, and the rest. */
__attribute__((noreturn)) void __xinim_thread_exit(void *result);
/* The same, for a thread that has functions to leave: their objects are destroyed. */
__attribute__((noreturn)) void __xinim_thread_leave(void *result);
/* Runs the cleanup handlers whose places on the stack are below that address. */
void __xinim_cleanup_until(struct thread *self, uintptr_t address);

/*
 * Waits while *word is value: 0 (woken, or it is another value, or for no
 * reason), ETIMEDOUT, EINTR (a handler ran), EINVAL (until is no time, or clock
 * none that can be waited for). until NULL: for ever. shared: with other
 * processes.
 */
int __xinim_wait(const void *word, unsigned int value, clockid_t clock,
	const struct timespec *until, bool shared);
/* The same as a cancellation point; ECANCELED if the thread is to end. */
int __xinim_wait_cancellable(const void *word, unsigned int value, clockid_t clock,
	const struct timespec *until, bool shared);
void __xinim_wake(const void *word, int most, bool shared);

/* EINVAL unless it is a time, and clock one of the two there are waits for. */
int __xinim_check_time(clockid_t clock, const struct timespec *until);

/* The library's own locks: 0 free, 1 held, 2 held and somebody may wait. */
void __xinim_lock_wait(int *lock);

static inline void xinim_lock(int *lock)
{
	int is_free = 0;

	if (!__atomic_compare_exchange_n(
		    lock, &is_free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		__xinim_lock_wait(lock);
}

static inline void xinim_unlock(int *lock)
{
	if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2)
		__xinim_wake(lock, 1, false);
}

/* All threads but those that ended, the first one too once there is another. */
extern int __xinim_threads_lock;
extern struct thread *__xinim_threads;
extern int __xinim_thread_count;
/* How many forks lie between the first process and this one. */
extern int __xinim_forks;

/* stack.c */
struct thread *__xinim_stack_take(const pthread_attr_t *attr);
void __xinim_stack_give(struct thread *t);
/* An ending, detached thread's own; true: it has to unmap it itself. */
bool __xinim_stack_leave(struct thread *t);

/* The end of a thread whose stack goes away: call.S. */
__attribute__((noreturn)) void __xinim_unmap_and_exit(void *map, size_t size);
/* clone(2): the child begins in __xinim_thread_begin on its own stack. */
long __xinim_clone(unsigned long flags, void *stack, int *parent_tid, int *child_tid,
	struct thread *tls);

/* Sends it a signal, whatever it is doing: an error. info NULL: as kill does. */
int __xinim_thread_signal(struct thread *t, int sig, const siginfo_t *info);

/* Runs the destructors of the calling thread's values. */
void __xinim_keys_end(struct thread *t);

/* fork(): what is done around it, and in the child's memory (atfork.c). */
pid_t __xinim_fork(struct _reent *reent);
void __xinim_locks_before_fork(void);
void __xinim_locks_after_fork(bool child);

#endif
