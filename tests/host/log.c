/*
 * tests/host/log.c - kernel/log.c: the ring, consoles, the lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/log.h"

#define ALL (1u << 20)

static char all[ALL]; /* everything logged, as the model of the ring */
static size_t nall;

struct capture {
	struct console con;
	char text[ALL];
	size_t n;
};

static void capture_write(struct console *con, const char *s, size_t n)
{
	struct capture *c = list_entry(con, struct capture, con);

	CHECK_INT(host_log_depth, 1);
	memcpy(c->text + c->n, s, n);
	c->n += n;
}

static struct capture early = { .con = { .name = "early", .write = capture_write } };
static struct capture late = { .con = { .name = "late", .write = capture_write } };

static void add(const char *s, size_t n)
{
	log_write(s, n);
	memcpy(all + nall, s, n);
	nall += n;
}

static void check_ring(void)
{
	size_t keep = nall < LOG_SIZE ? nall : LOG_SIZE;
	char *buf = malloc(LOG_SIZE + 10);
	uint64_t pos = 0;
	size_t n;

	CHECK_INT(log_end(), nall);
	n = log_read(&pos, buf, LOG_SIZE + 10);
	CHECK_INT(n, keep);
	CHECK_INT(pos, nall);
	CHECK(memcmp(buf, all + nall - keep, keep) == 0);
	CHECK_INT(log_read(&pos, buf, 10), 0);
	pos += 5; /* from the future */
	CHECK_INT(log_read(&pos, buf, 10), 0);
	CHECK_INT(pos, nall);
	if (keep > 100) {
		pos = nall - 100;
		CHECK_INT(log_read(&pos, buf, 30), 30);
		CHECK_INT(log_read(&pos, buf + 30, 100), 70);
		CHECK(memcmp(buf, all + nall - 100, 100) == 0);
	}
	free(buf);
}

static void test_printf(void)
{
	char *wide = malloc(1001);
	size_t before = early.n;

	memset(wide, 'w', 1000);
	wide[1000] = '\0';
	kprintf("%d %s\n", 42, "words");
	CHECK_INT(early.n - before, 9);
	CHECK(memcmp(early.text + before, "42 words\n", 9) == 0);
	before = early.n;
	kprintf("%s", wide);
	CHECK_INT(early.n - before, LOG_LINE_MAX);
	CHECK(memcmp(early.text + early.n - 6, "ww...\n", 6) == 0);
	before = early.n;
	wide[LOG_LINE_MAX] = '\0'; /* just fits */
	kprintf("%s", wide);
	CHECK_INT(early.n - before, LOG_LINE_MAX);
	CHECK(early.text[early.n - 1] == 'w');
	before = early.n;
	kputs("put");
	CHECK_INT(early.n - before, 3);
	free(wide);
}

int main(void)
{
	char buf[3000];
	size_t before;

	check_ring();
	add("before any console\n", 19);
	check_ring();
	log_add_console(&early.con);
	while (nall < 3 * LOG_SIZE) {
		size_t n = (size_t)host_below(sizeof(buf));

		for (size_t i = 0; i < n; i++)
			buf[i] = (char)('a' + host_below(26));
		add(buf, n);
		check_ring();
	}
	CHECK_INT(early.n, nall);
	CHECK(memcmp(early.text, all, nall) == 0);
	log_add_console(&late.con); /* sees the ring, then what follows */
	CHECK_INT(late.n, LOG_SIZE);
	CHECK(memcmp(late.text, all + nall - LOG_SIZE, LOG_SIZE) == 0);
	add("both", 4);
	CHECK(memcmp(late.text + late.n - 4, "both", 4) == 0);
	CHECK_INT(early.n, nall);
	before = late.n;
	log_remove_console(&late.con);
	add("one", 3);
	CHECK_INT(late.n, before);
	test_printf();

	/* A terminal's output: to a line as it is, to a screen if it is said. */
	early.con.raw = capture_write;
	before = early.n;
	nall = (size_t)log_end();
	log_write_raw("raw", 3, false);
	CHECK_INT(log_end(), nall);
	CHECK_INT(early.n, before + 3);
	log_write_raw("kept", 4, true);
	CHECK_INT(log_end(), nall);
	CHECK_INT(early.n, before + 7);
	log_hide_screen(true); /* nothing of it here */

	/* Twice the ring at once: the last LOG_SIZE bytes stay. */
	nall = (size_t)log_end();
	for (size_t i = 0; i < 2 * LOG_SIZE + 7; i++)
		late.text[i] = (char)host_random();
	log_remove_console(&early.con);
	add(late.text, 2 * LOG_SIZE + 7);
	check_ring();

	/* After a panic in the middle of a write the lock is not taken again. */
	host_log_depth = 1;
	log_break_lock();
	add("last words", 10);
	check_ring();
	CHECK_INT(host_log_depth, 1);
	return host_report();
}
