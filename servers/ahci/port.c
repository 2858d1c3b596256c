/*
 * servers/ahci/port.c - a port of an AHCI adapter, with a disk.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "servers/ahci/ahci.h"

/* A port's registers (AHCI 3.3), as numbers of 32-bit words. */
#define CLB  0 /* command list, and its upper half */
#define FB   2 /* received frames */
#define IS   4 /* interrupt status; ones clear it */
#define IE   5
#define CMD  6
#define TFD  8
#define SIG  9
#define SSTS 10
#define SCTL 11
#define SERR 12
#define SACT 13
#define CI   14

#define CMD_ST  (1u << 0)
#define CMD_SUD (1u << 1)
#define CMD_POD (1u << 2)
#define CMD_FRE (1u << 4)
#define CMD_FR  (1u << 14)
#define CMD_CR  (1u << 15)

#define TFD_ERR  0x01u
#define TFD_BUSY 0x88u /* BSY, DRQ */

#define SSTS_DET      15u
#define DET_CONNECTED 3u
#define SCTL_DET      15u
#define DET_RESET     1u

#define SIG_DISK 0x00000101u

/* A frame came: D2H, PIO setup, DMA setup, set device bits; or something is wrong. */
#define IS_FRAMES ((1u << 0) | (1u << 1) | (1u << 2) | (1u << 3))
#define IS_TFES   (1u << 30)
#define IS_HBFS   (1u << 29)
#define IS_HBDS   (1u << 28)
#define IS_IFS    (1u << 27)
#define IS_ERRORS (IS_TFES | IS_HBFS | IS_HBDS | IS_IFS)

/* Limits; AHCI 10.1.2 and 10.4.2 have less. */
#define ENGINE_LIMIT (500 * MS)
#define LINK_LIMIT   (200 * MS) /* until there is a device, if there is one at all */
#define READY_LIMIT  (30000 * MS)
#define RESET_TIME   (2 * MS)
#define MOMENT       (MS / 2)

#define CAP_NCS(cap) (((cap) >> 8 & 31) + 1) /* slots */
#define CAP_NCQ      (1u << 30)

static uint32_t get(const struct port *p, unsigned reg)
{
	return p->regs[reg];
}

static void put(struct port *p, unsigned reg, uint32_t value)
{
	p->regs[reg] = value;
}

/* Waits until the register's bits `mask` are `value`. -ETIMEDOUT */
static int wait_for(
	const struct port *p, unsigned reg, uint32_t mask, uint32_t value, int64_t limit)
{
	int64_t until = ahci_now() + limit;

	while ((get(p, reg) & mask) != value) {
		if (ahci_now() > until)
			return (get(p, reg) & mask) == value ? 0 : -ETIMEDOUT;
		ahci_sleep(MOMENT);
	}
	return 0;
}

/* --- the engine ------------------------------------------------------------------------ */

static int engine_stop(struct port *p)
{
	put(p, CMD, get(p, CMD) & ~CMD_ST);
	return wait_for(p, CMD, CMD_CR, 0, ENGINE_LIMIT);
}

static void clear_errors(struct port *p)
{
	put(p, SERR, UINT32_MAX);
	put(p, IS, UINT32_MAX);
}

/* The device is there and ready for commands. */
static int engine_start(struct port *p)
{
	int error;

	clear_errors(p);
	put(p, CMD, get(p, CMD) | CMD_FRE | CMD_POD | CMD_SUD);
	error = wait_for(p, TFD, TFD_BUSY, 0, READY_LIMIT);
	if (!error)
		put(p, CMD, get(p, CMD) | CMD_ST);
	return error;
}

/* COMRESET (AHCI 10.4.2): the link is made anew and the device forgets what it was told. */
static int reset(struct port *p)
{
	put(p, SCTL, (get(p, SCTL) & ~SCTL_DET) | DET_RESET);
	ahci_sleep(RESET_TIME);
	put(p, SCTL, get(p, SCTL) & ~SCTL_DET);
	return wait_for(p, SSTS, SSTS_DET, DET_CONNECTED, READY_LIMIT);
}

/*
 * After an error (AHCI 6.2.2). -EIO: the disk does not come back. QEMU 7.2 goes on with
 * queued commands that it has been made to forget, and reports an old error with the next
 * command; then it crashes. A reset puts an end to both.
 */
static int restart(struct port *p)
{
	int error = engine_stop(p);

	/* A port that is at rest has forgotten its commands (3.3.13, 3.3.14). */
	if (error || get(p, CI) || get(p, SACT) || get(p, TFD) & (TFD_BUSY | TFD_ERR))
		error = reset(p);
	if (!error)
		error = engine_start(p);
	return error ? -EIO : 0;
}

/* --- commands -------------------------------------------------------------------------- */

static uint64_t physical(const struct port *p, const void *at)
{
	return p->memory.physical + (uint64_t)((const char *)at - (const char *)p->own);
}

/* The slot's command, whose frame is filled in, with its data. */
static void issue(
	struct port *p, unsigned slot, uint64_t data, uint32_t length, bool write)
{
	struct command_header *h = &p->own->header[slot];
	struct command_table *t = &p->own->table[slot];

	h->flags = HEADER_FIS_DWORDS | (write ? HEADER_WRITE : 0);
	h->regions = length != 0;
	h->moved = 0;
	h->table = physical(p, t);
	t->region.address = data;
	t->region.length = length - 1;
	p->issued |= 1u << slot;
	p->since = ahci_now();
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (p->queued)
		put(p, SACT, 1u << slot);
	put(p, CI, 1u << slot);
}

static void issue_work(struct port *p, unsigned slot)
{
	const struct block_work *w = &p->work[slot];
	uint8_t *fis = p->own->table[slot].fis;
	bool write = w->operation == BLOCK_WRITE;
	uint32_t unit = p->ata.sector_size / BLOCK_SECTOR, count = w->sectors / unit;
	uint64_t lba = w->sector / unit;

	if (w->operation == BLOCK_FLUSH) {
		ata_command(fis, p->ata.lba48 ? ATA_FLUSH_EXT : ATA_FLUSH, p->ata.lba48,
			0, 0);
		issue(p, slot, 0, 0, false);
		return;
	}
	if (p->queued)
		ata_queued(fis, write ? ATA_WRITE_QUEUED : ATA_READ_QUEUED, lba, count,
			slot);
	else if (p->ata.lba48)
		ata_command(fis, write ? ATA_WRITE_DMA_EXT : ATA_READ_DMA_EXT, true, lba,
			count);
	else
		ata_command(fis, write ? ATA_WRITE_DMA : ATA_READ_DMA, false, lba, count);
	issue(p, slot, w->physical, w->sectors * BLOCK_SECTOR, write);
}

/* One of those that are to be done again, when nothing else is under way. */
static void begin_again(struct port *p)
{
	unsigned slot = (unsigned)__builtin_ctz(p->again);

	p->again &= ~(1u << slot);
	p->queued = false;
	p->alone = true;
	issue_work(p, slot);
}

/* The next request, if it can begin now. */
static bool begin_next(struct port *p)
{
	uint32_t all = p->slots == SLOTS ? UINT32_MAX : (1u << p->slots) - 1;
	uint32_t free = all & ~p->issued;
	bool queued;
	unsigned slot;

	if (!p->has_next)
		p->has_next = block_next(&p->disk, &p->next);
	if (!p->has_next || !free)
		return false;
	queued = p->ata.queue && p->next.operation != BLOCK_FLUSH;
	if (p->issued && queued != p->queued)
		return false;
	slot = (unsigned)__builtin_ctz(free);
	p->queued = queued;
	p->work[slot] = p->next;
	p->has_next = false;
	issue_work(p, slot);
	return true;
}

static void fail_all(struct port *p)
{
	uint32_t slots = p->issued | p->again;

	p->issued = p->again = 0;
	for (unsigned slot = 0; slot < SLOTS; slot++)
		if (slots >> slot & 1)
			block_done(&p->disk, p->work[slot].tag, -EIO);
	do {
		if (p->has_next)
			block_done(&p->disk, p->next.tag, -EIO);
		p->has_next = block_next(&p->disk, &p->next);
	} while (p->has_next);
}

void port_begin(struct port *p)
{
	if (p->dead) {
		fail_all(p);
	} else if (p->again) {
		if (!p->issued)
			begin_again(p);
	} else if (!p->alone) {
		while (begin_next(p))
			;
	}
	block_tell(&p->disk);
}

/* --- what becomes of them ------------------------------------------------------------------ */

/* As the head of ahci.h says. */
static void recover(struct port *p)
{
	if (p->alone) {
		unsigned slot = (unsigned)__builtin_ctz(p->issued);

		block_done(&p->disk, p->work[slot].tag, -EIO);
	} else {
		p->again |= p->issued;
	}
	p->issued = 0;
	p->alone = false;
	if (restart(p) == 0)
		return;
	server_log(&ahci_driver, "port %u: the disk does not come back", p->number);
	p->dead = true;
	fail_all(p);
}

void port_look(struct port *p)
{
	/* In this order: a command that fails is seen to, even if it counts as done. */
	uint32_t under_way = get(p, CI) | get(p, SACT), done;
	uint32_t status = get(p, IS);

	put(p, IS, status);
	if (p->dead)
		return;
	if (status & IS_ERRORS && p->issued) {
		recover(p);
		return;
	}
	done = p->issued & ~under_way;
	if (!done)
		return;
	p->issued &= ~done;
	p->alone = false;
	p->since = ahci_now();
	for (unsigned slot = 0; slot < SLOTS; slot++)
		if (done >> slot & 1)
			block_done(&p->disk, p->work[slot].tag, 0);
}

void port_check_time(struct port *p, int64_t now)
{
	if (!p->issued || p->dead || now - p->since < COMMAND_LIMIT)
		return;
	server_log(&ahci_driver, "port %u: no answer for %d seconds, it is reset",
		p->number, (int)(COMMAND_LIMIT / (1000 * MS)));
	recover(p);
}

/* --- finding a disk --------------------------------------------------------------------------- */

/* IDENTIFY DEVICE, in slot 0; nothing interrupts yet. */
static int identify(struct port *p)
{
	int64_t until = ahci_now() + COMMAND_LIMIT;

	ata_command(p->own->table[0].fis, ATA_IDENTIFY, false, 0, 0);
	p->own->table[0].fis[7] = 0;
	issue(p, 0, physical(p, p->own->identify), ATA_IDENTIFY_BYTES, false);
	while (get(p, CI) & 1 && !(get(p, IS) & IS_ERRORS) && ahci_now() < until)
		ahci_sleep(MOMENT);
	p->issued = 0;
	if (get(p, CI) & 1 || get(p, IS) & IS_ERRORS || get(p, TFD) & TFD_ERR)
		return -EIO;
	return ata_identify(p->own->identify, &p->ata) ? 0 : -ENODEV;
}

/* The port's memory is told to it, while nothing goes on there (AHCI 10.1.2). */
static int set_memory(struct port *p)
{
	uint64_t list = p->memory.physical;
	uint64_t received = list + offsetof(struct port_memory, received);
	int error = engine_stop(p);

	if (error)
		return -EIO;
	put(p, CMD, get(p, CMD) & ~CMD_FRE);
	if (wait_for(p, CMD, CMD_FR, 0, ENGINE_LIMIT) != 0)
		return -EIO;
	put(p, IE, 0);
	put(p, CLB, (uint32_t)list);
	put(p, CLB + 1, (uint32_t)(list >> 32));
	put(p, FB, (uint32_t)received);
	put(p, FB + 1, (uint32_t)(received >> 32));
	clear_errors(p);
	put(p, CMD, get(p, CMD) | CMD_FRE | CMD_POD | CMD_SUD);
	return 0;
}

int port_start(struct port *p, struct hba *hba, unsigned number)
{
	int error;

	p->hba = hba;
	p->number = number;
	p->regs = hba->regs + (0x100 + 0x80 * number) / 4;
	if (wait_for(p, SSTS, SSTS_DET, DET_CONNECTED, LINK_LIMIT) != 0)
		return -ENODEV;
	error = pci_memory(&hba->pci, &p->memory, sizeof(*p->own), hba->highest);
	if (error)
		return error;
	p->own = p->memory.at;
	error = set_memory(p);
	if (!error && engine_start(p) != 0)
		error = -EIO;
	/* Others than disks say so by the signature of their first frame. */
	if (!error && get(p, SIG) != SIG_DISK)
		error = -ENODEV;
	if (!error)
		error = identify(p);
	if (error)
		return error;
	p->slots = CAP_NCS(hba->capabilities);
	if (!(hba->capabilities & CAP_NCQ))
		p->ata.queue = 0;
	if (p->ata.queue && p->ata.queue < p->slots)
		p->slots = p->ata.queue;
	clear_errors(p);
	put(p, IE, IS_FRAMES | IS_ERRORS);
	return 0;
}

void port_stop(struct port *p)
{
	put(p, IE, 0);
	/* A port that cannot be stopped may still write to its memory: that stays. */
	if (engine_stop(p) == 0) {
		put(p, CMD, get(p, CMD) & ~CMD_FRE);
		if (wait_for(p, CMD, CMD_FR, 0, ENGINE_LIMIT) == 0)
			pci_memory_free(&p->memory);
	}
	pci_memory_free(&p->disk.memory);
}
