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
	EXPECT(hypotl(3e4000L * one, 4e4000L) / 5e4000L == 1);
	EXPECT(hypotl(3e-4000L * one, -4e-4000L) / 5e-4000L == 1);
	EXPECT(isinf(hypotl(INFINITY * one, NAN)) && isnan(hypotl(one, NAN)));
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
	EXPECT(isnan(modf(NAN * one, &whole)) && isnan(whole));
	for (int e = -1074; e < 1024; e++)
		EXPECT(log2(ldexp(one, e)) == e);
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

static bool same(double is, double want)
{
	return isnan(want)   ? isnan(is)
		: is == want ? signbit(is) == signbit(want)
			     : near(is, want);
}

/* Far from 0, where functions have poles and cuts, and ISO C's annex G. */
static void complex_corners(void)
{
	typedef double complex function(double complex);
	static const struct {
		function *f;
		double x, y, re, im;
	} rows[] = {
		{ catanh, 3.9, 0, 0.26226223406207627, M_PI_2 },
		{ catanh, 1, 0, HUGE_VAL, 0 },
		{ catan, 0, 2, M_PI_2, 0.54930614433405489 },
		{ catan, -1e-20, 0, -1e-20, 0 },
		{ casin, 1e200, 1e200, M_PI_4, 461.55673936964905 },
		{ casin, 2, 0, M_PI_2, 1.3169578969248166 },
		{ casin, 2, -0.0, M_PI_2, -1.3169578969248166 },
		{ casin, 0, 0, 0, 0 },
		{ cacos, 0, 0, M_PI_2, -0.0 },
		{ cacos, -3, 0, M_PI, -1.7627471740390861 },
		{ cacosh, 0.5, 0, 0, 1.0471975511965979 },
		{ casinh, 1e300, 0, 691.46867507877357, 0 },
		{ casinh, -0.0, -0.0, -0.0, -0.0 },
		{ ctanh, 1e300, 0.3, 1, 0 },
		{ ctan, 0, 400, 0, 1 },
		{ csinh, 710, 0.5, 9.802574250689392e307, 5.355170720030244e307 },
		{ ccosh, -HUGE_VAL, 0, HUGE_VAL, -0.0 },
		{ cexp, 710, 1.5, 1.5802653829857374e307, HUGE_VAL },
		{ cexp, -HUGE_VAL, NAN, 0, 0 },
		{ csqrt, 1e308, 1e308, 1.0986841134678098e154, 4.5508986056222733e153 },
		{ csqrt, -HUGE_VAL, 1, 0, HUGE_VAL },
		{ csqrt, NAN, HUGE_VAL, HUGE_VAL, HUGE_VAL },
		{ clog, 0, 0, -HUGE_VAL, 0 },
		{ clog, -HUGE_VAL, HUGE_VAL, HUGE_VAL, 3 * M_PI_4 },
		{ clog, 1, 1e-10, 5e-21, 1e-10 },
	};
	long double s, c;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double complex z = rows[i].f(CMPLX(rows[i].x, rows[i].y));

		EXPECT_EQ(same(creal(z), rows[i].re) ? 0 : i + 1, 0);
		EXPECT_EQ(same(cimag(z), rows[i].im) ? 0 : i + 1, 0);
	}
	EXPECT(cimagf(catanhf(CMPLXF(3.9f, 0))) == (float)M_PI_2);
	EXPECT(creall(catanhl(CMPLXL(3.9L * one, 0))) > 0.26226223406207L);
	sincosl(one, &s, &c);
	EXPECT(s == sinl(one) && c == cosl(one));
}

/* Rounded once: the product has more digits than a double. */
static void fused(void)
{
	volatile double tiny = 0x1p-1074, near_one = 0x1.0000001p0, huge = DBL_MAX;

	EXPECT(fma(near_one, near_one, -0x1.0000002p0) == 0x1p-56);
	EXPECT(fma(tiny, half, tiny) == 0x1p-1073); /* half way, to even */
	EXPECT(fma(tiny, half, -tiny) == -0.0 && fma(tiny, 0.75, 0) == tiny);
	EXPECT(fma(huge, two, -huge) == huge);
	EXPECT(fma(huge, huge, -INFINITY) == -INFINITY);
	EXPECT(fma(0x1.fffffffffffffp0 * one, 0x1.0000000000001p0, 0x1p-120) ==
		0x1.0000000000000p1);
	EXPECT(fmaf(16777215.0f * (float)one, 16777215.0f, 1.0f) == 281474943156226.0f);
	EXPECT(fmaf(0x1.000002p0f * (float)one, 0x1.000002p0f, -0x1.000004p0f) ==
		0x1p-46f);
	EXPECT(isnan(fma(INFINITY, zero, 1)) && signbit(fma(-one, zero, -zero)));
	fesetround(FE_DOWNWARD);
	EXPECT(signbit(fma(one, one, -one)));
	fesetround(FE_UPWARD);
	EXPECT(fma(one, one, tiny) == 1 + DBL_EPSILON);
	fesetround(FE_TONEAREST);
}

/* What a function says where it has no value, or one that is infinite. */
static void poles(void)
{
#define POLE(call, is, number)            \
	do {                              \
		errno = 0;                \
		EXPECT((call) == (is));   \
		EXPECT_EQ(errno, number); \
	} while (0)
#define NONE(call)                                \
	do {                                      \
		errno = 0;                        \
		feclearexcept(FE_ALL_EXCEPT);     \
		EXPECT(isnan(call));              \
		EXPECT_EQ(errno, EDOM);           \
		EXPECT(fetestexcept(FE_INVALID)); \
	} while (0)
	volatile double infinite = HUGE_VAL;

	POLE(pow(zero, -one), HUGE_VAL, ERANGE);
	POLE(pow(-zero, -one), -HUGE_VAL, ERANGE);
	POLE(pow(-zero, -two), HUGE_VAL, ERANGE);
	POLE(atanh(one), HUGE_VAL, ERANGE);
	POLE(lgamma(zero), HUGE_VAL, ERANGE);
	POLE(tgamma(zero), HUGE_VAL, ERANGE);
	POLE(tgamma(-zero), -HUGE_VAL, ERANGE);
	POLE(tgamma(200 * one), HUGE_VAL, ERANGE);
	POLE(y0(zero), -HUGE_VAL, ERANGE);
	POLE(cosh(infinite), HUGE_VAL, 0);
	POLE(fdim(-infinite, one), 0, 0);
	POLE(nextafter(DBL_MAX, infinite), HUGE_VAL, ERANGE);
	NONE(sin(infinite));
	NONE(cos(-infinite));
	NONE(tan(infinite));
	NONE(fmod(infinite, 2));
	NONE(remainder(infinite, 2));
	NONE(tgamma(-one));
	NONE(tgamma(-infinite));
	NONE(pow(-two, half));
	EXPECT(signbit(nextafter(zero, -zero)) && !signbit(nextafter(-zero, zero)));
	EXPECT(near(tgamma(-156.9 * one), tgamma(-155.9 * one) / -156.9));
	EXPECT(near(tgamma(10 * one), 362880));
	feclearexcept(FE_ALL_EXCEPT);
	EXPECT(nearbyint(2.3 * one) == 2);
	feclearexcept(FE_ALL_EXCEPT);
	EXPECT(nearbyint(infinite) == infinite && isnan(tgamma(NAN)));
	EXPECT_EQ(fetestexcept(FE_ALL_EXCEPT), 0);
}

/* nearbyint(), lrint() and their like in all directions, and rint() by another name. */
static void whole(void)
{
	static const int directions[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD,
		FE_TOWARDZERO };
	static const double values[] = { 0.3, -0.3, 1.5, -1.5, 2.5, -2.5 };
	static const signed char wanted[][6] = { { 0, 0, 2, -2, 2, -2 },
		{ 1, 0, 2, -1, 3, -2 }, { 0, -1, 1, -2, 2, -3 }, { 0, 0, 1, -1, 2, -2 } };

	for (int d = 0; d < 4; d++)
		for (int i = 0; i < 6; i++) {
			volatile double x = values[i];
			volatile float f = (float)x;
			double near_by;
			float narrow;
			long n, m;

			fesetround(directions[d]);
			feclearexcept(FE_ALL_EXCEPT);
			near_by = nearbyint(x);
			narrow = nearbyintf(f);
			EXPECT_EQ(fetestexcept(FE_ALL_EXCEPT), 0);
			n = lrint(x);
			m = llrintf(f);
			fesetround(FE_TONEAREST);
			EXPECT_EQ(n, wanted[d][i]);
			EXPECT_EQ(m, wanted[d][i]);
			EXPECT(near_by == wanted[d][i] && signbit(near_by) == signbit(x));
			EXPECT(narrow == wanted[d][i]);
		}
}

static const struct guest_case cases[] = {
	{ "functions", functions },
	{ "exact", exact },
	{ "specials", specials },
	{ "environment", environment },
	{ "whole", whole },
	{ "complexes", complexes },
	{ "complex_corners", complex_corners },
	{ "fused", fused },
	{ "poles", poles },
};

GUEST_MAIN(cases)
