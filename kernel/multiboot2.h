/*
 * kernel/multiboot2.h - what the boot loader told us, checked.
 *
 * The Multiboot2 information is a list of tags made by GRUB (Multiboot2
 * Specification 2.0, section 3.6). It is read as untrusted input: nothing
 * outside the given bytes is touched, and whatever contradicts itself refuses
 * the whole.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_MULTIBOOT2_H
#define XINIM_KERNEL_MULTIBOOT2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In EAX at the kernel's entry. */
#define MULTIBOOT2_BOOTLOADER_MAGIC 0x36d76289u

#define BOOT_MAX_MEM     128
#define BOOT_MAX_MODULES 64

enum boot_mem_type {
	BOOT_MEM_RAM = 1,
	BOOT_MEM_RESERVED,
	BOOT_MEM_ACPI, /* tables, usable once they have been read */
	BOOT_MEM_NVS,
	BOOT_MEM_BAD
};

struct boot_mem {
	uint64_t base, len;
	enum boot_mem_type type;
};

struct boot_module {
	uint64_t start, end; /* physical [start, end) */
	const char *cmdline;
};

enum boot_fb_type { BOOT_FB_INDEXED, BOOT_FB_RGB, BOOT_FB_EGA_TEXT };

struct boot_framebuffer {
	uint64_t phys;
	uint32_t pitch;         /* bytes */
	uint32_t width, height; /* pixels, or characters for EGA text */
	uint8_t bpp, type;      /* enum boot_fb_type */
	uint8_t red_pos, red_size, green_pos, green_size, blue_pos, blue_size;
};

/* The kernel's own symbols, as the loader put them in memory; all 0 if not. */
struct boot_symbols {
	uint64_t symtab_phys, nsyms; /* Elf64_Sym, 24 bytes each */
	uint64_t strtab_phys, strtab_len;
};

struct boot_info {
	const char *cmdline, *loader;      /* never NULL; "" if not told */
	struct boot_mem mem[BOOT_MAX_MEM]; /* ascending, disjoint, merged */
	unsigned nmem;
	struct boot_module modules[BOOT_MAX_MODULES];
	unsigned nmodules;
	struct boot_framebuffer fb;
	bool has_fb;
	uint8_t rsdp[36];
	unsigned rsdp_len; /* 20, 36, or 0 for none */
	struct boot_symbols syms;
};

/*
 * Reads the `size` readable bytes at `info` into *out. Strings in *out point
 * into `info`. Memory of several types at once counts as the least usable.
 * Returns 0, or -EINVAL with *why set to a short reason.
 */
int multiboot2_parse(
	const void *info, size_t size, struct boot_info *out, const char **why);

#endif
