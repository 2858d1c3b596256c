/* tests/guest/cross.h - the cases of cross.c and cross-one.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "clones.h"
#include "regs.h"

#define CALLS    300  /* between each two CPUs */
#define SIGNALS  3000 /* by each of those who signal */
#define BUFFER   (4UL << 20)
#define ROUNDS   12
#define ANYWHERE 64            /* no CPU: not pinned, which the fast path wants */
#define SOON     10000000000UL /* a timeout that is not reached, but takes the slow path */

static unsigned cpus;
static char *buffer;
static char own[BUFFER]; /* what is copied to and from */
static volatile uint64_t *shared;

static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t z = (a + 1) * 0x9e3779b97f4a7c15 + b * 0xbf58476d1ce4e5b9;

	return (z ^ z >> 29) * 0x94d049bb133111eb;
}

/* --- who runs where --------------------------------------------------------------------- */

/* Not pinned: says where it is, until it is told that it is enough. */
static void busy(uint64_t n)
{
	while (!shared[0])
		shared[8 + n * 8] = clone_cpu();
	end(0);
}

/* As many as there are CPUs run on all of them, one on each; and each CPU's clock counts. */
static void all_at_once(void)
{
	struct xinim_stats_cpu before[64], after;
	uint64_t seen = 0;

	REQUIRE(cpus <= 60);
	for (unsigned i = 0; i < cpus; i++) {
		shared[8 + i * 8] = 63;
		stats_read(XINIM_STATS_CPU, i, &before[i], sizeof(before[i]));
	}
	shared[0] = 0;
	for (unsigned i = 0; i < cpus; i++)
		REQUIRE(clone_start(busy, i, 0, 0, NULL) > 0);
	while (seen != (1UL << cpus) - 1) {
		usleep(10000);
		seen = 0;
		for (unsigned i = 0; i < cpus; i++)
			seen |= 1UL << shared[8 + i * 8];
	}
	shared[0] = 1;
	clone_ends(cpus, 0);
	for (unsigned i = 0; i < cpus; i++) {
		stats_read(XINIM_STATS_CPU, i, &after, sizeof(after));
		EXPECT(after.busy_ns > before[i].busy_ns);
		EXPECT(after.switches > before[i].switches);
	}
}

/* --- registers -------------------------------------------------------------------------- */

static uint64_t *const word[6] = { &regs_in.rdi, &regs_in.rsi, &regs_in.rdx, &regs_in.r10,
	&regs_in.r8, &regs_in.r9 };
static uint64_t *const word_out[6] = { &regs_out.rdi, &regs_out.rsi, &regs_out.rdx,
	&regs_out.r10, &regs_out.r8, &regs_out.r9 };

/* One of the calls of messages with every register set, the words and label from `seed`. */
static void message_call(
	uint64_t number, uint64_t seed, uint64_t call, uint64_t timeout, bool vectors)
{
	uint64_t *r = (uint64_t *)&regs_in;

	for (unsigned i = 0; i < 16; i++)
		r[i] = regs_pattern();
	for (unsigned i = 0; i < 6; i++)
		*word[i] = mix(seed, i);
	regs_in.rax = number;
	regs_in.rbx = call;
	regs_in.r12 = FIRST;
	regs_in.r13 = mix(seed, 6) >> 3;
	regs_in.r14 = timeout;
	regs_in.rflags = REGS_PLAIN | (regs_pattern() & (REGS_MATH | REGS_AF | REGS_DF));
	if (vectors) {
		vec_fill();
		vec_run(regs_syscall);
		CHECK(!vec_changed());
	} else {
		regs_syscall();
	}
}

/* What no message has to do with is as it was. */
static void check_kept(void)
{
	CHECK(regs_out.rbp == regs_in.rbp && regs_out.rsp == regs_in.rsp);
	CHECK(regs_out.r15 == regs_in.r15 && regs_out.r14 == regs_in.r14);
	CHECK(regs_out.rbx == regs_in.rbx);
	CHECK(regs_out.rflags == regs_in.rflags);
	CHECK(regs_out.cs == REGS_USER_CS && regs_out.ss == REGS_USER_SS);
}

static void check_words(uint64_t seed)
{
	for (unsigned i = 0; i < 6; i++)
		CHECK(*word_out[i] == mix(seed, i));
}

/* How two of them talk: by which path, and where. */
struct talk {
	uint64_t client_cpu, server_cpu, calls;
	bool slow, client_vectors, server_vectors;
};

static struct talk talk;

static void talk_client(uint64_t unused)
{
	(void)unused;
	clone_pin(talk.client_cpu);
	for (uint64_t n = 1; n <= talk.calls; n++) {
		message_call(SYS_ipc_call, n, regs_pattern(),
			talk.slow ? SOON : IPC_FOREVER, talk.client_vectors);
		CHECK(regs_out.rax == 0);
		check_kept();
		check_words(n + 1000000);
	}
	end(0);
}

static void talk_server(uint64_t unused)
{
	uint64_t call = 0;

	(void)unused;
	clone_pin(talk.server_cpu);
	for (uint64_t n = 1; n <= talk.calls; n++) {
		message_call(SYS_ipc_reply_receive, n - 1 + 1000000, call, IPC_FOREVER,
			talk.server_vectors);
		call = regs_out.rax;
		CHECK((int64_t)call > 0);
		check_kept();
		check_words(n);
		CHECK(regs_out.r13 == mix(n, 6) >> 3); /* the label */
	}
	message_call(SYS_ipc_reply, talk.calls + 1000000, call, 0, talk.server_vectors);
	CHECK(regs_out.rax == 0);
	end(0);
}

static void run_talk(void)
{
	int e = (int)endpoint_create();

	REQUIRE(clone_start(talk_server, 0, e, 0, NULL) > 0);
	REQUIRE(clone_start(talk_client, 0, e, 0, NULL) > 0);
	clone_ends(2, 0);
	EXPECT_EQ(cap_close(e), 0);
}

static uint64_t fast_messages(void)
{
	struct xinim_stats_ipc s = { 0 };

	stats_read(XINIM_STATS_IPC, 0, &s, sizeof(s));
	return s.fast;
}

/* Both paths, with and without vector registers on either side. */
static void registers_are_kept(void)
{
	for (unsigned how = 0; how < 8; how++) {
		uint64_t before = fast_messages();

		talk = (struct talk){ ANYWHERE, ANYWHERE, CALLS, how & 1, how & 2,
			how & 4 };
		run_talk();
		if (!talk.slow && cpus == 1)
			EXPECT(fast_messages() - before >= CALLS);
	}
	if (cpus == 1)
		return;
	EXPECT(fast_messages() > 0);
	for (unsigned how = 0; how < 8; how++) {
		talk = (struct talk){ 1, 2, CALLS, how & 1, how & 2, how & 4 };
		run_talk();
	}
}

static void from_each_to_each(void)
{
	for (unsigned i = 0; i < cpus; i++)
		for (unsigned j = 0; j < cpus; j++) {
			talk = (struct talk){ i, j, CALLS, false, false, false };
			run_talk();
		}
}

/* Everybody on another CPU than the server, all at once. */
static void all_to_one(void)
{
	int e = (int)endpoint_create();
	struct ipc_message m = { 0 };
	unsigned n = cpus * 2;

	for (unsigned i = 0; i < n; i++) {
		talk = (struct talk){ i % cpus, 0, CALLS, i & 1, false, false };
		REQUIRE(clone_start(talk_client, 0, e, 0, NULL) > 0);
	}
	for (uint64_t i = 0, call = 0; i <= n * CALLS; i++) {
		call = (uint64_t)(i < n * CALLS
				? ipc_reply_receive((uint64_t)e, call, IPC_FOREVER, &m)
				: ipc_reply(call, &m));
		if (i == n * CALLS)
			break;
		REQUIRE((int64_t)call > 0);
		/* The words say which call of its it is: word 0 is mix(n, 0). */
		for (uint64_t k = 1; k <= CALLS; k++)
			if (m.word[0] == mix(k, 0)) {
				for (unsigned w = 0; w < 6; w++)
					m.word[w] = mix(k + 1000000, w);
				m.label = mix(k + 1000000, 6) >> 3;
				break;
			}
	}
	clone_ends(n, 0);
	EXPECT_EQ(cap_close(e), 0);
}

/* --- storms of notifications ------------------------------------------------------------ */

/* Number n of those who signal: counts, then sets its bit. */
static void signaller(uint64_t n)
{
	clone_pin(n % cpus);
	for (uint64_t i = 1; i <= SIGNALS; i++) {
		shared[n * 8] = i;
		CHECK(notification_signal(FIRST, 1UL << n) == 0);
	}
	end(0);
}

/* One of several that wait for a bit each: no signal after which nobody comes to look. */
static void waiter(uint64_t n)
{
	clone_pin((n + 1) % cpus);
	while (shared[n * 8] < SIGNALS)
		CHECK(notification_wait(FIRST, 1UL << n, XINIM_FOREVER) ==
			(int64_t)(1UL << n));
	/* The last one may have been told by the one before. */
	notification_wait(FIRST, 1UL << n, 0);
	end(0);
}

static void storm(bool bound, bool waiters)
{
	int n = (int)notification_create(), e = (int)endpoint_create();
	unsigned count = cpus == 1 ? 3 : cpus - 1, left = count;
	struct ipc_message m = { 0 };

	for (unsigned i = 0; i < count; i++)
		shared[i * 8] = 0;
	if (bound)
		EXPECT_EQ(notification_bind(n, e), 0);
	for (uint64_t i = 0; waiters && i < count; i++)
		REQUIRE(clone_start(waiter, i, n, 0, NULL) > 0);
	for (uint64_t i = 0; i < count; i++)
		REQUIRE(clone_start(signaller, i, n, 0, NULL) > 0);
	while (!waiters && left) {
		if (bound) {
			REQUIRE_EQ(ipc_receive((uint64_t)e, IPC_FOREVER, &m), 0);
			EXPECT_EQ(m.label, XINIM_LABEL_NOTIFICATION);
		} else {
			m.word[0] = (uint64_t)notification_wait(
				n, (1UL << count) - 1, XINIM_FOREVER);
		}
		EXPECT(m.word[0] != 0 && m.word[0] < 1UL << count);
		left = 0;
		for (unsigned i = 0; i < count; i++)
			left += shared[i * 8] < SIGNALS;
	}
	clone_ends(waiters ? 2 * count : count, 0);
	EXPECT_EQ(cap_close(n), 0);
	EXPECT_EQ(cap_close(e), 0);
}

static void storms(void)
{
	storm(false, false);
	storm(true, false);
	storm(false, true);
}

/* --- copies whose other side goes away --------------------------------------------------- */

static void lend_buffer(uint64_t timeout)
{
	struct ipc_message m = { .word = { (uint64_t)buffer } };
	int64_t result;

	clone_pin(cpus - 1);
	memset(buffer, 'x', BUFFER);
	result = ipc_call(FIRST, timeout, &m);
	CHECK(result == -ETIMEDOUT || result == -EPIPE);
	end(0);
}

/* Ends the process that SECOND is, when told so; a little later each time. */
static void killer(uint64_t delay)
{
	CHECK(notification_wait(FIRST, 1, XINIM_FOREVER) == 1);
	for (uint64_t i = 0; i < (cpus == 1 ? delay : delay * 20); i++)
		xinim_syscall0(SYS_sched_yield);
	CHECK(xinim_process_control(SECOND, XINIM_PROCESS_KILL, 9, 0, 0) == 0);
	end(0);
}

/* Copies as long as it goes; the last result. */
static int64_t copy_on(uint64_t call, uint64_t theirs, uint64_t direction)
{
	int64_t n;

	do
		n = ipc_copy(call, direction, theirs, own, BUFFER);
	while (n == (int64_t)BUFFER);
	return n;
}

static void expect_gone(uint64_t call, int64_t last, struct ipc_message *m)
{
	static char byte;

	EXPECT(last == -ESRCH || (last > 0 && last % 4096 == 0));
	EXPECT_EQ(ipc_copy(call, XINIM_COPY_FROM_CALLER, m->word[0], &byte, 1), -ESRCH);
	EXPECT_EQ(ipc_reply(call, m), -ESRCH);
}

static void the_caller_dies(void)
{
	int e = (int)endpoint_create(), go = (int)notification_create(), p, status = 0;
	struct xinim_stats_memory before = { 0 }, after;
	struct ipc_message m = { 0 };

	clone_warm_up();
	for (uint64_t i = 0; i < ROUNDS; i++) {
		int caller = clone_start(lend_buffer, IPC_FOREVER, e, 0, &p);
		int64_t call, last;

		REQUIRE(caller > 0);
		call = ipc_receive((uint64_t)e, IPC_FOREVER, &m);
		REQUIRE(call > 0);
		REQUIRE(clone_start(killer, i, go, p, NULL) > 0);
		EXPECT_EQ(notification_signal(go, 1), 0);
		last = copy_on((uint64_t)call, m.word[0], i % 2);
		expect_gone((uint64_t)call, last, &m);
		for (unsigned n = 0; n < 2; n++)
			if (waitpid(-1, &status, 0) == caller)
				EXPECT_EQ(status, 9);
			else
				EXPECT_EQ(status, 0);
		EXPECT_EQ(cap_close(p), 0);
		if (i == 1)
			before = clone_memory();
	}
	after = clone_settled(&before);
	EXPECT_EQ(after.processes, before.processes);
	printf("  %ld pages lost, %ld in the kernel's heap\n",
		(long)(before.free_pages - after.free_pages),
		(long)(after.kernel_heap_pages - before.kernel_heap_pages));
	EXPECT(clone_lost(&before, &after) <= 4);
	EXPECT_EQ(cap_close(e), 0);
	EXPECT_EQ(cap_close(go), 0);
}

static void the_caller_gives_up(void)
{
	int e = (int)endpoint_create();
	struct ipc_message m = { 0 };

	for (uint64_t i = 0; i < ROUNDS; i++) {
		int64_t call, last;

		REQUIRE(clone_start(lend_buffer, 1000000 + i * 700000, e, 0, NULL) > 0);
		call = ipc_receive((uint64_t)e, IPC_FOREVER, &m);
		REQUIRE(call > 0);
		last = copy_on((uint64_t)call, m.word[0], i % 2);
		expect_gone((uint64_t)call, last, &m);
		clone_ends(1, 0);
	}
	EXPECT_EQ(cap_close(e), 0);
}

static void copying_server(uint64_t direction)
{
	struct ipc_message m = { 0 };
	int64_t call = ipc_receive(FIRST, IPC_FOREVER, &m);

	CHECK(call > 0 && notification_signal(SECOND, 1) == 0);
	copy_on((uint64_t)call, m.word[0], direction);
	end(1); /* it is killed before that */
}

/* The endpoint is ours: its caller hears that nobody is going to answer. */
static void the_server_dies(void)
{
	int e = (int)endpoint_create(), go = (int)notification_create(), p, status;

	for (uint64_t i = 0; i < ROUNDS; i++) {
		int server = clone_start(copying_server, i % 2, e, go, &p);

		REQUIRE(server > 0);
		REQUIRE(clone_start(killer, i, go, p, NULL) > 0);
		REQUIRE(clone_start(lend_buffer, IPC_FOREVER, e, 0, NULL) > 0);
		for (unsigned n = 0; n < 3; n++)
			if (waitpid(-1, &status, 0) == server)
				EXPECT_EQ(status, 9);
			else
				EXPECT_EQ(status, 0);
		EXPECT_EQ(cap_close(p), 0);
	}
	EXPECT_EQ(cap_close(e), 0);
	EXPECT_EQ(cap_close(go), 0);
}

static const struct guest_case cases[] = {
	{ "all at once", all_at_once },
	{ "registers are kept", registers_are_kept },
	{ "from each CPU to each", from_each_to_each },
	{ "all to one", all_to_one },
	{ "storms of notifications", storms },
	{ "the caller of a copy dies", the_caller_dies },
	{ "the caller of a copy gives up", the_caller_gives_up },
	{ "the server dies copying", the_server_dies },
};

int main(int argc, char **argv)
{
	struct xinim_vm_map m = { .rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE };

	memset(own, 1, sizeof(own)); /* so that all its pages are there */
	cpus = clone_cpus();
	m.length = BUFFER;
	buffer = (char *)xinim_vm_map(XINIM_CAP_SELF, &m);
	m.length = 4096;
	m.flags = XINIM_VM_SHARED;
	m.object = xinim_object_create(4096);
	shared = (uint64_t *)xinim_vm_map(XINIM_CAP_SELF, &m);
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
