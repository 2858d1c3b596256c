/*
 * arch/x86_64/console.c - which consoles this machine has, and the log's lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/machine.h"
#include "arch/x86_64/serial.h"
#include "arch/x86_64/vgatext.h"
#include "kernel/fbcon.h"
#include "kernel/log.h"
#include "kernel/multiboot2.h"

static struct console framebuffer;
static unsigned rows, columns;
static bool log_locked;

unsigned long arch_log_lock(void)
{
	unsigned long flags;

	__asm__ volatile("pushfq; popq %0; cli" : "=r"(flags)::"memory");
	while (__atomic_exchange_n(&log_locked, true, __ATOMIC_ACQUIRE))
		arch_pause();
	return flags;
}

void arch_log_unlock(unsigned long flags)
{
	__atomic_store_n(&log_locked, false, __ATOMIC_RELEASE);
	__asm__ volatile("pushq %0; popfq" ::"r"(flags) : "memory", "cc");
}

void arch_console_early(void)
{
	struct console *serial = serial_init();

	if (serial)
		log_add_console(serial);
}

static void screen_text(const struct boot_framebuffer *fb)
{
	volatile void *base = arch_map_device(fb->phys, fb->pitch * fb->height);
	struct console *con = base ? vgatext_init(base, fb->width, fb->height) : NULL;

	if (!con)
		return;
	rows = fb->height;
	columns = fb->width;
	log_add_console(con);
}

void arch_console_screen(const struct boot_info *info)
{
	const struct boot_framebuffer *fb = &info->fb;
	volatile void *base;

	if (!info->has_fb)
		return;
	if (fb->type == BOOT_FB_EGA_TEXT) {
		screen_text(fb);
		return;
	}
	base = arch_map_device(fb->phys, (size_t)fb->pitch * fb->height);
	if (!base || fbcon_init(&framebuffer, base, fb) != 0)
		return;
	fbcon_size(&rows, &columns);
	log_add_console(&framebuffer);
}

void arch_console_size(unsigned *out_rows, unsigned *out_columns)
{
	*out_rows = rows;
	*out_columns = columns;
}
