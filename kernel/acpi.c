/*
 * kernel/acpi.c - finds the ACPI tables and lists them; reads FADT, HPET, MCFG.
 *
 * Offsets are those of ACPI 6.5: 5.2.5.3 RSDP, 5.2.6 table header, 5.2.7
 * RSDT, 5.2.8 XSDT, 5.2.9 FADT; IA-PC HPET 1.0a 3.2.4; PCI firmware 3.2 4.1.2.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/acpi.h"

#include <xinim/errno.h>

#include "kernel/acpi_madt.h"
#include "kernel/bytes.h"
#include "kernel/string.h"

#define RSDP_V1_LEN 20u
#define RSDP_V2_LEN 36u
#define HEADER_LEN  36u

#define FADT_MIN_LEN 116u /* ACPI 1.0's; later fields only if it is longer */
#define MAX_PORT     0xffffu

static bool sums_to_zero(const uint8_t *p, size_t len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == 0;
}

static struct acpi_reg load_reg(const uint8_t *p)
{
	return (struct acpi_reg){ p[0], p[1], p[2], p[3], load64(p + 4) };
}

/* --- one table each: a reason when it is not used ---------------------------- */

/* Ports [first, first + count), if there are such. */
static void add_ports(struct acpi_fadt *f, uint64_t first, unsigned count)
{
	if (first == 0 || count == 0 || first > MAX_PORT ||
		count > MAX_PORT + 1 - first || f->nports == ACPI_FADT_PORTS)
		return;
	f->ports[f->nports].first = (uint16_t)first;
	f->ports[f->nports++].count = (uint16_t)count;
}

/* Those in the old field or, where that is 0, in its 64-bit successor. */
static void add_block(struct acpi_fadt *f, const uint8_t *t, size_t len, size_t old,
	size_t ext, unsigned n)
{
	uint64_t port = load32(t + old);

	if (port == 0 && len >= ext + 12) {
		struct acpi_reg r = load_reg(t + ext);

		port = r.space == ACPI_SPACE_IO ? r.addr : 0;
	}
	add_ports(f, port, n);
}

static const char *read_fadt(const uint8_t *t, size_t len, struct acpi_info *out)
{
	struct acpi_fadt *f = &out->fadt;

	if (len < FADT_MIN_LEN)
		return "too short";
	f->present = true;
	f->dsdt_phys = load32(t + 40);
	f->sci_int = load16(t + 46);
	f->century = t[108];
	add_ports(f, load32(t + 48), 1);      /* SMI_CMD */
	add_block(f, t, len, 56, 148, t[88]); /* PM1a_EVT_BLK */
	add_block(f, t, len, 60, 160, t[88]); /* PM1b_EVT_BLK */
	add_block(f, t, len, 64, 172, t[89]); /* PM1a_CNT_BLK */
	add_block(f, t, len, 68, 184, t[89]); /* PM1b_CNT_BLK */
	add_block(f, t, len, 80, 220, t[92]); /* GPE0_BLK */
	add_block(f, t, len, 84, 232, t[93]); /* GPE1_BLK */
	if (len >= 129 && (load32(t + 112) & ACPI_FADT_RESET_REG_SUP) != 0) {
		struct acpi_reg r = load_reg(t + 116);

		add_ports(f, r.space == ACPI_SPACE_IO ? r.addr : 0, 1);
	}
	if (len >= 148 && load64(t + 140) != 0)
		f->dsdt_phys = load64(t + 140);
	return NULL;
}

static const char *read_hpet(const uint8_t *t, size_t len, struct acpi_info *out)
{
	struct acpi_reg r;

	if (len < 56)
		return "too short";
	r = load_reg(t + 40);
	if (r.space != ACPI_SPACE_MEMORY || r.addr == 0)
		return "not in memory";
	out->hpet_phys = r.addr;
	out->hpet_min_tick = load16(t + 53);
	return NULL;
}

static const char *read_mcfg(const uint8_t *t, size_t len, struct acpi_info *out)
{
	for (size_t at = 44; at + 16 <= len; at += 16) {
		const uint8_t *e = t + at;

		if (load16(e + 8) != 0 || load64(e) == 0 || e[10] > e[11])
			continue;
		out->mcfg_phys = load64(e);
		out->mcfg_bus_first = e[10];
		out->mcfg_bus_last = e[11];
		return NULL;
	}
	return "no window of segment 0";
}

static const struct reader {
	const char *sig;
	const char *(*read)(const uint8_t *t, size_t len, struct acpi_info *out);
} readers[] = {
	{ "APIC", acpi_read_madt },
	{ "FACP", read_fadt },
	{ "HPET", read_hpet },
	{ "MCFG", read_mcfg },
};

/* --- the list of tables -------------------------------------------------------- */

static void copy_sig(char *to, const uint8_t *from)
{
	for (unsigned i = 0; i < 4; i++)
		to[i] = from[i] > ' ' && from[i] < 0x7f ? (char)from[i] : '?';
	to[4] = '\0';
}

/* Maps the table at `phys`, all of it, checked; NULL with *bad set if not. */
static const uint8_t *map_table(const struct acpi_access *a, uint64_t phys,
	struct acpi_table *entry, const char **bad)
{
	const uint8_t *t;

	*entry = (struct acpi_table){ .sig = "????", .phys = phys };
	*bad = "not mappable";
	if (phys == 0 || phys > UINT64_MAX - ACPI_MAX_TABLE_LEN)
		return NULL;
	t = a->map(a->ctx, phys, HEADER_LEN);
	if (t == NULL)
		return NULL;
	copy_sig(entry->sig, t);
	entry->len = load32(t + 4);
	*bad = "bad length";
	if (entry->len < HEADER_LEN || entry->len > ACPI_MAX_TABLE_LEN)
		return NULL;
	*bad = "not mappable";
	t = a->map(a->ctx, phys, entry->len);
	if (t == NULL)
		return NULL;
	*bad = "bad checksum";
	if (!sums_to_zero(t, entry->len))
		return NULL;
	*bad = NULL;
	return t;
}

static bool seen(
	const struct acpi_info *out, const struct acpi_table *entry, bool same_sig)
{
	for (unsigned i = 0; i < out->ntables; i++) {
		const struct acpi_table *o = &out->tables[i];

		if (same_sig ? o->skipped == NULL && memcmp(o->sig, entry->sig, 4) == 0
			     : o->phys == entry->phys)
			return true;
	}
	return false;
}

/* Its driver looks into it: here it is only how long it says it is. */
static void measure_dsdt(const struct acpi_access *a, struct acpi_fadt *f)
{
	const uint8_t *t;

	if (f->dsdt_phys == 0 || f->dsdt_phys > UINT64_MAX - ACPI_MAX_TABLE_LEN)
		return;
	t = a->map(a->ctx, f->dsdt_phys, HEADER_LEN);
	if (t != NULL && memcmp(t, "DSDT", 4) == 0 && load32(t + 4) >= HEADER_LEN &&
		load32(t + 4) <= ACPI_MAX_TABLE_LEN)
		f->dsdt_len = load32(t + 4);
}

static void take_table(const struct acpi_access *a, uint64_t phys, struct acpi_info *out)
{
	struct acpi_table entry;
	const char *bad;
	const uint8_t *t = map_table(a, phys, &entry, &bad);

	if (out->ntables == ACPI_MAX_TABLES || seen(out, &entry, false))
		return;
	for (unsigned i = 0; t != NULL && i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (memcmp(entry.sig, readers[i].sig, 4) != 0)
			continue;
		if (seen(out, &entry, true))
			bad = "there is one already";
		else
			bad = readers[i].read(t, entry.len, out);
		if (readers[i].read == read_fadt && bad == NULL)
			measure_dsdt(a, &out->fadt);
	}
	entry.skipped = bad;
	out->tables[out->ntables++] = entry;
}

/* The RSDT or XSDT at `phys`: its entries are `width` bytes wide. */
static const char *walk_root(const struct acpi_access *a, uint64_t phys, const char *sig,
	size_t width, struct acpi_info *out)
{
	struct acpi_table entry;
	const char *bad;
	const uint8_t *t = map_table(a, phys, &entry, &bad);

	if (t == NULL)
		return bad;
	if (memcmp(t, sig, 4) != 0)
		return "bad signature";
	for (size_t at = HEADER_LEN; at + width <= entry.len; at += width)
		take_table(a, width == 8 ? load64(t + at) : load32(t + at), out);
	return NULL;
}

int acpi_parse(const struct acpi_access *a, const uint8_t *rsdp, size_t rsdp_len,
	struct acpi_info *out, const char **why)
{
	uint64_t xsdt = 0;

	memset(out, 0, sizeof(*out));
	*why = "no RSDP";
	if (rsdp_len < RSDP_V1_LEN)
		return -EINVAL;
	*why = "RSDP: bad signature";
	if (memcmp(rsdp, "RSD PTR ", 8) != 0)
		return -EINVAL;
	*why = "RSDP: bad checksum";
	if (!sums_to_zero(rsdp, RSDP_V1_LEN))
		return -EINVAL;
	out->revision = rsdp[15];
	/* An extended part that does not add up is not used; the old one did. */
	if (out->revision >= 2 && rsdp_len >= RSDP_V2_LEN &&
		load32(rsdp + 20) == RSDP_V2_LEN && sums_to_zero(rsdp, RSDP_V2_LEN))
		xsdt = load64(rsdp + 24);
	if (xsdt != 0 && walk_root(a, xsdt, "XSDT", 8, out) == NULL) {
		*why = NULL;
		return 0;
	}
	*why = walk_root(a, load32(rsdp + 16), "RSDT", 4, out);
	return *why == NULL ? 0 : -EINVAL;
}
