/*
 * tests/host/process-elf.c - servers/process/elf.c.
 *
 * A good program is spoilt one field at a time; what survives random damage must
 * keep the promises of elf.h.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/abi.h>
#include <xinim/cap.h>

#include "servers/process/elf.h"

#define PROGRAMS 5
#define SIZE     0x3100

static struct file {
	Elf64_Ehdr e;
	Elf64_Phdr p[PROGRAMS];
	unsigned char rest[SIZE - sizeof(Elf64_Ehdr) - PROGRAMS * sizeof(Elf64_Phdr)];
} file;

static struct elf out;

static void make(void)
{
	memset(&file, 0x90, sizeof(file));
	file.e = (Elf64_Ehdr){
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_entry = 0x401010,
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = PROGRAMS,
	};
	file.p[0] = (Elf64_Phdr){ .p_type = PT_LOAD,
		.p_flags = PF_R,
		.p_vaddr = 0x400000,
		.p_filesz = 0x800,
		.p_memsz = 0x800,
		.p_align = 0x1000 };
	file.p[1] = (Elf64_Phdr){ .p_type = PT_LOAD,
		.p_flags = PF_R | PF_X,
		.p_offset = 0x1000,
		.p_vaddr = 0x401000,
		.p_filesz = 0x700,
		.p_memsz = 0x700,
		.p_align = 0x1000 };
	file.p[2] = (Elf64_Phdr){ .p_type = PT_LOAD,
		.p_flags = PF_R | PF_W,
		.p_offset = 0x2800,
		.p_vaddr = 0x403800,
		.p_filesz = 0x100,
		.p_memsz = 0x3000,
		.p_align = 0x1000 };
	file.p[3] = (Elf64_Phdr){ .p_type = PT_NOTE, .p_offset = 0x9999999 };
	file.p[4] = (Elf64_Phdr){ .p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W };
}

static int check(const void *bytes, size_t size)
{
	int error = elf_header(bytes, size, size, &out);

	return error ? error
		     : elf_programs((const char *)bytes + out.headers_offset, size, &out);
}

/* The file as it is now, in memory of exactly its size. */
static int check_file(size_t size)
{
	void *copy = host_copy(&file, size);
	int error = check(copy, size);

	free(copy);
	return error;
}

static void good(void)
{
	make();
	CHECK_INT(check_file(SIZE), 0);
	CHECK_INT(out.segments, 3);
	CHECK_INT(out.entry, 0x401010);
	CHECK_INT(out.headers, 0x400040);
	CHECK_INT(out.lowest, 0x400000);
	CHECK_INT(out.highest, 0x407000);
	CHECK_INT(out.segment[1].rights, XINIM_RIGHT_READ | XINIM_RIGHT_EXEC);
	CHECK_INT(out.segment[2].file_size, 0x100);
	CHECK(!out.relative);
}

static void relative(void)
{
	make();
	file.e.e_type = ET_DYN;
	file.e.e_entry = 0x1010;
	file.p[0].p_vaddr = 0;
	file.p[1].p_vaddr = 0x1000;
	file.p[2].p_vaddr = 0x3800;
	file.p[3].p_type = PT_DYNAMIC;
	CHECK_INT(check_file(SIZE), 0);
	CHECK(out.relative);
	elf_move(&out, 0x555555554000);
	CHECK_INT(out.entry, 0x555555555010);
	CHECK_INT(out.headers, 0x555555554040);
	CHECK_INT(out.segment[2].address, 0x555555557800);
	CHECK_INT(out.highest, 0x55555555b000);
}

#define BAD(change)                                    \
	do {                                           \
		make();                                \
		change;                                \
		CHECK_INT(check_file(SIZE), -ENOEXEC); \
	} while (0)

static void bad_header(void)
{
	BAD(file.e.e_ident[EI_MAG0] = 0);
	BAD(file.e.e_ident[EI_MAG3] = 'f');
	BAD(file.e.e_ident[EI_CLASS] = ELFCLASS32);
	BAD(file.e.e_ident[EI_DATA] = ELFDATA2MSB);
	BAD(file.e.e_ident[EI_VERSION] = 0);
	BAD(file.e.e_ident[EI_OSABI] = 9);
	BAD(file.e.e_ident[EI_ABIVERSION] = 1);
	BAD(file.e.e_type = ET_REL);
	BAD(file.e.e_type = ET_CORE);
	BAD(file.e.e_machine = EM_AARCH64);
	BAD(file.e.e_version = 2);
	BAD(file.e.e_flags = 1);
	BAD(file.e.e_ehsize = 52);
	BAD(file.e.e_phentsize = 32);
	BAD(file.e.e_phnum = 0);
	BAD(file.e.e_phnum = 65535);
	BAD(file.e.e_phnum = ELF_PROGRAMS_MAX + 1);
	BAD(file.e.e_phoff = 0);
	BAD(file.e.e_phoff = SIZE);
	BAD(file.e.e_phoff = UINT64_MAX);
	BAD(file.e.e_entry = 0);
	BAD(file.e.e_entry = 0x403800);
	BAD(file.e.e_entry = 0x401700);
	BAD(file.e.e_entry = UINT64_MAX);
}

static void bad_programs(void)
{
	BAD(file.p[2].p_filesz = 0x3001);
	BAD(file.p[2].p_offset = 0x3001);
	BAD(file.p[2].p_offset = UINT64_MAX - 0x7ff);
	BAD(file.p[2].p_vaddr = UINT64_MAX - 0x7ff);
	BAD(file.p[2].p_vaddr = XINIM_USER_LIMIT - 0x800);
	BAD(file.p[2].p_memsz = UINT64_MAX);
	BAD(file.p[2].p_align = 3);
	BAD(file.p[2].p_align = 0x10000);
	BAD(file.p[2].p_vaddr = 0x403801);
	BAD(file.p[2].p_flags = PF_R | PF_W | PF_X);
	BAD(file.p[2].p_vaddr = 0x401800);
	BAD(file.p[2].p_vaddr = 0x400800);
	BAD(file.p[0].p_vaddr = 0);
	BAD(file.p[3].p_type = PT_INTERP);
	BAD(file.p[3].p_type = PT_DYNAMIC);
	BAD(file.p[4].p_flags = PF_R | PF_W | PF_X);
	make();
	for (int i = 0; i < 3; i++)
		file.p[i].p_type = PT_NULL;
	CHECK_INT(check_file(SIZE), -ENOEXEC);
}

static void promises(const uint8_t *input, size_t size)
{
	uint64_t last = 0;
	bool code = false;

	if (check(input, size) != 0)
		return;
	CHECK(out.segments > 0 && out.segments <= ELF_SEGMENTS_MAX);
	for (unsigned i = 0; i < out.segments; i++) {
		const struct elf_segment *s = &out.segment[i];

		CHECK((s->address & ~4095ULL) >= last);
		last = (s->address + s->memory_size + 4095) & ~4095ULL;
		CHECK(last <= XINIM_USER_LIMIT);
		CHECK(s->offset + s->file_size <= size && s->file_size <= s->memory_size);
		CHECK((s->rights & (XINIM_RIGHT_WRITE | XINIM_RIGHT_EXEC)) !=
			(XINIM_RIGHT_WRITE | XINIM_RIGHT_EXEC));
		if (out.entry >= s->address && out.entry - s->address < s->memory_size)
			code = s->rights & XINIM_RIGHT_EXEC;
	}
	CHECK(code);
}

int main(void)
{
	good();
	relative();
	bad_header();
	bad_programs();
	make();
	for (size_t n = 0; n < sizeof(Elf64_Ehdr); n++)
		CHECK_INT(check_file(n), -ENOEXEC);
	host_mangle(&(struct host_sample){ &file, SIZE, promises, NULL }, 20000);
	return host_report();
}
