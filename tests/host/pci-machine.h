/*
 * tests/host/pci-machine.h - a machine's PCI functions, made up, for tests/host/pci.c: what
 * the kernel and servers/pci ask of a machine, which can lose a function or its finder at
 * any access.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_PCI_MACHINE_H
#define XINIM_TESTS_PCI_MACHINE_H

#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/pci.h"
#include "servers/pci/scan.h"

#include <xinim/errno.h>

#define HEADER_BRIDGE 1
#define BUS_NUMBERS   0x18
#define DECODES       (PCI_COMMAND_PORTS | PCI_COMMAND_MEMORY)
#define RAM_END       0x40000000u
#define APIC          0xfee00000u
#define PORTS         1u
#define WIDE          4u
#define PREFETCH      8u

/* --- the machine ------------------------------------------------------------------ */

struct fake {
	uint32_t config[16],
		writable[16]; /* the first 64 bytes; bits that can be changed */
};

static struct fake *machine[65536];
static struct pci_function *known[65536];
static unsigned used[65536], used_count; /* addresses that are not NULL in one of them */
static unsigned known_count, writes, accesses, complaints, complaint_at;
static unsigned stop_after; /* the finder is killed at this access; 0: it is not */
static unsigned
	gone_after; /* at this access the function at gone_at goes; 0: it does not */
static unsigned gone_at;
static jmp_buf killed;

static void use(unsigned address)
{
	for (unsigned i = 0; i < used_count; i++)
		if (used[i] == address)
			return;
	used[used_count++] = address;
}

static struct fake *put(unsigned address, uint32_t id, unsigned header)
{
	struct fake *f = calloc(1, sizeof(*f));

	use(address);
	f->config[0] = id;
	f->config[1] = DECODES;
	f->writable[1] = 0x7;
	f->config[2] = 0x02000000;
	f->config[3] = header << 16;
	machine[address] = f;
	return f;
}

/* Gives it base address n, of a length that is a power of two. */
static void put_bar(
	struct fake *f, unsigned n, uint64_t base, uint64_t length, uint32_t kind)
{
	uint64_t mask = ~(length - 1);

	f->config[4 + n] = (uint32_t)base | kind;
	f->writable[4 + n] = (uint32_t)mask & (kind & PORTS ? 0xfffc : 0xfffffff0);
	if (kind & WIDE && !(kind & PORTS)) {
		f->config[5 + n] = (uint32_t)(base >> 32);
		f->writable[5 + n] = (uint32_t)(mask >> 32);
	}
}

static void put_bridge(
	unsigned address, unsigned primary, unsigned secondary, unsigned subordinate)
{
	struct fake *f = put(address, 0x00011b36, HEADER_BRIDGE);

	f->config[BUS_NUMBERS / 4] = primary | secondary << 8 | subordinate << 16;
}

static void forget(void)
{
	for (unsigned i = 0; i < used_count; i++) {
		free(known[used[i]]);
		known[used[i]] = NULL;
	}
	known_count = 0;
}

static void clear(void)
{
	forget();
	for (unsigned i = 0; i < used_count; i++) {
		free(machine[used[i]]);
		machine[used[i]] = NULL;
	}
	used_count = 0;
	writes = accesses = complaints = stop_after = gone_after = 0;
}

static struct fake *access_to(unsigned address, unsigned offset, unsigned size)
{
	CHECK(address < 65536 && offset % size == 0 && offset + size <= 256);
	accesses++;
	if (accesses == gone_after) {
		free(machine[gone_at]);
		machine[gone_at] = NULL;
	}
	return machine[address];
}

uint32_t arch_pci_read(unsigned address, unsigned offset, unsigned size)
{
	const struct fake *f = access_to(address, offset, size);
	uint32_t mask = size == 4 ? UINT32_MAX : (1u << 8 * size) - 1;

	if (!f)
		return mask;
	return offset < 64 ? f->config[offset / 4] >> 8 * (offset % 4) & mask : 0;
}

void arch_pci_write(unsigned address, unsigned offset, unsigned size, uint32_t value)
{
	struct fake *f = access_to(address, offset, size);
	uint32_t bits;

	writes++;
	if (!f || offset >= 64)
		return;
	/* Only where nothing is reached meanwhile. */
	if (offset >= PCI_BAR0)
		CHECK(!(f->config[1] & DECODES) || f->config[2] >> 16 == PCI_CLASS_HOST);
	bits = f->writable[offset / 4];
	if (size < 4)
		bits &= ((1u << 8 * size) - 1) << 8 * (offset % 4);
	value <<= 8 * (offset % 4);
	f->config[offset / 4] = (f->config[offset / 4] & ~bits) | (value & bits);
}

unsigned arch_pci_space(void)
{
	return 256;
}

bool phys_is_device(uint64_t base, uint64_t length)
{
	return base >= RAM_END && (base >= APIC + 0x1000 || base + length <= APIC);
}

bool arch_ports_private(unsigned first, unsigned count)
{
	(void)count;
	return first < 0x100;
}

struct pci_function *pci_add(unsigned address, uint32_t id)
{
	struct pci_function *f = calloc(1, sizeof(*f));

	CHECK(!known[address]);
	f->address = (uint16_t)address;
	f->vendor = (uint16_t)id;
	f->device = (uint16_t)(id >> 16);
	known[address] = f;
	known_count++;
	return f;
}

struct pci_function *pci_at(unsigned address)
{
	return known[address];
}

struct pci_function *pci_nth(unsigned n)
{
	for (unsigned i = 0; i < used_count; i++)
		if (known[used[i]] && n-- == 0)
			return known[used[i]];
	return NULL;
}

/* --- the finder, which can be killed between any two of its calls -------------------- */

static void maybe_die(void)
{
	if (stop_after && accesses >= stop_after) {
		stop_after = 0;
		longjmp(killed, 1);
	}
}

static uint32_t read_bus(unsigned address, unsigned offset, unsigned size)
{
	maybe_die();
	return arch_pci_read(address, offset, size);
}

static int64_t measure(unsigned address, unsigned n)
{
	maybe_die();
	return pci_measure(address, n);
}

static int64_t declare(const struct xinim_pci_info *info)
{
	maybe_die();
	return pci_declare(info);
}

static void complain(unsigned address, const char *what)
{
	CHECK(what && *what);
	complaint_at = address;
	complaints++;
}

static const struct scan_bus bus = { read_bus, measure, declare, complain };

static struct scan_result scan(void)
{
	return scan_all(&bus);
}

static bool is_bar(
	unsigned address, unsigned n, uint64_t base, uint64_t length, uint32_t flags)
{
	const struct pci_bar *b = &known[address]->bar[n];

	return b->base == base && b->length == length && b->flags == flags;
}

#endif
