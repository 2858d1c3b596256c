/*
 * newlib-port/libgloss/xinim/math/atanl.c - angles: FPATAN.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

long double atan2l(long double y, long double x)
{
	long double r;

	__asm__("fpatan" : "=t"(r) : "0"(x), "u"(y) : "st(1)");
	return r;
}

long double atanl(long double x)
{
	return atan2l(x, 1);
}

long double asinl(long double x)
{
	if (fabsl(x) > 1)
		return domain_error();
	return atan2l(x, sqrtl((1 - x) * (1 + x)));
}

long double acosl(long double x)
{
	if (fabsl(x) > 1)
		return domain_error();
	return atan2l(sqrtl((1 - x) * (1 + x)), x);
}
