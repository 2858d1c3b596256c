/* tests/port/context.c - getcontext and its friends: several stacks in one thread.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <fenv.h>
#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>

#include "../guest/guest.h"

static ucontext_t here, first, second;
static char stacks[2][32768];
static int steps, sum;

static void begin(ucontext_t *context, unsigned int stack, ucontext_t *link)
{
	REQUIRE_EQ(getcontext(context), 0);
	context->uc_stack.ss_sp = stacks[stack];
	context->uc_stack.ss_size = sizeof(stacks[stack]) - 5 * stack; /* not aligned */
	context->uc_link = link;
}

static void add(int a, int b, int c, int d, int e, int f, int g, int h)
{
	char aligned[16] __attribute__((aligned(16)));

	EXPECT_EQ((uintptr_t)aligned % 16, 0);
	sum = a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
	for (int i = 0; i < 3; i++) {
		steps++;
		EXPECT_EQ(swapcontext(&first, &second), 0);
	}
}

static void answer(const char *text)
{
	for (;;) {
		EXPECT_STR(text, "text");
		steps += 100;
		EXPECT_EQ(swapcontext(&second, &first), 0);
	}
}

static void turns(void)
{
	sigset_t mask;

	begin(&first, 0, &here);
	makecontext(&first, (void (*)(void))add, 8, 1, 2, 3, 4, 5, 6, 7, 8);
	begin(&second, 1, NULL);
	makecontext(&second, (void (*)(void))answer, 1, "text");
	sigaddset(&second.uc_sigmask, SIGUSR1);
	EXPECT_EQ(swapcontext(&here, &first), 0);
	EXPECT_EQ(steps, 303);
	EXPECT_EQ(sum, 204);
	/* The mask went with the context. */
	EXPECT_EQ(sigprocmask(SIG_BLOCK, NULL, &mask), 0);
	EXPECT_EQ(sigismember(&mask, SIGUSR1), 0);
	EXPECT_EQ(sigprocmask(SIG_BLOCK, NULL, &here.uc_sigmask), 0);
}

static void again(void)
{
	static volatile int times;
	int before = fegetround();

	fesetround(FE_UPWARD);
	EXPECT_EQ(getcontext(&here), 0);
	EXPECT_EQ(fegetround(), FE_UPWARD);
	if (++times < 3) {
		fesetround(FE_DOWNWARD);
		setcontext(&here);
		EXPECT_EQ(0, 1);
	}
	EXPECT_EQ(times, 3);
	fesetround(before);
}

static volatile int caught;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	if (caught++ == 0)
		first = *(ucontext_t *)context;
}

/* Where a signal had come, by its own context: the mask is what it was. */
static void from_signal(void)
{
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };

	REQUIRE_EQ(sigaction(SIGUSR2, &action, NULL), 0);
	REQUIRE_EQ(raise(SIGUSR2), 0);
	EXPECT_EQ(caught, 1);
	EXPECT_EQ(sigismember(&first.uc_sigmask, SIGUSR2), 0);
}

static const struct guest_case cases[] = {
	{ "contexts take turns", turns },
	{ "a context is entered again", again },
	{ "a context from a signal", from_signal },
};

GUEST_MAIN(cases)
