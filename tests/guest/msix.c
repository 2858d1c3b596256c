/* tests/guest/msix.c - interrupts by MSI-X, from a device that has several.
 *
 * QEMU's e1000e, an Intel 82574 (its data sheet: 7.1 interrupts, 10.2.4 registers):
 * a cause that is set by hand comes by the message that IVAR says.
 *
 * guest-cpus: 2
 * guest-qemu: -device e1000e
 * guest-manifest: after pci
 * guest-manifest: pci 8086:10d3
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "device.h"
#include "guest.h"

#define E1000E   0x808610d3
#define ICR      0x00c0 /* causes; writing ones clears them */
#define ICS      0x00c8 /* sets causes */
#define IMS      0x00d0 /* causes that interrupt */
#define IMC      0x00d8
#define EIAC     0x00dc
#define IVAR     0x00e4
#define VALID    8
#define MESSAGES 5
#define MASTER   4
#define COMMAND  0x04

static long nic, notification;
static volatile uint32_t *registers;
static long message[MESSAGES];

/* Causes in IVAR's order, each with a message of its own: the field's 4 bits. */
static const uint32_t cause[MESSAGES] = { 1u << 20, 1u << 21, 1u << 22, 1u << 23,
	1u << 24 };

static void write_register(unsigned at, uint32_t value)
{
	registers[at / 4] = value;
}

/* Tells of a cause, once: that turns it off and masks it (EIAC). */
static void set_cause(uint32_t bit)
{
	/* Twice within its 128 us of throttling, QEMU's would repeat it for ever. */
	wait_for(notification, 1L << MESSAGES, SECOND / 1000);
	write_register(ICS, bit);
	write_register(IMS, bit);
}

static long config(long offset, long size)
{
	return device(nic, XINIM_PCI_READ, offset, size, 0);
}

static void finds_its_messages(void)
{
	struct xinim_pci_info info = { 0 };
	long bar, at;

	nic = device_find(XINIM_CAP_PCI, E1000E, 0);
	REQUIRE(nic > 0);
	REQUIRE_EQ(device(nic, XINIM_PCI_INFO, (long)&info, 0, 0), 0);
	EXPECT_EQ(info.messages, MESSAGES);
	bar = device(nic, XINIM_PCI_BAR, 0, 0, 0);
	REQUIRE(bar > 0);
	at = device(bar, XINIM_DEVICE_MAP, 0, 0x10000, XINIM_DEVICE_WRITE);
	REQUIRE(at > 0);
	registers = (volatile uint32_t *)at;
	EXPECT_EQ(
		device(nic, XINIM_PCI_WRITE, COMMAND, 2, config(COMMAND, 2) | MASTER | 2),
		0);
	for (long i = 0; i < MESSAGES; i++) {
		message[i] = device(nic, XINIM_PCI_IRQ, i, 0, 0);
		EXPECT(message[i] > 0);
	}
	EXPECT_EQ(device(nic, XINIM_PCI_IRQ, MESSAGES, 0, 0), -ENOENT);
}

/* Which message cause n comes by: not the one of the same number. */
static unsigned by_message(unsigned n)
{
	return (n * 2 + 1) % MESSAGES;
}

/* Every message has a bit of its own, on alternating CPUs. */
static void each_by_its_own(void)
{
	uint32_t ivar = 0, all = 0;
	struct xinim_irq_info info;

	REQUIRE(registers != NULL);
	notification = xinim_syscall0(SYS_notification_create);
	for (unsigned i = 0; i < MESSAGES; i++) {
		REQUIRE_EQ(
			irq(message[i], XINIM_IRQ_BIND, notification, 1L << i, 0, i % 2),
			0);
		ivar |= (by_message(i) | VALID) << 4 * i;
		all |= cause[i];
	}
	write_register(IVAR, ivar);
	write_register(EIAC, all);
	write_register(ICR, UINT32_MAX); /* the link may have come up */
	for (unsigned turn = 0; turn < 20; turn++)
		for (unsigned i = 0; i < MESSAGES; i++) {
			unsigned by = by_message(i);

			set_cause(cause[i]);
			REQUIRE_EQ(wait_for(notification, (1L << MESSAGES) - 1,
					   XINIM_FOREVER),
				1L << by);
			EXPECT_EQ(irq(message[by], XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
		}
	for (unsigned i = 0; i < MESSAGES; i++) {
		EXPECT_EQ(irq(message[i], XINIM_IRQ_INFO, (long)&info, 0, 0, 0), 0);
		EXPECT_EQ(info.delivered, 20);
		EXPECT_EQ(info.cpu, i % 2);
		EXPECT(info.flags & XINIM_IRQ_MESSAGE);
	}
}

/* Not acknowledged, a second one is told after the acknowledgement, once. */
static void told_after_acknowledge(void)
{
	unsigned by = by_message(0);

	REQUIRE(registers != NULL);
	set_cause(cause[0]);
	REQUIRE_EQ(wait_for(notification, 1L << by, XINIM_FOREVER), 1L << by);
	set_cause(cause[0]);
	EXPECT_EQ(wait_for(notification, 1L << by, SECOND / 50), -ETIMEDOUT);
	EXPECT_EQ(irq(message[by], XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	EXPECT_EQ(wait_for(notification, 1L << by, XINIM_FOREVER), 1L << by);
	EXPECT_EQ(irq(message[by], XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	EXPECT_EQ(wait_for(notification, 1L << by, SECOND / 50), -ETIMEDOUT);
}

/* One that is given up comes no more; the others do. */
static void given_up_one_by_one(void)
{
	REQUIRE(registers != NULL);
	for (unsigned i = 0; i < MESSAGES; i++) {
		unsigned by = by_message(i), next = by_message((i + 1) % MESSAGES);

		/* QEMU 7.2 wants MSI-X on until its throttling of the last one is over. */
		if (i + 1 == MESSAGES)
			wait_for(notification, 1L << MESSAGES, SECOND / 50);
		EXPECT_EQ(cap_close(message[by]), 0);
		set_cause(cause[i]);
		if (i + 1 == MESSAGES)
			break;
		set_cause(cause[i + 1]);
		EXPECT_EQ(wait_for(notification, (1L << MESSAGES) - 1, XINIM_FOREVER),
			1L << next);
		EXPECT_EQ(irq(message[next], XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	}
	EXPECT_EQ(wait_for(notification, (1L << MESSAGES) - 1, SECOND / 50), -ETIMEDOUT);
	write_register(IMC, UINT32_MAX);
}

static const struct guest_case cases[] = {
	{ "finds its messages", finds_its_messages },
	{ "each by its own", each_by_its_own },
	{ "told after acknowledge", told_after_acknowledge },
	{ "given up one by one", given_up_one_by_one },
};

GUEST_MAIN(cases)
