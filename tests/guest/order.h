/* tests/guest/order.h - boot modules that are started when others are ready.
 *
 * Each module asks PID 1, which serves their read calls, what to do, again and again.
 * So it is PID 1 that decides when one is ready, and what it sees in between is no
 * matter of time.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_ORDER_H
#define XINIM_TESTS_GUEST_ORDER_H

#include <xinim/message.h>
#include <xinim/process.h>
#include <xinim/task.h>

#include "victim.h"

#define BAD 0xdead000000000000UL

/* What a module is told to do. */
enum { SAY_READY, ASK_FOR_MESSAGES, EXIT_0, EXIT_3, REFUSALS };

static int64_t control(int operation, uint64_t a, uint64_t b)
{
	return xinim_process_control(XINIM_CAP_SELF, operation, a, b, 0);
}

/* --- the modules, whose names are a letter each ---------------------------------------- */

static int module(char name)
{
	int64_t error = 0;

	for (;;) {
		switch (xinim_syscall3(SYS_read, name, (long)error, 0)) {
		case SAY_READY:
			error = control(XINIM_PROCESS_READY, 0, 0);
			break;
		case ASK_FOR_MESSAGES: {
			struct xinim_message m = { 0 };

			error = xinim_receive(xinim_endpoint_create(), &m, 0);
			break;
		}
		case REFUSALS:
			error = control(XINIM_PROCESS_BOOT_GIVE_UP, (uint64_t) "a", 1) !=
					-EPERM ||
				xinim_process_control(1, XINIM_PROCESS_READY, 0, 0, 0) !=
					-EBADF;
			break;
		case EXIT_0:
			return 0;
		case EXIT_3:
			return 3;
		default:
			return 4;
		}
	}
}

/* --- PID 1 ------------------------------------------------------------------------------ */

static int endpoint;
static uint64_t asking[128]; /* the call of the module of this name; 0: none */
static int64_t told[128];    /* what became of what it was told to do */

static void heard(int64_t call, const struct xinim_message *m)
{
	REQUIRE(call > 0);
	REQUIRE_EQ(m->label, SYS_read);
	REQUIRE(m->word[0] < 128);
	asking[m->word[0]] = (uint64_t)call;
	told[m->word[0]] = (int64_t)m->word[1];
}

/* Waits until this module asks. */
static void wait_for_module(char name)
{
	while (!asking[(int)name]) {
		struct xinim_message m = { 0 };
		int64_t call = xinim_receive(endpoint, &m, XINIM_FOREVER);

		heard(call, &m);
	}
}

static void tell(char name, int what)
{
	struct xinim_message m = { .word = { (uint64_t)what } };

	wait_for_module(name);
	EXPECT_EQ(xinim_reply(asking[(int)name], &m), 0);
	asking[(int)name] = 0;
}

static struct xinim_boot_process info(char name)
{
	struct xinim_boot_process p = { 0 };

	for (uint64_t n = 0; control(XINIM_PROCESS_BOOT_INFO, n, (uint64_t)&p) == 0; n++)
		if (p.name[0] == name && !p.name[1])
			return p;
	memset(&p, 0, sizeof(p));
	return p;
}

static void expect_waits(const char *names)
{
	for (; *names; names++) {
		struct xinim_boot_process p = info(*names);

		EXPECT_EQ(p.flags, XINIM_BOOT_WAITS);
		EXPECT_EQ(p.pid, 0);
		EXPECT_EQ(p.starts, 0);
		EXPECT_EQ(p.name[0], *names);
	}
}

/* Tells it to end, and waits until it has. */
static void end(char name, int how)
{
	struct xinim_boot_process p;
	int status;

	tell(name, how);
	while (control(XINIM_PROCESS_BOOT_EVENT, (uint64_t)&p, 0) == -EAGAIN)
		notify_wait(XINIM_NOTIFY_BOOT);
	EXPECT_EQ(p.name[0], name);
	EXPECT_EQ(p.status, VICTIM_EXIT(how == EXIT_0 ? 0 : 3));
	EXPECT_EQ(waitpid(p.pid, &status, 0), p.pid);
}

static int64_t start(const char *name)
{
	return control(XINIM_PROCESS_BOOT_START, (uint64_t)name, strlen(name));
}

static int64_t give_up(const char *name)
{
	return control(XINIM_PROCESS_BOOT_GIVE_UP, (uint64_t)name, strlen(name));
}

static void serves(void)
{
	endpoint = xinim_endpoint_create();
	REQUIRE(endpoint > 0);
	REQUIRE_EQ(xinim_route_serve(XINIM_ROUTE_VFS, endpoint), 0);
}

/* Whom nobody has to be waited for runs; the others do not. */
static void some_wait(void)
{
	for (const char *n = "adfhjkl"; *n; n++)
		wait_for_module(*n);
	expect_waits("bcegim");
}

static void refusals(void)
{
	static const char name[64] = "a";

	EXPECT_EQ(start("b"), -EBUSY);
	EXPECT_EQ(give_up("b"), -EBUSY);
	EXPECT_EQ(give_up("a"), -EBUSY);
	EXPECT_EQ(give_up("nobody"), -ESRCH);
	EXPECT_EQ(give_up("manifest"), -ESRCH);
	EXPECT_EQ(give_up(""), -EINVAL);
	EXPECT_EQ(
		control(XINIM_PROCESS_BOOT_GIVE_UP, (uint64_t)name, UINT64_MAX), -EINVAL);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_GIVE_UP, (uint64_t)name, 32), -EINVAL);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_GIVE_UP, 0, 1), -EFAULT);
	EXPECT_EQ(control(XINIM_PROCESS_BOOT_GIVE_UP, BAD, 1), -EFAULT);
	tell('h', REFUSALS);
	wait_for_module('h');
	EXPECT_EQ(told['h'], 0);
	expect_waits("bcegim");
}

/* One that dies before it is ready is waited for still, its next process too. */
static void started_again(void)
{
	end('a', EXIT_3);
	expect_waits("bc");
	REQUIRE(start("a") > 0);
	wait_for_module('a');
	expect_waits("bc");
	EXPECT_EQ(info('a').flags, XINIM_BOOT_RUNS);
	tell('a', SAY_READY);
	wait_for_module('b');
	wait_for_module('a');
	EXPECT_EQ(told['a'], 0);
	EXPECT_EQ(info('a').flags, XINIM_BOOT_RUNS | XINIM_BOOT_READY);
	expect_waits("c");
}

/* Ready once is ready for good. */
static void ready_and_dead(void)
{
	end('a', EXIT_3);
	tell('b', SAY_READY);
	wait_for_module('c');
	wait_for_module('b');
	/* And nobody waits who is started again. */
	end('b', EXIT_3);
	REQUIRE(start("b") > 0);
	wait_for_module('b');
	EXPECT_EQ(info('b').flags, XINIM_BOOT_RUNS);
}

static void given_up(void)
{
	end('d', EXIT_3);
	expect_waits("e");
	EXPECT_EQ(give_up("d"), 0);
	wait_for_module('e');
	EXPECT_EQ(give_up("d"), 0);
	REQUIRE(start("d") > 0);
	wait_for_module('d');
}

static void nothing_to_do(void)
{
	expect_waits("g");
	end('f', EXIT_0);
	wait_for_module('g');
}

/* Of two lines that go round in a circle the first holds. */
static void round_in_a_circle(void)
{
	expect_waits("i");
	tell('j', SAY_READY);
	wait_for_module('i');
}

static void asks_for_messages(void)
{
	expect_waits("m");
	tell('l', ASK_FOR_MESSAGES);
	wait_for_module('m');
	wait_for_module('l');
	EXPECT_EQ(told['l'], -EAGAIN);
	EXPECT_EQ(info('l').flags, XINIM_BOOT_RUNS | XINIM_BOOT_READY);
}

static const struct guest_case cases[] = {
	{ "serves", serves },
	{ "some wait", some_wait },
	{ "what is refused", refusals },
	{ "one that is started again is waited for", started_again },
	{ "ready once is ready", ready_and_dead },
	{ "given up is as good as ready", given_up },
	{ "ended with 0 is as well", nothing_to_do },
	{ "round in a circle", round_in_a_circle },
	{ "who asks for messages is ready", asks_for_messages },
};

int main(int argc, char **argv)
{
	if (argv[0][0] && !argv[0][1])
		return module(argv[0][0]);
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}

#endif
