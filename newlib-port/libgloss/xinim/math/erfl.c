/*
 * newlib-port/libgloss/xinim/math/erfl.c - the error function: its series, and a continued fraction for the tail.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#define TWO_BY_SQRT_PI 0x1.20dd750429b6d11ap0L
#define SQRT_PI_BY_1   0x1.20dd750429b6d11ap-1L /* 1 / sqrt(pi) */

/* erf x = 2/sqrt(pi) e^-x^2 (x + 2x^3/3 + 4x^5/15 + ...): no term is negative. */
static long double series(long double x)
{
	long double x2 = x * x, term = x, r = x;

	for (int n = 1; n < 200 && term > r * 0x1p-70L; n++) {
		term *= 2 * x2 / (2 * n + 1);
		r += term;
	}
	return TWO_BY_SQRT_PI * expl(-x2) * r;
}

/*
 * erfc x = e^-x^2 / sqrt(pi) / (x + (1/2)/(x + (2/2)/(x + ...))) for x >= 1.
 * x^2 has twice the bits: e^-x^2 is e^-a^2 e^(a-x)(a+x), a of 32 bits.
 */
static long double tail(long double x)
{
	long double f = x, t = x * 0x1.00000001p32L, a = t - (t - x);

	for (int n = x < 2 ? 500 : 120; n > 0; n--)
		f = x + n / 2.0L / f;
	return expl(-a * a) * expl((a - x) * (a + x)) * SQRT_PI_BY_1 / f;
}

long double erfl(long double x)
{
	long double a = fabsl(x);

	if (__builtin_isnan(x))
		return x;
	if (a < 0x1p-40L)
		return TWO_BY_SQRT_PI * x;
	if (a > 7)
		return copysignl(1, x);
	return copysignl(a < 2 ? series(a) : 1 - tail(a), x);
}

long double erfcl(long double x)
{
	long double r;

	if (__builtin_isnan(x))
		return x;
	if (x < -7)
		return 2;
	if (x < 0.5L)
		return 1 - erfl(x);
	if (x > 120) {
		errno = ERANGE;
		return 0;
	}
	r = x < 1 ? 1 - series(x) : tail(x);
	if (r == 0)
		errno = ERANGE;
	return r;
}
