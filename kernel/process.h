/*
 * kernel/process.h - processes: an address space, threads, a place in the family.
 *
 * A process that ends becomes a zombie until its parent waits for it; its
 * children go to PID 1. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_PROCESS_H
#define XINIM_KERNEL_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/ipc.h"
#include "kernel/list.h"
#include "kernel/signal.h"
#include "kernel/thread.h"
#include "kernel/vm.h"

#include <xinim/process.h>

#define PROCESS_NAME_MAX     32
#define PROCESS_KILL_AT_ONCE 8 /* see process_end_others */

enum { PID_IDLE = 0, PID_INIT = 1, PID_VFS = 2, PID_PROCESS = 3, PID_MEMORY = 4 };

struct process {
	struct cap_object cap; /* the family has a reference until it is reaped */
	int32_t pid;
	struct xinim_identity
		id; /* with the parent's PID, which changes when that dies */
	char name[PROCESS_NAME_MAX];
	struct space *space; /* NULL for a zombie, and before it is wanted */
	struct list threads;
	struct space *adopted;  /* exec: its next memory, once only `adopter' is left */
	struct thread *adopter; /* which waits for that */
	struct process *parent;
	struct list children;
	struct list sibling_link;
	struct list hash_link;
	bool exiting; /* its threads are on their way out */
	bool zombie;
	int32_t status;                     /* as wait4 reports it */
	uint64_t cpu_ns, system_ns;         /* of threads that are gone */
	uint64_t calls, ipc_fast, ipc_slow; /* likewise: see struct thread_top */
	uint64_t children_ns;               /* of children waited for */
	struct notification
		events; /* notify_wait's: deaths of children, cancelled calls */
	struct notification child_events; /* wait4's own */
	bool is_up;            /* has waited, or ended: the boot does not wait for it */
	bool is_ready;         /* has said so, or asked for messages once */
	struct cap **caps;     /* by slot; NULL: free */
	uint32_t ncaps;        /* slots of the table */
	uint32_t caps_held;    /* slots that are in use */
	uint32_t cap_hint;     /* no lower slot is free */
	unsigned boot_module;  /* one more than its index; 0: it is of none */
	bool may_create;       /* processes */
	bool may_log;          /* lines of its own */
	bool receives;         /* has received: calls may wait for its answer */
	uint32_t routes;       /* bit per XINIM_ROUTE_ that it may serve */
	uint32_t connects;     /* likewise, whose servers it may send to */
	struct list endpoints; /* that it made */
	/* Memory objects that it pages and has to hear of. */
	struct list page_events;
	struct ports *ports; /* I/O ports open to it, the machine's own; NULL: none */
	struct trace *trace; /* NULL: it is not traced */
	/* What the controller has to hear of it: see kernel/process_event.c. */
	struct list event_link;
	uint32_t job_event; /* XINIM_PROCESS_STOPPED or _CONTINUED; 0: none */
	int32_t job_status;
	bool end_event;                /* it has ended */
	bool end_told;                 /* and the controller knows */
	bool hidden;                   /* it has been waited for: nobody is to see it */
	uint64_t max_resident, faults; /* of memory that it had */
	uint64_t started;              /* clock time at which it came to be */
	struct process_signals signals;
};

extern struct process idle_process; /* PID 0: the kernel's own threads */
extern unsigned process_count;
extern uint64_t process_created;       /* so many ever */
extern int32_t process_last;           /* the PID of the last of them */
extern struct numbers process_numbers; /* PIDs that are taken */

void process_init(void);
/*
 * A new process without threads. pid 0: the next free one. NULL: out of
 * memory, or the PID is taken.
 */
struct process *process_create(const char *name, int32_t pid, struct process *parent);
/* Who pays for what p is given: its own quota or, before it has memory, the current one. */
struct quota *process_quota(const struct process *p);
/* Undoes process_create for one that never ran. */
void process_discard(struct process *p);
struct process *process_find(int32_t pid);
/*
 * The process that the current one's capability `slot` names, for use with
 * these rights. -EBADF, -EPERM; -ESRCH: it is ending.
 */
int process_by_cap(uint64_t slot, uint32_t rights, struct process **out);
/* The same, if memory is wanted of it: it has some, if only an empty space. -ENOMEM. */
int process_with_space(uint64_t slot, uint32_t rights, struct process **out);
/* p's memory is s (NULL: none) from now on, whose reference p takes over; not the old one's. */
void process_set_space(struct process *p, struct space *s);
/* A new process has no space before this; most get another one's. -ENOMEM. */
int process_need_space(struct process *p);
/* As process_by_cap, but a thread whose call, routed to the current process, has this number. -ESRCH. */
int process_by_call(uint64_t call, struct thread **caller);
/* p waits for work, or ends, the first time: whoever started it goes on. */
void process_is_up(struct process *p);
/* p has done what others are started after. */
void process_is_ready(struct process *p);
/*
 * Has up to `most` threads of p end that are not about to, `but` apart. Whoever ends all
 * of them begins with a few; each that has ended sees to another one.
 */
void process_end_others(struct process *p, const struct thread *but, unsigned most);
/* Ends p with a wait4 status: its threads end, the last one leaves a zombie. */
void process_kill(struct process *p, int32_t status);
/* Ends the current process. */
void process_exit(int32_t status) __attribute__((noreturn));
/* Ends the current thread; with the last one its process ends, with this status. */
void process_thread_exit(int32_t status) __attribute__((noreturn));
/*
 * Finds a zombie child: `which` > 0 that one, -1 any. Returns it (still to be
 * reaped); NULL with *error 0 if one may come, -ECHILD if there is no such child.
 */
struct process *process_find_zombie(int32_t which, int *error);
/* The process with the lowest PID from `pid` on; NULL if there is none. */
struct process *process_next(int32_t pid);
/*
 * Messages since boot, of all threads there were: by the fast path, and through C. In
 * steps; those of threads that end meanwhile may be missing.
 */
void process_ipc_counts(uint64_t *fast, uint64_t *slow);
void process_reap(struct process *zombie);
/* Thread t of p ends: what it has used stays p's. */
void process_charge(struct process *p, struct thread *t);
/*
 * Calls visit for each thread of p, to which the caller has a reference; if they are many
 * in steps that others may come between, and then may leave out who comes or goes.
 */
void process_visit(
	const struct process *p, void (*visit)(struct thread *t, void *ctx), void *ctx);
/* What p has used; as process_visit. */
void process_times(const struct process *p, struct xinim_process_times *times);
/* A process that has ended: its number is free; capabilities may still keep the rest. */
void process_unlink(struct process *p);

/* --- the controller: process_event.c ----------------------------------------------- */

/*
 * From now on p is who decides about processes: their ends, stops and
 * continuations are events for it, and those that have ended stay until it
 * releases them. False: there is another.
 */
bool process_set_controller(struct process *p);
bool process_is_controller(const struct process *p);
/* Is there one? */
bool process_controlled(void);
/* p has ended. False: nobody wants to know, the family hears of it as usual. */
bool process_tell_end(struct process *p);
/* p was stopped or goes on (enum xinim_process_event_kind), as wait4 would report it. */
void process_tell_job(struct process *p, uint32_t kind, int32_t status);
/* The controller, perhaps, has ended: so what waits for its word is released. */
void process_controller_exit(struct process *p);

/* XINIM_PROCESS_EVENT and XINIM_PROCESS_RELEASE. */
int64_t process_take_event(uint64_t to);
int64_t process_release(uint64_t pid);
/* XINIM_PROCESS_HIDE. -ESRCH; -EBUSY: it has not ended, as far as the controller knows. */
int64_t process_hide(uint64_t pid, uint64_t hidden);

/* --- memory exchanged: process_exec.c ------------------------------------------------ */

/* XINIM_PROCESS_SHARE and XINIM_PROCESS_ADOPT. */
int64_t process_share(struct process *p, uint64_t slot, uint64_t how);
/* p's signal actions are made of those of `from`, as XINIM_ACTIONS_ says. -ENOMEM */
int process_take_actions(struct process *p, struct process *from, uint64_t how);
int64_t process_adopt(uint64_t call, uint64_t slot, uint64_t regs, uint64_t name);
/* A thread of p is gone: if p waits for that, it goes on in its new memory. */
void process_adopt_complete(struct process *p);

/* XINIM_PROCESS_HOST: one of the names that uname tells. -EINVAL, -EFAULT. */
int host_set_name(uint64_t which, uint64_t from, uint64_t length);

/* The operations of process_control that are in process_control.c. */
int64_t process_control_more(struct process *p, const uint64_t arg[6]);

#endif
