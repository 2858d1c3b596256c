/*
 * servers/vfs/name.c - names: the tree of what is known of directories.
 *
 * A name is held by those who use it, by its children, and by the tree while it
 * is linked. One table finds a name by its directory and text; it doubles as
 * names come. Nothing here parks.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "servers/vfs/bind.h"
#include "servers/vfs/vfs.h"

#define TABLE_FIRST 1024

#define SPARE_MOST \
	16384 /* names that nobody uses, of file systems that can find them again */

static struct name **table;
static uint64_t table_size, table_used;

/* FNV-1a, and the directory's address in it. */
static uint32_t hash_of(const struct name *parent, const char *text, size_t length)
{
	uint32_t hash = 2166136261u ^ (uint32_t)((uintptr_t)parent >> 4);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (uint8_t)text[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static void table_add(struct name *n)
{
	struct name **bucket = &table[n->hash & (table_size - 1)];

	n->chain = *bucket;
	*bucket = n;
}

/* More buckets. When there is no memory the chains get longer. */
static int table_grow(void)
{
	uint64_t size = table_size ? table_size * 2 : TABLE_FIRST, old_size = table_size;
	struct name **old = table, **new = calloc(size, sizeof(struct name *));

	if (!new)
		return table_size ? 0 : -ENOMEM;
	table = new;
	table_size = size;
	for (uint64_t i = 0; i < old_size; i++) {
		while (old[i]) {
			struct name *n = old[i];

			old[i] = n->chain;
			table_add(n);
		}
	}
	free(old);
	return 0;
}

static struct list spare =
	LIST_INIT(spare); /* the tree alone has them; longest ago first */
static uint64_t spare_count;

static void not_spare(struct name *n)
{
	if (list_empty(&n->spare))
		return;
	list_remove(&n->spare);
	spare_count--;
}

struct name *name_find(struct name *parent, const char *text, size_t length)
{
	uint32_t hash = hash_of(parent, text, length);

	if (!table_size)
		return NULL;
	for (struct name *n = table[hash & (table_size - 1)]; n; n = n->chain)
		if (n->hash == hash && n->parent == parent && n->length == length &&
			memcmp(n->text, text, length) == 0) {
			not_spare(n);
			return name_get(n);
		}
	return NULL;
}

struct name *name_new(struct name *parent, const char *text, size_t length)
{
	struct name *n = calloc(1, sizeof(*n));

	if (!n)
		return NULL;
	n->text = malloc(length + 1);
	if (!n->text) {
		free(n);
		return NULL;
	}
	memcpy(n->text, text, length);
	n->text[length] = 0;
	n->length = (uint32_t)length;
	n->parent = parent ? name_get(parent) : NULL;
	list_init(&n->sibling);
	list_init(&n->children);
	list_init(&n->spare);
	n->refs = 1;
	return n;
}

struct name *name_root(struct inode *inode)
{
	struct name *n = table_size || table_grow() == 0 ? name_new(NULL, "", 0) : NULL;

	if (n) {
		n->inode = inode_get(inode);
		inode->dir_name = n;
	}
	return n;
}

void name_link(struct name *n)
{
	if (table_used >= table_size)
		table_grow();
	n->hash = hash_of(n->parent, n->text, n->length);
	table_add(n);
	table_used++;
	list_add_tail(&n->parent->children, &n->sibling);
	n->linked = true;
	name_get(n);
	if (n->inode && S_ISDIR(n->inode->mode))
		n->inode->dir_name = n;
}

static void table_remove(struct name *n)
{
	struct name **link = &table[n->hash & (table_size - 1)];

	while (*link != n)
		link = &(*link)->chain;
	*link = n->chain;
}

void name_unlink(struct name *n)
{
	if (!n->linked)
		return;
	table_remove(n);
	table_used--;
	list_remove(&n->sibling);
	n->linked = false;
	name_put(n);
}

/* --- names that nobody uses ------------------------------------------------------ */

static void forget_spare(struct name *n)
{
	not_spare(n);
	if (n->refs == 1)
		name_unlink(n);
}

/* Only the tree has it now: it stays for the next one who asks, if there is room. */
static void make_spare(struct name *n)
{
	if (!n->linked || !n->parent || !n->inode || n->inode->ops->in_memory ||
		n->mounted || !list_empty(&n->spare))
		return;
	list_add_tail(&spare, &n->spare);
	spare_count++;
	if (spare_count > SPARE_MOST)
		forget_spare(list_first(&spare, struct name, spare));
}

void name_prune(struct name *n)
{
	struct list *l, *next;

	/* One that goes may make its directory one that nobody uses. */
	for (bool again = true; again;) {
		again = false;
		list_for_each_safe (l, next, &spare) {
			struct name *s = list_entry(l, struct name, spare);

			if (s->inode->fs != n->inode->fs)
				continue;
			forget_spare(s);
			again = true;
			break;
		}
	}
}

void name_put(struct name *n)
{
	if (n && n->refs == 2)
		make_spare(n);
	while (n && --n->refs == 0) {
		struct name *parent = n->parent;

		if (n->inode) {
			if (n->inode->dir_name == n)
				n->inode->dir_name = NULL;
			inode_put(n->inode);
		}
		not_spare(n);
		if (n->real) {
			n->bound->bind_uses--;
			n->real->bound_refs--;
			name_put(n->real);
		}
		free(n->text);
		free(n);
		n = parent;
		if (n && n->refs == 2)
			make_spare(n);
	}
}

/* n, which is linked, is found as parent's `text` from now on. The text is n's then. */
static void relabel(struct name *n, struct name *parent, char *text, uint32_t length)
{
	struct name *old = n->parent;

	table_remove(n);
	list_remove(&n->sibling);
	n->parent = name_get(parent);
	n->text = text;
	n->length = length;
	n->hash = hash_of(parent, text, length);
	table_add(n);
	list_add_tail(&parent->children, &n->sibling);
	name_put(old);
}

void name_move(struct name *n, struct name *to, char *text)
{
	char *old = n->text;

	name_unlink(to);
	relabel(n, to->parent, text, to->length);
	free(old);
}

void name_exchange(struct name *a, struct name *b)
{
	struct name *a_parent = name_get(a->parent), *b_parent = name_get(b->parent);
	char *a_text = a->text, *b_text = b->text;
	uint32_t a_length = a->length, b_length = b->length;

	relabel(a, b_parent, b_text, b_length);
	relabel(b, a_parent, a_text, a_length);
	name_put(a_parent);
	name_put(b_parent);
}

bool name_is_above(const struct name *above, const struct name *n)
{
	const struct above top = above_of(above);
	struct above a = above_of(n);

	for (;;) {
		if (a.name == top.name && a.fs == top.fs)
			return true;
		if (above_cross(&a))
			continue;
		a.name = above_parent(&a);
		if (!a.name)
			return false;
	}
}

/* Puts length bytes before *at. */
static int prepend(char *buffer, char **at, const char *text, size_t length)
{
	if ((size_t)(*at - buffer) < length)
		return -ERANGE;
	*at -= length;
	memcpy(*at, text, length);
	return 0;
}

int name_path(const struct name *n, const struct name *root, char *buffer, size_t size,
	char **path, bool *reachable)
{
	char *at = buffer + size;
	const struct above top = above_of(root);
	struct above a = above_of(n);
	int error = prepend(buffer, &at, "", 1);
	bool any = false;

	*reachable = true;
	while (!error && (a.name != top.name || a.fs != top.fs)) {
		const struct name *here = a.name;

		if (above_cross(&a))
			continue;
		if (!above_parent(&a)) {
			*reachable = false;
			break;
		}
		if (!here->linked && !here->parent->inode->ops->fleeting)
			return -ENOENT;
		error = prepend(buffer, &at, here->text, here->length);
		if (!error)
			error = prepend(buffer, &at, "/", 1);
		any = true;
		a.name = here->parent;
	}
	if (!error && !any)
		error = prepend(buffer, &at, "/", 1);
	*path = at;
	return error;
}
