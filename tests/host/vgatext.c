/*
 * tests/host/vgatext.c - arch/x86_64/vgatext.c on text memory of our own.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#define XINIM_ARCH_X86_64_IO_H /* the ports are ours */

static void outb(uint16_t port, uint8_t v);

#include "arch/x86_64/vgatext.c"

static uint8_t crtc_index, crtc[256];

static void outb(uint16_t port, uint8_t v)
{
	CHECK(port == 0x3d4 || port == 0x3d5);
	if (port == 0x3d4)
		crtc_index = v;
	else
		crtc[crtc_index] = v;
}

static void put(struct console *con, const char *s)
{
	con->write(con, s, strlen(s));
}

static void test_screen(unsigned cols, unsigned rows)
{
	size_t n = (size_t)cols * rows;
	uint16_t *mem = malloc(n * sizeof(*mem));
	struct console *con;

	memset(mem, 0xee, n * sizeof(*mem));
	con = vgatext_init(mem, cols, rows);
	CHECK(con != NULL);
	for (size_t i = 0; i < n; i++)
		CHECK_INT(mem[i], 0x0720);
	CHECK_INT(crtc[0x0e] << 8 | crtc[0x0f], 0);
	put(con, "A\xe2\x9c\x93\n");
	CHECK_INT(mem[0], rows > 1 ? 0x0700 | 'A' : 0x0720);
	CHECK_INT(mem[1], rows > 1 ? 0x07fb : 0x0720);
	for (unsigned i = 0; i < 3 * rows; i++)
		put(con, "line\n");
	put(con, "last");
	CHECK_INT(mem[n - cols], 0x0700 | 'l');
	CHECK_INT(mem[n - cols + 3], 0x0700 | 't');
	CHECK_INT(crtc[0x0e] << 8 | crtc[0x0f], n - cols + (cols > 4 ? 4 : 3));
	free(mem);
}

/* One character each: Unicode in UTF-8, and what the adapter shows for it. */
static void test_characters(void)
{
	static const struct {
		const char *text;
		uint8_t shown;
	} list[] = { { "~", '~' }, { "\xc3\xa9", 0x82 }, { "\xc3\xbc", 0x81 },
		{ "\xe2\x94\x80", 0xc4 }, { "\xe2\x95\xac", 0xce },
		{ "\xe2\x96\x88", 0xdb }, { "\xc2\xa0", 0xff }, { "\xe2\x88\x9a", 0xfb },
		{ "\xe2\x80\x94", '-' }, { "\xe2\x80\x99", '\'' },
		{ "\xe2\x86\x92", 0x1a }, { "\xe4\xbd\xa0", '?' }, { "\xff", '?' },
		{ "\xc3\x97", 'x' }, { "\xc2\xb5", 0xe6 } };
	uint16_t mem[80];

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		struct console *con = vgatext_init(mem, 80, 1);

		put(con, list[i].text);
		CHECK_INT(mem[0], 0x0700 | list[i].shown);
	}
}

int main(void)
{
	uint16_t mem[4];

	test_screen(80, 25);
	test_screen(80, 50);
	test_screen(132, 60);
	test_screen(4, 1);
	test_screen(40, 2);
	test_characters();
	CHECK(vgatext_init(mem, 0, 25) == NULL);
	CHECK(vgatext_init(mem, 80, 0) == NULL);
	CHECK(vgatext_init(mem, 133, 25) == NULL);
	CHECK(vgatext_init(mem, 80, 61) == NULL);
	CHECK(vgatext_init(mem, 0xffffffff, 0xffffffff) == NULL);
	return host_report();
}
