/*
 * tests/host/list.c - kernel/list.h.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include "kernel/list.h"

#define N 16

struct item {
	int value;
	struct list link;
};

static struct list head = LIST_INIT(head);
static struct item items[N];

/* The list holds exactly these values, seen from both ends. */
static void check_order(const struct list *l, const int *values, int n)
{
	const struct list *it;
	const struct item *item;
	int i = 0;

	list_for_each (it, l)
		CHECK(i < n && list_entry(it, struct item, link)->value == values[i++]);
	CHECK_INT(i, n);
	i = 0;
	list_for_each_entry (item, l, link)
		CHECK(i < n && item->value == values[i++]);
	for (it = l->prev; it != l; it = it->prev)
		CHECK(i > 0 && list_entry(it, struct item, link)->value == values[--i]);
	CHECK_INT(i, 0);
	CHECK_INT(list_empty(l), n == 0);
}

static void test_basics(void)
{
	struct list *it, *tmp;
	struct list other;

	check_order(&head, NULL, 0);
	CHECK(list_pop(&head) == NULL);
	list_add_tail(&head, &items[1].link);
	list_add_tail(&head, &items[2].link);
	list_add_head(&head, &items[0].link);
	check_order(&head, (int[]){ 0, 1, 2 }, 3);
	CHECK(list_first(&head, struct item, link) == &items[0]);
	CHECK(list_last(&head, struct item, link) == &items[2]);
	list_remove(&items[1].link);
	list_remove(&items[1].link);
	CHECK(list_empty(&items[1].link));
	check_order(&head, (int[]){ 0, 2 }, 2);

	list_init(&other);
	list_splice_tail(&head, &other);
	check_order(&head, (int[]){ 0, 2 }, 2);
	list_add_tail(&other, &items[3].link);
	list_add_tail(&other, &items[4].link);
	list_splice_tail(&head, &other);
	check_order(&head, (int[]){ 0, 2, 3, 4 }, 4);
	check_order(&other, NULL, 0);
	list_splice_tail(&other, &head);
	check_order(&other, (int[]){ 0, 2, 3, 4 }, 4);
	check_order(&head, NULL, 0);

	list_for_each_safe (it, tmp, &other) {
		if (list_entry(it, struct item, link)->value % 2 == 0)
			list_remove(it);
	}
	check_order(&other, (int[]){ 3 }, 1);
	CHECK(list_pop(&other) == &items[3].link);
	check_order(&other, NULL, 0);
}

/* Random operations against an array. */
static void test_random(void)
{
	int order[N], n = 0;

	for (int round = 0; round < 20000; round++) {
		int v = (int)host_below(N), at = 0;

		while (at < n && order[at] != v)
			at++;
		if (at < n) {
			list_remove(&items[v].link);
			for (n--; at < n; at++)
				order[at] = order[at + 1];
		} else if (host_below(2) != 0) {
			list_add_tail(&head, &items[v].link);
			order[n++] = v;
		} else {
			list_add_head(&head, &items[v].link);
			for (at = n++; at > 0; at--)
				order[at] = order[at - 1];
			order[0] = v;
		}
		check_order(&head, order, n);
	}
}

int main(void)
{
	for (int i = 0; i < N; i++) {
		items[i].value = i;
		list_init(&items[i].link);
	}
	test_basics();
	test_random();
	return host_report();
}
