/* tests/guest/signal-block.h - the cases of signal-block.c and -smp.c.
 *
 * Calls that wait, and signals that come meanwhile.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "signals.h"

#define DELAY_MS 15
#define DELAY_NS (DELAY_MS * 1000000UL)

static volatile unsigned int count, word, other_word;
static char stacks[4][THREAD_STACK] __attribute__((aligned(16)));

static void note(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	count++;
}

/* --- somebody who sends later ------------------------------------------------------- */

static volatile int later_signal, later_tid, later_wakes;

static void send_later(uint64_t unused)
{
	(void)unused;
	nap(DELAY_MS);
	send_info(XINIM_CAP_SELF, later_tid, later_signal, SI_TKILL, 0);
	if (later_wakes) {
		nap(DELAY_MS);
		word = 1;
		xinim_syscall6(SYS_futex, (long)&word, XINIM_FUTEX_WAKE, 100, 0, 0, 0);
		xinim_notification_signal(later_wakes, 4);
	}
	later_tid = 0;
	leave_thread();
}

static void later(int signal, int wakes)
{
	later_signal = signal;
	later_tid = getpid();
	later_wakes = wakes;
	count = 0;
	word = 0;
	thread_at(XINIM_CAP_SELF, send_later, 0, stacks[0]);
}

static void later_done(void)
{
	while (later_tid)
		nap(1);
}

/* --- sleeping ------------------------------------------------------------------------- */

static void sleeps(void)
{
	struct timespec t = { 5, 0 }, left = { 0, 0 }, never = { 0, 12345 };
	uint64_t start = now_ns();

	handle(SIGUSR1, note, SA_RESTART); /* that changes nothing */
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_syscall2(SYS_nanosleep, (long)&t, (long)&left), -EINTR);
	EXPECT_EQ(count, 1);
	EXPECT(now_ns() - start >= DELAY_NS);
	EXPECT_EQ(left.tv_sec, 4);
	later_done();
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_syscall2(SYS_nanosleep, (long)&t, 8), -EFAULT);
	later_done();
	/* An absolute one tells nothing. */
	t.tv_sec = (time_t)(now_ns() / 1000000000) + 5;
	left = never;
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_syscall4(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME,
			  (long)&t, (long)&left),
		-EINTR);
	EXPECT_EQ(left.tv_nsec, 12345);
	EXPECT_EQ(count, 1);
	later_done();
	/* What is ignored, and stopping and going on, do not end it. */
	ignore(SIGUSR1);
	start = now_ns();
	t = (struct timespec){ 0, 40000000 };
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_syscall2(SYS_nanosleep, (long)&t, 0), 0);
	EXPECT(now_ns() - start >= 40000000);
	later_done();
	EXPECT_EQ(xinim_syscall0(SYS_restart_syscall), -EINTR);
	set_default(SIGUSR1);
}

static void suspends(void)
{
	uint64_t none = 0;

	handle(SIGUSR1, note, 0);
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_syscall0(SYS_pause), -EINTR);
	EXPECT_EQ(count, 1);
	later_done();
	mask(SIG_SETMASK, BIT(SIGUSR1) | BIT(SIGUSR2));
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_syscall2(SYS_rt_sigsuspend, (long)&none, 8), -EINTR);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(blocked(), BIT(SIGUSR1) | BIT(SIGUSR2));
	later_done();
	/* One that waits already does at once. */
	count = 0;
	send(SIGUSR1);
	EXPECT_EQ(count, 0);
	EXPECT_EQ(xinim_syscall2(SYS_rt_sigsuspend, (long)&none, 8), -EINTR);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(blocked(), BIT(SIGUSR1) | BIT(SIGUSR2));
	EXPECT_EQ(xinim_syscall2(SYS_rt_sigsuspend, (long)&none, 4), -EINVAL);
	EXPECT_EQ(xinim_syscall2(SYS_rt_sigsuspend, 8, 8), -EFAULT);
	mask(SIG_SETMASK, 0);
	set_default(SIGUSR1);
}

static void timed_waits(void)
{
	uint64_t set = BIT(SIGUSR2);
	struct timespec t = { 5, 0 };
	struct xinim_siginfo info;

	handle(SIGUSR1, note, SA_RESTART);
	later(SIGUSR1, 0);
	EXPECT_EQ(
		xinim_syscall4(SYS_rt_sigtimedwait, (long)&set, (long)&info, (long)&t, 8),
		-EINTR);
	EXPECT_EQ(count, 1);
	later_done();
	mask(SIG_SETMASK, set);
	later(SIGUSR2, 0);
	EXPECT_EQ(
		xinim_syscall4(SYS_rt_sigtimedwait, (long)&set, (long)&info, (long)&t, 8),
		SIGUSR2);
	EXPECT_EQ(info.si_code, SI_TKILL);
	later_done();
	mask(SIG_SETMASK, 0);
	/* Not even blocked: who waits for it gets it all the same. */
	later(SIGUSR2, 0);
	EXPECT_EQ(
		xinim_syscall4(SYS_rt_sigtimedwait, (long)&set, 0, (long)&t, 8), SIGUSR2);
	later_done();
	set_default(SIGUSR1);
}

/* --- futexes, notifications, messages ---------------------------------------------------- */

static long futex_wait(const struct timespec *t)
{
	return xinim_syscall6(SYS_futex, (long)&word, XINIM_FUTEX_WAIT, 0, (long)t, 0, 0);
}

static void futexes(void)
{
	struct timespec t = { 5, 0 };
	int n = xinim_notification_create();

	handle(SIGUSR1, note, 0);
	later(SIGUSR1, 0);
	EXPECT_EQ(futex_wait(NULL), -EINTR);
	EXPECT_EQ(count, 1);
	later_done();
	later(SIGUSR1, 0);
	EXPECT_EQ(futex_wait(&t), -EINTR);
	later_done();
	handle(SIGUSR1, note, SA_RESTART);
	later(SIGUSR1, n);
	EXPECT_EQ(futex_wait(NULL), 0);
	EXPECT_EQ(count, 1);
	later_done();
	later(SIGUSR1, n);
	EXPECT_EQ(futex_wait(&t), -EINTR);
	later_done();
	xinim_cap_close(n);
	set_default(SIGUSR1);
}

static void notifications(void)
{
	int n = xinim_notification_create();

	handle(SIGUSR1, note, 0);
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_notification_wait(n, 4, XINIM_FOREVER), -EINTR);
	EXPECT_EQ(count, 1);
	later_done();
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_notification_wait(n, 4, 5000000000), -EINTR);
	later_done();
	handle(SIGUSR1, note, SA_RESTART);
	later(SIGUSR1, n);
	EXPECT_EQ(xinim_notification_wait(n, 4, XINIM_FOREVER), 4);
	EXPECT_EQ(count, 1);
	later_done();
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_notification_wait(n, 4, 5000000000), -EINTR);
	later_done();
	xinim_cap_close(n);
	set_default(SIGUSR1);
}

static void messages(void)
{
	struct xinim_message m = { 0 };
	int endpoint = xinim_endpoint_create();

	handle(SIGUSR1, note, 0);
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_receive(endpoint, &m, XINIM_FOREVER), -EINTR);
	EXPECT_EQ(count, 1);
	later_done();
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_reply_receive(endpoint, 0, &m, 5000000000), -EINTR);
	later_done();
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_call(endpoint, &m, XINIM_FOREVER), -EINTR);
	later_done();
	later(SIGUSR1, 0);
	EXPECT_EQ(xinim_send(endpoint, &m, 5000000000), -EINTR);
	later_done();
	xinim_cap_close(endpoint);
	set_default(SIGUSR1);
}

/* --- calls to a server ------------------------------------------------------------------- */

static int64_t server_endpoint;

/* A program that makes one call, whose result and the handlers that ran it tells. */
static void caller(uint64_t unused)
{
	long result;

	(void)unused;
	count = 0;
	result = xinim_syscall3(SYS_read, 1, 2, 3);
	xinim_syscall1(SYS_exit_group, (result == -EINTR ? 100 : result) + 10 * count);
}

/* Takes the call, puts it aside until its caller is interrupted, and answers. */
static void parked(int64_t answer, int flags, int want, int again)
{
	struct xinim_message m = { 0 };
	int pid, child;
	int64_t call;

	handle(SIGUSR1, note, flags);
	child = child_at(caller, 0, &pid);
	REQUIRE(child > 0);
	call = xinim_receive((int)server_endpoint, &m, 1000000000);
	REQUIRE(call > 0);
	EXPECT_EQ(m.label, SYS_read);
	EXPECT_EQ(xinim_process_control(call, XINIM_PROCESS_INTERRUPTED, 0, 0, 0), 0);
	EXPECT_EQ(send_info(child, 0, SIGUSR1, 0, 0), 0);
	EXPECT_EQ(xinim_syscall1(SYS_notify_wait, XINIM_NOTIFY_CANCEL),
		XINIM_NOTIFY_CANCEL);
	EXPECT_EQ(xinim_process_control(call, XINIM_PROCESS_INTERRUPTED, 0, 0, 0), 1);
	m.word[0] = (uint64_t)answer;
	EXPECT_EQ(xinim_reply((uint64_t)call, &m), 0);
	EXPECT_EQ(
		xinim_process_control(call, XINIM_PROCESS_INTERRUPTED, 0, 0, 0), -ESRCH);
	call = xinim_receive((int)server_endpoint, &m, 20000000);
	EXPECT_EQ(call > 0, again);
	m.word[0] = 7;
	if (call > 0)
		EXPECT_EQ(xinim_reply((uint64_t)call, &m), 0);
	EXPECT_EQ(status_of(child, pid), want << 8);
	set_default(SIGUSR1);
}

/* Nobody has received it: it is taken back, and made again after the handler. */
static void not_received(void)
{
	struct xinim_message m = { 0 };
	int pid, child;
	int64_t call;

	handle(SIGUSR1, note, 0);
	child = child_at(caller, 0, &pid);
	REQUIRE(child > 0);
	nap(10);
	EXPECT_EQ(send_info(child, 0, SIGUSR1, 0, 0), 0);
	nap(10);
	call = xinim_receive((int)server_endpoint, &m, 1000000000);
	REQUIRE(call > 0);
	EXPECT_EQ(m.word[0], 1);
	EXPECT_EQ(m.word[2], 3);
	m.word[0] = 7;
	EXPECT_EQ(xinim_reply((uint64_t)call, &m), 0);
	EXPECT_EQ(status_of(child, pid), 17 << 8);
	set_default(SIGUSR1);
}

/* A signal sent by way of the call itself is no news to its server. */
static void by_the_call(void)
{
	struct xinim_message m = { 0 };
	int pid, child;
	int64_t call;

	handle(SIGUSR1, note, 0);
	child = child_at(caller, 0, &pid);
	REQUIRE(child > 0);
	call = xinim_receive((int)server_endpoint, &m, 1000000000);
	REQUIRE(call > 0);
	EXPECT_EQ(send_info(call, 0, SIGUSR1, 0, 0), 0);
	m.word[0] = 3;
	EXPECT_EQ(xinim_reply((uint64_t)call, &m), 0);
	EXPECT_EQ(status_of(child, pid), 13 << 8);
	EXPECT(!(xinim_syscall1(
			 SYS_notify_wait, XINIM_NOTIFY_CANCEL | XINIM_NOTIFY_CHILD) &
		XINIM_NOTIFY_CANCEL));
	set_default(SIGUSR1);
}

/* A caller's end takes the call away at once. */
static void killed_caller(void)
{
	struct xinim_message m = { 0 };
	int pid, child = child_at(caller, 0, &pid);
	int64_t call;

	REQUIRE(child > 0);
	call = xinim_receive((int)server_endpoint, &m, 1000000000);
	REQUIRE(call > 0);
	EXPECT_EQ(send_info(child, 0, SIGTERM, 0, 0), 0);
	EXPECT_EQ(status_of(child, pid), SIGTERM);
	EXPECT_EQ(xinim_reply((uint64_t)call, &m), -ESRCH);
	xinim_syscall1(SYS_notify_wait, XINIM_NOTIFY_CANCEL);
}

static void routed(void)
{
	server_endpoint = xinim_endpoint_create();
	REQUIRE_EQ(xinim_route_serve(XINIM_ROUTE_VFS, (int)server_endpoint), 0);
	by_the_call();
	not_received();
	parked(-EINTR, SA_RESTART, 110, 0);
	parked(-XINIM_ERESTARTSYS, 0, 110, 0);
	parked(-XINIM_ERESTARTSYS, SA_RESTART, 17, 1);
	parked(-XINIM_ERESTARTNOHAND, SA_RESTART, 110, 0);
	parked(-XINIM_ERESTARTNOINTR, 0, 17, 1);
	parked(5, 0, 15, 0); /* it was through before it heard */
	killed_caller();
}

/* --- children ------------------------------------------------------------------------------ */

static void waits(void)
{
	int pid, status, child = child_at((void (*)(uint64_t))leave_thread, 0, &pid);

	REQUIRE(child > 0);
	EXPECT_EQ(status_of(child, pid), 0);
	handle(SIGUSR1, note, 0);
	xinim_process_create("idle");
	later(SIGUSR1, 0);
	EXPECT_EQ(waitpid(-1, &status, 0), -1);
	EXPECT_EQ(errno, EINTR);
	EXPECT_EQ(count, 1);
	later_done();
	set_default(SIGUSR1);
}

/* --- which thread ---------------------------------------------------------------------------- */

static volatile int taker;

static void who(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	taker = (int)xinim_syscall0(SYS_gettid);
	count++;
}

static void wait_here(uint64_t unused)
{
	(void)unused;
	while (!word)
		xinim_syscall0(SYS_pause);
	leave_thread();
}

/* What one thread blocks another one takes; what both block, who first opens it. */
static void other_thread(void)
{
	int tid;

	handle(SIGUSR1, who, 0);
	word = 0;
	count = 0;
	tid = thread_at(XINIM_CAP_SELF, wait_here, 0, stacks[0]);
	REQUIRE(tid > 0);
	nap(2);
	EXPECT_EQ(send(SIGUSR1), 0);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(taker, getpid());
	mask(SIG_SETMASK, BIT(SIGUSR1));
	EXPECT_EQ(send(SIGUSR1), 0);
	for (int i = 0; i < 1000 && count < 2; i++)
		nap(1);
	EXPECT_EQ(count, 2);
	EXPECT_EQ(taker, tid);
	mask(SIG_SETMASK, 0);
	EXPECT_EQ(send_info(XINIM_CAP_SELF, tid, SIGUSR1, 0, 0), 0);
	for (int i = 0; i < 1000 && count < 3; i++)
		nap(1);
	EXPECT_EQ(taker, tid);
	word = 1;
	EXPECT_EQ(send_info(XINIM_CAP_SELF, tid, SIGUSR1, 0, 0), 0);
	nap(2);
	EXPECT_EQ(send_info(XINIM_CAP_SELF, tid, SIGUSR1, 0, 0), -ESRCH);
	set_default(SIGUSR1);
}

/* --- a storm ------------------------------------------------------------------------------------ */

static volatile unsigned int storm, sent;

static void thunder(uint64_t tid)
{
	unsigned int n = 0;

	while (storm) {
		send_info(XINIM_CAP_SELF, n % 3 ? (int)tid : 0,
			n % 2 ? SIGUSR1 : SIGRTMIN, SI_QUEUE, n);
		n++;
		sent++;
		if (n % 64 ==
			0) /* in bursts: who is only interrupted never comes to wait */
			nap(1);
		else if (n % 8 == 0)
			xinim_syscall0(SYS_sched_yield);
	}
	__atomic_fetch_add(&other_word, 1, __ATOMIC_SEQ_CST);
	leave_thread();
}

static void storms(void)
{
	struct timespec t = { 0, 200000 };
	struct xinim_message m = { 0 };
	int n = xinim_notification_create(), e = xinim_endpoint_create();
	int64_t r;

	handle(SIGUSR1, note, SA_RESTART);
	handle(SIGRTMIN, note, 0);
	count = 0;
	sent = 0;
	other_word = 0;
	storm = 1;
	for (int i = 0; i < 2; i++)
		thread_at(XINIM_CAP_SELF, thunder, (uint64_t)getpid(), stacks[2 + i]);
	for (int i = 0; i < 1500; i++) {
		switch (i % 5) {
		case 0:
			r = xinim_syscall2(SYS_nanosleep, (long)&t, 0);
			EXPECT(r == 0 || r == -EINTR);
			break;
		case 1:
			word = 0;
			r = futex_wait(&t);
			EXPECT(r == -ETIMEDOUT || r == -EINTR);
			break;
		case 2:
			r = xinim_notification_wait(n, 4, 200000);
			EXPECT(r == -ETIMEDOUT || r == -EINTR);
			break;
		case 3:
			r = xinim_receive(e, &m, 200000);
			EXPECT(r == -ETIMEDOUT || r == -EINTR);
			break;
		default:
			EXPECT_EQ(xinim_syscall0(SYS_getpid), getpid());
		}
	}
	storm = 0;
	while (other_word < 2)
		nap(1);
	printf("  %u sent, %u handled\n", sent, count);
	EXPECT(count > 100);
	EXPECT_EQ(pending(), 0);
	set_default(SIGUSR1);
	set_default(SIGRTMIN);
}

static const struct guest_case cases[] = {
	{ "sleeping", sleeps },
	{ "sigsuspend, pause", suspends },
	{ "sigtimedwait", timed_waits },
	{ "futexes", futexes },
	{ "notifications", notifications },
	{ "messages", messages },
	{ "calls to a server", routed },
	{ "waiting for children", waits },
	{ "which thread takes it", other_thread },
	{ "a storm while calls wait", storms },
};

int main(int argc, char **argv)
{
	be_up();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
