/*
 * newlib-port/include/machine/stdlib.h - what <stdlib.h> has besides newlib's: random
 * numbers with states of the caller's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _MACHSTDLIB_H_
#define _MACHSTDLIB_H_

#include <sys/_types.h>
#include <sys/cdefs.h>
#include <sys/_stdint.h>

#if __MISC_VISIBLE || __GNU_VISIBLE
#ifdef __cplusplus
extern "C" {
#endif

/* All are 0, but a bad argument's -1 with EINVAL. Zeros are where both structures begin. */
struct random_data {
	int32_t *__state;
	int __kind;
	int __at;
};

int initstate_r(unsigned int __seed, char *__restrict __memory, __SIZE_TYPE__ __size,
	struct random_data *__restrict __data);
int random_r(struct random_data *__restrict __data, int32_t *__restrict __result);
int setstate_r(char *__restrict __memory, struct random_data *__restrict __data);
int srandom_r(unsigned int __seed, struct random_data *__data);

struct drand48_data {
	unsigned short __x[3];
	unsigned short __old_x[3];
	unsigned short __c;
	unsigned short __init;
	unsigned long __a;
};

int drand48_r(struct drand48_data *__data, double *__result);
int erand48_r(unsigned short __x[3], struct drand48_data *__data, double *__result);
int jrand48_r(unsigned short __x[3], struct drand48_data *__data, long *__result);
int lcong48_r(unsigned short __param[7], struct drand48_data *__data);
int lrand48_r(struct drand48_data *__data, long *__result);
int mrand48_r(struct drand48_data *__data, long *__result);
int nrand48_r(unsigned short __x[3], struct drand48_data *__data, long *__result);
int seed48_r(unsigned short __seed[3], struct drand48_data *__data);
int srand48_r(long __seed, struct drand48_data *__data);

#ifdef __cplusplus
}
#endif
#endif

#endif
