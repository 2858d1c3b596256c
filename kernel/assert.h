/*
 * kernel/assert.h - broken invariants.
 *
 * panic() is for what can only be the kernel's own mistake, or for a machine
 * on which it cannot go on. Bad input from a program never comes here.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_ASSERT_H
#define XINIM_KERNEL_ASSERT_H

/* Says why, where and how it came to this on every console, and stops the machine. */
void panic(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Like panic without registers and backtrace: the machine cannot run XINIM. */
void fatal(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

#define kassert(e) \
	((e) ? (void)0 : panic("%s:%d: assertion failed: %s", __FILE__, __LINE__, #e))

/* Checks that cost too much for every day: with --enable-debug only. */
#ifdef XINIM_DEBUG
#define kdebug(e) kassert(e)
#else
#define kdebug(e) ((void)sizeof(e))
#endif

#endif
