/*
 * tests/bench/libc.c - the C library's string functions and malloc, in guest instructions.
 *
 * The string functions are ours and, as the aim, newlib's own for x86_64, which the
 * Makefile takes from newlib's library by the name newlib_NAME. Under -icount a string
 * instruction counts one for each round, so without "enhanced REP MOVSB" here, as on
 * CPUs where words are what is fast. With the argument `erms' and such a CPU only they
 * are told, as NAME_erms, with the rounds of REP MOVSB and REP STOSB not counted: what
 * is around the instruction that the CPU does by itself. malloc and free by one, two and
 * four threads, of 64 bytes, of sizes up to 3000, and of those where each thread frees
 * what another one has allocated: what all of them together took, for each pair.
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
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUNS  32
#define PAIRS 2000
#define KEPT  16

#define ERMS_FROM 129 /* bytes: memcpy.S */

void *newlib_memcpy(void *to, const void *from, size_t n);
void *newlib_memmove(void *to, const void *from, size_t n);
void *newlib_memset(void *to, int c, size_t n);

static char from[8192] __attribute__((aligned(64))),
	to[8192] __attribute__((aligned(64)));

enum which { COPY, COPY_UNALIGNED, MOVE, SET };

/* By pointers, so that no call is compiled into anything else. */
static void *(*volatile copy[2])(
	void *, const void *, size_t) = { memcpy, newlib_memcpy };
static void *(*volatile move[2])(
	void *, const void *, size_t) = { memmove, newlib_memmove };
static void *(*volatile set[2])(void *, int, size_t) = { memset, newlib_memset };

static uint64_t once(enum which what, int whose, size_t n)
{
	uint64_t start;

	switch (what) {
	case COPY:
		start = __builtin_ia32_rdtsc();
		copy[whose](to, from, n);
		break;
	case COPY_UNALIGNED:
		start = __builtin_ia32_rdtsc();
		copy[whose](to + 3, from + 5, n);
		break;
	case MOVE:
		start = __builtin_ia32_rdtsc();
		move[whose](to + 16, to, n);
		break;
	default:
		start = __builtin_ia32_rdtsc();
		set[whose](to, 1, n);
	}
	return __builtin_ia32_rdtsc() - start;
}

static uint64_t least(enum which what, int whose, size_t n)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < RUNS; i++) {
		uint64_t ticks = once(what, whose, n);

		if (ticks < best)
			best = ticks;
	}
	return best;
}

extern unsigned char __xinim_erms; /* whether memcpy and its like use it */

static void strings(int erms)
{
	static const char *const names[] = { "memcpy", "memcpy_unaligned", "memmove_up",
		"memset" };
	static const int sizes[] = { 0, 7, 16, 31, 64, 100, 128, 256, 1000, 4096 };

	for (int what = COPY; what <= SET; what++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			uint64_t ours = least(what, 0, sizes[i]);

			if (erms && sizes[i] < ERMS_FROM)
				continue;
			/* Up by 16 bytes words are copied, from the end. */
			if (erms && what != MOVE)
				ours -= (uint64_t)sizes[i] - 1;
			printf("bench %s%s_%d %" PRIu64 " %" PRIu64 "\n", names[what],
				erms ? "_erms" : "", sizes[i], ours,
				least(what, 1, sizes[i]));
		}
}

/* What threads do with memory. ARG: the thread's number. */
enum work { SMALL, MIXED, HANDED };
static enum work work;
static int workers;

static size_t size_of(int i)
{
	/* Eight of nine are small; the ninth is above what threads keep. */
	static const unsigned short sizes[] = { 16, 24, 40, 64, 96, 200, 480, 1000,
		3000 };

	return work == SMALL ? 64 : sizes[i % (int)(sizeof(sizes) / sizeof(sizes[0]))];
}

static void *allocate(void *arg)
{
	void *kept[KEPT] = { 0 };

	for (int i = 0; i < PAIRS; i++) {
		free(kept[i % KEPT]);
		kept[i % KEPT] = malloc(size_of(i));
	}
	for (int i = 0; i < KEPT; i++)
		free(kept[i]);
	return arg;
}

/* Each thread fills its own slots, and frees what its neighbour has put into its. */
static void *slots[4][PAIRS];
static pthread_barrier_t filled;

static void *hand_on(void *arg)
{
	int me = (int)(intptr_t)arg, next = (me + 1) % workers;

	for (int i = 0; i < PAIRS; i++)
		slots[me][i] = malloc(size_of(i));
	pthread_barrier_wait(&filled);
	for (int i = 0; i < PAIRS; i++)
		free(slots[next][i]);
	return NULL;
}

static int allocations(enum work what, const char *name, int threads)
{
	pthread_t t[4];
	uint64_t start, ticks = 0;

	work = what;
	workers = threads;
	if (pthread_barrier_init(&filled, NULL, (unsigned int)threads) != 0)
		return 1;
	/* The second time, so that memory and threads have been there. */
	for (int round = 0; round < 2; round++) {
		start = __builtin_ia32_rdtsc();
		for (int i = 0; i < threads; i++)
			if (pthread_create(&t[i], NULL,
				    what == HANDED ? hand_on : allocate,
				    (void *)(intptr_t)i) != 0)
				return 1;
		for (int i = 0; i < threads; i++)
			pthread_join(t[i], NULL);
		ticks = __builtin_ia32_rdtsc() - start;
	}
	printf("bench malloc_free_%s_by_%d_threads %" PRIu64 " -\n", name, threads,
		ticks / ((uint64_t)PAIRS * (uint64_t)threads));
	return 0;
}

static int all_allocations(void)
{
	static const char *const names[] = { "64", "mixed", "handed_on" };

	for (int what = SMALL; what <= HANDED; what++)
		for (int threads = 1; threads <= 4; threads *= 2)
			if (allocations((enum work)what, names[what], threads) != 0)
				return 1;
	return 0;
}

int main(int argc, char **argv)
{
	int erms = argc > 1 && strcmp(argv[1], "erms") == 0;

	if (erms != __xinim_erms)
		return 1;
	strings(erms);
	return erms ? 0 : all_allocations();
}
