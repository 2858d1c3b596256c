/*
 * tests/host/vm-machine.h - a machine for kernel/vm*.c: memory, and a TLB that forgets nothing.
 *
 * The real page tables (arch/x86_64/tables.c) run on it, in memory from
 * malloc; "physical" addresses are chosen so that phys_to_virt finds it. Free
 * pages are poisoned for AddressSanitizer. The TLB keeps every translation
 * that was used until it is told to forget it; freeing a page that it still
 * knows is a failure.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_HOST_VM_MACHINE_H
#define XINIM_TESTS_HOST_VM_MACHINE_H

#include <stdint.h>

#include "kernel/vm.h"

void machine_init(unsigned pages);
/* Pages in use, and blocks from kmalloc. */
unsigned machine_pages_used(void);
long machine_blocks(void);
/* The n-th allocation from now on, of a page or a block, fails; 0: none. */
void machine_fail(unsigned n);
/*
 * A user's access: the 8 bytes at addr, read, or written with *value. What
 * space_fault says when it is not to be; UINT64_MAX of errors would loop.
 */
int machine_access(struct space *s, uint64_t addr, unsigned access, uint64_t *value);
/* A space is gone: so is what the TLB knew of it. */
void machine_forget(const struct arch_space *s);

#endif
