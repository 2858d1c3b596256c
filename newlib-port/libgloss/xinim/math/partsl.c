/*
 * newlib-port/libgloss/xinim/math/partsl.c - the parts of a number, and those beside it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#include <limits.h>

long double fabsl(long double x)
{
	return __builtin_fabsl(x);
}

long double copysignl(long double x, long double y)
{
	return __builtin_copysignl(x, y);
}

long double fmaxl(long double x, long double y)
{
	if (__builtin_isnan(x))
		return y;
	if (x == y)
		return __builtin_signbit(x) ? y : x;
	return x < y ? y : x;
}

long double fminl(long double x, long double y)
{
	if (__builtin_isnan(x))
		return y;
	if (x == y)
		return __builtin_signbit(x) ? x : y;
	return x > y ? y : x;
}

long double fdiml(long double x, long double y)
{
	if (__builtin_isunordered(x, y))
		return x + y;
	return x > y ? finite_or_range(x - y) : 0.0L;
}

long double scalblnl(long double x, long n)
{
	long double r = x, by;

	if (x == 0 || !__builtin_isfinite(x))
		return x + x;
	/* Beyond this the result is infinite or 0 in any case. */
	by = n > 40000 ? 40000.0L : n < -40000 ? -40000.0L : (long double)n;
	__asm__("fscale" : "+t"(r) : "u"(by));
	if (r == 0 || __builtin_isinf(r))
		errno = ERANGE;
	return r;
}

long double scalbnl(long double x, int n)
{
	return scalblnl(x, n);
}

long double ldexpl(long double x, int n)
{
	return scalblnl(x, n);
}

long double frexpl(long double x, int *exponent)
{
	union ldbl u = { x };
	int e = u.exponent & 0x7fff;

	*exponent = 0;
	if (e == 0x7fff || x == 0)
		return x + x;
	if (e == 0) { /* subnormal */
		u.value *= 0x1p64L;
		e = (u.exponent & 0x7fff) - 64;
	}
	*exponent = e - (BIAS - 1);
	u.exponent = (uint16_t)((u.exponent & 0x8000) | (BIAS - 1));
	return u.value;
}

long double modfl(long double x, long double *whole)
{
	*whole = __builtin_isinf(x) ? x : truncl(x);
	return copysignl(__builtin_isinf(x) ? 0.0L : x - *whole, x);
}

int ilogbl(long double x)
{
	int e;

	if (x == 0 || !__builtin_isfinite(x)) {
		errno = EDOM;
		return x == 0 ? FP_ILOGB0 : __builtin_isinf(x) ? INT_MAX : FP_ILOGBNAN;
	}
	frexpl(x, &e);
	return e - 1;
}

long double logbl(long double x)
{
	if (x == 0) {
		errno = ERANGE;
		return -1 / fabsl(x);
	}
	return __builtin_isfinite(x) ? (long double)ilogbl(x) : x * x;
}

long double nextafterl(long double x, long double y)
{
	union ldbl u = { x };

	if (__builtin_isunordered(x, y))
		return x + y;
	if (x == y)
		return y;
	if (x == 0) {
		u.significand = 1;
		u.exponent = __builtin_signbit(y) ? 0x8000 : 0;
	} else if ((x < y) == (x > 0)) {         /* away from 0 */
		if (++u.significand << 1 == 0) { /* into the next exponent */
			u.significand = UINT64_C(1) << 63;
			u.exponent++;
		}
	} else {
		if (u.significand-- == UINT64_C(1) << 63 && (u.exponent & 0x7fff) > 1) {
			u.significand = ~UINT64_C(0);
			u.exponent--;
		} else if (!(u.significand >> 63)) /* the largest subnormal */
			u.exponent &= 0x8000;
	}
	if ((u.exponent & 0x7fff) == 0x7fff || !(u.significand >> 63))
		errno = ERANGE;
	return u.value;
}

long double nexttowardl(long double x, long double y)
{
	return nextafterl(x, y);
}

double nexttoward(double x, long double y)
{
	if (__builtin_isunordered(x, y))
		return x + (double)y;
	if (x == y)
		return (double)y;
	return nextafter(x, x < y ? INFINITY : -INFINITY);
}

float nexttowardf(float x, long double y)
{
	if (__builtin_isunordered(x, y))
		return x + (float)y;
	if (x == y)
		return (float)y;
	return nextafterf(x, x < y ? INFINITY : -INFINITY);
}
