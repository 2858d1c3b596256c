/*
 * servers/init/supervise.c - starts servers and drivers again that have ended.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/init/supervise.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/message.h>
#include <xinim/notify.h>
#include <xinim/process.h>
#include <xinim/task.h>

#include "servers/init/policy.h"
#include "servers/init/table.h"
#include "servers/lib/vfs_protocol.h"

#define MODULES_MAX  64 /* as many as the kernel keeps */
#define POLICIES_MAX 32
#define BIT_ALARM    (1ULL << 32) /* a time has come, or there is a new table */
#define SYNC_SECONDS 10           /* for what was written, before the machine restarts */
#define FAILED       (1 << 8)     /* status of one that could not even be started */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the table */
static struct table {
	struct policy policy[POLICIES_MAX];
	unsigned count;
} table = {
	.policy = {
		{ .name = "vfs", .action = POLICY_MACHINE },
		{ .name = "process", .action = POLICY_MACHINE },
		{ .name = "memory", .action = POLICY_MACHINE },
		{ .name = "*",
			.deaths = 5,
			.seconds = 60,
			.delays = 4,
			.delay_ms = { 0, 100, 500, 1000 } },
	},
	.count = 4,
};
static atomic_bool second_chance;

static struct watched {
	char name[POLICY_NAME];
	struct policy_history history;
	enum { WATCHED_RUNS, WATCHED_DUE, WATCHED_GIVEN_UP } state;
	uint64_t due_ns;
} watched[MODULES_MAX];

static sem_t sync_wanted, sync_done;

static int64_t kernel(int operation, uint64_t a, uint64_t b, uint64_t c)
{
	return xinim_process_control(XINIM_CAP_SELF, operation, a, b, c);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void alarm_at(uint64_t when)
{
	(void)kernel(XINIM_PROCESS_ALARM, 0, BIT_ALARM, when);
}

static struct watched *watched_of(const char *name)
{
	for (unsigned i = 0; i < MODULES_MAX; i++) {
		struct watched *w = &watched[i];

		if (!w->name[0])
			strlcpy(w->name, name, sizeof(w->name));
		if (strcmp(w->name, name) == 0)
			return w;
	}
	return NULL; /* there are no more modules */
}

/* --- the end of the machine -------------------------------------------------------- */

/* The VFS server may be waiting for one that is no more: not all of us waits for it. */
static void *sync_thread(void *unused)
{
	(void)unused;
	for (;;) {
		while (sem_wait(&sync_wanted) != 0)
			;
		sync();
		sem_post(&sync_done);
	}
	return NULL;
}

static void restart_machine(const struct xinim_boot_process *e)
{
	struct timespec limit;

	server_log(&init, "nothing works without %s: the machine restarts", e->name);
	if (strcmp(e->name, "vfs") != 0) {
		clock_gettime(CLOCK_REALTIME, &limit);
		limit.tv_sec += SYNC_SECONDS;
		sem_post(&sync_wanted);
		while (sem_timedwait(&sync_done, &limit) != 0 && errno == EINTR)
			;
	}
	(void)kernel(XINIM_PROCESS_MACHINE, XINIM_MACHINE_RESTART, 0, 0);
	server_log(&init, "the machine cannot be restarted");
}

/*
 * Nobody is to wait for it, or for its disks, any more. The VFS server answers this at
 * once.
 */
static void tell_gone(const char *name)
{
	struct xinim_message m = { .label = VFS_BLOCK_GONE };
	int vfs;

	(void)kernel(XINIM_PROCESS_BOOT_GIVE_UP, (uintptr_t)name, strlen(name), 0);
	vfs = xinim_route_connect(XINIM_ROUTE_VFS);
	if (vfs < 0)
		return;
	strlcpy((char *)&m.word[1], name, VFS_BLOCK_NAME);
	(void)xinim_call(vfs, &m, XINIM_FOREVER);
	xinim_cap_close(vfs);
}

/* --- deaths -------------------------------------------------------------------------- */

static void give_up(struct watched *w, const struct policy *p)
{
	w->state = WATCHED_GIVEN_UP;
	server_log(&init, "%s is given up: %u deaths in %u seconds", w->name, p->deaths,
		p->seconds);
}

/* What the table has for it, which says nothing if nothing is to be done. */
static struct policy policy_of(const struct watched *w)
{
	struct policy copy = { .action = POLICY_LEAVE };
	const struct policy *p;

	pthread_mutex_lock(&lock);
	p = policy_find(table.policy, table.count, w->name);
	if (p)
		copy = *p;
	pthread_mutex_unlock(&lock);
	return copy;
}

static void judge(struct watched *w, const struct xinim_boot_process *e)
{
	const struct policy p = policy_of(w);
	uint64_t delay;

	w->state = WATCHED_RUNS;
	switch (policy_decide(&p, &w->history, e->status, e->ended_ns, &delay)) {
	case VERDICT_START:
		w->state = WATCHED_DUE;
		w->due_ns = e->ended_ns + delay;
		if (delay)
			server_log(&init, "%s is started again in %u ms", w->name,
				(unsigned)(delay / 1000000));
		break;
	case VERDICT_GIVE_UP:
		give_up(w, &p);
		tell_gone(w->name);
		break;
	case VERDICT_MACHINE:
		restart_machine(e);
		break;
	case VERDICT_LEAVE:
		tell_gone(w->name);
		break;
	}
}

static void ended(const struct xinim_boot_process *e)
{
	struct watched *w = watched_of(e->name);
	int signal = e->status & 0x7f;

	if (signal)
		server_log(&init, "%s (PID %d) was killed by signal %d", e->name, e->pid,
			signal);
	else if (e->status)
		server_log(&init, "%s (PID %d) exited with status %d", e->name, e->pid,
			e->status >> 8 & 0xff);
	if (w)
		judge(w, e);
}

static void start(struct watched *w)
{
	int64_t pid =
		kernel(XINIM_PROCESS_BOOT_START, (uintptr_t)w->name, strlen(w->name), 0);
	struct xinim_boot_process e = { .status = FAILED };

	if (pid > 0) {
		w->state = WATCHED_RUNS;
		server_log(&init, "%s runs again, as PID %d", w->name, (int)pid);
		return;
	}
	server_log(&init, "%s cannot be started: %s", w->name, strerror((int)-pid));
	e.ended_ns = now();
	strlcpy(e.name, w->name, sizeof(e.name));
	judge(w, &e);
}

/* Starts those whose time has come; the time of the next one, 0: there is none. */
static uint64_t start_due(void)
{
	bool again = atomic_exchange(&second_chance, false);
	uint64_t next = 0;

	for (unsigned i = 0; i < MODULES_MAX && watched[i].name[0]; i++) {
		struct watched *w = &watched[i];

		if (again && w->state == WATCHED_GIVEN_UP) {
			memset(&w->history, 0, sizeof(w->history));
			w->state = WATCHED_DUE;
			w->due_ns = 0;
		}
		if (w->state == WATCHED_DUE && w->due_ns <= now())
			start(w);
		if (w->state == WATCHED_DUE && (!next || w->due_ns < next))
			next = w->due_ns;
	}
	return next;
}

static void *watch(void *unused)
{
	struct xinim_boot_process e;
	uint64_t next;

	(void)unused;
	for (;;) {
		while (kernel(XINIM_PROCESS_BOOT_EVENT, (uintptr_t)&e, 0, 0) == 0)
			ended(&e);
		next = start_due();
		if (next)
			alarm_at(next);
		(void)notify_wait(XINIM_NOTIFY_BOOT | BIT_ALARM);
	}
	return NULL;
}

/* --- what init calls ------------------------------------------------------------------- */

void supervise_start(void)
{
	struct xinim_boot_process e;
	pthread_t thread;
	int error;

	/* Not by this boot's manifest. */
	if (kernel(XINIM_PROCESS_BOOT_INFO, 0, (uintptr_t)&e, 0) != 0)
		return;
	sem_init(&sync_wanted, 0, 0);
	sem_init(&sync_done, 0, 0);
	error = pthread_create(&thread, NULL, sync_thread, NULL);
	if (!error)
		error = pthread_create(&thread, NULL, watch, NULL);
	if (error)
		server_log(&init, "cannot watch the servers: %s", strerror(error));
}

void supervise_read(FILE *f, const char *name)
{
	static struct table fresh;
	char line[256];

	if (!f)
		return;
	fresh.count = 0;
	for (int number = 1; fgets(line, sizeof(line), f); number++) {
		const char *error;

		if (table_cut(f, line)) {
			server_log(&init, "%s:%d: too long", name, number);
			continue;
		}
		if (fresh.count == POLICIES_MAX)
			server_log(&init, "%s:%d: one too many", name, number);
		else if (policy_line(line, &fresh.policy[fresh.count], &error))
			fresh.count++;
		else if (error)
			server_log(&init, "%s:%d: %s", name, number, error);
	}
	pthread_mutex_lock(&lock);
	table = fresh;
	pthread_mutex_unlock(&lock);
	atomic_store(&second_chance, true);
	alarm_at(1);
}
