/*
 * newlib-port/libgloss/xinim/math/roundl.c - to a whole number: ceill, floorl, truncl, roundl, rintl and their like.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#define DOWN 0x400
#define UP   0x800
#define ZERO 0xc00

/* FRNDINT with that rounding (the control word's bits 10 and 11). */
static long double round_by(long double x, unsigned int mode)
{
	uint16_t before, now;

	__asm__ volatile("fnstcw %0" : "=m"(before));
	now = (uint16_t)((before & ~ZERO) | mode);
	__asm__ volatile("fldcw %2; frndint; fldcw %1" : "+t"(x) : "m"(before), "m"(now));
	return x;
}

long double floorl(long double x)
{
	return round_by(x, DOWN);
}

long double ceill(long double x)
{
	return round_by(x, UP);
}

long double truncl(long double x)
{
	return round_by(x, ZERO);
}

long double rintl(long double x)
{
	__asm__ volatile("frndint" : "+t"(x));
	return x;
}

/* The same, but never the exception "inexact" (bit 5 of the status word). */
long double nearbyintl(long double x)
{
	struct {
		uint32_t control, status, rest[5];
	} environment;

	__asm__ volatile("fnstenv %0; fldenv %0" : "+m"(environment));
	__asm__ volatile("frndint" : "+t"(x));
	if (!(environment.status & 0x20)) {
		uint32_t flags = environment.status;

		__asm__ volatile("fnstenv %0" : "=m"(environment));
		environment.status = (environment.status & ~0x20U) | (flags & 0x20U);
		__asm__ volatile("fldenv %1" : "+t"(x) : "m"(environment));
	}
	return x;
}

long double roundl(long double x)
{
	long double whole;

	if (exponent_of(x) >= BIAS + 63)
		return x + 0.0L; /* whole, infinite or no number */
	whole = truncl(x);
	if (fabsl(x - whole) >= 0.5L)
		whole += copysignl(1.0L, x);
	return copysignl(whole, x);
}

long long llrintl(long double x)
{
	long long r;

	__asm__ volatile("fistpll %0" : "=m"(r) : "t"(x) : "st");
	return r;
}

long lrintl(long double x)
{
	return llrintl(x);
}

long long llroundl(long double x)
{
	return (long long)roundl(x);
}

long lroundl(long double x)
{
	return (long)roundl(x);
}
