/*
 * kernel/symbols.h - names for code addresses, for panics and traces.
 *
 * Works on an ELF symbol table left in memory by the boot loader. Nothing in
 * it is trusted: it is read when the kernel is already in trouble.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_SYMBOLS_H
#define XINIM_KERNEL_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

/* `symtab`: nsyms Elf64_Sym of 24 bytes. Both tables stay in use. */
void symbols_init(
	const void *symtab, size_t nsyms, const char *strtab, size_t strtab_len);

/* Name of the function that holds `addr` and how far in it lies, or NULL.
 * For a return address look up one less: the call may be the last
 * instruction. O(symbols). */
const char *symbol_lookup(uint64_t addr, uint64_t *offset);

#endif
