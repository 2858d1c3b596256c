/*
 * servers/init/table.h - /etc/inittab: what init starts.
 *
 * A line is TTY::ACTION:COMMAND, as BusyBox reads it, or with runlevels in the
 * second field, which count for nothing: there is one. Empty lines and those
 * that begin with # are left out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_INIT_TABLE_H
#define XINIM_INIT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum action {
	ACTION_SYSINIT,    /* first, one after the other */
	ACTION_BOOTWAIT,   /* then, likewise */
	ACTION_BOOT,       /* then, at once */
	ACTION_WAIT,       /* then, one after the other */
	ACTION_ONCE,       /* then, at once */
	ACTION_RESPAWN,    /* and again whenever it has ended */
	ACTION_ASKFIRST,   /* the same, but Enter has to be pressed first */
	ACTION_CTRLALTDEL, /* at SIGINT; without one, the machine restarts */
	ACTION_POWERFAIL,  /* at SIGPWR; without one, the machine is switched off */
	ACTION_SHUTDOWN,   /* before everything is stopped */
	ACTION_OFF,        /* never */
	ACTIONS
};

#define TABLE_TEXT 128

struct entry {
	enum action action;
	char tty[32]; /* under /dev; "": the console */
	char command[TABLE_TEXT];
};

/* One line, without its end. False: it says nothing, or *error what is wrong with it. */
bool table_line(const char *line, struct entry *e, const char **error);
/* Takes the end off a line of fgets'. True: there is more of it, which is passed over. */
bool table_cut(FILE *f, char *line);

#endif
