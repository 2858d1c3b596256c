/*
 * servers/vfs/line.h - the line discipline of terminals.
 *
 * What is typed becomes lines, signals and echo; what is written becomes what
 * the device is sent: POSIX.1-2017, chapter 11, with Linux's extensions. Nothing
 * here waits or knows of processes; tty.c does.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_LINE_H
#define XINIM_VFS_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xinim/abi.h>

#define LINE_ROOM      4096            /* bytes typed and not read; a power of two */
#define LINE_MAX_INPUT (LINE_ROOM - 1) /* of a line: the rest is for its end */

struct line {
	struct xinim_termios t;
	/* Bytes for the device: all are taken. */
	void (*send)(struct line *l, const void *data, size_t n);
	/* SIGINT, SIGQUIT, SIGTSTP to who is in the foreground. */
	void (*signal)(struct line *l, int signal);
	/* What the device has been sent and not shown is to be lost. NULL: there is none. */
	void (*discard)(struct line *l);
	uint8_t byte[LINE_ROOM], mark[LINE_ROOM]; /* a ring */
	unsigned first, used;
	unsigned edited; /* of these, in the line that has no end yet: the last ones */
	unsigned ends;   /* ends of lines among the others */
	unsigned column; /* where the cursor is */
	unsigned margin; /* where it was when the line was begun */
	bool literal;    /* the next byte means nothing special (VLNEXT) */
	bool erasing;    /* what goes is being shown between \ and / (ECHOPRT) */
	bool stopped;    /* output, by VSTOP or TCOOFF ... */
	bool held;       /* ... the latter, which no key undoes */
	unsigned echoes; /* bytes of echo that wait for it to go on */
	uint8_t echo[LINE_ROOM];
};

void line_init(struct line *l);
/* Bytes come from the device. */
void line_input(struct line *l, const void *data, size_t n);
/* A program's output, up to n bytes of it. */
void line_output(struct line *l, const void *data, size_t n);
/* There is something that a read would return, or a line's or file's end. */
bool line_readable(const struct line *l);
/*
 * Takes what one read of up to n bytes gets, in canonical mode a line at most:
 * how many; 0: the end of the file.
 */
size_t line_take(struct line *l, void *data, size_t n);
/* How many bytes there are to read. */
size_t line_waiting(const struct line *l);
void line_flush_input(struct line *l);
/* Output goes on: what has been echoed meanwhile comes first. */
void line_start(struct line *l);
/* Other settings from now on: what was typed stays. */
void line_set(struct line *l, const struct xinim_termios *t);

#endif
