/*
 * kernel/pci.c - PCI functions, their base addresses, their configuration.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/pci.h"

#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/quota.h"
#include "kernel/slab.h"

#include <xinim/errno.h>
#include <xinim/stats.h>

#define PORT_SPACE 256 /* what drivers may write of configuration space */

static struct list functions = LIST_INIT(functions);
static unsigned count;

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

/* --- which there are ------------------------------------------------------------- */

struct pci_function *pci_add(unsigned address, uint32_t id)
{
	struct pci_function *f = kmalloc(sizeof(*f)), *next;
	struct list *before = &functions;

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
	list_for_each_entry (next, &functions, link) {
		if (next->address > address) {
			before = &next->link;
			break;
		}
	}
	list_add_tail(before, &f->link);
	count++;
	pci_msi_init(f);
	return f;
}

struct pci_function *pci_nth(unsigned n)
{
	struct pci_function *f;

	list_for_each_entry (f, &functions, link)
		if (n-- == 0)
			return f;
	return NULL;
}

unsigned pci_count(void)
{
	return count;
}

struct pci_function *pci_at(unsigned address)
{
	struct pci_function *f;

	list_for_each_entry (f, &functions, link)
		if (f->address == address)
			return f;
	return NULL;
}

int pci_bar_create(struct pci_function *f, uint64_t n, struct cap_object **out)
{
	struct port_range *ports;
	struct phys_range *phys;
	int error;

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
	for (unsigned n = 0; n < XINIM_PCI_BARS; n++) {
		out->bar[n].base = f->bar[n].base;
		out->bar[n].length = f->bar[n].length;
		out->bar[n].flags = f->bar[n].flags;
	}
}

void pci_stats(const struct pci_function *f, struct xinim_stats_pci *out)
{
	out->address = f->address;
	out->vendor = f->vendor;
	out->device = f->device;
	out->line = (uint8_t)read(f, PCI_LINE, 1);
	for (unsigned n = 0; n < XINIM_PCI_BARS; n++) {
		if (!f->bar[n].length)
			continue;
		out->base[n] = f->bar[n].base |
			(read(f, PCI_BAR0 + 4 * n, 4) &
				(f->bar[n].flags & XINIM_BAR_PORTS ? 3 : 15));
		out->length[n] = f->bar[n].length;
	}
}

static bool valid_place(uint64_t offset, uint64_t size)
{
	return (size == 1 || size == 2 || size == 4) && offset % size == 0 &&
		offset < arch_pci_space();
}

int64_t pci_bus_read(uint64_t address, uint64_t offset, uint64_t size)
{
	if (address > UINT16_MAX || !valid_place(offset, size))
		return -EINVAL;
	return arch_pci_read((unsigned)address, (unsigned)offset, (unsigned)size);
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
