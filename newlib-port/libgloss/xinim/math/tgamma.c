/*
 * newlib-port/libgloss/xinim/math/tgamma.c - the gamma function of double and float.
 *
 * In place of newlib's, which is e^lgamma and hundreds of units in the last place away.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#include <float.h>

/* A pole at 0: ERANGE. Less than 0 and whole, or minus infinity: EDOM. */
double tgamma(double x)
{
	double r;

	if (__builtin_isnan(x))
		return x + x;
	if (x == 0) {
		errno = ERANGE;
		return 1 / x;
	}
	if (x > 172 && __builtin_isfinite(x)) {
		errno = ERANGE;
		return x * DBL_MAX;
	}
	if (x < 0 && (x == -HUGE_VAL || floor(x) == x)) {
		errno = EDOM;
		return (x - x) / (x - x);
	}
	r = (double)tgammal(x);
	if (__builtin_isfinite(x) && (__builtin_isinf(r) || fabs(r) < DBL_MIN))
		errno = ERANGE;
	return r;
}

float tgammaf(float x)
{
	float r;

	if (x == 0) {
		errno = ERANGE;
		return 1 / x;
	}
	r = (float)tgamma(x); /* which raises what there is to raise */
	if (__builtin_isfinite(x) && (__builtin_isinf(r) || fabsf(r) < FLT_MIN))
		errno = ERANGE;
	return r;
}
