/*
 * include/xinim/cap.h - capabilities, as programs see them.
 *
 * A capability is a small number, like a file descriptor. XINIM_CAP_SELF is
 * every process's own. Calls that take one answer EBADF for a slot that is
 * empty or of the wrong type and EPERM for a missing right.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_CAP_H
#define XINIM_CAP_H

#include <stdint.h>

#define XINIM_CAP_SELF 0

enum xinim_cap_type {
	XINIM_CAP_NONE,
	XINIM_CAP_ENDPOINT,
	XINIM_CAP_NOTIFICATION,
	XINIM_CAP_PROCESS,
	XINIM_CAP_OBJECT,  /* memory that address spaces can share */
	XINIM_CAP_IRQ,     /* an interrupt */
	XINIM_CAP_PORTS,   /* a range of I/O ports */
	XINIM_CAP_PHYS,    /* a range of physical memory */
	XINIM_CAP_PCI,     /* a function of a PCI device */
	XINIM_CAP_PCI_BUS, /* all of them */
	XINIM_CAP_DMA,     /* memory for a device to read and write */
	XINIM_CAP_TYPES
};

/* Rights. */
#define XINIM_RIGHT_READ    1u  /* receive, wait, map to read */
#define XINIM_RIGHT_WRITE   2u  /* send, signal, map to write */
#define XINIM_RIGHT_EXEC    4u  /* map to execute */
#define XINIM_RIGHT_GRANT   8u  /* derive, pass on */
#define XINIM_RIGHT_CONTROL 16u /* start, stop, change, destroy */
#define XINIM_RIGHT_ALL     31u

/* What cap_info tells. */
struct xinim_cap_info {
	uint32_t type; /* enum xinim_cap_type */
	uint32_t rights;
	uint64_t badge; /* 0: none */
};

#endif
