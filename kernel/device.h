/*
 * kernel/device.h - I/O ports and physical memory that a capability can stand for.
 *
 * Made by the boot manifest and for the base addresses of PCI functions, by
 * nobody else. What a process has opened or mapped by a capability goes with
 * that capability. Wants the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_DEVICE_H
#define XINIM_KERNEL_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/cap.h"

struct boot_info;
struct pci_function;
struct process;
struct vm_object;

#define PORTS_ALL 65536

struct port_range {
	struct cap_object cap;
	unsigned first, count;
};

/* -EINVAL: none, or past the last port; -ENOMEM. */
int port_range_create(unsigned first, unsigned count, struct port_range **out);
/* Opens the ports to c's owner. -ENOMEM. */
int port_range_open(struct cap *c);
bool port_range_close(struct cap *c);

struct phys_range {
	struct cap_object cap;
	uint64_t base, length;   /* bytes */
	uint64_t hole, hole_end; /* the kernel's own part; equal: none */
};

/* Keeps what the boot loader says of memory. */
void phys_init(const struct boot_info *info);
/* Is all of it there, and none of it RAM or the machine's own? */
bool phys_is_device(uint64_t base, uint64_t length);
/*
 * Device memory. -EINVAL: empty or wraps; -EPERM: part of it is RAM, or the
 * machine's own (interrupt controllers, PCI configuration); -ENOMEM.
 */
int phys_range_create(uint64_t base, uint64_t length, struct phys_range **out);

/* Pages of RAM in a row, zeroed, that a device may read and write. */
struct dma {
	struct cap_object cap;
	struct vm_object *object;
	uint64_t phys, length;         /* bytes, whole pages */
	struct pci_function *function; /* that it was got for */
	struct list link;              /* in function's `kept' */
};

#define DMA_MAX (4UL << 20) /* bytes */

/*
 * Memory none of which lies above physical address `highest` (0: any), charged
 * to p. -EINVAL: no length or above DMA_MAX; -ENOMEM.
 */
int dma_create(struct process *p, struct pci_function *f, uint64_t length,
	uint64_t highest, struct dma **out);

/*
 * Maps part of what c, a PHYS or DMA capability, stands for into its owner's
 * space; the address of the first byte. -EINVAL: not within it; -EPERM: the
 * kernel's part; -ENOMEM.
 */
int64_t device_map(
	struct cap *c, uint64_t offset, uint64_t length, unsigned rights, bool combine);
/* A step of unmapping what only c gives its owner. False: there may be more. */
bool device_unmap(struct cap *c);

#endif
