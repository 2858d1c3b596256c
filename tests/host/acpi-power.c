/*
 * tests/host/acpi-power.c - servers/acpi/tables.c: how to switch the machine off.
 *
 * Each table is in memory of just its length, so that the sanitizers see a read past it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "servers/acpi/tables.h"

static void seal(uint8_t *t, size_t length)
{
	uint8_t sum = 0;

	memcpy(t + 4, &(uint32_t){ (uint32_t)length }, 4);
	t[9] = 0;
	for (size_t i = 0; i < length; i++)
		sum = (uint8_t)(sum + t[i]);
	t[9] = (uint8_t)-sum;
}

static void put(uint8_t *t, unsigned at, uint64_t v, unsigned bytes)
{
	memcpy(t + at, &v, bytes);
}

static uint8_t *copy(const void *from, size_t length)
{
	uint8_t *t = malloc(length ? length : 1);

	memcpy(t, from, length);
	return t;
}

/* --- headers ----------------------------------------------------------------------- */

static void test_headers(void)
{
	uint8_t t[100] = "DSDT", *alone;

	seal(t, 100);
	CHECK_INT(table_length(t), 100);
	CHECK(table_is(t, 100, "DSDT"));
	CHECK(!table_is(t, 100, "SSDT"));
	CHECK(!table_is(t, 99, "DSDT"));
	CHECK(!table_is(t, 35, "DSDT"));
	alone = copy(t, 3);
	CHECK(!table_is(alone, 3, "DSDT"));
	free(alone);
	t[50]++;
	CHECK(!table_is(t, 100, "DSDT"));
	put(t, 4, 35, 4);
	CHECK_INT(table_length(t), 0);
	put(t, 4, TABLE_MAX, 4);
	CHECK_INT(table_length(t), TABLE_MAX);
	put(t, 4, TABLE_MAX + 1, 4);
	CHECK_INT(table_length(t), 0);
	put(t, 4, 0xffffffff, 4);
	CHECK_INT(table_length(t), 0);
}

/* --- the FADT ---------------------------------------------------------------------- */

static uint8_t fadt[244];

/* As QEMU's q35 has it. */
static void make_fadt(void)
{
	memset(fadt, 0, sizeof(fadt));
	put(fadt, 48, 0xb2, 4);
	fadt[52] = 2;
	put(fadt, 56, 0x600, 4);
	put(fadt, 64, 0x604, 4);
	put(fadt, 80, 0x620, 4);
	fadt[88] = 4;
	fadt[89] = 2;
	fadt[92] = 16;
	put(fadt, 112, 1 << 10, 4);
	fadt[116] = 1;
	put(fadt, 120, 0xcf9, 8);
	fadt[128] = 0x0f;
}

static struct acpi_registers read_fadt(size_t length)
{
	uint8_t *alone = copy(fadt, length);
	struct acpi_registers r;

	CHECK_INT(table_registers(alone, length, &r), length >= 116);
	free(alone);
	return r;
}

static void test_fadt(void)
{
	struct acpi_registers r;

	make_fadt();
	r = read_fadt(sizeof(fadt));
	CHECK(r.smi_command == 0xb2 && r.acpi_enable == 2);
	CHECK(r.event[0] == 0x600 && r.enable[0] == 0x602 && r.control[0] == 0x604);
	CHECK(r.event[1] == 0 && r.enable[1] == 0 && r.control[1] == 0);
	CHECK(r.gpe[0].status == 0x620 && r.gpe[0].enable == 0x628);
	CHECK(r.gpe[0].bytes == 8 && r.gpe[1].status == 0);
	CHECK(r.reset == 0xcf9 && r.reset_value == 0x0f && r.has_button);
	for (size_t n = 0; n <= sizeof(fadt); n++)
		CHECK_INT(read_fadt(n).reset, n >= 129 ? 0xcf9 : 0);
	put(fadt, 112, 1 << 4, 4); /* a button by other means, no reset register */
	r = read_fadt(sizeof(fadt));
	CHECK(r.reset == 0 && !r.has_button);
	/* The fields that follow the old ones, where those are 0. */
	put(fadt, 64, 0, 4);
	fadt[172] = 1;
	put(fadt, 176, 0x1804, 8);
	CHECK_INT(read_fadt(sizeof(fadt)).control[0], 0x1804);
	put(fadt, 176, 0xffff, 8); /* half of it is no port any more */
	CHECK_INT(read_fadt(sizeof(fadt)).control[0], 0);
	put(fadt, 176, 0x100001804, 8);
	CHECK_INT(read_fadt(sizeof(fadt)).control[0], 0);
	fadt[172] = 0; /* in memory */
	put(fadt, 176, 0x1804, 8);
	CHECK_INT(read_fadt(sizeof(fadt)).control[0], 0);
	CHECK_INT(read_fadt(183).control[0], 0);
	/* Registers that are too short, or too many. */
	make_fadt();
	fadt[88] = 3;
	fadt[89] = 1;
	r = read_fadt(sizeof(fadt));
	CHECK(r.event[0] == 0 && r.enable[0] == 0 && r.control[0] == 0 && !r.has_button);
	put(fadt, 80, 0xfff8, 4);
	fadt[92] = 9;
	r = read_fadt(sizeof(fadt));
	CHECK(r.gpe[0].status == 0 && r.gpe[0].enable == 0 && r.gpe[0].bytes == 0);
	for (int i = 0; i < 100000; i++) {
		make_fadt();
		for (int n = 0; n < 20; n++)
			fadt[host_below(sizeof(fadt))] = (uint8_t)host_random();
		r = read_fadt(host_below(sizeof(fadt) + 1));
		for (int n = 0; n < 2; n++) {
			CHECK(!r.event[n] || r.enable[n] >= r.event[n] + 2);
			CHECK(!r.gpe[n].bytes ||
				r.gpe[n].enable + r.gpe[n].bytes <= 0x10000);
		}
	}
}

/* --- \_S5 -------------------------------------------------------------------------- */

/* What is found when the bytes stand at the end of a table; -1: nothing. */
static int types(const void *bytes, size_t n)
{
	uint8_t *t = malloc(TABLE_HEADER + n), type[2];
	int result = -1;

	memset(t, 0, TABLE_HEADER);
	memcpy(t + TABLE_HEADER, bytes, n);
	if (table_sleep_off(t, TABLE_HEADER + n, type)) {
		CHECK(type[0] < 8 && type[1] < 8);
		result = type[0] * 10 + type[1];
	}
	free(t);
	return result;
}

#define TYPES(bytes) types(bytes, sizeof(bytes) - 1)

static void test_package(void)
{
	static const char whole[] = "xx\x08_S5_\x12\x09\x04\x0a\x05\x0a\x06\x0a\x00\x00";

	CHECK_INT(TYPES("\x08_S5_\x12\x06\x04\x00\x00\x00\x00"), 0);
	CHECK_INT(TYPES(whole), 56);
	/* Cut short, anywhere: never there, nor read beyond. */
	for (size_t n = 0; n < sizeof(whole) - 1; n++)
		CHECK_INT(types(whole, n), -1);
	CHECK_INT(TYPES("\x08\\_S5_\x12\x06\x04\x01\x00\x00\x00"), 10);
	CHECK_INT(TYPES("_S5_\x12\x06\x04\x01\x00\x00\x00"), -1); /* some text */
	CHECK_INT(TYPES("\\_S5_\x12\x06\x04\x01\x00\x00\x00"), -1);
	CHECK_INT(TYPES("\x08_S4_\x12\x06\x04\x01\x00\x00\x00"), -1);
	/* Numbers of all lengths. */
	CHECK_INT(TYPES("\x08_S5_\x12\x0a\x02\x0b\x07\x00\x0c\x03\x00\x00\x00"), 73);
	CHECK_INT(TYPES("\x08_S5_\x12\x0b\x01\x0e\x02\0\0\0\0\0\0\0"), 22);
	/* One that is no sleep type, and one that is no number. */
	CHECK_INT(TYPES("\x08_S5_\x12\x06\x04\x0a\x08\x00\x00"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x06\x04\xff\x00\x00\x00"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x0b\x01\x0e\x02\0\0\0\0\0\0\1"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x06\x04\\ABC\x00"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x05\x02\x03\x0a\x08"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x05\x02\x01\x0a\x08"), 11);
	CHECK_INT(TYPES("\x08_S5_\x12\x04\x01\x01\x05\x00"), 11);
	/* No elements; no package; a package that ends before them, or past the table. */
	CHECK_INT(TYPES("\x08_S5_\x12\x02\x00\x01\x01"), -1);
	CHECK_INT(TYPES("\x08_S5_\x11\x06\x04\x01\x00\x00\x00"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x01\x04\x01\x00\x00\x00"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x00\x04\x01\x00\x00\x00"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x02\x04\x01\x00\x00\x00"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x07\x04\x01\x00\x00\x00"), -1);
	/* Lengths of more bytes. */
	CHECK_INT(TYPES("\x08_S5_\x12\x47\x00\x04\x01\x00\x00\x00"), 10);
	CHECK_INT(TYPES("\x08_S5_\x12\xc9\x00\x00\x00\x04\x01\x00\x00\x00"), 10);
	CHECK_INT(TYPES("\x08_S5_\x12\xcf\xff\xff\xff\x04\x01\x02\x00\x00"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\x41\x00\x04\x01\x02\x00\x00"), -1);
	CHECK_INT(TYPES("\x08_S5_\x12\xc1"), -1);
	/* One that is of no use does not hide the next. */
	CHECK_INT(TYPES("\x08_S5_\x12\x01\x08_S5_\x12\x06\x04\x05\x00\x08_S5_\x12\x06\x04"
			"\x01\x01\x00\x00"),
		11);
}

static void test_fuzz(void)
{
	static const char part[] = "\x08_S5_\x12\x09\x04\x0a\x05\x0a\x06\x0a\x00\x00";
	char t[64];

	for (int i = 0; i < 300000; i++) {
		size_t n = host_below(sizeof(t) + 1), at = host_below(sizeof(t));

		for (size_t k = 0; k < n; k++)
			t[k] = (char)(host_below(2) ? host_random() : host_below(16));
		for (size_t k = 0; k < sizeof(part) - 1 && at + k < n; k++)
			t[at + k] = part[k];
		for (unsigned k = host_below(4); k && n; k--)
			t[host_below((unsigned)n)] = (char)host_random();
		(void)types(t, n);
	}
}

int main(void)
{
	test_headers();
	test_fadt();
	test_package();
	test_fuzz();
	return host_report();
}
