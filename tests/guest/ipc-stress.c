/* tests/guest/ipc-stress.c - many processes with messages for each other, and their ends.
 *
 * Clients and servers are clones of this program that make bare calls only.
 * They exit with 0, or with the line where something was wrong (modulo 250).
 *
 * guest-cpus: 4
 * guest-memory: 768
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "clones.h"

#ifndef CROWD
#define CROWD  1000 /* processes that call at once */
#define ROUNDS 200  /* processes made and ended */
#endif
#define CLIENTS 16
#define CALLS   300
#define SLACK   200 /* pages that the kernel may keep: stacks, caches */

static char page[3 * 4096] __attribute__((aligned(4096)));
static const char constant[64] = "constant";

static void message(struct ipc_message *m, uint64_t seed)
{
	for (unsigned int i = 0; i < 6; i++)
		m->word[i] = seed * 6 + i;
	m->label = seed & 0xff;
}

/* --- a crowd at one server ----------------------------------------------------------- */

static void caller(uint64_t calls)
{
	struct ipc_message m = { 0 };

	for (uint64_t n = 0; n < calls; n++) {
		message(&m, n);
		CHECK(ipc_call(FIRST, IPC_FOREVER, &m) == 0);
		for (unsigned int i = 0; i < 6; i++)
			CHECK(m.word[i] == n * 6 + i + 1);
	}
	end(0);
}

/* Answers so many calls, four of them in the wrong order if there are. */
static void adder(uint64_t calls)
{
	uint64_t parked[4];
	struct ipc_message m = { 0 }, kept[4];
	unsigned int n = 0;

	while (calls > 0 || n > 0) {
		int64_t call =
			n < 4 ? ipc_receive(FIRST, n ? 0 : IPC_FOREVER, &m) : -EAGAIN;

		if (call > 0) {
			for (unsigned int i = 0; i < 6; i++)
				m.word[i]++;
			kept[n] = m;
			parked[n++] = (uint64_t)call;
			calls--;
			continue;
		}
		CHECK(call == -EAGAIN && n > 0);
		n--;
		CHECK(ipc_reply(parked[n], &kept[n]) == 0);
		CHECK(ipc_reply(parked[n], &kept[n]) == -ESRCH);
	}
	end(0);
}

static void a_crowd(void)
{
	int e = (int)endpoint_create();

	for (int i = 0; i < CROWD; i++)
		REQUIRE(clone_start(caller, 10, e, 0, NULL) > 0);
	REQUIRE(clone_start(adder, CROWD * 10, e, 0, NULL) > 0);
	clone_ends(CROWD + 1, 0);
	cap_close(e);
}

/* --- nested calls, and back and forth ------------------------------------------------- */

/* A call at FIRST is passed on to SECOND. */
static void middle(uint64_t calls)
{
	struct ipc_message m = { 0 };
	int64_t call = ipc_receive(FIRST, IPC_FOREVER, &m);

	while (calls-- > 0) {
		CHECK(call > 0);
		CHECK(ipc_call(SECOND, IPC_FOREVER, &m) == 0);
		if (calls == 0)
			CHECK(ipc_reply((uint64_t)call, &m) == 0);
		else
			call = ipc_reply_receive(FIRST, (uint64_t)call, IPC_FOREVER, &m);
	}
	end(0);
}

static void nested_calls(void)
{
	int a = (int)endpoint_create(), b = (int)endpoint_create(),
	    c = (int)endpoint_create();

	REQUIRE(clone_start(middle, CALLS, a, b, NULL) > 0);
	REQUIRE(clone_start(middle, CALLS, b, c, NULL) > 0);
	REQUIRE(clone_start(adder, CALLS, c, 0, NULL) > 0);
	REQUIRE(clone_start(caller, CALLS, a, 0, NULL) > 0);
	clone_ends(4, 0);
	cap_close(a);
	cap_close(b);
	cap_close(c);
}

/* --- servers that die, callers that give up -------------------------------------------- */

static void left_alone(uint64_t timeout)
{
	struct ipc_message m = { 0 };

	message(&m, 1);
	CHECK(ipc_call(FIRST, timeout, &m) == -EPIPE);
	end(0);
}

/* Receives so many calls, answers none. */
static void faithless(uint64_t calls)
{
	struct ipc_message m = { 0 };

	while (calls-- > 0)
		CHECK(ipc_receive(FIRST, IPC_FOREVER, &m) > 0);
	end(0);
}

/* The endpoint is ours, and stays; who received there does not. */
static void a_server_dies(void)
{
	int e = (int)endpoint_create();

	for (int i = 0; i < CLIENTS; i++)
		REQUIRE(clone_start(left_alone, i % 2 ? IPC_FOREVER : UINT64_MAX - 1, e,
				0, NULL) > 0);
	REQUIRE(clone_start(faithless, CLIENTS, e, 0, NULL) > 0);
	clone_ends(CLIENTS + 1, 0);
	cap_close(e);
}

static void impatient(uint64_t seed)
{
	struct ipc_message m = { 0 };

	for (uint64_t n = 0; n < CALLS; n++) {
		int64_t result;

		message(&m, n);
		result = ipc_call(FIRST, (seed * 7919 + n * 104729) % 400000, &m);
		CHECK(result == 0 || result == -ETIMEDOUT || result == -EAGAIN);
		CHECK(result != 0 || m.word[0] == n * 6 + 1);
	}
	end(0);
}

/* Answers what it can until it hears a send. */
static void patient(uint64_t unused)
{
	struct ipc_message m = { 0 };

	(void)unused;
	for (;;) {
		int64_t call = ipc_receive(FIRST, IPC_FOREVER, &m), result;

		CHECK(call >= 0);
		if (call == 0)
			end(0);
		m.word[0]++;
		result = ipc_reply((uint64_t)call, &m);
		CHECK(result == 0 || result == -ESRCH);
	}
}

static void callers_give_up(void)
{
	int e = (int)endpoint_create();
	struct ipc_message m = { 0 };

	REQUIRE(clone_start(patient, 0, e, 0, NULL) > 0);
	for (int i = 0; i < CLIENTS; i++)
		REQUIRE(clone_start(impatient, (uint64_t)i, e, 0, NULL) > 0);
	clone_ends(CLIENTS, 0);
	EXPECT_EQ(ipc_send((uint64_t)e, IPC_FOREVER, &m), 0);
	clone_ends(1, 0);
	cap_close(e);
}

/* --- copies ---------------------------------------------------------------------------- */

static void lender(uint64_t unused)
{
	struct ipc_message m = { .word = { (uint64_t)page, (uint64_t)constant } };

	(void)unused;
	for (unsigned int i = 0; i < sizeof(page); i++)
		page[i] = (char)i;
	CHECK(ipc_call(FIRST, IPC_FOREVER, &m) == 0);
	CHECK(page[4090] == 'x' && page[4101] == 'x' && page[4102] == (char)4102);
	CHECK(constant[0] == 'c');
	end(0);
}

static void copies(void)
{
	static const uint64_t bad[] = { 0, 0x10000, 0x00007ffffffff000, 1UL << 47,
		0xffff800000000000, UINT64_MAX };
	static char room[3 * 4096];
	int e = (int)endpoint_create();
	struct ipc_message m = { 0 };
	uint64_t call, theirs;

	REQUIRE(clone_start(lender, 0, e, 0, NULL) > 0);
	call = (uint64_t)ipc_receive((uint64_t)e, IPC_FOREVER, &m);
	REQUIRE((int64_t)call > 0);
	theirs = m.word[0];
	EXPECT_EQ(ipc_copy(call, XINIM_COPY_FROM_CALLER, theirs + 1, room, 9000), 9000);
	for (unsigned int i = 0; i < 9000; i++)
		REQUIRE(room[i] == (char)(i + 1));
	memset(room, 'x', 12);
	EXPECT_EQ(ipc_copy(call, XINIM_COPY_TO_CALLER, theirs + 4090, room, 12), 12);
	EXPECT_EQ(ipc_copy(call, XINIM_COPY_TO_CALLER, m.word[1], room, 8), -EFAULT);
	EXPECT_EQ(ipc_copy(call, XINIM_COPY_FROM_CALLER, m.word[1], room, 8), 8);
	EXPECT(memcmp(room, "constant", 8) == 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		EXPECT_EQ(
			ipc_copy(call, XINIM_COPY_FROM_CALLER, bad[i], room, 8), -EFAULT);
		EXPECT_EQ(ipc_copy(call, XINIM_COPY_TO_CALLER, bad[i], room, 8), -EFAULT);
		EXPECT_EQ(
			ipc_copy(call, XINIM_COPY_FROM_CALLER, theirs, (void *)bad[i], 8),
			-EFAULT);
		if (bad[i] > 1UL << 40)
			EXPECT_EQ(ipc_copy(call, XINIM_COPY_FROM_CALLER, theirs, room,
					  bad[i]),
				-EFAULT);
	}
	EXPECT_EQ(ipc_copy(call ^ 1UL << 32, XINIM_COPY_FROM_CALLER, theirs, room, 8),
		-ESRCH);
	EXPECT_EQ(ipc_copy(call, XINIM_COPY_FROM_CALLER, theirs, room, 0), 0);
	EXPECT_EQ(ipc_reply(call, &m), 0);
	EXPECT_EQ(ipc_copy(call, XINIM_COPY_FROM_CALLER, theirs, room, 8), -ESRCH);
	clone_ends(1, 0);
	cap_close(e);
}

/* --- nothing is lost --------------------------------------------------------------------- */

static uint64_t pages_free(void)
{
	struct xinim_stats_memory m = { 0 };

	stats_read(XINIM_STATS_MEMORY, 0, &m, sizeof(m));
	return m.free_pages;
}

static void making_and_ending(void)
{
	uint64_t before, after;

	REQUIRE(clone_start(end, 0, 0, 0, NULL) > 0);
	clone_ends(1, 0);
	before = pages_free();
	for (int i = 0; i < ROUNDS; i++) {
		REQUIRE(clone_start(end, 3, 0, 0, NULL) > 0);
		clone_ends(1, 3 << 8);
	}
	after = pages_free();
	printf("  %ld pages fewer after %d processes\n", (long)(before - after), ROUNDS);
	EXPECT((long)(before - after) < SLACK);
}

static const struct guest_case cases[] = {
	{ "a crowd", a_crowd },
	{ "nested calls", nested_calls },
	{ "a server dies", a_server_dies },
	{ "callers give up", callers_give_up },
	{ "copies", copies },
	{ "making and ending", making_and_ending },
};

GUEST_MAIN(cases)
