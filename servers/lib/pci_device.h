/*
 * servers/lib/pci_device.h - what drivers of PCI devices do alike.
 *
 * Registers of configuration space as in the PCI Local Bus Specification 3.0, 6.
 * Functions return 0 or more, or an errno value negated, as device_control does.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_PCI_DEVICE_H
#define XINIM_SERVERS_PCI_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include <xinim/device.h>

/* A function that this process has a capability to. */
struct pci_device {
	int cap;
	struct xinim_pci_info info;
};

/* The first function's capability with a slot above `after` (0: the first). -ENOENT: no more. */
int pci_next(struct pci_device *d, int after);
/* The function may reach memory, and its registers there may be reached. */
int pci_enable(const struct pci_device *d);

/* Configuration space; size 1, 2 or 4. What cannot be read is all ones. */
uint32_t pci_read(const struct pci_device *d, unsigned at, unsigned size);
/*
 * Where the n-th capability of this kind is, counted from 0; 0: there are not so many.
 * A list that goes round in a circle ends.
 */
unsigned pci_capability(const struct pci_device *d, unsigned id, unsigned n);

/* Maps registers behind a base address, to read and write. NULL: they are not there. */
volatile void *pci_map(
	const struct pci_device *d, unsigned bar, uint64_t offset, uint64_t length);

/*
 * Message `n` sets bits of the notification from now on. A capability for
 * pci_acknowledge; -ENOENT: the function has no such message.
 */
int pci_message(const struct pci_device *d, unsigned n, int notification, uint64_t bits);
void pci_acknowledge(int irq);

/* Memory in a row, of zeroes, for the device and this process. */
struct pci_memory {
	int cap;
	void *at;
	uint64_t physical;
	uint64_t length;
};

/* highest: the last physical address that the device can reach. -ENOMEM */
int pci_memory(const struct pci_device *d, struct pci_memory *m, uint64_t length,
	uint64_t highest);
void pci_memory_free(struct pci_memory *m);

/* "BUS:DEVICE.FUNCTION" in hexadecimal digits; room for 8 bytes with the NUL. */
void pci_address_text(const struct pci_device *d, char text[8]);

#endif
