/*
 * kernel/printf.h - formatted text into a bounded buffer.
 *
 * Conversions: d i u x X o p s c %, with flags - 0 + space #, width and
 * precision (numbers or *), lengths hh h l ll z j t. No floating point and no
 * %n. An unknown conversion is copied as it stands and takes no argument.
 * %p prints 0x and hexadecimal digits; %s prints (null) for NULL.
 *
 * Both return what C99's vsnprintf does: the length the whole text has, not
 * counting the terminator; text longer than size - 1 bytes was cut. They take
 * no lock and no memory, and may be called anywhere.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_PRINTF_H
#define XINIM_KERNEL_PRINTF_H

#include <stdarg.h>
#include <stddef.h>

int kvsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));
int ksnprintf(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
