/* tests/guest/isolation-memory.c - memory that is not a program's to use so.
 *
 * The kernel's, what is nobody's, what may not be written, what may not be run:
 * who tries dies alone, by SIGSEGV, and all it held is free again.
 *
 * guest-module: read-direct-map
 * guest-module: write-direct-map
 * guest-module: read-kernel-text
 * guest-module: write-kernel-text
 * guest-module: call-kernel-text
 * guest-module: read-kernel-stack
 * guest-module: read-device
 * guest-module: read-null
 * guest-module: write-null
 * guest-module: call-null
 * guest-module: read-hole
 * guest-module: read-limit
 * guest-module: read-above-stack
 * guest-module: run-stack
 * guest-module: run-heap
 * guest-module: run-data
 * guest-module: run-constant
 * guest-module: write-text
 * guest-module: write-constant
 * guest-module: overflow-stack
 * guest-module: below-stack
 * guest-module: past-break
 * guest-module: past-shrunk-break
 * guest-module: read-other
 * guest-module: own-page-a
 * guest-module: own-page-b
 * guest-module: huge-break
 * guest-module: dirty-much
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <sched.h>
#include <sys/syscall.h>

#include "victim.h"

#define DIRECT_MAP   0xffff800000000000UL
#define KERNEL_IMAGE 0xffffffff80100000UL
#define KERNEL_STACK 0xffffc00000001000UL
#define DEVICES      0xffffd00000000000UL
#define STACK_SIZE   (8UL << 20)

static const uint8_t return_42[] = { 0xb8, 42, 0, 0, 0, 0xc3 }; /* mov $42, %eax; ret */
static uint8_t data_code[16];

static int read_at(uint64_t where)
{
	return (*(volatile uint8_t *)where & 0) + 1;
}

static int write_at(uint64_t where)
{
	*(volatile uint8_t *)where = 0x90;
	return 1;
}

static int call_at(uint64_t where)
{
	return ((int (*)(void))where)();
}

static int read_direct_map(void)
{
	return read_at(DIRECT_MAP + 0x100000);
}

static int write_direct_map(void)
{
	return write_at(DIRECT_MAP + 0x1000000);
}

static int read_kernel_text(void)
{
	return read_at(KERNEL_IMAGE);
}

static int write_kernel_text(void)
{
	return write_at(KERNEL_IMAGE);
}

static int call_kernel_text(void)
{
	return call_at(KERNEL_IMAGE);
}

static int read_kernel_stack(void)
{
	return read_at(KERNEL_STACK);
}

static int read_device(void)
{
	return read_at(DEVICES);
}

static int read_null(void)
{
	return read_at(0);
}

static int write_null(void)
{
	return write_at(0);
}

static int call_null(void)
{
	return call_at(0);
}

static int read_hole(void)
{
	return read_at(0x10000000000);
}

static int read_limit(void)
{
	return read_at(XINIM_USER_LIMIT);
}

static int read_above_stack(void)
{
	return read_at(XINIM_USER_LIMIT - 1);
}

static int run_stack(void)
{
	uint8_t code[16];

	memcpy(code, return_42, sizeof(return_42));
	__asm__ volatile("" ::"r"(code) : "memory");
	return call_at((uint64_t)code);
}

static int run_heap(void)
{
	uint8_t *code = malloc(16);

	memcpy(code, return_42, sizeof(return_42));
	return call_at((uint64_t)code);
}

static int run_data(void)
{
	memcpy(data_code, return_42, sizeof(return_42));
	return call_at((uint64_t)data_code);
}

static int run_constant(void)
{
	return call_at((uint64_t)return_42);
}

static int write_text(void)
{
	return write_at((uint64_t)strlen);
}

static int write_constant(void)
{
	return write_at((uint64_t)return_42);
}

static int overflow_stack(void)
{
	__asm__ volatile("1: push %rax; jmp 1b");
	return 1;
}

static int below_stack(void)
{
	return write_at(XINIM_USER_LIMIT - 4096 - STACK_SIZE - 1);
}

static int past_break(void)
{
	uint64_t end = (uint64_t)sbrk(0);

	return write_at(((end + 4095) & ~4095UL) + 4096);
}

/* Pages that were there once and were given back. */
static int past_shrunk_break(void)
{
	char *old = sbrk(16 * 4096);

	memset(old, 1, 16 * 4096);
	sbrk(-8 * 4096);
	return write_at((uint64_t)old + 16 * 4096 - 1);
}

/* An address where, of the two after this one, each has a page, and this one none. */
#define SHARED_ADDRESS 0x40000000UL

static int read_other(void)
{
	for (int i = 0; i < 10; i++)
		sched_yield();
	return read_at(SHARED_ADDRESS);
}

/* Each sees only its own page at an address that the other uses too. */
static int own_page(uint8_t mine)
{
	volatile uint8_t *page = (uint8_t *)SHARED_ADDRESS;

	if (syscall(SYS_brk, SHARED_ADDRESS + 4096) != SHARED_ADDRESS + 4096)
		return 2;
	for (unsigned int i = 0; i < 4096; i++)
		if (page[i] != 0)
			return 3;
	for (int round = 0; round < 40; round++) {
		memset((void *)page, mine + round, 4096);
		sched_yield();
		for (unsigned int i = 0; i < 4096; i++)
			if (page[i] != (uint8_t)(mine + round))
				return 4;
	}
	return 0;
}

static int own_page_a(void)
{
	return own_page(1);
}

static int own_page_b(void)
{
	return own_page(101);
}

/* Asking for more than there is may be refused or not; its end must not take ages. */
static int huge_break(void)
{
	static const uint64_t ends[] = { 0x7f0000000000, 0x600000000000, 0x10000000000,
		0x1000000000 };

	for (unsigned int i = 0; i < 4; i++) {
		if (syscall(SYS_brk, ends[i]) != (long)ends[i])
			continue;
		*(volatile char *)(ends[i] - 1) = 1;
		if (i % 2) /* and give it back */
			syscall(SYS_brk, 0x50000000UL);
	}
	return 0;
}

/* Leaves a lot behind for the kernel to free. */
static int dirty_much(void)
{
	char *room = sbrk(8 << 20);

	if (room == (char *)-1)
		return 1;
	memset(room, 0xdb, 8 << 20);
	return 0;
}

static const struct victim victims[] = {
	{ "read-direct-map", read_direct_map, XINIM_SIGSEGV },
	{ "write-direct-map", write_direct_map, XINIM_SIGSEGV },
	{ "read-kernel-text", read_kernel_text, XINIM_SIGSEGV },
	{ "write-kernel-text", write_kernel_text, XINIM_SIGSEGV },
	{ "call-kernel-text", call_kernel_text, XINIM_SIGSEGV },
	{ "read-kernel-stack", read_kernel_stack, XINIM_SIGSEGV },
	{ "read-device", read_device, XINIM_SIGSEGV },
	{ "read-null", read_null, XINIM_SIGSEGV },
	{ "write-null", write_null, XINIM_SIGSEGV },
	{ "call-null", call_null, XINIM_SIGSEGV },
	{ "read-hole", read_hole, XINIM_SIGSEGV },
	{ "read-limit", read_limit, XINIM_SIGSEGV },
	{ "read-above-stack", read_above_stack, XINIM_SIGSEGV },
	{ "run-stack", run_stack, XINIM_SIGSEGV },
	{ "run-heap", run_heap, XINIM_SIGSEGV },
	{ "run-data", run_data, XINIM_SIGSEGV },
	{ "run-constant", run_constant, XINIM_SIGSEGV },
	{ "write-text", write_text, XINIM_SIGSEGV },
	{ "write-constant", write_constant, XINIM_SIGSEGV },
	{ "overflow-stack", overflow_stack, XINIM_SIGSEGV },
	{ "below-stack", below_stack, XINIM_SIGSEGV },
	{ "past-break", past_break, XINIM_SIGSEGV },
	{ "past-shrunk-break", past_shrunk_break, XINIM_SIGSEGV },
	{ "read-other", read_other, XINIM_SIGSEGV },
	{ "own-page-a", own_page_a, 0 },
	{ "own-page-b", own_page_b, 0 },
	{ "huge-break", huge_break, 0 },
	{ "dirty-much", dirty_much, 0 },
};

static const struct guest_case cases[] = {
	{ "each dies alone", victims_watch },
	{ "their memory is free again", victims_memory_is_back },
};

VICTIM_MAIN(victims, cases)
