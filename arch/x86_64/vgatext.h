/*
 * arch/x86_64/vgatext.h - EGA/VGA text memory as a console.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ARCH_X86_64_VGATEXT_H
#define XINIM_ARCH_X86_64_VGATEXT_H

#include <stdint.h>

#include "kernel/log.h"

/* A console on the cols * rows character cells at `base` (virtual address of
 * the text memory, 0xb8000), cleared. NULL when the size is absurd. UTF-8 is
 * shown as far as code page 437 has it. */
struct console *vgatext_init(volatile uint16_t *base, unsigned cols, unsigned rows);

#endif
