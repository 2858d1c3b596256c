/*
 * tests/bench/threads.c - what the C library's threads cost, in guest instructions.
 *
 * As tests/bench/bench.c, which says how; clone goes through the process server.
 *
 * guest-cpu: max,-erms,-la57
 * guest-qemu: -icount shift=0,sleep=off -seed 1 -rtc base=2026-01-01T00:00:00,clock=vm
 *
 * guest-server: memory
 * guest-server: process
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>

#define RUNS 64

static uint64_t nothing(void)
{
	uint64_t start = __builtin_ia32_rdtsc();

	return __builtin_ia32_rdtsc() - start;
}

static void *end(void *arg)
{
	return arg;
}

static uint64_t create_and_join(void)
{
	uint64_t start = __builtin_ia32_rdtsc();
	pthread_t t;

	if (pthread_create(&t, NULL, end, NULL) != 0)
		return 0;
	pthread_join(t, NULL);
	return __builtin_ia32_rdtsc() - start;
}

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static uint64_t lock_and_unlock(void)
{
	uint64_t start = __builtin_ia32_rdtsc();

	pthread_mutex_lock(&m);
	pthread_mutex_unlock(&m);
	return __builtin_ia32_rdtsc() - start;
}

static sem_t here, there;

static void *answer(void *arg)
{
	for (;;) {
		sem_wait(&there);
		sem_post(&here);
	}
	return arg;
}

static uint64_t to_and_fro(void)
{
	uint64_t start = __builtin_ia32_rdtsc();

	sem_post(&there);
	sem_wait(&here);
	return __builtin_ia32_rdtsc() - start;
}

static uint64_t least(uint64_t (*measure)(void))
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < RUNS; i++) {
		uint64_t ticks = measure();

		if (ticks < best)
			best = ticks;
	}
	return best;
}

static void tell(const char *name, uint64_t value, uint64_t aim)
{
	printf("bench %s %" PRIu64 " %" PRIu64 "\n", name, value, aim);
}

int main(void)
{
	pthread_t t;

	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	tell("thread_create_join", least(create_and_join) - least(nothing), 8000);
	tell("mutex_lock_unlock", least(lock_and_unlock) - least(nothing), 20);
	if (pthread_create(&t, NULL, answer, NULL) != 0)
		return 1;
	tell("semaphore_handover", (least(to_and_fro) - least(nothing)) / 2, 1500);
	return 0;
}
