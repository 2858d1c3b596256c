/*
 * arch/x86_64/serial.c - COM1 as a console.
 *
 * Registers and bits as in the National Semiconductor PC16550D data sheet.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/serial.h"

#include <stdbool.h>
#include <stdint.h>

#include "arch/x86_64/io.h"

#define COM1 0x3f8

enum reg {
	THR = COM1,     /* transmitter holding; divisor low while LCR.DLAB */
	IER = COM1 + 1, /* interrupt enable; divisor high while LCR.DLAB */
	IIR = COM1 + 2, /* read: interrupt identification */
	FCR = COM1 + 2, /* write: FIFO control */
	LCR = COM1 + 3,
	MCR = COM1 + 4,
	LSR = COM1 + 5,
};

#define LCR_8N1  0x03
#define LCR_DLAB 0x80

#define FCR_ON    0x01
#define FCR_RESET 0x06 /* both FIFOs */

#define IIR_FIFO 0xc0 /* both set: there is a working FIFO */

#define MCR_DTR  0x01
#define MCR_RTS  0x02
#define MCR_OUT2 0x08 /* lets interrupts out, on PCs */
#define MCR_LOOP 0x10

#define LSR_DATA  0x01
#define LSR_EMPTY 0x20 /* holding register, or FIFO */
#define LSR_IDLE  0x40 /* shift register too */

#define FIFO_DEPTH 16u

/* Status reads before giving up; one byte takes 87 us, a port read about 1. */
#define MAX_POLLS 100000u

static unsigned room;  /* bytes the FIFO takes without a look at LSR */
static unsigned depth; /* room just after LSR_EMPTY */
static bool stuck;     /* gave up once: no more waiting until it recovers */

static bool wait_for(uint8_t bit, unsigned polls)
{
	do {
		if ((inb(LSR) & bit) != 0)
			return true;
	} while (--polls > 0);
	return false;
}

static void send(uint8_t byte)
{
	if (room == 0) {
		stuck = !wait_for(LSR_EMPTY, stuck ? 1 : MAX_POLLS);
		if (stuck)
			return;
		room = depth;
	}
	outb(THR, byte);
	room--;
}

static void serial_write(struct console *con, const char *s, size_t n)
{
	(void)con;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\n')
			send('\r');
		send((uint8_t)s[i]);
	}
}

static void serial_raw(struct console *con, const char *s, size_t n)
{
	(void)con;
	for (size_t i = 0; i < n; i++)
		send((uint8_t)s[i]);
}

/* Does a byte sent in loopback mode come back? What somebody types may come before it. */
static bool probe(uint8_t byte)
{
	outb(THR, byte);
	for (unsigned i = 0; i <= FIFO_DEPTH; i++) {
		if (!wait_for(LSR_DATA, MAX_POLLS))
			return false;
		if (inb(THR) == byte)
			return true;
	}
	return false;
}

struct console *serial_init(void)
{
	static struct console con = {
		.name = "serial", .write = serial_write, .raw = serial_raw
	};
	bool there;

	/* Where there is no device all bits read as set: no need to wait. */
	if (inb(LSR) == 0xff)
		return NULL;
	wait_for(LSR_IDLE, MAX_POLLS); /* the loader's last words */
	outb(IER, 0);
	outb(LCR, LCR_DLAB);
	outb(THR, 1); /* 115200 is the clock itself */
	outb(IER, 0);
	outb(LCR, LCR_8N1);
	outb(FCR, FCR_ON | FCR_RESET);
	depth = (inb(IIR) & IIR_FIFO) == IIR_FIFO ? FIFO_DEPTH : 1;
	outb(MCR, MCR_LOOP | MCR_RTS | MCR_OUT2);
	there = probe(0x58) && probe(0xa7);
	outb(MCR, MCR_DTR | MCR_RTS | MCR_OUT2);
	room = 0;
	stuck = false;
	return there ? &con : NULL;
}
