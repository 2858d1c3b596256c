/*
 * kernel/log.c - the ring and its consoles.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/log.h"

#include <stdarg.h>
#include <stdbool.h>

#include "kernel/printf.h"
#include "kernel/string.h"

static char ring[LOG_SIZE]; /* byte number n of all is at n % LOG_SIZE */
static uint64_t logged;     /* bytes ever */
static struct list consoles = LIST_INIT(consoles);
static bool lock_broken;

static unsigned long lock(void)
{
	return lock_broken ? 0 : arch_log_lock();
}

static void unlock(unsigned long flags)
{
	if (!lock_broken)
		arch_log_unlock(flags);
}

static uint64_t oldest(void)
{
	return logged > LOG_SIZE ? logged - LOG_SIZE : 0;
}

/* Bytes from number `pos` on that lie in one piece. */
static size_t piece_at(uint64_t pos, size_t n)
{
	size_t room = LOG_SIZE - (size_t)(pos % LOG_SIZE);

	return n < room ? n : room;
}

static void ring_store(const char *s, size_t n)
{
	while (n > 0) {
		size_t part = piece_at(logged, n);

		memcpy(ring + logged % LOG_SIZE, s, part);
		logged += part;
		s += part;
		n -= part;
	}
}

void log_write(const char *s, size_t n)
{
	unsigned long flags = lock();
	struct console *con;

	ring_store(s, n);
	list_for_each_entry (con, &consoles, link)
		con->write(con, s, n);
	unlock(flags);
}

void log_show(const char *s, size_t n)
{
	unsigned long flags = lock();
	struct console *con;

	list_for_each_entry (con, &consoles, link)
		con->write(con, s, n);
	unlock(flags);
}

void kputs(const char *s)
{
	log_write(s, strlen(s));
}

void kprintf(const char *fmt, ...)
{
	char line[LOG_LINE_MAX + 1];
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	n = (size_t)kvsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n > LOG_LINE_MAX) {
		memcpy(line + LOG_LINE_MAX - 4, "...\n", 4);
		n = LOG_LINE_MAX;
	}
	log_write(line, n);
}

void log_add_console(struct console *con)
{
	unsigned long flags = lock();
	uint64_t pos = oldest();

	while (pos < logged) {
		size_t part = piece_at(pos, (size_t)(logged - pos));

		con->write(con, ring + pos % LOG_SIZE, part);
		pos += part;
	}
	list_add_tail(&consoles, &con->link);
	unlock(flags);
}

void log_remove_console(struct console *con)
{
	unsigned long flags = lock();

	list_remove(&con->link);
	unlock(flags);
}

size_t log_read(uint64_t *pos, char *buf, size_t n)
{
	unsigned long flags = lock();
	size_t done = 0;

	if (*pos < oldest())
		*pos = oldest();
	if (*pos > logged)
		*pos = logged;
	if (n > logged - *pos)
		n = (size_t)(logged - *pos);
	while (done < n) {
		size_t part = piece_at(*pos, n - done);

		memcpy(buf + done, ring + *pos % LOG_SIZE, part);
		*pos += part;
		done += part;
	}
	unlock(flags);
	return done;
}

uint64_t log_end(void)
{
	unsigned long flags = lock();
	uint64_t end = logged;

	unlock(flags);
	return end;
}

void log_break_lock(void)
{
	lock_broken = true;
}
