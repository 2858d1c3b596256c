/*
 * newlib-port/libgloss/xinim/qsort.c - sorting: POSIX.1-2017 qsort(), and GNU's qsort_r().
 *
 * In place of newlib's, which takes time in proportion to the square for some orders. This
 * merges: n log2(n) comparisons at the most, and what is equal stays in its order, as
 * programs have come to expect of the GNU C library. It wants memory for half of the
 * elements; if there is none, a heap sorts in place.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdlib.h>
#include <string.h>

#define FEW  6    /* elements that are put in place one by one */
#define ROOM 1024 /* bytes that need no malloc() */

typedef int compare(const void *, const void *);
typedef int compare_r(const void *, const void *, void *);

struct sort {
	size_t size;
	compare_r *compare;
	void *argument;
	char *room; /* for half of the elements, and for one */
};

static void move(const struct sort *s, char *to, const char *from)
{
	switch (s->size) { /* so that common ones are no calls */
	case 4:
		memcpy(to, from, 4);
		break;
	case 8:
		memcpy(to, from, 8);
		break;
	case 16:
		memcpy(to, from, 16);
		break;
	default:
		memcpy(to, from, s->size);
	}
}

static void insert_all(const struct sort *s, char *base, size_t n)
{
	for (char *next = base + s->size; next < base + n * s->size; next += s->size) {
		char *place = next;

		while (place > base && s->compare(place - s->size, next, s->argument) > 0)
			place -= s->size;
		if (place == next)
			continue;
		move(s, s->room, next);
		memmove(place + s->size, place, (size_t)(next - place));
		move(s, place, s->room);
	}
}

static void merge_sort(const struct sort *s, char *base, size_t n)
{
	size_t first = n / 2, second = n - first;
	char *to = base, *right = base + first * s->size, *left = s->room;

	if (n <= FEW) {
		insert_all(s, base, n);
		return;
	}
	merge_sort(s, base, first);
	merge_sort(s, right, second);
	if (s->compare(right - s->size, right, s->argument) <= 0)
		return; /* in order already */
	memcpy(left, base, first * s->size);
	while (first > 0 && second > 0) {
		if (s->compare(left, right, s->argument) <= 0) {
			move(s, to, left);
			left += s->size;
			first--;
		} else {
			move(s, to, right);
			right += s->size;
			second--;
		}
		to += s->size;
	}
	memcpy(to, left, first * s->size);
}

static void exchange(char *a, char *b, size_t size)
{
	for (; size > 0; size--, a++, b++) {
		char c = *a;

		*a = *b;
		*b = c;
	}
}

/* Lets the element at I sink in the heap of N. */
static void sink(const struct sort *s, char *base, size_t i, size_t n)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		char *p = base + child * s->size;

		if (child + 1 < n && s->compare(p, p + s->size, s->argument) < 0) {
			child++;
			p += s->size;
		}
		if (s->compare(base + i * s->size, p, s->argument) >= 0)
			return;
		exchange(base + i * s->size, p, s->size);
	}
}

static void heap_sort(const struct sort *s, char *base, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sink(s, base, i, n);
	while (--n > 0) {
		exchange(base, base + n * s->size, s->size);
		sink(s, base, 0, n);
	}
}

void qsort_r(void *base, size_t n, size_t size, compare_r *f, void *argument)
{
	char small[ROOM];
	struct sort s = { size, f, argument, small };
	size_t half;
	int before = errno;

	if (n < 2 || size == 0)
		return;
	if (__builtin_mul_overflow(n / 2, size, &half))
		return; /* no such memory can be */
	if (half > sizeof(small))
		s.room = malloc(half);
	if (s.room == NULL) {
		errno = before;
		heap_sort(&s, base, n);
		return;
	}
	merge_sort(&s, base, n);
	if (s.room != small)
		free(s.room);
}

static int without_argument(const void *a, const void *b, void *f)
{
	return (*(compare **)f)(a, b);
}

void qsort(void *base, size_t n, size_t size, compare *f)
{
	qsort_r(base, n, size, without_argument, &f);
}
