/*
 * servers/init/table.c - /etc/inittab: what init starts.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/init/table.h"

#include <string.h>

static const char *const actions[ACTIONS] = {
	[ACTION_SYSINIT] = "sysinit",
	[ACTION_BOOTWAIT] = "bootwait",
	[ACTION_BOOT] = "boot",
	[ACTION_WAIT] = "wait",
	[ACTION_ONCE] = "once",
	[ACTION_RESPAWN] = "respawn",
	[ACTION_ASKFIRST] = "askfirst",
	[ACTION_CTRLALTDEL] = "ctrlaltdel",
	[ACTION_POWERFAIL] = "powerfail",
	[ACTION_SHUTDOWN] = "shutdown",
	[ACTION_OFF] = "off",
};

/* Copies up to the next colon; what follows it, NULL: there is none, or no room. */
static const char *field(const char *from, char *to, size_t room)
{
	size_t n = strcspn(from, ":");

	if (from[n] != ':' || n >= room)
		return NULL;
	memcpy(to, from, n);
	to[n] = '\0';
	return from + n + 1;
}

bool table_line(const char *line, struct entry *e, const char **error)
{
	char levels[32], action[16];

	*error = NULL;
	line += strspn(line, " \t");
	if (*line == '\0' || *line == '#')
		return false;
	*error = "not of the form TTY::ACTION:COMMAND";
	line = field(line, e->tty, sizeof(e->tty));
	line = line ? field(line, levels, sizeof(levels)) : NULL;
	line = line ? field(line, action, sizeof(action)) : NULL;
	if (!line || strstr(e->tty, ".."))
		return false;
	*error = "an action that there is not";
	for (e->action = 0; e->action < ACTIONS; e->action++)
		if (strcmp(action, actions[e->action]) == 0)
			break;
	if (e->action == ACTIONS)
		return false;
	*error = "no command, or one that is too long";
	if (*line == '\0' || strlen(line) >= sizeof(e->command))
		return false;
	strcpy(e->command, line);
	*error = NULL;
	return true;
}

bool table_cut(FILE *f, char *line)
{
	size_t n = strcspn(line, "\n");
	int c = '\n';

	if (line[n] == '\0')
		c = getc(f);
	line[n] = '\0';
	if (c == '\n' || c == EOF)
		return false;
	while (c != '\n' && c != EOF)
		c = getc(f);
	return true;
}
