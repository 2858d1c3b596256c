/*
 * tests/bench/servers.c - what calls cost that a server answers, in guest instructions.
 *
 * As tests/bench/bench.c, which says how; here the system's own servers are there.
 *
 * guest-cpu: max,-erms,-la57
 * guest-qemu: -icount shift=0,sleep=off -seed 1 -rtc base=2026-01-01T00:00:00,clock=vm
 *
 * guest-server: memory
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <xinim/task.h>

#define RUNS 64

uint64_t measure_call(const uint64_t call[4]);
uint64_t measure_nothing(const uint64_t call[4]);
uint64_t measure_map(uint64_t address, uint64_t touch);
uint64_t measure_handover(uint32_t *word);
void futex_waker(uint32_t *word);

static void tell(const char *name, uint64_t value, uint64_t aim)
{
	printf("bench %s %" PRIu64 " %" PRIu64 "\n", name, value, aim);
}

static const uint64_t none[4];

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

static uint64_t nothing(void)
{
	return measure_nothing(none);
}

/* --- memory ------------------------------------------------------------------------ */

static uint64_t map_only(void)
{
	return measure_map(0, 0);
}

static uint64_t map_and_touch(void)
{
	return measure_map(0, 1);
}

/* --- time -------------------------------------------------------------------------- */

static uint64_t clock_call(void)
{
	static struct timespec now;
	const uint64_t call[4] = { SYS_clock_gettime, CLOCK_MONOTONIC, (uintptr_t)&now };

	return measure_call(call);
}

static uint64_t clock_function(void)
{
	struct timespec now;
	uint64_t start = __builtin_ia32_rdtsc();

	clock_gettime(CLOCK_MONOTONIC, &now);
	return __builtin_ia32_rdtsc() - start;
}

/* --- threads ------------------------------------------------------------------------- */

static uint32_t word;
static char stack[4096] __attribute__((aligned(16)));

static uint64_t handover(void)
{
	return measure_handover(&word);
}

/* There and back is two of them. Both threads are on one CPU. */
static void bench_handover(void)
{
	struct xinim_regs r = {
		.rip = (uint64_t)futex_waker,
		.rdi = (uint64_t)&word,
		.rsp = (uint64_t)(stack + sizeof(stack)) - 8,
	};
	const unsigned long first = 1;
	int tid;

	syscall(SYS_sched_setaffinity, 0, sizeof(first), &first);
	tid = xinim_thread_create(XINIM_CAP_SELF, &r);
	if (tid < 0)
		return;
	syscall(SYS_sched_setaffinity, tid, sizeof(first), &first);
	xinim_thread_control(XINIM_CAP_SELF, tid, XINIM_THREAD_START, 0);
	tell("futex_handover", (least(handover) - least(nothing)) / 2, 1500);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	/* Until the server is there, mmap is the kernel's own. */
	while (syscall(SYS_shmdt, 1) == 0 || errno != EINVAL)
		syscall(SYS_sched_yield);
	tell("mmap_munmap", least(map_only) - least(nothing), 3000);
	tell("mmap_touch_munmap", least(map_and_touch) - least(nothing), 5000);
	tell("clock_gettime_call", least(clock_call) - least(nothing), 100);
	tell("clock_gettime", least(clock_function) - least(nothing), 100);
	bench_handover();
	return 0;
}
