/*
 * newlib-port/libgloss/xinim/math/lgammal.c - the gamma function and its logarithm: Stirling's series.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#define HALF_LOG_2PI 0x1.d67f1c864beb4a6ap-1L
#define SQRT_2PI     0x1.40d931ff62705966p1L
#define PI           0x1.921fb54442d1846ap1L

/* ln gamma(x) - ((x - 1/2) ln x - x + ln(2 pi)/2), for x >= 20: B_2n / (2n (2n-1)). */
static long double stirling(long double x)
{
	static const long double c[] = { 1 / 12.0L, -1 / 360.0L, 1 / 1260.0L,
		-1 / 1680.0L, 1 / 1188.0L, -691 / 360360.0L, 1 / 156.0L,
		-3617 / 122400.0L, 43867 / 244188.0L };
	long double y = 1 / (x * x), r = 0;

	for (int i = sizeof(c) / sizeof(c[0]) - 1; i >= 0; i--)
		r = r * y + c[i];
	return r / x;
}

/* sin(pi x) with x reduced before it is multiplied. */
static long double sine_pi(long double x)
{
	long double r = remainderl(x, 2);

	if (fabsl(r) > 0.5L)
		r = copysignl(1, r) - r;
	return sinl(PI * r);
}

/* x > 0 */
static long double log_gamma(long double x)
{
	long double shift = 1;

	if (x == 1 || x == 2)
		return 0;
	while (x < 20)
		shift *= x++;
	if (x > 0x1p66L)
		return x * (logl(x) - 1);
	return (x - 0.5L) * logl(x) - x + HALF_LOG_2PI + stirling(x) - logl(shift);
}

long double lgammal(long double x)
{
	long double s;

	signgam = 1;
	if (!__builtin_isfinite(x))
		return x * x;
	if (fabsl(x) < 0x1p-70L) { /* 1/x and nothing else */
		signgam = __builtin_signbit(x) ? -1 : 1;
		return x == 0 ? finite_or_range(INFINITY) : -logl(fabsl(x));
	}
	if (x > 0)
		return finite_or_range(log_gamma(x));
	if (x == rintl(x)) {
		errno = ERANGE;
		return HUGE_VALL;
	}
	s = sine_pi(x);
	if (s > 0) /* gamma(x) gamma(1 - x) = pi / sin(pi x), and 1 - x > 0 */
		signgam = 1;
	else
		signgam = -1;
	return logl(PI / fabsl(s)) - log_gamma(1 - x);
}

/* x >= 0.5 */
static long double gamma_positive(long double x)
{
	long double shift = 1, p;

	if (x > 1756)
		return finite_or_range(INFINITY);
	if (x == rintl(x) && x < 26) { /* exact */
		for (int i = 2; i < (int)x; i++)
			shift *= i;
		return shift;
	}
	while (x < 20)
		shift *= x++;
	p = powl(x, (x - 0.5L) / 2); /* its square may be too large */
	return finite_or_range(SQRT_2PI * p * expl(-x + stirling(x)) * p / shift);
}

long double tgammal(long double x)
{
	long double s;

	if (x == 0) {
		errno = ERANGE;
		return 1 / x;
	}
	if (__builtin_isnan(x) || x == INFINITY)
		return x;
	if (x < 0 && (x == rintl(x) || __builtin_isinf(x)))
		return domain_error();
	if (x >= 0.5L)
		return gamma_positive(x);
	if (x > -0.5L)
		return finite_or_range(gamma_positive(1 + x) / x);
	s = sine_pi(x);
	if (x < -1800)
		return copysignl(0, s);
	return PI / (s * gamma_positive(1 - x));
}
