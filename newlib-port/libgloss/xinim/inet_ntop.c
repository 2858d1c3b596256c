/*
 * newlib-port/libgloss/xinim/inet_ntop.c - internet addresses to text.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

/* Finds the longest run of at least two zero groups: RFC 5952, section 4.2. */
static int longest_zeroes(const uint16_t *group, int *length)
{
	int best = -1;

	*length = 1;
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && group[i + n] == 0)
			n++;
		if (n > *length) {
			*length = n;
			best = i;
		}
		i += n;
	}
	return best;
}

static void print6(const struct in6_addr *a, char *out, size_t size)
{
	int zeroes, first = longest_zeroes(a->s6_addr16, &zeroes), n = 0;

	if (IN6_IS_ADDR_V4MAPPED(a)) {
		snprintf(out, size, "::ffff:%u.%u.%u.%u", a->s6_addr[12], a->s6_addr[13],
			a->s6_addr[14], a->s6_addr[15]);
		return;
	}
	for (int i = 0; i < 8; i++) {
		if (i == first) {
			n += snprintf(out + n, size - (size_t)n, "::");
			i += zeroes - 1;
			continue;
		}
		n += snprintf(out + n, size - (size_t)n, "%s%x",
			i > 0 && i != first + zeroes ? ":" : "", ntohs(a->s6_addr16[i]));
	}
}

const char *inet_ntop(
	int family, const void *restrict address, char *restrict text, socklen_t size)
{
	const unsigned char *a = address;
	char out[INET6_ADDRSTRLEN];

	if (family == AF_INET) {
		snprintf(out, sizeof(out), "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
	} else if (family == AF_INET6) {
		print6(address, out, sizeof(out));
	} else {
		errno = EAFNOSUPPORT;
		return NULL;
	}
	if (strlen(out) >= size) {
		errno = ENOSPC;
		return NULL;
	}
	return strcpy(text, out);
}
