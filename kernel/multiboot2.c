/*
 * kernel/multiboot2.c - reads the boot loader's list of tags.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/multiboot2.h"

#include <xinim/errno.h>

#include "kernel/bytes.h"
#include "kernel/string.h"

/* Multiboot2 Specification 2.0, section 3.6. */
enum tag_type {
	TAG_END = 0,
	TAG_CMDLINE = 1,
	TAG_LOADER = 2,
	TAG_MODULE = 3,
	TAG_MMAP = 6,
	TAG_FRAMEBUFFER = 8,
	TAG_ELF_SECTIONS = 9,
	TAG_ACPI_OLD = 14,
	TAG_ACPI_NEW = 15,
};

#define SHDR_SIZE  64u
#define SHT_SYMTAB 2u
#define SHT_STRTAB 3u
#define SYM_SIZE   24u

/* One tag: `len` bytes after its type and size fields. */
struct tag {
	uint32_t type;
	const uint8_t *data;
	size_t len;
};

/* The string at data[at ...], or NULL if it does not end inside the tag. */
static const char *tag_string(const struct tag *t, size_t at)
{
	if (at > t->len || memchr(t->data + at, '\0', t->len - at) == NULL)
		return NULL;
	return (const char *)t->data + at;
}

static const char *take_string(const struct tag *t, const char **to)
{
	const char *s = tag_string(t, 0);

	if (s == NULL)
		return "string does not end in its tag";
	if (**to == '\0')
		*to = s;
	return NULL;
}

static const char *take_module(const struct tag *t, struct boot_info *out)
{
	struct boot_module m;

	if (t->len < 8)
		return "module tag too short";
	m.start = load32(t->data);
	m.end = load32(t->data + 4);
	m.cmdline = tag_string(t, 8);
	if (m.cmdline == NULL)
		return "module command line does not end in its tag";
	if (m.end < m.start)
		return "module ends before it starts";
	for (unsigned i = 0; i < out->nmodules; i++) {
		const struct boot_module *o = &out->modules[i];

		if (m.start < o->end && o->start < m.end)
			return "modules overlap";
	}
	if (out->nmodules == BOOT_MAX_MODULES)
		return "too many modules";
	out->modules[out->nmodules++] = m;
	return NULL;
}

/* --- the memory map --------------------------------------------------------- */

/*
 * Adds what of [base, end) no earlier call claimed, so the types are added
 * from the one that matters most down. False when the list is full.
 */
static bool claim(
	struct boot_info *out, uint64_t base, uint64_t end, enum boot_mem_type type)
{
	for (unsigned i = 0; base < end; i++) {
		bool last = i == out->nmem;
		struct boot_mem *m = &out->mem[i];
		uint64_t stop = last || m->base > end ? end : m->base;

		if (!last && m->base + m->len <= base)
			continue;
		if (base < stop) {
			if (out->nmem == BOOT_MAX_MEM)
				return false;
			memmove(m + 1, m, (out->nmem - i) * sizeof(*m));
			*m = (struct boot_mem){ base, stop - base, type };
			out->nmem++;
			base = stop;
		} else {
			base = m->base + m->len;
		}
	}
	return true;
}

/* Joins neighbours of one type. */
static void merge(struct boot_info *out)
{
	unsigned n = 0;

	for (unsigned i = 0; i < out->nmem; i++) {
		struct boot_mem *last = &out->mem[n > 0 ? n - 1 : 0];
		const struct boot_mem *m = &out->mem[i];

		if (n > 0 && last->type == m->type && last->base + last->len == m->base)
			last->len += m->len;
		else
			out->mem[n++] = *m;
	}
	out->nmem = n;
}

static const char *take_mmap(
	const struct tag *t, enum boot_mem_type type, struct boot_info *out)
{
	uint32_t entry;

	if (t->len < 8)
		return "memory map tag too short";
	entry = load32(t->data);
	if (entry < 24 || entry % 8 != 0)
		return "bad memory map entry size";
	if ((t->len - 8) % entry != 0)
		return "memory map is not whole entries";
	for (size_t at = 8; at < t->len; at += entry) {
		uint64_t base = load64(t->data + at);
		uint64_t len = load64(t->data + at + 8);
		uint32_t kind = load32(t->data + at + 16);
		enum boot_mem_type is = BOOT_MEM_RESERVED;

		if (kind >= BOOT_MEM_RAM && kind <= BOOT_MEM_BAD)
			is = (enum boot_mem_type)kind;
		if (len > UINT64_MAX - base) { /* no RAM is at the very end */
			len = UINT64_MAX - base;
			is = is == BOOT_MEM_RAM ? BOOT_MEM_RESERVED : is;
		}
		if (is == type && !claim(out, base, base + len, type))
			return "memory map has too many entries";
	}
	return NULL;
}

/* --- screen, symbols, ACPI ---------------------------------------------------- */

static const char *take_framebuffer(const struct tag *t, struct boot_info *out)
{
	const uint8_t *d = t->data;
	struct boot_framebuffer fb = { 0 };

	if (t->len < 24)
		return "framebuffer tag too short";
	fb.phys = load64(d);
	fb.pitch = load32(d + 8);
	fb.width = load32(d + 12);
	fb.height = load32(d + 16);
	fb.bpp = d[20];
	fb.type = d[21];
	if (fb.type == BOOT_FB_RGB) {
		if (t->len < 30)
			return "framebuffer tag too short for its colours";
		fb.red_pos = d[24];
		fb.red_size = d[25];
		fb.green_pos = d[26];
		fb.green_size = d[27];
		fb.blue_pos = d[28];
		fb.blue_size = d[29];
	}
	if (!out->has_fb) {
		out->fb = fb;
		out->has_fb = true;
	}
	return NULL;
}

/* Section headers (ELF64), their addresses set to where GRUB loaded them. */
static const char *take_sections(const struct tag *t, struct boot_info *out)
{
	uint32_t num, size;

	if (t->len < 12)
		return "ELF sections tag too short";
	num = load32(t->data);
	size = load32(t->data + 4);
	if (num == 0)
		return NULL;
	if (size != SHDR_SIZE)
		return "bad ELF section header size";
	if (num > (t->len - 12) / SHDR_SIZE)
		return "ELF section headers leave their tag";
	for (uint32_t i = 0; i < num; i++) {
		const uint8_t *sym = t->data + 12 + (size_t)i * SHDR_SIZE;
		uint32_t link = load32(sym + 40);
		const uint8_t *str = t->data + 12 + (size_t)link * SHDR_SIZE;
		struct boot_symbols s;

		if (load32(sym + 4) != SHT_SYMTAB)
			continue;
		if (link >= num || load32(str + 4) != SHT_STRTAB)
			return "ELF symbol table without strings";
		s.symtab_phys = load64(sym + 16);
		s.nsyms = load64(sym + 32) / SYM_SIZE;
		s.strtab_phys = load64(str + 16);
		s.strtab_len = load64(str + 32);
		if (load64(sym + 56) != SYM_SIZE)
			return "bad ELF symbol size";
		if (load64(sym + 32) > UINT64_MAX - s.symtab_phys ||
			s.strtab_len > UINT64_MAX - s.strtab_phys)
			return "ELF symbol table wraps";
		if (s.symtab_phys != 0 && s.strtab_phys != 0)
			out->syms = s;
		return NULL;
	}
	return NULL;
}

/* The newer RSDP wins over the older whatever their order. */
static const char *take_rsdp(const struct tag *t, unsigned len, struct boot_info *out)
{
	if (t->len < len)
		return "RSDP tag too short";
	if (out->rsdp_len < len) {
		memcpy(out->rsdp, t->data, len);
		out->rsdp_len = len;
	}
	return NULL;
}

static const char *take_tag(const struct tag *t, struct boot_info *out)
{
	switch (t->type) {
	case TAG_CMDLINE:
		return take_string(t, &out->cmdline);
	case TAG_LOADER:
		return take_string(t, &out->loader);
	case TAG_MODULE:
		return take_module(t, out);
	case TAG_FRAMEBUFFER:
		return take_framebuffer(t, out);
	case TAG_ELF_SECTIONS:
		return take_sections(t, out);
	case TAG_ACPI_OLD:
		return take_rsdp(t, 20, out);
	case TAG_ACPI_NEW:
		return take_rsdp(t, 36, out);
	}
	return NULL;
}

/* --- the list ---------------------------------------------------------------- */

/* The tag at info[*at ... end), and *at moved to the next; a reason if bad. */
static const char *next_tag(const uint8_t *info, size_t end, size_t *at, struct tag *t)
{
	uint32_t size;

	if (end - *at < 8)
		return "no end tag";
	t->type = load32(info + *at);
	size = load32(info + *at + 4);
	if (size < 8)
		return "tag smaller than its header";
	if (size > end - *at)
		return "tag leaves the information";
	t->data = info + *at + 8;
	t->len = size - 8;
	/* Tags start at multiples of 8; the last one's padding may be cut off. */
	size = (size + 7) & ~7u;
	*at = size == 0 || size > end - *at ? end : *at + size;
	return NULL;
}

/* Adds the memory of one type from all memory map tags. */
static const char *add_memory(
	const uint8_t *info, size_t end, enum boot_mem_type type, struct boot_info *out)
{
	const char *bad = NULL;
	struct tag t = { .type = TAG_MMAP };

	for (size_t at = 8; t.type != TAG_END && bad == NULL;) {
		bad = next_tag(info, end, &at, &t);
		if (bad == NULL && t.type == TAG_MMAP)
			bad = take_mmap(&t, type, out);
	}
	return bad;
}

int multiboot2_parse(
	const void *info, size_t size, struct boot_info *out, const char **why)
{
	static const enum boot_mem_type order[] = { BOOT_MEM_BAD, BOOT_MEM_RESERVED,
		BOOT_MEM_NVS, BOOT_MEM_ACPI, BOOT_MEM_RAM };
	struct tag t = { .type = TAG_CMDLINE };
	const uint8_t *base = info;
	uint32_t total;

	memset(out, 0, sizeof(*out));
	out->cmdline = "";
	out->loader = "";
	*why = "information too short";
	if (size < 8)
		return -EINVAL;
	total = load32(base);
	*why = "information longer than its memory";
	if (total > size)
		return -EINVAL;
	*why = "information too short";
	if (total < 16)
		return -EINVAL;
	for (size_t at = 8; t.type != TAG_END;) {
		*why = next_tag(base, total, &at, &t);
		if (*why == NULL)
			*why = take_tag(&t, out);
		if (*why != NULL)
			return -EINVAL;
	}
	for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		*why = add_memory(base, total, order[i], out);
		if (*why != NULL)
			return -EINVAL;
	}
	merge(out);
	*why = "no memory map";
	if (out->nmem == 0)
		return -EINVAL;
	*why = NULL;
	return 0;
}
