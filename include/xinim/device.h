/*
 * include/xinim/device.h - devices, for drivers in user mode.
 *
 * irq_control(cap, operation, a, b, c, d) and device_control(cap, operation,
 * a, b, c, d). What a driver may touch is what it has capabilities to; the
 * boot manifest gives them. Every operation answers EBADF (no such capability,
 * or of another type), EPERM (a right is missing) and EINVAL (an operation or
 * an argument that does not exist), and changes nothing then.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_DEVICE_H
#define XINIM_DEVICE_H

#include <stdint.h>

#include <xinim/size.h>

/* --- irq_control: XINIM_CAP_IRQ, READ ------------------------------------------ */

enum xinim_irq_operation {
	/*
	 * (notification, bits, XINIM_IRQ_ mode or 0: the usual one, CPU or -1: the
	 * boot CPU's): from now on the interrupt sets these bits. WRITE on the
	 * notification. EBUSY: bound already, or another driver has the line in
	 * another mode; ENODEV: the machine has no such line; ENOSPC: no vector is
	 * left; ENOMEM.
	 */
	XINIM_IRQ_BIND,
	XINIM_IRQ_UNBIND, /* (): masks it. EINVAL: not bound */
	/*
	 * (): the device has been seen to, the next interrupt may come. Until then
	 * a level-triggered line is masked; one on edges or by message is once it
	 * has come again, and is told after this. EINVAL: not bound
	 */
	XINIM_IRQ_ACKNOWLEDGE,
	XINIM_IRQ_INFO, /* (struct xinim_irq_info *). EFAULT */
};

/* Modes. */
#define XINIM_IRQ_EDGE  1u
#define XINIM_IRQ_LEVEL 2u
#define XINIM_IRQ_HIGH  4u /* active high, rising */
#define XINIM_IRQ_LOW   8u
/* What XINIM_IRQ_INFO tells besides. */
#define XINIM_IRQ_BOUND   0x100u
#define XINIM_IRQ_MASKED  0x200u
#define XINIM_IRQ_MESSAGE 0x400u /* MSI or MSI-X */
#define XINIM_IRQ_UNACKED 0x800u

struct xinim_irq_info {
	uint32_t number; /* the line at the I/O APICs, or of the message */
	uint32_t flags;
	uint32_t vector, cpu; /* 0 unless bound */
	uint64_t delivered;   /* since it was bound */
	uint64_t spurious;    /* interrupts of the machine that were nobody's */
};
XINIM_SIZE(struct xinim_irq_info, 32, "xinim_irq_info");

/* --- device_control ------------------------------------------------------------ */

enum xinim_device_operation {
	/*
	 * XINIM_CAP_SELF: (type, key, after): the lowest slot above `after` with a
	 * capability of that type: to interrupt line, port, physical address
	 * `key`, to PCI function vendor << 16 | device; key -1: any. ENOENT.
	 */
	XINIM_DEVICE_FIND,
	/*
	 * XINIM_CAP_PHYS, DMA: (offset, length, XINIM_DEVICE_ flags): maps it, in
	 * whole pages; the address. READ, or WRITE for what is written to. EINVAL:
	 * not within it; EPERM also: the kernel's own part; ENOMEM.
	 */
	XINIM_DEVICE_MAP,
	/* XINIM_CAP_PORTS: (): IN and OUT work, for the whole process. READ and WRITE. ENOMEM. */
	XINIM_PORTS_OPEN,
	XINIM_PORTS_CLOSE, /* (): no more */
	XINIM_PCI_INFO,    /* XINIM_CAP_PCI: (struct xinim_pci_info *). READ. EFAULT */
	/* XINIM_CAP_PCI: (offset, size 1, 2 or 4): configuration space. READ. */
	XINIM_PCI_READ,
	/*
	 * (offset, size, value). WRITE. EPERM also: base addresses, what MSI is
	 * programmed by, and beyond byte 255.
	 */
	XINIM_PCI_WRITE,
	/* (n): a capability to what base address n stands for: PHYS or PORTS. READ. ENOENT. */
	XINIM_PCI_BAR,
	/* (n): a capability to message n, of MSI-X or else MSI (0 alone): IRQ. READ. ENOENT. */
	XINIM_PCI_IRQ,
	/*
	 * (length, highest address or 0: any): a capability to memory in a row, of
	 * zeroes, aligned to its length rounded up to a power of two. WRITE. At
	 * most 4 MiB. ENOMEM.
	 */
	XINIM_PCI_DMA,
	/* XINIM_CAP_DMA: (): its physical address. READ. */
	XINIM_DMA_ADDRESS,
	/*
	 * XINIM_CAP_PCI_BUS: (n, struct xinim_pci_info *): the n-th function that was
	 * declared, in the order of their addresses. READ. ENOENT, EFAULT.
	 */
	XINIM_PCI_ENUMERATE,
	/* (address): a capability to the function declared there. WRITE. ENOENT. */
	XINIM_PCI_OPEN,
	/*
	 * The screen's XINIM_CAP_PHYS (`screen' in the manifest); EINVAL also: it is to other
	 * memory. (struct xinim_screen_info *): what it is. READ. EFAULT.
	 */
	XINIM_SCREEN_INFO,
	/*
	 * (notification, bits): the kernel draws no more, until the capability goes or it
	 * panics. When its log has grown it sets these bits, once at first. WRITE, also on
	 * the notification. EBUSY: somebody has taken it.
	 */
	XINIM_SCREEN_TAKE,
	/*
	 * (buffer, length, uint64_t *position): the log's next bytes, from the position on,
	 * counted from the first ever; how many. The position moves past them, and past
	 * what is not kept any more. READ. EFAULT.
	 */
	XINIM_SCREEN_LOG,
	/*
	 * XINIM_CAP_SELF: (buffer, length, XINIM_CONSOLE_ flags): to the serial line as it
	 * is. For who has `log' in the manifest: EPERM. At most XINIM_CONSOLE_MAX bytes:
	 * EINVAL. EFAULT.
	 */
	XINIM_CONSOLE_WRITE,
	/*
	 * XINIM_CAP_PCI_BUS: (address, offset, size 1, 2 or 4): configuration space of
	 * whatever is there; ones where nothing is. READ.
	 */
	XINIM_PCI_BUS_READ,
	/*
	 * (address, n): what base address n reads when ones were written there; it is as it
	 * was afterwards. WRITE. ENODEV: there is no function, or it has no base addresses;
	 * EBUSY: it was declared, and may be in use.
	 */
	XINIM_PCI_MEASURE,
	/*
	 * (const struct xinim_pci_info *): there is this function, with these base addresses;
	 * of the rest only address, vendor and device are looked at. Bits of the base
	 * addresses that nobody gets, as they lie over memory, the machine's own or another
	 * function's. 0: it was declared before, or all are well. WRITE. ENODEV: it is not
	 * there; EEXIST: another one was declared there; EINVAL also: its registers do not
	 * say that; EFAULT, ENOMEM.
	 */
	XINIM_PCI_DECLARE,
};

#define XINIM_CONSOLE_SCREEN 1u /* and onto the screen, if the kernel draws there */
#define XINIM_CONSOLE_MAX    1024

struct xinim_screen_info {
	uint64_t address;              /* physical */
	uint32_t width, height, pitch; /* pixels, or cells if it is text; bytes a line */
	uint32_t rows, columns;        /* of characters, as the kernel has it */
	uint8_t bits;                  /* a pixel's */
	uint8_t text; /* 1: cells of a character and an attribute (EGA) */
	uint8_t red_position, red_bits, green_position, green_bits;
	uint8_t blue_position, blue_bits;
	uint32_t pad;
};
XINIM_SIZE(struct xinim_screen_info, 40, "xinim_screen_info");

/* For XINIM_DEVICE_MAP. Device memory is not cached. */
#define XINIM_DEVICE_WRITE   1u
#define XINIM_DEVICE_COMBINE 2u /* PHYS: writes may be gathered: a frame buffer's */

#define XINIM_PCI_BARS 6

struct xinim_pci_bar {
	uint64_t base, length; /* length 0: none */
	uint32_t flags;        /* XINIM_BAR_ */
	uint32_t pad;
};

#define XINIM_BAR_PORTS    1u
#define XINIM_BAR_PREFETCH 2u

struct xinim_pci_info {
	uint16_t address; /* bus << 8 | device << 3 | function */
	uint16_t vendor, device;
	uint16_t subsystem_vendor, subsystem;
	uint8_t revision, header;
	uint32_t class_code;   /* class << 16 | subclass << 8 | interface */
	uint32_t messages;     /* interrupts by message that it can have */
	uint32_t config_bytes; /* of its configuration space: 256 or 4096 */
	uint32_t pad[2];
	struct xinim_pci_bar bar[XINIM_PCI_BARS]; /* not told by ENUMERATE: all 0 */
};
XINIM_SIZE(struct xinim_pci_info, 176, "xinim_pci_info");

#endif
