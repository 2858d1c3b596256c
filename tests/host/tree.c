/*
 * tests/host/tree.c - kernel/tree.c against a sorted array.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/tree.h"

#define MAX_ITEMS 600

struct item {
	struct tree_node node;
	uint64_t key;
	uint64_t weight, heaviest; /* its own, and in its subtree */
};

static struct tree tree;
static struct item *sorted[MAX_ITEMS];
static unsigned count;

static struct item *item_of(const struct tree_node *n)
{
	return tree_entry(n, struct item, node);
}

static bool update(struct tree_node *n)
{
	struct item *it = item_of(n);
	uint64_t max = it->weight;

	for (int side = 0; side < 2; side++)
		if (n->child[side] && item_of(n->child[side])->heaviest > max)
			max = item_of(n->child[side])->heaviest;
	if (max == it->heaviest)
		return false;
	it->heaviest = max;
	return true;
}

/* Checks the subtree; its height. */
static int check_node(const struct tree_node *n, const struct tree_node *parent)
{
	int a, b;
	uint64_t max;

	if (!n)
		return 0;
	CHECK(n->parent == parent);
	a = check_node(n->child[0], n);
	b = check_node(n->child[1], n);
	CHECK(abs(a - b) <= 1);
	CHECK_INT(n->height, (a > b ? a : b) + 1);
	max = item_of(n)->weight;
	for (int side = 0; side < 2; side++)
		if (n->child[side] && item_of(n->child[side])->heaviest > max)
			max = item_of(n->child[side])->heaviest;
	CHECK_INT(item_of(n)->heaviest, max);
	return n->height;
}

static void check_all(void)
{
	struct tree_node *n = tree_end(&tree, 0);

	check_node(tree.root, NULL);
	for (unsigned i = 0; i < count; i++) {
		CHECK(n == &sorted[i]->node);
		if (!n)
			return;
		n = tree_step(n, 1);
	}
	CHECK(n == NULL);
	n = tree_end(&tree, 1);
	for (unsigned i = count; i > 0 && n; i--) {
		CHECK(n == &sorted[i - 1]->node);
		n = tree_step(n, 0);
	}
	CHECK(n == NULL);
}

static void insert(uint64_t key)
{
	struct item *it = calloc(1, sizeof(*it));
	struct tree_node *parent = NULL, *n = tree.root;
	unsigned at = 0;
	int side = 0;

	it->key = key;
	it->weight = host_below(1000);
	while (n) {
		parent = n;
		side = item_of(n)->key < key;
		n = n->child[side];
	}
	tree_insert(&tree, &it->node, parent, side);
	while (at < count && sorted[at]->key < key)
		at++;
	memmove(sorted + at + 1, sorted + at, (count - at) * sizeof(*sorted));
	sorted[at] = it;
	count++;
}

static void remove_at(unsigned at)
{
	struct item *it = sorted[at];

	tree_remove(&tree, &it->node);
	memmove(sorted + at, sorted + at + 1, (count - at - 1) * sizeof(*sorted));
	count--;
	free(it);
}

static bool known(uint64_t key)
{
	for (unsigned i = 0; i < count; i++)
		if (sorted[i]->key == key)
			return true;
	return false;
}

/* Grows and shrinks between empty and full, in some order of keys. */
static void run(unsigned steps, uint64_t (*key)(unsigned step))
{
	for (unsigned i = 0; i < steps; i++) {
		unsigned grow = i / 400 % 2 ? 35 : 65; /* per cent */
		uint64_t k = key(i);

		if (count && host_below(5) == 0) {
			struct item *it = sorted[host_below(count)];

			it->weight = host_below(1000);
			tree_changed(&tree, &it->node);
		}
		if (host_below(100) < grow && count < MAX_ITEMS) {
			if (!known(k))
				insert(k);
		} else if (count) {
			remove_at((unsigned)host_below(count));
		}
		if (i % 7 == 0 || count < 8)
			check_all();
	}
	while (count) {
		remove_at(count / 2);
		check_all();
	}
	CHECK(tree.root == NULL);
	CHECK(tree_end(&tree, 0) == NULL && tree_end(&tree, 1) == NULL);
}

static uint64_t key_random(unsigned step)
{
	(void)step;
	return host_below(5000);
}

static uint64_t key_up(unsigned step)
{
	return step;
}

static uint64_t key_down(unsigned step)
{
	return 100000 - step;
}

int main(void)
{
	tree.update = update;
	run(6000, key_random);
	run(3000, key_up);
	run(3000, key_down);
	return host_report();
}
