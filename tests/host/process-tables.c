/*
 * tests/host/process-tables.c - servers/process/heap.c, idmap.c, match.c, stack.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/abi.h>

#include "servers/process/heap.h"
#include "servers/process/idmap.h"
#include "servers/process/match.h"
#include "servers/process/stack.h"

#define NODES 500

static void heap_holds(void)
{
	static struct heap_node node[NODES];
	struct heap h = { 0 };
	uint64_t last = 0;

	for (int round = 0; round < 20000; round++) {
		struct heap_node *n = &node[host_below(NODES)];

		if (n->index) {
			heap_remove(&h, n);
			CHECK_INT(n->index, 0);
		} else {
			n->deadline = host_below(1000);
			CHECK_INT(heap_add(&h, n), 0);
		}
	}
	for (int i = 0; i < NODES; i++)
		node[i].deadline = host_below(1000);
	heap_order(&h);
	while (heap_first(&h)) {
		struct heap_node *n = heap_first(&h);

		CHECK(n->deadline >= last);
		last = n->deadline;
		heap_remove(&h, n);
	}
	CHECK_INT(h.count, 0);
	heap_remove(&h, &node[0]);
	free(h.node);
}

static void idmap_holds(void)
{
	static struct id_node node[NODES];
	bool in[NODES] = { false };
	struct idmap map = { 0 };

	CHECK(!idmap_find(&map, 1));
	for (int i = 0; i < NODES; i++)
		node[i].id = (uint32_t)i * 64;
	for (int round = 0; round < 20000; round++) {
		size_t i = host_below(NODES);

		if (in[i])
			idmap_remove(&map, &node[i]);
		else
			CHECK_INT(idmap_add(&map, &node[i]), 0);
		in[i] = !in[i];
		CHECK((idmap_find(&map, node[i].id) == &node[i]) == in[i]);
	}
	for (int i = 0; i < NODES; i++)
		CHECK((idmap_find(&map, node[i].id) == &node[i]) == in[i]);
	free(map.bucket);
}

static struct wait_query q;

static void queries(void)
{
	CHECK_INT(wait_query4(&q, -1, 0, 5), 0);
	CHECK(q.type == WAIT_ANY && q.options == WAIT_EXITED);
	CHECK_INT(wait_query4(&q, 0, WAIT_NOHANG, 5), 0);
	CHECK(q.type == WAIT_GROUP && q.id == 5);
	CHECK_INT(wait_query4(&q, -9, 0, 5), 0);
	CHECK(q.type == WAIT_GROUP && q.id == 9);
	CHECK_INT(wait_query4(&q, 9, 0, 5), 0);
	CHECK(q.type == WAIT_PID && q.id == 9);
	CHECK_INT(wait_query4(&q, INT32_MIN, 0, 5), -ESRCH);
	CHECK_INT(wait_query4(&q, 9, WAIT_EXITED, 5), -EINVAL);
	CHECK_INT(wait_query4(&q, 9, WAIT_NOWAIT, 5), -EINVAL);
	CHECK_INT(wait_query_id(&q, WAIT_ANY, -3, WAIT_EXITED, 5), 0);
	CHECK_INT(wait_query_id(&q, WAIT_ANY, 0, 0, 5), -EINVAL);
	CHECK_INT(wait_query_id(&q, WAIT_ANY, 0, WAIT_NOHANG, 5), -EINVAL);
	CHECK_INT(wait_query_id(&q, WAIT_ANY, 0, WAIT_EXITED | 0x100, 5), -EINVAL);
	CHECK_INT(wait_query_id(&q, WAIT_PID, 0, WAIT_EXITED, 5), -EINVAL);
	CHECK_INT(wait_query_id(&q, WAIT_GROUP, -1, WAIT_EXITED, 5), -EINVAL);
	CHECK_INT(wait_query_id(&q, WAIT_GROUP, 0, WAIT_EXITED, 5), 0);
	CHECK_INT(q.id, 5);
	CHECK_INT(wait_query_id(&q, WAIT_PIDFD, 3, WAIT_EXITED, 5), -EINVAL);
	CHECK_INT(wait_query_id(&q, 77, 3, WAIT_EXITED, 5), -EINVAL);
}

static void matches(void)
{
	struct wait_child c = { .pid = 3, .group = 4, .exit_signal = SIGCHLD };

	q = (struct wait_query){ WAIT_PID, 4, WAIT_EXITED };
	CHECK_INT(wait_match(&q, &c), WAIT_NOT_MEANT);
	q.type = WAIT_GROUP;
	CHECK_INT(wait_match(&q, &c), WAIT_NOT_YET);
	c.dead = true;
	CHECK_INT(wait_match(&q, &c), WAIT_IS_DEAD);
	q.options = WAIT_STOPPED;
	CHECK_INT(wait_match(&q, &c), WAIT_NOT_MEANT);
	c.dead = false;
	c.stopped = true;
	CHECK_INT(wait_match(&q, &c), WAIT_IS_STOPPED);
	q.options = WAIT_CONTINUED | WAIT_EXITED;
	CHECK_INT(wait_match(&q, &c), WAIT_NOT_YET);
	c.continued = true;
	CHECK_INT(wait_match(&q, &c), WAIT_IS_CONTINUED);
	c.exit_signal = 0;
	CHECK_INT(wait_match(&q, &c), WAIT_NOT_MEANT);
	q.options |= WAIT_CLONE;
	CHECK_INT(wait_match(&q, &c), WAIT_IS_CONTINUED);
	c.exit_signal = SIGCHLD;
	CHECK_INT(wait_match(&q, &c), WAIT_NOT_MEANT);
	q.options |= WAIT_ALL;
	CHECK_INT(wait_match(&q, &c), WAIT_IS_CONTINUED);
}

static void codes(void)
{
	int value;

	CHECK_INT(wait_code(7 << 8, &value), CLD_EXITED);
	CHECK_INT(value, 7);
	CHECK_INT(wait_code(SIGSEGV | 0x80, &value), CLD_DUMPED);
	CHECK_INT(value, SIGSEGV);
	CHECK_INT(wait_code(SIGTERM, &value), CLD_KILLED);
	CHECK_INT(value, SIGTERM);
	CHECK_INT(wait_code(SIGTSTP << 8 | 0x7f, &value), CLD_STOPPED);
	CHECK_INT(value, SIGTSTP);
	CHECK_INT(wait_code(0xffff, &value), CLD_CONTINUED);
	CHECK_INT(value, SIGCONT);
}

/* Reads the image as a program on that stack would. */
static void stack_holds(uint32_t argc, uint32_t envc)
{
	static const unsigned char random[STACK_RANDOM_BYTES] = "0123456789abcdef";
	size_t n = argc + envc + 1, length = 0;
	char *bytes = malloc(n * 8);
	struct stack_plan plan = { .top = 0x7ffffffff000,
		.random = random,
		.aux = { { 6, 4096 }, { 9, 77 } },
		.aux_count = 2 };
	uint64_t sp, *word;
	char *image;
	size_t size;

	for (size_t i = 0; i < n; i++)
		length += (size_t)sprintf(bytes + length, "s%zu", i % 1000) + 1;
	plan.strings =
		(struct stack_strings){ host_copy(bytes, length), length, argc, envc };
	size = stack_size(&plan);
	image = malloc(size);
	sp = stack_build(&plan, image);
	CHECK_INT(sp % 16, 0);
	CHECK_INT(sp + size, plan.top);
	word = (uint64_t *)image;
	CHECK_INT(*word++, argc);
	for (size_t i = 0; i < argc + envc + 2; i++) {
		char want[24];

		if (i == argc || i == argc + envc + 1) {
			CHECK_INT(*word++, 0);
			continue;
		}
		snprintf(want, sizeof(want), "s%zu", (i > argc ? i - 1 : i) % 1000);
		CHECK_STR(image + (*word++ - sp), want);
	}
	CHECK_INT(word[0], 6);
	CHECK_INT(word[1], 4096);
	CHECK_INT(word[2], 9);
	CHECK_INT(word[4], XINIM_AT_RANDOM);
	CHECK(memcmp(image + (word[5] - sp), random, sizeof(random)) == 0);
	CHECK_INT(word[6], XINIM_AT_PLATFORM);
	CHECK_STR(image + (word[7] - sp), "x86_64");
	CHECK_INT(word[8], XINIM_AT_EXECFN);
	CHECK(word[9] - sp < size && image[word[9] - sp] == 's');
	CHECK_INT(word[10], XINIM_AT_NULL);
	free((void *)plan.strings.bytes);
	free(bytes);
	free(image);
}

int main(void)
{
	heap_holds();
	idmap_holds();
	queries();
	matches();
	codes();
	stack_holds(1, 0);
	stack_holds(3, 5);
	stack_holds(0, 0);
	stack_holds(20000, 3000);
	return host_report();
}
