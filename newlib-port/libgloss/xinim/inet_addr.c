/*
 * newlib-port/libgloss/xinim/inet_addr.c - internet addresses as text: version 4.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>

/* One to four numbers, decimal, octal or hexadecimal, the last filling what is left. */
int inet_aton(const char *text, struct in_addr *address)
{
	unsigned long part[4], value = 0;
	int n = 0;

	for (;;) {
		char *end;

		if (!isdigit((unsigned char)*text) || n == 4)
			return 0;
		part[n++] = strtoul(text, &end, 0);
		text = end;
		if (*text != '.')
			break;
		text++;
	}
	if (*text != '\0' && !isspace((unsigned char)*text))
		return 0;
	for (int i = 0; i < n - 1; i++) {
		if (part[i] > 255)
			return 0;
		value |= part[i] << (24 - 8 * i);
	}
	if (part[n - 1] > 0xffffffffUL >> (8 * (n - 1)))
		return 0;
	if (address != NULL)
		address->s_addr = htonl((uint32_t)(value | part[n - 1]));
	return 1;
}

in_addr_t inet_addr(const char *text)
{
	struct in_addr address;

	return inet_aton(text, &address) ? address.s_addr : INADDR_NONE;
}

char *inet_ntoa(struct in_addr address)
{
	static char text[INET_ADDRSTRLEN];

	inet_ntop(AF_INET, &address, text, sizeof(text));
	return text;
}
