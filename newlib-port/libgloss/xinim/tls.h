/*
 * newlib-port/libgloss/xinim/tls.h - thread-local storage.
 *
 * FS points at a thread's block, struct thread. Below it lies the thread's copy
 * of the program's PT_TLS segment (variant II of "ELF Handling For Thread-Local
 * Storage"); the places of the block's first fields are those that compilers
 * for Linux x86-64 count on.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_TLS_H
#define XINIM_LIBGLOSS_TLS_H

#include <stddef.h>

struct thread;

/* Room that a thread's TLS and its block need, alignment not counted in. */
size_t __xinim_tls_size(void);
/* What that room's start must be a multiple of; a power of 2. */
size_t __xinim_tls_align(void);
/* How much of it lies below the block. */
size_t __xinim_tls_below(void);
/* Fills room in and returns the block in it, for FS. */
struct thread *__xinim_tls_make(void *room);

/* Gives the first thread its block; ends the program if it cannot. */
void __xinim_tls_start(void);

#endif
