/*
 * servers/vfs/tty_flow.c - terminals: output stopped and started, what waits thrown away.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <signal.h>
#include <termios.h>

#include "servers/vfs/tty.h"

int64_t tty_flow(struct call *c, struct tty *t, uint64_t what)
{
	static const uint8_t key[] = { [TCIOFF] = VSTOP, [TCION] = VSTART };
	int error = tty_job_control(c, t, SIGTTOU);

	if (error)
		return error;
	switch (what) {
	case TCOOFF:
		t->line.stopped = t->line.held = true;
		tty_tell(t, TTY_TOLD_STOP);
		return 0;
	case TCOON:
		t->line.held = false;
		line_start(&t->line);
		tty_tell(t, TTY_TOLD_START);
		tty_room(t);
		return 0;
	case TCIOFF:
	case TCION:
		t->line.send(&t->line, &t->line.t.c_cc[key[what]], 1);
		return 0;
	default:
		return -EINVAL;
	}
}

int64_t tty_flush(struct call *c, struct tty *t, uint64_t what)
{
	int error = tty_job_control(c, t, SIGTTOU);

	if (error)
		return error;
	if (what > TCIOFLUSH)
		return -EINVAL;
	tty_tell(t,
		(what != TCOFLUSH ? TTY_TOLD_FLUSH_READ : 0) |
			(what != TCIFLUSH ? TTY_TOLD_FLUSH_WRITE : 0));
	if (what != TCOFLUSH) {
		line_flush_input(&t->line);
		if (t->device->drained)
			t->device->drained(t);
	}
	return 0;
}
