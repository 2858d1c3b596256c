/*
 * tests/bench/bench.c - what the system costs, in guest instructions.
 *
 * One line a figure: `bench NAME VALUE AIM`. Runs under QEMU's -icount
 * shift=0, where the time-stamp counter advances by one an instruction, so a
 * figure is exact and repeats; a call counts from SYSCALL up to, not
 * including, the instruction after it. The least of several runs is told: the
 * others had an interrupt or a first touch in them.
 *
 * guest-cpu: max,-erms,-la57
 * guest-qemu: -icount shift=0,sleep=off -seed 1 -rtc base=2026-01-01T00:00:00,clock=vm
 * guest-timeout: 300
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xinim/stats.h>

#define RUNS       64
#define QUIET_RUNS 8
#define QUIET_SPIN 2000000 /* instructions: longer than a UART takes to empty its FIFO */

uint64_t measure_call(const uint64_t call[4]);
uint64_t measure_nothing(const uint64_t call[4]);

uint64_t measure_touch(char *byte);
uint64_t measure_no_touch(char *byte);

/* aim 0: none is set. */
static void tell(const char *name, uint64_t value, uint64_t aim)
{
	printf("bench %s %" PRIu64 " ", name, value);
	if (aim)
		printf("%" PRIu64 "\n", aim);
	else
		puts("-");
}

static uint64_t least(uint64_t (*measure)(const uint64_t call[4]), const uint64_t call[4])
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < RUNS; i++) {
		uint64_t ticks = measure(call);

		if (ticks < best)
			best = ticks;
	}
	return best;
}

/* Instructions of one system call. */
static uint64_t cost(uint64_t number, uint64_t arg0, uint64_t arg1, uint64_t arg2)
{
	const uint64_t call[4] = { number, arg0, arg1, arg2 };

	return least(measure_call, call) - least(measure_nothing, call);
}

/* The same for one byte to the console, each time with an idle serial line. */
static uint64_t cost_of_write(void)
{
	static const char space[] = " ";
	const uint64_t call[4] = { SYS_write, STDOUT_FILENO, (uintptr_t)space, 1 };
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < QUIET_RUNS; i++) {
		uint64_t ticks;

		for (volatile int spin = 0; spin < QUIET_SPIN / 4; spin++)
			continue;
		ticks = measure_call(call);
		if (ticks < best)
			best = ticks;
	}
	putchar('\n');
	return best - least(measure_nothing, call);
}

/*
 * The first write to a page of fresh memory, in the middle of many, so that
 * neither a page table nor a page zeroed in advance is at hand.
 */
static uint64_t cost_of_page_fault(void)
{
	enum { PAGES = 600, PAGE = 4096 };
	char *room = sbrk(PAGES * PAGE);
	uint64_t best = UINT64_MAX;

	if (room == (char *)-1)
		return 0;
	for (int i = 0; i < PAGES - 1; i++) {
		uint64_t ticks = measure_touch(room + i * PAGE);

		if (i >= PAGES - RUNS && ticks < best)
			best = ticks;
	}
	sbrk(-PAGES * PAGE);
	return best - measure_no_touch(room);
}

/* The break moved by a page and back: a region grown and cut. */
static uint64_t cost_of_break(void)
{
	uint64_t now = (uint64_t)sbrk(0);
	const uint64_t up[4] = { SYS_brk, now + 3 * 4096, 0, 0 };
	const uint64_t down[4] = { SYS_brk, now, 0, 0 };
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < RUNS; i++) {
		uint64_t ticks = measure_call(up) + measure_call(down);

		if (ticks < best)
			best = ticks;
	}
	return best - 2 * least(measure_nothing, up);
}

int main(void)
{
	struct xinim_stats_boot boot;

	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	puts("bench: guest instructions");
	if (stats_read(XINIM_STATS_BOOT, 0, &boot, sizeof(boot)) < 0)
		return 1;
	tell("boot_entry_to_first_server_line", boot.first_write_tsc - boot.entry_tsc,
		30000000);
	tell("null_call_getpid", cost(SYS_getpid, 0, 0, 0), 60);
	tell("bad_number", cost(512, 0, 0, 0), 60);
	tell("page_fault_anonymous", cost_of_page_fault(), 1200);
	tell("brk_up_and_down", cost_of_break(), 0);
	tell("write_1_byte_console", cost_of_write(), 0);
	return 0;
}
