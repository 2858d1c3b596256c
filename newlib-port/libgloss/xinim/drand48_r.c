/*
 * newlib-port/libgloss/xinim/drand48_r.c - drand48 and its like with a state of the
 * caller's: glibc's.
 *
 * X[n+1] = (a X[n] + c) mod 2^48; a and c are POSIX's until lcong48_r says others.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MASK 0xffffffffffffULL

static uint64_t step(unsigned short x[3], struct drand48_data *d)
{
	uint64_t n = x[0] | (uint64_t)x[1] << 16 | (uint64_t)x[2] << 32;

	if (!d->__init) {
		d->__a = 0x5deece66dULL;
		d->__c = 0xb;
		d->__init = 1;
	}
	n = (n * d->__a + d->__c) & MASK;
	x[0] = (unsigned short)n;
	x[1] = (unsigned short)(n >> 16);
	x[2] = (unsigned short)(n >> 32);
	return n;
}

int erand48_r(unsigned short x[3], struct drand48_data *d, double *result)
{
	*result = (double)step(x, d) * 0x1p-48;
	return 0;
}

int nrand48_r(unsigned short x[3], struct drand48_data *d, long *result)
{
	*result = (long)(step(x, d) >> 17);
	return 0;
}

int jrand48_r(unsigned short x[3], struct drand48_data *d, long *result)
{
	*result = (int32_t)(step(x, d) >> 16);
	return 0;
}

int drand48_r(struct drand48_data *d, double *result)
{
	return erand48_r(d->__x, d, result);
}

int lrand48_r(struct drand48_data *d, long *result)
{
	return nrand48_r(d->__x, d, result);
}

int mrand48_r(struct drand48_data *d, long *result)
{
	return jrand48_r(d->__x, d, result);
}

/* The multiplier and the addend are POSIX's again. */
int srand48_r(long seed, struct drand48_data *d)
{
	unsigned short x[3] = { 0x330e, (unsigned short)seed,
		(unsigned short)(seed >> 16) };

	return seed48_r(x, d);
}

int seed48_r(unsigned short seed[3], struct drand48_data *d)
{
	unsigned short x[3] = { seed[0], seed[1], seed[2] }; /* which may be d's own */

	memcpy(d->__old_x, d->__x, sizeof(x));
	memcpy(d->__x, x, sizeof(x));
	d->__a = 0x5deece66dULL;
	d->__c = 0xb;
	d->__init = 1;
	return 0;
}

int lcong48_r(unsigned short param[7], struct drand48_data *d)
{
	memcpy(d->__x, param, sizeof(d->__x));
	d->__a = param[3] | (uint64_t)param[4] << 16 | (uint64_t)param[5] << 32;
	d->__c = param[6];
	d->__init = 1;
	return 0;
}
