/*
 * servers/ahci/main.c - the driver of disks at AHCI adapters.
 *
 * All adapters that the manifest gives, all their ports, from one loop. Each disk has a
 * bit of the notification for its doorbell, each adapter one for its interrupt.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include <xinim/message.h>

#include "servers/ahci/ahci.h"

#define DRIVER "ahci"

#define CLASS_AHCI 0x010601 /* mass storage, SATA, AHCI */
#define ABAR       5

/* The adapter's registers (AHCI 3.1), as numbers of 32-bit words. */
#define CAP       0
#define GHC       1
#define IS        2
#define PI        3
#define CAP2      9
#define BOHC      10
#define REGISTERS 0x1100 /* bytes, with 32 ports */

#define CAP_S64A (1u << 31)
#define GHC_HR   (1u << 0)
#define GHC_IE   (1u << 1)
#define GHC_AE   (1u << 31)
#define CAP2_BOH (1u << 0)
#define BOHC_BOS (1u << 0) /* the firmware has it */
#define BOHC_OOS (1u << 1) /* we want it */

#define HANDOFF_LIMIT (2000 * MS) /* AHCI 10.6 */
#define RESET_LIMIT   (5000 * MS) /* a second, 10.4.3 */

#define HBAS      30
#define FIRST_HBA 30 /* bit of the first adapter's interrupt; disks are below */
#define ROUNDS    16 /* of looking who interrupts */
#define CHECK     (5000 * MS)
#define POLL      MS /* of adapters without an interrupt, while something is under way */

const struct server ahci_driver = { .name = DRIVER, .route = SERVER_NO_ROUTE };

static struct hba *hbas[HBAS];
static unsigned hba_count, disk_count;

int64_t ahci_now(void)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 * MS + t.tv_nsec;
}

void ahci_sleep(int64_t ns)
{
	const struct timespec t = { .tv_nsec = ns };

	xinim_syscall4(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, (long)&t, 0);
}

/* --- adapters ---------------------------------------------------------------------- */

static int wait_clear(const struct hba *h, unsigned reg, uint32_t bits, int64_t limit)
{
	int64_t until = ahci_now() + limit;

	while (h->regs[reg] & bits) {
		if (ahci_now() > until)
			return h->regs[reg] & bits ? -ETIMEDOUT : 0;
		ahci_sleep(MS);
	}
	return 0;
}

/* From the firmware (AHCI 10.6), and as it is after switching on (10.4.3). */
static int take_over(struct hba *h)
{
	if (h->regs[CAP2] & CAP2_BOH) {
		h->regs[BOHC] |= BOHC_OOS;
		/* Firmware that does not let go has had its time: the reset ends it. */
		(void)wait_clear(h, BOHC, BOHC_BOS, HANDOFF_LIMIT);
	}
	h->regs[GHC] |= GHC_AE;
	h->regs[GHC] |= GHC_HR;
	if (wait_clear(h, GHC, GHC_HR, RESET_LIMIT) != 0)
		return -EIO;
	h->regs[GHC] |= GHC_AE;
	return 0;
}

static int start_hba(struct hba *h, unsigned index, int notification)
{
	int error = pci_enable(&h->pci);

	if (error)
		return error;
	h->regs = pci_map(&h->pci, ABAR, 0,
		h->pci.info.bar[ABAR].length < REGISTERS ? h->pci.info.bar[ABAR].length
							 : REGISTERS);
	if (!h->regs)
		return -ENODEV;
	error = take_over(h);
	if (error)
		return error;
	h->capabilities = h->regs[CAP];
	h->implemented = h->regs[PI];
	h->highest = h->capabilities & CAP_S64A ? 0 : UINT32_MAX;
	h->bit_irq = 1ULL << (FIRST_HBA + index);
	h->irq = pci_message(&h->pci, 0, notification, h->bit_irq);
	h->regs[IS] = UINT32_MAX;
	h->regs[GHC] |= GHC_IE;
	return 0;
}

/* --- disks ------------------------------------------------------------------------------ */

static void describe(struct port *p)
{
	struct block_attach *a = &p->disk.attach;
	uint32_t unit = p->ata.sector_size / BLOCK_SECTOR, most = a->area / BLOCK_SECTOR;
	char address[8];

	pci_address_text(&p->hba->pci, address);
	snprintf(a->identity, sizeof(a->identity), DRIVER " %s %u", address, p->number);
	snprintf(a->model, sizeof(a->model), "%.39s", p->ata.model);
	a->flags = p->ata.cache ? BLOCK_ATTACH_FLUSH : 0;
	a->sector_size = p->ata.sector_size;
	a->sectors = p->ata.sectors * unit;
	if (most > p->ata.most * unit)
		most = p->ata.most * unit;
	a->max_sectors = most / unit * unit;
}

static int attach(struct port *p, int notification)
{
	int error = block_area_make(&p->disk, &p->hba->pci, p->hba->highest);

	if (error)
		return error;
	describe(p);
	p->bit_doorbell = 1ULL << disk_count;
	return block_attach_disk(&p->disk, notification, p->bit_doorbell);
}

static void add_port(struct hba *h, unsigned number, int notification)
{
	struct port *p;
	int error;

	if (!(h->implemented >> number & 1) || disk_count == BLOCK_DISKS ||
		0x100 + 0x80 * (number + 1) > h->pci.info.bar[ABAR].length)
		return;
	p = calloc(1, sizeof(*p));
	error = p ? port_start(p, h, number) : -ENOMEM;
	if (!error)
		error = attach(p, notification);
	if (!error) {
		h->port[number] = p;
		disk_count++;
		return;
	}
	if (error != -ENODEV)
		server_log(&ahci_driver, "port %u cannot be used: %s", number,
			strerror(-error));
	if (p && p->own)
		port_stop(p);
	free(p);
}

static unsigned add_hba(const struct pci_device *pci, int notification)
{
	unsigned before = disk_count;
	struct hba *h;
	char address[8];
	int error;

	if (pci->info.class_code != CLASS_AHCI || hba_count == HBAS)
		return 0;
	h = calloc(1, sizeof(*h));
	error = h ? 0 : -ENOMEM;
	if (h) {
		h->pci = *pci;
		error = start_hba(h, hba_count, notification);
	}
	if (error) {
		pci_address_text(pci, address);
		server_log(
			&ahci_driver, "%s cannot be used: %s", address, strerror(-error));
		free(h);
		return 0;
	}
	hbas[hba_count++] = h;
	for (unsigned number = 0; number < PORTS; number++)
		add_port(h, number, notification);
	return disk_count - before;
}

/* --- the loop ----------------------------------------------------------------------------- */

/*
 * Who interrupts is looked at until nobody does: the adapter sends its next message only
 * when all was clear (AHCI 10.6.2.1).
 */
static void interrupted(struct hba *h)
{
	if (h->irq >= 0)
		pci_acknowledge(h->irq);
	for (unsigned round = 0; round < ROUNDS; round++) {
		uint32_t ports = h->regs[IS];

		for (unsigned i = 0; i < PORTS; i++)
			if (h->port[i] && (ports >> i & 1 || h->irq < 0))
				port_look(h->port[i]);
		h->regs[IS] = ports;
		if (!ports)
			break;
	}
}

static void serve_hba(struct hba *h, uint64_t bits, int64_t now)
{
	if (bits & h->bit_irq || h->irq < 0)
		interrupted(h);
	for (unsigned i = 0; i < PORTS; i++) {
		struct port *p = h->port[i];

		if (!p)
			continue;
		port_check_time(p, now);
		if (bits & (h->bit_irq | p->bit_doorbell) || p->again || h->irq < 0)
			port_begin(p);
	}
}

/* How long to wait: for ever, when nothing is under way. */
static int64_t patience(void)
{
	int64_t limit = XINIM_FOREVER;

	for (unsigned i = 0; i < hba_count; i++)
		for (unsigned n = 0; n < PORTS; n++)
			if (hbas[i]->port[n] && hbas[i]->port[n]->issued)
				limit = hbas[i]->irq < 0 || limit == POLL ? POLL : CHECK;
	return limit;
}

static void serve(uint64_t bits)
{
	int64_t now = ahci_now();

	for (unsigned i = 0; i < hba_count; i++)
		serve_hba(hbas[i], bits, now);
}

int main(void)
{
	return block_driver_run(&(struct block_driver){
		.server = &ahci_driver,
		.add = add_hba,
		.patience = patience,
		.serve = serve,
	});
}
