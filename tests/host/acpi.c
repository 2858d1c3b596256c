/*
 * tests/host/acpi.c - kernel/acpi.c and kernel/acpi_madt.c on a made-up machine.
 *
 * Physical memory is one array at PHYS; a mapping is refused when any byte of
 * it lies elsewhere, and given out as an exact copy, so reading beyond the
 * length asked for is caught.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include <xinim/errno.h>

#include "acpi-machine.h"
#include "kernel/acpi.h"

#define MAX_MAPS 4096

static struct acpi_info out;
static const char *why;

static void *maps[MAX_MAPS];
static unsigned nmaps;

static const void *map(void *ctx, uint64_t phys, size_t len)
{
	CHECK(ctx == mem);
	if (phys < PHYS || phys - PHYS > SIZE || len > SIZE - (phys - PHYS) ||
		nmaps == MAX_MAPS)
		return NULL;
	maps[nmaps] = host_copy(mem + (phys - PHYS), len);
	return maps[nmaps++];
}

static int parse(size_t rsdp_len)
{
	struct acpi_access a = { map, mem };
	uint8_t *r = host_copy(rsdp, rsdp_len);
	int err = acpi_parse(&a, r, rsdp_len, &out, &why);

	CHECK_INT(err, why == NULL ? 0 : -EINVAL);
	while (nmaps > 0)
		free(maps[--nmaps]);
	free(r);
	return err;
}

/* --- tests ---------------------------------------------------------------------- */

static void check_cpus(void)
{
	static const struct acpi_cpu want[] = { { 0, 0, true }, { 1, 1, true },
		{ 2, 2, false }, { 0x1234, 7, true } };

	CHECK_INT(out.ncpus, 4);
	CHECK_INT(out.ncpus_lost, 0);
	for (unsigned i = 0; i < 4; i++) {
		CHECK_INT(out.cpus[i].apic_id, want[i].apic_id);
		CHECK_INT(out.cpus[i].uid, want[i].uid);
		CHECK_INT(out.cpus[i].enabled, want[i].enabled);
	}
}

static bool has_ports(unsigned first, unsigned count)
{
	for (unsigned i = 0; i < out.fadt.nports; i++)
		if (out.fadt.ports[i].first == first && out.fadt.ports[i].count == count)
			return true;
	return false;
}

static void check_machine(void)
{
	check_cpus();
	CHECK_INT(out.lapic_phys, 0x1fee10000);
	CHECK(out.has_8259);
	CHECK_INT(out.nioapics, 2);
	CHECK(out.ioapics[1].id == 6 && out.ioapics[1].phys == 0xfec01000 &&
		out.ioapics[1].gsi_base == 24);
	CHECK_INT(out.noverrides, 2);
	CHECK(out.overrides[0].bus_irq == 0 && out.overrides[0].gsi == 2);
	CHECK(out.overrides[1].bus_irq == 9 && out.overrides[1].gsi == 9 &&
		out.overrides[1].flags == 0x0d);
	CHECK_INT(out.nnmis, 3);
	CHECK(out.nmis[0].uid == ACPI_UID_ALL && out.nmis[0].flags == 5 &&
		out.nmis[0].lint == 1);
	CHECK(out.nmis[1].uid == 3 && out.nmis[1].lint == 0);
	CHECK(out.nmis[2].uid == 0x300 && out.nmis[2].flags == 7 &&
		out.nmis[2].lint == 1);
	CHECK_INT(out.hpet_phys, 0xfed00000);
	CHECK_INT(out.hpet_min_tick, 100);
	CHECK(out.fadt.present && out.fadt.sci_int == 9 && out.fadt.century == 0x32);
	CHECK(has_ports(0xb2, 1) && has_ports(0x600, 4) && has_ports(0x604, 2));
	CHECK(has_ports(0x704, 2) && has_ports(0xafe0, 4) && has_ports(0xcf9, 1));
	CHECK_INT(out.fadt.nports, 6);
	CHECK(out.fadt.dsdt_phys == 0x1234567000 && out.fadt.dsdt_len == 0);
	CHECK_INT(out.mcfg_phys, 0xb0000000);
	CHECK(out.mcfg_bus_first == 0 && out.mcfg_bus_last == 0xff);
	CHECK_INT(out.ntables, NLISTED);
	for (unsigned i = 0; i < NLISTED; i++) {
		CHECK_INT(out.tables[i].phys, PHYS + listed[i]);
		CHECK_INT(out.tables[i].len, length(listed[i]));
		CHECK_STR(out.tables[i].skipped, NULL);
	}
	CHECK_STR(out.tables[0].sig, "FACP");
}

static void test_rsdp(void)
{
	make();
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.revision, 2);
	check_machine();
	set32(RSDT + 4, 0); /* with an XSDT, nobody looks at it */
	CHECK_INT(parse(36), 0);
	make();
	CHECK_INT(parse(20), 0); /* just the old part was passed on */
	check_machine();
	make_rsdp(0); /* version 1: what follows means nothing */
	memset(rsdp + 20, 0xff, 16);
	CHECK_INT(parse(36), 0);
	CHECK_INT(parse(20), 0);
	CHECK_INT(out.revision, 0);
	check_machine();
	for (size_t n = 0; n < 20; n++)
		CHECK_INT(parse(n), -EINVAL);
	CHECK_STR(why, "no RSDP");
	rsdp[7] = 'x';
	seal_rsdp();
	CHECK_INT(parse(20), -EINVAL);
	CHECK_STR(why, "RSDP: bad signature");
	make_rsdp(2);
	rsdp[8]++;
	CHECK_INT(parse(36), -EINVAL);
	CHECK_STR(why, "RSDP: bad checksum");
}

/* A bad XSDT leaves the RSDT; with both bad there is nothing. */
static void test_roots(void)
{
	static const uint32_t lengths[] = { 0, 35, 0x7fffffff, 0xffffffff,
		ACPI_MAX_TABLE_LEN };

	make();
	rsdp[32]++; /* the extended checksum */
	CHECK_INT(parse(36), 0);
	check_machine();
	make();
	memset(rsdp + 24, 0, 8);
	seal_rsdp();
	CHECK_INT(parse(36), 0);
	check_machine();
	for (unsigned i = 0; i < 5; i++) {
		make();
		set32(XSDT + 4, lengths[i]);
		CHECK_INT(parse(36), 0);
		check_machine();
		set32(RSDT + 4, lengths[i]);
		CHECK_INT(parse(36), -EINVAL);
		CHECK_STR(why, i < 4 ? "bad length" : "not mappable");
	}
	make();
	set8(XSDT + 30, 1);
	CHECK_INT(parse(36), 0);
	check_machine();
	set8(RSDT + 30, 1);
	CHECK_INT(parse(36), -EINVAL);
	CHECK_STR(why, "bad checksum");
	make();
	memset(rsdp + 24, 0xff, 8);
	seal_rsdp();
	CHECK_INT(parse(36), 0);
	check_machine();
	memset(rsdp + 16, 0, 4);
	seal_rsdp();
	CHECK_INT(parse(36), -EINVAL);
	CHECK_STR(why, "not mappable");
	make();
	memcpy(mem + XSDT, "RSDT", 4);
	seal(XSDT);
	memcpy(mem + RSDT, "XSDT", 4);
	seal(RSDT);
	CHECK_INT(parse(36), -EINVAL);
	CHECK_STR(why, "bad signature");
	make();
	table(XSDT, "XSDT", 36); /* no entries: no tables, no CPUs, no error */
	seal(XSDT);
	CHECK_INT(parse(36), 0);
	CHECK(out.ntables == 0 && out.ncpus == 0 && out.lapic_phys == 0);
	make();
	set32(XSDT + 4, length(XSDT) - 3); /* half an entry at the end */
	seal(XSDT);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.ntables, NLISTED - 1);
}

/* The XSDT's entries name the roots, one table twice, and nowhere. */
static void test_loops(void)
{
	make();
	table(XSDT, "XSDT", 36 + 8 * 9);
	set64(XSDT + 36, PHYS + XSDT);
	set64(XSDT + 44, PHYS + RSDT);
	set64(XSDT + 52, PHYS + HPET);
	set64(XSDT + 60, PHYS + HPET);
	set64(XSDT + 68, 0);
	set64(XSDT + 76, UINT64_MAX);
	set64(XSDT + 84, PHYS + SIZE - 35);
	set64(XSDT + 92, PHYS + MADT);
	set64(XSDT + 100, PHYS + MADT2);
	seal(XSDT);
	memcpy(mem + MADT2, mem + MADT, length(MADT));
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.ntables, 8);
	CHECK_STR(out.tables[0].sig, "XSDT");
	CHECK_STR(out.tables[2].sig, "HPET");
	CHECK_STR(out.tables[3].skipped, "not mappable");
	CHECK_STR(out.tables[4].skipped, "not mappable");
	CHECK_STR(out.tables[5].skipped, "not mappable");
	CHECK_STR(out.tables[6].skipped, NULL);
	CHECK_STR(out.tables[7].skipped, "there is one already");
	check_cpus();
	set8(MADT + 20, 0x55); /* the first one spoilt: the second serves */
	CHECK_INT(parse(36), 0);
	CHECK_STR(out.tables[6].skipped, "bad checksum");
	CHECK_STR(out.tables[7].skipped, NULL);
	check_cpus();

	make(); /* more tables than are remembered */
	table(XSDT, "XSDT", 36 + 8 * 60);
	for (unsigned i = 0; i < 60; i++) {
		set64(XSDT + 36 + 8 * i, PHYS + 0x1000 + 40 * i);
		table(0x1000 + 40 * i, "OEM\001", 36);
		seal(0x1000 + 40 * i);
	}
	seal(XSDT);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.ntables, ACPI_MAX_TABLES);
	CHECK_STR(out.tables[0].sig, "OEM?");
}

/* Table `at` says its length is `len`, with a checksum to match if it can. */
static const char *skipped_with(unsigned at, uint32_t len)
{
	make();
	set32(at + 4, len);
	if (len >= 36 && len <= SIZE - at)
		seal(at);
	CHECK_INT(parse(36), 0);
	for (unsigned i = 0; i < out.ntables; i++) {
		if (out.tables[i].phys == PHYS + at)
			return out.tables[i].skipped;
	}
	return "not listed";
}

static void test_lengths(void)
{
	static const unsigned least[][2] = { { MADT, 44 }, { FADT, 116 }, { HPET, 56 } };

	for (unsigned i = 0; i < 3; i++) {
		for (uint32_t len = 0; len < least[i][1]; len++)
			CHECK_STR(skipped_with(least[i][0], len),
				len < 36 ? "bad length" : "too short");
		CHECK_STR(skipped_with(least[i][0], least[i][1]), NULL);
		CHECK_STR(skipped_with(least[i][0], SIZE - least[i][0] + 1),
			"not mappable");
		CHECK_STR(skipped_with(least[i][0], 0xffffffff), "bad length");
	}
	for (uint32_t len = 36; len < 44 + 32; len++)
		CHECK_STR(skipped_with(MCFG, len), "no window of segment 0");
	CHECK_STR(skipped_with(MADT, 44), NULL);
	CHECK_INT(out.ncpus, 0);
	CHECK_INT(out.lapic_phys, 0xfee00000);
}

static void test_madt(void)
{
	static const uint8_t lengths[] = { 0, 1, 250 };

	for (unsigned i = 0; i < 3; i++) { /* the third entry lies */
		make();
		set8(MADT + 44 + 17, lengths[i]);
		seal(MADT);
		CHECK_INT(parse(36), 0);
		CHECK_STR(out.tables[1].skipped, "bad entry length, rest not used");
		CHECK_INT(out.ncpus, 2);
	}
	make();
	ENTRY(0); /* one byte at the end */
	seal(MADT);
	CHECK_INT(parse(36), 0);
	CHECK_STR(out.tables[1].skipped, "bad entry length, rest not used");
	check_cpus();
	make(); /* each known type with every length shorter than it needs */
	start_madt();
	for (unsigned type = 0; type <= 10; type++) {
		static const uint8_t need[] = { 8, 12, 10, 2, 6, 12, 2, 2, 2, 16, 12 };

		for (unsigned len = 2; len < need[type] && madt_end < MADT + 0x1f0;
			len++) {
			uint8_t e[16] = { (uint8_t)type, (uint8_t)len, 1, 1, 1, 1, 1, 1 };

			madt_end = MADT + 44;
			entry(e, len);
			seal(MADT);
			CHECK_INT(parse(36), 0);
			CHECK(out.ncpus == 0 && out.nioapics == 0 && out.noverrides == 0);
			CHECK(out.nnmis == 0 && out.lapic_phys == 0xfee00000);
		}
	}
	make(); /* a CPU first listed as off, then on */
	start_madt();
	ENTRY(0, 8, 1, 1, L32(2u));
	ENTRY(0, 8, 9, 1, L32(1u));
	seal(MADT);
	CHECK_INT(parse(36), 0);
	CHECK(out.ncpus == 1 && out.cpus[0].enabled && out.cpus[0].uid == 9);
}

/* More of everything than there is room for. */
static void test_many(void)
{
	make();
	memset(mem + 0x1000, 0, 0x1000);
	set64(XSDT + 36 + 8, PHYS + 0x1000);
	seal(XSDT);
	memcpy(mem + 0x1000, mem + MADT, 44);
	madt_end = 44;
	for (unsigned i = 0; i < 100; i++) {
		uint8_t *e = mem + 0x1000 + madt_end;

		memcpy(e, (uint8_t[]){ 0, 8, (uint8_t)i, (uint8_t)i, 1, 0, 0, 0 }, 8);
		memcpy(e + 8, (uint8_t[]){ 1, 12, (uint8_t)i, 0, 0, (uint8_t)(i + 1) },
			6);
		memcpy(e + 20, (uint8_t[]){ 2, 10, 0, (uint8_t)i, (uint8_t)i }, 5);
		memcpy(e + 30, (uint8_t[]){ 4, 6, (uint8_t)i, 0, 0, 0 }, 6);
		madt_end += 36;
	}
	set32(0x1004, madt_end);
	seal(0x1000);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.ncpus, ACPI_MAX_CPUS);
	CHECK_INT(out.ncpus_lost, 100 - ACPI_MAX_CPUS);
	CHECK_INT(out.nioapics, ACPI_MAX_IOAPICS);
	CHECK_INT(out.noverrides, ACPI_MAX_OVERRIDES);
	CHECK_INT(out.nnmis, ACPI_MAX_NMIS);
}

static void test_fadt(void)
{
	make();
	make_fadt(116); /* as ACPI 1.0 had it */
	CHECK_INT(parse(36), 0);
	CHECK(out.fadt.present && has_ports(0x604, 2) && !has_ports(0x704, 2));
	CHECK(!has_ports(0xcf9, 1) && out.fadt.dsdt_phys == 0x11000);
	make();
	set32(FADT + 112, 0);      /* the reset register is not to be used */
	set32(FADT + 64, 0x10604); /* no such port */
	set64(FADT + 188, 0x10000);
	seal(FADT);
	CHECK_INT(parse(36), 0);
	CHECK(has_ports(0xb2, 1) && has_ports(0x600, 4) && has_ports(0xafe0, 4));
	CHECK_INT(out.fadt.nports, 3);
	make();
	set8(FADT + 184, ACPI_SPACE_MEMORY);
	seal(FADT);
	CHECK_INT(parse(36), 0);
	CHECK(!has_ports(0x704, 2));
	make();
	set8(FADT + 92, 0xff); /* more than there are */
	set32(FADT + 80, 0xff80);
	seal(FADT);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.fadt.nports, 5);
	/* A DSDT is as long as it says, if that can be. */
	make();
	set64(FADT + 140, PHYS + DSDT);
	seal(FADT);
	table(DSDT, "DSDT", 100);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.fadt.dsdt_len, 100);
	set32(DSDT + 4, 35);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.fadt.dsdt_len, 0);
	set32(DSDT + 4, ACPI_MAX_TABLE_LEN + 1);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.fadt.dsdt_len, 0);
	table(DSDT, "TSDT", 100);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.fadt.dsdt_len, 0);
}

static void test_others(void)
{
	make();
	set8(HPET + 40, ACPI_SPACE_IO);
	seal(HPET);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.hpet_phys, 0);
	CHECK_STR(out.tables[2].skipped, "not in memory");
	make();
	set8(MCFG + 70, 5); /* first bus after the last */
	set8(MCFG + 71, 4);
	seal(MCFG);
	CHECK_INT(parse(36), 0);
	CHECK_INT(out.mcfg_phys, 0);
}

/* --- damage ----------------------------------------------------------------------- */

/* All tables sealed again, so that damage gets past the checksums. */
static void fix(uint8_t *input, size_t size)
{
	static const unsigned all[] = { RSDT, XSDT, MADT, FADT, HPET, MCFG, SSDT };

	memset(mem, 0xcc, sizeof(mem));
	memcpy(mem, input, size);
	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (length(all[i]) <= SIZE - all[i])
			seal(all[i]);
	}
	memcpy(input, mem, size);
}

static void try(const uint8_t *input, size_t size)
{
	memset(mem, 0xcc, sizeof(mem));
	memcpy(mem, input, size);
	parse(36);
	CHECK(out.ncpus <= ACPI_MAX_CPUS && out.nioapics <= ACPI_MAX_IOAPICS);
	CHECK(out.noverrides <= ACPI_MAX_OVERRIDES && out.nnmis <= ACPI_MAX_NMIS);
	CHECK(out.ntables <= ACPI_MAX_TABLES);
	for (unsigned i = 0; i < out.ncpus; i++) {
		for (unsigned k = 0; k < i; k++)
			CHECK(out.cpus[i].apic_id != out.cpus[k].apic_id);
	}
	for (unsigned i = 0; i < out.ntables; i++) {
		for (unsigned k = 0; k < 4; k++)
			CHECK(out.tables[i].sig[k] > ' ' && out.tables[i].sig[k] < 0x7f);
		CHECK_INT(out.tables[i].sig[4], 0);
		CHECK(out.tables[i].skipped != NULL || out.tables[i].len >= 36);
	}
}

int main(void)
{
	static uint8_t sample[SSDT + 100];

	test_rsdp();
	test_roots();
	test_loops();
	test_lengths();
	test_madt();
	test_many();
	test_fadt();
	test_others();
	make();
	memcpy(sample, mem, sizeof(sample));
	host_mangle(&(struct host_sample){ sample, sizeof(sample), try, fix }, 20000);
	host_mangle(&(struct host_sample){ sample, sizeof(sample), try, NULL }, 2000);
	return host_report();
}
