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
	if (!l->stopped)
		l->send(l, &b, 1);
	else if (l->echoes < sizeof(l->echo))
		l->echo[l->echoes++] = b; /* programs' output waits in them */
}

void line_start(struct line *l)
{
	unsigned n = l->echoes;

	l->stopped = false;
	l->echoes = 0;
	if (n)
		l->send(l, l->echo, n);
}

/* A key would have it go on, which TCOOFF does not let it. */
static void start(struct line *l)
{
	if (l->stopped && !l->held)
		line_start(l);
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
		l->margin = l->column;
		break;
	case '\r':
		if (o & ONOCR && l->column == 0)
			return;
		if (!(o & OCRNL) || o & ONLRET)
			l->margin = l->column = 0;
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
	return (l->t.c_lflag & (ICANON | EXTPROC)) == ICANON;
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
		start(l);
	if (was == canonical(l))
		return;
	/* What is there can be read, to who wants lines as one; what was an end is a NUL. */
	l->edited = l->ends = 0;
	l->literal = false;
	memset(l->mark, 0, sizeof(l->mark));
	if (canonical(l) && l->used) {
		unsigned last = (l->first + l->used - 1) & MASK;

		l->mark[last] = MARK_END | (l->byte[last] ? 0 : MARK_EOF);
		l->ends = 1;
	}
}

/* --- echo ---------------------------------------------------------------------- */

/* Shown as ^X. */
static bool is_control(const struct line *l, uint8_t b)
{
	return l->t.c_lflag & ECHOCTL && ((b < ' ' && b != '\t') || b == 127);
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
	if (!(l->t.c_lflag & ECHO))
		return;
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

/* How far the cursor moved when b was shown, if it is no tab. */
static unsigned width(const struct line *l, uint8_t b)
{
	if (b < ' ' || b == 127)
		return is_control(l, b) ? 2 : 0;
	return !continues(l, b);
}

/* A tab behind the line's end has gone: back to where it was typed. */
static void back_from_tab(struct line *l)
{
	unsigned column = 0, i = l->edited;

	while (i && *at(l, l->used - l->edited + i - 1) != '\t')
		column += width(l, *at(l, l->used - l->edited + --i));
	if (!i)
		column += l->margin;
	for (unsigned n = TAB - column % TAB; n; n--)
		send(l, '\b');
}

/* --- editing ----------------------------------------------------------------------- */

/* The n bytes behind the line's end have gone, as a printer shows it. */
static void print_erased(struct line *l, unsigned n)
{
	if (!l->erasing)
		output(l, '\\');
	l->erasing = true;
	for (unsigned i = 0; i < n; i++)
		echo(l, *at(l, l->used + i));
}

/* How many bytes the line's last character has; 0: there is none of which all is there. */
static unsigned last_character(struct line *l)
{
	unsigned n = 0;

	do
		if (n++ == l->edited)
			return 0;
	while (continues(l, *at(l, l->used - n)));
	return n;
}

/* The last n bytes, a character, go. */
static void erase(struct line *l, unsigned n)
{
	uint8_t b = *at(l, l->used - n);

	l->used -= n;
	l->edited -= n;
	if (!(l->t.c_lflag & ECHO))
		return;
	if (l->t.c_lflag & ECHOPRT) {
		print_erased(l, n);
		if (!l->edited)
			end_erasing(l);
	} else if (b == '\t') {
		back_from_tab(l);
	} else {
		for (unsigned back = width(l, b); back; back--) {
			send(l, '\b');
			send(l, ' ');
			send(l, '\b');
		}
	}
}

/* `key' is what was typed for it, and is shown where nothing can be taken back. */
static void erase_character(struct line *l, uint8_t key)
{
	unsigned n = last_character(l);
	uint32_t f = l->t.c_lflag;

	if (!n)
		return;
	if (!(f & ECHO) || f & (ECHOE | ECHOPRT)) {
		erase(l, n);
	} else {
		l->used -= n;
		l->edited -= n;
		echo(l, key);
	}
}

/* As Linux has it, which takes the first byte of UTF-8 for a letter of Latin 1. */
static bool is_word(uint8_t b)
{
	return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') ||
		(b >= 'a' && b <= 'z') || b == '_' ||
		(b >= 0xc0 && b != 0xd7 && b != 0xf7);
}

static void erase_word(struct line *l)
{
	bool begun = false;
	unsigned n;

	while ((n = last_character(l))) {
		bool word = is_word(*at(l, l->used - n));

		if (begun && !word)
			return;
		begun |= word;
		erase(l, n);
	}
}

static void kill_line(struct line *l, uint8_t key)
{
	uint32_t f = l->t.c_lflag;
	unsigned n;

	if (!l->edited)
		return;
	if (f & ECHO && (~f & (ECHOK | ECHOKE | ECHOE)) == 0) {
		while ((n = last_character(l)))
			erase(l, n);
		return;
	}
	l->used -= l->edited;
	l->edited = 0;
	if (!(f & ECHO))
		return;
	end_erasing(l);
	echo(l, key);
	if (f & ECHOK)
		output(l, '\n');
}

static void reprint(struct line *l, uint8_t key)
{
	end_erasing(l);
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
	/* A mark is two of them; this is none. */
	if (b == 0xff && l->t.c_iflag & PARMRK && !append(l, b, 0))
		return;
	if (!append(l, b, 0) || !(l->t.c_lflag & ECHO))
		return;
	end_erasing(l);
	echo(l, b);
}

/* What was typed was a carriage return, and moves the cursor like one line's end. */
static void type_newline(struct line *l)
{
	if (!append(l, '\n', 0) || !(l->t.c_lflag & ECHO))
		return;
	end_erasing(l);
	output(l, '\n');
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
		l->echoes = 0;
		if (l->discard)
			l->discard(l);
	}
	if (l->t.c_iflag & IXON)
		start(l);
	echo(l, b);
	l->signal(l, signal);
	return true;
}

static bool flow_key(struct line *l, uint8_t b)
{
	if (!(l->t.c_iflag & IXON))
		return false;
	if (is_key(l, VSTART, b)) {
		start(l);
		return true;
	}
	if (is_key(l, VSTOP, b)) {
		l->stopped = true;
		return true;
	}
	if (l->t.c_iflag & IXANY)
		start(l);
	return false;
}

/* Canonical mode: was b a key? */
static bool edit_key(struct line *l, uint8_t b)
{
	bool extended = l->t.c_lflag & IEXTEN;

	if (is_key(l, VERASE, b)) {
		erase_character(l, b);
	} else if (is_key(l, VKILL, b)) {
		kill_line(l, b);
	} else if (extended && is_key(l, VWERASE, b)) {
		erase_word(l);
	} else if (extended && l->t.c_lflag & ECHO && is_key(l, VREPRINT, b)) {
		reprint(l, b);
	} else if (is_key(l, VEOF, b)) {
		append(l, 0, MARK_END | MARK_EOF);
	} else if (b == '\n') {
		if (append(l, b, MARK_END) && l->t.c_lflag & (ECHO | ECHONL))
			output(l, b);
	} else if (is_key(l, VEOL, b) || (extended && is_key(l, VEOL2, b))) {
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
	bool newline = false;

	if (i & ISTRIP)
		b &= 0x7f;
	if (i & IUCLC && l->t.c_lflag & IEXTEN && b >= 'A' && b <= 'Z')
		b = (uint8_t)(b - 'A' + 'a');
	/* Whoever is at the device does all of what follows. */
	if (l->t.c_lflag & EXTPROC) {
		append(l, b, 0);
		return;
	}
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
		newline = i & ICRNL;
		if (newline)
			b = '\n';
	} else if (b == '\n' && i & INLCR) {
		b = '\r';
	}
	if (canonical(l) && l->t.c_lflag & IEXTEN && is_key(l, VLNEXT, b)) {
		l->literal = true;
		/* A caret that what comes next is written over. */
		if (l->t.c_lflag & ECHO)
			end_erasing(l);
		if (l->t.c_lflag & ECHO && l->t.c_lflag & ECHOCTL) {
			send(l, '^');
			send(l, '\b');
		}
		return;
	}
	if (canonical(l) && edit_key(l, b))
		return;
	if (newline)
		type_newline(l);
	else
		type(l, b);
}

void line_input(struct line *l, const void *data, size_t n)
{
	const uint8_t *b = data;

	while (n--)
		input(l, *b++);
}
