/*
 * tests/host/symbols.c - kernel/symbols.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/symbols.h"

struct sym { /* Elf64_Sym */
	uint32_t name;
	uint8_t info, other;
	uint16_t section;
	uint64_t value, size;
};

_Static_assert(sizeof(struct sym) == 24, "as in the file");

enum { NOTYPE = 0x10, OBJECT = 0x11, FUNC = 0x12, SECTION = 3, FILE_NAME = 4 };

/*			    0 1    6       14     21    27   32 */
static const char strtab[] = "\0alpha\0beta_fn\0_label\0gamma\0data\0x";

static const struct sym table[] = {
	{ 0, 0, 0, 0, 0, 0 }, { 1, FUNC, 0, 1, 0x1000, 0x100 }, /* alpha */
	{ 7, FUNC, 0, 1, 0x1200, 0x80 },                        /* beta_fn */
	{ 15, NOTYPE, 0, 1, 0x1200, 0 },              /* _label, at beta_fn too */
	{ 15, NOTYPE, 0, 1, 0x3000, 0 },              /* _label */
	{ 28, OBJECT, 0, 2, 0x1010, 64 },             /* data: no code */
	{ 22, FUNC, 0, 1, 0xffffffffffffff00, 0xff }, /* gamma */
	{ 22, FUNC, 0, 0, 0x1080, 0x10 },             /* undefined */
	{ 22, FUNC, 0, 0xfff1, 0x1080, 0x10 },        /* absolute */
	{ 0, SECTION, 0, 1, 0x1090, 0x10 }, { 22, FILE_NAME, 0, 1, 0x1090, 0x10 },
	{ 0, FUNC, 0, 1, 0x1090, 0x10 },                  /* no name */
	{ 9999, FUNC, 0, 1, 0x1090, 0x10 },               /* name outside */
	{ 0xffffffff, FUNC, 0, 1, 0x1090, 0x10 },         /* far outside */
	{ sizeof(strtab) - 2, FUNC, 0, 1, 0x1090, 0x10 }, /* name without end */
	{ sizeof(strtab) - 1, FUNC, 0, 1, 0x1090, 0x10 }, /* just outside */
	{ 1, FUNC, 0, 1, 0x5000, UINT64_MAX },            /* end wraps */
};

static void check(uint64_t addr, const char *name, uint64_t offset)
{
	uint64_t off = 0x77;

	CHECK_STR(symbol_lookup(addr, &off), name);
	CHECK_INT(off, name != NULL ? offset : 0x77);
}

static void test_table(void)
{
	void *syms = host_copy(table, sizeof(table));
	char *strings = host_copy(strtab, sizeof(strtab) - 1); /* no final NUL */

	symbols_init(syms, sizeof(table) / sizeof(table[0]), strings, sizeof(strtab) - 1);
	check(0, NULL, 0);
	check(0xfff, NULL, 0);
	check(0x1000, "alpha", 0);
	check(0x1010, "alpha", 0x10);
	check(0x1080, "alpha", 0x80);
	check(0x1095, "alpha", 0x95);
	check(0x10ff, "alpha", 0xff);
	check(0x1100, NULL, 0); /* between functions */
	check(0x11ff, NULL, 0);
	check(0x1200, "beta_fn", 0);
	check(0x127f, "beta_fn", 0x7f);
	check(0x3000, "_label", 0);
	check(0x4fff, "_label", 0x1fff);
	check(0x5000, "alpha", 0);
	check(0xfffffffffffffeff, "alpha", 0xfffffffffffffeff - 0x5000);
	check(0xffffffffffffff00, "gamma", 0);
	check(0xfffffffffffffffe, "gamma", 0xfe);
	symbols_init(syms, 5, strings, sizeof(strtab) - 1);
	check(0x12ff, "_label", 0xff); /* past beta_fn's end, in reach of the label */
	check(0x1200 + 0xffff, "_label", 0x1200 + 0xffff - 0x3000);
	check(0x3000 + 0xffff, "_label", 0xffff);
	check(0x3000 + 0x10000, NULL, 0);
	free(syms);
	free(strings);
}

/* The nearest wins, and the function over the label, in any order. */
static void test_order(void)
{
	struct sym t[] = {
		{ 15, NOTYPE, 0, 1, 0x1040, 0 },       /* _label */
		{ 1, FUNC, 0, 1, 0x1000, 0x100 },      /* alpha, around both */
		{ 7, FUNC, 0, 1, 0x1040, 0x10 },       /* beta_fn */
		{ 22, FUNC, 0, 0xff00, 0x1040, 0x10 }, /* not in a section */
	};

	for (int round = 0; round < 200; round++) {
		unsigned i = (unsigned)host_below(4), k = (unsigned)host_below(4);
		struct sym was = t[i];

		t[i] = t[k];
		t[k] = was;
		symbols_init(t, 4, strtab, sizeof(strtab));
		check(0x103f, "alpha", 0x3f);
		check(0x1040, "beta_fn", 0);
		check(0x104f, "beta_fn", 0xf);
		check(0x1050, "_label", 0x10);
	}
}

static void test_none(void)
{
	symbols_init(NULL, 100, strtab, sizeof(strtab));
	check(0x1000, NULL, 0);
	symbols_init(table, 2, NULL, 100);
	check(0x1000, NULL, 0);
	symbols_init(table, 0, strtab, sizeof(strtab));
	check(0x1000, NULL, 0);
	symbols_init(table, 2, strtab, 0);
	check(0x1000, NULL, 0);
}

/* Whatever the tables hold, an answer is a string inside the string table. */
static void try(const uint8_t *input, size_t size)
{
	size_t nsyms = size / sizeof(struct sym) / 2;
	const char *strings = (const char *)input + nsyms * sizeof(struct sym);
	size_t len = size - nsyms * sizeof(struct sym);

	symbols_init(input, nsyms, strings, len);
	for (uint64_t addr = 0xf80; addr < 0x1300; addr += 0x40) {
		uint64_t off;
		const char *name = symbol_lookup(addr, &off);

		if (name != NULL) {
			CHECK(name >= strings && name < strings + len);
			CHECK(strlen(name) > 0 && off <= addr);
		}
	}
}

int main(void)
{
	uint8_t sample[12 * sizeof(struct sym)];

	test_table();
	test_order();
	test_none();
	memset(sample, 'n', sizeof(sample));
	memcpy(sample, table, 6 * sizeof(struct sym));
	memcpy(sample + 6 * sizeof(struct sym), strtab, sizeof(strtab));
	host_mangle(&(struct host_sample){ sample, sizeof(sample), try, NULL }, 20000);
	return host_report();
}
