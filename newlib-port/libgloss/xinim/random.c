/*
 * newlib-port/libgloss/xinim/random.c - random and its states: POSIX.1-2017, initstate.
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
static int32_t *state; /* behind the first word; NULL: srandom(1) has not been done */
static int kind, at;

static uint32_t next_locked(void)
{
	uint32_t *r = (uint32_t *)state;
	int degree = kinds[kind].degree, front = at + kinds[kind].separation;

	if (kind == 0)
		return r[0] = (r[0] * 1103515245 + 12345) & 0x7fffffff;
	r[front >= degree ? front - degree : front] += r[at];
	front = front >= degree ? front - degree : front;
	if (++at == degree)
		at = 0;
	return r[front] >> 1;
}

static void seed_locked(unsigned int seed)
{
	int32_t word = seed == 0 ? 1 : (int32_t)seed;

	state[0] = word;
	at = 0;
	if (kind == 0)
		return;
	for (int i = 1; i < kinds[kind].degree; i++) {
		/* 16807 times, modulo 2^31 - 1, without overflow (Park and Miller). */
		int32_t high = word / 127773, low = word % 127773;

		word = 16807 * low - 2836 * high;
		if (word < 0)
			word += 0x7fffffff;
		state[i] = word;
	}
	for (int i = 0; i < 10 * kinds[kind].degree; i++)
		next_locked();
}

static void ready_locked(void)
{
	if (state != NULL)
		return;
	kind = 3;
	state = first_state + 1;
	seed_locked(1);
}

/* The state in use is left so that setstate finds it again; its start. */
static char *save_locked(void)
{
	ready_locked();
	state[-1] = at * KINDS + kind;
	return (char *)(state - 1);
}

long random(void)
{
	uint32_t r;

	pthread_mutex_lock(&lock);
	ready_locked();
	r = next_locked();
	pthread_mutex_unlock(&lock);
	return (long)r;
}

void srandom(unsigned int seed)
{
	pthread_mutex_lock(&lock);
	ready_locked();
	seed_locked(seed);
	pthread_mutex_unlock(&lock);
}

/* NULL with errno EINVAL: less than 8 bytes. The memory is for int32_t. */
char *initstate(unsigned int seed, char *memory, size_t size)
{
	char *old;
	int k = KINDS - 1;

	if (size < kinds[0].bytes) {
		errno = EINVAL;
		return NULL;
	}
	while (size < kinds[k].bytes)
		k--;
	pthread_mutex_lock(&lock);
	old = save_locked();
	kind = k;
	state = (int32_t *)(void *)memory + 1;
	seed_locked(seed);
	save_locked();
	pthread_mutex_unlock(&lock);
	return old;
}

/* NULL with errno EINVAL: no state. */
char *setstate(char *memory)
{
	int32_t *new = (int32_t *)(void *)memory;
	char *old;

	if (new[0] < 0 || new[0] / KINDS >= kinds[new[0] % KINDS].degree) {
		errno = EINVAL;
		return NULL;
	}
	pthread_mutex_lock(&lock);
	old = save_locked();
	kind = new[0] % KINDS;
	at = new[0] / KINDS;
	state = new + 1;
	pthread_mutex_unlock(&lock);
	return old;
}
