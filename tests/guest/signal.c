/* tests/guest/signal.c - signals: actions, masks, queues, handlers.
 *
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "signals.h"

#define ALL (~(BIT(SIGKILL) | BIT(SIGSTOP)))

static volatile unsigned int count;
static volatile int order[64];
static volatile siginfo_t seen;
static volatile uint64_t mask_in_handler;

static void note(int signal, siginfo_t *info, void *context)
{
	(void)context;
	seen = *info;
	mask_in_handler = blocked();
	order[count++ % 64] = signal;
}

static void handled_at_once(void)
{
	handle(SIGUSR1, note, 0);
	count = 0;
	REQUIRE_EQ(send_info(XINIM_CAP_SELF, 0, SIGUSR1, SI_QUEUE, 0x123456789), 0);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(seen.si_signo, SIGUSR1);
	EXPECT_EQ(seen.si_code, SI_QUEUE);
	EXPECT_EQ(seen.si_pid, 77);
	EXPECT_EQ(seen.si_uid, 88);
	EXPECT_EQ((uint64_t)seen.si_ptr, 0x123456789);
	EXPECT_EQ(mask_in_handler, BIT(SIGUSR1));
	EXPECT_EQ(blocked(), 0);
	EXPECT_EQ(send_info(XINIM_CAP_SELF, getpid(), SIGUSR1, SI_TKILL, 0), 0);
	EXPECT_EQ(count, 2);
	EXPECT_EQ(seen.si_code, SI_TKILL);
	set_default(SIGUSR1);
}

static void action_errors(void)
{
	struct xinim_sigaction a = { 0 }, old;
	long bad = 8;

	EXPECT_EQ(action(0, &a, &old), -EINVAL);
	EXPECT_EQ(action(65, &a, &old), -EINVAL);
	EXPECT_EQ(action(-1, &a, &old), -EINVAL);
	EXPECT_EQ(action(SIGKILL, &a, &old), -EINVAL);
	EXPECT_EQ(action(SIGSTOP, &a, &old), -EINVAL);
	EXPECT_EQ(action(SIGKILL, NULL, &old), 0);
	EXPECT_EQ(action(SIGUSR1, (void *)bad, NULL), -EFAULT);
	EXPECT_EQ(action(SIGUSR1, NULL, (void *)bad), -EFAULT);
	EXPECT_EQ(action(SIGUSR1, (void *)0xffff800000000000, NULL), -EFAULT);
	EXPECT_EQ(xinim_syscall4(SYS_rt_sigaction, SIGUSR1, 0, 0, 4), -EINVAL);
	a.handler = 0x1234;
	a.flags = UINT64_MAX;
	a.restorer = 0x5678;
	a.mask = UINT64_MAX;
	EXPECT_EQ(action(SIGUSR2, &a, NULL), 0);
	EXPECT_EQ(action(SIGUSR2, NULL, &old), 0);
	EXPECT_EQ(old.handler, 0x1234);
	EXPECT_EQ(old.restorer, 0x5678);
	EXPECT_EQ(old.flags, 0xdc000007); /* those there are */
	EXPECT_EQ(old.mask, ALL);
	set_default(SIGUSR2);
	EXPECT_EQ(xinim_process_control(
			  XINIM_CAP_SELF, XINIM_PROCESS_ACTION, SIGCHLD, 0, 0),
		XINIM_ACTION_IGNORED);
	ignore(SIGUSR2);
	EXPECT(xinim_process_control(
		       XINIM_CAP_SELF, XINIM_PROCESS_ACTION, SIGUSR2, 0, 0) &
		XINIM_ACTION_IGNORED);
	handle(SIGCHLD, note, SA_NOCLDWAIT | SA_NOCLDSTOP);
	EXPECT_EQ(xinim_process_control(
			  XINIM_CAP_SELF, XINIM_PROCESS_ACTION, SIGCHLD, 0, 0),
		XINIM_ACTION_CAUGHT | SA_NOCLDWAIT | SA_NOCLDSTOP | SA_SIGINFO |
			SA_RESTORER);
	EXPECT_EQ(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_ACTION, 0, 0, 0),
		-EINVAL);
	EXPECT_EQ(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_ACTION, 65, 0, 0),
		-EINVAL);
	set_default(SIGCHLD);
	set_default(SIGUSR2);
}

static void send_errors(void)
{
	EXPECT_EQ(send(0), -EINVAL);
	EXPECT_EQ(send(65), -EINVAL);
	EXPECT_EQ(send(-1), -EINVAL);
	EXPECT_EQ(send_info(XINIM_CAP_SELF, 999, SIGUSR1, 0, 0), -ESRCH);
	EXPECT_EQ(send_info(77, 0, SIGUSR1, 0, 0), -EBADF);
	EXPECT_EQ(xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_SIGNAL, 0, 8, 0),
		-EFAULT);
	EXPECT_EQ(xinim_process_control(77, XINIM_PROCESS_INTERRUPTED, 0, 0, 0), -ESRCH);
}

static void mask_errors(void)
{
	uint64_t set = 0;

	EXPECT_EQ(mask(3, 0), -EINVAL);
	EXPECT_EQ(mask(-1, 0), -EINVAL);
	EXPECT_EQ(xinim_syscall4(SYS_rt_sigprocmask, 3, 0, (long)&set, 8), 0);
	EXPECT_EQ(xinim_syscall4(SYS_rt_sigprocmask, 0, 8, 0, 8), -EFAULT);
	EXPECT_EQ(xinim_syscall4(SYS_rt_sigprocmask, 0, 0, 8, 8), -EFAULT);
	EXPECT_EQ(xinim_syscall4(SYS_rt_sigprocmask, 0, (long)&set, 0, 16), -EINVAL);
	EXPECT_EQ(xinim_syscall2(SYS_rt_sigpending, (long)&set, 9), -EINVAL);
	EXPECT_EQ(xinim_syscall2(SYS_rt_sigpending, 8, 8), -EFAULT);
	EXPECT_EQ(mask(SIG_SETMASK, UINT64_MAX), 0);
	EXPECT_EQ(blocked(), ALL);
	EXPECT_EQ(mask(SIG_UNBLOCK, BIT(SIGHUP)), 0);
	EXPECT_EQ(blocked(), ALL & ~BIT(SIGHUP));
	EXPECT_EQ(mask(SIG_SETMASK, 0), 0);
	EXPECT_EQ(mask(SIG_BLOCK, BIT(SIGHUP) | BIT(64)), 0);
	EXPECT_EQ(blocked(), BIT(SIGHUP) | BIT(64));
	EXPECT_EQ(mask(SIG_SETMASK, 0), 0);
}

/* Blocked, standard ones wait once, real-time ones each, in order; lowest number first. */
static void waiting_and_order(void)
{
	int want[] = { SIGUSR1, SIGTERM, SIGRTMIN, SIGRTMIN, SIGRTMIN, SIGRTMIN + 3 };

	handle(SIGUSR1, note, 0);
	handle(SIGTERM, note, 0);
	handle(SIGRTMIN, note, 0);
	handle(SIGRTMIN + 3, note, 0);
	for (int i = 0; i < 6; i++) {
		struct sigaction a;

		sigaction(want[i], NULL, &a);
		sigfillset(&a.sa_mask);
		sigaction(want[i], &a, NULL);
	}
	count = 0;
	mask(SIG_SETMASK, ALL);
	EXPECT_EQ(send(SIGRTMIN + 3), 0);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(
			send_info(XINIM_CAP_SELF, 0, SIGRTMIN, SI_QUEUE, (uint64_t)i), 0);
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(send(SIGTERM), 0);
		EXPECT_EQ(send(SIGUSR1), 0);
	}
	EXPECT_EQ(count, 0);
	EXPECT_EQ(pending(),
		BIT(SIGUSR1) | BIT(SIGTERM) | BIT(SIGRTMIN) | BIT(SIGRTMIN + 3));
	mask(SIG_SETMASK, 0);
	EXPECT_EQ(count, 6); /* each handler blocks all: one after the other */
	EXPECT_EQ(pending(), 0);
	for (int i = 0; i < 6; i++)
		EXPECT_EQ(order[i], want[i]);
	for (int i = 0; i < 6; i++)
		set_default(want[i]);
}

static void queue_limit(void)
{
	long error = 0;
	int n = 0;

	mask(SIG_SETMASK, BIT(SIGRTMIN));
	while (n < 100000 &&
		(error = send_info(XINIM_CAP_SELF, n % 2 ? getpid() : 0, SIGRTMIN,
			 SI_QUEUE, (uint64_t)n)) == 0)
		n++;
	EXPECT_EQ(error, -EAGAIN);
	EXPECT_EQ(n, 1024);
	/* kill() has no such error: one is pending anyhow. */
	EXPECT_EQ(send_info(XINIM_CAP_SELF, 0, SIGRTMIN, SI_USER, 0), 0);
	/* Standard ones always find room. */
	mask(SIG_BLOCK, BIT(SIGHUP));
	EXPECT_EQ(send(SIGHUP), 0);
	EXPECT_EQ(pending(), BIT(SIGHUP) | BIT(SIGRTMIN));
	ignore(SIGRTMIN);
	EXPECT_EQ(pending(), BIT(SIGHUP));
	set_default(SIGRTMIN);
	EXPECT_EQ(send_info(XINIM_CAP_SELF, 0, SIGRTMIN, SI_QUEUE, 1), 0);
	ignore(SIGHUP);
	ignore(SIGRTMIN);
	mask(SIG_SETMASK, 0);
	EXPECT_EQ(pending(), 0);
	set_default(SIGHUP);
	set_default(SIGRTMIN);
}

static void ignored(void)
{
	ignore(SIGUSR1);
	EXPECT_EQ(send(SIGUSR1), 0);
	EXPECT_EQ(send(SIGCHLD), 0);
	EXPECT_EQ(send(SIGURG), 0);
	EXPECT_EQ(send(SIGWINCH), 0);
	EXPECT_EQ(send(SIGCONT), 0);
	EXPECT_EQ(pending(), 0);
	/* Blocked, it waits: it may be caught before it is unblocked. */
	mask(SIG_BLOCK, BIT(SIGUSR1) | BIT(SIGCHLD));
	EXPECT_EQ(send(SIGUSR1), 0);
	EXPECT_EQ(send(SIGCHLD), 0);
	EXPECT_EQ(pending(), BIT(SIGUSR1) | BIT(SIGCHLD));
	count = 0;
	handle(SIGUSR1, note, 0);
	mask(SIG_SETMASK, 0);
	EXPECT_EQ(count, 1);
	EXPECT_EQ(pending(), 0);
	set_default(SIGUSR1);
}

static void once_more(int signal, siginfo_t *info, void *context)
{
	(void)context;
	(void)info;
	mask_in_handler = blocked();
	order[count++] = signal;
	if (count < 3)
		send(signal);
}

static void flags(void)
{
	struct sigaction a;

	/* Without SA_NODEFER the next one waits for the handler's end. */
	count = 0;
	handle(SIGUSR1, once_more, 0);
	send(SIGUSR1);
	EXPECT_EQ(count, 3);
	EXPECT_EQ(mask_in_handler, BIT(SIGUSR1));
	count = 0;
	handle(SIGUSR1, once_more, SA_NODEFER);
	send(SIGUSR1);
	EXPECT_EQ(count, 3);
	EXPECT_EQ(mask_in_handler, 0);
	count = 10;
	handle(SIGURG, once_more, SA_RESETHAND);
	send(SIGURG);
	send(SIGURG); /* ignored by default */
	EXPECT_EQ(count, 11);
	sigaction(SIGURG, NULL, &a);
	EXPECT(a.sa_handler == SIG_DFL);
	EXPECT_EQ(blocked(), 0);
	set_default(SIGUSR1);
}

static volatile uint64_t stack_in_handler;
static stack_t altstack_in_handler;

static void look_at_stack(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	stack_in_handler = (uint64_t)__builtin_frame_address(0);
	sigaltstack(NULL, &altstack_in_handler);
	count++;
}

static char room[32768] __attribute__((aligned(16)));

static void alternate_stack(void)
{
	stack_t s = { .ss_sp = room, .ss_size = sizeof(room) }, old;

	count = 0;
	EXPECT_EQ(sigaltstack(NULL, &old), 0);
	EXPECT_EQ(old.ss_flags, SS_DISABLE);
	EXPECT_EQ(sigaltstack(&s, NULL), 0);
	EXPECT_EQ(sigaltstack(NULL, &old), 0);
	EXPECT_EQ(old.ss_flags, 0);
	EXPECT(old.ss_sp == room);
	EXPECT_EQ(old.ss_size, sizeof(room));
	handle(SIGUSR1, look_at_stack, SA_ONSTACK);
	send(SIGUSR1);
	EXPECT_EQ(count, 1);
	EXPECT(stack_in_handler > (uint64_t)room &&
		stack_in_handler < (uint64_t)(room + sizeof(room)));
	EXPECT_EQ(altstack_in_handler.ss_flags, SS_ONSTACK);
	EXPECT_EQ(sigaltstack(NULL, &old), 0);
	EXPECT_EQ(old.ss_flags, 0);
	handle(SIGUSR1, look_at_stack, 0);
	send(SIGUSR1);
	EXPECT(stack_in_handler < (uint64_t)room ||
		stack_in_handler > (uint64_t)(room + sizeof(room)));
	s.ss_size = 2047;
	EXPECT_EQ(sigaltstack(&s, NULL), -1);
	EXPECT_EQ(errno, ENOMEM);
	s.ss_size = sizeof(room);
	s.ss_flags = 4;
	EXPECT_EQ(sigaltstack(&s, NULL), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(xinim_syscall2(SYS_sigaltstack, 8, 0), -EFAULT);
	EXPECT_EQ(xinim_syscall2(SYS_sigaltstack, 0, 8), -EFAULT);
	/* SS_AUTODISARM: none while the handler runs. */
	s.ss_flags = (int)XINIM_SS_AUTODISARM;
	EXPECT_EQ(sigaltstack(&s, NULL), 0);
	handle(SIGUSR1, look_at_stack, SA_ONSTACK);
	send(SIGUSR1);
	EXPECT_EQ(altstack_in_handler.ss_flags, SS_DISABLE);
	EXPECT_EQ(sigaltstack(NULL, &old), 0);
	EXPECT_EQ((unsigned int)old.ss_flags, XINIM_SS_AUTODISARM);
	EXPECT_EQ(old.ss_size, sizeof(room));
	s.ss_flags = SS_DISABLE;
	EXPECT_EQ(sigaltstack(&s, NULL), 0);
	set_default(SIGUSR1);
}

static void on_stack_call(int signal, siginfo_t *info, void *context)
{
	stack_t s = { .ss_sp = room, .ss_size = sizeof(room) };

	(void)signal;
	(void)info;
	(void)context;
	count = sigaltstack(&s, NULL) == -1 ? (unsigned int)errno : 0;
}

static void busy_stack(void)
{
	stack_t s = { .ss_sp = room, .ss_size = sizeof(room) };

	EXPECT_EQ(sigaltstack(&s, NULL), 0);
	handle(SIGUSR1, on_stack_call, SA_ONSTACK);
	send(SIGUSR1);
	EXPECT_EQ(count, EPERM);
	s.ss_flags = SS_DISABLE;
	EXPECT_EQ(sigaltstack(&s, NULL), 0);
	set_default(SIGUSR1);
}

static void timed_wait(void)
{
	uint64_t set = BIT(SIGUSR1) | BIT(SIGRTMIN);
	struct timespec t = { 0, 20000000 }, bad = { 0, 1000000000 }, zero = { 0, 0 };
	struct xinim_siginfo info;
	uint64_t start = now_ns();

#define WAIT(set, info, time) \
	xinim_syscall4(SYS_rt_sigtimedwait, (long)(set), (long)(info), (long)(time), 8)
	EXPECT_EQ(WAIT(&set, &info, &t), -EAGAIN);
	EXPECT(now_ns() - start >= 20000000);
	EXPECT_EQ(WAIT(&set, &info, &zero), -EAGAIN);
	EXPECT_EQ(WAIT(&set, &info, &bad), -EINVAL);
	EXPECT_EQ(WAIT(8, &info, &zero), -EFAULT);
	EXPECT_EQ(WAIT(&set, &info, 8), -EFAULT);
	EXPECT_EQ(xinim_syscall4(SYS_rt_sigtimedwait, (long)&set, 0, 0, 7), -EINVAL);
	mask(SIG_SETMASK, set);
	send_info(XINIM_CAP_SELF, 0, SIGRTMIN, SI_QUEUE, 5);
	send_info(XINIM_CAP_SELF, getpid(), SIGRTMIN, SI_QUEUE, 6);
	send(SIGUSR1);
	EXPECT_EQ(WAIT(&set, &info, NULL), SIGRTMIN); /* the thread's own come first */
	EXPECT_EQ(info.si.sender.value, 6);
	EXPECT_EQ(WAIT(&set, &info, NULL), SIGUSR1);
	EXPECT_EQ(info.si_signo, SIGUSR1);
	EXPECT_EQ(WAIT(&set, NULL, &t), SIGRTMIN);
	send(SIGUSR1);
	EXPECT_EQ(WAIT(&set, 8, &t), -EFAULT);
	EXPECT_EQ(pending(), 0);
	mask(SIG_SETMASK, 0);
}

/* --- what ends or stops a process ------------------------------------------------------ */

static void doze(uint64_t unused)
{
	(void)unused;
	for (;;)
		xinim_syscall0(SYS_pause);
}

static void spin(uint64_t unused)
{
	(void)unused;
	for (;;)
		;
}

static void default_ends(void)
{
	static const int deadly[] = { SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT,
		SIGBUS, SIGFPE, SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM,
		SIGTERM, SIGSTKFLT, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO, SIGPWR,
		SIGSYS, 32, SIGRTMIN, SIGRTMAX };

	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++) {
		int pid, child = child_at(i % 2 ? doze : spin, 0, &pid);

		REQUIRE(child > 0);
		EXPECT_EQ(send_info(child, 0, SIGCHLD, 0, 0), 0);
		EXPECT_EQ(send_info(child, i % 3 ? 0 : pid, deadly[i], 0, 0), 0);
		EXPECT_EQ(status_of(child, pid), deadly[i]);
	}
}

static void unblocks(uint64_t signal)
{
	mask(SIG_SETMASK, 0);
	send((int)signal);
	xinim_syscall1(SYS_exit_group, 5);
}

/* A copy has the same handlers; a blocked signal ends when it is unblocked. */
static void blocked_ends(void)
{
	int pid, child;

	mask(SIG_SETMASK, BIT(SIGTERM));
	child = child_at(unblocks, SIGTERM, &pid);
	REQUIRE(child > 0);
	EXPECT_EQ(status_of(child, pid), SIGTERM);
	mask(SIG_SETMASK, 0);
	count = 0;
	handle(SIGTERM, note, 0);
	child = child_at(unblocks, SIGTERM, &pid);
	REQUIRE(child > 0);
	EXPECT_EQ(status_of(child, pid), 5 << 8);
	EXPECT_EQ(count, 0);
	set_default(SIGTERM);
}

static volatile uint64_t *shared;

static void count_up(uint64_t unused)
{
	(void)unused;
	for (;;)
		++*shared;
}

static void stop_and_continue(void)
{
	static const int stoppers[] = { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU };
	struct xinim_vm_map m = { 0 };
	int object = xinim_object_create(4096);
	int64_t where;

	m.length = 4096;
	m.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE;
	m.flags = XINIM_VM_SHARED;
	m.object = object;
	where = xinim_vm_map(XINIM_CAP_SELF, &m);
	REQUIRE(where > 0);
	shared = (uint64_t *)where;
	for (int i = 0; i < 4; i++) {
		int pid, child = child_at(count_up, 0, &pid);
		uint64_t is;

		REQUIRE(child > 0);
		nap(20);
		EXPECT(*shared > 0);
		EXPECT_EQ(send_info(child, 0, stoppers[i], 0, 0), 0);
		nap(2);
		is = *shared;
		nap(20);
		EXPECT_EQ(*shared, is);
		/* Dead though it stands still. */
		EXPECT_EQ(send_info(child, 0, i % 2 ? SIGKILL : SIGUSR2, 0, 0), 0);
		EXPECT_EQ(status_of(child, pid), i % 2 ? SIGKILL : SIGUSR2);
	}
	for (int i = 0; i < 4; i++) {
		int pid, child = child_at(count_up, 0, &pid);

		REQUIRE(child > 0);
		EXPECT_EQ(send_info(child, 0, stoppers[i], 0, 0), 0);
		nap(2);
		*shared = 0;
		nap(5);
		EXPECT_EQ(*shared, 0);
		EXPECT_EQ(send_info(child, 0, SIGCONT, 0, 0), 0);
		nap(20);
		EXPECT(*shared > 0);
		EXPECT_EQ(send_info(child, 0, SIGKILL, 0, 0), 0);
		EXPECT_EQ(status_of(child, pid), SIGKILL);
	}
}

/* A stop that waits is undone by a continuation, and the other way round. */
static void stop_against_continue(void)
{
	mask(SIG_SETMASK, BIT(SIGTSTP) | BIT(SIGCONT));
	EXPECT_EQ(send(SIGTSTP), 0);
	EXPECT_EQ(pending(), BIT(SIGTSTP));
	EXPECT_EQ(send(SIGCONT), 0);
	EXPECT_EQ(pending(), BIT(SIGCONT));
	EXPECT_EQ(send(SIGTSTP), 0);
	EXPECT_EQ(pending(), BIT(SIGTSTP));
	EXPECT_EQ(send(SIGCONT), 0);
	mask(SIG_SETMASK, 0);
	EXPECT_EQ(pending(), 0);
}

static const struct guest_case cases[] = {
	{ "handled at once, with its details", handled_at_once },
	{ "rt_sigaction's errors", action_errors },
	{ "errors of sending", send_errors },
	{ "rt_sigprocmask's errors", mask_errors },
	{ "blocked ones wait, in order", waiting_and_order },
	{ "the queue's limit", queue_limit },
	{ "ignored ones leave no trace", ignored },
	{ "SA_NODEFER, SA_RESETHAND", flags },
	{ "alternate stack", alternate_stack },
	{ "alternate stack in use", busy_stack },
	{ "rt_sigtimedwait", timed_wait },
	{ "by default a process ends", default_ends },
	{ "blocked, it ends later", blocked_ends },
	{ "stop and continue", stop_and_continue },
	{ "stop against continue", stop_against_continue },
};

GUEST_MAIN(cases)
