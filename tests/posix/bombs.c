/* tests/posix/bombs.c - a user takes all he can get, and the system still answers.
 *
 * Each bomb is lit by user 1000, who ends up with EAGAIN or ENOMEM. Meanwhile root
 * starts processes, and afterwards not a page is missing.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-cpus: 2
 * guest-memory: 128
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define USER 1000

static struct {
	atomic_int refused; /* times that something was not to be had */
	atomic_int error;   /* that it was refused with, if not the right one */
	atomic_int made;
} * seen;

static void refuse(int error)
{
	if (error != EAGAIN && error != ENOMEM)
		seen->error = error;
	seen->refused++;
}

static void fork_bomb(void)
{
	for (;;) {
		pid_t pid = fork();

		if (pid < 0)
			refuse(errno);
		else
			seen->made++;
	}
}

static void *live(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return NULL;
}

static void thread_bomb(void)
{
	pthread_attr_t a;
	pthread_t t;

	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, PTHREAD_STACK_MIN);
	for (;;) {
		int error = pthread_create(&t, &a, live, NULL);

		if (error)
			refuse(error);
		else
			seen->made++;
	}
}

/* Memory that is asked for by a call, so that being refused is no death. */
static void hog(void)
{
	const size_t size = 1 << 20;

	for (;;) {
		char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED || madvise(p, size, MADV_POPULATE_WRITE) != 0)
			refuse(errno);
		else
			seen->made++;
	}
}

static void hogs(void)
{
	for (int i = 0; i < 3; i++)
		(void)fork();
	hog();
}

static void nothing(void)
{
}

static void put_out(void)
{
	while (kill(-1, SIGKILL) == 0) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		sleep_ms(1);
	}
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static void light(void (*bomb)(void))
{
	pid_t pid;

	memset((void *)seen, 0, sizeof(*seen));
	fflush(stdout);
	pid = fork();
	REQUIRE(pid >= 0);
	if (pid == 0) {
		if (setgid(USER) != 0 || setuid(USER) != 0)
			_exit(1);
		bomb();
	}
	/*
	 * Until it burns; or has burnt out, as who touches what cannot be had is killed.
	 * That is when the system has to answer.
	 */
	while (seen->refused < 200 && kill(-1, 0) == 0) {
		sleep_ms(5);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
	for (int i = 0; i < 10; i++) {
		EXPECT_EQ(in_child(nothing), 0);
		EXPECT_EQ(getpid(), 1);
	}
	put_out();
	EXPECT_EQ(seen->error, 0);
	EXPECT(seen->made > 0);
}

/* Once for what the servers and the kernel keep for next time, then it has to be equal. */
static void burn(void (*bomb)(void))
{
	long before;

	light(bomb);
	before = free_pages();
	light(bomb);
	/* The tables for as many again are there; their size depends on who came first. */
	EXPECT(free_pages() + 64 >= before);
}

static void forks(void)
{
	burn(fork_bomb);
}

static void threads(void)
{
	burn(thread_bomb);
}

static void memory(void)
{
	burn(hogs);
}

static void shared_page(void)
{
	seen = mmap(
		NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	REQUIRE(seen != MAP_FAILED);
}

static const struct guest_case cases[] = {
	{ "what they saw", shared_page },
	{ "forks", forks },
	{ "threads", threads },
	{ "memory", memory },
};
GUEST_MAIN(cases)
