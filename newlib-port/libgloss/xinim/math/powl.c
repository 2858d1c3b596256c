/*
 * newlib-port/libgloss/xinim/math/powl.c - powers.
 *
 * x^y is 2^(y log2 x), and to be right to 64 bits the exponent, which has up to 15
 * before the point, needs some 80: log2 x is made as a sum of two. x is m 2^k with m
 * near 1; a reciprocal r of few bits from a table makes m r = 1 + f with |f| < 2^-6;
 * ln(1 + f) = 2 (s + s^3/3 + ...), s = f / (2 + f), of which only s is needed in two
 * parts.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#include <stdbool.h>

/* 2 log2 e in two parts. */
#define SCALE_HIGH 0x1.71547652b82fe178p1L
#define SCALE_LOW  -0x1.05e004be5b8b05dcp-64L

#define FIRST 45 /* of the table, the number for m from 45/64 on */

/* A reciprocal, and -log2 of it in two parts. */
static const struct {
	long double r, high, low;
} table[] = {
	{ 1.40625L, -0x1.f7a8568cb06cece2p-2L, 0x1.b39ffeebc29372a6p-68L },
	{ 1.375L, -0x1.d6753e032ea0efe4p-2L, 0x1.41e66faaaaca5030p-70L },
	{ 1.34375L, -0x1.b47ebf73882a0a42p-2L, 0x1.7220e04ebb0e2a48p-67L },
	{ 1.3203125L, -0x1.9a802391e232f34cp-2L, 0x1.24bc6f1acf95dc3cp-68L },
	{ 1.2890625L, -0x1.771d2ba7efb3be46p-2L, -0x1.fd9aa24494ff8e1ep-67L },
	{ 1.265625L, -0x1.5c01a39fbd6879fap-2L, -0x1.624140d175ba249ep-75L },
	{ 1.2421875L, -0x1.406463b1b044975cp-2L, 0x1.a1977b5b995b4218p-67L },
	{ 1.21875L, -0x1.24407ab0e0739824p-2L, -0x1.6e52e91300efeef4p-68L },
	{ 1.1953125L, -0x1.0790adbb030096f0p-2L, -0x1.8d34ceaa2dd6ccc2p-69L },
	{ 1.171875L, -0x1.d49ee4c32596fc90p-3L, 0x1.69535fb8bf577c80p-68L },
	{ 1.15625L, -0x1.acf5e2db4ec93efep-3L, -0x1.1ecbc0183634b520p-71L },
	{ 1.1328125L, -0x1.70742d4ef027f29cp-3L, -0x1.cfad77e7b6a2935cp-75L },
	{ 1.109375L, -0x1.32ae9e278ae1a1f6p-3L, 0x1.c1a7f14b168b364ep-68L },
	{ 1.09375L, -0x1.08c588cda79e3962p-3L, -0x1.ef1bf42954a2af54p-69L },
	{ 1.078125L, -0x1.bc84240adabba63cp-4L, 0x1.a74b235cd0a8f0d4p-69L },
	{ 1.0546875L, -0x1.3aa2fdd27f1c2d80p-4L, -0x1.344486d2989da9b6p-70L },
	{ 1.0390625L, -0x1.c4dfab90aab5ef50p-5L, 0x1.c1e586711df5ea16p-71L },
	{ 1.0234375L, -0x1.11cd1d5133412ed8p-5L, -0x1.4504fa934752f36ap-73L },
	{ 1.0L, 0.0L, 0.0L },
	{ 1.0L, 0.0L, 0.0L },
	{ 0.9765625L, 0x1.184b8e4c56af8292p-5L, 0x1.f06c085bc1b865cep-72L },
	{ 0.9609375L, 0x1.d6ebd1f1febfe046p-5L, -0x1.54cfc778a6afb772p-70L },
	{ 0.9453125L, 0x1.4c560fe68af880e0p-4L, 0x1.41e66faaaaca5030p-69L },
	{ 0.9375L, 0x1.7d60496cfbb4c674p-4L, -0x1.2ebb81cf52c6c122p-70L },
	{ 0.921875L, 0x1.e0b1ae8f2fd5664cp-4L, -0x1.8b4e49b7b0301f0ep-69L },
	{ 0.90625L, 0x1.22dadc2ab3496d2ep-3L, -0x1.b8a19b1c637671f0p-68L },
	{ 0.8984375L, 0x1.3c6fb650cde50a16p-3L, 0x1.12b1e4f6ca31048cp-69L },
	{ 0.8828125L, 0x1.7046031c79f84be2p-3L, -0x1.8d1aa21694561328p-69L },
	{ 0.8671875L, 0x1.a5094b54d2828404p-3L, 0x1.db75675c907e8c4ap-68L },
	{ 0.859375L, 0x1.bfc67a7fff4cc070p-3L, -0x1.fa8423e8c1443f2ap-68L },
	{ 0.8515625L, 0x1.dac22d3e441d2fe4p-3L, 0x1.5d3826e553b7a0e8p-69L },
	{ 0.8359375L, 0x1.08bce0d95fa37ec2p-2L, 0x1.52203798e04bf524p-67L },
	{ 0.828125L, 0x1.169c05363f158724p-2L, -0x1.5e0ff45432474f5ep-67L },
	{ 0.8125L, 0x1.32bfee370ee6865ap-2L, 0x1.24bc6f1acf95dc3cp-69L },
	{ 0.8046875L, 0x1.4106017c3eca28e6p-2L, 0x1.394fe8cca7d96250p-67L },
	{ 0.796875L, 0x1.4f6fbb2cec59878ep-2L, 0x1.3a16b94b51cf76b2p-68L },
	{ 0.7890625L, 0x1.5dfdcf1eeae0e442p-2L, 0x1.adb21d3765b875d6p-67L },
	{ 0.7734375L, 0x1.7b89f02cf2aad320p-2L, -0x1.d87452ab1361930cp-67L },
	{ 0.765625L, 0x1.8a8980abfbd32666p-2L, 0x1.536fc5bec1a57b8cp-67L },
	{ 0.7578125L, 0x1.99b072a96c6b26f2p-2L, 0x1.1b7e816f77f7b630p-67L },
	{ 0.75L, 0x1.a8ff971810a5e182p-2L, -0x1.00589050345d6e8ap-67L },
	{ 0.7421875L, 0x1.b877c57b1b06fefep-2L, 0x1.339e5677ec44dd00p-69L },
	{ 0.734375L, 0x1.c819dc2d45fe438ap-2L, -0x1.44ea773361b80720p-67L },
	{ 0.7265625L, 0x1.d7e6c0abc3578c3ep-2L, -0x1.694a8c581296112ap-67L },
	{ 0.71875L, 0x1.e7df5fe538ab34f0p-2L, -0x1.2ba94db12ef0aa84p-68L },
	{ 0.7109375L, 0x1.f804ae8d0cd0198ep-2L, -0x1.0d190159eb47cb2ap-67L },
	{ 0.703125L, 0x1.042bd4b9a7c98990p-1L, -0x1.931800450f5b2356p-66L },
};

struct two {
	long double high, low;
};

static struct two sum(long double a, long double b)
{
	struct two r = { a + b, 0 };
	long double t = r.high - a;

	r.low = (a - (r.high - t)) + (b - t);
	return r;
}

/* The product exactly, by halves of 32 bits (Dekker). */
static struct two product(long double a, long double b)
{
	struct two r = { a * b, 0 };
	long double t = a * 0x1.00000001p32L, ah = t - (t - a), al = a - ah;
	long double u = b * 0x1.00000001p32L, bh = u - (u - b), bl = b - bh;

	r.low = ((ah * bh - r.high) + ah * bl + al * bh) + al * bl;
	return r;
}

static struct two log2_of(long double x)
{
	int e, i;
	long double m = frexpl(x, &e), f, d, s, rest, s2;
	struct two a, b;

	if (m < 0x1.6a09e667f3bccp-1L) {
		m *= 2;
		e--;
	}
	i = (int)(m * 64) - FIRST;
	/* m r - 1: r has 8 bits, and the product is near 1. */
	a = product(m, table[i].r);
	f = (a.high - 1) + a.low;
	d = a.low - (f - (a.high - 1));
	/* s = f / (2 + f) and what the division left. */
	s = f / (2 + f);
	b = product(s, 2 + f);
	rest = ((f - b.high) - b.low - s * ((f - ((2 + f) - 2))) + d) / (2 + f);
	s2 = s * s;
	rest += s * s2 *
		(1 / 3.0L +
			s2 *
				(1 / 5.0L +
					s2 *
						(1 / 7.0L +
							s2 *
								(1 / 9.0L +
									s2 *
										(1 / 11.0L +
											s2 / 13)))));
	a = product(s, SCALE_HIGH);
	a.low += s * SCALE_LOW + rest * SCALE_HIGH;
	b = sum(table[i].high, a.high);
	b.low += a.low + table[i].low;
	a = sum(e, b.high);
	a.low += b.low;
	return sum(a.high, a.low);
}

/* 0: no whole number; 1: odd; 2: even. */
static int whole(long double y)
{
	if (rintl(y) != y)
		return 0;
	return fabsl(y) < 0x1p64L && fmodl(y, 2) != 0 ? 1 : 2;
}

/* x above 0 and both finite. */
static long double positive(long double x, long double y)
{
	struct two l = log2_of(x), t;
	long double n, r;

	if (fabsl(l.high * y) > 40000)
		return finite_or_range(ldexpl(1, l.high * y > 0 ? 40000 : -40000));
	t = product(l.high, y);
	t.low += l.low * y;
	n = rintl(t.high);
	r = (t.high - n) + t.low;
	if (fabsl(r) > 1)
		r = copysignl(1, r);
	r = 1 + x87_f2xm1(r);
	r = ldexpl(r, (int)n);
	if (r == 0)
		errno = ERANGE;
	return finite_or_range(r);
}

long double powl(long double x, long double y)
{
	int kind = whole(y);
	bool negative = __builtin_signbit(x) && kind == 1;
	long double a = fabsl(x), r;

	if (y == 0 || x == 1)
		return 1;
	if (__builtin_isunordered(x, y))
		return x + y;
	if (__builtin_isinf(y)) {
		if (a == 1)
			return 1;
		return (a > 1) == (y > 0) ? INFINITY : 0;
	}
	if (a == 0 || __builtin_isinf(a)) {
		if (a == 0 && y < 0)
			errno = ERANGE;
		r = (a == 0) == (y < 0) ? (long double)INFINITY : 0.0L;
	} else if (x < 0 && kind == 0)
		return domain_error();
	else if (fabsl(y) < 0x1p-80L)
		r = 1; /* and products with it would be too small */
	else if (fabsl(y) > 0x1p80L)
		r = a == 1 ? 1 : ldexpl(1, (a > 1) == (y > 0) ? 40000 : -40000);
	else
		r = positive(a, y);
	return negative ? -r : r;
}
