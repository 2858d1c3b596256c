/*
 * newlib-port/libgloss/xinim/strtod.c - text to float, double and long double: POSIX.1-2017
 * strtod() and its like.
 *
 * In place of newlib's, which rounded a float twice, forgot the 0 of "0x", knew no word in
 * "nan(word)", and could go wrong when fesetround() had been asked for another direction.
 * The digits are newlib's (_strtodg_l, David Gay's), which gives as many bits as it is asked
 * for, rounded once, as fesetround() says.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <ctype.h>
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

/* newlib's, gdtoa.h: a kind of number, whose least significant bit is 2^emin to 2^emax. */
struct format {
	int bits, emin, emax, rounding, sudden_underflow;
};

/* What _strtodg_l returns. */
enum { ZERO, NORMAL, DENORMAL, INFINITE, NOT_A_NUMBER, NAN_BITS, NONE };
#define KIND     7
#define NEGATIVE 0x08
#define INEXACT  0x30

int _strtodg_l(struct _reent *reent, const char *text, char **end,
	const struct format *format, int *exponent, uint32_t *bits, locale_t locale);
extern struct __locale_t __C_locale; /* the decimal point of every locale */

double _strtod_r(struct _reent *reent, const char *restrict text, char **restrict end);
double _strtod_l(struct _reent *reent, const char *restrict text, char **restrict end,
	locale_t locale);
long double _strtold_r(
	struct _reent *reent, const char *restrict text, char **restrict end);

struct number {
	int kind, exponent; /* of the least significant bit */
	int rounding;       /* as it was asked for */
	bool negative, inexact;
	uint64_t bits;
};

static const struct format binary64 = { 53, 1 - 1023 - 52, 2046 - 1023 - 52, 1, 0 };
static const struct format extended = { 64, 1 - 16383 - 63, 32766 - 16383 - 63, 1, 0 };

/* "inf", "infinity", "nan", "nan(word)" at P: what is behind it, or NULL. */
static const char *read_word(const char *p, int *kind)
{
	const char *word;

	if (strncasecmp(p, "inf", 3) == 0) {
		*kind = INFINITE;
		return p + (strncasecmp(p + 3, "inity", 5) == 0 ? 8 : 3);
	}
	if (strncasecmp(p, "nan", 3) != 0)
		return NULL;
	*kind = NOT_A_NUMBER;
	word = p + 3;
	if (*word == '(') {
		do
			word++;
		while (isalnum((unsigned char)*word) || *word == '_');
		if (*word == ')')
			return word + 1;
	}
	return p + 3;
}

static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
	1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

/*
 * Most numbers: a few decimal digits and a small exponent. Both the digits and the power of
 * ten are doubles without rounding, and so their product or quotient is rounded once
 * (Clinger, How to read floating point numbers accurately). False: it is none of those.
 */
static bool read_quickly(const char *text, char **end, double *value)
{
	const char *p = text, *first, *point = NULL;
	uint64_t n = 0;
	int power, exponent = 0, sign = 1;
	bool negative;

	while (isspace((unsigned char)*p))
		p++;
	negative = *p == '-';
	if (*p == '+' || *p == '-')
		p++;
	first = p;
	for (; (*p >= '0' && *p <= '9') || (*p == '.' && point == NULL); p++) {
		if (*p == '.')
			point = p;
		else if ((n = n * 10 + (uint64_t)(*p - '0')) > 1ULL << 53)
			return false;
	}
	if (p == first || (p == first + 1 && point != NULL) || (*p | 0x20) == 'x' ||
		p - first > 99)
		return false;
	power = point != NULL ? -(int)(p - point - 1) : 0;
	if ((*p | 0x20) == 'e') {
		const char *e = p + 1;

		if (*e == '+' || *e == '-')
			sign = *e++ == '-' ? -1 : 1;
		if (*e >= '0' && *e <= '9') {
			for (; *e >= '0' && *e <= '9'; e++) {
				exponent = exponent * 10 + (*e - '0');
				if (exponent > 99)
					return false;
			}
			p = e;
		}
	}
	power += sign * exponent;
	if (power < -22 || power > 22)
		return false;
	*value = negative ? -(double)n : (double)n;
	*value = power < 0 ? *value / powers[-power] : *value * powers[power];
	if (end != NULL)
		*end = (char *)p;
	return true;
}

/* The directions of MXCSR (Intel SDM volume 1, 10.2.3.1) as _strtodg_l counts them. */
#define DIRECTION 0x6000u
static const int directions[] = { 1, 3, 2, 0 };

/*
 * What _strtodg_l makes of TEXT, as FORMAT has it; TRUNCATE: without rounding. It computes
 * with doubles, to the nearest.
 */
static int convert(const char *text, char **end, const struct format *format,
	bool truncate, struct number *n)
{
	unsigned mxcsr = __builtin_ia32_stmxcsr();
	struct format directed = *format;
	uint32_t bits[2] = { 0, 0 };
	int kind;

	n->rounding = directions[(mxcsr & DIRECTION) >> 13];
	directed.rounding = truncate ? 0 : n->rounding;
	if (mxcsr & DIRECTION)
		__builtin_ia32_ldmxcsr(mxcsr & ~DIRECTION);
	kind = _strtodg_l(_REENT, text, end, &directed, &n->exponent, bits, &__C_locale);
	if (mxcsr & DIRECTION)
		__builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | (mxcsr & DIRECTION));
	n->bits = bits[0] | (uint64_t)bits[1] << 32;
	n->inexact = kind & INEXACT;
	return kind & KIND;
}

/* Is N's rounding away from zero? */
static bool away(const struct number *n)
{
	return n->rounding == (n->negative ? 3 : 2);
}

/* What is beyond all finite numbers, or between zero and them, where directions go. */
static void bound(const struct format *format, struct number *n)
{
	if (n->kind == ZERO && away(n)) {
		n->kind = DENORMAL;
		n->bits = 1;
	} else if (n->kind == INFINITE && n->rounding != 1 && !away(n)) {
		n->kind = NORMAL;
		n->bits = UINT64_MAX >> (64 - format->bits);
		n->exponent = format->emax;
	}
}

/* The number that TEXT begins with; *END is behind it. ERANGE: too large, or too small. */
static void read_number(const char *text, char **end, const struct format *format,
	bool truncate, struct number *n)
{
	const char *p = text, *behind;
	int before = errno;
	char *stop;

	while (isspace((unsigned char)*p))
		p++;
	n->negative = *p == '-';
	if (*p == '+' || *p == '-')
		p++;
	behind = read_word(p, &n->kind);
	if (behind == NULL) {
		errno = 0;
		n->kind = convert(text, &stop, format, truncate, n);
		behind = stop;
		if (n->kind == NONE) {
			n->kind = ZERO;
			n->negative &= p[0] == '0';
			behind = p[0] == '0' ? p + 1 : text; /* "0x" and no digit */
		} else if (n->kind == INFINITE || (n->kind == DENORMAL && n->inexact))
			errno = ERANGE;
		if (errno == ERANGE)
			bound(format, n);
		else
			errno = before;
	}
	if (end != NULL)
		*end = (char *)behind;
}

/* IEC 60559's binary64. */
static uint64_t pack(const struct number *n)
{
	switch (n->kind) {
	case NORMAL:
	case NAN_BITS:
		return (n->bits & ((1ULL << 52) - 1)) |
			(uint64_t)(n->exponent + 1075) << 52;
	case DENORMAL:
		return n->bits;
	case INFINITE:
		return 0x7ffULL << 52;
	case NOT_A_NUMBER:
		return 0xfffULL << 51;
	default:
		return 0;
	}
}

/*
 * binary32 of 64 bits, behind which there is more if N is inexact. (_strtodg_l is not always
 * right when it is asked for 24 bits.)
 */
static uint32_t narrow(const struct number *n)
{
	int exponent = n->exponent + 63, shift = 40;
	uint64_t kept, rest, half = 1ULL << 63;
	uint32_t result;
	bool up;

	if (exponent > 127) {
		errno = ERANGE;
		return 0x7f800000 - (n->rounding != 1 && !away(n));
	}
	if (exponent < -126) { /* fewer bits; below all numbers any shift will do */
		shift += exponent < -152 ? 26 : -126 - exponent;
		exponent = -126;
	}
	kept = shift < 64 ? n->bits >> shift : 0;
	rest = shift <= 64 ? n->bits << (64 - shift) : 1;
	if (n->rounding == 1)
		up = rest > half || (rest == half && (n->inexact || kept & 1));
	else
		up = away(n) && (rest != 0 || n->inexact);
	/* The bit before the point adds one to the exponent, and so does a carry. */
	result = ((uint32_t)(exponent + 126) << 23) + (uint32_t)kept + up;
	if (result >= 0x7f800000 || (result < 0x800000 && (rest != 0 || n->inexact)))
		errno = ERANGE;
	return result;
}

float strtof(const char *restrict text, char **restrict end)
{
	struct number n;
	union {
		uint32_t bits;
		float value;
	} u = { 0 };

	read_number(text, end, &extended, true, &n);
	if (n.kind == NORMAL) {
		u.bits = narrow(&n);
	} else if (n.kind == INFINITE || n.kind == NOT_A_NUMBER) {
		u.bits = n.kind == INFINITE ? 0x7f800000 : 0x7fc00000;
	} else if (n.kind == DENORMAL) {
		u.bits = away(&n);
		errno = ERANGE;
	}
	u.bits |= (uint32_t)n.negative << 31;
	return u.value;
}

double strtod(const char *restrict text, char **restrict end)
{
	struct number n;
	union {
		uint64_t bits;
		double value;
	} u;

	if (read_quickly(text, end, &u.value))
		return u.value;
	read_number(text, end, &binary64, false, &n);
	u.bits = pack(&n) | (uint64_t)n.negative << 63;
	return u.value;
}

/* Intel SDM volume 1, 4.2.2, double extended precision: all bits are there. */
long double strtold(const char *restrict text, char **restrict end)
{
	struct number n;
	union {
		struct {
			uint64_t significand;
			uint16_t exponent;
		};
		long double value;
	} u = { { 0, 0 } };

	read_number(text, end, &extended, false, &n);
	if (n.kind == NORMAL || n.kind == DENORMAL)
		u.significand = n.bits;
	if (n.kind == NORMAL)
		u.exponent = (uint16_t)(n.exponent + 16383 + 63);
	if (n.kind == INFINITE || n.kind == NOT_A_NUMBER) {
		u.exponent = 0x7fff;
		u.significand = n.kind == INFINITE ? 1ULL << 63 : 3ULL << 62;
	}
	u.exponent |= n.negative ? 0x8000 : 0;
	return u.value;
}

float strtof_l(const char *restrict text, char **restrict end, locale_t locale)
{
	(void)locale;
	return strtof(text, end);
}

double strtod_l(const char *restrict text, char **restrict end, locale_t locale)
{
	(void)locale;
	return strtod(text, end);
}

long double strtold_l(const char *restrict text, char **restrict end, locale_t locale)
{
	(void)locale;
	return strtold(text, end);
}

double _strtod_l(struct _reent *reent, const char *restrict text, char **restrict end,
	locale_t locale)
{
	(void)reent;
	(void)locale;
	return strtod(text, end);
}

double _strtod_r(struct _reent *reent, const char *restrict text, char **restrict end)
{
	(void)reent;
	return strtod(text, end);
}

long double _strtold_r(
	struct _reent *reent, const char *restrict text, char **restrict end)
{
	(void)reent;
	return strtold(text, end);
}
