/*
 * kernel/log.h - the kernel's log and the consoles that show it.
 *
 * Everything logged goes into a ring of LOG_SIZE bytes and to every console
 * added so far; a console added later is first shown the ring. Usable from
 * the first instruction: with no console, text waits in the ring.
 *
 * The log's lock is held while consoles write: a console's write function
 * must not log, fail or wait without bound. log_break_lock() is for panic.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_LOG_H
#define XINIM_KERNEL_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/list.h"

#define LOG_SIZE     65536u /* bytes kept for later reading */
#define LOG_LINE_MAX 512u   /* longest text one kprintf() can produce */

struct console {
	const char *name;
	void (*write)(struct console *con, const char *s, size_t n);
	struct list link;
};

/* Formatted as kernel/printf.h says; longer text is cut and ends in "...". */
void kprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The string as it is; no newline is added. */
void kputs(const char *s);
void log_write(const char *s, size_t n);
/* To the consoles alone: what programs show on the terminal is nothing to be kept. */
void log_show(const char *s, size_t n);

/* Shows the ring's text on `con`, then all that follows. `con` stays the
 * log's until log_remove_console(). */
void log_add_console(struct console *con);
void log_remove_console(struct console *con);

/* Copies up to `n` bytes of the log from byte number *pos of all ever logged,
 * moves *pos past them, and returns how many. A *pos already overwritten
 * moves up to the oldest byte kept. */
size_t log_read(uint64_t *pos, char *buf, size_t n);

/* How many bytes were ever logged. */
uint64_t log_end(void);

/* From now on take no lock: the holder may be the CPU that panics. */
void log_break_lock(void);

/* Supplied by the architecture: disables interrupts, takes the log's spin
 * lock, returns what unlocking needs. */
unsigned long arch_log_lock(void);
void arch_log_unlock(unsigned long flags);

#endif
