/*
 * servers/vfs/tty_settings.c - terminals: settings, in the three layouts that there are.
 *
 * What is kept is Linux's struct termios; struct termio (System V) has half of it, and
 * struct termios2 the speeds as numbers, too (tty_ioctl(4)).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <signal.h>
#include <string.h>
#include <termios.h>

#include "servers/vfs/tty.h"

#define SPEED_MASK  0x100fu /* CBAUD, with CBAUDEX */
#define SPEED_OTHER 0x1000u /* BOTHER: a number alone says it */
#define SPEED_INPUT 16      /* the input's speed is so far up; 0: the output's */

struct termio {
	uint16_t iflag, oflag, cflag, lflag;
	uint8_t line, cc[8], pad;
};

struct termios2 {
	struct xinim_termios t;
	uint32_t input, output; /* bits a second */
};

/* Bits a second, by the number that stands for them. */
static const uint32_t low_speeds[16] = { 0, 50, 75, 110, 134, 150, 200, 300, 600, 1200,
	1800, 2400, 4800, 9600, 19200, 38400 };
static const uint32_t high_speeds[16] = { 0, 57600, 115200, 230400, 460800, 500000,
	576000, 921600, 1000000, 1152000, 1500000, 2000000, 2500000, 3000000, 3500000,
	4000000 };

static uint32_t speed_of(uint32_t code, uint32_t other)
{
	code &= SPEED_MASK;
	if (code == SPEED_OTHER)
		return other;
	return code & SPEED_OTHER ? high_speeds[code & 15] : low_speeds[code & 15];
}

/* What a request asks for: the first of its four is to read, then now, later, and flushed. */
enum when { GET, NOW, DRAINED, FLUSHED };
enum layout { TERMIOS, TERMIO, TERMIOS2, LAYOUTS };

static const unsigned requests[LAYOUTS][4] = {
	[TERMIOS] = { TTY_GETS, TTY_SETS, TTY_SETSW, TTY_SETSF },
	[TERMIO] = { TTY_GETA, TTY_SETA, TTY_SETAW, TTY_SETAF },
	[TERMIOS2] = { TTY_GETS2, TTY_SETS2, TTY_SETSW2, TTY_SETSF2 },
};

static bool find(unsigned request, enum layout *layout, enum when *when)
{
	for (unsigned i = 0; i < LAYOUTS * 4; i++) {
		*layout = (enum layout)(i / 4);
		*when = (enum when)(i % 4);
		if (requests[*layout][*when] == request)
			return true;
	}
	return false;
}

bool tty_is_settings(unsigned request)
{
	enum layout layout;
	enum when when;

	return find(request, &layout, &when);
}

static int64_t get(struct call *c, const struct tty *t, enum layout layout, uint64_t to)
{
	const struct xinim_termios *s = &t->line.t;
	struct termios2 two = { .t = *s };
	struct termio a = { (uint16_t)s->c_iflag, (uint16_t)s->c_oflag,
		(uint16_t)s->c_cflag, (uint16_t)s->c_lflag, s->c_line, { 0 }, 0 };

	switch (layout) {
	case TERMIO:
		memcpy(a.cc, s->c_cc, sizeof(a.cc));
		return user_put(c, to, &a, sizeof(a));
	case TERMIOS2:
		two.output = speed_of(s->c_cflag, t->speed_out);
		two.input = speed_of(s->c_cflag >> SPEED_INPUT, t->speed_in);
		if (!(s->c_cflag >> SPEED_INPUT & SPEED_MASK))
			two.input = two.output;
		return user_put(c, to, &two, sizeof(two));
	default:
		return user_put(c, to, s, sizeof(*s));
	}
}

/* The settings that are to be; of struct termio's the others stay as they are. */
static int fetch(struct call *c, const struct tty *t, enum layout layout, uint64_t from,
	struct termios2 *new)
{
	struct termio a;

	*new = (struct termios2){ t->line.t, t->speed_in, t->speed_out };
	if (layout != TERMIO)
		return user_get(
			c, new, from, layout == TERMIOS2 ? sizeof(*new) : sizeof(new->t));
	if (user_get(c, &a, from, sizeof(a)) != 0)
		return -EFAULT;
	new->t.c_iflag = (new->t.c_iflag & ~0xffffu) | a.iflag;
	new->t.c_oflag = (new->t.c_oflag & ~0xffffu) | a.oflag;
	new->t.c_cflag = (new->t.c_cflag & ~0xffffu) | a.cflag;
	new->t.c_lflag = (new->t.c_lflag & ~0xffffu) | a.lflag;
	memcpy(new->t.c_cc, a.cc, sizeof(a.cc));
	return 0;
}

/* Waits until the device has taken all that was written, as far as that can be told. */
int64_t tty_drain(struct call *c, struct tty *t)
{
	while (t->line.stopped) {
		int error = queue_wait(c, &t->write, FOREVER);

		if (error)
			return error == -EINTR ? -ERESTARTSYS : error;
	}
	return 0;
}

/* Output is stopped and started by ^S and ^Q: whoever is at the other end can do that. */
static bool keys_control(const struct xinim_termios *t)
{
	return t->c_iflag & IXON && t->c_cc[VSTOP] == 'S' - '@' &&
		t->c_cc[VSTART] == 'Q' - '@';
}

int64_t tty_settings(struct call *c, struct tty *t, unsigned request, uint64_t arg)
{
	bool flows, external = t->line.t.c_lflag & EXTPROC;
	enum layout layout;
	enum when when;
	struct termios2 new;
	int64_t error;

	if (!find(request, &layout, &when))
		return -ENOTTY;
	if (when == GET)
		return get(c, t, layout, arg);
	if (fetch(c, t, layout, arg, &new) != 0)
		return -EFAULT;
	error = tty_job_control(c, t, SIGTTOU);
	if (!error && when != NOW)
		error = tty_drain(c, t);
	if (error)
		return error;
	if (when == FLUSHED)
		line_flush_input(&t->line);
	flows = keys_control(&t->line.t);
	line_set(&t->line, &new.t);
	t->speed_in = new.input;
	t->speed_out = new.output;
	if (flows != keys_control(&new.t))
		tty_tell(t, flows ? TTY_TOLD_NO_KEYS : TTY_TOLD_KEYS);
	if (external || new.t.c_lflag & EXTPROC)
		tty_tell(t, TTY_TOLD_SETTINGS);
	queue_wake(&t->read, 0);
	tty_room(t);
	return 0;
}
