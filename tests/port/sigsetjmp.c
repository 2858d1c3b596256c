/* tests/port/sigsetjmp.c - setjmp's family: what is kept, and the mask of signals.
 *
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <setjmp.h>
#include <signal.h>

#include "../guest/guest.h"

static bool blocked(int number)
{
	sigset_t now;

	sigprocmask(SIG_BLOCK, NULL, &now);
	return sigismember(&now, number);
}

static void set_mask(int number, int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(how, &set, NULL);
}

static void mask_kept(void)
{
	sigjmp_buf env;
	volatile int turns = 0;

	set_mask(SIGUSR1, SIG_SETMASK);
	if (sigsetjmp(env, 1) == 0) {
		turns++;
		set_mask(SIGUSR2, SIG_SETMASK);
		siglongjmp(env, 7);
	}
	EXPECT_EQ(turns, 1);
	EXPECT(blocked(SIGUSR1));
	EXPECT(!blocked(SIGUSR2));
}

static void mask_left(void)
{
	sigjmp_buf env;
	int value;

	set_mask(SIGUSR1, SIG_SETMASK);
	value = sigsetjmp(env, 0);
	if (value == 0) {
		set_mask(SIGUSR2, SIG_SETMASK);
		siglongjmp(env, 0);
	}
	EXPECT_EQ(value, 1);
	EXPECT(!blocked(SIGUSR1));
	EXPECT(blocked(SIGUSR2));
}

static void plain(void)
{
	jmp_buf env;
	volatile int value = _setjmp(env);

	if (value < 3)
		_longjmp(env, value + 1);
	EXPECT_EQ(value, 3);
}

/* siglongjmp out of a handler: the signal is not blocked afterwards. */
static sigjmp_buf from_handler;

static void handler(int number)
{
	siglongjmp(from_handler, number);
}

static void out_of_handler(void)
{
	int number;

	set_mask(SIGUSR1, SIG_UNBLOCK);
	signal(SIGUSR1, handler);
	number = sigsetjmp(from_handler, 1);
	if (number == 0)
		raise(SIGUSR1);
	EXPECT_EQ(number, SIGUSR1);
	EXPECT(!blocked(SIGUSR1));
}

static const struct guest_case cases[] = {
	{ "mask_kept", mask_kept },
	{ "mask_left", mask_left },
	{ "plain", plain },
	{ "out_of_handler", out_of_handler },
};

GUEST_MAIN(cases)
