/* tests/posix/pthread-libc.c - the C library used by many threads at once.
 *
 * guest-server: memory
 * guest-server: process
 * guest-reject: PANIC
 * guest-cpus: 4
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "thread.h"

#include <stdarg.h>

#define THREADS 8

static int wrong;

static void run_all(void *(*f)(void *))
{
	pthread_t t[THREADS];

	wrong = 0;
	for (long i = 0; i < THREADS; i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, f, (void *)(i + 1)), 0);
	for (int i = 0; i < THREADS; i++)
		EXPECT_EQ(pthread_join(t[i], NULL), 0);
	EXPECT_EQ(wrong, 0);
}

static void *use_malloc(void *arg)
{
	unsigned char *p[32] = { 0 };
	size_t size[32] = { 0 };
	unsigned int seed = (unsigned int)(long)arg;

	for (int i = 0; i < 4000; i++) {
		unsigned int k = (unsigned int)rand_r(&seed) % 32;

		for (size_t j = 0; j < size[k]; j += 7)
			if (p[k][j] != (unsigned char)(long)arg)
				__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
		size[k] = (size_t)rand_r(&seed) % 2000;
		if (i % 3 == 0) {
			free(p[k]);
			p[k] = i % 2 ? malloc(size[k]) : calloc(1, size[k]);
		} else {
			p[k] = realloc(p[k], size[k]);
		}
		if (p[k] != NULL)
			memset(p[k], (int)(long)arg, size[k]);
		else
			size[k] = 0;
	}
	for (int k = 0; k < 32; k++)
		free(p[k]);
	return NULL;
}

static void malloc_by_many(void)
{
	run_all(use_malloc);
}

/* A stream that writes to memory: each line has to come out whole. */
static char out[1 << 20];
static size_t out_used;
static FILE *stream;

static ssize_t put(void *cookie, const char *buf, size_t size)
{
	(void)cookie;
	if (size > sizeof(out) - out_used)
		size = sizeof(out) - out_used;
	memcpy(out + out_used, buf, size);
	out_used += size;
	return (ssize_t)size;
}

static void *print_lines(void *arg)
{
	for (int i = 0; i < 500; i++)
		fprintf(stream, "%ld %d %s %.3f\n", (long)arg, i, "abcdefghijklmnop",
			i / 8.0);
	return NULL;
}

static void one_stream(void)
{
	cookie_io_functions_t io = { .write = put };
	int next[THREADS + 1] = { 0 }, lines = 0;

	stream = fopencookie(NULL, "w", io);
	REQUIRE(stream != NULL);
	run_all(print_lines);
	EXPECT_EQ(fclose(stream), 0);
	for (char *line = strtok(out, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		char want[80];
		long who = strtol(line, NULL, 10);

		REQUIRE(who >= 1 && who <= THREADS);
		snprintf(want, sizeof(want), "%ld %d %s %.3f", who, next[who],
			"abcdefghijklmnop", next[who] / 8.0);
		next[who]++;
		lines++;
		if (strcmp(line, want) != 0) {
			EXPECT_STR(line, want);
			return;
		}
	}
	EXPECT_EQ(lines, THREADS * 500);
}

static void *lock_lines(void *arg)
{
	for (int i = 0; i < 300; i++) {
		flockfile(stream);
		for (int j = 0; j < 10; j++)
			putc_unlocked('a' + (int)(long)arg, stream);
		fputc('\n', stream);
		funlockfile(stream);
	}
	return NULL;
}

static void *try_lock(void *arg)
{
	(void)arg;
	return (void *)(long)ftrylockfile(stream);
}

static void locked_streams(void)
{
	cookie_io_functions_t io = { .write = put };
	pthread_t t;
	void *r;

	out_used = 0;
	stream = fopencookie(NULL, "w", io);
	REQUIRE(stream != NULL);
	run_all(lock_lines);
	fflush(stream);
	EXPECT_EQ(out_used, THREADS * 300 * 11);
	for (size_t i = 0; i < out_used; i += 11)
		for (int j = 1; j < 10; j++)
			if (out[i + j] != out[i])
				wrong++;
	EXPECT_EQ(wrong, 0);
	flockfile(stream);
	EXPECT_EQ(ftrylockfile(stream), 0);
	REQUIRE_EQ(pthread_create(&t, NULL, try_lock, NULL), 0);
	pthread_join(t, &r);
	EXPECT((long)r != 0);
	funlockfile(stream);
	funlockfile(stream);
	fclose(stream);
}

static void *open_and_close(void *arg)
{
	cookie_io_functions_t io = { .write = put };

	for (int i = 0; i < 300; i++) {
		FILE *f = fopencookie(NULL, "w", io);

		if (f == NULL) {
			wrong++;
			continue;
		}
		if (fprintf(f, "x") != 1)
			wrong++;
		fflush(NULL);
		if (fclose(f) != 0)
			wrong++;
	}
	return arg;
}

static void streams_opened_and_closed(void)
{
	out_used = 0;
	run_all(open_and_close);
}

static void *use_environment(void *arg)
{
	char name[20], value[20];

	snprintf(name, sizeof(name), "NAME%ld", (long)arg);
	for (int i = 0; i < 500; i++) {
		const char *is;

		snprintf(value, sizeof(value), "%d", i);
		if (setenv(name, value, 1) != 0)
			wrong++;
		is = getenv(name);
		if (is == NULL || strcmp(is, value) != 0)
			wrong++;
		if (i % 7 == 0)
			unsetenv(name);
	}
	return NULL;
}

static void environment(void)
{
	run_all(use_environment);
}

static void *use_time(void *arg)
{
	for (int i = 0; i < 500; i++) {
		time_t t = (time_t)(long)arg * 100000000 + i;
		struct tm tm, *p = localtime(&t);

		if (i % 50 == 0)
			tzset();
		localtime_r(&t, &tm);
		if (p->tm_min != tm.tm_min || p->tm_year != tm.tm_year ||
			mktime(&tm) != t)
			wrong++;
	}
	return NULL;
}

static void times(void)
{
	run_all(use_time);
}

static void *use_numbers(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		char text[64];
		double d = (double)(long)arg * 1e30 / (i + 1), back;

		snprintf(text, sizeof(text), "%.17g", d);
		back = strtod(text, NULL);
		if (back != d)
			wrong++;
	}
	return NULL;
}

static void numbers(void)
{
	run_all(use_numbers);
}

static void nothing(void)
{
}

static void *use_atexit(void *arg)
{
	for (int i = 0; i < 20; i++)
		if (atexit(nothing) != 0)
			wrong++;
	return arg;
}

static void atexit_by_many(void)
{
	run_all(use_atexit);
}

/* What a thread had of the library's is given back when it ends. */
static void no_memory_lost(void)
{
	size_t before = 0, after = 0;

	for (int i = 0; i < 40; i++) {
		void *p;

		run_all(use_numbers);
		p = sbrk(0);
		if (i == 9)
			before = (size_t)p;
		after = (size_t)p;
	}
	/* Each of 240 threads had some kilobytes. */
	EXPECT(after - before < 65536);
}

static const struct guest_case cases[] = {
	{ "malloc_by_many", malloc_by_many },
	{ "one_stream", one_stream },
	{ "locked_streams", locked_streams },
	{ "streams_opened_and_closed", streams_opened_and_closed },
	{ "environment", environment },
	{ "times", times },
	{ "numbers", numbers },
	{ "atexit_by_many", atexit_by_many },
	{ "no_memory_lost", no_memory_lost },
};

GUEST_MAIN(cases)
