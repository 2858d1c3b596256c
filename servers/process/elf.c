/*
 * servers/process/elf.c - checks a program before anything of it is mapped.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/elf.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include <xinim/abi.h>
#include <xinim/cap.h>

#define PAGE      4096ULL
#define LOWEST    0x10000ULL /* the lowest address the kernel maps */
#define OSABI_GNU 3          /* the linker's mark for GNU symbol types; same code */
#define LARGEST   (XINIM_USER_LIMIT / 2) /* a relative program has to find room */

static uint64_t page_down(uint64_t address)
{
	return address & ~(PAGE - 1);
}

static uint64_t page_up(uint64_t address)
{
	return page_down(address + PAGE - 1);
}

static bool known_kind(const Elf64_Ehdr *e)
{
	return memcmp(e->e_ident, ELFMAG, SELFMAG) == 0 &&
		e->e_ident[EI_CLASS] == ELFCLASS64 &&
		e->e_ident[EI_DATA] == ELFDATA2LSB &&
		e->e_ident[EI_VERSION] == EV_CURRENT && e->e_version == EV_CURRENT &&
		(e->e_ident[EI_OSABI] == ELFOSABI_SYSV ||
			e->e_ident[EI_OSABI] == OSABI_GNU) &&
		e->e_ident[EI_ABIVERSION] == 0 &&
		(e->e_type == ET_EXEC || e->e_type == ET_DYN) &&
		e->e_machine == EM_X86_64 && e->e_flags == 0;
}

/*
 * Sections are nothing to us, but a header that tells of some where there are none is a
 * broken one. Without any (strip can do that) the other fields say nothing.
 */
static bool sections_sound(const Elf64_Ehdr *e, uint64_t size)
{
	if (e->e_shoff == 0)
		return e->e_shnum == 0 && e->e_shstrndx == SHN_UNDEF;
	if (e->e_shentsize != sizeof(Elf64_Shdr) || e->e_shoff < sizeof(*e) ||
		e->e_shoff > size ||
		e->e_shnum > (size - e->e_shoff) / sizeof(Elf64_Shdr))
		return false;
	/* Numbers that do not fit in here are in the first section's header. */
	return e->e_shstrndx == SHN_XINDEX || e->e_shnum == 0 ||
		e->e_shstrndx < e->e_shnum;
}

int elf_header(const void *bytes, size_t got, uint64_t size, struct elf *out)
{
	Elf64_Ehdr e;

	memset(out, 0, sizeof(*out));
	if (got < sizeof(e) || size < sizeof(e))
		return -ENOEXEC;
	memcpy(&e, bytes, sizeof(e));
	if (!known_kind(&e) || e.e_ehsize != ELF_HEADER_SIZE ||
		e.e_phentsize != ELF_PROGRAM_SIZE || !sections_sound(&e, size))
		return -ENOEXEC;
	if (e.e_phnum == 0 || e.e_phnum > ELF_PROGRAMS_MAX || e.e_phoff < sizeof(e) ||
		e.e_phoff > size || e.e_phnum > (size - e.e_phoff) / ELF_PROGRAM_SIZE)
		return -ENOEXEC;
	out->relative = e.e_type == ET_DYN;
	out->entry = e.e_entry;
	out->headers_offset = e.e_phoff;
	out->header_count = e.e_phnum;
	return 0;
}

static bool sound(const Elf64_Phdr *p, uint64_t size, bool relative)
{
	uint64_t low = relative ? 0 : LOWEST;
	uint64_t high = relative ? LARGEST : XINIM_USER_LIMIT;

	if (p->p_filesz > p->p_memsz || p->p_offset > size ||
		p->p_filesz > size - p->p_offset)
		return false;
	if (p->p_memsz > high || p->p_vaddr < low || p->p_vaddr > high - p->p_memsz)
		return false;
	if ((p->p_align & (p->p_align - 1)) != 0)
		return false;
	if (p->p_align > 1 && ((p->p_vaddr ^ p->p_offset) & (p->p_align - 1)) != 0)
		return false;
	if (p->p_filesz > 0 && ((p->p_vaddr ^ p->p_offset) & (PAGE - 1)) != 0)
		return false;
	return (p->p_flags & (PF_W | PF_X)) != (PF_W | PF_X);
}

/* Segments come in ascending order (System V ABI, Program Header). */
static int add_segment(const Elf64_Phdr *p, uint64_t size, struct elf *out)
{
	const struct elf_segment *last;

	if (!sound(p, size, out->relative))
		return -ENOEXEC;
	if (p->p_memsz == 0)
		return 0;
	if (out->segments == ELF_SEGMENTS_MAX)
		return -ENOEXEC;
	if (out->segments) {
		last = &out->segment[out->segments - 1];
		if (page_down(p->p_vaddr) < page_up(last->address + last->memory_size))
			return -ENOEXEC;
	}
	out->segment[out->segments++] = (struct elf_segment){
		.address = p->p_vaddr,
		.memory_size = p->p_memsz,
		.offset = p->p_offset,
		.file_size = p->p_filesz,
		.rights = (p->p_flags & PF_R ? XINIM_RIGHT_READ : 0) |
			(p->p_flags & PF_W ? XINIM_RIGHT_WRITE : 0) |
			(p->p_flags & PF_X ? XINIM_RIGHT_EXEC : 0),
	};
	return 0;
}

static int take(const Elf64_Phdr *p, uint64_t size, struct elf *out)
{
	switch (p->p_type) {
	case PT_LOAD:
		return add_segment(p, size, out);
	case PT_INTERP: /* there is no dynamic linker */
		return -ENOEXEC;
	case PT_DYNAMIC: /* a static program that moves itself has one too */
		return out->relative ? 0 : -ENOEXEC;
	case PT_GNU_STACK:
		return p->p_flags & PF_X ? -ENOEXEC : 0;
	default:
		return 0; /* notes, TLS templates and the like ask nothing of us */
	}
}

/* Where the program headers are loaded, or 0. */
static uint64_t headers_at(const struct elf *elf)
{
	uint64_t length = (uint64_t)elf->header_count * ELF_PROGRAM_SIZE;

	for (unsigned i = 0; i < elf->segments; i++) {
		const struct elf_segment *s = &elf->segment[i];

		if (elf->headers_offset >= s->offset &&
			elf->headers_offset - s->offset <= s->file_size &&
			length <= s->file_size - (elf->headers_offset - s->offset))
			return s->address + (elf->headers_offset - s->offset);
	}
	return 0;
}

static bool is_code(const struct elf *elf, uint64_t address)
{
	for (unsigned i = 0; i < elf->segments; i++) {
		const struct elf_segment *s = &elf->segment[i];

		if (address >= s->address && address - s->address < s->memory_size)
			return (s->rights & XINIM_RIGHT_EXEC) != 0;
	}
	return false;
}

int elf_programs(const void *bytes, uint64_t size, struct elf *out)
{
	const struct elf_segment *top;

	for (unsigned i = 0; i < out->header_count; i++) {
		Elf64_Phdr p;
		int error;

		memcpy(&p, (const char *)bytes + i * sizeof(p), sizeof(p));
		error = take(&p, size, out);
		if (error)
			return error;
	}
	if (out->segments == 0 || !is_code(out, out->entry))
		return -ENOEXEC;
	top = &out->segment[out->segments - 1];
	out->lowest = page_down(out->segment[0].address);
	out->highest = page_up(top->address + top->memory_size);
	out->headers = headers_at(out);
	return 0;
}

void elf_move(struct elf *elf, uint64_t base)
{
	uint64_t by = base - elf->lowest;

	for (unsigned i = 0; i < elf->segments; i++)
		elf->segment[i].address += by;
	elf->entry += by;
	elf->lowest += by;
	elf->highest += by;
	if (elf->headers)
		elf->headers += by;
}
