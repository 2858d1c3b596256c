/*
 * kernel/fbcon.h - text on a linear RGB framebuffer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_FBCON_H
#define XINIM_KERNEL_FBCON_H

#include "kernel/log.h"
#include "kernel/multiboot2.h"

/*
 * Makes *con the console of the framebuffer mapped at `base` (pitch * height
 * bytes, best write-combining: it is never read), and clears it. There is one
 * such console. -EINVAL for a framebuffer that is not 16, 24 or 32 bit RGB or
 * contradicts itself; -ENOTTY when the font does not fit in it.
 */
int fbcon_init(
	struct console *con, volatile void *base, const struct boot_framebuffer *fb);

/* The size of the one framebuffer console in characters. */
void fbcon_size(unsigned *rows, unsigned *columns);

#endif
