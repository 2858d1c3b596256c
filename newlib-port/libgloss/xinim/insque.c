/*
 * newlib-port/libgloss/xinim/insque.c - doubly linked lists.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <search.h>

/* How the two pointers begin; the rest of an element is its owner's. */
struct element {
	struct element *next, *prev;
};

void insque(void *new, void *before)
{
	struct element *e = new, *b = before;

	e->prev = b;
	e->next = b != NULL ? b->next : NULL;
	if (b != NULL)
		b->next = e;
	if (e->next != NULL)
		e->next->prev = e;
}

void remque(void *old)
{
	struct element *e = old;

	if (e->prev != NULL)
		e->prev->next = e->next;
	if (e->next != NULL)
		e->next->prev = e->prev;
}
