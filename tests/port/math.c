/* tests/port/math.c - samples of libm, and of the floating-point environment.
 *
 * Values are known to more digits than a double has; two units in the last
 * place are allowed where the function is not exact by its definition.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <complex.h>
#include <errno.h>
#include <fenv.h>
#include <float.h>
#include <math.h>

#include "../guest/guest.h"

static bool near(double is, double want)
{
	return fabs(is - want) <= 2 * DBL_EPSILON * fabs(want);
}

static volatile double half = 0.5, one = 1, two = 2, ten = 10, zero = 0;

static void functions(void)
{
	EXPECT(near(sin(one), 0.84147098480789650665));
	EXPECT(near(cos(one), 0.54030230586813971740));
	EXPECT(near(tan(one), 1.5574077246549022305));
	EXPECT(near(asin(half), 0.52359877559829887308));
	EXPECT(near(acos(half), 1.0471975511965977462));
	EXPECT(near(atan(one), 0.78539816339744830962));
	EXPECT(near(atan2(-one, -one), -2.3561944901923449288));
	EXPECT(near(sinh(one), 1.1752011936438014569));
	EXPECT(near(tanh(half), 0.46211715726000975850));
	EXPECT(near(exp(one), 2.7182818284590452354));
	EXPECT(near(expm1(half), 0.64872127070012814685));
	EXPECT(near(log(ten), 2.3025850929940456840));
	EXPECT(near(log10(two), 0.30102999566398119521));
	EXPECT(near(log2(ten), 3.3219280948873623479));
	EXPECT(near(pow(two, half), 1.4142135623730950488));
	EXPECT(near(cbrt(ten), 2.1544346900318837218));
	EXPECT(near(erf(half), 0.52049987781304653768));
	EXPECT(near(tgamma(half), 1.7724538509055160273));
	EXPECT(near(lgamma(ten), 12.801827480081469611));
	EXPECT(near(sin(1e22 * one), -0.85220084976718880177));
	EXPECT(near(hypot(3e200 * one, 4e200), 5e200));
}

static void exact(void)
{
	int exponent;
	double whole;

	EXPECT(sqrt(two * 2) == 2 && sqrt(two) == 1.4142135623730951);
	EXPECT(floor(-half) == -1 && ceil(half) == 1 && trunc(-half) == 0);
	EXPECT(round(half) == 1 && rint(half) == 0 && nearbyint(1.5 * one) == 2);
	EXPECT(lround(-2.5 * one) == -3 && llrint(2.5 * one) == 2);
	EXPECT(fmod(ten, 3) == 1 && remainder(ten, 4) == 2);
	EXPECT(modf(-3.25 * one, &whole) == -0.25 && whole == -3);
	EXPECT(frexp(10 * one, &exponent) == 0.625 && exponent == 4);
	EXPECT(ldexp(0.75 * one, -1074) == 4.9406564584124654e-324);
	EXPECT(nextafter(one, 2) == 1 + DBL_EPSILON);
	EXPECT(copysign(one, -zero) == -1 && signbit(-zero));
	EXPECT(fmax(NAN, one) == 1 && fmin(one, NAN) == 1);
	EXPECT(ilogb(ten) == 3 && logb(ten) == 3);
	EXPECT(sqrtf((float)ten) == 3.1622777f);
}

static void specials(void)
{
	EXPECT(isinf(one / zero) && isnan(zero / zero));
	EXPECT(isnan(sqrt(-one)) && isnan(log(-one)));
	EXPECT(log(zero) == -INFINITY && exp(-INFINITY) == 0);
	EXPECT(pow(zero, 0) == 1 && pow(one, NAN) == 1 && pow(-two, 3) == -8);
	EXPECT(fpclassify(4.9e-324) == FP_SUBNORMAL);
	errno = 0;
	EXPECT(exp(1000 * one) == HUGE_VAL);
	EXPECT_EQ(errno, ERANGE);
	errno = 0;
	EXPECT(isnan(acos(two)));
	EXPECT_EQ(errno, EDOM);
}

static void environment(void)
{
	EXPECT_EQ(fegetround(), FE_TONEAREST);
	EXPECT_EQ(fesetround(FE_UPWARD), 0);
	EXPECT(one / 3 > 0.33333333333333333 && rint(0.25 * one) == 1);
	EXPECT_EQ(fesetround(FE_TONEAREST), 0);
	EXPECT_EQ(feclearexcept(FE_ALL_EXCEPT), 0);
	volatile double r = one / zero;

	(void)r;
	EXPECT_EQ(fetestexcept(FE_ALL_EXCEPT) & FE_DIVBYZERO, FE_DIVBYZERO);
	feclearexcept(FE_ALL_EXCEPT);
	EXPECT_EQ(fetestexcept(FE_ALL_EXCEPT), 0);
}

static void complexes(void)
{
	double complex z = csqrt(-4 * one);

	EXPECT(creal(z) == 0 && cimag(z) == 2);
	EXPECT(near(cabs(3 * one + 4 * I), 5));
}

static const struct guest_case cases[] = {
	{ "functions", functions },
	{ "exact", exact },
	{ "specials", specials },
	{ "environment", environment },
	{ "complexes", complexes },
};

GUEST_MAIN(cases)
