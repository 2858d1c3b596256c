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
#include "kernel/order.h"

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
	CHECK(is("clock", MANIFEST_CLOCK, 0, 0, 0));
	CHECK(is("acpi", MANIFEST_ACPI, 0, 0, 0));
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
		"clock 8",
		"acpi on",
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
		"after",
		"after # nobody",
		"after a b c d e f",
		"after a-name-that-is-longer-than-any-process-may-have",
		"after b a-name-that-is-longer-than-any-process-may-have",
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

/* --- after ----------------------------------------------------------------------- */

static const char long_name[] = "a-name-that-is-just-short-enough";

static struct order order;

/* Takes the `after' lines; how many of all lines are refused. */
static int take_order(const char *text)
{
	struct manifest m = { .text = text, .size = strlen(text) };
	int n, refused = 0;

	memset(&order, 0, sizeof(order));
	while ((n = manifest_next(&m, &line, &why)) != 0) {
		if (n < 0)
			refused++;
		else if (line.kind == MANIFEST_AFTER_NAMES)
			refused += order_add(&order, &line) != NULL;
	}
	return refused;
}

static bool is_before(const char *name, const char *before)
{
	const char *s;

	for (unsigned n = 0; (s = order_before(&order, name, n)); n++)
		if (strcmp(s, before) == 0)
			return true;
	return false;
}

static void names_after(void)
{
	char text[200];

	CHECK(one("after a  b\tc#d") == 1 && line.kind == MANIFEST_AFTER_NAMES);
	CHECK(line.a == 3 && strcmp(line.after[0], "a") == 0);
	CHECK(strcmp(line.after[1], "b") == 0 && strcmp(line.after[2], "c") == 0);
	CHECK(one("after 1 2 3 4 5") == 1 && line.a == 5);
	CHECK(strcmp(line.after[4], "5") == 0);
	/* The longest name there can be, one byte less than its array. */
	snprintf(text, sizeof(text), "process p\nafter %.31s", long_name);
	CHECK(take_order(text) == 0);
	CHECK(order.count == 1 && strlen(order_before(&order, "p", 0)) == 31);
	CHECK(order_before(&order, "p", 1) == NULL);
	CHECK(order_before(&order, "q", 0) == NULL);
}

static void circles(void)
{
	CHECK(take_order("process a\nafter a") == 1 && order.count == 0);
	CHECK(take_order("process a\nafter b\nafter b c") == 0 && order.count == 3);
	/* What is refused is so as a whole. */
	CHECK(take_order("process a\nafter b c\nprocess c\nafter d a") == 1);
	CHECK(is_before("a", "b") && is_before("a", "c"));
	CHECK(order_before(&order, "c", 0) == NULL);
	/* By way of others, whatever the order of the lines. */
	CHECK(take_order("process c\nafter d\nprocess a\nafter b\n"
			 "process b\nafter x c y\nprocess d\nafter z a\n"
			 "process z\nafter b") == 1);
	CHECK(order_before(&order, "d", 0) == NULL);
	CHECK(is_before("z", "b") && is_before("b", "y"));
	/* Two ways to one are none. */
	CHECK(take_order("process a\nafter b c\nprocess b\nafter d\n"
			 "process c\nafter d") == 0);
}

/* As many as there is room for, and one more: a chain, closed by its last line. */
static void long_chain(void)
{
	char text[ORDER_MAX * 40 + 100] = "";
	size_t n = 0;

	for (int i = ORDER_MAX - 1; i > 0; i--)
		n += (size_t)sprintf(text + n, "process p%d\nafter p%d\n", i, i - 1);
	CHECK(take_order(text) == 0 && order.count == ORDER_MAX - 1);
	sprintf(text + n, "process p0\nafter p%d\n", ORDER_MAX - 1);
	CHECK(take_order(text) == 1 && order.count == ORDER_MAX - 1);
	sprintf(text + n, "process q\nafter p1 p2\nafter p3\nafter p4\n");
	CHECK(take_order(text) == 2 && order.count == ORDER_MAX);
	CHECK(is_before("q", "p3"));
}

/* No order that was taken has a circle: one can always go on. */
static void random_orders(void)
{
	srand(2);
	for (int round = 0; round < 2000; round++) {
		char text[4000] = "";
		bool done[8] = { false };
		size_t n = 0;
		bool more = true;

		for (int i = 0; i < 40; i++)
			n += (size_t)sprintf(text + n, "process %d\nafter %d %d\n",
				rand() % 8, rand() % 8, rand() % 8);
		take_order(text);
		while (more) {
			more = false;
			for (int i = 0; i < 8; i++) {
				char name[2] = { (char)('0' + i), '\0' };
				bool may = !done[i];
				const char *b;

				for (unsigned k = 0; (b = order_before(&order, name, k));
					k++)
					may = may && done[*b - '0'];
				done[i] = done[i] || may;
				more = more || may;
			}
		}
		for (int i = 0; i < 8; i++)
			CHECK(done[i]);
	}
}

/* Any bytes at all come to an end, within their bounds. */
static void random_bytes(void)
{
	static const char alphabet[] =
		"process ports irq 0x9-:#\n\tpci class bus after\xff";

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
	names_after();
	circles();
	long_chain();
	random_orders();
	random_bytes();
	return host_report();
}
