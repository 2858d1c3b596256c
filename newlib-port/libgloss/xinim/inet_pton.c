/*
 * newlib-port/libgloss/xinim/inet_pton.c - internet addresses from text.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

static int parse4(const char *text, uint8_t *out)
{
	for (int i = 0; i < 4; i++) {
		unsigned value = 0;
		int digits = 0;

		while (isdigit((unsigned char)*text) && digits < 3) {
			value = value * 10 + (unsigned)(*text++ - '0');
			digits++;
		}
		if (digits == 0 || value > 255 || (digits > 1 && text[-digits] == '0') ||
			*text != (i < 3 ? '.' : '\0'))
			return 0;
		text++;
		out[i] = (uint8_t)value;
	}
	return 1;
}

static int parse6(const char *text, uint8_t *out)
{
	uint8_t a[16] = { 0 };
	int n = 0, gap = -1;

	if (text[0] == ':' && *++text != ':')
		return 0;
	while (*text != '\0') {
		const char *start = text;
		unsigned value = 0;
		int digits = 0;

		if (*text == ':') {
			if (gap >= 0)
				return 0;
			gap = n;
			text++;
			continue;
		}
		for (; isxdigit((unsigned char)*text) && digits < 4; digits++, text++)
			value = value * 16 +
				(unsigned)(isdigit((unsigned char)*text)
						? *text - '0'
						: (*text | 0x20) - 'a' + 10);
		if (*text == '.' && n <= 12) {
			if (!parse4(start, a + n))
				return 0;
			n += 4;
			break;
		}
		if (digits == 0 || n > 14)
			return 0;
		a[n++] = (uint8_t)(value >> 8);
		a[n++] = (uint8_t)value;
		if (*text == '\0')
			break;
		if (*text++ != ':' || *text == '\0')
			return 0;
	}
	if (gap < 0 ? n != 16 : n > 14)
		return 0;
	memset(out, 0, 16);
	if (gap < 0)
		gap = n;
	memcpy(out, a, (size_t)gap);
	memcpy(out + 16 - (n - gap), a + gap, (size_t)(n - gap));
	return 1;
}

int inet_pton(int family, const char *restrict text, void *restrict address)
{
	uint8_t out[16];
	int ok;

	if (family != AF_INET && family != AF_INET6) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	ok = family == AF_INET ? parse4(text, out) : parse6(text, out);
	if (ok)
		memcpy(address, out, family == AF_INET ? 4 : 16);
	return ok;
}
