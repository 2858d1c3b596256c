/*
 * tests/host/host.h - what the host unit tests share.
 *
 * A test's main() makes its checks and returns host_report(): 0 when all
 * held. panic() ends the program unless CHECK_PANIC expects it. Tests run
 * under AddressSanitizer and UndefinedBehaviorSanitizer; input that must not
 * be read beyond its end is put in an allocation of exactly its size.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_HOST_H
#define XINIM_TESTS_HOST_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Counts a check; prints where and what when it does not hold. */
#define CHECK(e) host_check(!!(e), __FILE__, __LINE__, #e)

/* Integers, strings: both values are printed when they differ. */
#define CHECK_INT(a, b) \
	host_check_int((long long)(a), (long long)(b), __FILE__, __LINE__, #a " == " #b)
#define CHECK_STR(a, b) host_check_str(a, b, __FILE__, __LINE__, #a " == " #b)

/* The statement must panic. What it did before stays done. */
#define CHECK_PANIC(statement)                                                        \
	do {                                                                          \
		host_expect_panic = 1;                                                \
		if (setjmp(host_panicked) == 0) {                                     \
			statement;                                                    \
			host_check(false, __FILE__, __LINE__, "panics: " #statement); \
		} else {                                                              \
			host_check(true, __FILE__, __LINE__, "");                     \
		}                                                                     \
		host_expect_panic = 0;                                                \
	} while (0)

extern jmp_buf host_panicked;
extern volatile int host_expect_panic;

bool host_check(bool ok, const char *file, int line, const char *what);
void host_check_int(
	long long a, long long b, const char *file, int line, const char *what);
void host_check_str(
	const char *a, const char *b, const char *file, int line, const char *what);
int host_report(void);

/* Numbers from a fixed seed; the second one in [0, n). */
uint64_t host_random(void);
uint64_t host_below(uint64_t n);
void host_seed(uint64_t seed);

/* A heap copy of exactly `n` bytes. The caller frees it. */
void *host_copy(const void *p, size_t n);

/*
 * Malformed input: calls try() with a fresh exact copy each of
 *  - every truncation of the sample,
 *  - the sample with each aligned field of 1, 2, 4 and 8 bytes set to 0, 1,
 *    its largest value, its largest positive one, and one more and less,
 *  - `rounds` versions with some random bytes changed.
 * fix(), if any, mends each copy first (a checksum).
 */
struct host_sample {
	const void *bytes;
	size_t size;
	void (*try)(const uint8_t *input, size_t size);
	void (*fix)(uint8_t *input, size_t size);
};

void host_mangle(const struct host_sample *s, unsigned rounds);

/* Of the log's lock, which host.c supplies: how deep it is held. */
extern int host_log_depth;

#endif
