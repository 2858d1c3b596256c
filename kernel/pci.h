/*
 * kernel/pci.h - the functions of PCI devices.
 *
 * Who has the capability to the bus finds them and declares them; the kernel
 * believes only what their registers say, too. It programs their interrupts by
 * message: what is written there decides which memory and which interrupts a
 * device reaches. The rest is for the driver that has a capability to the
 * function. A function that loses its driver can no longer reach memory. Wants
 * the kernel lock.
 *
 * Sources: PCI local bus specification 3.0, chapter 6; PCI-to-PCI bridge
 * architecture 1.2, 3.2.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_PCI_H
#define XINIM_KERNEL_PCI_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/cap.h"
#include "kernel/list.h"

#include <xinim/device.h>

/* Configuration space. */
#define PCI_VENDOR         0x00
#define PCI_DEVICE         0x02
#define PCI_COMMAND        0x04
#define PCI_STATUS         0x06
#define PCI_REVISION       0x08
#define PCI_HEADER         0x0e
#define PCI_BAR0           0x10
#define PCI_SUBSYSTEM      0x2c
#define PCI_ROM            0x30
#define PCI_CAPABILITIES   0x34
#define PCI_LINE           0x3c
#define PCI_HEADER_MULTI   0x80
#define PCI_CLASS_HOST     0x0600 /* class and subclass */
#define PCI_COMMAND_PORTS  (1u << 0)
#define PCI_COMMAND_MEMORY (1u << 1)
#define PCI_COMMAND_MASTER (1u << 2)
#define PCI_COMMAND_NOINTX (1u << 10)
#define PCI_STATUS_LIST    (1u << 4)
#define PCI_CAP_MSI        0x05
#define PCI_CAP_MSIX       0x11

struct pci_bar {
	uint64_t base, length; /* length 0: none */
	uint32_t flags;        /* XINIM_BAR_ */
};

struct pci_function {
	struct cap_object cap;
	struct list link;
	/*
	 * Its driver has ended while it may have been writing: memory for DMA that goes
	 * now is kept, for the device may not have heard of it, until the next driver,
	 * which resets the device first, asks for some.
	 */
	bool cut_off;
	struct list kept; /* struct dma */
	uint16_t address;
	uint16_t vendor, device;
	uint32_t class_code;
	uint8_t header;
	struct pci_bar bar[XINIM_PCI_BARS];
	/* pci_msi.c's */
	uint8_t msi, msix; /* where those capabilities are; 0: none */
	unsigned messages; /* MSI-X's, or 1 */
	unsigned messages_set;
	uint8_t table_bar;
	uint32_t table_offset; /* in it */
	volatile uint32_t *table;
};

/*
 * A new one, of which nothing is known but what its registers say; id: device << 16 |
 * vendor. NULL: out of memory.
 */
struct pci_function *pci_add(unsigned address, uint32_t id);
/* The n-th function, in the order of addresses; the one at an address. NULL: none. */
struct pci_function *pci_nth(unsigned n);
struct pci_function *pci_at(unsigned address);
unsigned pci_count(void);
struct xinim_stats_pci;
void pci_stats(const struct pci_function *f, struct xinim_stats_pci *out);
/* A new object that stands for all of PCI. NULL: out of memory. */
struct cap_object *pci_bus_create(void);

void pci_info(struct pci_function *f, bool bars, struct xinim_pci_info *out);
/* Of whatever is there. size 1, 2, 4. -EINVAL: no such address, as below. */
int64_t pci_bus_read(uint64_t address, uint64_t offset, uint64_t size);
/* size 1, 2, 4. -EINVAL: unaligned, or beyond the space. */
int64_t pci_config_read(struct pci_function *f, uint64_t offset, uint64_t size);
/* The same on behalf of c; -EPERM: the kernel's to write, or a bridge. */
int pci_config_write(struct cap *c, uint64_t offset, uint64_t size, uint64_t value);
/* A range of ports or of memory for base address n. -ENOENT, and as the range's create. */
int pci_bar_create(struct pci_function *f, uint64_t n, struct cap_object **out);
/* c's owner can have the device reach memory: that ends when c goes. */
void pci_use(struct cap *c);
/* Sets and clears bits of the command register. */
void pci_command(struct pci_function *f, uint32_t set, uint32_t clear);

/* --- pci_declare.c -------------------------------------------------------------- */

/*
 * What base address n reads after ones were written to it, which is undone. -EINVAL;
 * -ENODEV: no function, or a bridge; -EBUSY: it is known.
 */
int64_t pci_measure(uint64_t address, uint64_t n);
/*
 * Makes a function known. Bits of the base addresses that are left out, as memory,
 * the machine itself or another function is there. -ENODEV: it is not there; -EEXIST:
 * another one is known there; -EINVAL: its registers say something else; -ENOMEM.
 */
int64_t pci_declare(const struct xinim_pci_info *told);

/* --- pci_msi.c ------------------------------------------------------------------ */

/* Finds out what messages f can send. */
void pci_msi_init(struct pci_function *f);
/* Is [offset, offset + size) of configuration space what messages are set by? */
bool pci_msi_register(const struct pci_function *f, unsigned offset, unsigned size);
/* The part of base address n that drivers may not map; empty: end == start. */
void pci_msi_hole(
	const struct pci_function *f, unsigned n, uint64_t *start, uint64_t *end);
/* Sets message n up, masked if it can be. -ENODEV: its table cannot be reached; -ENOMEM. */
int pci_message_set(struct pci_function *f, unsigned n, uint64_t address, uint32_t data);
void pci_message_mask(struct pci_function *f, unsigned n, bool masked);
void pci_message_clear(struct pci_function *f, unsigned n);

#endif
