/*
 * tests/host/pci.c - PCI functions are found and declared: servers/pci/scan.c and
 * kernel/pci_declare.c, on a configuration space made up here.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"
#include "pci-machine.h"

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
