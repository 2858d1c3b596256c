/*
 * newlib-port/libgloss/xinim/ldtoa.c - floating point as decimal digits, exactly.
 *
 * In place of newlib's _ldtoa_r, which knows 42 digits and has zeros behind them. printf
 * and its like ask here for float, double and long double alike: each is a whole number
 * times a power of two, and the digits are found with whole numbers of nine decimal digits
 * a word, so that all are right and the last is rounded as fesetround() says: to the
 * nearest, to even on a tie, if it has not been asked.
 *
 * Only what has to do with a long double's parts is machine-dependent: Intel SDM volume 1,
 * 4.2.2, double extended precision.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BASE     1000000000u
#define DIGITS   9 /* in a word */
#define EXPONENT 0x7fff
#define BIAS     16383
#define FRACTION 63        /* bits behind the point */
#define SMALL    64        /* words that need no memory */
#define MOST     (1 << 30) /* digits that may be asked for */

union parts {
	long double value;
	struct {
		uint64_t significand;
		uint16_t sign_exponent;
	};
};

/*
 * A decimal number: words[0] is the most significant, each nine digits; the point is
 * behind `whole' of them.
 */
struct decimal {
	int count, whole;
	uint32_t *words;
};

/* newlib's memory for numbers. */
struct _Bigint *_Balloc(struct _reent *reent, int k);
void _Bfree(struct _reent *reent, struct _Bigint *number);

char *_ldtoa_r(struct _reent *reent, long double value, int mode, int n, int *point,
	int *sign, char **end);
int _ldcheck(long double *value);
long double _ldfrexp(long double value, int *exponent);

/* significand * 2^exponent, exponent >= 0. */
static void whole_number(struct decimal *d, uint64_t significand, int exponent)
{
	uint32_t *words = d->words;
	int count = 0;

	/* The least significant first, until it is done. */
	for (; significand != 0; significand /= BASE)
		words[count++] = (uint32_t)(significand % BASE);
	while (exponent > 0) {
		int shift = exponent < 29 ? exponent : 29;
		uint64_t carry = 0;

		for (int i = 0; i < count; i++) {
			carry += (uint64_t)words[i] << shift;
			words[i] = (uint32_t)(carry % BASE);
			carry /= BASE;
		}
		if (carry != 0)
			words[count++] = (uint32_t)carry;
		exponent -= shift;
	}
	for (int i = 0; i < count / 2; i++) {
		uint32_t word = words[i];

		words[i] = words[count - 1 - i];
		words[count - 1 - i] = word;
	}
	d->count = d->whole = count;
}

/* Divides by 2^bits, with as many words more as that needs. */
static void halve(struct decimal *d, int bits)
{
	int first = 0;

	while (bits > 0) {
		int shift = bits < DIGITS ? bits : DIGITS; /* 2^9 divides BASE */
		uint32_t mask = (1u << shift) - 1, carry = 0;

		for (int i = first; i < d->count; i++) {
			uint32_t word = d->words[i];

			d->words[i] = (word >> shift) + carry;
			carry = (word & mask) * (BASE >> shift);
		}
		if (carry != 0)
			d->words[d->count++] = carry;
		while (first < d->count && d->words[first] == 0)
			first++;
		bits -= shift;
	}
}

/* As significand * 2^exponent, the exponent as near to 0 as can be. */
static int split(const union parts *p, uint64_t *significand)
{
	int exponent = p->sign_exponent & EXPONENT;

	*significand = p->significand;
	exponent = (exponent == 0 ? 1 : exponent) - BIAS - FRACTION;
	while (exponent < 0 && (*significand & 1) == 0) {
		*significand >>= 1;
		exponent++;
	}
	return exponent;
}

/* Nine digits, with zeros in front. */
static void put_word(char *to, uint32_t word)
{
	for (int i = DIGITS - 1; i >= 0; i--, word /= 10)
		to[i] = (char)('0' + word % 10);
}

/* Up by one in the last place of so many digits; true: it is 1 and zeros now. */
static bool round_up(char *digits, int n)
{
	for (int i = n - 1; i >= 0; i--) {
		if (digits[i] != '9') {
			digits[i]++;
			return false;
		}
		digits[i] = '0';
	}
	return true;
}

/* Which of the two numbers beside what is cut off, for a number with or without a minus. */
enum rounding { NEAREST, AWAY_FROM_ZERO, TO_ZERO };

static enum rounding rounding(bool negative)
{
	switch (__builtin_ia32_stmxcsr() >> 13 & 3) { /* Intel SDM volume 1, 10.2.3.1 */
	case 0:
		return NEAREST;
	case 1:
		return negative ? AWAY_FROM_ZERO : TO_ZERO;
	case 2:
		return negative ? TO_ZERO : AWAY_FROM_ZERO;
	default:
		return TO_ZERO;
	}
}

/*
 * Cuts `have' digits, of which the last is no zero, to n. *point grows where 9s become 1
 * and zeros; the new number of digits.
 */
static int cut(char *digits, int have, int n, enum rounding how, int *point)
{
	bool up, tie = true;

	if (n >= have)
		return have;
	for (int i = n + 1; i < have && tie; i++)
		tie = digits[i] == '0';
	if (how != NEAREST)
		up = how == AWAY_FROM_ZERO;
	else if (digits[n] != '5')
		up = digits[n] > '5';
	else
		up = !tie || (n > 0 && (digits[n - 1] - '0') % 2 == 1);
	if (up && round_up(digits, n)) {
		/* 9.99 is 10.0: one more digit before the point, n digits as before. */
		digits[0] = '1';
		++*point;
		return n > 0 ? n : 1;
	}
	return n;
}

/* The result, in memory that the thread's next call frees, as newlib's callers expect. */
static char *keep(struct _reent *reent, size_t size)
{
	size_t have = sizeof(__ULong);
	int k = 0;

	_REENT_CHECK_MP(reent);
	if (_REENT_MP_RESULT(reent) != NULL) {
		_REENT_MP_RESULT(reent)->_k = _REENT_MP_RESULT_K(reent);
		_REENT_MP_RESULT(reent)->_maxwds = 1 << _REENT_MP_RESULT_K(reent);
		_Bfree(reent, _REENT_MP_RESULT(reent));
		_REENT_MP_RESULT(reent) = NULL;
	}
	for (; sizeof(struct _Bigint) - sizeof(__ULong) + have <= size; have <<= 1)
		k++;
	_REENT_MP_RESULT_K(reent) = k;
	return (char *)(_REENT_MP_RESULT(reent) = _Balloc(reent, k));
}

static char *put_text(struct _reent *reent, const char *text, int room, char **end)
{
	char *result = keep(reent, (size_t)room + strlen(text) + 2);

	if (result == NULL)
		return NULL;
	strcpy(result, text);
	if (end != NULL)
		*end = result + strlen(text);
	return result;
}

/* The caller puts zeros behind what it gets, up to what it asked for: there is room. */
static char *put_digits(struct _reent *reent, const struct decimal *d, int mode, int n,
	enum rounding how, int *point, char **end)
{
	int first = 0, have, lead = 0;
	size_t room;
	char *digits;

	while (first < d->count && d->words[first] == 0)
		first++;
	have = (d->count - first) * DIGITS;
	room = (size_t)have + 2;
	if (mode == 2 || mode == 3)
		room += (size_t)n + (size_t)d->whole * DIGITS;
	digits = keep(reent, room);
	if (digits == NULL)
		return NULL;
	for (int i = first; i < d->count; i++)
		put_word(digits + (i - first) * DIGITS, d->words[i]);
	while (digits[lead] == '0')
		lead++;
	have -= lead;
	memmove(digits, digits + lead, (size_t)have);
	*point = (d->whole - first) * DIGITS - lead;
	while (have > 0 && digits[have - 1] == '0')
		have--;
	if (mode == 3 && n < -*point) { /* less than half of the last place */
		have = how == AWAY_FROM_ZERO;
		digits[0] = '1';
		*point = 1 - n;
	} else if (mode == 3)
		have = cut(digits, have, n + *point, how, point);
	else if (mode == 2)
		have = cut(digits, have, n > 0 ? n : 1, how, point);
	while (have > 0 && digits[have - 1] == '0')
		have--;
	digits[have] = '\0';
	if (have == 0)
		*point = mode == 3 ? -n : 1;
	if (end != NULL)
		*end = digits + have;
	return digits;
}

/*
 * The digits of a number, without zeros at the end: mode 2: n of them at most; mode 3: up
 * to the nth behind the point; others: all. *point: how many are before the point, 9999
 * for infinity and what is no number, which are words. NULL: no memory.
 */
char *_ldtoa_r(struct _reent *reent, long double value, int mode, int n, int *point,
	int *sign, char **end)
{
	union parts p = { value };
	uint32_t small[SMALL];
	struct decimal d = { 0, 0, small };
	uint64_t significand;
	int exponent, words;
	char *result;

	*sign = p.sign_exponent >> 15;
	if ((mode == 2 || mode == 3) && (n < 0 || n > MOST)) {
		reent->_errno = EOVERFLOW;
		return NULL;
	}
	if ((p.sign_exponent & EXPONENT) == EXPONENT) {
		*point = 9999;
		return put_text(
			reent, p.significand << 1 == 0 ? "Infinity" : "NaN", 0, end);
	}
	if (p.significand == 0) {
		*point = 1;
		return put_text(reent, "0", mode == 2 || mode == 3 ? n : 0, end);
	}
	exponent = split(&p, &significand);
	words = exponent >= 0 ? exponent / 29 + 4 : -exponent / DIGITS + 5;
	if (words > SMALL)
		d.words = malloc((size_t)words * sizeof(*d.words));
	if (d.words == NULL)
		return NULL;
	whole_number(&d, significand, exponent >= 0 ? exponent : 0);
	halve(&d, exponent < 0 ? -exponent : 0);
	result = put_digits(reent, &d, mode, n, rounding(*sign), point, end);
	if (d.words != small)
		free(d.words);
	return result;
}

/* frexp of a long double, for printf's %La, which has nothing of libm. */
long double _ldfrexp(long double value, int *exponent)
{
	union parts p = { value };
	int e = p.sign_exponent & EXPONENT;

	*exponent = 0;
	if (p.significand == 0 || e == EXPONENT)
		return value;
	for (e = e == 0 ? 1 : e; p.significand >> FRACTION == 0; e--)
		p.significand <<= 1;
	*exponent = e - (BIAS - 1);
	p.sign_exponent = (uint16_t)((p.sign_exponent & ~EXPONENT) | (BIAS - 1));
	return p.value;
}

/* 0: a number; 1: none at all; 2: infinity. newlib's printf asks before it converts. */
int _ldcheck(long double *value)
{
	union parts p = { *value };

	if ((p.sign_exponent & EXPONENT) != EXPONENT)
		return 0;
	return p.significand << 1 == 0 ? 2 : 1;
}
