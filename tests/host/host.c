/*
 * tests/host/host.c - what the host unit tests share.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/assert.h"
#include "kernel/log.h"

#define MAX_REPORTS 20 /* after that many failures only their number matters */

jmp_buf host_panicked;
volatile int host_expect_panic;
int host_log_depth;

static unsigned long checks, failures;
static uint64_t state = 0x9e3779b97f4a7c15u;

bool host_check(bool ok, const char *file, int line, const char *what)
{
	checks++;
	if (!ok && failures++ < MAX_REPORTS)
		fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
	return ok;
}

void host_check_int(
	long long a, long long b, const char *file, int line, const char *what)
{
	if (!host_check(a == b, file, line, what) && failures <= MAX_REPORTS)
		fprintf(stderr, "\t%lld (0x%llx) and %lld (0x%llx)\n", a,
			(unsigned long long)a, b, (unsigned long long)b);
}

void host_check_str(
	const char *a, const char *b, const char *file, int line, const char *what)
{
	bool same = a != NULL && b != NULL ? strcmp(a, b) == 0 : a == b;

	if (!host_check(same, file, line, what) && failures <= MAX_REPORTS)
		fprintf(stderr, "\t\"%s\" and \"%s\"\n", a != NULL ? a : "NULL",
			b != NULL ? b : "NULL");
}

int host_report(void)
{
	printf("%lu checks, %lu failed\n", checks, failures);
	if (checks == 0)
		fprintf(stderr, "nothing was checked\n");
	return failures > 0 || checks == 0;
}

void panic(const char *fmt, ...)
{
	va_list ap;

	if (host_expect_panic)
		longjmp(host_panicked, 1);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	abort();
}

unsigned long arch_log_lock(void)
{
	CHECK_INT(host_log_depth++, 0);
	return 0x1234;
}

void arch_log_unlock(unsigned long flags)
{
	CHECK_INT(flags, 0x1234);
	CHECK_INT(--host_log_depth, 0);
}

void host_seed(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15u + 1;
}

uint64_t host_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

uint64_t host_below(uint64_t n)
{
	return host_random() % n;
}

void *host_copy(const void *p, size_t n)
{
	void *copy = malloc(n);

	if (copy == NULL && n > 0)
		abort();
	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}

static void try_copy(const struct host_sample *s, uint8_t *copy, size_t n)
{
	if (s->fix != NULL)
		s->fix(copy, n);
	s->try(copy, n);
	free(copy);
}

static void mangle_fields(const struct host_sample *s, size_t width)
{
	uint64_t max = width == 8 ? UINT64_MAX : (1ull << 8 * width) - 1;

	for (size_t at = 0; at + width <= s->size; at += width) {
		for (int kind = 0; kind < 6; kind++) {
			uint8_t *copy = host_copy(s->bytes, s->size);
			uint64_t was = 0, v;

			memcpy(&was, copy + at, width);
			v = kind == 0       ? 0
				: kind == 1 ? 1
				: kind == 2 ? max
				: kind == 3 ? max >> 1
				: kind == 4 ? was + 1
					    : was - 1;
			memcpy(copy + at, &v, width);
			try_copy(s, copy, s->size);
		}
	}
}

void host_mangle(const struct host_sample *s, unsigned rounds)
{
	for (size_t n = 0; n <= s->size; n++)
		try_copy(s, host_copy(s->bytes, n), n);
	for (size_t width = 1; width <= 8; width *= 2)
		mangle_fields(s, width);
	host_seed(42);
	for (unsigned i = 0; i < rounds; i++) {
		uint8_t *copy = host_copy(s->bytes, s->size);

		for (uint64_t k = 1 + host_below(6); k > 0; k--)
			copy[host_below(s->size)] =
				(uint8_t)(host_below(4) == 0 ? host_random() & 0xc1
							     : host_random());
		try_copy(s, copy, s->size);
	}
}
