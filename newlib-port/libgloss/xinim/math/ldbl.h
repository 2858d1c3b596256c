/*
 * newlib-port/libgloss/xinim/math/ldbl.h - long double: the 80-bit format of the x87.
 *
 * A significand of 64 bits with its first bit written down, 15 bits of exponent with a
 * bias of 16383, a sign (Intel SDM volume 1, 4.2.2). ISO C11, 7.12 says what each
 * function gives; a domain error sets errno to EDOM, a range error to ERANGE, as in the
 * functions for double.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_MATH_LDBL_H
#define XINIM_LIBGLOSS_MATH_LDBL_H

#define _GNU_SOURCE

#include <errno.h>
#include <math.h>
#include <stdint.h>

#define BIAS 16383

union ldbl {
	long double value;
	struct {
		uint64_t significand;
		uint16_t exponent; /* with the sign on top */
	};
};

static inline int exponent_of(long double x)
{
	return (union ldbl){ x }.exponent & 0x7fff;
}

static inline long double domain_error(void)
{
	errno = EDOM;
	return __builtin_nanl("");
}

/* x, or a range error if it has become infinite. */
static inline long double finite_or_range(long double x)
{
	if (__builtin_isinf(x))
		errno = ERANGE;
	return x;
}

/* 2^x - 1 for |x| <= 1. */
static inline long double x87_f2xm1(long double x)
{
	__asm__("f2xm1" : "+t"(x));
	return x;
}

/* y log2(x) for x > 0. */
static inline long double x87_fyl2x(long double x, long double y)
{
	long double r;

	__asm__("fyl2x" : "=t"(r) : "0"(x), "u"(y) : "st(1)");
	return r;
}

/* The quadrant of x, and what is left as two parts: |*high| <= pi/4. */
int __xinim_reduce(long double x, long double *high, long double *low);

#endif
