/*
 * newlib-port/libgloss/xinim/math/rounding.c - whole numbers by the current rounding
 * direction: ISO C, 7.12.9.
 *
 * In place of newlib's, which took what is less than one half for 0 in every direction, and
 * whose rint() the compiler put in place in a way that turns directions around for numbers
 * below zero.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fenv.h>
#include <math.h>

/* The functions themselves, not what the compiler knows of them. */
double real_rint(double x) __asm__("rint");
float real_rintf(float x) __asm__("rintf");

double nearbyint(double x)
{
	int inexact = fetestexcept(FE_INEXACT);

	x = real_rint(x);
	if (!inexact)
		feclearexcept(FE_INEXACT);
	return x;
}

float nearbyintf(float x)
{
	int inexact = fetestexcept(FE_INEXACT);

	x = real_rintf(x);
	if (!inexact)
		feclearexcept(FE_INEXACT);
	return x;
}

/* What has no room is FE_INVALID, and the least number: Intel SDM volume 2, CVTSD2SI. */
long lrint(double x)
{
	long n;

	__asm__ volatile("cvtsd2si %1, %0" : "=r"(n) : "x"(x));
	return n;
}

long lrintf(float x)
{
	long n;

	__asm__ volatile("cvtss2si %1, %0" : "=r"(n) : "x"(x));
	return n;
}

long long llrint(double x)
{
	return lrint(x);
}

long long llrintf(float x)
{
	return lrintf(x);
}
