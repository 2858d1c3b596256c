/*
 * kernel/list.h - doubly linked circular lists, linked through their members.
 *
 * A head is a struct list that points at itself when empty; members embed a
 * struct list. No operation allocates or fails. A member is on at most one
 * list per embedded link, and list_remove() leaves its link empty, so that
 * removing twice is harmless and list_empty(&m->link) tells "on no list".
 * Locking is the caller's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_LIST_H
#define XINIM_KERNEL_LIST_H

#include <stdbool.h>
#include <stddef.h>

#ifdef XINIM_DEBUG
#include "kernel/assert.h"
#define LIST_CHECK(e) kassert(e)
#else
#define LIST_CHECK(e) ((void)0)
#endif

struct list {
	struct list *next, *prev;
};

/* Initial value of the head `name` in static storage. */
#define LIST_INIT(name)          \
	{                        \
		&(name), &(name) \
	}

static inline void list_init(struct list *l)
{
	l->next = l;
	l->prev = l;
}

static inline bool list_empty(const struct list *l)
{
	return l->next == l;
}

static inline void list_insert(struct list *l, struct list *prev, struct list *next)
{
	LIST_CHECK(prev->next == next && next->prev == prev);
	l->prev = prev;
	l->next = next;
	prev->next = l;
	next->prev = l;
}

static inline void list_add_head(struct list *head, struct list *l)
{
	list_insert(l, head, head->next);
}

static inline void list_add_tail(struct list *head, struct list *l)
{
	list_insert(l, head->prev, head);
}

static inline void list_remove(struct list *l)
{
	LIST_CHECK(l->prev->next == l && l->next->prev == l);
	l->prev->next = l->next;
	l->next->prev = l->prev;
	list_init(l);
}

/* Take the first member off, or NULL when the list is empty. */
static inline struct list *list_pop(struct list *head)
{
	struct list *l = head->next;

	if (l == head)
		return NULL;
	list_remove(l);
	return l;
}

/* Move all members of `from` to the end of `head`; `from` is empty after. */
static inline void list_splice_tail(struct list *head, struct list *from)
{
	if (list_empty(from))
		return;
	from->next->prev = head->prev;
	head->prev->next = from->next;
	from->prev->next = head;
	head->prev = from->prev;
	list_init(from);
}

/* The structure that holds `l` as its member `member`. */
#define list_entry(l, type, member) ((type *)((char *)(l)-offsetof(type, member)))

#define list_first(head, type, member) list_entry((head)->next, type, member)
#define list_last(head, type, member)  list_entry((head)->prev, type, member)

/* Over the links; the list must not change in the body. */
#define list_for_each(it, head) \
	for ((it) = (head)->next; (it) != (head); (it) = (it)->next)

/* Over the links; the body may remove `it`, and nothing else. */
#define list_for_each_safe(it, tmp, head)                             \
	for ((it) = (head)->next, (tmp) = (it)->next; (it) != (head); \
		(it) = (tmp), (tmp) = (it)->next)

/* Over the structures; the list must not change in the body. */
#define list_for_each_entry(it, head, member)                            \
	for ((it) = list_entry((head)->next, __typeof__(*(it)), member); \
		&(it)->member != (head);                                 \
		(it) = list_entry((it)->member.next, __typeof__(*(it)), member))

#endif
