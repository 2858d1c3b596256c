/*
 * newlib-port/libgloss/xinim/math/fmodl.c - remainders: FPREM and FPREM1 until they are whole.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "ldbl.h"

#include <stdbool.h>

/* The status word's bit 10 says that there is more to do; SDM volume 2, FPREM. */
#define PARTIAL 0x400

long double fmodl(long double x, long double y)
{
	uint16_t status;

	if (__builtin_isunordered(x, y))
		return x + y;
	if (__builtin_isinf(x) || y == 0)
		return domain_error();
	do
		__asm__ volatile("fprem; fnstsw %1" : "+t"(x), "=a"(status) : "u"(y));
	while (status & PARTIAL);
	return x;
}

/* Bits 9, 14 and 8 of the status word are the quotient's lowest three. */
long double remquol(long double x, long double y, int *quotient)
{
	bool negative = __builtin_signbit(x) != __builtin_signbit(y);
	uint16_t status;
	int q;

	*quotient = 0;
	if (__builtin_isunordered(x, y))
		return x + y;
	if (__builtin_isinf(x) || y == 0)
		return domain_error();
	do
		__asm__ volatile("fprem1; fnstsw %1" : "+t"(x), "=a"(status) : "u"(y));
	while (status & PARTIAL);
	q = (status >> 9 & 1) | (status >> 14 & 1) << 1 | (status >> 8 & 1) << 2;
	*quotient = negative ? -q : q;
	return x;
}

long double remainderl(long double x, long double y)
{
	int quotient;

	return remquol(x, y, &quotient);
}
