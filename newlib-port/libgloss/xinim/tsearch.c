/*
 * newlib-port/libgloss/xinim/tsearch.c - binary search trees: POSIX.1-2017 tsearch().
 *
 * In place of newlib's, whose trees became lists when keys came in order. These are AVL
 * trees: the heights of a node's two subtrees differ by one at the most, so a tree of n
 * nodes is no higher than 1.45 log2(n), and recursion is no deeper than that. A node
 * stays where it is until its own key is deleted, so a pointer to it remains good.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <search.h>
#include <stdlib.h>

/* The key comes first: POSIX has programs read it through the pointer to the node. */
struct node {
	const void *key;
	struct node *child[2];
	int height;
};

/* More nodes than 2^59 have no room, and those need a height of 86. */
#define MAX_HEIGHT 88

typedef int compare(const void *, const void *);

/* The links from the root to a place in the tree. */
struct path {
	struct node **link[MAX_HEIGHT];
	int depth;
};

static int height(const struct node *n)
{
	return n != NULL ? n->height : 0;
}

static void measure(struct node *n)
{
	int left = height(n->child[0]), right = height(n->child[1]);

	n->height = 1 + (left > right ? left : right);
}

/* N goes down to the side DOWN; what rises in its place. */
static struct node *rotate(struct node *n, int down)
{
	struct node *up = n->child[!down];

	n->child[!down] = up->child[down];
	up->child[down] = n;
	measure(n);
	measure(up);
	return up;
}

static void balance(struct node **link)
{
	struct node *n = *link;
	int lean = height(n->child[1]) - height(n->child[0]);
	int heavy = lean > 0;
	struct node *c = n->child[heavy];

	if (lean >= -1 && lean <= 1) {
		measure(n);
		return;
	}
	if (height(c->child[!heavy]) > height(c->child[heavy]))
		n->child[heavy] = rotate(c, heavy);
	*link = rotate(n, !heavy);
}

/* Puts right what a change below PATH's end left, up to where the height is as before. */
static void balance_path(struct path *path)
{
	while (path->depth > 0) {
		struct node **link = path->link[--path->depth];
		int before = (*link)->height;

		balance(link);
		if ((*link)->height == before)
			return;
	}
}

/* The link to KEY's node, or to where it belongs; PATH gets those above it. */
static struct node **find(
	const void *key, struct node **link, compare *cmp, struct path *path)
{
	path->depth = 0;
	while (*link != NULL) {
		int order = cmp(key, (*link)->key);

		if (order == 0)
			break;
		path->link[path->depth++] = link;
		link = &(*link)->child[order > 0];
	}
	return link;
}

void *tsearch(const void *key, void **root, compare *cmp)
{
	struct path path;
	struct node **link;

	if (root == NULL)
		return NULL;
	link = find(key, (struct node **)root, cmp, &path);
	if (*link == NULL) {
		struct node *new = malloc(sizeof(*new));

		if (new == NULL)
			return NULL;
		*new = (struct node){ .key = key, .height = 1 };
		*link = new;
		balance_path(&path);
		return new; /* balancing moved *link */
	}
	return *link;
}

void *tfind(const void *key, void *const *root, compare *cmp)
{
	struct path path;

	return root != NULL ? *find(key, (struct node **)root, cmp, &path) : NULL;
}

/* Takes the node at LINK, which has two children, out: its successor gets its place. */
static void replace_by_successor(struct node **link, struct path *path)
{
	struct node *old = *link, *next, **from = &old->child[1];
	int top = path->depth;

	path->link[path->depth++] = link;
	while ((*from)->child[0] != NULL) {
		path->link[path->depth++] = from;
		from = &(*from)->child[0];
	}
	next = *from;
	*from = next->child[1];
	next->child[0] = old->child[0];
	next->child[1] = old->child[1];
	next->height = old->height;
	*link = next;
	if (path->depth > top + 1) /* that link was the old node's */
		path->link[top + 1] = &next->child[1];
}

/* The parent of what was deleted; of the root, something that is not NULL. */
void *tdelete(const void *restrict key, void **restrict root, compare *cmp)
{
	struct path path;
	struct node **link, *old;
	void *parent;

	if (root == NULL)
		return NULL;
	link = find(key, (struct node **)root, cmp, &path);
	old = *link;
	if (old == NULL)
		return NULL;
	parent = path.depth > 0 ? (void *)*path.link[path.depth - 1] : (void *)root;
	if (old->child[0] != NULL && old->child[1] != NULL)
		replace_by_successor(link, &path);
	else
		*link = old->child[old->child[0] == NULL];
	free(old);
	balance_path(&path);
	return parent;
}

static void walk(
	const struct node *n, void (*action)(const void *, VISIT, int), int level)
{
	if (n->child[0] == NULL && n->child[1] == NULL) {
		action(n, leaf, level);
		return;
	}
	action(n, preorder, level);
	if (n->child[0] != NULL)
		walk(n->child[0], action, level + 1);
	action(n, postorder, level);
	if (n->child[1] != NULL)
		walk(n->child[1], action, level + 1);
	action(n, endorder, level);
}

void twalk(const void *root, void (*action)(const void *, VISIT, int))
{
	if (root != NULL && action != NULL)
		walk(root, action, 0);
}

void tdestroy(void *root, void (*release)(void *))
{
	struct node *n = root;

	if (n == NULL)
		return;
	tdestroy(n->child[0], release);
	tdestroy(n->child[1], release);
	release((void *)n->key);
	free(n);
}
