/*
 * newlib-port/libgloss/xinim/math/expl.c - powers of e and 2.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

/* ln 2 in two parts, the first with 32 bits: times a whole number it is exact. */
#define LN2_HIGH 0x1.62e42feep-1L
#define LN2_LOW  0x1.a39ef35793c7673p-33L
#define LOG2_E   0x1.71547652b82fe178p0L

/* 2^n (1 + m), and errors of range. */
static long double scaled(long double m, long double n)
{
	long double r = 1 + m;

	__asm__("fscale" : "+t"(r) : "u"(n));
	if (r == 0 || __builtin_isinf(r))
		errno = ERANGE;
	return r;
}

long double expl(long double x)
{
	long double n, r;

	if (__builtin_isnan(x) || __builtin_isinf(x))
		return x > 0 || __builtin_isnan(x) ? x + x : 0.0L;
	if (fabsl(x) > 12000) /* ln of the largest is 11356, of the least -11400 */
		return scaled(0, x > 0 ? 40000 : -40000);
	n = rintl(x * LOG2_E);
	r = (x - n * LN2_HIGH) - n * LN2_LOW;
	return scaled(x87_f2xm1(r * LOG2_E), n);
}

long double exp2l(long double x)
{
	long double n;

	if (__builtin_isnan(x) || __builtin_isinf(x))
		return x > 0 || __builtin_isnan(x) ? x + x : 0.0L;
	if (fabsl(x) > 40000)
		return scaled(0, x > 0 ? 40000 : -40000);
	n = rintl(x);
	return scaled(x87_f2xm1(x - n), n);
}

long double expm1l(long double x)
{
	if (x == 0 || __builtin_isnan(x))
		return x + x;
	if (fabsl(x) < 0.34L)
		return x87_f2xm1(x * LOG2_E);
	if (x < -46) /* nothing of e^x is left beside 1 */
		return -1.0L;
	return expl(x) - 1;
}
