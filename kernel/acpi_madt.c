/*
 * kernel/acpi_madt.c - CPUs and interrupt controllers (ACPI 6.5, 5.2.12).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/acpi_madt.h"

#include "kernel/bytes.h"

#define MADT_ENTRIES 44u /* offset of the first */
#define PCAT_COMPAT  1u  /* there are 8259s too */

#define CPU_ENABLED 1u
#define CPU_CAPABLE 2u /* can be brought online later */

static void add_cpu(struct acpi_info *out, uint32_t apic_id, uint32_t uid, uint32_t flags)
{
	bool enabled = (flags & CPU_ENABLED) != 0;

	if (!enabled && (flags & CPU_CAPABLE) == 0)
		return;
	for (unsigned i = 0; i < out->ncpus; i++) {
		struct acpi_cpu *c = &out->cpus[i];

		if (c->apic_id != apic_id)
			continue;
		if (enabled && !c->enabled)
			*c = (struct acpi_cpu){ apic_id, uid, true };
		return;
	}
	if (out->ncpus == ACPI_MAX_CPUS) {
		out->ncpus_lost++;
		return;
	}
	out->cpus[out->ncpus++] = (struct acpi_cpu){ apic_id, uid, enabled };
}

static void add_ioapic(struct acpi_info *out, const uint8_t *e)
{
	struct acpi_ioapic io = {
		.id = e[2],
		.phys = load32(e + 4),
		.gsi_base = load32(e + 8),
	};

	for (unsigned i = 0; i < out->nioapics; i++) {
		if (out->ioapics[i].phys == io.phys)
			return;
	}
	if (out->nioapics < ACPI_MAX_IOAPICS && io.phys != 0)
		out->ioapics[out->nioapics++] = io;
}

static void add_override(struct acpi_info *out, const uint8_t *e)
{
	struct acpi_override o = {
		.bus_irq = e[3],
		.gsi = load32(e + 4),
		.flags = load16(e + 8),
	};

	if (e[2] != 0) /* only bus 0, ISA, is defined */
		return;
	for (unsigned i = 0; i < out->noverrides; i++) {
		if (out->overrides[i].bus_irq == o.bus_irq)
			return;
	}
	if (out->noverrides < ACPI_MAX_OVERRIDES)
		out->overrides[out->noverrides++] = o;
}

static void add_nmi(struct acpi_info *out, uint32_t uid, uint16_t flags, uint8_t lint)
{
	if (out->nnmis < ACPI_MAX_NMIS && lint <= 1)
		out->nmis[out->nnmis++] = (struct acpi_nmi){ uid, flags, lint };
}

/* Entry types and their lengths. A shorter one is left out. */
static void take_entry(struct acpi_info *out, const uint8_t *e, unsigned len)
{
	unsigned type = e[0];

	if (type == 0 && len >= 8 && e[3] != 0xff)
		add_cpu(out, e[3], e[2], load32(e + 4));
	else if (type == 1 && len >= 12)
		add_ioapic(out, e);
	else if (type == 2 && len >= 10)
		add_override(out, e);
	else if (type == 4 && len >= 6)
		add_nmi(out, e[2] == 0xff ? ACPI_UID_ALL : e[2], load16(e + 3), e[5]);
	else if (type == 5 && len >= 12 && load64(e + 4) != 0)
		out->lapic_phys = load64(e + 4);
	else if (type == 9 && len >= 16 && load32(e + 4) != 0xffffffffu)
		add_cpu(out, load32(e + 4), load32(e + 12), load32(e + 8));
	else if (type == 10 && len >= 12)
		add_nmi(out, load32(e + 4), load16(e + 2), e[8]);
}

const char *acpi_read_madt(const uint8_t *t, size_t len, struct acpi_info *out)
{
	if (len < MADT_ENTRIES)
		return "too short";
	out->lapic_phys = load32(t + 36);
	out->has_8259 = (load32(t + 40) & PCAT_COMPAT) != 0;
	for (size_t at = MADT_ENTRIES; at < len; at += t[at + 1]) {
		if (len - at < 2 || t[at + 1] < 2 || t[at + 1] > len - at)
			return "bad entry length, rest not used";
		take_entry(out, t + at, t[at + 1]);
	}
	return NULL;
}
