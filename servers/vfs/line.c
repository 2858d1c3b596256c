/*
 * servers/vfs/line.c - the line discipline of terminals.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/line.h"

#include <signal.h>
#include <string.h>
#include <termios.h>

#define MASK     (LINE_ROOM - 1)
#define MARK_END 1u /* the byte is the last of its line */
#define MARK_EOF 2u /* ... and stands for VEOF: nobody reads it */
#define TAB      8u
#define BELL     7

void line_init(struct line *l)
{
	static const uint8_t keys[] = {
		[VINTR] = 3,  /* ^C */
		[VQUIT] = 28, /* ^\ */
		[VERASE] = 127,
		[VKILL] = 21, /* ^U */
		[VEOF] = 4,   /* ^D */
		[VMIN] = 1,
		[VSTART] = 17,   /* ^Q */
		[VSTOP] = 19,    /* ^S */
		[VSUSP] = 26,    /* ^Z */
		[VREPRINT] = 18, /* ^R */
		[VDISCARD] = 15, /* ^O */
		[VWERASE] = 23,  /* ^W */
		[VLNEXT] = 22,   /* ^V */
	};

	memset(l, 0, sizeof(*l));
	l->t.c_iflag = ICRNL | IXON | IUTF8;
	l->t.c_oflag = OPOST | ONLCR;
	l->t.c_cflag = B115200 | CS8 | CREAD | HUPCL;
	l->t.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
	memcpy(l->t.c_cc, keys, sizeof(keys));
}

/* --- output ------------------------------------------------------------------- */

/* A byte as it goes out: moves the cursor along. */
static void send(struct line *l, uint8_t b)
{
	if (b == '\r')
		l->column = 0;
	else if (b == '\b')
		l->column -= l->column > 0;
	else if (b == '\t')
		l->column = (l->column | (TAB - 1)) + 1;
	else if (b >= ' ' && b != 127 && (!(l->t.c_iflag & IUTF8) || (b & 0xc0) != 0x80))
		l->column++;
	l->send(l, &b, 1);
}

static void output(struct line *l, uint8_t b)
{
	uint32_t o = l->t.c_oflag;

	if (!(o & OPOST)) {
		if (b == '\n' && o & ONLRET)
			l->column = 0;
		send(l, b);
		return;
	}
	switch (b) {
	case '\n':
		if (o & ONLCR)
			send(l, '\r');
		if (o & ONLRET)
			l->column = 0;
		break;
	case '\r':
		if (o & ONOCR && l->column == 0)
			return;
		if (o & OCRNL)
			b = '\n';
		break;
	case '\t':
		if ((o & TABDLY) == TAB3) {
			do
				send(l, ' ');
			while (l->column % TAB);
			return;
		}
		break;
	default:
		if (o & OLCUC && b >= 'a' && b <= 'z')
			b = (uint8_t)(b - 'a' + 'A');
	}
	send(l, b);
}

/* Printable text, the most of all output, goes to the device in one piece. */
static size_t plain(struct line *l, const uint8_t *data, size_t n)
{
	size_t i = 0;

	if (l->t.c_oflag & OLCUC)
		return 0;
	while (i < n && data[i] >= ' ' && data[i] < 127)
		i++;
	if (i) {
		l->column += (unsigned)i;
		l->send(l, data, i);
	}
	return i;
}

void line_output(struct line *l, const void *data, size_t n)
{
	const uint8_t *b = data;

	while (n) {
		size_t done = plain(l, b, n);

		if (!done) {
			output(l, *b);
			done = 1;
		}
		b += done;
		n -= done;
	}
}

/* --- what is typed: the ring ----------------------------------------------------- */

static bool canonical(const struct line *l)
{
	return l->t.c_lflag & ICANON;
}

static uint8_t *at(struct line *l, unsigned i)
{
	return &l->byte[(l->first + i) & MASK];
}

static bool append(struct line *l, uint8_t b, uint8_t mark)
{
	unsigned i = (l->first + l->used) & MASK;

	/* The last place is for the end of a line. */
	if (l->used >= (mark || !canonical(l) ? LINE_ROOM : LINE_MAX_INPUT)) {
		if (l->t.c_iflag & IMAXBEL)
			send(l, BELL);
		return false;
	}
	l->byte[i] = b;
	l->mark[i] = mark;
	l->used++;
	if (!canonical(l))
		return true;
	l->edited++;
	if (mark) {
		l->edited = 0;
		l->ends++;
	}
	return true;
}

void line_flush_input(struct line *l)
{
	l->first = l->used = l->edited = l->ends = 0;
	l->literal = l->erasing = false;
}

size_t line_waiting(const struct line *l)
{
	size_t n = 0;

	for (unsigned i = 0; i < l->used - l->edited; i++)
		n += !(l->mark[(l->first + i) & MASK] & MARK_EOF);
	return n;
}

bool line_readable(const struct line *l)
{
	return canonical(l) ? l->ends > 0 : l->used > 0;
}

size_t line_take(struct line *l, void *data, size_t n)
{
	uint8_t *to = data;
	size_t done = 0;

	while (l->used > l->edited) {
		uint8_t mark = l->mark[l->first];

		if (done == n && !(mark & MARK_EOF))
			break;
		if (!(mark & MARK_EOF))
			to[done++] = l->byte[l->first];
		l->first = (l->first + 1) & MASK;
		l->used--;
		if (mark & MARK_END) {
			l->ends--;
			if (canonical(l))
				break;
		}
	}
	return done;
}

void line_set(struct line *l, const struct xinim_termios *t)
{
	bool was = canonical(l);

	l->t = *t;
	if (!(t->c_iflag & IXON))
		l->stopped = false;
	if (was == canonical(l))
		return;
	/* What is there can be read: to who wants lines it is one. */
	l->edited = 0;
	l->literal = false;
	if (canonical(l) && l->used) {
		uint8_t *mark = &l->mark[(l->first + l->used - 1) & MASK];

		l->ends += !(*mark & MARK_END);
		*mark |= MARK_END;
	}
}

/* --- echo ---------------------------------------------------------------------- */

/* Shown as ^X. */
static bool is_control(const struct line *l, uint8_t b)
{
	return l->t.c_lflag & ECHOCTL &&
		((b < ' ' && b != '\t' && b != '\n') || b == 127);
}

/* ECHOPRT: what has gone was shown; now something else is. */
static void end_erasing(struct line *l)
{
	if (l->erasing)
		output(l, '/');
	l->erasing = false;
}

static void echo(struct line *l, uint8_t b)
{
	end_erasing(l);
	if (!(l->t.c_lflag & ECHO)) {
		if (b == '\n' && l->t.c_lflag & ECHONL && canonical(l))
			output(l, b);
		return;
	}
	if (is_control(l, b)) {
		send(l, '^');
		send(l, b ^ 0x40);
	} else {
		output(l, b);
	}
}

static bool continues(const struct line *l, uint8_t b)
{
	return l->t.c_iflag & IUTF8 && (b & 0xc0) == 0x80;
}

/* The column after byte b at `column`. */
static unsigned advance(const struct line *l, unsigned column, uint8_t b)
{
	if (b == '\t')
		return (column | (TAB - 1)) + 1;
	if (is_control(l, b))
		return column + 2;
	return column + !(b < ' ' || b == 127 || continues(l, b));
}

/* Where the cursor is when the line being edited has been shown. */
static unsigned line_end(struct line *l)
{
	unsigned column = l->margin;

	for (unsigned i = l->used - l->edited; i < l->used; i++)
		column = advance(l, column, *at(l, i));
	return column;
}

static void back_to(struct line *l, unsigned column)
{
	while (l->column > column) {
		send(l, '\b');
		send(l, ' ');
		send(l, '\b');
	}
}

/* --- editing ----------------------------------------------------------------------- */

/* The n bytes behind the line's end have gone, as a printer shows it. */
static void print_erased(struct line *l, unsigned n)
{
	if (!l->erasing)
		output(l, '\\');
	for (unsigned i = 0; i < n; i++) {
		l->erasing = false;
		echo(l, *at(l, l->used + i));
	}
	l->erasing = true;
}

/* The last character of the line goes; `key` is what was typed for it. */
static void erase(struct line *l, uint8_t key)
{
	unsigned n = 0;

	if (!l->edited)
		return;
	do {
		l->used--;
		l->edited--;
		n++;
	} while (l->edited && continues(l, *at(l, l->used)));
	if (!(l->t.c_lflag & ECHO))
		return;
	if (l->t.c_lflag & ECHOPRT)
		print_erased(l, n);
	else if (l->t.c_lflag & ECHOE)
		back_to(l, line_end(l));
	else
		echo(l, key);
}

static bool is_word(uint8_t b)
{
	return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') ||
		(b >= 'a' && b <= 'z') || b == '_' || b >= 128;
}

static void erase_word(struct line *l, uint8_t key)
{
	while (l->edited && !is_word(*at(l, l->used - 1)))
		erase(l, key);
	while (l->edited && is_word(*at(l, l->used - 1)))
		erase(l, key);
}

static void kill_line(struct line *l, uint8_t key)
{
	uint32_t f = l->t.c_lflag;

	l->used -= l->edited;
	l->edited = 0;
	if (!(f & ECHO))
		return;
	if (f & ECHOK && f & ECHOKE && f & ECHOE) {
		back_to(l, l->margin);
		return;
	}
	echo(l, key);
	if (f & ECHOK)
		output(l, '\n');
}

static void reprint(struct line *l, uint8_t key)
{
	echo(l, key);
	output(l, '\n');
	l->margin = l->column;
	for (unsigned i = l->used - l->edited; i < l->used; i++)
		echo(l, *at(l, i));
}

/* --- bytes from the device ------------------------------------------------------------- */

/* Is b the key that the settings name? A key of 0 is none. */
static bool is_key(const struct line *l, unsigned key, uint8_t b)
{
	return b && l->t.c_cc[key] == b;
}

static void type(struct line *l, uint8_t b)
{
	if (!l->edited)
		l->margin = l->column;
	if (append(l, b, 0))
		echo(l, b);
}

static bool signal_key(struct line *l, uint8_t b)
{
	int signal = is_key(l, VINTR, b) ? SIGINT
		: is_key(l, VQUIT, b)    ? SIGQUIT
		: is_key(l, VSUSP, b)    ? SIGTSTP
					 : 0;

	if (!signal || !(l->t.c_lflag & ISIG))
		return false;
	if (!(l->t.c_lflag & NOFLSH)) {
		line_flush_input(l);
		if (l->discard)
			l->discard(l);
	}
	l->stopped = false;
	echo(l, b);
	l->signal(l, signal);
	return true;
}

static bool flow_key(struct line *l, uint8_t b)
{
	if (!(l->t.c_iflag & IXON))
		return false;
	if (is_key(l, VSTART, b)) {
		l->stopped = false;
		return true;
	}
	if (is_key(l, VSTOP, b)) {
		l->stopped = true;
		return true;
	}
	if (l->t.c_iflag & IXANY)
		l->stopped = false;
	return false;
}

/* Canonical mode: was b a key? */
static bool edit_key(struct line *l, uint8_t b)
{
	bool extended = l->t.c_lflag & IEXTEN;

	if (is_key(l, VERASE, b)) {
		erase(l, b);
	} else if (is_key(l, VKILL, b)) {
		kill_line(l, b);
	} else if (extended && is_key(l, VWERASE, b)) {
		erase_word(l, b);
	} else if (extended && is_key(l, VREPRINT, b)) {
		reprint(l, b);
	} else if (is_key(l, VEOF, b)) {
		append(l, 0, MARK_END | MARK_EOF);
	} else if (b == '\n' || is_key(l, VEOL, b) || (extended && is_key(l, VEOL2, b))) {
		if (append(l, b, MARK_END))
			echo(l, b);
	} else {
		return false;
	}
	return true;
}

static void input(struct line *l, uint8_t b)
{
	uint32_t i = l->t.c_iflag;

	if (i & ISTRIP)
		b &= 0x7f;
	if (l->literal) {
		l->literal = false;
		type(l, b);
		return;
	}
	if (flow_key(l, b) || signal_key(l, b))
		return;
	if (b == '\r') {
		if (i & IGNCR)
			return;
		if (i & ICRNL)
			b = '\n';
	} else if (b == '\n' && i & INLCR) {
		b = '\r';
	}
	if (i & IUCLC && l->t.c_lflag & IEXTEN && b >= 'A' && b <= 'Z')
		b = (uint8_t)(b - 'A' + 'a');
	if (canonical(l) && l->t.c_lflag & IEXTEN && is_key(l, VLNEXT, b)) {
		l->literal = true;
		/* A caret that what comes next is written over. */
		if (l->t.c_lflag & ECHO && l->t.c_lflag & ECHOCTL) {
			send(l, '^');
			send(l, '\b');
		}
		return;
	}
	if (!canonical(l) || !edit_key(l, b))
		type(l, b);
}

void line_input(struct line *l, const void *data, size_t n)
{
	const uint8_t *b = data;

	while (n--)
		input(l, *b++);
}
