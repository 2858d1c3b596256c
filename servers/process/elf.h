/*
 * servers/process/elf.h - is this a program that can be run, and where does it go?
 *
 * Pure. Takes ELF64 x86-64 programs, static (ET_EXEC) or static and position
 * independent (ET_DYN without an interpreter); System V ABI, AMD64 supplement.
 * Every field is checked before it is believed. What is taken has these
 * properties: its segments lie in user memory, in order, without a page in
 * common, none is writable and executable at once, their file parts lie in the
 * file; the entry point is in an executable one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_ELF_H
#define XINIM_PROCESS_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ELF_HEADER_SIZE  64
#define ELF_PROGRAM_SIZE 56 /* of a program header */
#define ELF_PROGRAMS_MAX 64
#define ELF_SEGMENTS_MAX 16

struct elf_segment {
	uint64_t address, memory_size;
	uint64_t offset, file_size; /* in the file; the rest is zero */
	uint32_t rights;            /* XINIM_RIGHT_ */
};

struct elf {
	bool relative; /* ET_DYN: addresses count from where it is put */
	uint64_t entry;
	uint64_t headers; /* address of the program headers; 0: they are not loaded */
	uint64_t headers_offset;
	unsigned header_count;
	struct elf_segment segment[ELF_SEGMENTS_MAX]; /* ascending */
	unsigned segments;
	uint64_t lowest, highest; /* whole pages */
};

/*
 * The file's header, of a file of `size` bytes, `got` of which (64 at least, or
 * all) are at `bytes`. 0 with headers_offset and header_count filled in, or -ENOEXEC.
 */
int elf_header(const void *bytes, size_t got, uint64_t size, struct elf *out);
/* The header_count program headers at `bytes`: the rest of *out, or -ENOEXEC. */
int elf_programs(const void *bytes, uint64_t size, struct elf *out);
/* Moves a relative program to `base`, a multiple of the page size. */
void elf_move(struct elf *elf, uint64_t base);

#endif
