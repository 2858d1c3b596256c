/*
 * servers/vfs/main.c - the VFS server: names, descriptors, file systems.
 *
 * It says that ring 3 and its system calls work, in the words the system has
 * always said it in, unpacks the archive that is to be /, and serves calls.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xinim/message.h>
#include <xinim/task.h>

#include "servers/lib/fiber.h"
#include "servers/lib/vfs_protocol.h"
#include "servers/vfs/block_disk.h"
#include "servers/vfs/block_root.h"
#include "servers/vfs/cache.h"
#include "servers/vfs/ext2.h"
#include "servers/vfs/message.h"
#include "servers/vfs/vfs.h"

static int endpoint;

/* Says hello: by the system call, and by the C library. */
static int say_hello(void)
{
	static const char hello[] = "[VFS Server] Hello from Ring 3!\n";

	if (write(STDOUT_FILENO, hello, sizeof(hello) - 1) != (ssize_t)sizeof(hello) - 1)
		return 1;
	if (printf("[VFS Server] My PID is: %d\n", (int)getpid()) < 0)
		return 1;
	/* Both ways have got through: that is what is said here. */
	if (printf("[VFS Server] Syscalls working! \xe2\x9c\x93\n") < 0 ||
		fflush(stdout) != 0)
		return 1;
	return 0;
}

/* A message of another server's; its answer goes out at once, for a capability goes with it. */
static void serve_message(uint64_t id, struct xinim_message *m)
{
	uint64_t arg[6], label = m->label, cap;
	struct call c = { .id = id, .user = &c, .number = label, .arg = arg };

	memcpy(arg, m->word, sizeof(arg));
	if (m->badge & XINIM_BADGE_SERVER) {
		message_run(&c, label, m->word, &m->label);
	} else {
		m->word[0] = (uint64_t)-EPERM;
		m->label = 0;
	}
	cap = m->label & XINIM_LABEL_CAP ? m->word[5] : 0;
	xinim_reply(id, m);
	if (cap)
		os_cap_close((int)cap);
}

/*
 * A system call: its id again, or 0 if somebody else answers it, or has. m's first word: the
 * answer. c is the loop's own: what does not change from call to call is there already, and
 * call_clean_up has it so again.
 */
static inline uint64_t serve_call(struct call *c, uint64_t id, struct xinim_message *m)
{
	int64_t result = -ENOMEM;

	c->id = id;
	c->number = m->label;
	c->resolve = 0;
	c->mount_flags = 0;
	c->mount = 0;
	c->proc = proc_find(m->badge);
	if (!c->proc)
		c->proc = proc_of(m->badge);
	if (c->proc)
		result = call_run(c);
	m->word[0] = (uint64_t)result;
	return result != NO_ANSWER ? id : 0;
}

/*
 * Answers a system call, if there is one to answer, and waits for what comes next:
 * xinim_reply_receive without the words that no answer has.
 */
static inline int64_t next_event(
	uint64_t answer, struct xinim_message *m, int64_t timeout)
{
	register uint64_t w3 __asm__("r10");
	register uint64_t w4 __asm__("r8");
	register uint64_t w5 __asm__("r9");
	register uint64_t c __asm__("r12") = (uint64_t)endpoint;
	register uint64_t label __asm__("r13") = 0;
	register int64_t limit __asm__("r14") = timeout;
	uint64_t w0 = m->word[0], w1, w2;
	int64_t result;

	__asm__ volatile("syscall"
			 : "=a"(result), "+D"(w0), "=S"(w1), "=d"(w2), "=r"(w3), "=r"(w4),
			 "=r"(w5), "+r"(c), "+r"(label)
			 : "a"(SYS_ipc_reply_receive), "b"(answer), "r"(limit)
			 : "rcx", "r11", "memory");
	m->word[0] = w0;
	m->word[1] = w1;
	m->word[2] = w2;
	m->word[3] = w3;
	m->word[4] = w4;
	m->word[5] = w5;
	m->label = label;
	m->badge = c;
	return result;
}

/* Answers a system call, and no more: what waits goes on before the next event. */
static inline void answer_only(uint64_t id, uint64_t result)
{
	register uint64_t w3 __asm__("r10") = 0;
	register uint64_t w4 __asm__("r8") = 0;
	register uint64_t w5 __asm__("r9") = 0;
	register uint64_t c __asm__("r12") = 0;
	register uint64_t label __asm__("r13") = 0;
	register int64_t limit __asm__("r14") = 0;
	uint64_t w0 = result, w1 = 0, w2 = 0;
	int64_t ignored; /* the caller may have gone */

	__asm__ volatile("syscall"
			 : "=a"(ignored), "+D"(w0), "+S"(w1), "+d"(w2), "+r"(w3),
			 "+r"(w4), "+r"(w5), "+r"(c), "+r"(label)
			 : "a"(SYS_ipc_reply), "b"(id), "r"(limit)
			 : "rcx", "r11", "memory");
}

/* How long to wait for the next event: until the first timer. */
static int64_t time_left(void)
{
	int64_t next = timers_run(), left;

	/* While disks are looked at by a parked fiber, their drivers need the CPU. */
	if (fiber_any_ready() || work_any() || (block_work && !block_settling()))
		return 0;
	if (next == FOREVER)
		return XINIM_FOREVER;
	left = next - os_now();
	return left > 0 ? left : 1;
}

/* Nothing is to be done before the next event, and no time is to be kept. */
static inline bool all_quiet(void)
{
	return list_empty(&timers) && !fiber_any_ready() && !work_any() &&
		!work_turns.first;
}

/* Pages of files make room; what cannot go is written back, so that it can. */
static void memory_scarce(void)
{
	uint64_t pages = cache_scarce();

	if (pages || !ext2_write_back_now())
		os_watch_memory(pages);
}

/* What came in that is no system call. */
static void serve_other(int64_t id, struct xinim_message *m)
{
	if (id == 0 && m->label == XINIM_LABEL_NOTIFICATION) {
		if (m->word[0] & XINIM_NOTIFY_CANCEL)
			calls_interrupted();
		if (m->word[0] & EVENT_WRITE_BACK)
			ext2_write_back_due();
		if (m->word[0] & EVENT_BLOCK)
			disks_collect();
		if (m->word[0] & EVENT_SCARCE)
			memory_scarce();
		/* It parks: what the rest of this is for has been done. */
		if (m->word[0] & EVENT_PAGER)
			cache_notified();
	} else if (id > 0) {
		serve_message((uint64_t)id, m);
	}
	/* Less than 0: the caller has gone, or the time has come. */
	if (block_work)
		block_settle();
}

/*
 * Does all that is to be done before the next event, and waits for it: its id. answer:
 * as next_event has it. *turn: others have had a turn, since somebody gave way.
 */
static __attribute__((noinline)) int64_t work_and_wait(
	uint64_t answer, struct xinim_message *m, bool *turn)
{
	if (*turn)
		work_turn();
	*turn = false;
	for (;;) {
		int64_t timeout = XINIM_FOREVER;

		if (!list_empty(&timers))
			timeout = time_left();
		if (!fiber_any_ready() && !work_any()) {
			/* Not 0: those whom we answer are less urgent, and have to run to call. */
			*turn = work_turns.first;
			return next_event(answer, m, *turn ? WORK_PAUSE : timeout);
		}
		if (answer)
			answer_only(answer, m->word[0]);
		answer = 0;
		if (fiber_any_ready())
			fiber_rest();
		else
			work_run();
	}
}

/* The event loop. A handler that parks leaves it to another fiber. */
static void loop(void)
{
	struct xinim_message m = { 0 };
	struct call c = { .arg = m.word, .user = &c };
	uint64_t answer = 0;
	bool turn = false;

	for (;;) {
		int64_t id;

		/* The plain case in full, so that what came in stays in registers. */
		if (all_quiet()) {
			id = next_event(answer, &m, XINIM_FOREVER);
			if (id > 0 && m.label < XINIM_SYSCALL_SLOTS) {
				answer = serve_call(&c, (uint64_t)id, &m);
				continue;
			}
		} else {
			id = work_and_wait(answer, &m, &turn);
		}
		answer = 0;
		if (id <= 0 || m.label >= VFS_LABEL_FIRST)
			serve_other(id, &m);
		else
			answer = serve_call(&c, (uint64_t)id, &m);
	}
}

/* The first thing that the serving thread does. */
static void serve(void)
{
	fiber_init(loop);
	loop();
}

/*
 * A thread of its own serves: it has never touched a vector register, as the C
 * library may have until here, so that none are saved and restored with each call.
 */
static int start_serving(void)
{
	struct xinim_regs r = { .rip = (uint64_t)serve };
	char *stack = fiber_stack_new(FIBER_STACK);
	int tid;

	if (!stack)
		return -ENOMEM;
	r.rsp = (uint64_t)(stack + FIBER_STACK) - 8;
	xinim_syscall2(SYS_arch_prctl, XINIM_ARCH_GET_FS, (long)&r.fs_base);
	tid = xinim_thread_create(XINIM_CAP_SELF, &r);
	if (tid < 0)
		return tid;
	return xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0);
}

/* The first capability of ours is to the module that / is unpacked from, if there is one. */
static void unpack_root(bool wanted)
{
	struct xinim_vm_map m = { .rights = XINIM_RIGHT_READ, .object = 1 };
	struct xinim_cap_info info;
	int64_t at;

	if (xinim_cap_info(m.object, &info) != 0 || info.type != XINIM_CAP_OBJECT)
		return;
	if (wanted) {
		m.length = info.badge;
		at = xinim_vm_map(XINIM_CAP_SELF, &m);
		if (at < 0 || cpio_unpack((const void *)at, info.badge) != 0)
			os_log("the archive for / is broken; what came before is there");
		if (at >= 0)
			xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)at, m.length);
	}
	xinim_cap_close(m.object); /* its pages are free */
}

/* Drivers' notification has bits of its own: ours has the kernel's. */
static int take_events(void)
{
	vfs_events = xinim_notification_create();
	if (vfs_events < 0)
		return vfs_events;
	return xinim_notification_bind(vfs_events, endpoint);
}

static int start(char **argv)
{
	int error = vfs_start(NULL, 0);

	if (error)
		return error;
	block_root_start(argv, unpack_root);
	endpoint = xinim_endpoint_create();
	if (endpoint < 0)
		return endpoint;
	error = xinim_notification_bind(XINIM_CAP_SELF, endpoint);
	if (!error)
		error = take_events();
	if (!error)
		os_watch_memory(0);
	if (!error)
		error = xinim_route_serve(XINIM_ROUTE_VFS, endpoint);
	return error ? error : start_serving();
}

int main(int argc, char **argv)
{
	struct xinim_message m = { 0 };
	int error = say_hello();

	if (error)
		return error;
	error = start(argc ? argv + 1 : argv);
	if (error) {
		os_log("cannot start: error %d", -error);
		return 1;
	}
	os_write_back_clock();
	/* Nothing ever comes here. */
	for (;;)
		xinim_receive(xinim_endpoint_create(), &m, XINIM_FOREVER);
}
