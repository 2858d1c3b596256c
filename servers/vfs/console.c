/*
 * servers/vfs/console.c - the console, and /dev/tty.
 *
 * Output goes to the kernel's console, the serial line and the screen; input is
 * what the console driver says was typed (VFS_TYPED).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/console.h"

#include "servers/vfs/tty.h"

static struct tty console;

static void console_send(struct tty *t, const void *data, size_t n)
{
	(void)t;
	os_console_write(data, n);
}

static const struct tty_device console_device = { .send = console_send };

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
