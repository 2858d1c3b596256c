/*
 * servers/process/args.h - argv and envp, out of the memory of who calls exec.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_ARGS_H
#define XINIM_PROCESS_ARGS_H

#include <stddef.h>
#include <stdint.h>

#include "servers/process/stack.h"

#define ARGS_STRING_MAX 131072 /* Linux's MAX_ARG_STRLEN: with its NUL */

/* Strings, gathered one after the other. */
struct args {
	char *bytes;
	size_t length, room;
	size_t most; /* strings and the pointers to them, together */
	size_t used; /* of that */
	uint32_t argc, envc;
};

/* most: what they may take, in bytes. */
void args_init(struct args *a, size_t most);
void args_free(struct args *a);
/* A string of our own. -E2BIG, -ENOMEM. */
int args_add(struct args *a, const char *string);
/*
 * The strings that the array at `array` of the caller's points at, up to its
 * NULL, from the one with number `skip` on; 0: an empty array. *count is
 * increased by how many. -EFAULT, -E2BIG, -ENOMEM.
 */
int args_take(
	struct args *a, uint64_t call, uint64_t array, uint32_t skip, uint32_t *count);

#endif
