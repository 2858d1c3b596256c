/*
 * newlib-port/libgloss/xinim/fmtmsg.c - messages in System V's form: POSIX.1-2017, fmtmsg.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <fmtmsg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LABEL    1
#define SEVERITY 2
#define TEXT     4
#define ACTION   8
#define TAG      16
#define ALL      31

/* MSGVERB: names of parts between colons; all of them, if one is unknown. */
static unsigned int wanted(void)
{
	static const char *const names[] = { "label", "severity", "text", "action",
		"tag" };
	const char *s = getenv("MSGVERB");
	unsigned int parts = 0;

	if (s == NULL || *s == '\0')
		return ALL;
	for (;;) {
		size_t length = strcspn(s, ":"), i = 0;

		while (i < 5 &&
			(strlen(names[i]) != length || strncmp(names[i], s, length) != 0))
			i++;
		if (i == 5)
			return ALL;
		parts |= 1U << i;
		if (s[length] == '\0')
			return parts;
		s += length + 1;
	}
}

/* A label is "up to 10:up to 14". */
static bool label_good(const char *label)
{
	const char *colon = strchr(label, ':');

	return colon != NULL && colon - label <= 10 && strlen(colon + 1) <= 14;
}

struct parts {
	const char *label, *severity, *text, *action, *tag;
};

static int print(int fd, const struct parts *p, unsigned int parts)
{
	const char *label = parts & LABEL ? p->label : NULL;
	const char *severity = parts & SEVERITY ? p->severity : NULL;
	const char *text = parts & TEXT ? p->text : NULL;
	const char *action = parts & ACTION ? p->action : NULL;
	const char *tag = parts & TAG ? p->tag : NULL;
	bool after = severity || text, second = action || tag;

	return dprintf(fd, "%s%s%s%s%s%s%s%s%s%s\n", label ? label : "",
		label && (after || second) ? ": " : "", severity ? severity : "",
		severity && text ? ": " : "", text ? text : "", second ? "\n" : "",
		action ? "TO FIX: " : "", action ? action : "", action && tag ? "  " : "",
		tag ? tag : "");
}

int fmtmsg(long class, const char *label, int severity, const char *text,
	const char *action, const char *tag)
{
	static const char *const severities[] = { NULL, "HALT", "ERROR", "WARNING",
		"INFO" };
	struct parts p = { label, NULL, text, action, tag };
	bool no_message = false, no_console = false;

	if (severity < MM_NOSEV || severity > MM_INFO ||
		(label != MM_NULLLBL && !label_good(label)))
		return MM_NOTOK;
	p.severity = severities[severity];
	if (class & MM_PRINT)
		no_message = print(STDERR_FILENO, &p, wanted()) < 0;
	if (class & MM_CONSOLE) {
		int fd = open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);

		no_console = fd < 0 || print(fd, &p, ALL) < 0;
		if (fd >= 0)
			close(fd);
	}
	if (no_message && (no_console || !(class & MM_CONSOLE)))
		return no_console ? MM_NOTOK : MM_NOMSG;
	return no_message ? MM_NOMSG : no_console ? MM_NOCON : MM_OK;
}
