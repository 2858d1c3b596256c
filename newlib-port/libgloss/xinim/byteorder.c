/*
 * newlib-port/libgloss/xinim/byteorder.c - htonl() and its like: POSIX.1-2017.
 *
 * In <netinet/in.h> they are macros; this is for whom does without, as scripts do that look
 * for the functions by linking them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdint.h>

uint32_t htonl(uint32_t host);
uint32_t ntohl(uint32_t net);
uint16_t htons(uint16_t host);
uint16_t ntohs(uint16_t net);

uint32_t htonl(uint32_t host)
{
	return __builtin_bswap32(host);
}

uint32_t ntohl(uint32_t net)
{
	return __builtin_bswap32(net);
}

uint16_t htons(uint16_t host)
{
	return __builtin_bswap16(host);
}

uint16_t ntohs(uint16_t net)
{
	return __builtin_bswap16(net);
}
