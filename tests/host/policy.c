/*
 * tests/host/policy.c - servers/init/policy.c: what is done when a server ends.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <signal.h>
#include <string.h>

#include "servers/init/policy.h"

#define SECOND 1000000000ULL
#define MS     1000000ULL

static struct policy p;
static const char *error;

static void refused(const char *line)
{
	CHECK(!policy_line(line, &p, &error));
	CHECK(error != NULL);
}

static void nothing(const char *line)
{
	CHECK(!policy_line(line, &p, &error));
	CHECK(error == NULL);
}

static void lines(void)
{
	CHECK(policy_line("vfs machine", &p, &error));
	CHECK_STR(p.name, "vfs");
	CHECK_INT(p.action, POLICY_MACHINE);
	CHECK(policy_line("  x\tleave ", &p, &error));
	CHECK_STR(p.name, "x");
	CHECK_INT(p.action, POLICY_LEAVE);
	CHECK(policy_line("* 5/60 0 0.1 .", &p, &error) == false);
	CHECK(policy_line("* 5/60 0 0.1 0.25 1.007 86400", &p, &error));
	CHECK_STR(p.name, "*");
	CHECK_INT(p.action, POLICY_RESTART);
	CHECK_INT(p.deaths, 5);
	CHECK_INT(p.seconds, 60);
	CHECK_INT(p.delays, 5);
	CHECK_INT(p.delay_ms[0], 0);
	CHECK_INT(p.delay_ms[1], 100);
	CHECK_INT(p.delay_ms[2], 250);
	CHECK_INT(p.delay_ms[3], 1007);
	CHECK_INT(p.delay_ms[4], 86400000);
	CHECK(policy_line("x 32/86400 1 2 3 4 5 6 7 8", &p, &error));
	nothing("");
	nothing("  \t");
	nothing("# x machine");
	refused("x");
	refused("x machine now");
	refused("x machines");
	refused("x 5");
	refused("x 5/60");
	refused("x 5/60 ");
	refused("x 0/60 1");
	refused("x 5/0 1");
	refused("x 33/60 1");
	refused("x 5/86401 1");
	refused("x 99999999999999999999/60 1");
	refused("x 5/99999999999999999999 1");
	refused("x -5/60 1");
	refused("x 5/60x 1");
	refused("x 5/60 -1");
	refused("x 5/60 1s");
	refused("x 5/60 86401");
	refused("x 5/60 0.0001");
	refused("x 5/60 1 2 3 4 5 6 7 8 9");
	refused("a-name-that-is-longer-than-any-module-may-have leave");
}

static void table(void)
{
	static struct policy t[4];

	CHECK(policy_line("* leave", &t[0], &error));
	CHECK(policy_line("vfs machine", &t[1], &error));
	CHECK(policy_line("* machine", &t[2], &error));
	CHECK(policy_line("vfs leave", &t[3], &error));
	CHECK(policy_find(t, 4, "vfs") == &t[1]);
	CHECK(policy_find(t, 4, "console") == &t[0]);
	CHECK(policy_find(t, 0, "vfs") == NULL);
	CHECK(policy_find(t + 1, 1, "console") == NULL);
}

static struct policy_history h;
static uint64_t now = 1 * SECOND, wait;

static void check(int32_t status, enum policy_verdict verdict, uint64_t delay)
{
	CHECK_INT(policy_decide(&p, &h, status, now, &wait), verdict);
	CHECK_INT(wait, delay);
}

static void decisions(void)
{
	CHECK(policy_line("* 4/10 0 0.5", &p, &error));
	/* At once, then later, then not any more. */
	check(SIGSEGV, VERDICT_START, 0);
	check(1 << 8, VERDICT_START, 500 * MS);
	check(0x80 | SIGABRT, VERDICT_START, 500 * MS);
	check(1 << 8, VERDICT_GIVE_UP, 0);
	/* Ten seconds on, it begins anew. */
	now += 10 * SECOND;
	check(1 << 8, VERDICT_START, 0);
	/* Three in each ten seconds, for ever. */
	for (int i = 0; i < 100; i++) {
		now += 5 * SECOND;
		check(1 << 8, VERDICT_START, 500 * MS);
	}
	/* Somebody's wish is no failure. */
	memset(&h, 0, sizeof(h));
	for (int i = 0; i < 100; i++) {
		check(SIGKILL, VERDICT_START, 0);
		check(SIGTERM, VERDICT_START, 0);
	}
	check(SIGSEGV, VERDICT_START, 0);
	check(SIGKILL, VERDICT_START, 0);
	check(SIGSEGV, VERDICT_START, 500 * MS);
	check(0, VERDICT_LEAVE, 0);
	CHECK(policy_line("* machine", &p, &error));
	check(0, VERDICT_MACHINE, 0);
	check(SIGKILL, VERDICT_MACHINE, 0);
	CHECK(policy_line("* leave", &p, &error));
	check(SIGSEGV, VERDICT_LEAVE, 0);
	/* A history that another table has filled. */
	memset(&h, 0, sizeof(h));
	CHECK(policy_line("* 32/86400 1", &p, &error));
	for (int i = 0; i < 31; i++)
		check(1 << 8, VERDICT_START, SECOND);
	check(1 << 8, VERDICT_GIVE_UP, 0);
	check(1 << 8, VERDICT_START, SECOND);
	/* Right after the machine was started. */
	memset(&h, 0, sizeof(h));
	now = 0;
	check(1 << 8, VERDICT_START, SECOND);
	CHECK(policy_line("* 1/1 0", &p, &error));
	check(1 << 8, VERDICT_GIVE_UP, 0);
}

int main(void)
{
	lines();
	table();
	decisions();
	return host_report();
}
