/*
 * newlib-port/libgloss/xinim/crypt/sha512.h - SHA-512, as FIPS 180-4 has it.
 *
 * start, any number of adds, end. The state is the caller's, needs no memory
 * and is as secret as what was added: wipe it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_CRYPT_SHA512_H
#define XINIM_LIBGLOSS_CRYPT_SHA512_H

#include <stddef.h>
#include <stdint.h>

#define SHA512_BLOCK  128
#define SHA512_DIGEST 64

struct sha512 {
	uint64_t hash[8];
	uint64_t bytes; /* added so far */
	unsigned char block[SHA512_BLOCK];
};

void __xinim_sha512_start(struct sha512 *s);
void __xinim_sha512_add(struct sha512 *s, const void *data, size_t length);
void __xinim_sha512_end(struct sha512 *s, unsigned char digest[SHA512_DIGEST]);

#endif
