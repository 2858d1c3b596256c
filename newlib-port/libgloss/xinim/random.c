/*
 * newlib-port/libgloss/xinim/random.c - random and its states: POSIX.1-2017, initstate; and
 * random_r with states of the caller's, glibc's.
 *
 * In place of newlib's, which has one state only. An additive feedback generator,
 * r[i] = r[i - degree] + r[i - separation] (Knuth, 3.2.2), its degree by the size of
 * the state as POSIX has it; with 8 to 31 bytes a linear congruence. The first word of
 * a state is its kind and, while it is not in use, where it is in its turn.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#define KINDS 5

static const struct {
	size_t bytes;
	int degree, separation;
} kinds[KINDS] = { { 8, 1, 0 }, { 32, 7, 3 }, { 64, 15, 1 }, { 128, 31, 3 },
	{ 256, 63, 1 } };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int32_t first_state[32];
static struct random_data own; /* __state is NULL: srandom(1) has not been done */

static int fail(void)
{
	errno = EINVAL;
	return -1;
}

static uint32_t next(struct random_data *d)
{
	uint32_t *r = (uint32_t *)d->__state;
	int degree = kinds[d->__kind].degree, rear = d->__at,
	    front = rear + kinds[d->__kind].separation;

	if (d->__kind == 0)
		return r[0] = (r[0] * 1103515245 + 12345) & 0x7fffffff;
	if (front >= degree)
		front -= degree;
	r[front] += r[rear];
	d->__at = rear + 1 == degree ? 0 : rear + 1;
	return r[front] >> 1;
}

static void seed_state(struct random_data *d, unsigned int seed)
{
	int32_t word = seed == 0 ? 1 : (int32_t)seed;

	d->__state[0] = word;
	d->__at = 0;
	if (d->__kind == 0)
		return;
	for (int i = 1; i < kinds[d->__kind].degree; i++) {
		/* 16807 times, modulo 2^31 - 1, without overflow (Park and Miller). */
		int32_t high = word / 127773, low = word % 127773;

		word = 16807 * low - 2836 * high;
		if (word < 0)
			word += 0x7fffffff;
		d->__state[i] = word;
	}
	for (int i = 0; i < 10 * kinds[d->__kind].degree; i++)
		next(d);
}

/* The state in use is left so that setstate finds it again. */
static void save(struct random_data *d)
{
	if (d->__state != NULL)
		d->__state[-1] = d->__at * KINDS + d->__kind;
}

/* 0, or -1 with EINVAL: no data, or it has no state yet. The result is 0 to 2^31 - 1. */
int random_r(struct random_data *restrict d, int32_t *restrict result)
{
	if (d == NULL || d->__state == NULL || result == NULL)
		return fail();
	*result = (int32_t)next(d);
	return 0;
}

int srandom_r(unsigned int seed, struct random_data *d)
{
	if (d == NULL || d->__state == NULL)
		return fail();
	seed_state(d, seed);
	return 0;
}

/* d: zeros at first, or a state is in use, which is left as setstate_r wants it. -1 with
 * EINVAL: less than 8 bytes, or no data. The memory is for int32_t. */
int initstate_r(unsigned int seed, char *restrict memory, size_t size,
	struct random_data *restrict d)
{
	int k = KINDS - 1;

	if (d == NULL || memory == NULL || size < kinds[0].bytes)
		return fail();
	while (size < kinds[k].bytes)
		k--;
	save(d);
	d->__kind = k;
	d->__state = (int32_t *)(void *)memory + 1;
	seed_state(d, seed);
	save(d);
	return 0;
}

/* -1 with EINVAL: no state, or no data. */
int setstate_r(char *restrict memory, struct random_data *restrict d)
{
	int32_t *new = (int32_t *)(void *)memory;

	if (d == NULL || new == NULL || new[0] < 0 ||
		new[0] / KINDS >= kinds[new[0] % KINDS].degree)
		return fail();
	save(d);
	d->__kind = new[0] % KINDS;
	d->__at = new[0] / KINDS;
	d->__state = new + 1;
	return 0;
}

static void ready_locked(void)
{
	if (own.__state == NULL)
		initstate_r(1, (char *)first_state, kinds[3].bytes, &own);
}

long random(void)
{
	uint32_t r;

	pthread_mutex_lock(&lock);
	ready_locked();
	r = next(&own);
	pthread_mutex_unlock(&lock);
	return (long)r;
}

void srandom(unsigned int seed)
{
	pthread_mutex_lock(&lock);
	ready_locked();
	seed_state(&own, seed);
	pthread_mutex_unlock(&lock);
}

/* NULL with errno EINVAL: less than 8 bytes. The memory is for int32_t. */
char *initstate(unsigned int seed, char *memory, size_t size)
{
	char *old;

	pthread_mutex_lock(&lock);
	ready_locked();
	old = (char *)(own.__state - 1);
	if (initstate_r(seed, memory, size, &own) != 0)
		old = NULL;
	pthread_mutex_unlock(&lock);
	return old;
}

/* NULL with errno EINVAL: no state. */
char *setstate(char *memory)
{
	char *old;

	pthread_mutex_lock(&lock);
	ready_locked();
	old = (char *)(own.__state - 1);
	if (setstate_r(memory, &own) != 0)
		old = NULL;
	pthread_mutex_unlock(&lock);
	return old;
}
