/*
 * servers/pci/scan.c - finds the functions of all PCI devices.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/pci/scan.h"

#include <errno.h>
#include <stdbool.h>

#define BUSES     256
#define DEVICES   32
#define FUNCTIONS 8

#define VENDOR          0x00
#define REVISION        0x08 /* and the class, above it */
#define HEADER          0x0e
#define HEADER_MULTI    0x80 /* the device has other functions than 0 */
#define HEADER_FUNCTION 0
#define HEADER_BRIDGE   1
#define BAR0            0x10
#define SECONDARY_BUS   0x19
#define SUBORDINATE_BUS 0x1a
#define BAR_PORTS       1u
#define BAR_TYPE        6u
#define BAR_64          4u
#define BAR_PREFETCH    8u

struct scan {
	const struct scan_bus *bus;
	struct scan_result result;
	bool exists[BUSES];
	/* The innermost bus so far that has this one behind it: 0 at first, the root's. */
	uint8_t behind[BUSES];
};

/* The buses behind the bridge at an address. */
static void add_buses(struct scan *s, unsigned address)
{
	unsigned from = address >> 8;
	unsigned first = s->bus->read(address, SECONDARY_BUS, 1) & 0xff;
	unsigned last = s->bus->read(address, SUBORDINATE_BUS, 1) & 0xff;
	bool good = first > from && last >= first;

	for (unsigned n = first; good && n <= last; n++)
		good = s->behind[n] == from;
	if (!good) {
		s->bus->complain(address, "its numbers of buses cannot be");
		return;
	}
	for (unsigned n = first; n <= last; n++)
		s->behind[n] = (uint8_t)first;
	s->exists[first] = true;
}

/*
 * The length that those bits mean which were set when all were written; 0: none. What
 * reads as before, and is not the highest address there is, cannot be written at all.
 */
static uint64_t length_of(uint64_t base, uint64_t set, uint64_t all)
{
	uint64_t length = set & (~set + 1);

	return base == set && ((base | (length - 1)) & all) != all ? 0 : length;
}

/* Measures base address n; how many registers it takes, or an error. */
static int measure(
	const struct scan *s, unsigned address, unsigned n, struct xinim_pci_bar *bar)
{
	uint32_t low = s->bus->read(address, BAR0 + 4 * n, 4), high = 0;
	int64_t ones = s->bus->measure(address, n), upper = 0;
	bool wide = !(low & BAR_PORTS) && (low & BAR_TYPE) == BAR_64;
	uint64_t base, length;

	if (ones < 0)
		return (int)ones;
	if (low & BAR_PORTS) {
		base = low & 0xfffc;
		length = length_of(base, (uint64_t)ones & 0xfffc, 0xfffc);
		bar->flags = XINIM_BAR_PORTS;
	} else {
		if (wide && n + 1 == XINIM_PCI_BARS)
			return 1; /* half of it would be beyond the last one */
		if (wide) {
			high = s->bus->read(address, BAR0 + 4 * (n + 1), 4);
			upper = s->bus->measure(address, n + 1);
		}
		if (upper < 0)
			return (int)upper;
		base = (uint64_t)high << 32 | (low & ~15u);
		length = length_of(base, (uint64_t)upper << 32 | ((uint64_t)ones & ~15u),
			(wide ? UINT64_MAX : UINT32_MAX) & ~15UL);
		bar->flags = low & BAR_PREFETCH ? XINIM_BAR_PREFETCH : 0;
	}
	/* At 0 the firmware has left it. */
	if (base && length && base % length == 0 && length <= UINT64_MAX - base) {
		bar->base = base;
		bar->length = length;
	}
	return wide ? 2 : 1;
}

/* 0; -EBUSY: it is known. */
static int measure_all(const struct scan *s, struct xinim_pci_info *info)
{
	int taken;

	for (unsigned n = 0; n < XINIM_PCI_BARS; n += (unsigned)taken) {
		taken = measure(s, info->address, n, &info->bar[n]);
		if (taken < 0)
			return taken;
		if (!info->bar[n].length)
			info->bar[n] = (struct xinim_pci_bar){ 0 };
	}
	return 0;
}

static void add_function(struct scan *s, unsigned address, uint32_t id, unsigned header)
{
	struct xinim_pci_info info = {
		.address = (uint16_t)address,
		.vendor = (uint16_t)id,
		.device = (uint16_t)(id >> 16),
		.header = (uint8_t)header,
		.class_code = s->bus->read(address, REVISION, 4) >> 8,
	};
	int64_t result = 0;

	s->result.functions++;
	if ((header & ~(unsigned)HEADER_MULTI) == HEADER_FUNCTION)
		result = measure_all(s, &info);
	if (result == 0)
		result = s->bus->declare(&info);
	if (result > 0)
		s->bus->complain(address, "base addresses are where something else is");
	else if (result == -ENODEV)
		s->bus->complain(address, "it has gone");
	else if (result < 0 && result != -EBUSY)
		s->bus->complain(address, "it cannot be declared");
}

static void scan_device(struct scan *s, unsigned address)
{
	unsigned functions = 1;

	for (unsigned n = 0; n < functions; n++) {
		unsigned a = address + n, header;
		uint32_t id = s->bus->read(a, VENDOR, 4);

		if ((uint16_t)id == 0xffff || id == 0) {
			if (n == 0)
				return;
			continue;
		}
		header = s->bus->read(a, HEADER, 1) & 0xff;
		if (n == 0 && header & HEADER_MULTI)
			functions = FUNCTIONS;
		add_function(s, a, id, header);
		if ((header & ~(unsigned)HEADER_MULTI) == HEADER_BRIDGE)
			add_buses(s, a);
	}
}

struct scan_result scan_all(const struct scan_bus *bus)
{
	struct scan s = { .bus = bus, .exists = { true } };

	for (unsigned n = 0; n < BUSES; n++) {
		if (!s.exists[n])
			continue;
		s.result.buses++;
		for (unsigned device = 0; device < DEVICES; device++)
			scan_device(&s, n << 8 | device << 3);
	}
	return s.result;
}
