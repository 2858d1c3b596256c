/*
 * arch/x86_64/pci.c - PCI configuration space: by memory if MCFG has it, else by ports.
 *
 * PCI Express base specification 3.0, 7.2.2 (memory); PCI local bus
 * specification 3.0, 3.2.2.3.2 (ports). A bus's megabyte is mapped at its
 * first use.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/io.h"
#include "arch/x86_64/machine.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc
#define CONFIG_ENABLE  (1u << 31)
#define BOARD_PORTS    0x100
#define ELCR           0x4d0
#define PORT_SPACE     256
#define ECAM_SPACE     4096
#define ECAM_BUS       (1UL << 20)

static volatile char *buses[256];

bool pci_ecam_overlaps(uint64_t start, uint64_t end)
{
	if (!acpi.mcfg_phys)
		return false;
	return start < acpi.mcfg_phys + (acpi.mcfg_bus_last + 1UL) * ECAM_BUS &&
		end > acpi.mcfg_phys + acpi.mcfg_bus_first * ECAM_BUS;
}

/*
 * The board's own devices, among them interrupt controllers and timers (below 0x100; the
 * controllers' modes at 0x4d0), and configuration space itself, with a reset at 0xcf9.
 */
bool arch_ports_private(unsigned first, unsigned count)
{
	unsigned end = first + count;

	return first < BOARD_PORTS || (first < ELCR + 2 && end > ELCR) ||
		(first < CONFIG_DATA + 4 && end > CONFIG_ADDRESS);
}

unsigned arch_pci_space(void)
{
	return acpi.mcfg_phys ? ECAM_SPACE : PORT_SPACE;
}

/* NULL: to be reached by ports alone. */
static volatile char *ecam(unsigned function)
{
	unsigned bus = function >> 8;

	if (!acpi.mcfg_phys || bus < acpi.mcfg_bus_first || bus > acpi.mcfg_bus_last)
		return NULL;
	if (!buses[bus])
		buses[bus] = arch_map_device(acpi.mcfg_phys + bus * ECAM_BUS, ECAM_BUS);
	return buses[bus] ? buses[bus] + (function & 0xff) * ECAM_SPACE : NULL;
}

static void select(unsigned function, unsigned offset)
{
	outl(CONFIG_ADDRESS, CONFIG_ENABLE | function << 8 | (offset & 0xfc));
}

uint32_t arch_pci_read(unsigned function, unsigned offset, unsigned size)
{
	volatile char *at = ecam(function);
	uint16_t port = (uint16_t)(CONFIG_DATA + (offset & 3));

	if (!at && offset >= PORT_SPACE)
		return UINT32_MAX;
	if (at)
		at += offset;
	else
		select(function, offset);
	switch (size) {
	case 1:
		return at ? *(volatile uint8_t *)at : inb(port);
	case 2:
		return at ? *(volatile uint16_t *)at : inw(port);
	default:
		return at ? *(volatile uint32_t *)at : inl(port);
	}
}

void arch_pci_write(unsigned function, unsigned offset, unsigned size, uint32_t value)
{
	volatile char *at = ecam(function);
	uint16_t port = (uint16_t)(CONFIG_DATA + (offset & 3));

	if (!at && offset >= PORT_SPACE)
		return;
	if (at)
		at += offset;
	else
		select(function, offset);
	switch (size) {
	case 1:
		if (at)
			*(volatile uint8_t *)at = (uint8_t)value;
		else
			outb(port, (uint8_t)value);
		break;
	case 2:
		if (at)
			*(volatile uint16_t *)at = (uint16_t)value;
		else
			outw(port, (uint16_t)value);
		break;
	default:
		if (at)
			*(volatile uint32_t *)at = value;
		else
			outl(port, value);
	}
}
