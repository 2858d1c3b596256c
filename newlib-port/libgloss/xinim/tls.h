/*
 * newlib-port/libgloss/xinim/tls.h - the thread control block.
 *
 * FS points at it. Below it lies the thread's copy of the program's PT_TLS
 * segment (variant II of "ELF Handling For Thread-Local Storage"); the fields'
 * places are those that compilers for Linux x86-64 count on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_TLS_H
#define XINIM_LIBGLOSS_TLS_H

#include <stddef.h>
#include <stdint.h>

struct tcb {
	struct tcb *self; /* %fs:0 */
	void *dtv;        /* of a dynamic linker; there is none */
	void *thread;     /* of the thread library */
	uint64_t reserved[2];
	uintptr_t stack_guard;   /* %fs:0x28 */
	uintptr_t pointer_guard; /* %fs:0x30 */
};
_Static_assert(offsetof(struct tcb, stack_guard) == 0x28, "%fs:0x28");
_Static_assert(offsetof(struct tcb, pointer_guard) == 0x30, "%fs:0x30");

/* Room that a thread's TLS and its block need, alignment not counted in. */
size_t __xinim_tls_size(void);
/* What that room's start must be a multiple of; a power of 2. */
size_t __xinim_tls_align(void);
/* Fills room in and returns the block in it, for FS. */
struct tcb *__xinim_tls_make(void *room);

/* Gives the first thread its block; ends the program if it cannot. */
void __xinim_tls_start(void);

#endif
