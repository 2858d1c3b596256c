/*
 * servers/lib/pci_device.c - what drivers of PCI devices do alike.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/lib/pci_device.h"

#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>

#include <xinim/message.h>
#include <xinim/syscall.h>
#include <xinim/task.h>

#define COMMAND           0x04
#define COMMAND_MEMORY    0x02
#define COMMAND_MASTER    0x04
#define STATUS            0x06
#define STATUS_LIST       0x10 /* there is a list of capabilities */
#define CAPABILITIES      0x34
#define CAPABILITIES_MAX  48 /* as many as there is room for */
#define CAPABILITIES_FROM 0x40

static int64_t device(int64_t cap, long operation, uint64_t a, uint64_t b, uint64_t c)
{
	return xinim_syscall6(
		SYS_device_control, cap, operation, (long)a, (long)b, (long)c, 0);
}

int pci_next(struct pci_device *d, int after)
{
	int64_t cap = device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, XINIM_CAP_PCI, UINT64_MAX,
		(uint64_t)after);

	if (cap < 0)
		return (int)cap;
	d->cap = (int)cap;
	return (int)device(cap, XINIM_PCI_INFO, (uint64_t)&d->info, 0, 0);
}

uint32_t pci_read(const struct pci_device *d, unsigned at, unsigned size)
{
	int64_t value = device(d->cap, XINIM_PCI_READ, at, size, 0);

	return value < 0 ? UINT32_MAX : (uint32_t)value;
}

int pci_enable(const struct pci_device *d)
{
	uint32_t command = pci_read(d, COMMAND, 2);

	return (int)device(d->cap, XINIM_PCI_WRITE, COMMAND, 2,
		(command | COMMAND_MEMORY | COMMAND_MASTER) & 0xffff);
}

unsigned pci_capability(const struct pci_device *d, unsigned id, unsigned n)
{
	unsigned at = CAPABILITIES - 1;

	if (!(pci_read(d, STATUS, 2) & STATUS_LIST))
		return 0;
	for (unsigned i = 0; i < CAPABILITIES_MAX; i++) {
		at = pci_read(d, at + 1, 1) & 0xfc;
		if (at < CAPABILITIES_FROM)
			break;
		if (pci_read(d, at, 1) == id && n-- == 0)
			return at;
	}
	return 0;
}

volatile void *pci_map(
	const struct pci_device *d, unsigned bar, uint64_t offset, uint64_t length)
{
	int64_t cap = device(d->cap, XINIM_PCI_BAR, bar, 0, 0), at;

	if (cap < 0)
		return NULL;
	at = device(cap, XINIM_DEVICE_MAP, offset, length, XINIM_DEVICE_WRITE);
	if (at < 0) {
		xinim_cap_close((int)cap);
		return NULL;
	}
	return (volatile void *)at; /* the capability stays: the mapping goes with it */
}

int pci_message(const struct pci_device *d, unsigned n, int notification, uint64_t bits)
{
	int64_t irq = device(d->cap, XINIM_PCI_IRQ, n, 0, 0), error;

	if (irq < 0)
		return (int)irq;
	error = xinim_syscall6(
		SYS_irq_control, irq, XINIM_IRQ_BIND, notification, (long)bits, 0, -1);
	if (error) {
		xinim_cap_close((int)irq);
		return (int)error;
	}
	return (int)irq;
}

void pci_acknowledge(int irq)
{
	xinim_syscall6(SYS_irq_control, irq, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0);
}

int pci_memory(const struct pci_device *d, struct pci_memory *m, uint64_t length,
	uint64_t highest)
{
	int64_t cap = device(d->cap, XINIM_PCI_DMA, length, highest, 0), physical, at;

	if (cap < 0)
		return (int)cap;
	physical = device(cap, XINIM_DMA_ADDRESS, 0, 0, 0);
	at = device(cap, XINIM_DEVICE_MAP, 0, length, XINIM_DEVICE_WRITE);
	if (physical < 0 || at < 0) {
		xinim_cap_close((int)cap);
		return physical < 0 ? (int)physical : (int)at;
	}
	m->cap = (int)cap;
	m->at = (void *)at;
	m->physical = (uint64_t)physical;
	m->length = length;
	return 0;
}

void pci_memory_free(struct pci_memory *m)
{
	if (m->at)
		xinim_vm_unmap(XINIM_CAP_SELF, (uint64_t)m->at, m->length);
	if (m->cap > 0)
		xinim_cap_close(m->cap);
	m->at = NULL;
	m->cap = 0;
}

void pci_address_text(const struct pci_device *d, char text[8])
{
	snprintf(text, 8, "%02x:%02x.%x", d->info.address >> 8 & 0xff,
		d->info.address >> 3 & 31, d->info.address & 7);
}
