/*
 * servers/lib/list.h - doubly linked circular lists, linked through their members.
 *
 * A head is a struct list that points at itself when empty; members embed one.
 * list_remove leaves the link empty, so that removing twice is harmless and
 * list_empty(&member->link) tells "on no list".
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_LIST_H
#define XINIM_SERVERS_LIST_H

#include <stdbool.h>
#include <stddef.h>

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
	l->prev->next = l->next;
	l->next->prev = l->prev;
	list_init(l);
}

/* Takes the first member off; NULL: the list is empty. */
static inline struct list *list_pop(struct list *head)
{
	struct list *l = head->next;

	if (l == head)
		return NULL;
	list_remove(l);
	return l;
}

/* The structure that holds `l` as its member `member`. */
#define list_entry(l, type, member) ((type *)((char *)(l)-offsetof(type, member)))

#define list_first(head, type, member) list_entry((head)->next, type, member)

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
