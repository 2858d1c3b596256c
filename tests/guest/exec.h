/* tests/guest/exec.h - memory shared and exchanged, limits, alarms.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "embryo.h"
#include "exec-quota.h"

static char second_stack[STACK] __attribute__((aligned(16)));

/* --- exec -------------------------------------------------------------------------- */

static void executes(uint64_t unused)
{
	(void)unused;
	word = 2; /* in memory that goes */
	__asm__ volatile("movq %0, %%xmm5" ::"r"(0x5555UL));
	xinim_syscall2(SYS_arch_prctl, XINIM_ARCH_SET_FS, 0x5000);
	end(xinim_syscall3(ANY_CALL, 1, 2, 3) == -ENOEXEC ? 9 : 10);
}

static void exec_once(void)
{
	struct xinim_regs r = fresh_regs();
	int p = start_child(executes, 0), embryo = make_embryo();
	struct xinim_message m;
	uint64_t call = expect_call(ANY_CALL, &m);

	REQUIRE(p > 0 && embryo > 0 && call != 0);
	EXPECT_EQ(adopt(call, embryo, &r, "renamed"), 0);
	EXPECT_EQ(control((int64_t)call, XINIM_PROCESS_PID, 0, 0, 0), -ESRCH);
	EXPECT_EQ(xinim_reply(call, &m), -ESRCH);
	EXPECT_EQ(control(embryo, XINIM_PROCESS_PID, 0, 0, 0), -ESRCH);
	EXPECT_EQ(xinim_cap_close(embryo), 0);
	EXPECT_EQ(outcome(p), 7);
}

static void exec_leaves_nothing(void)
{
	uint64_t before;

	exec_once();
	before = free_pages();
	for (int i = 0; i < 30; i++)
		exec_once();
	EXPECT_EQ(free_pages(), before);
}

static void exec_refused(void)
{
	struct xinim_regs r = fresh_regs(), bad = r;
	int p = start_child(executes, 0), embryo = make_embryo(), busy;
	const char *nowhere = (const char *)8;
	struct xinim_message m;
	uint64_t call = expect_call(ANY_CALL, &m), other;

	busy = start_child(executes, 0);
	other = expect_call(ANY_CALL, &m);
	REQUIRE(p > 0 && embryo > 0 && call != 0 && busy > 0 && other != 0);
	EXPECT_EQ(adopt(call, embryo, (struct xinim_regs *)8, NULL), -EFAULT);
	EXPECT_EQ(adopt(call, embryo, &r, nowhere), -EFAULT);
	EXPECT_EQ(adopt(call, embryo, &r, "a name that is a good deal too long"),
		-ENAMETOOLONG);
	bad.rip = XINIM_USER_LIMIT;
	EXPECT_EQ(adopt(call, embryo, &bad, NULL), -EINVAL);
	bad = r;
	bad.fs_base = 1UL << 63;
	EXPECT_EQ(adopt(call, embryo, &bad, NULL), -EINVAL);
	EXPECT_EQ(adopt(call, 4000, &r, NULL), -EBADF);
	EXPECT_EQ(adopt(call, endpoint, &r, NULL), -EBADF);
	EXPECT_EQ(adopt(call, busy, &r, NULL), -EBUSY);
	EXPECT_EQ(adopt(call, p, &r, NULL), -EBUSY);
	EXPECT_EQ(adopt(call + 1, embryo, &r, NULL), -ESRCH);
	EXPECT_EQ(adopt(XINIM_CAP_SELF, embryo, &r, NULL), -ESRCH);
	EXPECT_EQ(adopt((uint64_t)p, embryo, &r, NULL), -ESRCH);
	answer(call, -ENOEXEC);
	EXPECT_EQ(outcome(p), 9);
	answer(other, -ENOEXEC);
	EXPECT_EQ(outcome(busy), 9);
	EXPECT_EQ(control(embryo, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	EXPECT_EQ(xinim_cap_close(embryo), 0);
}

static volatile uint64_t started;

/* The main thread and another are busy in their own ways while a third one does exec. */
static void executes_from_a_thread(uint64_t unused)
{
	long tid = xinim_syscall0(SYS_clone);

	(void)unused;
	if (tid == 0) {
		started = 1;
		executes(0);
	}
	for (;;)
		if (started)
			xinim_syscall0(SYS_sched_yield);
}

static void exec_from_a_thread(void)
{
	struct xinim_thread_start start = {
		.stack = (uint64_t)(second_stack + STACK) - 1024,
	};
	struct xinim_regs r = fresh_regs();
	int p = start_child(executes_from_a_thread, 0), embryo = make_embryo(), tid;
	struct xinim_message m;
	uint64_t call = expect_call(SYS_clone, &m);

	REQUIRE(p > 0 && embryo > 0 && call != 0);
	tid = xinim_thread_clone((int64_t)call, &start, call);
	REQUIRE(tid > 0);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD, (uint64_t)tid, 0, 0),
		pid_of(p));
	EXPECT_EQ(xinim_thread_control((int64_t)call, tid, XINIM_THREAD_START, 0), 0);
	answer(call, tid);
	call = expect_call(ANY_CALL, &m);
	REQUIRE(call != 0);
	EXPECT_EQ(adopt(call, embryo, &r, NULL), 0);
	EXPECT_EQ(xinim_cap_close(embryo), 0);
	EXPECT_EQ(outcome(p), 7);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD, (uint64_t)tid, 0, 0),
		-ESRCH);
}

static void exec_from_threads(void)
{
	uint64_t before;

	exec_from_a_thread();
	before = free_pages();
	for (int i = 0; i < 20; i++)
		exec_from_a_thread();
	/* Stacks of the kernel's are kept for the next threads. */
	EXPECT(before - free_pages() <= 64 || free_pages() > before);
}

#define OTHERS 24

static void executes_with_a_handler(uint64_t unused)
{
	const struct xinim_sigaction a = {
		.handler = 0x1000, .flags = SA_RESTORER, .restorer = 0x1000
	};

	xinim_syscall4(SYS_rt_sigaction, SIGCHLD, (long)&a, 0, 8);
	executes(unused);
}

/*
 * A signal that waits is offered to the thread that executes as each of the others ends.
 * It is no reason to go on: the memory is not there yet.
 */
static void exec_with_a_signal(void)
{
	struct xinim_siginfo info = { .si_signo = SIGCHLD };
	struct xinim_regs r = fresh_regs(), never = { .rip = 0x1000, .rsp = 0x1000 };
	int p = start_child(executes_with_a_handler, 0), embryo = make_embryo();
	struct xinim_message m;
	uint64_t call = expect_call(ANY_CALL, &m);

	REQUIRE(p > 0 && embryo > 0 && call != 0);
	for (int i = 0; i < OTHERS; i++)
		EXPECT(xinim_thread_create(p, &never) > 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_SIGNAL, 0, (uint64_t)&info, 0), 0);
	EXPECT_EQ(adopt(call, embryo, &r, NULL), 0);
	EXPECT_EQ(xinim_cap_close(embryo), 0);
	EXPECT_EQ(outcome(p), 7);
}

/* Killed while exec waits for the others to go: nothing is left of either memory. */
static void killed_in_exec(void)
{
	uint64_t before = free_pages();

	for (int i = 0; i < 10; i++) {
		struct xinim_regs r = fresh_regs();
		int p = start_child(executes, 0), embryo = make_embryo();
		struct xinim_message m;
		uint64_t call = expect_call(ANY_CALL, &m);

		REQUIRE(p > 0 && embryo > 0 && call != 0);
		EXPECT_EQ(adopt(call, embryo, &r, NULL), 0);
		control(p, XINIM_PROCESS_KILL, 9, 0, 0);
		EXPECT_EQ(xinim_cap_close(embryo), 0);
		outcome(p);
	}
	EXPECT(before - free_pages() <= 16 || free_pages() > before);
}

/* --- memory shared ------------------------------------------------------------------- */

static void vforks(uint64_t unused)
{
	long pid = xinim_syscall0(SYS_vfork);

	(void)unused;
	if (pid == 0) {
		word = 55;
		end(5);
	}
	end(word == 55 ? 7 : 8);
}

static void vfork_shares(void)
{
	int p = start_child(vforks, 0), child = xinim_process_create("vfork"), tid;
	struct xinim_message m;
	uint64_t call = expect_call(SYS_vfork, &m);

	REQUIRE(p > 0 && child > 0 && call != 0 && pid_of(child) > 0);
	EXPECT_EQ(control(child, XINIM_PROCESS_SHARE, 4000, 0, 0), -EBADF);
	EXPECT_EQ(control(child, XINIM_PROCESS_SHARE, (uint64_t)child, 0, 0), -EBUSY);
	EXPECT_EQ(control(p, XINIM_PROCESS_SHARE, call, 0, 0), -EBUSY);
	EXPECT_EQ(control(child, XINIM_PROCESS_SHARE, call, 0, 0), 0);
	tid = xinim_thread_clone(child, NULL, call);
	REQUIRE(tid > 0);
	EXPECT_EQ(xinim_thread_control(child, tid, XINIM_THREAD_START, 0), 0);
	EXPECT_EQ(outcome(child), 5);
	answer(call, tid);
	EXPECT_EQ(outcome(p), 7);
	EXPECT_EQ(word, 1);
}

static void vforks_and_executes(uint64_t unused)
{
	long pid = xinim_syscall0(SYS_vfork);

	(void)unused;
	if (pid == 0)
		executes(0);
	end(word == 2 ? 7 : 8);
}

static void vfork_then_exec(void)
{
	struct xinim_regs r = fresh_regs();
	int p = start_child(vforks_and_executes, 0), embryo = make_embryo();
	int child = xinim_process_create("vfork"), tid;
	struct xinim_message m;
	uint64_t call = expect_call(SYS_vfork, &m), exec;

	REQUIRE(p > 0 && child > 0 && call != 0 && pid_of(child) > 0);
	EXPECT_EQ(control(child, XINIM_PROCESS_SHARE, call, 0, 0), 0);
	tid = xinim_thread_clone(child, NULL, call);
	REQUIRE(tid > 0);
	EXPECT_EQ(xinim_thread_control(child, tid, XINIM_THREAD_START, 0), 0);
	exec = expect_call(ANY_CALL, &m);
	REQUIRE(exec != 0);
	EXPECT_EQ(m.badge, pid_of(child));
	EXPECT_EQ(adopt(exec, embryo, &r, NULL), 0);
	EXPECT_EQ(xinim_cap_close(embryo), 0);
	EXPECT_EQ(outcome(child), 7);
	answer(call, tid);
	EXPECT_EQ(outcome(p), 7);
}

/* --- limits ---------------------------------------------------------------------------- */

static void tries_limits(uint64_t unused)
{
	struct xinim_vm_map map = { .length = 64 * PAGE, .rights = RW };

	(void)unused;
	xinim_syscall0(SYS_sched_getscheduler);
	if (xinim_vm_map(XINIM_CAP_SELF, &map) != -ENOMEM)
		end(8);
	map.length = PAGE;
	if (xinim_vm_map(XINIM_CAP_SELF, &map) <= 0)
		end(9);
	if (control(0, XINIM_PROCESS_LIMIT, XINIM_LIMIT_SPACE, UINT64_MAX, 0) != -EPERM)
		end(10);
	end(7);
}

static void limits(void)
{
	int p = start_child(tries_limits, 0);
	struct xinim_process_times t = { 0 };
	struct xinim_message m;
	uint64_t call = expect_call(SYS_sched_getscheduler, &m);

	REQUIRE(p > 0 && call != 0);
	for (uint64_t i = 0; i < XINIM_LIMITS; i++)
		EXPECT_EQ(control(p, XINIM_PROCESS_LIMIT, i, 1UL << 40, 0), 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_LIMIT, XINIM_LIMITS, 5, 0), -EINVAL);
	EXPECT_EQ(control(p, XINIM_PROCESS_LIMIT, UINT64_MAX, 5, 0), -EINVAL);
	EXPECT_EQ(control(p, XINIM_PROCESS_TIMES, (uint64_t)&t, 0, 0), 0);
	EXPECT_EQ(control((int64_t)call, XINIM_PROCESS_LIMIT, XINIM_LIMIT_SPACE,
			  t.size + 10 * PAGE, 0),
		0);
	answer(call, 0);
	EXPECT_EQ(outcome(p), 7);
}

static void priorities(void)
{
	int p = start_child(tries_limits, 0);
	struct xinim_message m;
	uint64_t call = expect_call(SYS_sched_getscheduler, &m);

	REQUIRE(p > 0 && call != 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_PRIORITY, 5, 0, 0), 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_PRIORITY, 0, 0, 0), -EINVAL);
	EXPECT_EQ(control(p, XINIM_PROCESS_PRIORITY, 32, 0, 0), -EINVAL);
	EXPECT_EQ(control(p, XINIM_PROCESS_PRIORITY, 31, 0, 0), -EPERM);
	EXPECT_EQ(control(p, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT_EQ(outcome(p), -9);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD, 1, 0, 0), 1);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD, 0, 0, 0), -ESRCH);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_OF_THREAD, UINT64_MAX, 0, 0),
		-ESRCH);
}

/* --- alarms ---------------------------------------------------------------------------- */

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static int64_t set_alarm(int cap, uint64_t bits, uint64_t when)
{
	return control(XINIM_CAP_SELF, XINIM_PROCESS_ALARM, (uint64_t)cap, bits, when);
}

static void alarms(void)
{
	int n = xinim_notification_create();
	uint64_t start = now();

	REQUIRE(n > 0);
	EXPECT_EQ(set_alarm(n, 8, start + 20000000), 0);
	EXPECT_EQ(xinim_notification_wait(n, 8, SECOND), 8);
	EXPECT(now() >= start + 20000000);
	EXPECT_EQ(set_alarm(n, 8, now() + 10000000), 0);
	EXPECT_EQ(set_alarm(n, 0, 0), 0);
	EXPECT_EQ(xinim_notification_wait(n, 8, 30000000), -ETIMEDOUT);
	EXPECT_EQ(set_alarm(n, 8, 1), 0); /* long past */
	EXPECT_EQ(xinim_notification_wait(n, 8, SECOND), 8);
	/* The later one counts. */
	EXPECT_EQ(set_alarm(n, 8, now() + 10 * (uint64_t)SECOND), 0);
	EXPECT_EQ(set_alarm(n, 16, now() + 1000000), 0);
	EXPECT_EQ(xinim_notification_wait(n, 8 | 16, SECOND), 16);
	EXPECT_EQ(set_alarm(0, 1UL << 40, now() + 1000000), 0);
	EXPECT_EQ(xinim_syscall1(SYS_notify_wait, 1L << 40), 1L << 40);
	EXPECT_EQ(set_alarm(n, 1UL << 63, 1), -EINVAL);
	EXPECT_EQ(set_alarm(n, 0, 1), -EINVAL);
	EXPECT_EQ(set_alarm(4000, 1, 1), -EBADF);
	EXPECT_EQ(set_alarm(endpoint, 1, 1), -EBADF);
	EXPECT_EQ(set_alarm(n, 8, now() + SECOND), 0);
	EXPECT_EQ(xinim_cap_close(n), 0); /* and its alarm */
}

static void waits_for_alarm(uint64_t cap)
{
	xinim_syscall0(ANY_CALL);
	end(xinim_syscall3(SYS_notification_wait, (long)cap, 8, -1) == 8 ? 7 : 8);
}

static uint64_t heap_objects(void)
{
	struct xinim_stats_memory m;

	xinim_syscall4(SYS_stats_read, XINIM_STATS_MEMORY, 0, (long)&m, sizeof(m));
	return m.kernel_heap_objects;
}

/* Nobody can name the notification any more, but one waits for it, and its alarm is set. */
static void alarm_of_none(void)
{
	int n = xinim_notification_create(), p = start_child(waits_for_alarm, 1);
	struct xinim_stats_process s = { 0 };
	struct xinim_message m;
	uint64_t call = expect_call(ANY_CALL, &m);

	REQUIRE(n > 0 && p > 0 && call != 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_GIVE, (uint64_t)n, XINIM_RIGHT_READ, 0), 1);
	answer(call, 0);
	/* Until it waits. */
	do
		xinim_syscall4(SYS_stats_read, XINIM_STATS_PROCESS, pid_of(p), (long)&s,
			sizeof(s));
	while (s.state != XINIM_STATE_CALLING && s.state != XINIM_STATE_SLEEPING);
	EXPECT_EQ(set_alarm(n, 8, now() + 2000000), 0);
	EXPECT_EQ(xinim_cap_revoke(n), 0);
	EXPECT_EQ(xinim_cap_close(n), 0);
	EXPECT_EQ(outcome(p), 7);
}

static void alarms_of_none(void)
{
	uint64_t before;

	alarm_of_none();
	before = heap_objects();
	for (int i = 0; i < 10; i++)
		alarm_of_none();
	EXPECT_EQ(heap_objects(), before);
}

static const struct guest_case cases[] = {
	{ "exec", exec_once },
	{ "exec leaves nothing behind", exec_leaves_nothing },
	{ "exec refused", exec_refused },
	{ "exec from a thread", exec_from_threads },
	{ "a signal waits during exec", exec_with_a_signal },
	{ "killed in exec", killed_in_exec },
	{ "vfork shares memory", vfork_shares },
	{ "vfork, then exec", vfork_then_exec },
	{ "exec keeps what is charged", exec_keeps_quota },
	{ "vfork, exec: charges stay", vfork_exec_keeps_quota },
	{ "queued signals are charged", signals_are_charged },
	{ "limits", limits },
	{ "priorities", priorities },
	{ "alarms", alarms },
	{ "alarm of a notification that is gone", alarms_of_none },
};

int main(int argc, char **argv)
{
	serve_all();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
