/*
 * newlib-port/include/netinet/in.h - internet addresses; there is no network.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_NETINET_IN_H
#define _XINIM_NETINET_IN_H

#include <stdint.h>
#include <sys/cdefs.h>
#include <sys/socket.h>

#ifndef _IN_ADDR_T_DECLARED
typedef uint32_t in_addr_t;
#define _IN_ADDR_T_DECLARED
#endif
#ifndef _IN_PORT_T_DECLARED
typedef uint16_t in_port_t;
#define _IN_PORT_T_DECLARED
#endif

struct in_addr {
	in_addr_t s_addr;
};

struct sockaddr_in {
	sa_family_t sin_family;
	in_port_t sin_port;
	struct in_addr sin_addr;
	unsigned char sin_zero[8];
};

struct in6_addr {
	union {
		uint8_t __u8[16];
		uint16_t __u16[8];
		uint32_t __u32[4];
	} __in6;
};
#define s6_addr   __in6.__u8
#define s6_addr16 __in6.__u16
#define s6_addr32 __in6.__u32

struct sockaddr_in6 {
	sa_family_t sin6_family;
	in_port_t sin6_port;
	uint32_t sin6_flowinfo;
	struct in6_addr sin6_addr;
	uint32_t sin6_scope_id;
};

struct ipv6_mreq {
	struct in6_addr ipv6mr_multiaddr;
	unsigned int ipv6mr_interface;
};

#define IN6ADDR_ANY_INIT          \
	{                         \
		{                 \
			{         \
				0 \
			}         \
		}                 \
	}
#define IN6ADDR_LOOPBACK_INIT                                                  \
	{                                                                      \
		{                                                              \
			{                                                      \
				0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 \
			}                                                      \
		}                                                              \
	}

#define IPPROTO_IP   0
#define IPPROTO_ICMP 1
#define IPPROTO_TCP  6
#define IPPROTO_UDP  17
#define IPPROTO_IPV6 41
#define IPPROTO_RAW  255

#define INADDR_ANY       ((in_addr_t)0x00000000)
#define INADDR_BROADCAST ((in_addr_t)0xffffffff)
#define INADDR_NONE      ((in_addr_t)0xffffffff)
#define INADDR_LOOPBACK  ((in_addr_t)0x7f000001)

#define INET_ADDRSTRLEN  16
#define INET6_ADDRSTRLEN 46

#define IPPORT_RESERVED 1024

#define IN6_IS_ADDR_UNSPECIFIED(a)                                                     \
	((a)->s6_addr32[0] == 0 && (a)->s6_addr32[1] == 0 && (a)->s6_addr32[2] == 0 && \
		(a)->s6_addr32[3] == 0)
#define IN6_IS_ADDR_V4MAPPED(a)                              \
	((a)->s6_addr32[0] == 0 && (a)->s6_addr32[1] == 0 && \
		(a)->s6_addr32[2] == __builtin_bswap32(0xffff))

#define IN6_IS_ADDR_LOOPBACK(a)                                                        \
	((a)->s6_addr32[0] == 0 && (a)->s6_addr32[1] == 0 && (a)->s6_addr32[2] == 0 && \
		(a)->s6_addr32[3] == __builtin_bswap32(1))
#define IN6_IS_ADDR_V4COMPAT(a)                                                        \
	((a)->s6_addr32[0] == 0 && (a)->s6_addr32[1] == 0 && (a)->s6_addr32[2] == 0 && \
		__builtin_bswap32((a)->s6_addr32[3]) > 1)
#define IN6_IS_ADDR_MULTICAST(a) ((a)->s6_addr[0] == 0xff)
#define IN6_IS_ADDR_LINKLOCAL(a) \
	((a)->s6_addr[0] == 0xfe && ((a)->s6_addr[1] & 0xc0) == 0x80)
#define IN6_IS_ADDR_SITELOCAL(a) \
	((a)->s6_addr[0] == 0xfe && ((a)->s6_addr[1] & 0xc0) == 0xc0)
#define IN6_ARE_ADDR_EQUAL(a, b)                          \
	((a)->s6_addr32[0] == (b)->s6_addr32[0] &&        \
		(a)->s6_addr32[1] == (b)->s6_addr32[1] && \
		(a)->s6_addr32[2] == (b)->s6_addr32[2] && \
		(a)->s6_addr32[3] == (b)->s6_addr32[3])
#define __IN6_MC_SCOPE(a, scope) \
	(IN6_IS_ADDR_MULTICAST(a) && ((a)->s6_addr[1] & 0x0f) == (scope))
#define IN6_IS_ADDR_MC_NODELOCAL(a) __IN6_MC_SCOPE(a, 0x1)
#define IN6_IS_ADDR_MC_LINKLOCAL(a) __IN6_MC_SCOPE(a, 0x2)
#define IN6_IS_ADDR_MC_SITELOCAL(a) __IN6_MC_SCOPE(a, 0x5)
#define IN6_IS_ADDR_MC_ORGLOCAL(a)  __IN6_MC_SCOPE(a, 0x8)
#define IN6_IS_ADDR_MC_GLOBAL(a)    __IN6_MC_SCOPE(a, 0xe)

/* Options of IPPROTO_IPV6. */
#define IPV6_UNICAST_HOPS   16
#define IPV6_MULTICAST_IF   17
#define IPV6_MULTICAST_HOPS 18
#define IPV6_MULTICAST_LOOP 19
#define IPV6_JOIN_GROUP     20
#define IPV6_LEAVE_GROUP    21
#define IPV6_V6ONLY         26

#ifdef __cplusplus
extern "C" {
#endif

extern const struct in6_addr in6addr_any;
extern const struct in6_addr in6addr_loopback;

#ifdef __cplusplus
}
#endif

#ifndef htons
static __inline uint16_t __xinim_swap16(uint16_t __x)
{
	return __builtin_bswap16(__x);
}
static __inline uint32_t __xinim_swap32(uint32_t __x)
{
	return __builtin_bswap32(__x);
}
#define htons __xinim_swap16
#define ntohs __xinim_swap16
#define htonl __xinim_swap32
#define ntohl __xinim_swap32
#endif

#endif
