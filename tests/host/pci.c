/*
 * tests/host/pci.c - PCI functions are found and declared: servers/pci/scan.c and
 * kernel/pci_declare.c, on a configuration space made up here.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/pci.h"
#include "servers/pci/scan.h"

#include <xinim/errno.h>

#define HEADER_BRIDGE 1
#define BUS_NUMBERS   0x18
#define DECODES       (PCI_COMMAND_PORTS | PCI_COMMAND_MEMORY)
#define RAM_END       0x40000000u
#define APIC          0xfee00000u
#define PORTS         1u
#define WIDE          4u
#define PREFETCH      8u

/* --- the machine ------------------------------------------------------------------ */

struct fake {
	uint32_t config[16],
		writable[16]; /* the first 64 bytes; bits that can be changed */
};

static struct fake *machine[65536];
static struct pci_function *known[65536];
static unsigned used[65536], used_count; /* addresses that are not NULL in one of them */
static unsigned known_count, writes, accesses, complaints, complaint_at;
static unsigned stop_after; /* the finder is killed at this access; 0: it is not */
static unsigned
	gone_after; /* at this access the function at gone_at goes; 0: it does not */
static unsigned gone_at;
static jmp_buf killed;

static void use(unsigned address)
{
	for (unsigned i = 0; i < used_count; i++)
		if (used[i] == address)
			return;
	used[used_count++] = address;
}

static struct fake *put(unsigned address, uint32_t id, unsigned header)
{
	struct fake *f = calloc(1, sizeof(*f));

	use(address);
	f->config[0] = id;
	f->config[1] = DECODES;
	f->writable[1] = 0x7;
	f->config[2] = 0x02000000;
	f->config[3] = header << 16;
	machine[address] = f;
	return f;
}

/* Gives it base address n, of a length that is a power of two. */
static void put_bar(
	struct fake *f, unsigned n, uint64_t base, uint64_t length, uint32_t kind)
{
	uint64_t mask = ~(length - 1);

	f->config[4 + n] = (uint32_t)base | kind;
	f->writable[4 + n] = (uint32_t)mask & (kind & PORTS ? 0xfffc : 0xfffffff0);
	if (kind & WIDE && !(kind & PORTS)) {
		f->config[5 + n] = (uint32_t)(base >> 32);
		f->writable[5 + n] = (uint32_t)(mask >> 32);
	}
}

static void put_bridge(
	unsigned address, unsigned primary, unsigned secondary, unsigned subordinate)
{
	struct fake *f = put(address, 0x00011b36, HEADER_BRIDGE);

	f->config[BUS_NUMBERS / 4] = primary | secondary << 8 | subordinate << 16;
}

static void forget(void)
{
	for (unsigned i = 0; i < used_count; i++) {
		free(known[used[i]]);
		known[used[i]] = NULL;
	}
	known_count = 0;
}

static void clear(void)
{
	forget();
	for (unsigned i = 0; i < used_count; i++) {
		free(machine[used[i]]);
		machine[used[i]] = NULL;
	}
	used_count = 0;
	writes = accesses = complaints = stop_after = gone_after = 0;
}

static struct fake *access_to(unsigned address, unsigned offset, unsigned size)
{
	CHECK(address < 65536 && offset % size == 0 && offset + size <= 256);
	accesses++;
	if (accesses == gone_after) {
		free(machine[gone_at]);
		machine[gone_at] = NULL;
	}
	return machine[address];
}

uint32_t arch_pci_read(unsigned address, unsigned offset, unsigned size)
{
	const struct fake *f = access_to(address, offset, size);
	uint32_t mask = size == 4 ? UINT32_MAX : (1u << 8 * size) - 1;

	if (!f)
		return mask;
	return offset < 64 ? f->config[offset / 4] >> 8 * (offset % 4) & mask : 0;
}

void arch_pci_write(unsigned address, unsigned offset, unsigned size, uint32_t value)
{
	struct fake *f = access_to(address, offset, size);
	uint32_t bits;

	writes++;
	if (!f || offset >= 64)
		return;
	/* Only where nothing is reached meanwhile. */
	if (offset >= PCI_BAR0)
		CHECK(!(f->config[1] & DECODES) || f->config[2] >> 16 == PCI_CLASS_HOST);
	bits = f->writable[offset / 4];
	if (size < 4)
		bits &= ((1u << 8 * size) - 1) << 8 * (offset % 4);
	value <<= 8 * (offset % 4);
	f->config[offset / 4] = (f->config[offset / 4] & ~bits) | (value & bits);
}

unsigned arch_pci_space(void)
{
	return 256;
}

bool phys_is_device(uint64_t base, uint64_t length)
{
	return base >= RAM_END && (base >= APIC + 0x1000 || base + length <= APIC);
}

bool arch_ports_private(unsigned first, unsigned count)
{
	(void)count;
	return first < 0x100;
}

struct pci_function *pci_add(unsigned address, uint32_t id)
{
	struct pci_function *f = calloc(1, sizeof(*f));

	CHECK(!known[address]);
	f->address = (uint16_t)address;
	f->vendor = (uint16_t)id;
	f->device = (uint16_t)(id >> 16);
	known[address] = f;
	known_count++;
	return f;
}

struct pci_function *pci_at(unsigned address)
{
	return known[address];
}

struct pci_function *pci_nth(unsigned n)
{
	for (unsigned i = 0; i < used_count; i++)
		if (known[used[i]] && n-- == 0)
			return known[used[i]];
	return NULL;
}

/* --- the finder, which can be killed between any two of its calls -------------------- */

static void maybe_die(void)
{
	if (stop_after && accesses >= stop_after) {
		stop_after = 0;
		longjmp(killed, 1);
	}
}

static uint32_t read_bus(unsigned address, unsigned offset, unsigned size)
{
	maybe_die();
	return arch_pci_read(address, offset, size);
}

static int64_t measure(unsigned address, unsigned n)
{
	maybe_die();
	return pci_measure(address, n);
}

static int64_t declare(const struct xinim_pci_info *info)
{
	maybe_die();
	return pci_declare(info);
}

static void complain(unsigned address, const char *what)
{
	CHECK(what && *what);
	complaint_at = address;
	complaints++;
}

static const struct scan_bus bus = { read_bus, measure, declare, complain };

static struct scan_result scan(void)
{
	return scan_all(&bus);
}

static bool is_bar(
	unsigned address, unsigned n, uint64_t base, uint64_t length, uint32_t flags)
{
	const struct pci_bar *b = &known[address]->bar[n];

	return b->base == base && b->length == length && b->flags == flags;
}

/* --- ordinary machines ------------------------------------------------------------------ */

static void make_ordinary(void)
{
	struct fake *f;

	clear();
	f = put(0x0000, 0x12378086, 0);
	f->config[2] = 0x06000000; /* a host bridge */
	put_bar(f, 0, 0xf0000000, 0x1000, PREFETCH);
	put(0x0008, 0x70008086, PCI_HEADER_MULTI);
	f = put(0x0009, 0x70108086, 0);
	put_bar(f, 4, 0xc040, 16, PORTS);
	f = put(0x000b, 0x71138086, 0); /* there is no function 2 */
	f = put(0x0010, 0x11111234, 0);
	put_bar(f, 0, 0xfd000000, 0x1000000, PREFETCH);
	put_bar(f, 2, 0xfebf0000, 0x1000, 0);
	f = put(0x0018, 0x10001af4, 0);
	put_bar(f, 0, 0xc000, 64, PORTS);
	put_bar(f, 1, 0xfebf1000, 0x1000, 0);
	put_bar(f, 4, 0x800000000, 0x200000000, WIDE | PREFETCH);
	put_bridge(0x0020, 0, 1, 3);
	put(0x0108, 0x00011111, 0);
	put_bridge(0x0110, 1, 2, 2);
	f = put(0x0200, 0x10421af4, 0);
	put_bar(f, 5, 0xfe000000, 16, 0);
	/* Not seen: no function 0; a function of a device that has but one. */
	put(0x0029, 0x00021111, 0);
	put(0x0201, 0x00031111, 0);
}

static void check_ordinary(void)
{
	CHECK_INT(known_count, 10);
	CHECK(is_bar(0x0000, 0, 0xf0000000, 0x1000, XINIM_BAR_PREFETCH));
	CHECK(is_bar(0x0009, 4, 0xc040, 16, XINIM_BAR_PORTS));
	CHECK(is_bar(0x0010, 0, 0xfd000000, 0x1000000, XINIM_BAR_PREFETCH));
	CHECK(is_bar(0x0010, 1, 0, 0, 0));
	CHECK(is_bar(0x0010, 2, 0xfebf0000, 0x1000, 0));
	CHECK(is_bar(0x0018, 0, 0xc000, 64, XINIM_BAR_PORTS));
	CHECK(is_bar(0x0018, 1, 0xfebf1000, 0x1000, 0));
	CHECK(is_bar(0x0018, 4, 0x800000000, 0x200000000, XINIM_BAR_PREFETCH));
	CHECK(is_bar(0x0018, 5, 0, 0, 0));
	CHECK(is_bar(0x0200, 5, 0xfe000000, 16, 0));
	CHECK(!known[0x0029] && !known[0x0201]);
}

/* All of the machine as it is now, or whether it still is so. */
static bool same(bool keep)
{
	static struct fake was[256];
	bool is = true;

	CHECK(used_count <= 256);
	for (unsigned i = 0; i < used_count; i++) {
		if (keep)
			was[i] = *machine[used[i]];
		else
			is = is && memcmp(&was[i], machine[used[i]], sizeof(was[i])) == 0;
	}
	return is;
}

static void ordinary(void)
{
	struct scan_result r;

	make_ordinary();
	same(true);
	r = scan();
	CHECK_INT(r.functions, 10);
	CHECK_INT(r.buses, 3);
	CHECK_INT(complaints, 0);
	check_ordinary();
	CHECK(same(false));
	/* Once more: nothing is touched. */
	writes = 0;
	r = scan();
	CHECK_INT(r.functions, 10);
	CHECK_INT(writes, 0);
	CHECK_INT(complaints, 0);
	check_ordinary();
}

/* Killed anywhere, and again anywhere: the next one finds the same. */
static void killed_anywhere(void)
{
	static unsigned total, n, times; /* longjmp would spoil others */

	make_ordinary();
	same(true);
	scan();
	total = accesses;
	for (n = 1; n <= total; n++) {
		forget();
		for (times = 0; times < 3; times++) {
			accesses = 0;
			stop_after = n + 5 * times;
			if (setjmp(killed) == 0)
				scan();
			CHECK(same(false));
		}
		accesses = stop_after = 0;
		scan();
		check_ordinary();
		CHECK(same(false));
		CHECK_INT(complaints, 0);
	}
}

/* Each of them goes at any time: at worst it is not found. */
static void gone_anytime(void)
{
	static const unsigned at[] = { 0x0008, 0x0009, 0x0018, 0x0020, 0x0200 };
	unsigned total;

	make_ordinary();
	scan();
	total = accesses;
	for (unsigned n = 1; n <= total; n++) {
		for (unsigned i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
			make_ordinary();
			gone_at = at[i];
			gone_after = n;
			scan();
			CHECK(known_count <= 10 && known[0x0010]);
			CHECK(is_bar(0x0010, 2, 0xfebf0000, 0x1000, 0));
			if (known[0x0018])
				CHECK(!known[0x0018]->bar[0].length ||
					is_bar(0x0018, 0, 0xc000, 64, XINIM_BAR_PORTS));
		}
	}
}

/* --- bridges ------------------------------------------------------------------------------ */

/* A bridge whose numbers cannot be: behind it nothing is looked for. */
static void bad_bridge(unsigned address, unsigned secondary, unsigned subordinate)
{
	complaints = 0;
	put_bridge(address, address >> 8, secondary, subordinate);
	forget();
	scan();
	CHECK_INT(complaints, 1);
	CHECK_INT(complaint_at, address);
	free(machine[address]);
	machine[address] = NULL;
}

static void bridges(void)
{
	struct scan_result r;

	clear();
	put_bridge(0x0008, 0, 5, 9);
	put_bridge(0x0500, 5, 6, 7);
	for (unsigned n = 0; n < 256; n++) /* a device on each bus there could be */
		put(n << 8 | 31 << 3, 0x00011111, 0);
	r = scan();
	CHECK_INT(r.buses, 3);
	CHECK_INT(r.functions, 5);
	bad_bridge(0x0010, 0, 0);
	bad_bridge(0x0010, 0, 255);
	bad_bridge(0x0010, 4, 3);
	bad_bridge(0x0010, 5, 9);
	bad_bridge(0x0010, 5, 5);
	bad_bridge(0x0010, 3, 5);
	bad_bridge(0x0010, 9, 12);
	bad_bridge(0x0010, 4, 255);
	bad_bridge(0x0508, 5, 5);
	bad_bridge(0x0508, 4, 4);
	bad_bridge(0x0508, 0, 0);
	bad_bridge(0x0508, 6, 6);
	bad_bridge(0x0508, 8, 10);
	bad_bridge(0x0508, 255, 255);
	bad_bridge(0x0608, 6, 7);
	bad_bridge(0x0608, 8, 8);
	put_bridge(0x0608, 6, 7, 7);
	put_bridge(0x0510, 5, 8, 9);
	put_bridge(0x0018, 0, 10, 255);
	complaints = 0;
	forget();
	r = scan();
	CHECK_INT(complaints, 0);
	CHECK_INT(r.buses, 6);
	CHECK(known[0x07f8] && known[0x08f8] && known[0x0af8] && !known[0x0bf8]);
	/* One behind the other, as many as there can be; the last one has no number left. */
	clear();
	for (unsigned n = 0; n < 256; n++)
		put_bridge(n << 8, n, (n + 1) & 0xff, 255);
	r = scan();
	CHECK_INT(r.buses, 256);
	CHECK_INT(r.functions, 256);
	CHECK_INT(complaints, 1);
	CHECK_INT(complaint_at, 0xff00);
}

/* --- base addresses ---------------------------------------------------------------------- */

static struct xinim_pci_info told_of(unsigned address)
{
	const struct pci_function *f = known[address];
	struct xinim_pci_info info = {
		.address = (uint16_t)address, .vendor = f->vendor, .device = f->device
	};

	for (unsigned n = 0; n < XINIM_PCI_BARS; n++)
		info.bar[n] = (struct xinim_pci_bar){ .base = f->bar[n].base,
			.length = f->bar[n].length,
			.flags = f->bar[n].flags };
	return info;
}

/* What lies over memory, interrupt controllers or others is left out, the rest holds. */
static void where_others_are(void)
{
	struct fake *f;

	clear();
	f = put(0x0008, 0x00011111, 0);
	put_bar(f, 0, 0x10000000, 0x1000, 0);       /* RAM */
	put_bar(f, 1, RAM_END - 0x1000, 0x1000, 0); /* its end */
	put_bar(f, 2, APIC, 0x1000, 0);             /* interrupts */
	put_bar(f, 3, 0x20, 0x20, PORTS);           /* those as well */
	put_bar(f, 4, 0xf0000000, 0x10000, WIDE);   /* this one is well */
	f = put(0x0010, 0x00021111, 0);
	put_bar(f, 0, 0xf0008000, 0x1000, 0);   /* within the other's */
	put_bar(f, 1, 0xe0000000, 1u << 28, 0); /* next to it */
	put_bar(f, 2, 0xe8000000, 0x1000, 0);   /* within its own */
	put_bar(f, 3, 0xd000, 0x100, PORTS);
	put_bar(f, 4, 0xd080, 0x80, PORTS);
	put_bar(f, 5, 0xd000, 0x1000, 0); /* RAM, and no ports */
	scan();
	CHECK_INT(complaints, 2);
	for (unsigned n = 0; n < 4; n++)
		CHECK(is_bar(0x0008, n, 0, 0, 0));
	CHECK(is_bar(0x0008, 4, 0xf0000000, 0x10000, 0));
	CHECK(is_bar(0x0010, 0, 0, 0, 0));
	CHECK(is_bar(0x0010, 1, 0xe0000000, 1u << 28, 0));
	CHECK(is_bar(0x0010, 2, 0, 0, 0));
	CHECK(is_bar(0x0010, 3, 0xd000, 0x100, XINIM_BAR_PORTS));
	CHECK(is_bar(0x0010, 4, 0, 0, 0));
	CHECK(is_bar(0x0010, 5, 0, 0, 0));
}

/* What a base address cannot be is none. */
static void odd_bars(void)
{
	struct fake *f;

	clear();
	f = put(0x0008, 0x00011111, 0);
	put_bar(f, 0, 0, 0x1000, 0);   /* the firmware has left it */
	f->config[4 + 2] = 0x12345670; /* nothing can be written there */
	put_bar(f, 3, 0, 0x100, PORTS);
	f->config[4 + 5] = 0xf0000000 | WIDE; /* has no upper half */
	f->writable[4 + 5] = 0xfffff000;
	scan();
	CHECK_INT(complaints, 0);
	CHECK_INT(known_count, 1);
	for (unsigned n = 0; n < XINIM_PCI_BARS; n++)
		CHECK(is_bar(0x0008, n, 0, 0, 0));
	/* Up to the last byte there is. */
	clear();
	f = put(0x0008, 0x00011111, 0);
	put_bar(f, 0, 0xffffffffffffe000, 0x1000, WIDE);
	put_bar(f, 2, 1UL << 63, 1UL << 63, WIDE); /* one too many */
	put_bar(f, 4, 0xff00, 0x100, PORTS);
	put_bar(f, 5, 0xf0000000, 0x10000000, 0);
	scan();
	CHECK(is_bar(0x0008, 0, 0xffffffffffffe000, 0x1000, 0));
	CHECK(is_bar(0x0008, 2, 0, 0, 0));
	CHECK(is_bar(0x0008, 4, 0xff00, 0x100, XINIM_BAR_PORTS));
	CHECK(known[0x0008]->bar[5].length == 0); /* the APIC is there */
}

/* The kernel believes nobody what the registers do not say. */
static void nonsense(void)
{
	struct xinim_pci_info good, bad;

	make_ordinary();
	scan();
	good = told_of(0x0018);
	CHECK_INT(pci_declare(&good), 0); /* it is known */
	free(known[0x0018]);
	known[0x0018] = NULL;
#define REFUSED(error, change)                       \
	do {                                         \
		bad = good;                          \
		change;                              \
		CHECK_INT(pci_declare(&bad), error); \
		CHECK(!known[0x0018]);               \
	} while (0)
	REFUSED(-ENODEV, bad.vendor++);
	REFUSED(-ENODEV, bad.device ^= 1);
	REFUSED(-ENODEV, bad.address = 0x0028);
	REFUSED(-ENODEV, bad.address = 0xffff);
	REFUSED(-EINVAL, bad.bar[0].base += 64);
	REFUSED(-EINVAL, bad.bar[0].length = 48);
	REFUSED(-EINVAL, bad.bar[0].length = 2);
	REFUSED(-EINVAL, bad.bar[0].length = 0x10000);
	REFUSED(-EINVAL, bad.bar[0].length = 1UL << 63);
	REFUSED(-EINVAL, bad.bar[0].flags = 0);
	REFUSED(-EINVAL, bad.bar[0].flags |= XINIM_BAR_PREFETCH);
	REFUSED(-EINVAL, bad.bar[1].base = 0x1000);
	REFUSED(-EINVAL, bad.bar[1].length = 0x2000);
	REFUSED(-EINVAL, bad.bar[1].length = 8);
	REFUSED(-EINVAL, bad.bar[1].length = UINT64_MAX);
	REFUSED(-EINVAL, bad.bar[1].flags = XINIM_BAR_PREFETCH);
	REFUSED(-EINVAL, bad.bar[1].flags = 4);
	REFUSED(-EINVAL, bad.bar[2] = bad.bar[1]);
	REFUSED(-EINVAL, bad.bar[4].base &= UINT32_MAX);
	REFUSED(-EINVAL, bad.bar[4].length *= 8);
	REFUSED(-EINVAL, bad.bar[5] = bad.bar[4]);
	/* Less than there is may be told. */
	bad = good;
	bad.bar[1].length = 0;
	CHECK_INT(pci_declare(&bad), 0);
	CHECK(is_bar(0x0018, 1, 0, 0, 0));
	/* Another one in its place. */
	machine[0x0018]->config[0]++;
	CHECK_INT(pci_declare(&good), -ENODEV);
	good.vendor++;
	CHECK_INT(pci_declare(&good), -EEXIST);
	/* A bridge's registers are no base addresses of this kind. */
	good = told_of(0x0020);
	free(known[0x0020]);
	known[0x0020] = NULL;
	good.bar[0] = (struct xinim_pci_bar){ .base = 0xf0000000, .length = 0x1000 };
	CHECK_INT(pci_declare(&good), -EINVAL);
	CHECK_INT(pci_measure(0x0018, 0), -EBUSY);
	CHECK_INT(pci_measure(0x0020, 0), -ENODEV);
	CHECK_INT(pci_measure(0x0028, 0), -ENODEV);
	CHECK_INT(pci_measure(0x0018, 6), -EINVAL);
	CHECK_INT(pci_measure(0x10000, 0), -EINVAL);
	CHECK_INT(pci_measure(UINT64_MAX, UINT64_MAX), -EINVAL);
}

/* --- garbage ------------------------------------------------------------------------------ */

static uint32_t any(void)
{
	uint32_t n = (uint32_t)rand() << 16 ^ (uint32_t)rand();

	return rand() % 4 ? n : rand() % 2 ? UINT32_MAX : n & 0xff;
}

static void check_bars(const struct pci_function *f)
{
	for (unsigned n = 0; n < XINIM_PCI_BARS; n++) {
		const struct pci_bar *b = &f->bar[n];

		if (!b->length)
			continue;
		CHECK(!(b->length & (b->length - 1)) && b->base % b->length == 0);
		CHECK(b->flags & XINIM_BAR_PORTS
				? b->base >= 0x100 && b->base + b->length <= 65536
				: phys_is_device(b->base, b->length));
	}
}

static void garbage(void)
{
	srand(3);
	for (unsigned round = 0; round < 300; round++) {
		struct scan_result r;
		const struct pci_function *f;

		clear();
		for (unsigned n = 0; n < 40; n++) {
			unsigned at = (unsigned)rand() & (n % 2 ? 0xff : 0xffff);
			struct fake *g = machine[at] ? machine[at] : put(at, any(), 0);

			for (unsigned i = 0; i < 16; i++) {
				g->config[i] = any();
				g->writable[i] = any();
			}
			g->writable[0] = 0;
			g->writable[1] |= DECODES;
			if (rand() % 2)
				g->config[3] &= ~0x007f0000u;
			else if (rand() % 2)
				g->config[3] = (g->config[3] & ~0x007f0000u) | 0x00010000;
		}
		r = scan();
		CHECK(r.buses >= 1 && r.buses <= 256 && known_count <= r.functions);
		for (unsigned n = 0; (f = pci_nth(n)); n++)
			check_bars(f);
		/* Only what nobody has got yet is written to again. */
		scan();
	}
	clear();
}

int main(void)
{
	ordinary();
	killed_anywhere();
	gone_anytime();
	bridges();
	where_others_are();
	odd_bars();
	nonsense();
	garbage();
	return host_report();
}
