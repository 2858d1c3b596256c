/*
 * servers/vfs/console.c - the console, and /dev/tty.
 *
 * Output goes to the kernel, which has the serial line, and is kept in a ring for the
 * driver of the screen, which fetches it (VFS_SHOWN); while there is no driver, the
 * kernel shows it. Input is what the driver says was typed (VFS_TYPED).
 *
 * A driver that takes nothing for PATIENCE while somebody waits is not waited for: the
 * screen misses what comes until it takes something again.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/console.h"

#include <string.h>

#include "servers/vfs/poll.h"
#include "servers/vfs/tty.h"

#define RING     16384 /* a power of two */
#define RESERVE  1024  /* of it, for echo: writers leave that alone */
#define PATIENCE (10LL * NS)

static struct tty console;

static struct {
	int driver; /* its notification, set when output comes to an empty ring; 0: none */
	uint64_t bits;
	bool idle;           /* it has found the ring empty, and wants to be told */
	bool late;           /* it takes nothing: not waited for */
	uint64_t first, end; /* of what is kept, in bytes of output ever */
	int64_t fetched;     /* when it last did */
	uint8_t byte[RING];
} screen;

static void tell(void)
{
	if (!screen.idle || screen.first == screen.end)
		return;
	screen.idle = false;
	os_notify(screen.driver, screen.bits);
}

static void keep(const uint8_t *data, size_t n)
{
	/* What finds no room is echo, or nobody fetches it. */
	if (n > RING - (size_t)(screen.end - screen.first))
		return;
	while (n) {
		size_t at = (size_t)(screen.end % RING);
		size_t part = n < RING - at ? n : RING - at;

		memcpy(screen.byte + at, data, part);
		screen.end += part;
		data += part;
		n -= part;
	}
	tell();
}

static void console_send(struct tty *t, const void *data, size_t n)
{
	(void)t;
	os_console_send(data, n, !screen.driver);
	if (screen.driver)
		keep(data, n);
}

static size_t console_room(struct tty *t)
{
	size_t used = (size_t)(screen.end - screen.first);

	(void)t;
	if (!screen.driver || screen.late)
		return RING;
	return used < RING - RESERVE ? RING - RESERVE - used : 0;
}

static int64_t console_patience(struct tty *t)
{
	(void)t;
	if (os_now() - screen.fetched < PATIENCE)
		return screen.fetched + PATIENCE;
	screen.late = true;
	return 0;
}

static const struct tty_device console_device = {
	.send = console_send,
	.room = console_room,
	.patience = console_patience,
};

static void console_start(void)
{
	static bool started;

	if (started)
		return;
	started = true;
	tty_init(&console, &console_device, DEV_MAKE(5, 1));
	os_console_size(&console.size);
}

void console_typed(const void *data, size_t n)
{
	console_start();
	tty_input(&console, data, n);
}

/* --- the driver of the screen ------------------------------------------------------ */

int64_t console_screen(int notification, uint64_t bits)
{
	if (notification && !bits)
		return -EINVAL;
	console_start();
	if (screen.driver)
		os_cap_close(screen.driver);
	screen.driver = notification;
	screen.bits = bits;
	screen.idle = true;
	screen.late = false;
	screen.fetched = os_now();
	if (notification)
		tell();
	else
		screen.first = screen.end;
	tty_room(&console);
	return 0;
}

void console_screen_gone(const char *name)
{
	if (strcmp(name, "console") == 0)
		console_screen(0, 0);
}

int64_t console_shown(
	uint64_t call, uint64_t to, uint64_t length, uint64_t position, uint64_t *from)
{
	uint64_t done = 0;

	if (!screen.driver)
		return -ENXIO;
	screen.late = false;
	screen.fetched = os_now();
	if (position > screen.first && position <= screen.end) {
		screen.first = position;
		tty_room(&console);
	}
	*from = screen.first;
	while (done < length && screen.first + done < screen.end) {
		uint64_t at = (screen.first + done) % RING;
		uint64_t n = screen.end - screen.first - done;

		n = n < RING - at ? n : RING - at;
		n = n < length - done ? n : length - done;
		if (os_copy_out(call, to + done, screen.byte + at, n) != (int64_t)n)
			return -EFAULT;
		done += n;
	}
	screen.idle = screen.first == screen.end;
	return (int64_t)done;
}

/* --- files --------------------------------------------------------------------------- */

/* It becomes nobody's terminal by being opened, as with Linux's: TIOCSCTTY does that. */
static int console_open(struct call *c, struct file *f)
{
	console_start();
	f->flags |= O_NOCTTY;
	tty_open(c, f, &console);
	/* It is everybody's: the end of a session there is not the end of others' output. */
	f->at = TTY_IMMORTAL;
	f->ops = &tty_ops;
	return 0;
}

static int own_open(struct call *c, struct file *f)
{
	struct tty *t = c->proc ? tty_of(c->proc) : NULL;

	if (!t)
		return -ENXIO;
	tty_open(c, f, t);
	f->ops = &tty_ops;
	return 0;
}

const struct file_ops console_ops = { .open = console_open };
const struct file_ops own_tty_ops = { .open = own_open };
