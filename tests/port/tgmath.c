/* tests/port/tgmath.c - functions of the type that their arguments have.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <tgmath.h>

#include "../guest/guest.h"

#define IS(call, type) EXPECT_EQ(_Generic((call), type : 1, default : 0), 1)

static volatile float f = 4;
static volatile double d = 4;
static volatile long double l = 4;
static volatile int i = 4;

static void types(void)
{
	int exponent;

	IS(sqrt(f), float);
	IS(sqrt(d), double);
	IS(sqrt(l), long double);
	IS(sqrt(i), double);
	IS(sqrt(f * I), float complex);
	IS(sin(l * I), long double complex);
	IS(pow(f, f), float);
	IS(pow(f, i), double);
	IS(pow(f, l), long double);
	IS(pow(f, d * I), double complex);
	IS(fabs(f * I), float);
	IS(carg(d), double);
	IS(creal(f * I), float);
	IS(conj(l * I), long double complex);
	IS(ldexp(f, 2), float);
	IS(frexp(l, &exponent), long double);
	IS(fmax(f, d), double);
	IS(fma(f, f, l), long double);
	IS(lround(f), long);
	IS(nexttoward(f, l), float);
}

static void values(void)
{
	EXPECT(sqrt(f) == 2 && sqrt(i) == 2 && sqrt(l) == 2);
	EXPECT(cimag(sqrt(-f + 0 * I)) == 2);
	EXPECT(atan2(f, d) == atan2(1.0, 1.0));
	EXPECT(fmin(fmin(f, 3), fmin(d, 5)) == 3);
	EXPECT(exp(f - 4) == 1 && fabs(-l) == 4);
	EXPECT(cos((float)1) != cos((double)1));
}

static const struct guest_case cases[] = {
	{ "types", types },
	{ "values", values },
};

GUEST_MAIN(cases)
