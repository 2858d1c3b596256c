/* tests/port/start.c - what a program finds when it starts, and how it ends.
 *
 * Arguments, environment, auxiliary vector, thread-local data with a large
 * alignment and more of it than crt0 has room for, constructors, the stack
 * protector's canary, setjmp.
 *
 * guest-args: one "two words"
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "../guest/guest.h"

static __thread int initialised = 0x1234567;
static __thread char zero[3000];
static __thread char aligned[64] __attribute__((aligned(4096))) = "aligned";
static __thread double after = 2.5;

extern char *__progname; /* no header has it, on any system */
static int the_argc;
static char **the_argv;
static char **the_envp;
static int order[4], made;

__attribute__((constructor(201))) static void second(void)
{
	order[made++] = 2;
}

__attribute__((constructor(200))) static void first(void)
{
	order[made++] = 1;
}

__attribute__((constructor)) static void third(void)
{
	order[made++] = 3;
	initialised++; /* it works before main already */
}

static void arguments(void)
{
	EXPECT(the_argc >= 1);
	EXPECT(the_argv[the_argc] == NULL);
	EXPECT(__progname == program_invocation_short_name);
	for (int i = 0; i < the_argc; i++)
		EXPECT(the_argv[i] != NULL);
	if (the_argc > 1) {
		EXPECT_EQ(the_argc, 3);
		EXPECT_STR(the_argv[1], "one");
		EXPECT_STR(the_argv[2], "two words");
	}
}

static void environment(void)
{
	EXPECT(environ == the_envp);
	EXPECT(getenv("NO_SUCH_NAME") == NULL);
	EXPECT_EQ(setenv("XINIM_TEST", "value", 0), 0);
	EXPECT_STR(getenv("XINIM_TEST"), "value");
	EXPECT_EQ(setenv("XINIM_TEST", "other", 0), 0);
	EXPECT_STR(getenv("XINIM_TEST"), "value");
	EXPECT_EQ(setenv("XINIM_TEST", "a longer value than before", 1), 0);
	EXPECT_STR(getenv("XINIM_TEST"), "a longer value than before");
	EXPECT_EQ(unsetenv("XINIM_TEST"), 0);
	EXPECT(getenv("XINIM_TEST") == NULL);
	EXPECT_EQ(putenv("XINIM_PUT=1"), 0);
	EXPECT_STR(getenv("XINIM_PUT"), "1");
	EXPECT_EQ(setenv("a=b", "c", 1), -1);
	EXPECT_EQ(errno, EINVAL);
}

extern char _start[];

static void auxiliary(void)
{
	EXPECT_EQ(getauxval(AT_PAGESZ), 4096);
	EXPECT_EQ(getpagesize(), 4096);
	EXPECT_EQ(sysconf(_SC_PAGESIZE), 4096);
	EXPECT_EQ(getauxval(AT_ENTRY), (uintptr_t)_start);
	EXPECT_EQ(getauxval(AT_PHENT), 56);
	EXPECT(getauxval(AT_PHNUM) >= 2);
	EXPECT(memcmp((char *)getauxval(AT_PHDR) - 64, "\177ELF", 4) == 0);
	EXPECT(getauxval(AT_RANDOM) != 0);
	errno = 0;
	EXPECT_EQ(getauxval(12345), 0);
	EXPECT_EQ(errno, ENOENT);
}

static void thread_local_data(void)
{
	EXPECT_EQ(initialised, 0x1234568);
	EXPECT_STR(aligned, "aligned");
	EXPECT_EQ((uintptr_t)aligned & 4095, 0);
	EXPECT(after == 2.5);
	for (size_t i = 0; i < sizeof(zero); i++)
		REQUIRE_EQ(zero[i], 0);
	memset(zero, 0x55, sizeof(zero));
	EXPECT_EQ(initialised, 0x1234568);
	EXPECT_STR(aligned, "aligned");
	EXPECT(after == 2.5);
}

/* %fs:0 is FS itself; the canary at %fs:0x28 is random, with a zero byte. */
static void control_block(void)
{
	uintptr_t self, canary;

	__asm__("movq %%fs:0, %0" : "=r"(self));
	__asm__("movq %%fs:0x28, %0" : "=r"(canary));
	EXPECT_EQ(*(uintptr_t *)self, self);
	EXPECT_EQ(((uintptr_t *)self)[5], canary);
	EXPECT(canary != 0);
	EXPECT_EQ(canary & 0xff, 0);
	EXPECT_EQ(canary, *(uintptr_t *)getauxval(AT_RANDOM) & ~(uintptr_t)0xff);
}

static void constructors(void)
{
	EXPECT_EQ(made, 3);
	EXPECT(order[0] == 1 && order[1] == 2 && order[2] == 3);
}

static __attribute__((noinline)) uintptr_t stack_now(void)
{
	return (uintptr_t)__builtin_frame_address(0);
}

static void alignment(void)
{
	/* A frame's base is 16 bytes below the end of its caller's arguments. */
	EXPECT_EQ(stack_now() & 15, 0);
}

static jmp_buf back;

static __attribute__((noreturn, noinline)) void leap(int depth)
{
	if (depth > 0)
		leap(depth - 1);
	longjmp(back, 7);
}

static void jumps(void)
{
	volatile int before = 5;
	int value = setjmp(back);

	if (value == 0) {
		before = 6;
		leap(20);
	}
	EXPECT_EQ(value, 7);
	EXPECT_EQ(before, 6);
	value = setjmp(back);
	if (value == 0)
		longjmp(back, 0);
	EXPECT_EQ(value, 1);
}

static const struct guest_case cases[] = {
	{ "arguments", arguments },
	{ "environment", environment },
	{ "auxiliary", auxiliary },
	{ "thread_local_data", thread_local_data },
	{ "control_block", control_block },
	{ "constructors", constructors },
	{ "alignment", alignment },
	{ "jumps", jumps },
};

int main(int argc, char **argv, char **envp)
{
	the_argc = argc;
	the_argv = argv;
	the_envp = envp;
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), 1, argv);
}
