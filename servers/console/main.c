/*
 * servers/console/main.c - the console driver: the machine's keyboard, line and screen.
 *
 * Bytes from the serial line COM1 and characters from a PS/2 keyboard are handed
 * to the VFS server, whose terminal they are typed at. Its output is fetched from
 * there and shown on the screen (screen.h), with the kernel's log; on the serial line
 * it is the kernel's business. Any device may be missing. The driver can be killed and
 * started again at any time (journal.h): of what is being shown then, one byte at
 * the most is shown twice.
 *
 * The console is both, the screen with its keyboard and the terminal at the other end of
 * the serial line. When a program asks it something (ESC [ 6 n), the one answers at
 * which something was typed last.
 *
 * Registers as in the PC16550D data sheet (National Semiconductor) and IBM's
 * Personal System/2 Hardware Interface Technical Reference (8042).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include <xinim/device.h>
#include <xinim/message.h>
#include <xinim/syscall.h>
#include <xinim/task.h>

#include "servers/console/journal.h"
#include "servers/lib/ports.h"
#include "servers/console/screen.h"
#include "servers/lib/server.h"
#include "servers/lib/vfs_protocol.h"

#define COM1       0x3f8
#define COM1_IRQ   4
#define COM1_DATA  COM1
#define COM1_IER   (COM1 + 1) /* interrupt enable */
#define COM1_IIR   (COM1 + 2) /* reading says what it was about */
#define COM1_LCR   (COM1 + 3) /* line control */
#define COM1_MCR   (COM1 + 4) /* modem control */
#define COM1_LSR   (COM1 + 5) /* line status */
#define COM1_PROBE (COM1 + 7) /* a byte that it keeps */
#define IER_DATA   0x01
#define LCR_8N1    0x03
#define MCR_ON     0x0b /* DTR, RTS, and OUT2, which lets interrupts out on PCs */
#define LSR_DATA   0x01

#define I8042_DATA     0x60
#define I8042_STATUS   0x64
#define I8042_COMMAND  0x64
#define I8042_IRQ      1
#define STATUS_OUTPUT  0x01 /* a byte waits for us */
#define STATUS_INPUT   0x02 /* ours has not been taken yet */
#define STATUS_MOUSE   0x20 /* it is the mouse's */
#define COMMAND_READ   0x20 /* the configuration byte */
#define COMMAND_WRITE  0x60
#define COMMAND_ENABLE 0xae /* the keyboard's port */
#define CONFIG_IRQ     0x01
#define CONFIG_CLOCK   0x10 /* off */
#define CONFIG_SET1    0x40 /* translates to scan code set 1 */
#define KEYBOARD_SCAN  0xf4 /* command to the keyboard: report keys */

#define PAGE  4096
#define POLLS 100000 /* of a register, before a device is given up */

#define OUTPUT_BYTES 4096 /* fetched at once */

enum { BIT_SERIAL = 1, BIT_KEYBOARD = 2, BIT_OUTPUT = 4, BIT_LOG = 8 };

static const struct server console = { .name = "Console", .route = SERVER_NO_ROUTE };
static int vfs = -1; /* a connection; less than 0: none */

/* What outlives the driver. */
static struct arena {
	struct journal journal;
	bool at_keyboard; /* what was typed last was */
	struct screen_state screen;
} * arena;
static struct journal *journal;
static bool has_screen;

/* --- the VFS server ------------------------------------------------------------ */

/* A VFS server that has died is replaced: a connection to the new one. */
static int connect_vfs(void)
{
	while (vfs < 0) {
		vfs = xinim_route_connect(XINIM_ROUTE_VFS);
		if (vfs == -EAGAIN)
			xinim_syscall4(SYS_clock_nanosleep, 1, 0,
				(long)&(struct timespec){ .tv_nsec = 10000000 }, 0);
		else if (vfs < 0)
			return vfs;
	}
	return 0;
}

/* Calls until there is an answer, in *m: 0 or an error that is for good. */
static int ask(struct xinim_message *m)
{
	int error;

	do {
		struct xinim_message copy = *m;

		error = connect_vfs();
		if (error)
			return error;
		error = xinim_call(vfs, &copy, XINIM_FOREVER);
		if (error == -EPIPE) {
			xinim_cap_close(vfs);
			vfs = -1;
		} else if (!error) {
			*m = copy;
		}
	} while (error == -EPIPE);
	return error;
}

static int tell(struct xinim_message m)
{
	return ask(&m);
}

/* Hands over what there is, in words 1 to 5 of a message. */
static void flush(void)
{
	const struct journal_state *s = journal_state(journal);
	struct xinim_message m = { .label = VFS_TYPED,
		.word = { (uint64_t)s->number << 32 | s->count } };

	if (s->attention)
		(void)tell((struct xinim_message){ .label = VFS_ATTENTION });
	memcpy(&m.word[1], s->byte, s->count);
	if (s->count)
		(void)tell(m);
	if (s->count || s->attention)
		journal_handed_over(journal);
}

/* --- the screen -------------------------------------------------------------------------- */

/* What a program has asked the terminal is answered as if it were typed. */
static void answer(struct terminal *t)
{
	char text[JOURNAL_BYTES];
	size_t n;

	while ((n = journal_room(journal)) && (n = terminal_reply(t, text, n)))
		if (arena->at_keyboard)
			journal_add(journal, text, n);
	flush();
}

/* Fetches what programs have written, and shows it. */
static void output(void)
{
	static char text[OUTPUT_BYTES];
	struct screen_state *s = &arena->screen;

	while (has_screen) {
		struct xinim_message m = { .label = VFS_SHOWN,
			.word = { (uint64_t)text, sizeof(text), s->shown } };
		int64_t n = ask(&m) == 0 ? (int64_t)m.word[0] : 0;

		if (n <= 0)
			break;
		s->shown = m.word[1];
		for (int64_t i = 0; i < n && i < OUTPUT_BYTES; i++) {
			terminal_write(&s->terminal, &text[i], 1);
			s->shown++;
		}
		answer(&s->terminal);
		screen_show();
	}
	journal_application(journal, has_screen && s->terminal.application);
}

/* First the VFS server keeps its output for us, then the kernel draws no more: nothing is lost. */
static void start_screen(int notification)
{
	struct xinim_message m = { .label = VFS_SCREEN | XINIM_LABEL_CAP,
		.word = { BIT_OUTPUT, 0, 0, 0, 0, (uint64_t)notification } };

	if (ask(&m) != 0 || (int64_t)m.word[0] < 0)
		return;
	has_screen = screen_start(&arena->screen, notification, BIT_LOG);
	if (!has_screen)
		(void)tell((struct xinim_message){ .label = VFS_SCREEN });
}

/* --- the devices' bytes ------------------------------------------------------------ */

/* One byte, from the port into the journal by one instruction, and taken from there. */
static void read_byte(enum journal_source source, uint16_t port)
{
	volatile uint8_t *to;

	if (!journal_has_room(journal))
		flush();
	to = journal_raw(journal, source);
	__asm__ volatile("insb" : "+D"(to) : "d"(port) : "memory");
	arena->at_keyboard = source == JOURNAL_KEYBOARD;
	journal_take(journal, source);
}

static void serial_drain(void)
{
	(void)in8(COM1_IIR);
	for (int i = 0; i < POLLS && in8(COM1_LSR) & LSR_DATA; i++)
		read_byte(JOURNAL_SERIAL, COM1_DATA);
	flush();
}

static bool serial_there(void)
{
	out8(COM1_PROBE, 0x5a);
	if (in8(COM1_PROBE) != 0x5a)
		return false;
	out8(COM1_PROBE, 0xa5);
	return in8(COM1_PROBE) == 0xa5;
}

/* --- the keyboard ------------------------------------------------------------------ */

static void keyboard_drain(void)
{
	for (int i = 0; i < POLLS; i++) {
		uint8_t status = in8(I8042_STATUS);

		if (!(status & STATUS_OUTPUT))
			break;
		if (status & STATUS_MOUSE)
			(void)in8(I8042_DATA);
		else
			read_byte(JOURNAL_KEYBOARD, I8042_DATA);
	}
	flush();
}

static bool keyboard_wait(uint8_t mask, uint8_t value)
{
	for (int i = 0; i < POLLS; i++)
		if ((in8(I8042_STATUS) & mask) == value)
			return true;
	return false;
}

static bool command(uint16_t port, uint8_t value)
{
	if (!keyboard_wait(STATUS_INPUT, 0))
		return false;
	out8(port, value);
	return true;
}

/* Interrupts and translation on. False: there is no such controller. */
static bool keyboard_start(void)
{
	uint8_t config;

	if (in8(I8042_STATUS) == 0xff)
		return false;
	for (int i = 0; i < 64 && in8(I8042_STATUS) & STATUS_OUTPUT; i++)
		(void)in8(I8042_DATA);
	if (!command(I8042_COMMAND, COMMAND_READ) ||
		!keyboard_wait(STATUS_OUTPUT, STATUS_OUTPUT))
		return false;
	config = in8(I8042_DATA);
	config = (uint8_t)((config | CONFIG_IRQ | CONFIG_SET1) & ~CONFIG_CLOCK);
	return command(I8042_COMMAND, COMMAND_WRITE) && command(I8042_DATA, config) &&
		command(I8042_COMMAND, COMMAND_ENABLE) &&
		command(I8042_DATA, KEYBOARD_SCAN);
}

/* --- start -------------------------------------------------------------------------- */

/* The capability to an interrupt that sets `bit` from now on; 0 or less: none. */
static long bind_irq(long line, int notification, long bit)
{
	long cap = device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, XINIM_CAP_IRQ, line, 0);
	long error;

	if (cap <= 0)
		return cap;
	error = xinim_syscall6(
		SYS_irq_control, cap, XINIM_IRQ_BIND, notification, bit, 0, -1);
	return error ? error : cap;
}

static void acknowledge(long irq)
{
	xinim_syscall6(SYS_irq_control, irq, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0);
}

/*
 * The line's settings are as the kernel has made them, for its log; but whoever was
 * here before may have left the interrupt in any state.
 */
static long start_serial(int notification)
{
	long irq = 0;

	if (ports_open(COM1) && serial_there())
		irq = bind_irq(COM1_IRQ, notification, BIT_SERIAL);
	if (irq <= 0)
		return irq;
	if (!journal_state(journal)->up[JOURNAL_SERIAL]) {
		/* What was typed at the boot menu is nobody's. */
		for (int i = 0; i < POLLS && in8(COM1_LSR) & LSR_DATA; i++)
			(void)in8(COM1_DATA);
		journal_set_up(journal, JOURNAL_SERIAL);
	}
	out8(COM1_LCR, LCR_8N1);
	out8(COM1_MCR, MCR_ON);
	out8(COM1_IER, 0);
	out8(COM1_IER, IER_DATA);
	return irq;
}

static long start_keyboard(int notification)
{
	if (!ports_open(I8042_DATA) || !ports_open(I8042_STATUS))
		return 0;
	if (!journal_state(journal)->up[JOURNAL_KEYBOARD]) {
		if (!keyboard_start())
			return 0;
		journal_set_up(journal, JOURNAL_KEYBOARD);
	}
	return bind_irq(I8042_IRQ, notification, BIT_KEYBOARD);
}

/* In the arena; without one, in memory that is lost with us. */
static void open_arena(void)
{
	static struct arena own;
	struct xinim_vm_map map = {
		.length = (sizeof(own) + PAGE - 1) / PAGE * PAGE,
		.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE,
		.flags = XINIM_VM_SHARED,
	};
	int64_t at = -ENOENT;

	map.object =
		(int)device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, XINIM_CAP_OBJECT, -1, 0);
	if (map.object > 0)
		at = xinim_vm_map(XINIM_CAP_SELF, &map);
	if (at < 0)
		server_log(&console, "no arena: what is typed can be lost");
	arena = at < 0 ? &own : (struct arena *)at;
	journal = &arena->journal;
	(void)journal_open(journal);
}

int main(void)
{
	int notification = xinim_notification_create();
	long serial, keys;

	if (notification < 0) {
		server_log(&console, "cannot make a notification: %s",
			strerror(-notification));
		return 1;
	}
	open_arena();
	start_screen(notification);
	serial = start_serial(notification);
	keys = start_keyboard(notification);
	server_log(&console, "serial line: %s, keyboard: %s, screen: %s",
		serial > 0 ? "yes" : "no", keys > 0 ? "yes" : "no",
		has_screen ? "yes" : "no");
	if (serial <= 0 && keys <= 0 && !has_screen)
		return 0;
	flush();
	journal_recover(journal);
	/* What came while there was no driver is not told of any more. */
	if (serial > 0)
		serial_drain();
	if (keys > 0)
		keyboard_drain();
	screen_log();
	screen_show();
	output();
	for (;;) {
		int64_t bits = xinim_notification_wait(notification,
			BIT_SERIAL | BIT_KEYBOARD | BIT_OUTPUT | BIT_LOG, XINIM_FOREVER);

		if (bits < 0)
			return 1;
		/* Acknowledged first: what comes while we look is told again. */
		if (bits & BIT_SERIAL) {
			acknowledge(serial);
			serial_drain();
		}
		if (bits & BIT_KEYBOARD) {
			acknowledge(keys);
			keyboard_drain();
		}
		if (bits & BIT_LOG) {
			screen_log();
			screen_show();
		}
		if (bits & BIT_OUTPUT)
			output();
	}
}
