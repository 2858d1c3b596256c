/*
 * newlib-port/include/byteswap.h - bytes the other way round.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_BYTESWAP_H
#define _XINIM_BYTESWAP_H

#define bswap_16(x) __builtin_bswap16(x)
#define bswap_32(x) __builtin_bswap32(x)
#define bswap_64(x) __builtin_bswap64(x)

#endif
