/*
 * newlib-port/libgloss/xinim/sigev_thread.c - threads for SIGEV_THREAD.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include "sigev_thread.h"

int __xinim_sigev_thread(
	void *(*run)(void *), void *argument, const pthread_attr_t *wanted)
{
	sigset_t all = ~(sigset_t)0, before;
	pthread_attr_t plain;
	pthread_t thread;
	int error;

	if (wanted == NULL) {
		pthread_attr_init(&plain);
		pthread_attr_setdetachstate(&plain, PTHREAD_CREATE_DETACHED);
	}
	RAW(rt_sigprocmask, SIG_BLOCK, &all, &before, sizeof(all));
	error = pthread_create(&thread, wanted ? wanted : &plain, run, argument);
	RAW(rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof(all));
	if (wanted == NULL)
		pthread_attr_destroy(&plain);
	else if (error == 0)
		pthread_detach(thread); /* nobody knows its name */
	return error;
}
