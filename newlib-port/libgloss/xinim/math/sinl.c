/*
 * newlib-port/libgloss/xinim/math/sinl.c - sinl, cosl and tanl: Taylor's series within pi/4 of a quarter turn.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#include <stddef.h>

/* The series of x^2, the smallest term first; each term is the last over its number. */
static long double series(long double x2, const unsigned short *divisors, size_t n)
{
	long double r = 0;

	while (n-- > 0)
		r = (1 - r) * (x2 / divisors[n]);
	return r;
}

/* sin(x + low): x - x^3/3! + ... */
static long double sine(long double x, long double low)
{
	static const unsigned short divisors[] = { 2 * 3, 4 * 5, 6 * 7, 8 * 9, 10 * 11,
		12 * 13, 14 * 15, 16 * 17, 18 * 19, 20 * 21, 22 * 23 };
	long double x2 = x * x;

	return x - (x * series(x2, divisors, 11) - low * (1 - x2 / 2));
}

/* cos(x + low): 1 - x^2/2 + ... */
static long double cosine(long double x, long double low)
{
	static const unsigned short divisors[] = { 3 * 4, 5 * 6, 7 * 8, 9 * 10, 11 * 12,
		13 * 14, 15 * 16, 17 * 18, 19 * 20, 21 * 22, 23 * 24 };
	long double x2 = x * x, half = x2 / 2, r = 1 - half;

	/* What the subtraction lost, then the rest of the series. */
	return r + (((1 - r) - half) + half * series(x2, divisors, 11) - x * low);
}

long double sinl(long double x)
{
	long double high, low;

	if (!__builtin_isfinite(x))
		return __builtin_isnan(x) ? x : domain_error();
	if (x == 0)
		return x;
	switch (__xinim_reduce(x, &high, &low)) {
	case 0:
		return sine(high, low);
	case 1:
		return cosine(high, low);
	case 2:
		return -sine(high, low);
	default:
		return -cosine(high, low);
	}
}

long double cosl(long double x)
{
	long double high, low;

	if (!__builtin_isfinite(x))
		return __builtin_isnan(x) ? x : domain_error();
	switch (__xinim_reduce(x, &high, &low)) {
	case 0:
		return cosine(high, low);
	case 1:
		return -sine(high, low);
	case 2:
		return -cosine(high, low);
	default:
		return sine(high, low);
	}
}

long double tanl(long double x)
{
	long double high, low;
	int quadrant;

	if (!__builtin_isfinite(x))
		return __builtin_isnan(x) ? x : domain_error();
	if (x == 0)
		return x;
	quadrant = __xinim_reduce(x, &high, &low);
	return quadrant & 1 ? -cosine(high, low) / sine(high, low)
			    : sine(high, low) / cosine(high, low);
}

/* The functions by names that the compiler does not know: it makes one call of both. */
long double real_sinl(long double x) __asm__("sinl");
long double real_cosl(long double x) __asm__("cosl");
void sincosl(long double x, long double *sine, long double *cosine);

/* GNU's, which GCC calls for a sinl and a cosl of the same number. */
void sincosl(long double x, long double *sine, long double *cosine)
{
	*sine = real_sinl(x);
	*cosine = real_cosl(x);
}
