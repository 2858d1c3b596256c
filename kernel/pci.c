/*
 * kernel/pci.c - finding PCI functions, their base addresses, their configuration.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/pci.h"

#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/log.h"
#include "kernel/quota.h"
#include "kernel/slab.h"

#include <xinim/errno.h>

#define BUSES        256
#define FUNCTIONS    8
#define PORT_SPACE   256 /* what drivers may write of configuration space */
#define BAR_PORTS    1u
#define BAR_64       4u
#define BAR_TYPE     6u
#define BAR_PREFETCH 8u

static struct list functions = LIST_INIT(functions);

static uint32_t read(const struct pci_function *f, unsigned offset, unsigned size)
{
	return arch_pci_read(f->address, offset, size);
}

static void write(
	const struct pci_function *f, unsigned offset, unsigned size, uint32_t value)
{
	arch_pci_write(f->address, offset, size, value);
}

void pci_command(struct pci_function *f, uint32_t set, uint32_t clear)
{
	write(f, PCI_COMMAND, 2, (read(f, PCI_COMMAND, 2) | set) & ~clear);
}

/* --- capabilities to functions ---------------------------------------------------- */

/* The list has a reference to each, so that none is ever destroyed. */
static void function_destroy(struct cap_object *o)
{
	(void)o;
}

void pci_use(struct cap *c)
{
	c->in_use = true;
}

static bool function_closed(struct cap *c)
{
	struct pci_function *f = (struct pci_function *)c->object;

	if (!c->in_use)
		return true;
	c->in_use = false;
	pci_command(f, 0, PCI_COMMAND_MASTER);
	f->cut_off = true;
	return true;
}

static void bus_destroy(struct cap_object *o)
{
	quota_free(o);
}

struct cap_object *pci_bus_create(void)
{
	struct cap_object *o = quota_alloc(quota_current(), sizeof(*o));

	if (o)
		cap_object_init(o, XINIM_CAP_PCI_BUS, bus_destroy);
	return o;
}

/* --- finding them ------------------------------------------------------------------ */

static struct pci_function *add(unsigned address, uint32_t id)
{
	struct pci_function *f = kmalloc(sizeof(*f));

	if (!f)
		return NULL;
	cap_object_init(&f->cap, XINIM_CAP_PCI, function_destroy);
	f->cap.closed = function_closed;
	list_init(&f->kept);
	f->address = (uint16_t)address;
	f->vendor = (uint16_t)id;
	f->device = (uint16_t)(id >> 16);
	f->class_code = read(f, PCI_REVISION, 4) >> 8;
	f->header = (uint8_t)read(f, PCI_HEADER, 1);
	list_add_tail(&functions, &f->link);
	pci_msi_init(f);
	return f;
}

/* Finds what is on a bus; buses behind it are marked in `more`. */
static int scan_bus(unsigned bus, bool *more)
{
	for (unsigned n = 0; n < 32 * FUNCTIONS; n++) {
		uint32_t id = arch_pci_read(bus << 8 | n, PCI_VENDOR, 4);
		struct pci_function *f;
		unsigned behind;

		if ((uint16_t)id == 0xffff || id == 0) {
			if (n % FUNCTIONS == 0)
				n += FUNCTIONS - 1;
			continue;
		}
		f = add(bus << 8 | n, id);
		if (!f)
			return -ENOMEM;
		behind = read(f, PCI_SECONDARY_BUS, 1);
		if ((f->header & ~PCI_HEADER_MULTI) == PCI_HEADER_BRIDGE && behind > bus)
			more[behind] = true;
		if (n % FUNCTIONS == 0 && !(f->header & PCI_HEADER_MULTI))
			n += FUNCTIONS - 1;
	}
	return 0;
}

void pci_init(void)
{
	bool exists[BUSES] = { true };

	for (unsigned bus = 0; bus < BUSES; bus++) {
		if (exists[bus] && scan_bus(bus, exists) != 0) {
			kputs("[PCI] no memory to go on looking for devices\n");
			return;
		}
	}
}

struct pci_function *pci_nth(unsigned n)
{
	struct pci_function *f;

	list_for_each_entry (f, &functions, link)
		if (n-- == 0)
			return f;
	return NULL;
}

struct pci_function *pci_at(unsigned address)
{
	struct pci_function *f;

	list_for_each_entry (f, &functions, link)
		if (f->address == address)
			return f;
	return NULL;
}

/* --- base addresses -------------------------------------------------------------------- */

/* What a base address reads after ones were written to it; puts it back. */
static uint32_t probe(const struct pci_function *f, unsigned n, uint32_t old)
{
	unsigned at = PCI_BAR0 + 4 * n;
	uint32_t ones;

	write(f, at, 4, UINT32_MAX);
	ones = read(f, at, 4);
	write(f, at, 4, old);
	return ones;
}

/* Sizes base address n; how many of them it takes. */
static unsigned size_bar(struct pci_function *f, unsigned n)
{
	uint32_t low = read(f, PCI_BAR0 + 4 * n, 4), high = 0;
	uint64_t mask = UINT64_MAX << 32 | probe(f, n, low);
	struct pci_bar *b = &f->bar[n];
	bool wide = !(low & BAR_PORTS) && (low & BAR_TYPE) == BAR_64 &&
		n + 1 < XINIM_PCI_BARS;

	if (low & BAR_PORTS) {
		b->flags = XINIM_BAR_PORTS;
		b->base = low & 0xfffc;
		b->length = (~(mask & 0xfffc) + 1) & 0xffff;
		return 1;
	}
	if (wide) {
		high = read(f, PCI_BAR0 + 4 * (n + 1), 4);
		mask = (uint64_t)probe(f, n + 1, high) << 32 | (uint32_t)mask;
	}
	b->flags = low & BAR_PREFETCH ? XINIM_BAR_PREFETCH : 0;
	b->base = (uint64_t)high << 32 | (low & ~15u);
	if (b->base && (mask & 0xfffffff0)) /* else the firmware left it out */
		b->length = ~(mask & ~15UL) + 1;
	return wide ? 2 : 1;
}

static void size_bars(struct pci_function *f)
{
	unsigned count = (f->header & ~PCI_HEADER_MULTI) == 0 ? XINIM_PCI_BARS : 0;
	uint32_t command;

	if (f->sized)
		return;
	f->sized = true;
	command = read(f, PCI_COMMAND, 2);
	pci_command(f, 0, PCI_COMMAND_PORTS | PCI_COMMAND_MEMORY);
	for (unsigned n = 0; n < count;)
		n += size_bar(f, n);
	write(f, PCI_COMMAND, 2, command);
}

int pci_bar_create(struct pci_function *f, uint64_t n, struct cap_object **out)
{
	struct port_range *ports;
	struct phys_range *phys;
	int error;

	size_bars(f);
	if (n >= XINIM_PCI_BARS || f->bar[n].length == 0)
		return -ENOENT;
	if (f->bar[n].flags & XINIM_BAR_PORTS) {
		error = port_range_create(
			(unsigned)f->bar[n].base, (unsigned)f->bar[n].length, &ports);
		if (!error)
			*out = &ports->cap;
		return error;
	}
	error = phys_range_create(f->bar[n].base, f->bar[n].length, &phys);
	if (error)
		return error;
	pci_msi_hole(f, (unsigned)n, &phys->hole, &phys->hole_end);
	*out = &phys->cap;
	return 0;
}

/* --- configuration space ----------------------------------------------------------------- */

void pci_info(struct pci_function *f, bool bars, struct xinim_pci_info *out)
{
	uint32_t subsystem = read(f, PCI_SUBSYSTEM, 4);

	*out = (struct xinim_pci_info){
		.address = f->address,
		.vendor = f->vendor,
		.device = f->device,
		.subsystem_vendor = (uint16_t)subsystem,
		.subsystem = (uint16_t)(subsystem >> 16),
		.revision = (uint8_t)read(f, PCI_REVISION, 1),
		.header = f->header,
		.class_code = f->class_code,
		.messages = f->messages,
		.config_bytes = arch_pci_space(),
	};
	if (!bars)
		return;
	size_bars(f);
	for (unsigned n = 0; n < XINIM_PCI_BARS; n++) {
		out->bar[n].base = f->bar[n].base;
		out->bar[n].length = f->bar[n].length;
		out->bar[n].flags = f->bar[n].flags;
	}
}

static bool valid_place(uint64_t offset, uint64_t size)
{
	return (size == 1 || size == 2 || size == 4) && offset % size == 0 &&
		offset < arch_pci_space();
}

int64_t pci_config_read(struct pci_function *f, uint64_t offset, uint64_t size)
{
	if (!valid_place(offset, size))
		return -EINVAL;
	return read(f, (unsigned)offset, (unsigned)size);
}

static bool overlaps(uint64_t offset, uint64_t size, unsigned start, unsigned end)
{
	return offset < end && offset + size > start;
}

int pci_config_write(struct cap *c, uint64_t offset, uint64_t size, uint64_t value)
{
	struct pci_function *f = (struct pci_function *)c->object;

	if (!valid_place(offset, size) || value >> (8 * size))
		return -EINVAL;
	if (offset >= PORT_SPACE || (f->header & ~PCI_HEADER_MULTI) != 0)
		return -EPERM;
	if (overlaps(offset, size, PCI_BAR0, PCI_BAR0 + 4 * XINIM_PCI_BARS) ||
		overlaps(offset, size, PCI_ROM, PCI_ROM + 4))
		return -EPERM;
	if (pci_msi_register(f, (unsigned)offset, (unsigned)size))
		return -EPERM;
	pci_use(c);
	write(f, (unsigned)offset, (unsigned)size, (uint32_t)value);
	return 0;
}
