/*
 * tests/host/manifest.c - the boot manifest: what holds, what is refused and why.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/manifest.h"

#include <xinim/device.h>
#include <xinim/errno.h>
#include <xinim/ipc.h>

static struct manifest_line line;
static const char *why;

/* Reads one line about process `p`, from memory of just its size. */
static int one(const char *text)
{
	char whole[512];
	size_t n;
	struct manifest m = { 0 };
	int result;

	snprintf(whole, sizeof(whole), "process p\n%s", text);
	n = strlen(whole);
	m.text = memcpy(malloc(n), whole, n);
	m.size = n;
	CHECK(manifest_next(&m, &line, &why) == 1 && line.kind == MANIFEST_PROCESS);
	why = NULL;
	result = manifest_next(&m, &line, &why);
	if (result == 1)
		CHECK(strcmp(line.name, "p") == 0 && line.number == 2);
	if (result < 0)
		CHECK(result == -EINVAL && why && line.number == 2);
	free((char *)m.text);
	return result;
}

static bool is(
	const char *text, enum manifest_kind kind, uint64_t a, uint64_t b, unsigned flags)
{
	return one(text) == 1 && line.kind == kind && line.a == a && line.b == b &&
		line.flags == flags;
}

static void good_lines(void)
{
	CHECK(is("create", MANIFEST_CREATE, 0, 0, 0));
	CHECK(is("control", MANIFEST_CONTROL, 0, 0, 0));
	CHECK(is("log", MANIFEST_LOG, 0, 0, 0));
	CHECK(is("supervise", MANIFEST_SUPERVISE, 0, 0, 0));
	CHECK(is("screen", MANIFEST_SCREEN, 0, 0, 0));
	CHECK(is("arena 1", MANIFEST_ARENA, 1, 0, 0));
	CHECK(is("arena 4M", MANIFEST_ARENA, 4UL << 20, 0, 0));
	CHECK(is("connect vfs", MANIFEST_CONNECT, XINIM_ROUTE_VFS, 0, 0));
	CHECK(is("module root.cpio", MANIFEST_MODULE, 0, 0, 0));
	CHECK(is("route vfs", MANIFEST_ROUTE, XINIM_ROUTE_VFS, 0, 0));
	CHECK(is("\troute\tprocess  # comment", MANIFEST_ROUTE, XINIM_ROUTE_PROCESS, 0,
		0));
	CHECK(is("ports 0x60-0x64", MANIFEST_PORTS, 0x60, 0x64, 0));
	CHECK(is("ports 96", MANIFEST_PORTS, 96, 96, 0));
	CHECK(is("ports 0-0xffff#all\r\n", MANIFEST_PORTS, 0, 0xffff, 0));
	CHECK(is("irq 1", MANIFEST_IRQ, 1, 0, 0));
	CHECK(is("irq 9 level low", MANIFEST_IRQ, 9, 0, XINIM_IRQ_LEVEL | XINIM_IRQ_LOW));
	CHECK(is("irq 9 high edge", MANIFEST_IRQ, 9, 0, XINIM_IRQ_HIGH | XINIM_IRQ_EDGE));
	CHECK(is("phys 0xfed00000-0xfed003ff", MANIFEST_PHYS, 0xfed00000, 0xfed003ff, 0));
	CHECK(is("pci 8086:100e", MANIFEST_PCI, 0x8086, 0x100e, 0));
	CHECK(is("pci class 01", MANIFEST_PCI_CLASS, 0x010000, 0xff0000, 0));
	CHECK(is("pci class 0106", MANIFEST_PCI_CLASS, 0x010600, 0xffff00, 0));
	CHECK(is("pci class 010802", MANIFEST_PCI_CLASS, 0x010802, 0xffffff, 0));
	CHECK(is("pci bus", MANIFEST_PCI_BUS, 0, 0, 0));
	CHECK(is("priority 31", MANIFEST_PRIORITY, 31, 0, 0));
	CHECK(is("memory 4096", MANIFEST_MEMORY, 4096, 0, 0));
	CHECK(is("memory 0x10K", MANIFEST_MEMORY, 16384, 0, 0));
	CHECK(is("memory 3G", MANIFEST_MEMORY, 3UL << 30, 0, 0));
}

static void bad_lines(void)
{
	static const char *const bad[] = {
		"nothing",
		"Ports 1",
		"process",
		"process a b",
		"process a-name-that-is-longer-than-any-process-may-have",
		"create now",
		"control me",
		"log all",
		"supervise all",
		"screen 1",
		"arena",
		"arena 0",
		"arena 4097K",
		"arena 1 2",
		"arena x",
		"connect",
		"connect disk",
		"module",
		"module of-a-name-that-is-a-good-deal-too-long",
		"route",
		"route nowhere",
		"route vfs vfs",
		"ports",
		"ports x",
		"ports -1",
		"ports 5-4",
		"ports 0x10000",
		"ports 0-0x10000",
		"ports 1-",
		"ports 1-2-3",
		"ports 1 2",
		"ports 0x",
		"ports 99999999999999999999",
		"ports 0x1ffffffffffffffff",
		"irq",
		"irq x",
		"irq 1-2",
		"irq 1024",
		"irq 1 edge level",
		"irq 1 high low",
		"irq 1 edge edge",
		"irq 1 fast",
		"phys",
		"phys 0x1000",
		"phys 2-1",
		"phys 1-x",
		"pci",
		"pci 8086",
		"pci 8086:",
		"pci :1",
		"pci 18086:1",
		"pci 8086:10000",
		"pci 8086:1 2",
		"pci class",
		"pci class 1",
		"pci class 01060",
		"pci class 0106010",
		"pci class 0x01",
		"pci class zz",
		"pci bus 1",
		"priority",
		"priority 0",
		"priority 32",
		"priority 1-2",
		"memory",
		"memory x",
		"memory 1T",
		"memory 1KK",
		"memory 0x4000000000000000G",
		"memory 1 K",
		"irq 1 a b c d e f",
		"ports 1 \001",
		"ports \xc3\xa4",
		"ports 1 #################################################################"
		"#####################################################################",
	};

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (one(bad[i]) != -EINVAL)
			printf("  held: %s\n", bad[i]);
		CHECK(one(bad[i]) == -EINVAL);
	}
}

/* What is wrong is left out, with its number; the rest holds. */
static void the_rest_holds(void)
{
	static const char text[] = "# the head\n"
				   "\n"
				   "ports 1\n" /* 3: whose? */
				   "process a\n"
				   "ports 2\n"
				   "  bad\n" /* 6 */
				   "irq 3\n"
				   "process\n" /* 8: whose are the next? */
				   "ports 4\n" /* 9 */
				   "process b\n"
				   "irq 5";
	static const int want[][2] = { { -3, 0 }, { 4, 0 }, { 5, 2 }, { -6, 0 }, { 7, 3 },
		{ -8, 0 }, { -9, 0 }, { 10, 0 }, { 11, 5 } };
	struct manifest m = { .text = text, .size = sizeof(text) - 1 };

	for (unsigned i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		int n = manifest_next(&m, &line, &why);

		CHECK(n == (want[i][0] < 0 ? -EINVAL : 1));
		CHECK((int)line.number == abs(want[i][0]));
		if (n == 1)
			CHECK((int)line.a == want[i][1]);
	}
	CHECK(strcmp(line.name, "b") == 0);
	CHECK(manifest_next(&m, &line, &why) == 0);
	CHECK(manifest_next(&m, &line, &why) == 0);
}

static void empty(void)
{
	struct manifest m = { 0 };

	CHECK(manifest_next(&m, &line, &why) == 0);
	m.text = "\n\n#";
	m.size = 3;
	CHECK(manifest_next(&m, &line, &why) == 0);
}

/* Any bytes at all come to an end, within their bounds. */
static void random_bytes(void)
{
	static const char alphabet[] = "process ports irq 0x9-:#\n\tpci class bus\xff";

	srand(1);
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)rand() % 300, lines = 0;
		char *text = malloc(n + 1);
		struct manifest m = { .text = text, .size = n };

		for (size_t i = 0; i < n; i++)
			text[i] = alphabet[(size_t)rand() % (sizeof(alphabet) - 1)];
		while (manifest_next(&m, &line, &why) != 0)
			lines++;
		CHECK(lines <= n + 1);
		free(text);
	}
}

int main(void)
{
	good_lines();
	bad_lines();
	the_rest_holds();
	empty();
	random_bytes();
	return host_report();
}
