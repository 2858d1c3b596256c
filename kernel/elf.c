/*
 * kernel/elf.c - checks a program before anything of it is loaded.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/elf.h"

#include <stdbool.h>

#include <xinim/errno.h>

#include "kernel/bytes.h"
#include "kernel/string.h"

#define PAGE 4096ull

#define EHDR_SIZE 64u
#define PHDR_SIZE 56u

/* e_ident and e_*: System V ABI, ELF header. */
#define ELFCLASS64    2
#define ELFDATA2LSB   1
#define EV_CURRENT    1
#define ELFOSABI_SYSV 0
#define ELFOSABI_GNU  3 /* the linker's mark for GNU symbol types; same code */
#define ET_EXEC       2
#define EM_X86_64     62

#define PT_LOAD      1u
#define PT_DYNAMIC   2u
#define PT_INTERP    3u
#define PT_GNU_STACK 0x6474e551u

struct phdr {
	uint32_t type, flags;
	uint64_t offset, vaddr, filesz, memsz, align;
};

static uint64_t page_down(uint64_t addr)
{
	return addr & ~(PAGE - 1);
}

static uint64_t page_up(uint64_t addr)
{
	return page_down(addr + PAGE - 1);
}

static struct phdr load_phdr(const uint8_t *p)
{
	return (struct phdr){
		.type = load32(p),
		.flags = load32(p + 4) & (ELF_PF_R | ELF_PF_W | ELF_PF_X),
		.offset = load64(p + 8),
		.vaddr = load64(p + 16),
		.filesz = load64(p + 32),
		.memsz = load64(p + 40),
		.align = load64(p + 48),
	};
}

static const char *check_ident(const uint8_t *e)
{
	if (memcmp(e, "\177ELF", 4) != 0)
		return "bad magic";
	if (e[4] != ELFCLASS64)
		return "not 64-bit";
	if (e[5] != ELFDATA2LSB)
		return "not little-endian";
	if (e[6] != EV_CURRENT || load32(e + 20) != EV_CURRENT)
		return "unknown ELF version";
	if ((e[7] != ELFOSABI_SYSV && e[7] != ELFOSABI_GNU) || e[8] != 0)
		return "unknown ABI";
	if (load16(e + 16) != ET_EXEC)
		return "not a static executable";
	if (load16(e + 18) != EM_X86_64)
		return "not x86-64";
	return NULL;
}

/* The header and the place of the program headers. */
static const char *check_header(const uint8_t *e, size_t size)
{
	uint64_t phoff;
	const char *bad;

	if (size < EHDR_SIZE)
		return "shorter than an ELF header";
	bad = check_ident(e);
	if (bad != NULL)
		return bad;
	if (load32(e + 48) != 0)
		return "unknown flags";
	if (load16(e + 52) != EHDR_SIZE)
		return "bad ELF header size";
	if (load16(e + 54) != PHDR_SIZE)
		return "bad program header size";
	if (load16(e + 56) == 0)
		return "no program headers";
	phoff = load64(e + 32);
	if (phoff < EHDR_SIZE)
		return "program headers overlap the ELF header";
	if (phoff > size || load16(e + 56) > (size - phoff) / PHDR_SIZE)
		return "program headers leave the file";
	return NULL;
}

static const char *check_segment(const struct phdr *p, size_t size)
{
	if (p->filesz > p->memsz)
		return "segment larger in the file than in memory";
	if (p->offset > size || p->filesz > size - p->offset)
		return "segment leaves the file";
	if (p->memsz > UINT64_MAX - p->vaddr)
		return "segment wraps";
	if (p->vaddr < ELF_USER_MIN || p->vaddr + p->memsz > ELF_USER_END)
		return "segment outside user memory";
	if ((p->align & (p->align - 1)) != 0)
		return "segment alignment is no power of two";
	if (p->align > 1 && ((p->vaddr ^ p->offset) & (p->align - 1)) != 0)
		return "segment misaligned";
	if (p->filesz > 0 && ((p->vaddr ^ p->offset) & (PAGE - 1)) != 0)
		return "segment misaligned in its page";
	if ((p->flags & ELF_PF_W) != 0 && (p->flags & ELF_PF_X) != 0)
		return "segment writable and executable";
	return NULL;
}

/* Files it in ascending order; refused if it shares a page with another. */
static const char *add_segment(const struct phdr *p, struct elf_image *out)
{
	uint64_t start = page_down(p->vaddr), end = page_up(p->vaddr + p->memsz);
	unsigned at = out->nsegs;

	for (unsigned i = 0; i < out->nsegs; i++) {
		const struct elf_segment *s = &out->seg[i];

		if (start < page_up(s->vaddr + s->memsz) && page_down(s->vaddr) < end)
			return "segments share a page";
	}
	if (out->nsegs == ELF_MAX_SEGMENTS)
		return "too many segments";
	for (; at > 0 && out->seg[at - 1].vaddr > p->vaddr; at--)
		out->seg[at] = out->seg[at - 1];
	out->seg[at] = (struct elf_segment){
		.vaddr = p->vaddr,
		.memsz = p->memsz,
		.offset = p->offset,
		.filesz = p->filesz,
		.flags = p->flags,
	};
	out->nsegs++;
	return NULL;
}

static const char *take_phdr(const struct phdr *p, size_t size, struct elf_image *out)
{
	const char *bad;

	switch (p->type) {
	case PT_LOAD:
		bad = check_segment(p, size);
		if (bad != NULL || p->memsz == 0)
			return bad;
		return add_segment(p, out);
	case PT_DYNAMIC:
		return "dynamically linked";
	case PT_INTERP:
		return "wants an interpreter";
	case PT_GNU_STACK:
		out->stack_flags = p->flags;
		if ((p->flags & ELF_PF_X) != 0)
			return "wants an executable stack";
		return NULL;
	}
	return NULL; /* notes, TLS templates and the like ask nothing of us */
}

/* Where file bytes [offset, offset + len) are loaded, or 0. */
static uint64_t loaded_at(const struct elf_image *out, uint64_t offset, uint64_t len)
{
	for (unsigned i = 0; i < out->nsegs; i++) {
		const struct elf_segment *s = &out->seg[i];

		if (offset >= s->offset && offset - s->offset <= s->filesz &&
			len <= s->filesz - (offset - s->offset))
			return s->vaddr + (offset - s->offset);
	}
	return 0;
}

static bool is_code(const struct elf_image *out, uint64_t addr)
{
	for (unsigned i = 0; i < out->nsegs; i++) {
		const struct elf_segment *s = &out->seg[i];

		if (addr >= s->vaddr && addr - s->vaddr < s->memsz)
			return (s->flags & ELF_PF_X) != 0;
	}
	return false;
}

int elf_check(const void *image, size_t size, struct elf_image *out, const char **why)
{
	const uint8_t *e = image;
	const struct elf_segment *top;
	uint64_t phoff;

	memset(out, 0, sizeof(*out));
	*why = check_header(e, size);
	if (*why != NULL)
		return -ENOEXEC;
	out->entry = load64(e + 24);
	out->phent = PHDR_SIZE;
	out->phnum = load16(e + 56);
	phoff = load64(e + 32);
	for (uint32_t i = 0; i < out->phnum; i++) {
		struct phdr p = load_phdr(e + phoff + (size_t)i * PHDR_SIZE);

		*why = take_phdr(&p, size, out);
		if (*why != NULL)
			return -ENOEXEC;
	}
	*why = "nothing to load";
	if (out->nsegs == 0)
		return -ENOEXEC;
	*why = "entry point is not in an executable segment";
	if (!is_code(out, out->entry))
		return -ENOEXEC;
	top = &out->seg[out->nsegs - 1];
	out->lowest = page_down(out->seg[0].vaddr);
	out->highest = page_up(top->vaddr + top->memsz);
	out->phdr_vaddr = loaded_at(out, phoff, (uint64_t)out->phnum * PHDR_SIZE);
	*why = NULL;
	return 0;
}
