/*
 * kernel/bytes.h - little-endian numbers at any address.
 *
 * For tables that come from outside: no alignment is asked for and no object
 * type is implied. The caller has checked that the bytes are there.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_BYTES_H
#define XINIM_KERNEL_BYTES_H

#include <stdint.h>

static inline uint16_t load16(const void *p)
{
	const uint8_t *b = p;

	return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t load32(const void *p)
{
	const uint8_t *b = p;

	return load16(b) | (uint32_t)load16(b + 2) << 16;
}

static inline uint64_t load64(const void *p)
{
	const uint8_t *b = p;

	return load32(b) | (uint64_t)load32(b + 4) << 32;
}

#endif
