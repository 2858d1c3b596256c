/*
 * newlib-port/libgloss/xinim/math/hypotl.c - the square root of x^2 + y^2.
 *
 * In place of newlib's, which squares its arguments as they are: they overflow above
 * 2^8192, vanish below 2^-8192, and infinity beside NaN has to be infinity (ISO C11,
 * F.10.4.3).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

long double hypotl(long double x, long double y)
{
	int exponent;
	long double larger, smaller;

	if (__builtin_isinf(x) || __builtin_isinf(y))
		return __builtin_infl();
	x = fabsl(x);
	y = fabsl(y);
	if (__builtin_isnan(x) || __builtin_isnan(y) || x == 0 || y == 0)
		return x + y;
	larger = x > y ? x : y;
	smaller = x > y ? y : x;
	/* Scaled by a power of two, which is exact: the larger one is in [0.5, 1). */
	larger = frexpl(larger, &exponent);
	smaller = scalbnl(smaller, -exponent);
	return finite_or_range(
		scalbnl(sqrtl(larger * larger + smaller * smaller), exponent));
}
