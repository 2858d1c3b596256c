/*
 * newlib-port/include/arpa/inet.h - internet addresses as text.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_ARPA_INET_H
#define _XINIM_ARPA_INET_H

#include <netinet/in.h>
#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

in_addr_t inet_addr(const char *__text);
#if __MISC_VISIBLE || __GNU_VISIBLE
int inet_aton(const char *__text, struct in_addr *__address);
#endif
char *inet_ntoa(struct in_addr __address);
const char *inet_ntop(int __family, const void *__restrict __address,
	char *__restrict __text, socklen_t __size);
int inet_pton(int __family, const char *__restrict __text, void *__restrict __address);

#ifdef __cplusplus
}
#endif

#endif
