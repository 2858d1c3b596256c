/*
 * distro/base/xpkg/sha256.h - SHA-256 of a piece of memory (FIPS 180-4).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_XPKG_SHA256_H
#define XINIM_XPKG_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32
#define SHA256_TEXT  65 /* in hexadecimal, with its end */

struct sha256 {
	uint32_t state[8];
	uint64_t bytes; /* taken in so far */
	uint8_t block[64];
};

void sha256_begin(struct sha256 *sha);
void sha256_add(struct sha256 *sha, const void *data, size_t size);
void sha256_end(struct sha256 *sha, uint8_t digest[SHA256_BYTES]);

/* As 64 small hexadecimal digits. */
void sha256_text(const uint8_t digest[SHA256_BYTES], char text[SHA256_TEXT]);

#endif
