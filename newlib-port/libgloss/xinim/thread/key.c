/*
 * newlib-port/libgloss/xinim/thread/key.c - a thread's own values.
 *
 * A key's turn is odd while it is one. A value was set in a turn, and counts in
 * no other: nobody has to look through all threads when a key is deleted.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "../glue.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

#include "thread.h"

#define IN_BLOCK PTHREAD_KEYS_IN_BLOCK
_Static_assert(PTHREAD_KEYS_MAX == IN_BLOCK * IN_BLOCK, "blocks of blocks");

static struct {
	unsigned int turn;
	void (*destructor)(void *);
} keys[PTHREAD_KEYS_MAX];

/* EAGAIN: there are as many as there can be. */
int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
	for (unsigned int k = 0; k < PTHREAD_KEYS_MAX; k++) {
		unsigned int turn = __atomic_load_n(&keys[k].turn, __ATOMIC_RELAXED);

		if (turn % 2 != 0 ||
			!__atomic_compare_exchange_n(&keys[k].turn, &turn, turn + 1,
				false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
			continue;
		keys[k].destructor = destructor;
		*key = k;
		return 0;
	}
	return EAGAIN;
}

int pthread_key_delete(pthread_key_t key)
{
	unsigned int turn;

	if (key >= PTHREAD_KEYS_MAX)
		return EINVAL;
	turn = __atomic_load_n(&keys[key].turn, __ATOMIC_RELAXED);
	if (turn % 2 == 0 ||
		!__atomic_compare_exchange_n(&keys[key].turn, &turn, turn + 1, false,
			__ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
		return EINVAL;
	return 0;
}

static struct key_value *place(struct thread *t, pthread_key_t key)
{
	struct key_value *block;

	if (key < IN_BLOCK)
		return &t->values[key];
	block = key < PTHREAD_KEYS_MAX ? t->more_values[key / IN_BLOCK] : NULL;
	return block != NULL ? &block[key % IN_BLOCK] : NULL;
}

void *pthread_getspecific(pthread_key_t key)
{
	const struct key_value *v = place(thread_self(), key);

	return v != NULL && v->turn == keys[key].turn ? v->value : NULL;
}

/* EINVAL: no such key. ENOMEM. */
int pthread_setspecific(pthread_key_t key, const void *value)
{
	struct thread *t = thread_self();
	struct key_value *v;

	if (key >= PTHREAD_KEYS_MAX || keys[key].turn % 2 == 0)
		return EINVAL;
	v = place(t, key);
	if (v == NULL) {
		if (value == NULL)
			return 0;
		t->more_values[key / IN_BLOCK] = calloc(IN_BLOCK, sizeof(*v));
		v = place(t, key);
		if (v == NULL)
			return ENOMEM;
	}
	v->turn = keys[key].turn;
	v->value = (void *)(uintptr_t)value;
	t->keys_used = true;
	return 0;
}

/* Takes a value and gives it to its destructor; whether there was one. */
static bool destroy(struct thread *t, pthread_key_t key)
{
	struct key_value *v = place(t, key);
	void *value;

	if (v == NULL || v->value == NULL)
		return false;
	value = v->value;
	v->value = NULL;
	if (v->turn != keys[key].turn || keys[key].destructor == NULL)
		return false;
	keys[key].destructor(value);
	return true;
}

void __xinim_keys_end(struct thread *t)
{
	bool again = t->keys_used;

	for (int round = 0; again && round < PTHREAD_DESTRUCTOR_ITERATIONS; round++) {
		again = false;
		for (pthread_key_t k = 0; k < PTHREAD_KEYS_MAX; k++) {
			/* Blocks that are not there have nothing. */
			if (place(t, k) == NULL)
				k |= IN_BLOCK - 1;
			else if (destroy(t, k))
				again = true;
		}
	}
	for (unsigned int i = 0; t->keys_used && i < IN_BLOCK; i++)
		free(t->more_values[i]);
	free(t->ceilings);
	t->ceilings = NULL;
}
