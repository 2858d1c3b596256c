/*
 * kernel/pci_declare.c - what there is on the bus, as somebody else has found out.
 *
 * Base addresses are measured by writing ones to them, which must not come to an end
 * in the middle: so it is done here, in one step, and only to functions that nobody
 * can have got yet. What is told of them has to agree with their registers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/pci.h"

#include <xinim/errno.h>

#define BAR_PORTS    1u
#define BAR_64       4u
#define BAR_TYPE     6u
#define BAR_PREFETCH 8u
#define PORTS_MIN    4
#define MEMORY_MIN   16

static bool power_of_two(uint64_t n)
{
	return n && !(n & (n - 1));
}

/* Is there a function? Its vendor and device, in *id. */
static bool present(unsigned address, uint32_t *id)
{
	*id = arch_pci_read(address, PCI_VENDOR, 4);
	return (uint16_t)*id != 0xffff && *id != 0;
}

static bool has_bars(unsigned address)
{
	return (arch_pci_read(address, PCI_HEADER, 1) & ~(uint32_t)PCI_HEADER_MULTI) == 0;
}

int64_t pci_measure(uint64_t address, uint64_t n)
{
	unsigned at = (unsigned)(PCI_BAR0 + 4 * n), a = (unsigned)address;
	uint32_t old, ones, command;

	if (address > UINT16_MAX || n >= XINIM_PCI_BARS)
		return -EINVAL;
	if (!present(a, &old) || !has_bars(a))
		return -ENODEV;
	if (pci_at(a))
		return -EBUSY;
	command = arch_pci_read(a, PCI_COMMAND, 2);
	/* Memory of the machine itself may be behind a host bridge. */
	if (arch_pci_read(a, PCI_REVISION, 4) >> 16 != PCI_CLASS_HOST)
		arch_pci_write(a, PCI_COMMAND, 2,
			command & ~(PCI_COMMAND_PORTS | PCI_COMMAND_MEMORY));
	old = arch_pci_read(a, at, 4);
	arch_pci_write(a, at, 4, UINT32_MAX);
	ones = arch_pci_read(a, at, 4);
	arch_pci_write(a, at, 4, old);
	arch_pci_write(a, PCI_COMMAND, 2, command);
	return ones;
}

/* --- declaring ------------------------------------------------------------------- */

/* Is b what this register says, and the next one if it has 64 bits? */
static bool agrees(const struct pci_bar *b, uint32_t low, uint32_t high)
{
	uint64_t base = low & ~15u;

	if (low & BAR_PORTS)
		return b->flags == XINIM_BAR_PORTS && b->base == (low & 0xfffc) &&
			b->length >= PORTS_MIN && b->base % b->length == 0 &&
			b->base + b->length <= PORTS_ALL;
	if ((low & BAR_TYPE) == BAR_64)
		base |= (uint64_t)high << 32;
	return b->flags == (low & BAR_PREFETCH ? XINIM_BAR_PREFETCH : 0) &&
		b->base == base && base && b->length >= MEMORY_MIN &&
		base % b->length == 0 && base <= UINT64_MAX - b->length;
}

/* Takes what is told of base addresses. False: that cannot be. */
static bool take_bars(const struct xinim_pci_info *told, struct pci_bar *bar)
{
	bool may_have = has_bars(told->address), upper = false;

	for (unsigned n = 0; n < XINIM_PCI_BARS; n++) {
		unsigned at = PCI_BAR0 + 4 * n;
		uint32_t low, high = 0;
		bool wide;

		bar[n] = (struct pci_bar){ 0 };
		low = may_have && !upper ? arch_pci_read(told->address, at, 4) : 0;
		wide = !(low & BAR_PORTS) && (low & BAR_TYPE) == BAR_64;
		if (told->bar[n].length) {
			bar[n] = (struct pci_bar){ .base = told->bar[n].base,
				.length = told->bar[n].length,
				.flags = told->bar[n].flags };
			if (!may_have || upper || !power_of_two(bar[n].length) ||
				(wide && n + 1 == XINIM_PCI_BARS))
				return false;
			if (wide)
				high = arch_pci_read(told->address, at + 4, 4);
			if (!agrees(&bar[n], low, high))
				return false;
		}
		upper = wide;
	}
	return true;
}

static bool overlap(const struct pci_bar *a, const struct pci_bar *b)
{
	return a->length && b->length &&
		(a->flags & XINIM_BAR_PORTS) == (b->flags & XINIM_BAR_PORTS) &&
		a->base < b->base + b->length && b->base < a->base + a->length;
}

/* Is it somebody else's, among them one before it of the same function? */
static bool taken(const struct pci_function *f, unsigned n)
{
	const struct pci_function *other;

	for (unsigned i = 0; (other = pci_nth(i)); i++)
		for (unsigned k = 0; k < (other == f ? n : XINIM_PCI_BARS); k++)
			if (overlap(&f->bar[n], &other->bar[k]))
				return true;
	return false;
}

static bool nobodys(const struct pci_bar *b)
{
	if (b->flags & XINIM_BAR_PORTS)
		return !arch_ports_private((unsigned)b->base, (unsigned)b->length);
	return phys_is_device(b->base, b->length);
}

int64_t pci_declare(const struct xinim_pci_info *told)
{
	struct pci_function *f = pci_at(told->address);
	struct pci_bar bar[XINIM_PCI_BARS];
	int64_t left_out = 0;
	uint32_t id;

	if (!present(told->address, &id) || (uint16_t)id != told->vendor ||
		id >> 16 != told->device)
		return -ENODEV;
	if (f)
		return f->vendor == told->vendor && f->device == told->device ? 0
									      : -EEXIST;
	if (!take_bars(told, bar))
		return -EINVAL;
	f = pci_add(told->address, id);
	if (!f)
		return -ENOMEM;
	for (unsigned n = 0; n < XINIM_PCI_BARS; n++)
		f->bar[n] = bar[n];
	for (unsigned n = 0; n < XINIM_PCI_BARS; n++) {
		if (!bar[n].length || (nobodys(&bar[n]) && !taken(f, n)))
			continue;
		f->bar[n] = (struct pci_bar){ 0 };
		left_out |= 1 << n;
	}
	return left_out;
}
