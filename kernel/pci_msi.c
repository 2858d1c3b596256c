/*
 * kernel/pci_msi.c - interrupts by message: MSI-X, or MSI with its one message.
 *
 * PCI local bus specification 3.0, 6.8. A message is a write to the
 * interrupt controller, so its address and data are the kernel's to choose.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/pci.h"

#include <xinim/errno.h>

#define LIST_MAX 48 /* capabilities that fit: more is a loop */

#define CONTROL       2
#define MSI_ENABLE    (1u << 0)
#define MSI_MULTIPLE  (7u << 4)
#define MSI_64        (1u << 7)
#define MSI_MASKABLE  (1u << 8)
#define MSI_ADDRESS   4
#define MSI_LENGTH    10 /* of the shortest */
#define MSIX_ENABLE   (1u << 15)
#define MSIX_MASK_ALL (1u << 14)
#define MSIX_SIZE     0x7ffu
#define MSIX_TABLE    4
#define MSIX_LENGTH   12
#define MSIX_BAR      7u
#define ENTRY_WORDS   4 /* address, its upper half, data, control */
#define ENTRY_CONTROL 3
#define ENTRY_MASKED  1u

static uint32_t read(const struct pci_function *f, unsigned offset, unsigned size)
{
	return arch_pci_read(f->address, offset, size);
}

static void write(
	const struct pci_function *f, unsigned offset, unsigned size, uint32_t value)
{
	arch_pci_write(f->address, offset, size, value);
}

void pci_msi_init(struct pci_function *f)
{
	unsigned at;

	if ((f->header & ~PCI_HEADER_MULTI) != 0 ||
		!(read(f, PCI_STATUS, 2) & PCI_STATUS_LIST))
		return;
	at = read(f, PCI_CAPABILITIES, 1) & ~3u;
	for (unsigned n = 0; n < LIST_MAX && at >= 0x40; n++) {
		unsigned id = read(f, at, 1);

		if (id == PCI_CAP_MSI && at + MSI_LENGTH <= 256)
			f->msi = (uint8_t)at;
		else if (id == PCI_CAP_MSIX && at + MSIX_LENGTH <= 256)
			f->msix = (uint8_t)at;
		at = read(f, at + 1, 1) & ~3u;
	}
	f->messages = f->msi ? 1 : 0;
	if (!f->msix)
		return;
	f->messages = (read(f, f->msix + CONTROL, 2) & MSIX_SIZE) + 1;
	at = read(f, f->msix + MSIX_TABLE, 4);
	f->table_bar = at & MSIX_BAR;
	f->table_offset = at & ~MSIX_BAR;
}

static bool within(unsigned offset, unsigned size, unsigned start, unsigned len)
{
	return start && offset < start + len && offset + size > start;
}

/* Bytes of the MSI capability, as its control says. */
static unsigned msi_length(uint32_t control)
{
	return MSI_LENGTH + (control & MSI_64 ? 4 : 0) +
		(control & MSI_MASKABLE ? 10 : 0);
}

bool pci_msi_register(const struct pci_function *f, unsigned offset, unsigned size)
{
	uint32_t control = f->msi ? read(f, f->msi + CONTROL, 2) : 0;

	return within(offset, size, f->msi, msi_length(control)) ||
		within(offset, size, f->msix, MSIX_LENGTH);
}

void pci_msi_hole(
	const struct pci_function *f, unsigned n, uint64_t *start, uint64_t *end)
{
	uint64_t table_end = f->table_offset + f->messages * ENTRY_WORDS * 4UL;

	*start = *end = 0;
	if (!f->msix || f->table_bar != n)
		return;
	*start = f->table_offset & ~PAGE_MASK;
	*end = (table_end + PAGE_MASK) & ~PAGE_MASK;
}

static volatile uint32_t *entry(const struct pci_function *f, unsigned n)
{
	return f->table + n * ENTRY_WORDS;
}

/* Maps the table of messages, and has all of them masked. */
static int map_table(struct pci_function *f)
{
	uint64_t len = f->messages * ENTRY_WORDS * 4UL;
	const struct pci_bar *b;

	if (f->table)
		return 0;
	if (f->table_bar >= XINIM_PCI_BARS)
		return -ENODEV;
	b = &f->bar[f->table_bar];
	if (b->flags & XINIM_BAR_PORTS || f->table_offset + len > b->length)
		return -ENODEV;
	f->table = arch_map_device(b->base + f->table_offset, len);
	return f->table ? 0 : -ENOMEM;
}

static int set_msix(struct pci_function *f, unsigned n, uint64_t address, uint32_t data)
{
	uint32_t control;
	int error = map_table(f);

	if (error)
		return error;
	pci_command(f, PCI_COMMAND_MEMORY, 0);
	control = read(f, f->msix + CONTROL, 2);
	if (!f->messages_set) {
		write(f, f->msix + CONTROL, 2, control | MSIX_ENABLE | MSIX_MASK_ALL);
		for (unsigned i = 0; i < f->messages; i++)
			entry(f, i)[ENTRY_CONTROL] = ENTRY_MASKED;
	}
	entry(f, n)[0] = (uint32_t)address;
	entry(f, n)[1] = (uint32_t)(address >> 32);
	entry(f, n)[2] = data;
	write(f, f->msix + CONTROL, 2, (control | MSIX_ENABLE) & ~MSIX_MASK_ALL);
	return 0;
}

/* Where MSI's data and mask are: behind an address of 32 or of 64 bits. */
static unsigned msi_data(const struct pci_function *f, uint32_t control)
{
	return f->msi + (control & MSI_64 ? 12 : 8);
}

static void set_msi(struct pci_function *f, uint64_t address, uint32_t data)
{
	uint32_t control = read(f, f->msi + CONTROL, 2) & ~(MSI_MULTIPLE | MSI_ENABLE);

	write(f, f->msi + CONTROL, 2, control);
	write(f, f->msi + MSI_ADDRESS, 4, (uint32_t)address);
	if (control & MSI_64)
		write(f, f->msi + MSI_ADDRESS + 4, 4, (uint32_t)(address >> 32));
	write(f, msi_data(f, control), 2, data);
	if (control & MSI_MASKABLE)
		write(f, msi_data(f, control) + 4, 4, 1);
	write(f, f->msi + CONTROL, 2, control | MSI_ENABLE);
}

int pci_message_set(struct pci_function *f, unsigned n, uint64_t address, uint32_t data)
{
	int error = 0;

	kassert(n < f->messages);
	if (f->msix)
		error = set_msix(f, n, address, data);
	else
		set_msi(f, address, data);
	if (error)
		return error;
	f->messages_set++;
	pci_command(f, PCI_COMMAND_NOINTX, 0);
	return 0;
}

void pci_message_mask(struct pci_function *f, unsigned n, bool masked)
{
	uint32_t control;

	if (f->msix) {
		entry(f, n)[ENTRY_CONTROL] = masked ? ENTRY_MASKED : 0;
		return;
	}
	control = read(f, f->msi + CONTROL, 2);
	if (control & MSI_MASKABLE) {
		write(f, msi_data(f, control) + 4, 4, masked);
		return;
	}
	/* Not to be masked: off. What is lost meanwhile, the driver is told of once more. */
	control = masked ? control & ~MSI_ENABLE : control | MSI_ENABLE;
	write(f, f->msi + CONTROL, 2, control);
}

void pci_message_clear(struct pci_function *f, unsigned n)
{
	unsigned at = (f->msix ? f->msix : f->msi) + CONTROL;

	pci_message_mask(f, n, true);
	if (--f->messages_set > 0)
		return;
	write(f, at, 2, read(f, at, 2) & ~(f->msix ? MSIX_ENABLE : MSI_ENABLE));
	pci_command(f, 0, PCI_COMMAND_NOINTX);
}
