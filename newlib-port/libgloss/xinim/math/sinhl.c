/*
 * newlib-port/libgloss/xinim/math/sinhl.c - hyperbolic functions and their inverses.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

long double sinhl(long double x)
{
	long double a = fabsl(x), e;

	if (a < 0x1p-32L || !__builtin_isfinite(x))
		return x;
	if (a > 45) { /* e^-x counts no more; half of e^x may fit where e^x does not */
		e = expl(a / 2);
		return copysignl(finite_or_range(e / 2 * e), x);
	}
	e = expm1l(a);
	return copysignl((e + e / (e + 1)) / 2, x);
}

long double coshl(long double x)
{
	long double a = fabsl(x), e;

	if (!__builtin_isfinite(x))
		return x * x;
	if (a > 45) {
		e = expl(a / 2);
		return finite_or_range(e / 2 * e);
	}
	if (a < 0.5L) {
		e = expm1l(a);
		return 1 + e * e / (2 * (1 + e));
	}
	e = expl(a);
	return (e + 1 / e) / 2;
}

long double tanhl(long double x)
{
	long double a = fabsl(x), e;

	if (a < 0x1p-32L || __builtin_isnan(x))
		return x;
	if (a > 45)
		return copysignl(1, x);
	e = expm1l(2 * a);
	return copysignl(e / (e + 2), x);
}

long double asinhl(long double x)
{
	long double a = fabsl(x);

	if (a < 0x1p-32L || !__builtin_isfinite(x))
		return x;
	if (a > 0x1p33L)
		return copysignl(logl(a) + 0x1.62e42fefa39ef358p-1L, x);
	return copysignl(log1pl(a + a * a / (1 + sqrtl(a * a + 1))), x);
}

long double acoshl(long double x)
{
	long double t = x - 1;

	if (x < 1)
		return domain_error();
	if (x > 0x1p33L)
		return logl(x) + 0x1.62e42fefa39ef358p-1L;
	return log1pl(t + sqrtl(2 * t + t * t));
}

long double atanhl(long double x)
{
	long double a = fabsl(x);

	if (a > 1)
		return domain_error();
	if (a == 1) {
		errno = ERANGE;
		return copysignl(HUGE_VALL, x);
	}
	if (a < 0x1p-32L || __builtin_isnan(x))
		return x;
	return copysignl(log1pl(2 * a / (1 - a)) / 2, x);
}
