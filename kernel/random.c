/*
 * kernel/random.c - a ChaCha20 generator with fast key erasure, and getrandom.
 *
 * Each request makes one stream from the present key (RFC 8439, 2.3); its
 * first 32 bytes become the next key, so that what was given out cannot be
 * computed from what is kept.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/random.h"

#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define KEY_WORDS   8
#define BLOCK_WORDS 16

static uint32_t key[KEY_WORDS];

static uint32_t rotl(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static void quarter_round(uint32_t *s, unsigned a, unsigned b, unsigned c, unsigned d)
{
	s[a] += s[b];
	s[d] = rotl(s[d] ^ s[a], 16);
	s[c] += s[d];
	s[b] = rotl(s[b] ^ s[c], 12);
	s[a] += s[b];
	s[d] = rotl(s[d] ^ s[a], 8);
	s[c] += s[d];
	s[b] = rotl(s[b] ^ s[c], 7);
}

static void chacha_block(
	const uint32_t k[KEY_WORDS], uint32_t counter, uint32_t out[BLOCK_WORDS])
{
	const uint32_t start[BLOCK_WORDS] = { 0x61707865, 0x3320646e, 0x79622d32,
		0x6b206574, k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7], counter, 0, 0,
		0 };

	memcpy(out, start, sizeof(start));
	for (unsigned round = 0; round < 10; round++) {
		for (unsigned i = 0; i < 4; i++)
			quarter_round(out, i, i + 4, i + 8, i + 12);
		for (unsigned i = 0; i < 4; i++)
			quarter_round(out, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4,
				12 + (i + 3) % 4);
	}
	for (unsigned i = 0; i < BLOCK_WORDS; i++)
		out[i] += start[i];
}

/* What the machine offers goes through the cipher, so that none of it can weaken the rest. */
static void stir(void)
{
	uint32_t input[KEY_WORDS], block[BLOCK_WORDS];

	arch_entropy(input, sizeof(input));
	for (unsigned i = 0; i < KEY_WORDS; i++)
		key[i] ^= input[i];
	chacha_block(key, 0, block);
	memcpy(key, block, sizeof(key));
}

void random_init(void)
{
	for (unsigned i = 0; i < 4; i++)
		stir();
}

void random_bytes(void *buf, size_t len)
{
	uint32_t old[KEY_WORDS], block[BLOCK_WORDS];
	char *to = buf;

	stir();
	memcpy(old, key, sizeof(old));
	chacha_block(old, 0, block);
	memcpy(key, block, sizeof(key));
	for (uint32_t counter = 1; len; counter++) {
		size_t n = len < sizeof(block) ? len : sizeof(block);

		chacha_block(old, counter, block);
		memcpy(to, block, n);
		to += n;
		len -= n;
	}
	memset(old, 0, sizeof(old));
	memset(block, 0, sizeof(block));
	__asm__ volatile("" ::"r"(old), "r"(block) : "memory"); /* do not optimise away */
}

/* getrandom(buf, len, flags): never waits, the generator is ready before any program. */
SYSCALL_HANDLER_LOCKED(getrandom)
{
	const uint64_t flags =
		XINIM_GRND_NONBLOCK | XINIM_GRND_RANDOM | XINIM_GRND_INSECURE;
	uint64_t to = arg[0], len = arg[1], done = 0;
	char chunk[256];

	if (arg[2] & ~flags)
		return -EINVAL;
	if ((arg[2] & (XINIM_GRND_RANDOM | XINIM_GRND_INSECURE)) ==
		(XINIM_GRND_RANDOM | XINIM_GRND_INSECURE))
		return -EINVAL;
	if (len > 0x1ffffff)
		len = 0x1ffffff; /* as Linux: 32 MiB less one byte at most */
	if (!user_range_ok(to, len))
		return -EFAULT;
	while (done < len) {
		size_t n = len - done < sizeof(chunk) ? len - done : sizeof(chunk);

		random_bytes(chunk, n);
		if (copy_to_user(to + done, chunk, n) != 0)
			return done ? (int64_t)done : -EFAULT;
		done += n;
		if (done < len)
			kernel_preemption_point();
	}
	return (int64_t)done;
}
