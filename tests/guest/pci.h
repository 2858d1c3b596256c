/* tests/guest/pci.h - a driver for QEMU's `edu' device, and what it may not.
 *
 * QEMU's docs/specs/edu.rst describes it: registers in a megabyte of memory, an
 * interrupt by line or by MSI, DMA to and from a buffer of its own.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_PCI_H
#define XINIM_TESTS_GUEST_PCI_H

#include <xinim/process.h>

#include "device.h"
#include "victim.h"

#define EDU          0x123411e8
#define EDU_LENGTH   (1 << 20)
#define EDU_ID       0x00
#define EDU_LIVE     0x04
#define EDU_IRQ      0x24
#define EDU_RAISE    0x60
#define EDU_LOWER    0x64
#define EDU_DMA_FROM 0x80
#define EDU_DMA_TO   0x88
#define EDU_DMA_LEN  0x90
#define EDU_DMA_GO   0x98
#define EDU_BUFFER   0x40000
#define EDU_REACH    0x0fffffff /* the highest address that its DMA has */

#define COMMAND      0x04
#define MASTER       4
#define LINE         0x3c
#define BAR0         0x10
#define CAPABILITIES 0x34

#ifndef PCI_SPACE
#define PCI_SPACE 256 /* bytes of configuration space that can be had */
#endif

#define RNG     0x1af41005 /* virtio's, which has MSI-X */
#define MSIX    0x11
#define MSIX_ON 0x8000

static long edu, bar, notification;
static volatile uint32_t *registers;

static long config(long offset, long size)
{
	return device(edu, XINIM_PCI_READ, offset, size, 0);
}

static long free_pages(void)
{
	return (long)victim_memory().free_pages;
}

static void finds_its_device(void)
{
	struct xinim_pci_info info = { 0 };

	edu = device_find(XINIM_CAP_PCI, EDU, 0);
	REQUIRE(edu > 0);
	REQUIRE_EQ(device(edu, XINIM_PCI_INFO, (long)&info, 0, 0), 0);
	EXPECT_EQ(info.vendor, 0x1234);
	EXPECT_EQ(info.device, 0x11e8);
	EXPECT_EQ(info.messages, 1);
	EXPECT_EQ(info.bar[0].length, EDU_LENGTH);
	EXPECT_EQ(info.bar[0].flags, 0);
	EXPECT_EQ(info.bar[0].base, config(BAR0, 4) & ~15);
	EXPECT_EQ(info.bar[1].length, 0);
	EXPECT_EQ(info.config_bytes, PCI_SPACE);
	EXPECT_EQ(device(edu, XINIM_PCI_READ, 256, 4, 0) == -EINVAL, PCI_SPACE == 256);
	EXPECT_EQ(device(edu, XINIM_PCI_WRITE, 256, 4, 0),
		PCI_SPACE == 256 ? -EINVAL : -EPERM);
	EXPECT_EQ(config(0, 4), 0x11e81234);
	EXPECT_EQ(config(2, 2), 0x11e8);
	EXPECT_EQ(config(1, 1), 0x12);
	EXPECT_EQ(device(edu, XINIM_PCI_INFO, 8, 0, 0), -EFAULT);
}

static void finds_all_by_the_bus(void)
{
	long bus = device_find(XINIM_CAP_PCI_BUS, -1, 0), same;
	struct xinim_pci_info info = { 0 };
	unsigned n = 0, edus = 0;

	REQUIRE(bus > 0);
	while (device(bus, XINIM_PCI_ENUMERATE, n, (long)&info, 0) == 0) {
		n++;
		if (info.vendor != 0x1234 || info.device != 0x11e8)
			continue;
		edus++;
		same = device(bus, XINIM_PCI_OPEN, info.address, 0, 0);
		EXPECT_EQ(cap_type(same), XINIM_CAP_PCI);
		EXPECT_EQ(device(same, XINIM_PCI_READ, 0, 4, 0), 0x11e81234);
		EXPECT_EQ(cap_close(same), 0);
	}
	EXPECT_EQ(device(bus, XINIM_PCI_ENUMERATE, n, (long)&info, 0), -ENOENT);
	EXPECT_EQ(edus, 1);
	EXPECT(n >= 4);
	EXPECT_EQ(device(bus, XINIM_PCI_OPEN, 0xffff, 0, 0), -ENOENT);
	EXPECT_EQ(device(bus, XINIM_PCI_READ, 0, 4, 0), -EBADF);
	EXPECT_EQ(device(edu, XINIM_PCI_ENUMERATE, 0, (long)&info, 0), -EBADF);
}

/* What finding functions is made of, for functions that have been found. */
static void all_are_known(void)
{
	long bus = device_find(XINIM_CAP_PCI_BUS, -1, 0);
	long reader = cap_derive(bus, XINIM_RIGHT_READ);
	long writer = cap_derive(bus, XINIM_RIGHT_WRITE);
	struct xinim_pci_info info = { 0 }, bad;
	long at, command = config(COMMAND, 2), base = config(BAR0, 4);

	REQUIRE(bus > 0 && reader > 0 && writer > 0);
	REQUIRE_EQ(device(edu, XINIM_PCI_INFO, (long)&info, 0, 0), 0);
	at = info.address;
	EXPECT_EQ(device(reader, XINIM_PCI_BUS_READ, at, 0, 4), 0x11e81234);
	EXPECT_EQ(device(reader, XINIM_PCI_BUS_READ, at, 3, 1), 0x11);
	EXPECT_EQ(device(reader, XINIM_PCI_BUS_READ, 0xfeff, 0, 4), 0xffffffff);
	EXPECT_EQ(device(bus, XINIM_PCI_BUS_READ, at, 2, 4), -EINVAL);
	EXPECT_EQ(device(bus, XINIM_PCI_BUS_READ, at, 0, 3), -EINVAL);
	EXPECT_EQ(device(bus, XINIM_PCI_BUS_READ, at, 4096, 4), -EINVAL);
	EXPECT_EQ(device(bus, XINIM_PCI_BUS_READ, at, -4, 4), -EINVAL);
	EXPECT_EQ(device(bus, XINIM_PCI_BUS_READ, 0x10000, 0, 4), -EINVAL);
	EXPECT_EQ(device(writer, XINIM_PCI_BUS_READ, at, 0, 4), -EPERM);
	EXPECT_EQ(device(edu, XINIM_PCI_BUS_READ, at, 0, 4), -EBADF);

	EXPECT_EQ(device(writer, XINIM_PCI_MEASURE, at, 0, 0), -EBUSY);
	EXPECT_EQ(device(writer, XINIM_PCI_MEASURE, at, 6, 0), -EINVAL);
	EXPECT_EQ(device(writer, XINIM_PCI_MEASURE, 0x10000 | at, 0, 0), -EINVAL);
	EXPECT_EQ(device(writer, XINIM_PCI_MEASURE, 0xfeff, 0, 0), -ENODEV);
	EXPECT_EQ(device(reader, XINIM_PCI_MEASURE, at, 0, 0), -EPERM);
	EXPECT_EQ(device(edu, XINIM_PCI_MEASURE, at, 0, 0), -EBADF);

	EXPECT_EQ(device(writer, XINIM_PCI_DECLARE, (long)&info, 0, 0), 0);
	bad = info;
	bad.address = 0xfeff;
	EXPECT_EQ(device(writer, XINIM_PCI_DECLARE, (long)&bad, 0, 0), -ENODEV);
	bad = info;
	bad.device++;
	EXPECT_EQ(device(writer, XINIM_PCI_DECLARE, (long)&bad, 0, 0), -ENODEV);
	/* Known is known, whatever is said of it now. */
	bad = info;
	bad.bar[0].base = 0x100000;
	EXPECT_EQ(device(writer, XINIM_PCI_DECLARE, (long)&bad, 0, 0), 0);
	EXPECT_EQ(device(writer, XINIM_PCI_DECLARE, 8, 0, 0), -EFAULT);
	EXPECT_EQ(device(writer, XINIM_PCI_DECLARE, 1L << 62, 0, 0), -EFAULT);
	EXPECT_EQ(device(reader, XINIM_PCI_DECLARE, (long)&info, 0, 0), -EPERM);
	EXPECT_EQ(device(edu, XINIM_PCI_DECLARE, (long)&info, 0, 0), -EBADF);
	REQUIRE_EQ(device(edu, XINIM_PCI_INFO, (long)&bad, 0, 0), 0);
	EXPECT_EQ(bad.bar[0].base, info.bar[0].base);
	EXPECT_EQ(bad.bar[0].length, EDU_LENGTH);
	EXPECT_EQ(config(COMMAND, 2), command);
	EXPECT_EQ(config(BAR0, 4), base);
	cap_close(reader);
	cap_close(writer);
}

static void refusals_of_configuration(void)
{
	long reader = cap_derive(edu, XINIM_RIGHT_READ);
	long writer = cap_derive(edu, XINIM_RIGHT_WRITE);
	long at = config(CAPABILITIES, 1);
	long before = config(BAR0, 4);

	EXPECT_EQ(device(reader, XINIM_PCI_WRITE, COMMAND, 2, 6), -EPERM);
	EXPECT_EQ(device(reader, XINIM_PCI_DMA, 4096, 0, 0), -EPERM);
	EXPECT_EQ(device(writer, XINIM_PCI_READ, 0, 4, 0), -EPERM);
	EXPECT_EQ(device(writer, XINIM_PCI_BAR, 0, 0, 0), -EPERM);
	EXPECT_EQ(device(edu, XINIM_PCI_READ, 1, 2, 0), -EINVAL);
	EXPECT_EQ(device(edu, XINIM_PCI_READ, 0, 3, 0), -EINVAL);
	EXPECT_EQ(device(edu, XINIM_PCI_READ, 0, 8, 0), -EINVAL);
	EXPECT_EQ(device(edu, XINIM_PCI_READ, 4096, 4, 0), -EINVAL);
	EXPECT_EQ(device(edu, XINIM_PCI_READ, -4, 4, 0), -EINVAL);
	EXPECT_EQ(device(edu, XINIM_PCI_WRITE, LINE, 1, 0x100), -EINVAL);
	EXPECT_EQ(device(edu, XINIM_PCI_WRITE, BAR0, 4, 0), -EPERM);
	EXPECT_EQ(device(edu, XINIM_PCI_WRITE, BAR0 + 23, 1, 0), -EPERM);
	EXPECT_EQ(device(edu, XINIM_PCI_WRITE, 0x30, 4, 0), -EPERM);
	/* The one capability it has is MSI. */
	EXPECT_EQ(config(at, 1), 5);
	EXPECT_EQ(device(edu, XINIM_PCI_WRITE, at + 2, 2, 1), -EPERM);
	EXPECT_EQ(device(edu, XINIM_PCI_WRITE, at + 4, 4, 0xfee00000), -EPERM);
	EXPECT_EQ(device(edu, XINIM_PCI_BAR, 1, 0, 0), -ENOENT);
	EXPECT_EQ(device(edu, XINIM_PCI_BAR, 6, 0, 0), -ENOENT);
	EXPECT_EQ(device(edu, XINIM_PCI_IRQ, 1, 0, 0), -ENOENT);
	EXPECT_EQ(config(BAR0, 4), before);
	cap_close(reader);
	cap_close(writer);
}

static void maps_its_registers(void)
{
	long at, reader;

	bar = device(edu, XINIM_PCI_BAR, 0, 0, 0);
	REQUIRE_EQ(cap_type(bar), XINIM_CAP_PHYS);
	reader = cap_derive(bar, XINIM_RIGHT_READ);
	EXPECT_EQ(device(reader, XINIM_DEVICE_MAP, 0, 4096, XINIM_DEVICE_WRITE), -EPERM);
	EXPECT_EQ(cap_close(reader), 0);
	EXPECT_EQ(device(bar, XINIM_DEVICE_MAP, 0, 0, 0), -EINVAL);
	EXPECT_EQ(device(bar, XINIM_DEVICE_MAP, 0, EDU_LENGTH + 1, 0), -EINVAL);
	EXPECT_EQ(device(bar, XINIM_DEVICE_MAP, EDU_LENGTH, 1, 0), -EINVAL);
	EXPECT_EQ(device(bar, XINIM_DEVICE_MAP, -4096, 8192, 0), -EINVAL);
	EXPECT_EQ(device(bar, XINIM_DEVICE_MAP, 0, 4096, 0x10), -EINVAL);
	EXPECT_EQ(device(edu, XINIM_DEVICE_MAP, 0, 4096, 0), -EBADF);
	at = device(bar, XINIM_DEVICE_MAP, 0, EDU_LENGTH, XINIM_DEVICE_WRITE);
	REQUIRE(at > 0);
	registers = (volatile uint32_t *)at;
	EXPECT_EQ(registers[EDU_ID / 4], 0x010000ed);
	registers[EDU_LIVE / 4] = 0x12345678;
	EXPECT_EQ(registers[EDU_LIVE / 4], ~0x12345678u);
}

/* By line: level-triggered, so masked until acknowledged, again and again if not lowered. */
static void interrupts_by_line(void)
{
	long line = device_find(XINIM_CAP_IRQ, config(LINE, 1), 0);
	struct xinim_irq_info info;

	REQUIRE(line > 0);
	notification = xinim_syscall0(SYS_notification_create);
	REQUIRE_EQ(irq(line, XINIM_IRQ_BIND, notification, 1, 0, -1), 0);
	registers[EDU_RAISE / 4] = 5;
	REQUIRE_EQ(wait_for(notification, 1, 2 * SECOND), 1);
	EXPECT_EQ(registers[EDU_IRQ / 4], 5);
	EXPECT_EQ(wait_for(notification, 1, SECOND / 10), -ETIMEDOUT);
	EXPECT_EQ(irq(line, XINIM_IRQ_INFO, (long)&info, 0, 0, 0), 0);
	EXPECT(info.flags & XINIM_IRQ_LEVEL);
	EXPECT(info.flags & XINIM_IRQ_MASKED);
	EXPECT_EQ(info.delivered, 1);
	EXPECT_EQ(irq(line, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	EXPECT_EQ(wait_for(notification, 1, 2 * SECOND), 1);
	registers[EDU_LOWER / 4] = 5;
	EXPECT_EQ(irq(line, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	EXPECT_EQ(wait_for(notification, 1, SECOND / 10), -ETIMEDOUT);
	EXPECT_EQ(irq(line, XINIM_IRQ_UNBIND, 0, 0, 0, 0), 0);
}

static void interrupts_by_message(void)
{
	long message = device(edu, XINIM_PCI_IRQ, 0, 0, 0);
	struct xinim_irq_info info;

	REQUIRE_EQ(cap_type(message), XINIM_CAP_IRQ);
	EXPECT_EQ(
		device(edu, XINIM_PCI_WRITE, COMMAND, 2, config(COMMAND, 2) | MASTER), 0);
	REQUIRE_EQ(
		irq(message, XINIM_IRQ_BIND, notification, 2, 0, (long)victim_cpus() - 1),
		0);
	for (int i = 0; i < 10; i++) {
		registers[EDU_RAISE / 4] = 1;
		REQUIRE_EQ(wait_for(notification, 3, 2 * SECOND), 2);
		registers[EDU_LOWER / 4] = 1;
		EXPECT_EQ(irq(message, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	}
	EXPECT_EQ(irq(message, XINIM_IRQ_INFO, (long)&info, 0, 0, 0), 0);
	EXPECT_EQ(info.delivered, 10);
	EXPECT(info.flags & XINIM_IRQ_MESSAGE);
	EXPECT_EQ(cap_close(message), 0);
	registers[EDU_RAISE / 4] = 1;
	EXPECT_EQ(wait_for(notification, 3, SECOND / 10), -ETIMEDOUT);
	registers[EDU_LOWER / 4] = 1;
}

static void transfer(uint64_t from, uint64_t to, uint64_t length, uint64_t how)
{
	*(volatile uint64_t *)((char *)registers + EDU_DMA_FROM) = from;
	*(volatile uint64_t *)((char *)registers + EDU_DMA_TO) = to;
	*(volatile uint64_t *)((char *)registers + EDU_DMA_LEN) = length;
	*(volatile uint64_t *)((char *)registers + EDU_DMA_GO) = how | 1;
	for (int i = 0; i < 400 && registers[EDU_DMA_GO / 4] & 1; i++)
		wait_for(notification, 1, SECOND / 100);
	EXPECT(!(registers[EDU_DMA_GO / 4] & 1));
}

static void reads_and_writes_memory(void)
{
	long before = free_pages(), dma, phys, at;
	uint64_t *words;

	EXPECT_EQ(device(edu, XINIM_PCI_DMA, 0, 0, 0), -EINVAL);
	EXPECT_EQ(device(edu, XINIM_PCI_DMA, (4 << 20) + 1, 0, 0), -EINVAL);
	EXPECT_EQ(device(edu, XINIM_PCI_DMA, 4096, 4095, 0), -ENOMEM);
	dma = device(edu, XINIM_PCI_DMA, 5 * 4096, EDU_REACH, 0);
	REQUIRE_EQ(cap_type(dma), XINIM_CAP_DMA);
	EXPECT(free_pages() <= before - 5);
	phys = device(dma, XINIM_DMA_ADDRESS, 0, 0, 0);
	EXPECT_EQ(phys % (8 * 4096), 0);
	EXPECT(phys > 0 && phys + 5 * 4096 - 1 <= EDU_REACH);
	at = device(dma, XINIM_DEVICE_MAP, 0, 5 * 4096, XINIM_DEVICE_WRITE);
	REQUIRE(at > 0);
	words = (uint64_t *)at;
	for (int i = 0; i < 5 * 512; i++)
		EXPECT_EQ(words[i], 0);
	for (int i = 0; i < 5 * 512; i++)
		words[i] = 0x1000u + (unsigned)i;
	/* Out of the second page and into the fifth: they are in a row. */
	transfer((uint64_t)phys + 4096, EDU_BUFFER, 2048, 0);
	transfer(EDU_BUFFER, (uint64_t)phys + 4 * 4096, 2048, 2);
	for (int i = 0; i < 256; i++)
		EXPECT_EQ(((volatile uint64_t *)words)[4 * 512 + i], words[512 + i]);
	EXPECT_EQ(cap_close(dma), 0);
	EXPECT(free_pages() >= before - 2); /* page tables may stay */
}

/* A capability that covers a mapping keeps it; without any it goes. */
static void closing_unmaps(void)
{
	long other = device(edu, XINIM_PCI_BAR, 0, 0, 0);
	long e = xinim_syscall3(SYS_write, 1, (long)registers, 1);

	EXPECT_EQ(e, 1);
	EXPECT_EQ(cap_close(other), 0);
	EXPECT_EQ(registers[EDU_ID / 4], 0x010000ed);
	EXPECT_EQ(cap_close(bar), 0);
	EXPECT_EQ(xinim_syscall3(SYS_write, 1, (long)registers, 1), -EFAULT);
	EXPECT_EQ(config(COMMAND, 2) & MASTER, MASTER);
}

/* Revoking takes what came of it; the function can reach memory no more. */
static void revoking_takes_all(void)
{
	long copy = cap_derive(edu, XINIM_RIGHT_ALL), at, its;

	REQUIRE(copy > 0);
	EXPECT_EQ(device(copy, XINIM_PCI_WRITE, COMMAND, 2, config(COMMAND, 2)), 0);
	its = device(copy, XINIM_PCI_BAR, 0, 0, 0);
	at = device(its, XINIM_DEVICE_MAP, 0, 4096, 0);
	REQUIRE(at > 0);
	EXPECT_EQ(*(volatile uint32_t *)at, 0x010000ed);
	EXPECT_EQ(xinim_syscall1(SYS_cap_revoke, edu), 0);
	EXPECT_EQ(cap_type(its), -EBADF);
	EXPECT_EQ(cap_type(copy), -EBADF);
	EXPECT_EQ(xinim_syscall3(SYS_write, 1, at, 1), -EFAULT);
	EXPECT_EQ(config(COMMAND, 2) & MASTER, 0);
}

/* MSI-X: programmed by binding, off again by closing, and not to be mapped. */
static void the_table_of_messages_is_the_kernels(void)
{
	long rng = device_find(XINIM_CAP_PCI, RNG, 0), at, table, message;
	struct xinim_pci_info info = { 0 };

	REQUIRE(rng > 0);
	REQUIRE_EQ(device(rng, XINIM_PCI_INFO, (long)&info, 0, 0), 0);
	EXPECT(info.messages > 1);
	at = device(rng, XINIM_PCI_READ, CAPABILITIES, 1, 0);
	while (at && device(rng, XINIM_PCI_READ, at, 1, 0) != MSIX)
		at = device(rng, XINIM_PCI_READ, at + 1, 1, 0);
	REQUIRE(at > 0);
	table = device(rng, XINIM_PCI_READ, at + 4, 4, 0);
	EXPECT_EQ(device(rng, XINIM_PCI_WRITE, at + 2, 2, MSIX_ON), -EPERM);
	EXPECT_EQ(device(rng, XINIM_PCI_IRQ, info.messages, 0, 0), -ENOENT);
	message = device(rng, XINIM_PCI_IRQ, info.messages - 1, 0, 0);
	REQUIRE_EQ(cap_type(message), XINIM_CAP_IRQ);
	EXPECT(!(device(rng, XINIM_PCI_READ, at + 2, 2, 0) & MSIX_ON));
	EXPECT_EQ(irq(message, XINIM_IRQ_BIND, notification, 4, 0, -1), 0);
	EXPECT(device(rng, XINIM_PCI_READ, at + 2, 2, 0) & MSIX_ON);
	EXPECT_EQ(cap_close(message), 0);
	EXPECT(!(device(rng, XINIM_PCI_READ, at + 2, 2, 0) & MSIX_ON));
	at = device(rng, XINIM_PCI_BAR, table & 7, 0, 0);
	REQUIRE_EQ(cap_type(at), XINIM_CAP_PHYS);
	EXPECT_EQ(device(at, XINIM_DEVICE_MAP, table & ~7, 16, 0), -EPERM);
	EXPECT_EQ(cap_close(at), 0);
}

/* The manifest asked for RAM and for the local APIC; it got neither. */
static void memory_is_no_device(void)
{
	long cap = device_find(XINIM_CAP_PHYS, 0xb8000, 0), at, combined;
	char byte;

	EXPECT(cap > 0);
	EXPECT_EQ(device_find(XINIM_CAP_PHYS, -1, cap), -ENOENT);
	EXPECT_EQ(device_find(XINIM_CAP_PHYS, -1, 0), cap);
	EXPECT(device(cap, XINIM_DEVICE_MAP, 0xfff, 2, 0) % 4096 == 0xfff);
	/* Below the end of RAM, but none: nothing to copy from, not even when touched. */
	at = device(cap, XINIM_DEVICE_MAP, 0, 4096, XINIM_DEVICE_WRITE);
	REQUIRE(at > 0);
	*(volatile uint16_t *)at = 0x0741;
	EXPECT_EQ(xinim_syscall5(SYS_process_control, XINIM_CAP_SELF, XINIM_PROCESS_READ,
			  at, (long)&byte, 1),
		-EFAULT);
	/* The same memory with its writes gathered. */
	combined = device(cap, XINIM_DEVICE_MAP, 0, 4096,
		XINIM_DEVICE_WRITE | XINIM_DEVICE_COMBINE);
	REQUIRE(combined > 0);
	*(volatile uint16_t *)combined = 0x0742;
	__asm__ volatile("sfence" ::: "memory");
	EXPECT_EQ(*(volatile uint16_t *)at, *(volatile uint16_t *)combined);
	EXPECT_EQ(xinim_syscall5(SYS_process_control, XINIM_CAP_SELF, XINIM_PROCESS_READ,
			  combined, (long)&byte, 1),
		-EFAULT);
	EXPECT_EQ(device(cap, XINIM_DEVICE_MAP, 0, 4096, 4), -EINVAL);
}

static const struct guest_case cases[] = {
	{ "finds its device", finds_its_device },
	{ "finds all by the bus", finds_all_by_the_bus },
	{ "all are known", all_are_known },
	{ "refusals of configuration", refusals_of_configuration },
	{ "maps its registers", maps_its_registers },
	{ "interrupts by line", interrupts_by_line },
	{ "interrupts by message", interrupts_by_message },
	{ "reads and writes memory", reads_and_writes_memory },
	{ "closing unmaps", closing_unmaps },
	{ "revoking takes all", revoking_takes_all },
	{ "the table of messages is the kernel's", the_table_of_messages_is_the_kernels },
	{ "memory is no device", memory_is_no_device },
};

#endif
