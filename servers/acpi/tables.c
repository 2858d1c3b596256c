/*
 * servers/acpi/tables.c - what the firmware's tables say of the machine's end.
 *
 * Offsets are those of ACPI 6.5: 5.2.6 table header, 5.2.9 FADT, 4.8 registers; 7.4.2 and
 * 20.2 for the package \_S5, which is found by its bytes, since that is all the AML we want.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/acpi/tables.h"

#include <string.h>

#define FADT_MIN 116 /* ACPI 1.0's; later fields only if it is longer */

#define FLAG_BUTTON_METHOD (1u << 4) /* the power button is none of PM1's events */
#define FLAG_RESET         (1u << 10)
#define SPACE_IO           1

#define AML_ZERO    0x00
#define AML_ONE     0x01
#define AML_NAME    0x08
#define AML_BYTE    0x0a
#define AML_WORD    0x0b
#define AML_DWORD   0x0c
#define AML_QWORD   0x0e
#define AML_PACKAGE 0x12
#define AML_ONES    0xff

static uint64_t number(const uint8_t *p, unsigned bytes)
{
	uint64_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | p[bytes];
	return v;
}

/* --- tables ------------------------------------------------------------------------ */

uint32_t table_length(const uint8_t header[TABLE_HEADER])
{
	uint32_t n = (uint32_t)number(header + 4, 4);

	return n < TABLE_HEADER || n > TABLE_MAX ? 0 : n;
}

bool table_is(const uint8_t *t, size_t length, const char signature[4])
{
	uint8_t sum = 0;

	if (length < TABLE_HEADER || memcmp(t, signature, 4) != 0 ||
		table_length(t) != length)
		return false;
	for (size_t i = 0; i < length; i++)
		sum = (uint8_t)(sum + t[i]);
	return sum == 0;
}

/* A generic address structure's port, of so many in a row; 0: it is none. */
static uint16_t generic_port(const uint8_t *p, unsigned count)
{
	uint64_t at = number(p + 4, 8);

	return p[0] == SPACE_IO && count && at <= 0x10000u - count ? (uint16_t)at : 0;
}

/* The port in the old field or, where that is 0, in its successor; of `count'. */
static uint16_t block(
	const uint8_t *t, size_t length, size_t old, size_t extended, unsigned count)
{
	uint64_t at = number(t + old, 4);

	if (at == 0)
		return length >= extended + 12 ? generic_port(t + extended, count) : 0;
	return count && at <= 0x10000u - count ? (uint16_t)at : 0;
}

bool table_registers(const uint8_t *t, size_t length, struct acpi_registers *r)
{
	static const uint8_t event[2][2] = { { 56, 148 }, { 60, 160 } };
	static const uint8_t control[2][2] = { { 64, 172 }, { 68, 184 } };
	static const uint8_t gpe[2][3] = { { 80, 220, 92 }, { 84, 232, 93 } };
	uint32_t flags;

	memset(r, 0, sizeof(*r));
	if (length < FADT_MIN)
		return false;
	flags = (uint32_t)number(t + 112, 4);
	r->smi_command = number(t + 48, 4) <= 0xffff ? (uint16_t)number(t + 48, 4) : 0;
	r->acpi_enable = t[52];
	for (unsigned i = 0; i < 2; i++) {
		unsigned events = t[88], bytes = t[gpe[i][2]] / 2;

		if (events >= 4)
			r->event[i] = block(t, length, event[i][0], event[i][1], events);
		if (r->event[i])
			r->enable[i] = (uint16_t)(r->event[i] + events / 2);
		if (t[89] >= 2)
			r->control[i] =
				block(t, length, control[i][0], control[i][1], t[89]);
		r->gpe[i].status = block(t, length, gpe[i][0], gpe[i][1], t[gpe[i][2]]);
		if (r->gpe[i].status && bytes) {
			r->gpe[i].enable = (uint16_t)(r->gpe[i].status + bytes);
			r->gpe[i].bytes = (uint8_t)bytes;
		}
	}
	if (length >= 129 && flags & FLAG_RESET) {
		r->reset = generic_port(t + 116, 1);
		r->reset_value = t[128];
	}
	r->has_button = r->event[0] && !(flags & FLAG_BUTTON_METHOD);
	return true;
}

/* --- AML --------------------------------------------------------------------------- */

/* A number at *at, which moves past it; false: there is none before `end'. */
static bool aml_number(const uint8_t *t, size_t end, size_t *at, uint64_t *value)
{
	unsigned bytes;

	if (*at >= end)
		return false;
	switch (t[*at]) {
	case AML_ZERO:
	case AML_ONE:
	case AML_ONES:
		*value = t[*at] == AML_ONES ? UINT64_MAX : t[*at];
		++*at;
		return true;
	case AML_BYTE:
		bytes = 1;
		break;
	case AML_WORD:
		bytes = 2;
		break;
	case AML_DWORD:
		bytes = 4;
		break;
	case AML_QWORD:
		bytes = 8;
		break;
	default:
		return false;
	}
	if (end - *at < bytes + 1u)
		return false;
	*value = number(t + *at + 1, bytes);
	*at += bytes + 1u;
	return true;
}

/* The end of a package whose length is at *at, which moves past that; 0: cut short. */
static size_t package_end(const uint8_t *t, size_t length, size_t *at)
{
	size_t start = *at, n;
	unsigned more;

	if (start >= length)
		return 0;
	more = t[start] >> 6;
	if (length - start <= more)
		return 0;
	n = more ? t[start] & 0xfu : t[start] & 0x3fu;
	for (unsigned i = 0; i < more; i++)
		n |= (size_t)t[start + 1 + i] << (4 + 8 * i);
	*at = start + 1 + more;
	return n > more && n <= length - start ? start + n : 0;
}

/* The package after the name that ends at `at': one number, or more. */
static bool sleep_types(const uint8_t *t, size_t length, size_t at, uint8_t type[2])
{
	uint64_t a, b;
	size_t end;
	unsigned count;

	if (at >= length || t[at++] != AML_PACKAGE)
		return false;
	end = package_end(t, length, &at);
	if (at >= end)
		return false;
	count = t[at++];
	if (count < 1 || !aml_number(t, end, &at, &a) || a > 7)
		return false;
	/* Without a second one, or with nonsense, there is no PM1b to use it. */
	if (count < 2 || !aml_number(t, end, &at, &b) || b > 7)
		b = a;
	type[0] = (uint8_t)a;
	type[1] = (uint8_t)b;
	return true;
}

/* Name (_S5, ...) or Name (\_S5, ...), wherever that is. */
bool table_sleep_off(const uint8_t *t, size_t length, uint8_t type[2])
{
	for (size_t i = TABLE_HEADER + 1; i + 4 <= length; i++) {
		bool named = t[i - 1] == AML_NAME ||
			(t[i - 1] == '\\' && t[i - 2] == AML_NAME);

		if (named && memcmp(t + i, "_S5_", 4) == 0 &&
			sleep_types(t, length, i + 4, type))
			return true;
	}
	return false;
}
