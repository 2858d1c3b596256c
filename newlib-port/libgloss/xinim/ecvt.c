/*
 * newlib-port/libgloss/xinim/ecvt.c - numbers as digits without a point: POSIX.1-2001
 * ecvt(), fcvt() and gcvt().
 *
 * In place of newlib's, which crashed at infinities and at negative counts. The digits are
 * those of printf().
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All of a double's digits before the point, and as many behind it as anybody is given. */
#define MOST_BEHIND 60
static char digits[320 + MOST_BEHIND];

/* What no digits stand for. */
static char *special(double x, int *point)
{
	*point = 0;
	return strcpy(digits, isnan(x) ? "nan" : "inf");
}

/* COUNT digits of X; *POINT: how many of them stand before the point. */
static char *significant(double x, int count, int *point)
{
	char text[MOST_BEHIND + 16], *to = digits;
	const char *p = text;

	if (count > MOST_BEHIND)
		count = MOST_BEHIND;
	snprintf(text, sizeof(text), "%.*e", count > 0 ? count - 1 : 0, x);
	for (; *p != 'e'; p++)
		if (*p != '.')
			*to++ = *p;
	*(count > 0 ? to : digits) = '\0';
	*point = atoi(p + 1) + 1;
	return digits;
}

char *ecvt(double x, int count, int *point, int *negative)
{
	*negative = signbit(x) != 0;
	if (!isfinite(x))
		return special(x, point);
	x = fabs(x);
	return significant(x, count, point);
}

/* Of what is before the point but for the last ZEROS digits; they are zeros. */
static char *rounded(double x, size_t zeros, int *point)
{
	double unit = 1;

	for (size_t i = 0; i < zeros; i++)
		unit *= 10;
	snprintf(digits, sizeof(digits), "%.0f", x / unit);
	for (char *end = digits + strlen(digits); zeros > 0 && digits[0] != '0';
		zeros--) {
		*end++ = '0';
		*end = '\0';
	}
	*point = (int)strlen(digits);
	return digits;
}

char *fcvt(double x, int count, int *point, int *negative)
{
	size_t before, zeros;

	*negative = signbit(x) != 0;
	if (!isfinite(x))
		return special(x, point);
	x = fabs(x);
	if (count < 0)
		return rounded(x, count < -308 ? 308 : -(size_t)count, point);
	snprintf(digits, sizeof(digits), "%.*f",
		count < MOST_BEHIND ? count : MOST_BEHIND, x);
	before = strcspn(digits, ".");
	*point = (int)before;
	if (digits[before] == '.')
		memmove(digits + before, digits + before + 1, strlen(digits + before));
	if (x != 0 && digits[0] == '0') {
		zeros = strspn(digits, "0");
		*point = 1 - (int)zeros;
		memmove(digits, digits + zeros, strlen(digits + zeros) + 1);
	}
	return digits;
}

/* BUFFER has room for COUNT digits, a sign, a point and an exponent. */
char *gcvt(double x, int count, char *buffer)
{
	sprintf(buffer, "%.*g", count > MOST_BEHIND ? MOST_BEHIND : count, x);
	return buffer;
}

char *ecvtf(float x, int count, int *point, int *negative)
{
	return ecvt(x, count, point, negative);
}

char *fcvtf(float x, int count, int *point, int *negative)
{
	return fcvt(x, count, point, negative);
}

char *gcvtf(float x, int count, char *buffer)
{
	return gcvt(x, count, buffer);
}
