/*
 * tests/host/inittab.c - servers/init/table.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <string.h>

#include "servers/init/table.h"

static void check(
	const char *line, enum action action, const char *tty, const char *command)
{
	const char *error;
	struct entry e;

	CHECK(table_line(line, &e, &error));
	CHECK(error == NULL);
	CHECK_INT(e.action, action);
	CHECK_STR(e.tty, tty);
	CHECK_STR(e.command, command);
}

static void refused(const char *line, bool wrong)
{
	const char *error;
	struct entry e;

	CHECK(!table_line(line, &e, &error));
	CHECK_INT(error != NULL, wrong);
}

/* A line that does not fit is one line; what follows it is read as ever. */
static void long_lines(void)
{
	static char text[] = "short\n0123456789::once:/bin/x\nnext\n\nlast";
	FILE *f = fmemopen(text, sizeof(text) - 1, "r");
	char line[8];

	CHECK(fgets(line, sizeof(line), f) && !table_cut(f, line));
	CHECK_STR(line, "short");
	CHECK(fgets(line, sizeof(line), f) && table_cut(f, line));
	CHECK(fgets(line, sizeof(line), f) && !table_cut(f, line));
	CHECK_STR(line, "next");
	CHECK(fgets(line, sizeof(line), f) && !table_cut(f, line));
	CHECK_STR(line, "");
	CHECK(fgets(line, sizeof(line), f) && !table_cut(f, line));
	CHECK_STR(line, "last");
	CHECK(!fgets(line, sizeof(line), f));
	fclose(f);
}

int main(void)
{
	char text[600];

	check("::respawn:/bin/login -f root", ACTION_RESPAWN, "", "/bin/login -f root");
	check("tty1:23:once:/bin/a b:c", ACTION_ONCE, "tty1", "/bin/a b:c");
	check("  ::sysinit:x", ACTION_SYSINIT, "", "x");
	check("::shutdown:x", ACTION_SHUTDOWN, "", "x");
	check("::wait:x", ACTION_WAIT, "", "x");
	check("::boot:x", ACTION_BOOT, "", "x");
	check("::bootwait:x", ACTION_BOOTWAIT, "", "x");
	check("::askfirst:x", ACTION_ASKFIRST, "", "x");
	check("::ctrlaltdel:x", ACTION_CTRLALTDEL, "", "x");
	check("::powerfail:x", ACTION_POWERFAIL, "", "x");
	check("::off:x", ACTION_OFF, "", "x");
	refused("", false);
	refused(" \t", false);
	refused("# ::once:x", false);
	refused("x", true);
	refused("x:y", true);
	refused("x:y:once", true);
	refused("::once:", true);
	refused("::never:x", true);
	refused("../sda::once:x", true);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	refused(text, true);
	text[300] = ':';
	refused(text, true);
	memcpy(text, "::once:", 7);
	refused(text, true);
	long_lines();
	return host_report();
}
