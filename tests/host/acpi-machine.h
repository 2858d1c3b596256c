/*
 * tests/host/acpi-machine.h - the made-up machine of tests/host/acpi.c.
 *
 * mem[] is its memory from PHYS on, with one table of each kind; make() sets
 * all of it up, a test then changes what it is about and calls seal().
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_HOST_ACPI_MACHINE_H
#define XINIM_TESTS_HOST_ACPI_MACHINE_H

#include <stdint.h>
#include <string.h>

#include "kernel/acpi.h"

#define PHYS 0x7fe0000ull
#define SIZE 8192u

enum where { /* offsets in memory, with room after each */
	RSDT = 0x000,
	XSDT = 0x100,
	MADT = 0x200,
	FADT = 0x400,
	HPET = 0x600,
	MCFG = 0x700,
	SSDT = 0x800,
	MADT2 = 0x900,
	DSDT = 0xa00,
};

static uint8_t mem[SIZE];
static uint8_t rsdp[36];
static void set8(unsigned at, unsigned v)
{
	mem[at] = (uint8_t)v;
}

static void set16(unsigned at, unsigned v)
{
	memcpy(mem + at, &(uint16_t){ (uint16_t)v }, 2);
}

static void set32(unsigned at, uint32_t v)
{
	memcpy(mem + at, &v, 4);
}

static void set64(unsigned at, uint64_t v)
{
	memcpy(mem + at, &v, 8);
}

static uint8_t sum(const uint8_t *p, size_t n)
{
	uint8_t s = 0;

	for (size_t i = 0; i < n; i++)
		s = (uint8_t)(s + p[i]);
	return s;
}

static uint32_t length(unsigned at)
{
	uint32_t len;

	memcpy(&len, mem + at + 4, 4);
	return len;
}

/* Sets the checksum of the table at `at`. */
static void seal(unsigned at)
{
	mem[at + 9] = 0;
	mem[at + 9] = (uint8_t)-sum(mem + at, length(at));
}

static void table(unsigned at, const char *sig, uint32_t len)
{
	memset(mem + at, 0, len);
	memcpy(mem + at, sig, 4);
	set32(at + 4, len);
}

static void seal_rsdp(void)
{
	rsdp[8] = 0;
	rsdp[8] = (uint8_t)-sum(rsdp, 20);
	rsdp[32] = 0;
	rsdp[32] = (uint8_t)-sum(rsdp, 36);
}

static void make_rsdp(unsigned revision)
{
	memset(rsdp, 0, sizeof(rsdp));
	memcpy(rsdp, "RSD PTR XINIM ", 14);
	rsdp[15] = (uint8_t)revision;
	memcpy(rsdp + 16, &(uint32_t){ PHYS + RSDT }, 4);
	memcpy(rsdp + 20, &(uint32_t){ 36 }, 4);
	memcpy(rsdp + 24, &(uint64_t){ PHYS + XSDT }, 8);
	seal_rsdp();
}

static const unsigned listed[] = { FADT, MADT, HPET, MCFG, SSDT };
#define NLISTED (sizeof(listed) / sizeof(listed[0]))

static void make_roots(void)
{
	table(RSDT, "RSDT", 36 + 4 * NLISTED);
	table(XSDT, "XSDT", 36 + 8 * NLISTED);
	for (unsigned i = 0; i < NLISTED; i++) {
		set32(RSDT + 36 + 4 * i, (uint32_t)PHYS + listed[i]);
		set64(XSDT + 36 + 8 * i, PHYS + listed[i]);
	}
	seal(RSDT);
	seal(XSDT);
}

static unsigned madt_end; /* where the next entry goes */

static void entry(const uint8_t *e, unsigned len)
{
	memcpy(mem + madt_end, e, len);
	madt_end += len;
	set32(MADT + 4, madt_end - MADT);
}

#define ENTRY(...) \
	entry((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))
#define L32(v) (v) & 0xff, (v) >> 8 & 0xff, (v) >> 16 & 0xff, (v) >> 24 & 0xff

static void start_madt(void)
{
	table(MADT, "APIC", 44);
	set32(MADT + 36, 0xfee00000);
	set32(MADT + 40, 1);
	madt_end = MADT + 44;
}

static void make_madt(void)
{
	start_madt();
	ENTRY(0, 8, 0, 0, L32(1u));
	ENTRY(0, 8, 1, 1, L32(1u));
	ENTRY(0, 8, 2, 2, L32(2u));                    /* could come online */
	ENTRY(0, 8, 3, 3, L32(0u));                    /* not there */
	ENTRY(0, 8, 4, 0xff, L32(1u));                 /* no APIC id */
	ENTRY(9, 16, 0, 0, L32(1u), L32(1u), L32(9u)); /* CPU 1 again */
	ENTRY(9, 16, 0, 0, L32(0x1234u), L32(1u), L32(7u));
	ENTRY(9, 16, 0, 0, L32(0xffffffffu), L32(1u), L32(8u));
	ENTRY(9, 16, 0, 0, L32(0x99u), L32(0u), L32(1u)); /* not there */
	ENTRY(1, 12, 5, 0, L32(0xfec00000u), L32(0u));
	ENTRY(1, 12, 6, 0, L32(0xfec01000u), L32(24u));
	ENTRY(1, 12, 6, 0, L32(0xfec01000u), L32(24u));
	ENTRY(2, 10, 0, 0, L32(2u), 0, 0);
	ENTRY(2, 10, 0, 9, L32(9u), 0x0d, 0);
	ENTRY(2, 10, 1, 5, L32(5u), 0, 0); /* another bus */
	ENTRY(2, 10, 0, 9, L32(20u), 0, 0);
	ENTRY(4, 6, 0xff, 5, 0, 1);
	ENTRY(4, 6, 3, 0, 0, 0);
	ENTRY(10, 12, 7, 0, L32(0x300u), 1, 0, 0, 0);
	ENTRY(200, 7, 1, 2, 3, 4, 5); /* unknown: stepped over */
	ENTRY(5, 12, 0, 0, L32(0xfee10000u), L32(1u));
	seal(MADT);
}

static void make_fadt(uint32_t len)
{
	table(FADT, "FACP", len);
	set32(FADT + 40, 0x11000);
	set16(FADT + 46, 9);
	set32(FADT + 48, 0xb2);
	set8(FADT + 52, 0xa0);
	set32(FADT + 56, 0x600);
	set32(FADT + 64, 0x604);
	set32(FADT + 76, 0x608);
	set32(FADT + 80, 0xafe0);
	set8(FADT + 88, 4);
	set8(FADT + 89, 2);
	set8(FADT + 92, 4);
	set8(FADT + 108, 0x32);
	set16(FADT + 109, 3);
	set32(FADT + 112, ACPI_FADT_RESET_REG_SUP | 1);
	if (len >= 129) {
		set8(FADT + 116, ACPI_SPACE_IO);
		set8(FADT + 117, 8);
		set64(FADT + 120, 0xcf9);
		set8(FADT + 128, 0x0f);
	}
	if (len >= 244) {
		set64(FADT + 140, 0x1234567000);
		set8(FADT + 172, ACPI_SPACE_IO);
		set64(FADT + 176, 0x999); /* not used: the old field is set */
		set8(FADT + 184, ACPI_SPACE_IO);
		set64(FADT + 188, 0x704);
	}
	seal(FADT);
}

static void make(void)
{
	memset(mem, 0xcc, sizeof(mem));
	make_rsdp(2);
	make_roots();
	make_madt();
	make_fadt(244);
	table(HPET, "HPET", 56);
	set64(HPET + 44, 0xfed00000);
	set16(HPET + 53, 100);
	seal(HPET);
	table(MCFG, "MCFG", 44 + 32);
	set64(MCFG + 44, 0xa0000000);
	set16(MCFG + 52, 1); /* another segment */
	set64(MCFG + 60, 0xb0000000);
	set8(MCFG + 71, 0xff);
	seal(MCFG);
	table(SSDT, "SSDT", 100);
	seal(SSDT);
}

#endif
