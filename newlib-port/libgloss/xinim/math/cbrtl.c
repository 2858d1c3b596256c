/*
 * newlib-port/libgloss/xinim/math/cbrtl.c - the third root: that of double, and two of Newton's steps.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

long double cbrtl(long double x)
{
	long double m, r;
	int e, rest;

	if (x == 0 || !__builtin_isfinite(x))
		return x + x;
	m = frexpl(x, &e);
	rest = ((e % 3) + 3) % 3;
	m = ldexpl(m, rest); /* 0.5 to 4 */
	r = cbrt((double)m);
	for (int i = 0; i < 2; i++)
		r -= (r - m / (r * r)) / 3;
	return ldexpl(r, (e - rest) / 3);
}
