/*
 * tests/host/process-ids.c - servers/process/ids.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <errno.h>

#include "servers/process/ids.h"

static struct cred c;

static void user(uint32_t real, uint32_t effective, uint32_t saved)
{
	cred_init(&c);
	c.user = (struct ids){ real, effective, saved, effective };
	c.group = (struct ids){ 100, 100, 100, 100 };
	if (effective != 0)
		c.usable = 0;
	if (real != 0 && effective != 0 && saved != 0)
		c.permitted = 0;
}

static void is(uint32_t real, uint32_t effective, uint32_t saved)
{
	CHECK_INT(c.user.real, real);
	CHECK_INT(c.user.effective, effective);
	CHECK_INT(c.user.saved, saved);
	CHECK_INT(c.user.files, effective);
}

static void setuid_rules(void)
{
	user(0, 0, 0);
	CHECK_INT(cred_setuid(&c, 7), 0);
	is(7, 7, 7);
	CHECK_INT(c.permitted, 0);
	CHECK_INT(c.usable, 0);
	CHECK_INT(cred_setuid(&c, 0), -EPERM);
	is(7, 7, 7);
	CHECK_INT(cred_setuid(&c, ID_KEEP), -EINVAL);
	/* A set-id program that is not root's goes to and fro. */
	user(7, 8, 8);
	CHECK_INT(cred_setuid(&c, 7), 0);
	is(7, 7, 8);
	CHECK_INT(cred_setuid(&c, 8), 0);
	is(7, 8, 8);
	CHECK_INT(cred_setuid(&c, 9), -EPERM);
}

static void setreuid_rules(void)
{
	user(7, 8, 9);
	CHECK_INT(cred_setreuid(&c, 9, ID_KEEP), -EPERM);
	CHECK_INT(cred_setreuid(&c, ID_KEEP, 9), 0);
	is(7, 9, 9);
	user(7, 8, 8);
	CHECK_INT(cred_setreuid(&c, 8, 7), 0);
	is(8, 7, 7);
	user(7, 8, 8);
	CHECK_INT(cred_setreuid(&c, ID_KEEP, 7), 0);
	is(7, 7, 8);
	user(0, 0, 0);
	CHECK_INT(cred_setreuid(&c, 5, 6), 0);
	is(5, 6, 6);
	CHECK_INT(c.permitted, 0);
}

static void setresuid_rules(void)
{
	user(7, 8, 9);
	CHECK_INT(cred_setresuid(&c, 9, 7, 8), 0);
	is(9, 7, 8);
	CHECK_INT(cred_setresuid(&c, 9, 7, 1), -EPERM);
	is(9, 7, 8);
	user(0, 0, 0);
	CHECK_INT(cred_setresuid(&c, ID_KEEP, 5, ID_KEEP), 0);
	is(0, 5, 0);
	CHECK_INT(c.usable, 0);
	CHECK_INT(c.permitted, (long long)CAPABILITY_ALL);
	CHECK_INT(cred_setresuid(&c, ID_KEEP, 0, ID_KEEP), 0);
	CHECK_INT(c.usable, (long long)CAPABILITY_ALL);
}

static void group_rules(void)
{
	user(7, 7, 7);
	CHECK_INT(cred_setgid(&c, 101), -EPERM);
	CHECK_INT(cred_setregid(&c, 101, ID_KEEP), -EPERM);
	CHECK_INT(cred_setresgid(&c, 100, 100, 101), -EPERM);
	CHECK_INT(cred_setgid(&c, ID_KEEP), -EINVAL);
	user(0, 0, 0);
	CHECK_INT(cred_setresgid(&c, 1, 2, 3), 0);
	CHECK_INT(cred_setfsgid(&c, 9), 2);
	CHECK_INT(c.group.files, 9);
	CHECK_INT(cred_setgid(&c, 4), 0);
	CHECK_INT(c.group.real, 4);
	CHECK_INT(c.group.saved, 4);
	CHECK_INT(c.group.files, 4);
}

static void files_rules(void)
{
	user(7, 8, 9);
	CHECK_INT(cred_setfsuid(&c, 9), 8);
	CHECK_INT(c.user.files, 9);
	CHECK_INT(cred_setfsuid(&c, 1), 9);
	CHECK_INT(cred_setfsuid(&c, ID_KEEP), 9);
	CHECK_INT(c.user.files, 9);
}

static void exec_rules(void)
{
	struct program_file plain = { 0755, 0, 0 }, setuid = { 04755, 0, 0 },
			    setgid = { 02755, 0, 50 }, locked = { 02745, 0, 50 };

	user(7, 7, 7);
	CHECK(!cred_exec(&c, &plain));
	is(7, 7, 7);
	CHECK(cred_exec(&c, &setuid));
	is(7, 0, 0);
	CHECK_INT(c.usable, (long long)CAPABILITY_ALL);
	CHECK(!cred_may_schedule(&(struct cred){ .user = { 1, 1, 1, 1 } }, &c));
	user(7, 7, 7);
	CHECK(cred_exec(&c, &setgid));
	CHECK_INT(c.group.effective, 50);
	CHECK_INT(c.group.saved, 50);
	user(7, 7, 7);
	CHECK(!cred_exec(&c, &locked));
	c.no_new_privileges = true;
	CHECK(!cred_exec(&c, &setuid));
	is(7, 7, 7);
	/* What was dropped for good does not come back. */
	user(0, 0, 0);
	c.bounding &= ~(1ULL << CAPABILITY_KILL);
	CHECK(!cred_exec(&c, &plain));
	CHECK(!cred_may(&c, CAPABILITY_KILL));
	CHECK(cred_may(&c, CAPABILITY_TIME));
}

static void signal_rules(void)
{
	struct cred to;

	user(7, 7, 7);
	to = c;
	CHECK(cred_may_signal(&c, &to, false));
	to.user = (struct ids){ 8, 7, 8, 7 };
	CHECK(!cred_may_signal(&c, &to, false));
	CHECK(cred_may_signal(&c, &to, true));
	to.user.saved = 7;
	CHECK(cred_may_signal(&c, &to, false));
	user(0, 0, 0);
	to.user = (struct ids){ 8, 8, 8, 8 };
	CHECK(cred_may_signal(&c, &to, false));
	CHECK(!cred_may_signal(&to, &c, false) || cred_may(&to, CAPABILITY_KILL));
}

static void capability_rules(void)
{
	user(0, 0, 0);
	CHECK_INT(cred_set_capabilities(&c, 1, 3, 0), 0);
	CHECK_INT(cred_set_capabilities(&c, 3, 3, 0), 0);
	CHECK_INT(cred_set_capabilities(&c, 4, 3, 0), -EPERM);
	CHECK_INT(cred_set_capabilities(&c, 3, 7, 0), -EPERM);
	CHECK_INT(cred_set_capabilities(&c, 0, 0, 4), -EPERM);
	CHECK_INT(c.permitted, 3);
	CHECK_INT(cred_set_capabilities(&c, 0, 0, 2), 0);
}

int main(void)
{
	setuid_rules();
	setreuid_rules();
	setresuid_rules();
	group_rules();
	files_rules();
	exec_rules();
	signal_rules();
	capability_rules();
	return host_report();
}
