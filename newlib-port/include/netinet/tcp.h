/*
 * newlib-port/include/netinet/tcp.h - options of TCP sockets; there is no network.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_NETINET_TCP_H
#define _XINIM_NETINET_TCP_H

#define TCP_NODELAY 1

#endif
