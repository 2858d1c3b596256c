/* tests/port/ldbl.c - functions of long double: values to the last bits.
 *
 * The values are those of another library with 64 bits of significand, or of series
 * with 60 decimal digits. QEMU computes FYL2X, F2XM1 and FPATAN to all 64 bits.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <complex.h>
#include <errno.h>
#include <fenv.h>
#include <limits.h>
#include <math.h>

#include "../guest/guest.h"

/* How many units of the last place apart; 1000000 for what is no such number. */
static long apart(long double is, long double want)
{
	int e;
	long double n;

	if (is == want && signbit(is) == signbit(want))
		return 0;
	if (isnan(is) || isnan(want))
		return isnan(is) && isnan(want) ? 0 : 1000000;
	if (isinf(is) || isinf(want))
		return 1000000;
	frexpl(want, &e);
	n = fabsl(is - want) / ldexpl(1, e < -16381 ? -16445 : e - 64);
	return n > 999999 ? 999999 : (long)n;
}

#define NEAR(call, want, ulps) EXPECT(apart((call), (want)) <= (ulps))

static void exact(void)
{
	long double whole;
	int e, q;

	NEAR(floorl(-0.5L), -1.0L, 0);
	NEAR(ceill(-0.5L), -0.0L, 0);
	NEAR(truncl(0x1.8p62L), 0x1.8p62L, 0);
	NEAR(roundl(-2.5L), -3.0L, 0);
	NEAR(rintl(2.5L), 2.0L, 0);
	EXPECT_EQ(llroundl(-0x1p62L), -0x1p62L);
	EXPECT_EQ(lrintl(3.5L), 4);
	feclearexcept(FE_ALL_EXCEPT);
	NEAR(nearbyintl(1.25L), 1.0L, 0);
	EXPECT_EQ(fetestexcept(FE_INEXACT), 0);
	NEAR(modfl(-3.75L, &whole), -0.75L, 0);
	NEAR(whole, -3.0L, 0);
	NEAR(frexpl(0x1p-16440L, &e), 0.5L, 0);
	EXPECT_EQ(e, -16439);
	NEAR(ldexpl(1, -16445), 0x1p-16445L, 0);
	EXPECT_EQ(ilogbl(0x1p-16440L), -16440);
	NEAR(fmodl(0x1p16000L, 3), 1.0L, 0);
	NEAR(remquol(7, 2, &q), -1.0L, 0);
	EXPECT_EQ(q & 7, 4);
	NEAR(nextafterl(1, 2), 0x1.0000000000000002p0L, 0);
	NEAR(nextafterl(0, -1), -0x1p-16445L, 0);
	NEAR(fmaxl(NAN, 3), 3.0L, 0);
	NEAR(fdiml(1, 4), 0.0L, 0);
	NEAR(cbrtl(-27), -3.0L, 0);
	NEAR(hypotl(3, 4), 5.0L, 0);
	EXPECT(nexttoward(1.0, 2.0L) == 0x1.0000000000001p0);
}

/* Once rounded: x y has bits that only the sum shows. */
static void fused(void)
{
	/* The compiler does not know the mode. */
	volatile long double x = 0x1.0000000000000002p0L, tiny = 0x1p-16445L, one = 1;

	NEAR(fmal(x, x, -0x1.0000000000000004p0L), 0x1p-126L, 0);
	NEAR(fmal(0x1p16383L, 2, -0x1p16383L), 0x1p16383L, 0);
	NEAR(fmal(tiny, 0.5L, 0), 0.0L, 0);
	fesetround(FE_UPWARD);
	NEAR(fmal(tiny, 0.5L, 0), tiny, 0);
	NEAR(fmal(one, one, tiny), x, 0);
	fesetround(FE_TONEAREST);
	EXPECT(isnan(fmal(INFINITY, 0, 1)));
}

static void transcendental(void)
{
	NEAR(expl(1), 0x1.5bf0a8b145769536p1L, 1);
	NEAR(exp2l(0.5L), 0x1.6a09e667f3bcc908p0L, 1);
	NEAR(expm1l(0x1p-40L), 0x1.000000000080000p-40L, 1);
	NEAR(logl(2), 0x1.62e42fefa39ef358p-1L, 1);
	NEAR(log2l(0x1p-16445L), -16445.0L, 0);
	NEAR(log10l(1000), 3.0L, 1);
	NEAR(atanl(1), 0x1.921fb54442d1846ap-1L, 1);
	NEAR(asinl(0.5L), 0x1.0c152382d7365846p-1L, 2);
	NEAR(acosl(-1), 0x1.921fb54442d1846ap1L, 1);
	NEAR(powl(10, 4000), 1e4000L, 1);
	NEAR(powl(10, -20), 1e-20L, 1);
	NEAR(powl(-2, 3), -8.0L, 0);
	NEAR(powl(3, 40), 12157665459056928801.0L, 1);
	NEAR(powl(-1, 0x1p70L), 1.0L, 0);
	NEAR(sinl(1), 0x1.aed548f090cee042p-1L, 1);
	NEAR(cosl(0x1p16000L) * cosl(0x1p16000L) + sinl(0x1p16000L) * sinl(0x1p16000L),
		1.0L, 2);
	NEAR(sinl(1e22L), -0.85220084976718880177L, 2);
	NEAR(tanl(-0.0L), -0.0L, 0);
	NEAR(sinhl(1), 1.1752011936438014568823818505956L, 3);
	NEAR(tanhl(100), 1.0L, 0);
	NEAR(erfl(0.5L), 0.52049987781304653768L, 8);
	NEAR(erfcl(10), 2.0884875837625447570e-45L, 16);
	NEAR(tgammal(11), 3628800.0L, 0);
	NEAR(lgammal(100), 359.13420536957539878L, 4);
	NEAR(creall(cexpl(I * acosl(-1))), -1.0L, 2);
}

static void errors(void)
{
	volatile long double zero = 0;

	errno = 0;
	EXPECT(isnan(logl(-1)));
	EXPECT_EQ(errno, EDOM);
	errno = 0;
	EXPECT(isinf(expl(20000)));
	EXPECT_EQ(errno, ERANGE);
	errno = 0;
	EXPECT(isnan(sinl(INFINITY)));
	EXPECT_EQ(errno, EDOM);
	errno = 0;
	EXPECT(isnan(powl(-2, 0.5L)));
	EXPECT_EQ(errno, EDOM);
	errno = 0;
	EXPECT(powl(zero, -3) == INFINITY);
	EXPECT_EQ(errno, ERANGE);
	EXPECT_EQ(ilogbl(0), FP_ILOGB0);
	EXPECT_EQ(ilogbl(INFINITY), INT_MAX);
}

static const struct guest_case cases[] = {
	{ "exact", exact },
	{ "fused", fused },
	{ "transcendental", transcendental },
	{ "errors", errors },
};

GUEST_MAIN(cases)
