/*
 * kernel/order.h - which boot modules are started after which.
 *
 * What the `after' lines of the boot manifest say, by names. No two wait for each
 * other: a line by which they would is not taken.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_ORDER_H
#define XINIM_KERNEL_ORDER_H

#include "kernel/manifest.h"

#define ORDER_MAX 64 /* pairs of names */

/* All 0 at first. */
struct order {
	unsigned count;
	struct {
		char name[MANIFEST_NAME_MAX];
		char before[MANIFEST_NAME_MAX]; /* comes first */
	} pair[ORDER_MAX];
};

/*
 * Takes a line of kind MANIFEST_AFTER_NAMES, all of it or nothing. NULL, or why it cannot be:
 * the process would wait for itself, by way of others or not, or there is no room.
 */
const char *order_add(struct order *o, const struct manifest_line *line);
/* The n-th of those that come before `name', from 0; NULL: there are not so many. */
const char *order_before(const struct order *o, const char *name, unsigned n);

#endif
