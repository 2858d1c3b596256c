/*
 * servers/ahci/ahci.h - AHCI host bus adapters, and the disks at their ports.
 *
 * Serial ATA Advanced Host Controller Interface 1.3.1, "AHCI" below.
 *
 * The rule of errors: when a command fails, or none of those under way is done in
 * COMMAND_LIMIT, the port is stopped, reset if it does not come to rest by that or the
 * device still reports the error, and started. Then all commands that were under way are
 * done again, one by one and not queued; one that fails so, alone, is answered with EIO,
 * and the VFS server decides whether to try once more. A port whose disk does not come
 * back after a reset is given up.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_AHCI_AHCI_H
#define XINIM_AHCI_AHCI_H

#include "servers/ahci/ata.h"
#include "servers/lib/block_driver.h"
#include "servers/lib/server.h"

#define PORTS 32
#define SLOTS 32

#define MS            1000000LL
#define COMMAND_LIMIT (30000 * MS) /* for a command to be done */

/* What a port's device and the driver share (AHCI 4.2). */
struct command_header {
	uint16_t flags, regions;
	volatile uint32_t moved; /* bytes */
	uint64_t table;
	uint32_t reserved[4];
};
#define HEADER_FIS_DWORDS (ATA_FIS_BYTES / 4)
#define HEADER_WRITE      (1u << 6)

struct command_table {
	uint8_t fis[64];
	uint8_t atapi[16];
	uint8_t reserved[48];
	struct {
		uint64_t address;
		uint32_t reserved, length; /* bytes - 1 */
	} region;
	uint8_t pad[112];
};
_Static_assert(sizeof(struct command_table) == 256, "as aligned as it has to be");

struct port_memory {
	struct command_header header[SLOTS];
	uint8_t received[256];
	uint8_t pad[768];
	struct command_table table[SLOTS];
	uint16_t identify[ATA_IDENTIFY_BYTES / 2];
};

struct hba {
	struct pci_device pci;
	volatile uint32_t *regs;
	uint32_t capabilities;
	uint32_t implemented; /* ports, a bit each */
	uint64_t highest;     /* address that it reaches */
	int irq; /* less than 0: it has none, and is looked at now and then */
	uint64_t bit_irq;
	struct port *port[PORTS]; /* with a disk; else NULL */
};

struct port {
	struct hba *hba;
	unsigned number;
	volatile uint32_t *regs;
	struct pci_memory memory;
	struct port_memory *own;
	struct ata_disk ata;
	struct block_disk disk;
	uint64_t bit_doorbell;
	unsigned slots;
	bool dead; /* its disk does not come back */

	uint32_t issued; /* slots under way, a bit each */
	bool queued;     /* those are: the two kinds do not mix */
	uint32_t again;  /* slots whose commands are to be done again, one by one */
	bool alone;      /* the one under way is one of these */
	struct block_work work[SLOTS];
	int64_t since; /* when something was issued or done last */
	bool has_next; /* a request that has been taken and not begun */
	struct block_work next;
};

extern const struct server ahci_driver;

/* --- port.c ---------------------------------------------------------------------- */

/*
 * Looks for a disk at the port and asks what it is: 0 and p->ata. -ENODEV: there is none
 * that can be used; -EIO: it does not answer; -ENOMEM.
 */
int port_start(struct port *p, struct hba *hba, unsigned number);
/* Nothing goes on there any more, and what is the port's is free. */
void port_stop(struct port *p);

/* Begins requests, as many as there is room for. */
void port_begin(struct port *p);
/* What has become of those under way; errors are dealt with. */
void port_look(struct port *p);
/* Nothing has been done for too long at the time `now`: that is an error. */
void port_check_time(struct port *p, int64_t now);

int64_t ahci_now(void); /* nanoseconds of the monotonic clock */
void ahci_sleep(int64_t ns);

#endif
