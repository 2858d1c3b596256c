/*
 * newlib-port/libgloss/xinim/math/fmal.c - x y + z, rounded once.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#include <fenv.h>
#include <stdbool.h>

typedef unsigned __int128 wide;

/* A number above 0: (high 2^128 + low) 2^exponent, and a bit that is lost below. */
struct big {
	wide high, low;
	int exponent;
};

/* Its first bit at 2^254, so that a sum has room. */
static void normalize(struct big *b)
{
	while (b->high >> 126 == 0) {
		int by = b->high >> 62 == 0 ? 64 : 1;

		b->high = b->high << by | b->low >> (128 - by);
		b->low <<= by;
		b->exponent -= by;
	}
}

/* Shifts down, and keeps in the last bit that something was lost. */
static void shift_down(struct big *b, int by)
{
	bool lost = false;

	if (by >= 256) {
		lost = (b->high | b->low) != 0;
		b->high = b->low = 0;
	} else if (by >= 128) {
		lost = b->low != 0 || (by > 128 && b->high << (256 - by) != 0);
		b->low = by == 128 ? b->high : b->high >> (by - 128);
		b->high = 0;
	} else if (by > 0) {
		lost = b->low << (128 - by) != 0;
		b->low = b->low >> by | b->high << (128 - by);
		b->high >>= by;
	}
	b->low |= lost;
	b->exponent += by;
}

/* Rounds in the mode that is set; sign of the result. */
static long double finish(struct big *b, bool negative)
{
	int keep = 64, exponent, mode = fegetround();
	uint64_t top;
	bool half, rest, up;
	long double r;

	if (b->high >> 127)
		shift_down(b, 1);
	normalize(b);
	exponent = b->exponent + 254; /* of the first bit */
	if (exponent < -16382)        /* subnormal: fewer bits */
		keep = 64 - (-16382 - exponent);
	/* The bits that are kept, the first that is not, and all others. */
	shift_down(b, 255 - 66 - (keep < 64 ? keep - 64 : 0));
	top = (uint64_t)(b->low >> 2);
	half = b->low >> 1 & 1;
	rest = b->low & 1;
	up = mode == FE_TONEAREST     ? half && (rest || (top & 1))
		: mode == FE_UPWARD   ? (half || rest) && !negative
		: mode == FE_DOWNWARD ? (half || rest) && negative
				      : false;
	if (half || rest)
		feraiseexcept(keep < 64 ? FE_INEXACT | FE_UNDERFLOW : FE_INEXACT);
	r = (long double)top;
	if (up)
		r += 1; /* exact: a power of 2 if it has more than 64 bits */
	return ldexpl(negative ? -r : r, b->exponent + 2);
}

long double fmal(long double x, long double y, long double z)
{
	int ex, ey, ez;
	bool minus = __builtin_signbit(x) != __builtin_signbit(y);
	bool minus_z = __builtin_signbit(z);
	struct big p, q;
	wide product;

	if (!__builtin_isfinite(x) || !__builtin_isfinite(y) || !__builtin_isfinite(z)) {
		if (__builtin_isfinite(x) && __builtin_isfinite(y))
			return z + z;
		return x * y + z;
	}
	if (x == 0 || y == 0)
		return x * y + z;
	product = (wide)(uint64_t)ldexpl(frexpl(fabsl(x), &ex), 64) *
		(uint64_t)ldexpl(frexpl(fabsl(y), &ey), 64);
	p = (struct big){ 0, product, ex + ey - 128 };
	normalize(&p);
	if (z == 0)
		return finish(&p, minus);
	q = (struct big){ 0, (uint64_t)ldexpl(frexpl(fabsl(z), &ez), 64), 0 };
	q.exponent = ez - 64;
	normalize(&q);
	if (p.exponent < q.exponent ||
		(p.exponent == q.exponent &&
			(p.high < q.high || (p.high == q.high && p.low < q.low)))) {
		struct big t = p;
		bool m = minus;

		p = q;
		q = t;
		minus = minus_z;
		minus_z = m;
	}
	shift_down(&q, p.exponent - q.exponent);
	if (minus == minus_z) {
		p.low += q.low;
		p.high += q.high + (p.low < q.low);
	} else {
		p.high -= q.high + (p.low < q.low);
		p.low -= q.low;
	}
	if (p.high == 0 && p.low == 0)
		return fegetround() == FE_DOWNWARD ? -0.0L : 0.0L;
	return finish(&p, minus);
}
