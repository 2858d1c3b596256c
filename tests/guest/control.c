/* tests/guest/control.c - calls that a process server answers with, and events.
 *
 * guest-manifest: control
 * guest-manifest: log
 * guest-manifest: route process
 * guest-manifest: route memory
 * guest-manifest: connect vfs
 * guest-manifest: connect memory
 * guest-expect: ^a line from PID 1$
 * guest-expect: ^with  strange bytes$
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "control.h"

static volatile uint64_t word = 1;

/* --- the power of a call ------------------------------------------------------------ */

static void asks(uint64_t number)
{
	long result = xinim_syscall1((long)number, (long)&word);

	end(result == 33 && word == 22 ? 7 : 8);
}

static void a_call_is_power(void)
{
	int p = start_child(asks, SYS_sched_getscheduler);
	struct xinim_vm_map map = { .length = PAGE, .rights = RW };
	struct xinim_message m;
	uint64_t call = expect_call(SYS_sched_getscheduler, &m), value = 0;

	REQUIRE(p > 0 && call != 0);
	EXPECT_EQ(m.badge, pid_of(p));
	EXPECT_EQ(control((int64_t)call, XINIM_PROCESS_PID, 0, 0, 0), pid_of(p));
	EXPECT_EQ(control((int64_t)call, XINIM_PROCESS_READ, m.word[0], (uint64_t)&value,
			  8),
		8);
	EXPECT_EQ(value, 1);
	value = 22;
	EXPECT_EQ(control((int64_t)call, XINIM_PROCESS_WRITE, m.word[0], (uint64_t)&value,
			  8),
		8);
	EXPECT(xinim_vm_map((int64_t)call, &map) > 0);
	answer(call, 33);
	EXPECT_EQ(control((int64_t)call, XINIM_PROCESS_PID, 0, 0, 0), -ESRCH);
	EXPECT_EQ(xinim_vm_map((int64_t)call, &map), -ESRCH);
	EXPECT_EQ(xinim_thread_clone(XINIM_CAP_SELF, NULL, call), -ESRCH);
	EXPECT_EQ(outcome(p), 7);
	EXPECT_EQ(word, 1);
}

static void sends(uint64_t cap)
{
	struct xinim_message m = { .label = 5 };

	end(xinim_call((int)cap, &m, XINIM_FOREVER) == 0 ? 7 : 8);
}

static void other_numbers_are_none(void)
{
	static const uint64_t bad[] = { (1UL << 32) + 1, (1UL << 32) + 5, 1UL << 32,
		(77UL << 32) + 1, INT64_MAX };
	struct xinim_message m;
	int64_t call;
	int p, cap;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EXPECT_EQ(control((int64_t)bad[i], XINIM_PROCESS_PID, 0, 0, 0), -ESRCH);
		EXPECT_EQ(xinim_thread_clone(XINIM_CAP_SELF, NULL, bad[i]), -ESRCH);
	}
	EXPECT_EQ(control(INT64_MIN, XINIM_PROCESS_PID, 0, 0, 0), -EBADF);
	EXPECT_EQ(control(-1, XINIM_PROCESS_PID, 0, 0, 0), -EBADF);
	/* A message is no routed call: its sender has given no power away. */
	p = start_child(sends, 100);
	REQUIRE(p > 0);
	EXPECT_EQ(outcome(p), 8);
	cap = xinim_cap_derive(endpoint, XINIM_RIGHT_WRITE | XINIM_RIGHT_GRANT, 3);
	p = start_child(sends, 1);
	REQUIRE(p > 0);
	cap = (int)control(p, XINIM_PROCESS_GIVE, (uint64_t)cap, XINIM_RIGHT_WRITE, 0);
	call = next_call(&m);
	if (call < 0) { /* it was quicker than we were */
		EXPECT_EQ(outcome(p), 8);
		return;
	}
	EXPECT_EQ(m.label, 5);
	EXPECT_EQ(control(call, XINIM_PROCESS_PID, 0, 0, 0), -ESRCH);
	EXPECT_EQ(xinim_thread_clone(XINIM_CAP_SELF, NULL, (uint64_t)call), -ESRCH);
	EXPECT_EQ(xinim_route_forward(XINIM_ROUTE_PROCESS, (uint64_t)call), -ESRCH);
	answer((uint64_t)call, 0);
	EXPECT_EQ(outcome(p), 7);
}

/* --- fork -------------------------------------------------------------------------- */

/* Forks with known registers, vector registers included: 1: all there, 0 in RAX. */
static uint64_t forks(uint64_t *result)
{
	uint64_t ok, rax = SYS_fork;

	__asm__ volatile(
		"movq $0x1111, %%rbx\n\t"
		"movq $0x2222, %%r12\n\t"
		"movq $0x3333, %%r13\n\t"
		"movq $0x4444, %%r14\n\t"
		"movq $0x5555, %%r15\n\t"
		"movq $0x6666, %%r10\n\t"
		"movq %%r15, %%xmm7\n\t"
		"syscall\n\t"
		"movq %%xmm7, %%rcx\n\t"
		"cmpq %%rcx, %%r15\n\t"
		"jne 1f\n\t"
		"cmpq $0x1111, %%rbx\n\t"
		"jne 1f\n\t"
		"cmpq $0x2222, %%r12\n\t"
		"jne 1f\n\t"
		"cmpq $0x3333, %%r13\n\t"
		"jne 1f\n\t"
		"cmpq $0x4444, %%r14\n\t"
		"jne 1f\n\t"
		"cmpq $0x5555, %%r15\n\t"
		"jne 1f\n\t"
		"cmpq $0x6666, %%r10\n\t"
		"jne 1f\n\t"
		"movl $1, %%ecx\n\t"
		"jmp 2f\n"
		"1:\n\t"
		"xorl %%ecx, %%ecx\n"
		"2:"
		: "+a"(rax), "=&c"(ok)
		:
		: "rbx", "r10", "r11", "r12", "r13", "r14", "r15", "xmm7", "memory");
	*result = rax;
	return ok;
}

static void forker(uint64_t depth)
{
	uint64_t result;

	word = depth;
	if (!forks(&result))
		end(99);
	if (word != depth)
		end(98);
	word = result ? 5 : 6;
	end(result == 0 ? 10 : result < 32768 ? 20 : 97);
}

/* Answers a fork: the new process's capability. */
static int do_fork(uint64_t call)
{
	int p = xinim_process_create("fork"), tid;

	EXPECT(p > 0 && pid_of(p) > 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_CLONE, call, 0, 0), 0);
	tid = xinim_thread_clone(p, NULL, call);
	EXPECT(tid > 0);
	EXPECT_EQ(xinim_thread_control(p, tid, XINIM_THREAD_START, 0), 0);
	answer(call, pid_of(p));
	return p;
}

static void fork_copies_the_caller(void)
{
	int p = start_child(forker, 44), child;
	struct xinim_process_event e[2];
	struct xinim_message m;
	uint64_t call = expect_call(SYS_fork, &m);

	REQUIRE(p > 0 && call != 0);
	child = do_fork(call);
	REQUIRE(child > 0);
	for (int i = 0; i < 2; i++) {
		e[i] = next_event();
		EXPECT_EQ(e[i].kind, XINIM_PROCESS_ENDED);
		EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_RELEASE,
				  (uint64_t)e[i].pid, 0, 0),
			0);
	}
	EXPECT_EQ(e[0].status + e[1].status, (10 + 20) << 8);
	EXPECT(e[0].max_resident >= PAGE && e[0].faults > 0);
	EXPECT_EQ(xinim_cap_close(p), 0);
	EXPECT_EQ(xinim_cap_close(child), 0);
}

/* --- a thread in the same process ---------------------------------------------------- */

static volatile uint64_t thread_word, thread_tls;
static char second_stack[STACK] __attribute__((aligned(16)));

static void clones(uint64_t arg)
{
	uint64_t fs;
	long tid = xinim_syscall0(SYS_clone);

	(void)arg;
	if (tid == 0) { /* the new thread, on its own stack: it has none of our locals */
		xinim_syscall2(SYS_arch_prctl, XINIM_ARCH_GET_FS, (long)&thread_tls);
		thread_word = 123;
		for (;;)
			xinim_syscall1(SYS_exit, 0);
	}
	while (thread_word != 123)
		xinim_syscall0(SYS_sched_yield);
	xinim_syscall2(SYS_arch_prctl, XINIM_ARCH_GET_FS, (long)&fs);
	end(thread_tls == 0x5000 && fs != 0x5000 ? 7 : 8);
}

static void clone_starts_a_thread(void)
{
	int p = start_child(clones, 0), tid;
	struct xinim_thread_start start = {
		.stack = (uint64_t)(second_stack + STACK) - 1024,
		.tls = 0x5000,
		.flags = XINIM_START_SET_TLS,
	};
	struct xinim_message m;
	uint64_t call = expect_call(SYS_clone, &m);

	REQUIRE(p > 0 && call != 0);
	EXPECT_EQ(xinim_thread_clone((int64_t)call, (void *)8, call), -EFAULT);
	start.flags = 4;
	EXPECT_EQ(xinim_thread_clone((int64_t)call, &start, call), -EINVAL);
	start.flags = XINIM_START_SET_TLS;
	start.tls = XINIM_USER_LIMIT;
	EXPECT_EQ(xinim_thread_clone((int64_t)call, &start, call), -EINVAL);
	start.tls = 0x5000;
	start.stack = 1UL << 63;
	EXPECT_EQ(xinim_thread_clone((int64_t)call, &start, call), -EINVAL);
	start.stack = (uint64_t)(second_stack + STACK) - 1024;
	tid = xinim_thread_clone((int64_t)call, &start, call);
	REQUIRE(tid > 0);
	EXPECT_EQ(xinim_thread_control((int64_t)call, tid, XINIM_THREAD_START, 0), 0);
	answer(call, tid);
	EXPECT_EQ(outcome(p), 7);
}

/* --- events ------------------------------------------------------------------------ */

static void ends_at_once(uint64_t status)
{
	end(status);
}

static void events(void)
{
	struct xinim_process_event e;
	struct xinim_message m = { 0 };
	int p, pid, other;

	/* What was said of earlier events, which were taken without being told. */
	while (xinim_receive(endpoint, &m, 0) == 0)
		continue;
	p = start_child(ends_at_once, 5);
	pid = pid_of(p);
	REQUIRE(p > 0);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_RELEASE, 1, 0, 0), -EBUSY);
	EXPECT_EQ(xinim_receive(endpoint, &m, 60 * SECOND), 0);
	EXPECT_EQ(m.label, XINIM_LABEL_NOTIFICATION);
	EXPECT(m.word[0] & XINIM_NOTIFY_EVENT);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_RELEASE, (uint64_t)pid, 0, 0),
		-EBUSY);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_EVENT, 8, 0, 0), -EFAULT);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_EVENT, (uint64_t)&e, 0, 0), 0);
	EXPECT_EQ(e.pid, pid);
	EXPECT_EQ(e.kind, XINIM_PROCESS_ENDED);
	EXPECT_EQ(e.status, 5 << 8);
	EXPECT_EQ(e.reserved, 0);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_EVENT, (uint64_t)&e, 0, 0),
		-EAGAIN);
	/* Its number is not given away until we say so. */
	EXPECT_EQ(
		control(XINIM_CAP_SELF, XINIM_PROCESS_OPEN, (uint64_t)pid, 0, 0), -ESRCH);
	EXPECT_EQ(control(p, XINIM_PROCESS_KILL, 9, 0, 0), -ESRCH);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_RELEASE, (uint64_t)pid, 0, 0), 0);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_RELEASE, (uint64_t)pid, 0, 0),
		-ESRCH);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_RELEASE, 0, 0, 0), -ESRCH);
	EXPECT_EQ(
		control(XINIM_CAP_SELF, XINIM_PROCESS_RELEASE, UINT64_MAX, 0, 0), -ESRCH);
	EXPECT_EQ(xinim_cap_close(p), 0);
	/* One that never ran makes no event, and its number is free. */
	other = xinim_process_create("embryo");
	REQUIRE(other > 0);
	EXPECT_EQ(control(other, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT_EQ(xinim_cap_close(other), 0);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_EVENT, (uint64_t)&e, 0, 0),
		-EAGAIN);
}

static void sleeps(uint64_t unused)
{
	(void)unused;
	for (;;)
		xinim_syscall1(SYS_notify_wait, 1);
}

static void open_by_number(void)
{
	int p = start_child(sleeps, 0), pid = pid_of(p), q;

	REQUIRE(p > 0);
	EXPECT_EQ(xinim_cap_close(p), 0);
	q = (int)control(XINIM_CAP_SELF, XINIM_PROCESS_OPEN, (uint64_t)pid, 0, 0);
	REQUIRE(q > 0);
	EXPECT_EQ(pid_of(q), pid);
	EXPECT_EQ(control(q, XINIM_PROCESS_OPEN, (uint64_t)pid, 0, 0), -EINVAL);
	EXPECT_EQ(control(q, XINIM_PROCESS_EVENT, 0, 0, 0), -EINVAL);
	EXPECT_EQ(control(q, XINIM_PROCESS_RELEASE, 0, 0, 0), -EINVAL);
	EXPECT_EQ(control(q, XINIM_PROCESS_LOG, 0, 0, 0), -EINVAL);
	EXPECT_EQ(control(q, XINIM_PROCESS_KILL, 9, 0, 0), 0);
	EXPECT_EQ(reap(pid), -9);
	EXPECT_EQ(xinim_cap_close(q), 0);
	EXPECT_EQ(
		control(XINIM_CAP_SELF, XINIM_PROCESS_OPEN, (uint64_t)pid, 0, 0), -ESRCH);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_OPEN, 0, 0, 0), -ESRCH);
	EXPECT_EQ(control(XINIM_CAP_SELF, XINIM_PROCESS_OPEN, UINT64_MAX, 0, 0), -ESRCH);
	EXPECT_EQ(control(XINIM_CAP_SELF, 1000, 0, 0, 0), -EINVAL);
	EXPECT_EQ(control(XINIM_CAP_SELF, -1, 0, 0, 0), -EINVAL);
}

/* --- who somebody is ------------------------------------------------------------------ */

static void tells_who_it_is(uint64_t unused)
{
	uint32_t a[3] = { 0 }, b[3] = { 0 };
	bool ok;

	(void)unused;
	xinim_syscall0(SYS_sched_getscheduler); /* waits until it is somebody */
	ok = xinim_syscall0(SYS_getppid) == 77 && xinim_syscall0(SYS_getuid) == 1 &&
		xinim_syscall0(SYS_geteuid) == 2 && xinim_syscall0(SYS_getgid) == 4 &&
		xinim_syscall0(SYS_getegid) == 0xfffffffe;
	ok = ok &&
		xinim_syscall3(SYS_getresuid, (long)&a[0], (long)&a[1], (long)&a[2]) == 0;
	ok = ok &&
		xinim_syscall3(SYS_getresgid, (long)&b[0], (long)&b[1], (long)&b[2]) == 0;
	ok = ok && a[0] == 1 && a[1] == 2 && a[2] == 3;
	ok = ok && b[0] == 4 && b[1] == 0xfffffffe && b[2] == 6;
	ok = ok && xinim_syscall3(SYS_getresuid, (long)&a[0], 8, (long)&a[2]) == -EFAULT;
	ok = ok && xinim_syscall3(SYS_getresgid, 0, (long)&a[1], (long)&a[2]) == -EFAULT;
	ok = ok && control(0, XINIM_PROCESS_IDENTITY, (uint64_t)&b, 0, 0) == -EPERM;
	ok = ok && control(0, XINIM_PROCESS_OPEN, 1, 0, 0) == -EPERM;
	ok = ok && control(0, XINIM_PROCESS_EVENT, (uint64_t)&a, 0, 0) == -EPERM;
	ok = ok && control(0, XINIM_PROCESS_RELEASE, 1, 0, 0) == -EPERM;
	ok = ok && control(0, XINIM_PROCESS_LOG, (uint64_t)&a, 4, 0) == -EPERM;
	ok = ok && xinim_route_connect(XINIM_ROUTE_VFS) == -EPERM;
	ok = ok && xinim_route_serve(XINIM_ROUTE_VFS, 1) == -EBADF;
	end(ok ? 7 : 8);
}

static void identity(void)
{
	struct xinim_identity id = { 77, 1, 2, 3, 4, 0xfffffffe, 6 };
	int p = start_child(tells_who_it_is, 0);
	struct xinim_message m;
	uint64_t call = expect_call(SYS_sched_getscheduler, &m);
	struct xinim_process_times t;

	REQUIRE(p > 0 && call != 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_IDENTITY, 8, 0, 0), -EFAULT);
	EXPECT_EQ(control((int64_t)call, XINIM_PROCESS_IDENTITY, (uint64_t)&id, 0, 0), 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_TIMES, 8, 0, 0), -EFAULT);
	EXPECT_EQ(control(p, XINIM_PROCESS_TIMES, (uint64_t)&t, 0, 0), 0);
	EXPECT(t.resident >= PAGE && t.max_resident >= t.resident);
	EXPECT(t.size >= t.resident && t.faults > 0);
	answer(call, 0);
	EXPECT_EQ(outcome(p), 7);
	EXPECT_EQ(getuid(), 0);
	EXPECT_EQ(getppid(), 0);
}

/* --- lines of the log ------------------------------------------------------------------ */

static int64_t log_text(const char *text, size_t length)
{
	return control(XINIM_CAP_SELF, XINIM_PROCESS_LOG, (uint64_t)text, length, 0);
}

static void lines_of_the_log(void)
{
	static char longest[XINIM_LOG_MAX + 1];

	memset(longest, 'x', sizeof(longest));
	EXPECT_EQ(log_text("a line from PID 1", 17), 0);
	EXPECT_EQ(log_text("with\33\1strange bytes\n", 20), 0);
	EXPECT_EQ(log_text(longest, XINIM_LOG_MAX), 0);
	EXPECT_EQ(log_text(longest, XINIM_LOG_MAX + 1), -EINVAL);
	EXPECT_EQ(log_text(longest, 0), -EINVAL);
	EXPECT_EQ(log_text(longest, UINT64_MAX), -EINVAL);
	EXPECT_EQ(log_text((const char *)8, 5), -EFAULT);
	EXPECT_EQ(log_text((const char *)XINIM_USER_LIMIT - 2, 5), -EFAULT);
}

/* --- routes ---------------------------------------------------------------------------- */

static void asks_memory(uint64_t unused)
{
	(void)unused;
	end((uint64_t)xinim_syscall6(SYS_mremap, 1, 2, 3, 4, 5, 6));
}

static void handed_over(void)
{
	int second = xinim_endpoint_create(), p;
	struct xinim_message m = { 0 };
	int64_t call;
	uint64_t other;

	REQUIRE(second > 0);
	EXPECT_EQ(xinim_route_connect(XINIM_ROUTE_MEMORY), -EAGAIN);
	EXPECT_EQ(xinim_route_connect(XINIM_ROUTE_VFS), -EAGAIN);
	EXPECT_EQ(xinim_route_connect(XINIM_ROUTE_PROCESS), -EPERM);
	EXPECT_EQ(xinim_route_serve(XINIM_ROUTE_MEMORY, second), 0);
	EXPECT_EQ(xinim_route_serve(XINIM_ROUTE_VFS, second), -EPERM);
	p = start_child(asks_memory, 0);
	REQUIRE(p > 0);
	call = xinim_receive(second, &m, 5 * SECOND);
	REQUIRE(call > 0);
	EXPECT_EQ(xinim_route_forward(XINIM_ROUTE_VFS, (uint64_t)call), -EPIPE);
	EXPECT_EQ(xinim_route_forward(XINIM_ROUTES, (uint64_t)call), -EINVAL);
	EXPECT_EQ(xinim_route_forward(-1, (uint64_t)call), -EINVAL);
	EXPECT_EQ(xinim_route_control(3, XINIM_ROUTE_VFS, (uint64_t)call), -EINVAL);
	EXPECT_EQ(xinim_route_forward(XINIM_ROUTE_PROCESS, (uint64_t)call + 1), -ESRCH);
	EXPECT_EQ(xinim_route_forward(XINIM_ROUTE_PROCESS, (uint64_t)call), 0);
	EXPECT_EQ(xinim_route_forward(XINIM_ROUTE_PROCESS, (uint64_t)call), -ESRCH);
	EXPECT_EQ(control(call, XINIM_PROCESS_PID, 0, 0, 0), -ESRCH);
	other = expect_call(SYS_mremap, &m);
	REQUIRE(other != 0);
	EXPECT(other != (uint64_t)call);
	EXPECT_EQ(m.badge, pid_of(p));
	for (uint64_t i = 0; i < 5; i++)
		EXPECT_EQ(m.word[i], i + 1);
	EXPECT_EQ(control((int64_t)other, XINIM_PROCESS_PID, 0, 0, 0), pid_of(p));
	answer(other, 7);
	EXPECT_EQ(outcome(p), 7);
	/* What we serve we do not ask of ourselves. */
	EXPECT_EQ(xinim_syscall0(SYS_fork), -ENOSYS);
	EXPECT_EQ(xinim_syscall5(SYS_mremap, 0, 0, 0, 0, 0), -ENOSYS);
	EXPECT_EQ(xinim_syscall4(SYS_wait4, -1, 0, 0, 0), -ECHILD);
}

static void connected(void)
{
	int cap = xinim_route_connect(XINIM_ROUTE_MEMORY);
	struct xinim_cap_info info;

	REQUIRE(cap > 0);
	EXPECT_EQ(xinim_cap_info(cap, &info), 0);
	EXPECT_EQ(info.type, XINIM_CAP_ENDPOINT);
	EXPECT_EQ(info.rights, XINIM_RIGHT_WRITE);
	EXPECT_EQ(info.badge, XINIM_BADGE_SERVER | 1);
	EXPECT_EQ(xinim_cap_close(cap), 0);
}

/* What there is of mmap for a server. */
static void anonymous_memory(void)
{
	const long prot = 3, flags = XINIM_MAP_PRIVATE | XINIM_MAP_ANONYMOUS;
	long at = xinim_syscall6(SYS_mmap, 0, 3 * PAGE, prot, flags, -1, 0);

	REQUIRE(at > 0);
	*(volatile char *)at = 5;
	EXPECT_EQ(xinim_syscall3(SYS_mprotect, at, PAGE, 1), 0);
	EXPECT_EQ(xinim_syscall3(SYS_mprotect, at, PAGE, 8), -EINVAL);
	EXPECT_EQ(xinim_syscall3(SYS_mprotect, at, 0, 1), 0);
	EXPECT_EQ(xinim_syscall3(SYS_mprotect, at + 1, PAGE, 1), -EINVAL);
	EXPECT_EQ(*(volatile char *)at, 5);
	EXPECT_EQ(xinim_syscall6(SYS_mmap, at, PAGE, prot,
			  flags | XINIM_MAP_FIXED_NOREPLACE, -1, 0),
		-EEXIST);
	EXPECT_EQ(
		xinim_syscall6(SYS_mmap, at, PAGE, prot, flags | XINIM_MAP_FIXED, -1, 0),
		at);
	EXPECT_EQ(*(volatile char *)at, 0);
	EXPECT_EQ(xinim_syscall6(SYS_mmap, 0, 0, prot, flags, -1, 0), -EINVAL);
	EXPECT_EQ(xinim_syscall6(SYS_mmap, 0, PAGE, 8, flags, -1, 0), -EINVAL);
	EXPECT_EQ(xinim_syscall6(SYS_mmap, 0, PAGE, prot, XINIM_MAP_ANONYMOUS, -1, 0),
		-EINVAL);
	EXPECT_EQ(xinim_syscall6(SYS_mmap, 0, PAGE, prot, XINIM_MAP_PRIVATE, 1, 0),
		-ENODEV);
	EXPECT_EQ(xinim_syscall2(SYS_munmap, at, 3 * PAGE), 0);
	EXPECT_EQ(xinim_syscall2(SYS_munmap, at, 0), -EINVAL);
	EXPECT_EQ(xinim_syscall2(SYS_munmap, at + 5, PAGE), -EINVAL);
}

static const struct guest_case cases[] = {
	{ "a call is power over its caller", a_call_is_power },
	{ "other numbers are none", other_numbers_are_none },
	{ "fork copies the caller", fork_copies_the_caller },
	{ "clone starts a thread", clone_starts_a_thread },
	{ "events", events },
	{ "processes opened by number", open_by_number },
	{ "identity", identity },
	{ "lines of the log", lines_of_the_log },
	{ "a call handed over to another server", handed_over },
	{ "connected to a server", connected },
	{ "anonymous memory", anonymous_memory },
};

int main(int argc, char **argv)
{
	serve_all();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
