/*
 * kernel/acpi.h - the machine as its ACPI tables describe it.
 *
 * Reads the static tables the kernel needs (ACPI 6.5: RSDP, RSDT or XSDT,
 * MADT, FADT, HPET; MCFG of the PCI firmware specification) into one
 * structure. Firmware is not trusted: each table is mapped by its own length
 * and no further, a wrong checksum or length skips the table, with the reason
 * kept in the list of tables. No AML.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_ACPI_H
#define XINIM_KERNEL_ACPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACPI_MAX_CPUS      64
#define ACPI_MAX_IOAPICS   8
#define ACPI_MAX_OVERRIDES 16
#define ACPI_MAX_NMIS      16
#define ACPI_MAX_TABLES    48
#define ACPI_MAX_TABLE_LEN (4u << 20) /* bytes; more is taken for a lie */

/* How to read physical memory. map() returns `len` readable bytes at `phys`,
 * or NULL; what it returned stays valid until acpi_parse() returns. */
struct acpi_access {
	const void *(*map)(void *ctx, uint64_t phys, size_t len);
	void *ctx;
};

struct acpi_cpu {
	uint32_t apic_id, uid;
	bool enabled; /* else it may be brought online later */
};

struct acpi_ioapic {
	uint32_t id, gsi_base;
	uint64_t phys;
};

struct acpi_override {
	uint8_t bus_irq;
	uint16_t flags; /* ACPI 6.5 table 5.26: polarity, trigger mode */
	uint32_t gsi;
};

#define ACPI_UID_ALL 0xffffffffu

struct acpi_nmi {
	uint32_t uid; /* of the CPU, or ACPI_UID_ALL */
	uint16_t flags;
	uint8_t lint;
};

enum acpi_space { ACPI_SPACE_MEMORY, ACPI_SPACE_IO, ACPI_SPACE_PCI };

struct acpi_reg { /* Generic Address Structure */
	uint8_t space, bits, shift, access;
	uint64_t addr; /* 0: no such register */
};

#define ACPI_FADT_RESET_REG_SUP (1u << 10)
#define ACPI_FADT_PORTS         8

/* What the table is about is its driver's; the kernel knows what to give that. */
struct acpi_fadt {
	bool present;
	uint16_t sci_int;
	uint8_t century; /* index in CMOS; 0 if none */
	struct {
		uint16_t first, count;
	} ports[ACPI_FADT_PORTS]; /* of registers that it names */
	unsigned nports;
	uint64_t dsdt_phys;
	uint32_t dsdt_len; /* 0: none that could be read */
};

struct acpi_table {
	char sig[5]; /* printable, NUL-terminated */
	uint64_t phys;
	uint32_t len;        /* 0 if the header could not be read */
	const char *skipped; /* why it, or the rest of it, was not used; or NULL */
};

struct acpi_info {
	unsigned revision;                   /* of the RSDP: 0 or 2 */
	struct acpi_cpu cpus[ACPI_MAX_CPUS]; /* each APIC id once */
	unsigned ncpus;
	unsigned ncpus_lost; /* beyond ACPI_MAX_CPUS */
	uint64_t lapic_phys; /* 0: there was no MADT */
	bool has_8259;
	struct acpi_ioapic ioapics[ACPI_MAX_IOAPICS];
	unsigned nioapics;
	struct acpi_override overrides[ACPI_MAX_OVERRIDES];
	unsigned noverrides;
	struct acpi_nmi nmis[ACPI_MAX_NMIS];
	unsigned nnmis;
	uint64_t hpet_phys; /* 0: none */
	uint16_t hpet_min_tick;
	struct acpi_fadt fadt;
	uint64_t mcfg_phys; /* of bus 0 of segment 0; 0: none */
	uint8_t mcfg_bus_first, mcfg_bus_last;
	struct acpi_table tables[ACPI_MAX_TABLES];
	unsigned ntables;
};

/* Returns 0, with whatever tables were good in *out (there may be no MADT:
 * ncpus is then 0), or -EINVAL with *why set when the RSDP or the root table
 * is unusable. */
int acpi_parse(const struct acpi_access *a, const uint8_t *rsdp, size_t rsdp_len,
	struct acpi_info *out, const char **why);

#endif
