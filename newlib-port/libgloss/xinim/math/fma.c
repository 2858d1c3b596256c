/*
 * newlib-port/libgloss/xinim/math/fma.c - x y + z of double and float, rounded once.
 *
 * In place of newlib's, which round twice. The exact result is cut to the 64 bits of a
 * long double with a last bit that is set if anything below was lost ("round to odd"):
 * what is then rounded to 53 or 24 bits is rounded right, in each mode, also where the
 * result is subnormal (Boldo and Melquiond, "Emulation of a FMA", 2008).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#include <fenv.h>
#include <stdbool.h>

typedef unsigned __int128 wide;

/* The same number with its first bit at 2^125. */
static wide split(wide bits, int *exponent)
{
	int up = bits >> 64 ? __builtin_clzll((uint64_t)(bits >> 64))
			    : 64 + __builtin_clzll((uint64_t)bits);

	*exponent -= up - 2;
	return bits << (up - 2);
}

/* The significand of a finite number that is not 0, and its power of two. */
static uint64_t bits_of(double x, int *exponent)
{
	union ldbl u = { (long double)x };

	*exponent = (u.exponent & 0x7fff) - BIAS - 63;
	return u.significand;
}

static wide shift_down(wide x, int by)
{
	if (by == 0)
		return x;
	if (by >= 128)
		return x != 0;
	return x >> by | (x << (128 - by) != 0);
}

/* x y + z for finite numbers, x and y and z not 0; odd, if it is not exact. */
static long double fused(double x, double y, double z)
{
	bool minus = __builtin_signbit(x) != __builtin_signbit(y);
	bool minus_z = __builtin_signbit(z);
	int ex, ey, ez;
	wide product, sum, addend;
	union ldbl r;

	product = (wide)bits_of(x, &ex) * bits_of(y, &ey);
	ex += ey;
	product >>= 2; /* 106 bits were in use, the last 22 are 0 */
	ex += 2;
	product = split(product, &ex);
	addend = bits_of(z, &ez);
	addend = split(addend, &ez);
	if (ex < ez || (ex == ez && product < addend)) {
		wide t = product;
		int e = ex;
		bool m = minus;

		product = addend;
		addend = t;
		ex = ez;
		ez = e;
		minus = minus_z;
		minus_z = m;
	}
	addend = shift_down(addend, ex - ez);
	sum = minus == minus_z ? product + addend : product - addend;
	if (sum == 0)
		return fegetround() == FE_DOWNWARD ? -0.0L : 0.0L;
	if (sum >> 126) {
		sum = shift_down(sum, 1);
		ex++;
	}
	sum = split(sum, &ex);
	sum = shift_down(sum, 62); /* 64 bits */
	r.significand = (uint64_t)sum;
	r.exponent = (uint16_t)(ex + 62 + 63 + BIAS) | (minus ? 0x8000 : 0);
	return r.value;
}

/* What is left to do is to round it: to double, or to float if x, y and z are floats. */
static long double unrounded(double x, double y, double z)
{
	if (!__builtin_isfinite(z) && __builtin_isfinite(x) && __builtin_isfinite(y))
		return z + z;
	if (!__builtin_isfinite(x) || !__builtin_isfinite(y) || x == 0 || y == 0)
		return x * y + z;
	/* Of two floats the product is exact; otherwise this is the one rounding. */
	return z == 0 ? x * y : fused(x, y, z);
}

double fma(double x, double y, double z)
{
	return (double)unrounded(x, y, z);
}

float fmaf(float x, float y, float z)
{
	return (float)unrounded(x, y, z);
}
