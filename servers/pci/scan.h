/*
 * servers/pci/scan.h - finds the functions of all PCI devices.
 *
 * Bus by bus: what bridges say of the buses behind them is believed if it can be, that
 * is, if each bus is behind one bridge only, and has a higher number than the bridge's.
 * Each function's base addresses are measured, and then it is declared. What it calls
 * is in a table: it is tried out on any machine.
 *
 * PCI local bus specification 3.0, 6.1 and 6.2.5; PCI-to-PCI bridge architecture 1.2,
 * 3.2.5.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PCI_SCAN_H
#define XINIM_PCI_SCAN_H

#include <stdint.h>

#include <xinim/device.h>

/* Addresses: bus << 8 | device << 3 | function. Errors: errno values, negated. */
struct scan_bus {
	/* `size' bytes (1, 2, 4) of configuration space; ones where nothing is. */
	uint32_t (*read)(unsigned address, unsigned offset, unsigned size);
	/* What base address n reads when ones were written. -EBUSY: the function is known. */
	int64_t (*measure)(unsigned address, unsigned n);
	/* Bits of the base addresses that nobody gets. */
	int64_t (*declare)(const struct xinim_pci_info *info);
	/* Something is wrong at an address. */
	void (*complain)(unsigned address, const char *what);
};

struct scan_result {
	unsigned buses, functions; /* that there are, known before or not */
};

struct scan_result scan_all(const struct scan_bus *bus);

#endif
