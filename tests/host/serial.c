/*
 * tests/host/serial.c - arch/x86_64/serial.c against a modelled UART.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <string.h>

#define XINIM_ARCH_X86_64_IO_H /* the ports are ours */

static void outb(uint16_t port, uint8_t v);
static uint8_t inb(uint16_t port);

#include "arch/x86_64/serial.c"

enum kind { ABSENT, WORKING, NO_LOOP, DEAF, NO_FIFO };

static struct {
	enum kind kind;
	uint8_t lcr, mcr, ier, fcr, divisor_low, divisor_high, echo;
	bool echoed;
	unsigned typing; /* bytes that arrive just before loopback mode */
	unsigned typed;  /* of these, not read yet */
	unsigned queued; /* bytes in the FIFO */
	unsigned reads, lost;
	bool stuck; /* takes nothing more */
	char sent[4096];
	unsigned nsent;
} uart;

static unsigned uart_depth(void)
{
	return uart.kind == NO_FIFO ? 1 : 16;
}

static void transmit(uint8_t v)
{
	if ((uart.mcr & MCR_LOOP) != 0) {
		uart.echo = uart.kind == DEAF ? (uint8_t)~v : v;
		uart.echoed = uart.kind != NO_LOOP;
	} else if (uart.queued == uart_depth()) {
		uart.lost++;
	} else {
		uart.queued++;
		uart.sent[uart.nsent++ % sizeof(uart.sent)] = (char)v;
	}
}

static void outb(uint16_t port, uint8_t v)
{
	bool dlab = (uart.lcr & LCR_DLAB) != 0;

	CHECK(port >= COM1 && port < COM1 + 8);
	if (port == THR && dlab)
		uart.divisor_low = v;
	else if (port == THR)
		transmit(v);
	else if (port == IER && dlab)
		uart.divisor_high = v;
	else if (port == IER)
		uart.ier = v;
	else if (port == FCR)
		uart.fcr = v;
	else if (port == LCR)
		uart.lcr = v;
	else if (port == MCR) {
		uart.mcr = v;
		if (v & MCR_LOOP)
			uart.typed = uart.typing;
	}
}

static uint8_t inb(uint16_t port)
{
	uart.reads++;
	if (uart.kind == ABSENT)
		return 0xff;
	if (port == LSR) {
		if (!uart.stuck && uart.reads % 3 == 0)
			uart.queued = 0;
		return (uint8_t)((uart.echoed || uart.typed ? LSR_DATA : 0) |
			(uart.queued == 0 ? LSR_EMPTY | LSR_IDLE : 0));
	}
	if (port == IIR)
		return uart.kind != NO_FIFO && (uart.fcr & FCR_ON) != 0 ? 0xc1 : 0x01;
	if (port == THR && uart.typed) {
		uart.typed--;
		return 'm';
	}
	if (port == THR) {
		uart.echoed = false;
		return uart.echo;
	}
	return 0;
}

static struct console *start_typing(enum kind kind, unsigned typing)
{
	memset(&uart, 0, sizeof(uart));
	uart.kind = kind;
	uart.typing = typing;
	uart.ier = 0x0f;
	return serial_init();
}

static struct console *start(enum kind kind)
{
	return start_typing(kind, 0);
}

static void check_sent(struct console *con, const char *text, const char *want)
{
	uart.nsent = 0;
	con->write(con, text, strlen(text));
	CHECK_INT(uart.nsent, strlen(want));
	CHECK(memcmp(uart.sent, want, strlen(want)) == 0);
	CHECK_INT(uart.lost, 0);
}

static void test_working(enum kind kind)
{
	struct console *con = start(kind);
	char text[1001];

	CHECK(con != NULL);
	CHECK_INT(uart.divisor_low | uart.divisor_high << 8, 1); /* 115200 */
	CHECK_INT(uart.lcr, 0x03);                               /* 8n1 */
	CHECK_INT(uart.ier, 0);
	CHECK_INT(uart.fcr & 1, 1);
	CHECK_INT(uart.mcr & (MCR_LOOP | MCR_DTR | MCR_RTS), MCR_DTR | MCR_RTS);
	check_sent(con, "hello\n", "hello\r\n");
	check_sent(con, "\n\n", "\r\n\r\n");
	check_sent(con, "\xe2\x9c\x93", "\xe2\x9c\x93");
	check_sent(con, "", "");
	memset(text, 'x', 1000);
	text[1000] = '\0';
	check_sent(con, text, text);
}

static void test_stuck(void)
{
	struct console *con = start(WORKING);
	char text[1000];

	memset(text, 'y', sizeof(text));
	uart.stuck = true;
	uart.reads = 0;
	con->write(con, text, sizeof(text));
	CHECK(uart.reads >= 1000 && uart.reads < 2 * MAX_POLLS);
	CHECK_INT(uart.lost, 0);
	uart.reads = 0;
	con->write(con, text, sizeof(text));
	CHECK(uart.reads <= sizeof(text)); /* no second wait */
	uart.stuck = false;
	uart.queued = 0;
	check_sent(con, "back\n", "back\r\n");
}

int main(void)
{
	test_working(WORKING);
	test_working(NO_FIFO);
	CHECK(start(ABSENT) == NULL);
	CHECK(uart.reads < 10);
	CHECK(start(NO_LOOP) == NULL);
	CHECK(uart.reads < 4 * MAX_POLLS);
	CHECK(start(DEAF) == NULL);
	/* Who types while the machine starts does not lose the line. */
	CHECK(start_typing(WORKING, 1) != NULL);
	CHECK(start_typing(WORKING, 15) != NULL);
	CHECK(start_typing(NO_LOOP, 15) == NULL);
	test_stuck();
	return host_report();
}
