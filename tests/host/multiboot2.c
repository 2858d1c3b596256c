/*
 * tests/host/multiboot2.c - kernel/multiboot2.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/errno.h>

#include "kernel/multiboot2.h"

#define MAX_INFO 16384

/* The information being made. */
static uint8_t info[MAX_INFO];
static uint32_t used;
static uint32_t tag_at;

static struct boot_info out;
static const char *why;

static void put32(uint32_t v)
{
	memcpy(info + used, &v, 4);
	used += 4;
}

static void put64(uint64_t v)
{
	memcpy(info + used, &v, 8);
	used += 8;
}

static void put_text(const char *s)
{
	strcpy((char *)info + used, s);
	used += (uint32_t)strlen(s) + 1;
}

static void begin(uint32_t type)
{
	tag_at = used;
	put32(type);
	put32(0);
}

static void end(void)
{
	uint32_t size = used - tag_at;

	memcpy(info + tag_at + 4, &size, 4);
	while (used % 8 != 0)
		info[used++] = 0xcc;
}

static void start(void)
{
	memset(info, 0xcc, sizeof(info));
	used = 0;
	put32(0);
	put32(0);
}

static void finish(void)
{
	begin(0);
	end();
	memcpy(info, &used, 4);
}

static void put_text_tag(uint32_t type, const char *s)
{
	begin(type);
	put_text(s);
	end();
}

static void put_module(uint32_t from, uint32_t to, const char *s)
{
	begin(3);
	put32(from);
	put32(to);
	put_text(s);
	end();
}

static void put_mem(uint64_t base, uint64_t len, uint32_t type)
{
	put64(base);
	put64(len);
	put32(type);
	put32(0);
}

static void begin_mmap(void)
{
	begin(6);
	put32(24);
	put32(0);
}

static void put_plain_mmap(void)
{
	begin_mmap();
	put_mem(0, 0x9fc00, 1);
	put_mem(0x9fc00, 0x400, 2);
	put_mem(0xf0000, 0x10000, 2);
	put_mem(0x100000, 0x7ee0000, 1);
	put_mem(0x7fe0000, 0x20000, 3);
	end();
}

static void put_framebuffer(uint8_t bpp, uint8_t type, uint8_t colours)
{
	static const uint8_t masks[] = { 16, 8, 8, 8, 0, 8 };

	begin(8);
	put64(0xfd000000);
	put32(4096);
	put32(1024);
	put32(768);
	put32(bpp | (uint32_t)type << 8);
	memcpy(info + used, masks, colours);
	used += colours;
	end();
}

static void put_section(
	uint32_t type, uint64_t addr, uint64_t size, uint32_t link, uint64_t ent)
{
	put32(1);
	put32(type);
	put64(0);
	put64(addr);
	put64(0x40);
	put64(size);
	put32(link);
	put32(0);
	put64(8);
	put64(ent);
}

static void put_sections(void)
{
	begin(9);
	put32(4);
	put32(64);
	put32(3);
	put_section(0, 0, 0, 0, 0);
	put_section(1, 0x100000, 0x5000, 0, 0);
	put_section(2, 0x200000, 240, 3, 24);
	put_section(3, 0x201000, 99, 0, 0);
	end();
}

static void put_rsdp(uint32_t type, unsigned len, uint8_t mark)
{
	begin(type);
	memset(info + used, mark, len);
	used += len;
	end();
}

/* Parses what was made, in exactly as much memory, 8-aligned by malloc. */
static int parse(void)
{
	static uint8_t *last;

	free(last); /* strings point into it until then */
	last = host_copy(info, used);
	return multiboot2_parse(last, used, &out, &why);
}

static void check_refused(const char *reason)
{
	finish();
	CHECK_INT(parse(), -EINVAL);
	CHECK_STR(why, reason);
}

static void check_mem(unsigned i, uint64_t base, uint64_t len, enum boot_mem_type type)
{
	CHECK(i < out.nmem);
	CHECK_INT(out.mem[i].base, base);
	CHECK_INT(out.mem[i].len, len);
	CHECK_INT(out.mem[i].type, type);
}

static void make_full(void)
{
	start();
	put_text_tag(1, "verbose maxcpus=2");
	put_text_tag(2, "GRUB 2.06");
	put_module(0x300000, 0x301234, "init one two");
	put_module(0x302000, 0x302000, "");
	put_module(0x302000, 0x304000, "vfs"); /* touches, does not overlap */
	begin(4);                              /* basic memory: not of use */
	put32(639);
	put32(129920);
	end();
	put_plain_mmap();
	put_framebuffer(32, 1, 6);
	put_sections();
	put_rsdp(14, 20, 0x14);
	put_rsdp(15, 36, 0x15);
	begin(0x7777);
	put32(5);
	end();
	finish();
}

static void test_full(void)
{
	make_full();
	CHECK_INT(parse(), 0);
	CHECK_STR(why, NULL);
	CHECK_STR(out.cmdline, "verbose maxcpus=2");
	CHECK_STR(out.loader, "GRUB 2.06");
	CHECK_INT(out.nmodules, 3);
	CHECK_INT(out.modules[0].start, 0x300000);
	CHECK_INT(out.modules[0].end, 0x301234);
	CHECK_STR(out.modules[0].cmdline, "init one two");
	CHECK_STR(out.modules[1].cmdline, "");
	CHECK_STR(out.modules[2].cmdline, "vfs");
	CHECK_INT(out.nmem, 5);
	check_mem(0, 0, 0x9fc00, BOOT_MEM_RAM);
	check_mem(1, 0x9fc00, 0x400, BOOT_MEM_RESERVED);
	check_mem(2, 0xf0000, 0x10000, BOOT_MEM_RESERVED);
	check_mem(3, 0x100000, 0x7ee0000, BOOT_MEM_RAM);
	check_mem(4, 0x7fe0000, 0x20000, BOOT_MEM_ACPI);
	CHECK(out.has_fb && out.fb.phys == 0xfd000000 && out.fb.pitch == 4096);
	CHECK(out.fb.width == 1024 && out.fb.height == 768 && out.fb.bpp == 32);
	CHECK(out.fb.red_pos == 16 && out.fb.green_pos == 8 && out.fb.blue_size == 8);
	CHECK_INT(out.syms.symtab_phys, 0x200000);
	CHECK_INT(out.syms.nsyms, 10);
	CHECK_INT(out.syms.strtab_phys, 0x201000);
	CHECK_INT(out.syms.strtab_len, 99);
	CHECK_INT(out.rsdp_len, 36);
	CHECK_INT(out.rsdp[35], 0x15);
}

static void test_least(void)
{
	start();
	put_plain_mmap();
	finish();
	CHECK_INT(parse(), 0);
	CHECK_STR(out.cmdline, "");
	CHECK_STR(out.loader, "");
	CHECK(out.nmodules == 0 && !out.has_fb && out.rsdp_len == 0 &&
		out.syms.nsyms == 0);
	start();
	put_rsdp(15, 36, 0x15); /* the newer one first */
	put_rsdp(14, 20, 0x14);
	put_framebuffer(16, 2, 0); /* EGA text has no colours */
	put_text_tag(1, "first");
	put_text_tag(1, "second");
	put_plain_mmap();
	finish();
	CHECK_INT(parse(), 0);
	CHECK_INT(out.rsdp[0], 0x15);
	CHECK(out.has_fb && out.fb.type == BOOT_FB_EGA_TEXT);
	CHECK_STR(out.cmdline, "first");
}

/* Order, overlap, unknown types, entries that touch or wrap. */
static void test_memory(void)
{
	start();
	begin_mmap();
	put_mem(0x500000, 0x100000, 1);
	put_mem(0x100000, 0x300000, 1);
	put_mem(0x200000, 0x80000, 2);
	put_mem(0x240000, 0x80000, 5);
	put_mem(0x3f0000, 0x120000, 4);
	put_mem(0x700000, 0x1000, 77);
	put_mem(0x800000, 0, 1);
	put_mem(0x600000, 0x100000, 1);
	put_mem(0xfffffffffffff000, 0x10000, 1);
	end();
	finish();
	CHECK_INT(parse(), 0);
	CHECK_INT(out.nmem, 8);
	check_mem(0, 0x100000, 0x100000, BOOT_MEM_RAM);
	check_mem(1, 0x200000, 0x40000, BOOT_MEM_RESERVED);
	check_mem(2, 0x240000, 0x80000, BOOT_MEM_BAD);
	check_mem(3, 0x2c0000, 0x130000, BOOT_MEM_RAM);
	check_mem(4, 0x3f0000, 0x120000, BOOT_MEM_NVS);
	check_mem(5, 0x510000, 0x1f0000, BOOT_MEM_RAM);
	check_mem(6, 0x700000, 0x1000, BOOT_MEM_RESERVED);
	check_mem(7, 0xfffffffffffff000, 0xfff, BOOT_MEM_RESERVED);
	start(); /* bigger entries, two tags */
	begin(6);
	put32(32);
	put32(0);
	put_mem(0x1000, 0x1000, 1);
	put64(0x1111);
	put_mem(0x2000, 0x1000, 1);
	put64(0x2222);
	end();
	put_plain_mmap();
	finish();
	CHECK_INT(parse(), 0);
	check_mem(0, 0, 0x9fc00, BOOT_MEM_RAM);
	CHECK_INT(out.nmem, 5);
	start();
	begin_mmap();
	for (uint64_t i = 0; i < BOOT_MAX_MEM; i++)
		put_mem(i << 16, 0x1000, 1);
	end();
	finish();
	CHECK_INT(parse(), 0);
	CHECK_INT(out.nmem, BOOT_MAX_MEM);
	start();
	begin_mmap();
	for (uint64_t i = 0; i < BOOT_MAX_MEM + 1; i++)
		put_mem(i << 16, 0x1000, 1);
	end();
	check_refused("memory map has too many entries");
}

/* Random maps against an array of pages. */
static void test_memory_random(void)
{
	static const uint8_t rank[] = { 0, 1, 4, 2, 3, 5 }; /* by enum boot_mem_type */
	uint8_t want[64], got[64];

	for (int round = 0; round < 5000; round++) {
		memset(want, 0, sizeof(want));
		memset(got, 0, sizeof(got));
		start();
		begin_mmap();
		for (uint64_t k = 1 + host_below(12); k > 0; k--) {
			uint64_t base = host_below(60),
				 len = 1 + host_below(64 - base - 1);
			uint32_t type = 1 + (uint32_t)host_below(5);

			put_mem(base << 12, len << 12, type);
			for (uint64_t i = base; i < base + len; i++)
				want[i] = rank[type] > rank[want[i]] ? (uint8_t)type
								     : want[i];
		}
		end();
		finish();
		CHECK_INT(parse(), 0);
		for (unsigned i = 0; i < out.nmem; i++) {
			const struct boot_mem *m = &out.mem[i];

			CHECK(m->len > 0 && m->base % 4096 == 0 && m->len % 4096 == 0);
			CHECK(i == 0 || m->base > m[-1].base + m[-1].len ||
				(m->base == m[-1].base + m[-1].len &&
					m->type != m[-1].type));
			memset(got + (m->base >> 12), (int)m->type, m->len >> 12);
		}
		CHECK(memcmp(want, got, sizeof(want)) == 0);
	}
}

static void test_bad_tags(void)
{
	start();
	check_refused("no memory map");
	start();
	begin(1);
	memcpy(info + used, "no end", 6);
	used += 6;
	end();
	check_refused("string does not end in its tag");
	start();
	begin(3);
	put32(1);
	end();
	check_refused("module tag too short");
	start();
	begin(3);
	put32(1);
	put32(2);
	end();
	check_refused("module command line does not end in its tag");
	start();
	put_module(2, 1, "x");
	check_refused("module ends before it starts");
	start();
	put_module(0x1000, 0x3000, "x");
	put_module(0x2fff, 0x4000, "y");
	check_refused("modules overlap");
	start();
	for (uint32_t i = 0; i < BOOT_MAX_MODULES + 1; i++)
		put_module(i << 12, (i << 12) + 1, "x");
	check_refused("too many modules");
	start();
	begin(6);
	put32(24);
	end();
	check_refused("memory map tag too short");
	for (uint32_t size = 0; size < 24; size++) {
		start();
		begin(6);
		put32(size);
		put32(0);
		put_mem(0, 4096, 1);
		end();
		check_refused("bad memory map entry size");
	}
	start();
	begin_mmap();
	put_mem(0, 4096, 1);
	put32(0);
	end();
	check_refused("memory map is not whole entries");
	start();
	put_framebuffer(32, 1, 5);
	check_refused("framebuffer tag too short for its colours");
	start();
	put_rsdp(14, 19, 0);
	check_refused("RSDP tag too short");
	start();
	put_rsdp(15, 35, 0);
	check_refused("RSDP tag too short");
}

/* One field of the sections tag at a time: its offset, a value, the reason. */
static void test_bad_sections(void)
{
	static const struct {
		uint32_t at;
		uint64_t value;
		size_t width;
		const char *reason;
	} list[] = {
		{ 8, 5, 4, "ELF section headers leave their tag" },
		{ 8, 0xffffffff, 4, "ELF section headers leave their tag" },
		{ 12, 40, 4, "bad ELF section header size" },
		{ 12, 0, 4, "bad ELF section header size" },
		{ 20 + 128 + 40, 4, 4, "ELF symbol table without strings" },
		{ 20 + 128 + 40, 0xffffffff, 4, "ELF symbol table without strings" },
		{ 20 + 128 + 40, 1, 4, "ELF symbol table without strings" },
		{ 20 + 128 + 56, 16, 8, "bad ELF symbol size" },
		{ 20 + 128 + 56, 0, 8, "bad ELF symbol size" },
		{ 20 + 128 + 16, UINT64_MAX - 9, 8, "ELF symbol table wraps" },
		{ 20 + 192 + 32, UINT64_MAX, 8, "ELF symbol table wraps" },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		start();
		put_plain_mmap();
		put_sections();
		memcpy(info + tag_at + list[i].at, &list[i].value, list[i].width);
		check_refused(list[i].reason);
	}
	start(); /* a symbol table that was not loaded is none */
	put_plain_mmap();
	put_sections();
	memset(info + tag_at + 20 + 128 + 16, 0, 8);
	finish();
	CHECK_INT(parse(), 0);
	CHECK_INT(out.syms.nsyms, 0);
}

static void test_bad_list(void)
{
	static const uint32_t sizes[] = { 0, 1, 7 };
	static const uint32_t huge[] = { 0x1000, 0x7fffffff, 0xfffffff8, 0xffffffff };
	uint32_t v;

	for (size_t i = 0; i < 3; i++) {
		start();
		begin(0x99);
		end();
		memcpy(info + tag_at + 4, &sizes[i], 4);
		check_refused("tag smaller than its header");
	}
	for (size_t i = 0; i < 4; i++) {
		start();
		begin(0x99);
		end();
		memcpy(info + tag_at + 4, &huge[i], 4);
		check_refused("tag leaves the information");
	}
	make_full();
	v = used + 1;
	memcpy(info, &v, 4);
	CHECK_INT(parse(), -EINVAL);
	CHECK_STR(why, "information longer than its memory");
	make_full();
	v = used - 8; /* ends before the end tag */
	memcpy(info, &v, 4);
	CHECK_INT(parse(), -EINVAL);
	CHECK_STR(why, "no end tag");
	CHECK_INT(multiboot2_parse(info, 0, &out, &why), -EINVAL);
	CHECK_INT(multiboot2_parse(info, 7, &out, &why), -EINVAL);
	CHECK_STR(why, "information too short");
}

static void check_inside(const char *s, const uint8_t *input, size_t size)
{
	const char *low = (const char *)input;

	CHECK(*s == '\0' || (s >= low && s + strlen(s) < low + size));
}

/* Whatever is accepted keeps what the header promises. */
static void try(const uint8_t *input, size_t size)
{
	int err = multiboot2_parse(input, size, &out, &why);

	CHECK_INT(err, why == NULL ? 0 : -EINVAL);
	if (err != 0)
		return;
	check_inside(out.cmdline, input, size);
	check_inside(out.loader, input, size);
	CHECK(out.nmem > 0 && out.nmem <= BOOT_MAX_MEM);
	CHECK(out.nmodules <= BOOT_MAX_MODULES);
	for (unsigned i = 0; i < out.nmem; i++) {
		const struct boot_mem *m = &out.mem[i];

		CHECK(m->len > 0 && m->len <= UINT64_MAX - m->base);
		CHECK(i == 0 || m->base >= m[-1].base + m[-1].len);
		CHECK(m->type >= BOOT_MEM_RAM && m->type <= BOOT_MEM_BAD);
	}
	for (unsigned i = 0; i < out.nmodules; i++) {
		CHECK(out.modules[i].end >= out.modules[i].start);
		check_inside(out.modules[i].cmdline, input, size);
	}
	CHECK(out.rsdp_len == 0 || out.rsdp_len == 20 || out.rsdp_len == 36);
}

int main(void)
{
	test_full();
	test_least();
	test_memory();
	test_memory_random();
	test_bad_tags();
	test_bad_sections();
	test_bad_list();
	make_full();
	host_mangle(&(struct host_sample){ info, used, try, NULL }, 50000);
	used = 0;
	parse(); /* lets go of the last copy */
	return host_report();
}
