/*
 * tests/host/elf.c - kernel/elf.c.
 *
 * A good program is made here and then spoilt one field at a time, each with
 * the reason expected; what survives random damage must keep the promises of
 * kernel/elf.h.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include <xinim/errno.h>

#include "kernel/elf.h"

struct ehdr {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct phdr {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

_Static_assert(sizeof(struct ehdr) == 64 && sizeof(struct phdr) == 56, "as in files");

enum { X = 1, W = 2, R = 4 };

#define NPHDRS 6
#define SIZE   0x2100

/* What a linker makes: headers and code, data with bss, notes, a stack. */
static struct file {
	struct ehdr e;
	struct phdr p[NPHDRS];
	uint8_t rest[SIZE - sizeof(struct ehdr) - NPHDRS * sizeof(struct phdr)];
} file;

static struct elf_image out;
static const char *why;

static void make(void)
{
	memset(&file, 0x90, sizeof(file));
	file.e = (struct ehdr){
		.ident = { 0x7f, 'E', 'L', 'F', 2, 1, 1 },
		.type = 2,
		.machine = 62,
		.version = 1,
		.entry = 0x401000,
		.phoff = 64,
		.ehsize = 64,
		.phentsize = 56,
		.phnum = NPHDRS,
	};
	file.p[0] = (struct phdr){ 1, R, 0, 0x400000, 0x400000, 0x200, 0x200, 0x1000 };
	file.p[1] = (struct phdr){ 1, R | X, 0x1000, 0x401000, 0x401000, 0x800, 0x800,
		0x1000 };
	file.p[2] = (struct phdr){ 1, R | W, 0x2010, 0x402010, 0, 0xf0, 0x2ff0, 0x1000 };
	file.p[3] = (struct phdr){ 4, R, 0x190, 0x400190, 0x400190, 0x20, 0x20, 4 };
	file.p[4] = (struct phdr){ 7, R, 0x2010, 0x402010, 0, 0x10, 0x20, 16 };
	file.p[5] = (struct phdr){ 0x6474e551, R | W, 0, 0, 0, 0, 0, 16 };
}

/* As the kernel would: from memory of just that size, at an odd address. */
static int check(size_t size)
{
	uint8_t *copy = malloc(size + 1);
	int err;

	memcpy(copy + 1, &file, size);
	err = elf_check(copy + 1, size, &out, &why);
	CHECK_INT(err, why == NULL ? 0 : -ENOEXEC);
	free(copy);
	return err;
}

static void check_good(void)
{
	CHECK_INT(check(SIZE), 0);
	CHECK_STR(why, NULL);
}

static void check_bad(const char *reason)
{
	check(SIZE);
	CHECK_STR(why, reason);
	make();
}

static void test_good(void)
{
	make();
	check_good();
	CHECK_INT(out.entry, 0x401000);
	CHECK_INT(out.phdr_vaddr, 0x400040);
	CHECK_INT(out.phnum, NPHDRS);
	CHECK_INT(out.phent, 56);
	CHECK_INT(out.nsegs, 3);
	CHECK_INT(out.lowest, 0x400000);
	CHECK_INT(out.highest, 0x405000);
	CHECK_INT(out.stack_flags, R | W);
	CHECK_INT(out.seg[0].flags, R);
	CHECK_INT(out.seg[1].flags, R | X);
	CHECK_INT(out.seg[2].vaddr, 0x402010);
	CHECK_INT(out.seg[2].offset, 0x2010);
	CHECK_INT(out.seg[2].filesz, 0xf0);
	CHECK_INT(out.seg[2].memsz, 0x2ff0);
}

/* Unusual, and all right. */
static void test_accepted(void)
{
	struct phdr p;

	make();
	p = file.p[0]; /* any order in the file, ascending out of it */
	file.p[0] = file.p[2];
	file.p[2] = p;
	check_good();
	CHECK(out.seg[0].vaddr < out.seg[1].vaddr && out.seg[1].vaddr < out.seg[2].vaddr);
	make();
	file.e.ident[7] = 3;
	check_good();
	file.p[5].type = 0; /* no word about the stack */
	check_good();
	CHECK_INT(out.stack_flags, 0);
	file.p[1].flags |= 0x0ff00000; /* bits left to systems */
	check_good();
	CHECK_INT(out.seg[1].flags, R | X);
	file.p[0].type = 0; /* headers not loaded */
	check_good();
	CHECK_INT(out.phdr_vaddr, 0);
	make();
	file.p[2].filesz = file.p[2].memsz = 0; /* an empty segment is none */
	check_good();
	CHECK_INT(out.nsegs, 2);
	make();
	file.p[2].filesz = 0; /* bss alone need not match its place in the file */
	file.p[2].offset = SIZE;
	file.p[2].align = 1;
	check_good();
	make();
	file.p[0].align = file.p[1].align = 0;
	check_good();
	make();
	file.p[2].vaddr = 0x7fffffffc010; /* up to the last user page */
	file.p[2].memsz = 0x2ff0;
	check_good();
	CHECK_INT(out.highest, ELF_USER_END);
	make();
	file.e.entry = 0x4017ff;
	check_good();
}

static void test_ident(void)
{
	make();
	for (int i = 0; i < 4; i++) {
		file.e.ident[i] ^= 0x20;
		check_bad("bad magic");
	}
	file.e.ident[4] = 1;
	check_bad("not 64-bit");
	file.e.ident[4] = 0;
	check_bad("not 64-bit");
	file.e.ident[5] = 2;
	check_bad("not little-endian");
	file.e.ident[6] = 0;
	check_bad("unknown ELF version");
	file.e.version = 2;
	check_bad("unknown ELF version");
	file.e.ident[7] = 9;
	check_bad("unknown ABI");
	file.e.ident[8] = 1;
	check_bad("unknown ABI");
	for (uint16_t type = 0; type < 6; type++) {
		file.e.type = type;
		if (type != 2)
			check_bad("not a static executable");
		make();
	}
	file.e.machine = 3;
	check_bad("not x86-64");
	file.e.machine = 183;
	check_bad("not x86-64");
}

static void test_header(void)
{
	make();
	file.e.flags = 1;
	check_bad("unknown flags");
	file.e.ehsize = 63;
	check_bad("bad ELF header size");
	file.e.phentsize = 32;
	check_bad("bad program header size");
	file.e.phentsize = 0;
	check_bad("bad program header size");
	file.e.phnum = 0;
	check_bad("no program headers");
	file.e.phnum = 0xffff;
	check_bad("program headers leave the file");
	file.e.phoff = 0;
	check_bad("program headers overlap the ELF header");
	file.e.phoff = 63;
	check_bad("program headers overlap the ELF header");
	file.e.phoff = SIZE - NPHDRS * 56 + 1;
	check_bad("program headers leave the file");
	file.e.phoff = SIZE + 1;
	check_bad("program headers leave the file");
	file.e.phoff = UINT64_MAX - 55;
	check_bad("program headers leave the file");
	file.e.phoff = UINT64_MAX;
	check_bad("program headers leave the file");
	file.e.entry = 0;
	check_bad("entry point is not in an executable segment");
	file.e.entry = 0x400000;
	check_bad("entry point is not in an executable segment");
	file.e.entry = 0x401800; /* in the page, not in the segment */
	check_bad("entry point is not in an executable segment");
	file.e.entry = UINT64_MAX;
	check_bad("entry point is not in an executable segment");
	file.e.phnum = 1; /* just the headers' segment: nothing to run */
	check_bad("entry point is not in an executable segment");
	for (int i = 0; i < 3; i++)
		file.p[i].type = 0;
	check_bad("nothing to load");
}

static void test_extent(void)
{
	make();
	file.p[2].filesz = 0x2ff1;
	check_bad("segment larger in the file than in memory");
	file.p[1].memsz = 0x7ff;
	check_bad("segment larger in the file than in memory");
	file.p[2].offset = 0x2011;
	check_bad("segment leaves the file");
	file.p[2].offset = UINT64_MAX - 0xef;
	check_bad("segment leaves the file");
	file.p[2].filesz = file.p[2].memsz = UINT64_MAX;
	check_bad("segment leaves the file");
	file.p[2].offset = SIZE + 1;
	file.p[2].filesz = 0;
	check_bad("segment leaves the file");
	file.p[2].memsz = UINT64_MAX;
	check_bad("segment wraps");
	file.p[2].memsz = UINT64_MAX - 0x402010 + 1;
	check_bad("segment wraps");
	file.p[2].memsz = UINT64_MAX - 0x402010;
	check_bad("segment outside user memory");
	file.p[2].vaddr = 0xffffffff80000010;
	check_bad("segment outside user memory");
	file.p[2].vaddr = 0x7fffffffc010;
	file.p[2].memsz = 0x2ff1;
	check_bad("segment outside user memory");
	file.p[0].vaddr = 0;
	check_bad("segment outside user memory");
	file.p[0].vaddr = 0xfff;
	check_bad("segment outside user memory");
}

static void test_layout(void)
{
	make();
	file.p[1].align = 24;
	check_bad("segment alignment is no power of two");
	file.p[1].align = UINT64_MAX;
	check_bad("segment alignment is no power of two");
	file.p[1].align = 0x200000; /* 0x1000 and 0x401000 do agree */
	check_good();
	file.p[1].align = 0x800000;
	check_bad("segment misaligned");
	file.p[1].vaddr = 0x401010;
	check_bad("segment misaligned");
	file.p[1].vaddr = 0x401010;
	file.p[1].align = 16;
	check_bad("segment misaligned in its page");
	file.p[2].filesz = 0;
	file.p[2].vaddr++;
	file.p[2].align = 2;
	check_bad("segment misaligned");
	file.p[1].flags = R | W | X;
	check_bad("segment writable and executable");
	file.p[1].flags = W | X;
	check_bad("segment writable and executable");
	file.p[2].vaddr = 0x401010; /* the same page as the code's */
	check_bad("segments share a page");
	file.p[0].memsz = 0x1001; /* one byte into it */
	check_bad("segments share a page");
	file.p[1] = file.p[0];
	check_bad("segments share a page");
	file.p[0].memsz = 0x100000; /* around the others */
	check_bad("segments share a page");
}

static void test_types(void)
{
	make();
	file.p[3].type = 2;
	check_bad("dynamically linked");
	file.p[3].type = 3;
	check_bad("wants an interpreter");
	file.p[5].flags = R | W | X;
	check_bad("wants an executable stack");
	file.p[5].flags = X;
	check_bad("wants an executable stack");
}

static void test_many(void)
{
	struct phdr *p = (struct phdr *)((uint8_t *)&file + 64);

	for (unsigned n = ELF_MAX_SEGMENTS; n <= ELF_MAX_SEGMENTS + 1; n++) {
		make();
		file.e.phnum = (uint16_t)n;
		for (unsigned i = 0; i < n; i++) /* from the top down */
			p[i] = (struct phdr){ 1, R | X, 0, 0x500000 - i * 0x1000ull, 0, 0,
				8, 0 };
		file.e.entry = 0x500000;
		check(SIZE);
		CHECK_STR(why, n > ELF_MAX_SEGMENTS ? "too many segments" : NULL);
		CHECK_INT(out.nsegs, ELF_MAX_SEGMENTS);
		CHECK_INT(out.seg[0].vaddr, 0x500000 - (ELF_MAX_SEGMENTS - 1) * 0x1000);
	}
}

/* What is accepted keeps the promises. */
static void try(const uint8_t *input, size_t size)
{
	bool entry = false;
	uint64_t last = 0;
	int err = elf_check(input, size, &out, &why);

	CHECK_INT(err, why == NULL ? 0 : -ENOEXEC);
	if (err != 0)
		return;
	CHECK(out.nsegs > 0 && out.nsegs <= ELF_MAX_SEGMENTS);
	for (unsigned i = 0; i < out.nsegs; i++) {
		const struct elf_segment *s = &out.seg[i];

		CHECK(s->memsz > 0 && s->filesz <= s->memsz);
		CHECK(s->offset <= size && s->filesz <= size - s->offset);
		CHECK(s->vaddr >= ELF_USER_MIN && s->vaddr < ELF_USER_END);
		CHECK(s->memsz <= ELF_USER_END - s->vaddr);
		CHECK(s->vaddr / 4096 >= last);
		last = (s->vaddr + s->memsz + 4095) / 4096;
		CHECK((s->flags & ~7u) == 0 && (s->flags & (W | X)) != (W | X));
		entry |= out.entry >= s->vaddr && out.entry < s->vaddr + s->memsz &&
			(s->flags & X) != 0;
	}
	CHECK(entry);
	CHECK_INT(out.lowest, out.seg[0].vaddr / 4096 * 4096);
	CHECK_INT(out.highest, last * 4096);
	CHECK((out.stack_flags & X) == 0);
}

int main(void)
{
	_Static_assert(sizeof(file) == SIZE, "no padding");
	test_good();
	test_accepted();
	test_ident();
	test_header();
	test_extent();
	test_layout();
	test_types();
	test_many();
	make();
	for (size_t n = 0; n < SIZE; n++) /* the last byte of it is needed */
		CHECK_INT(check(n), -ENOEXEC);
	/* Damage to the headers, with everything behind them where it was. */
	host_mangle(&(struct host_sample){ &file, 64 + 56 * NPHDRS, try, NULL }, 0);
	file.p[1].offset = 0; /* a program that is all headers, for quick rounds */
	file.p[1].filesz = 64;
	file.p[0].filesz = 64;
	file.p[2].filesz = 0;
	file.p[2].offset = 0x10;
	check_good();
	host_mangle(&(struct host_sample){ &file, 64 + 56 * NPHDRS, try, NULL }, 100000);
	return host_report();
}
