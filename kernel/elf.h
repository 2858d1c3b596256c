/*
 * kernel/elf.h - is this a program we can load, and where does it go?
 *
 * Accepts static ELF64 x86-64 executables (ET_EXEC; System V ABI, AMD64
 * supplement 4.1 and 5). Each field is checked before it is believed; nothing
 * is loaded here. What is accepted has these properties: all segments lie in
 * [ELF_USER_MIN, ELF_USER_END), share no page, are not writable and
 * executable at once, and their file parts lie in the image; the entry point
 * is in an executable one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_ELF_H
#define XINIM_KERNEL_ELF_H

#include <stddef.h>
#include <stdint.h>

#define ELF_USER_MIN     0x1000ull
#define ELF_USER_END     0x00007ffffffff000ull
#define ELF_MAX_SEGMENTS 16

#define ELF_PF_X 1u
#define ELF_PF_W 2u
#define ELF_PF_R 4u

struct elf_segment {
	uint64_t vaddr, memsz;
	uint64_t offset, filesz; /* in the image; the rest is zero */
	uint32_t flags;          /* ELF_PF_* only */
};

struct elf_image {
	uint64_t entry;
	uint64_t phdr_vaddr; /* of the program headers; 0 if not loaded */
	uint32_t phnum, phent;
	struct elf_segment seg[ELF_MAX_SEGMENTS]; /* ascending */
	unsigned nsegs;
	uint64_t lowest, highest; /* whole pages; the heap can start at highest */
	uint32_t stack_flags;     /* of PT_GNU_STACK; 0 if there is none */
};

/* Checks the `size` bytes at `image` (any alignment). Returns 0 with *out
 * filled, or -ENOEXEC with *why set to a short reason; *out is then
 * unspecified. */
int elf_check(const void *image, size_t size, struct elf_image *out, const char **why);

#endif
