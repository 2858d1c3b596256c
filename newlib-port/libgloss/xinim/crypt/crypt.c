/*
 * newlib-port/libgloss/xinim/crypt/crypt.c - crypt: passwords by SHA-512.
 *
 * The one scheme is $6$, as in "Unix crypt using SHA-256 and SHA-512" (U. Drepper,
 * version 0.6, 2016-08-31), whose steps are counted below; others have been
 * broken, or are nobody's standard. The state on the stack is wiped.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <crypt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sha512.h"

#define PREFIX         "$6$"
#define ROUNDS_WORD    "rounds="
#define ROUNDS_DEFAULT 5000
#define ROUNDS_MIN     1000
#define ROUNDS_MAX     999999999
#define SALT_MAX       16
#define KEY_MAX        511 /* step 4 takes time by the square of this */

struct scheme {
	const char *salt;
	size_t salt_length;
	unsigned long rounds;
	bool rounds_said;
};

struct state {
	struct sha512 hash;
	unsigned char a[SHA512_DIGEST], p[SHA512_DIGEST], s[SHA512_DIGEST];
};

/* Takes a setting apart, which may be a whole result of crypt. False: none of ours. */
static bool parse(const char *setting, struct scheme *scheme)
{
	if (strncmp(setting, PREFIX, strlen(PREFIX)) != 0)
		return false;
	setting += strlen(PREFIX);
	scheme->rounds = ROUNDS_DEFAULT;
	scheme->rounds_said = false;
	if (strncmp(setting, ROUNDS_WORD, strlen(ROUNDS_WORD)) == 0) {
		unsigned long long rounds = 0;
		const char *number = setting + strlen(ROUNDS_WORD), *end = number;

		for (; *end >= '0' && *end <= '9'; end++)
			if (rounds <= ROUNDS_MAX)
				rounds = rounds * 10 + (unsigned)(*end - '0');
		if (end == number || *end != '$')
			return false;
		setting = end + 1;
		scheme->rounds_said = true;
		scheme->rounds = rounds < ROUNDS_MIN ? ROUNDS_MIN
			: rounds > ROUNDS_MAX        ? ROUNDS_MAX
						     : (unsigned long)rounds;
	}
	scheme->salt = setting;
	scheme->salt_length = strcspn(setting, "$");
	if (scheme->salt_length > SALT_MAX)
		scheme->salt_length = SALT_MAX;
	/* The result is to be a field of a line in a file. */
	for (size_t i = 0; i < scheme->salt_length; i++)
		if (setting[i] == ':' || setting[i] == '\n')
			return false;
	return true;
}

/* Adds length bytes: the digest over and over (steps 10, 16 and 20). */
static void add_repeated(struct sha512 *hash, const unsigned char *digest, size_t length)
{
	for (; length > SHA512_DIGEST; length -= SHA512_DIGEST)
		__xinim_sha512_add(hash, digest, SHA512_DIGEST);
	__xinim_sha512_add(hash, digest, length);
}

/* Steps 1 to 20: digests A, DP and DS. */
static void begin(
	struct state *st, const char *key, size_t length, const struct scheme *scheme)
{
	struct sha512 *hash = &st->hash;
	unsigned int times;

	__xinim_sha512_start(hash);
	__xinim_sha512_add(hash, key, length);
	__xinim_sha512_add(hash, scheme->salt, scheme->salt_length);
	__xinim_sha512_add(hash, key, length);
	__xinim_sha512_end(hash, st->p);

	__xinim_sha512_start(hash);
	__xinim_sha512_add(hash, key, length);
	__xinim_sha512_add(hash, scheme->salt, scheme->salt_length);
	add_repeated(hash, st->p, length);
	for (size_t n = length; n > 0; n >>= 1) {
		if (n & 1)
			__xinim_sha512_add(hash, st->p, SHA512_DIGEST);
		else
			__xinim_sha512_add(hash, key, length);
	}
	__xinim_sha512_end(hash, st->a);

	__xinim_sha512_start(hash);
	for (size_t n = 0; n < length; n++)
		__xinim_sha512_add(hash, key, length);
	__xinim_sha512_end(hash, st->p);

	times = 16 + st->a[0];
	__xinim_sha512_start(hash);
	while (times-- > 0)
		__xinim_sha512_add(hash, scheme->salt, scheme->salt_length);
	__xinim_sha512_end(hash, st->s);
}

/* Step 21. */
static void rounds(struct state *st, size_t length, const struct scheme *scheme)
{
	struct sha512 *hash = &st->hash;

	for (unsigned long i = 0; i < scheme->rounds; i++) {
		__xinim_sha512_start(hash);
		if (i & 1)
			add_repeated(hash, st->p, length);
		else
			__xinim_sha512_add(hash, st->a, SHA512_DIGEST);
		if (i % 3 != 0)
			add_repeated(hash, st->s, scheme->salt_length);
		if (i % 7 != 0)
			add_repeated(hash, st->p, length);
		if (i & 1)
			__xinim_sha512_add(hash, st->a, SHA512_DIGEST);
		else
			add_repeated(hash, st->p, length);
		__xinim_sha512_end(hash, st->a);
	}
}

/* 24 bits as four letters, the low ones first; count of them. */
static char *letters(char *to, unsigned int bits, int count)
{
	static const char alphabet[] =
		"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	while (count-- > 0) {
		*to++ = alphabet[bits & 63];
		bits >>= 6;
	}
	return to;
}

/* Step 22. Bytes i, i + 21 and i + 42 go together, each time one place further. */
static void finish(
	char *to, const unsigned char a[SHA512_DIGEST], const struct scheme *scheme)
{
	to = stpcpy(to, PREFIX);
	if (scheme->rounds_said)
		to += sprintf(to, ROUNDS_WORD "%lu$", scheme->rounds);
	memcpy(to, scheme->salt, scheme->salt_length);
	to += scheme->salt_length;
	*to++ = '$';
	for (int i = 0; i < 21; i++) {
		unsigned int byte[3] = { a[i], a[i + 21], a[i + 42] };

		to = letters(to,
			byte[i % 3] << 16 | byte[(i + 1) % 3] << 8 | byte[(i + 2) % 3],
			4);
	}
	to = letters(to, a[63], 2);
	*to = '\0';
}

char *crypt_r(const char *key, const char *setting, struct crypt_data *data)
{
	struct scheme scheme;
	struct state st;
	size_t length = strnlen(key, KEY_MAX + 1);

	if (!parse(setting, &scheme)) {
		errno = EINVAL;
		return NULL;
	}
	if (length > KEY_MAX) {
		errno = ERANGE;
		return NULL;
	}
	begin(&st, key, length, &scheme);
	rounds(&st, length, &scheme);
	finish(data->output, st.a, &scheme);
	explicit_bzero(&st, sizeof(st));
	return data->output;
}

char *crypt(const char *key, const char *setting)
{
	static struct crypt_data data;

	return crypt_r(key, setting, &data);
}

/* DES by the bit: POSIX lets a system have none, and ours has none. */
void setkey(const char *key)
{
	(void)key;
	errno = ENOSYS;
}

void encrypt(char *block, int decrypt)
{
	(void)block;
	(void)decrypt;
	errno = ENOSYS;
}
