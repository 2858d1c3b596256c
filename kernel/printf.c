/*
 * kernel/printf.c - formatted text into a bounded buffer.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/printf.h"

#include <stdbool.h>
#include <stdint.h>

/* <limits.h> is the C library's, which the kernel does without. */
#define INT_MAX __INT_MAX__
#define INT_MIN (-INT_MAX - 1)

/* Where text goes: `len` counts all of it, only what fits is stored. */
struct sink {
	char *buf;
	size_t size, len;
};

/* One conversion as written, before its argument is taken. */
struct spec {
	bool left, zero, plus, space, alt;
	int width;
	int prec;   /* -1: none given */
	int length; /* enum length */
};

enum length { LEN_INT, LEN_CHAR, LEN_SHORT, LEN_LONG, LEN_LLONG };

static void put(struct sink *out, char c)
{
	if (out->len + 1 < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void pad(struct sink *out, char c, int n)
{
	for (; n > 0 && out->len + 1 < out->size; n--)
		put(out, c);
	if (n > 0) /* no room: only counted, however wide it was asked for */
		out->len += (unsigned)n;
}

static void put_text(struct sink *out, const struct spec *sp, const char *s, int len)
{
	if (!sp->left)
		pad(out, ' ', sp->width - len);
	for (int i = 0; i < len; i++)
		put(out, s[i]);
	if (sp->left)
		pad(out, ' ', sp->width - len);
}

static void put_string(struct sink *out, const struct spec *sp, const char *s)
{
	int len = 0;

	if (s == NULL)
		s = "(null)";
	while ((sp->prec < 0 || len < sp->prec) && len < INT_MAX && s[len] != '\0')
		len++;
	put_text(out, sp, s, len);
}

/* `prefix` is a sign or 0x, in front of the zeros; digits come out reversed. */
static void put_number(struct sink *out, const struct spec *sp, const char *prefix,
	uint64_t v, unsigned base, const char *digits)
{
	char rev[24]; /* 22 octal digits of 64 bits and one more for # */
	int n = 0, plen = 0, zeros;

	for (; v > 0; v /= base)
		rev[n++] = digits[v % base];
	if (base == 8 && sp->alt && sp->prec <= n)
		rev[n++] = '0';
	while (prefix[plen] != '\0')
		plen++;
	zeros = (sp->prec < 0 ? 1 : sp->prec) - n;
	if (sp->prec < 0 && sp->zero && !sp->left && sp->width - plen - n > zeros)
		zeros = sp->width - plen - n;
	if (zeros < 0)
		zeros = 0;
	if (!sp->left)
		pad(out, ' ', sp->width - plen - zeros - n);
	for (int i = 0; i < plen; i++)
		put(out, prefix[i]);
	pad(out, '0', zeros);
	for (int i = n; i > 0; i--)
		put(out, rev[i - 1]);
	if (sp->left)
		pad(out, ' ', sp->width - plen - zeros - n);
}

static int64_t take_signed(int length, va_list *ap)
{
	switch (length) {
	case LEN_CHAR:
		return (signed char)va_arg(*ap, int);
	case LEN_SHORT:
		return (short)va_arg(*ap, int);
	case LEN_LONG:
		return va_arg(*ap, long);
	case LEN_LLONG:
		return va_arg(*ap, long long);
	}
	return va_arg(*ap, int);
}

static uint64_t take_unsigned(int length, va_list *ap)
{
	switch (length) {
	case LEN_CHAR:
		return (unsigned char)va_arg(*ap, unsigned int);
	case LEN_SHORT:
		return (unsigned short)va_arg(*ap, unsigned int);
	case LEN_LONG:
		return va_arg(*ap, unsigned long);
	case LEN_LLONG:
		return va_arg(*ap, unsigned long long);
	}
	return va_arg(*ap, unsigned int);
}

/* Decimal digits at *fmt, held at INT_MAX. */
static int read_int(const char **fmt)
{
	int v = 0;

	for (; **fmt >= '0' && **fmt <= '9'; (*fmt)++) {
		int d = **fmt - '0';

		v = v > (INT_MAX - d) / 10 ? INT_MAX : v * 10 + d;
	}
	return v;
}

static void read_flags(const char **fmt, struct spec *sp)
{
	for (;; (*fmt)++) {
		switch (**fmt) {
		case '-':
			sp->left = true;
			break;
		case '0':
			sp->zero = true;
			break;
		case '+':
			sp->plus = true;
			break;
		case ' ':
			sp->space = true;
			break;
		case '#':
			sp->alt = true;
			break;
		default:
			return;
		}
	}
}

static int read_length(const char **fmt)
{
	const char *f = *fmt;
	int length = LEN_INT;

	switch (*f) {
	case 'h':
		length = *++f == 'h' ? LEN_CHAR : LEN_SHORT;
		f += length == LEN_CHAR;
		break;
	case 'l':
		length = *++f == 'l' ? LEN_LLONG : LEN_LONG;
		f += length == LEN_LLONG;
		break;
	case 'j':
	case 'z':
	case 't':
		f++;
		length = LEN_LONG; /* what intmax_t, size_t and ptrdiff_t are */
		break;
	}
	*fmt = f;
	return length;
}

/* Flags, width, precision and length at *fmt, which is left at the letter. */
static struct spec read_spec(const char **fmt, va_list *ap)
{
	struct spec sp = { .prec = -1 };

	read_flags(fmt, &sp);
	if (**fmt == '*') {
		int w = va_arg(*ap, int);

		(*fmt)++;
		sp.left = sp.left || w < 0;
		sp.width = w >= 0 ? w : w == INT_MIN ? INT_MAX : -w;
	} else {
		sp.width = read_int(fmt);
	}
	if (**fmt == '.') {
		(*fmt)++;
		if (**fmt == '*') {
			(*fmt)++;
			sp.prec = va_arg(*ap, int);
			if (sp.prec < 0)
				sp.prec = -1;
		} else {
			sp.prec = read_int(fmt);
		}
	}
	sp.length = read_length(fmt);
	return sp;
}

/* The conversion after a '%' at fmt[-1]; returns what follows it. */
static const char *convert(struct sink *out, const char *fmt, va_list *ap)
{
	const char *start = fmt;
	struct spec sp = read_spec(&fmt, ap);
	int64_t v;
	uint64_t u;
	char c;

	switch (*fmt) {
	case 'd':
	case 'i':
		v = take_signed(sp.length, ap);
		put_number(out, &sp,
			v < 0              ? "-"
				: sp.plus  ? "+"
				: sp.space ? " "
					   : "",
			v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10, "0123456789");
		break;
	case 'u':
		put_number(out, &sp, "", take_unsigned(sp.length, ap), 10, "0123456789");
		break;
	case 'o':
		put_number(out, &sp, "", take_unsigned(sp.length, ap), 8, "01234567");
		break;
	case 'x':
		u = take_unsigned(sp.length, ap);
		put_number(
			out, &sp, sp.alt && u > 0 ? "0x" : "", u, 16, "0123456789abcdef");
		break;
	case 'X':
		u = take_unsigned(sp.length, ap);
		put_number(
			out, &sp, sp.alt && u > 0 ? "0X" : "", u, 16, "0123456789ABCDEF");
		break;
	case 'p':
		u = (uintptr_t)va_arg(*ap, void *);
		put_number(out, &sp, "0x", u, 16, "0123456789abcdef");
		break;
	case 's':
		put_string(out, &sp, va_arg(*ap, const char *));
		break;
	case 'c':
		c = (char)va_arg(*ap, int);
		put_text(out, &sp, &c, 1);
		break;
	case '%':
		put(out, '%');
		break;
	default:
		put(out, '%');
		return start;
	}
	return fmt + 1;
}

int kvsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct sink out = { buf, size, 0 };
	va_list args;

	va_copy(args, ap);
	while (*fmt != '\0') {
		if (*fmt == '%')
			fmt = convert(&out, fmt + 1, &args);
		else
			put(&out, *fmt++);
	}
	va_end(args);
	if (size > 0)
		buf[out.len < size ? out.len : size - 1] = '\0';
	return out.len > INT_MAX ? INT_MAX : (int)out.len;
}

int ksnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = kvsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}
