/*
 * servers/process/stack.h - what a new program finds on its stack.
 *
 * Pure. From the stack pointer up: argc, argv and its NULL, envp and its NULL,
 * the auxiliary vector, some bytes it points at, the strings (System V ABI,
 * AMD64 supplement, 3.4.1 and 3.4.3, and Linux's order above it).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_STACK_H
#define XINIM_PROCESS_STACK_H

#include <stddef.h>
#include <stdint.h>

#define STACK_RANDOM_BYTES 16
#define STACK_AUX_MAX      24 /* entries */

/* Strings one after the other, each with its NUL: argv's, envp's, then the name. */
struct stack_strings {
	const char *bytes;
	size_t length;
	uint32_t argc, envc; /* one more follows them: AT_EXECFN */
};

struct stack_aux {
	uint64_t type, value;
};

struct stack_plan {
	struct stack_strings strings;
	uint64_t top; /* the first address above it, a multiple of 16 */
	const unsigned char *random;
	struct stack_aux aux[STACK_AUX_MAX]; /* those that need no address in here */
	unsigned aux_count;
	/* Set by stack_build: where argv's strings begin, envp's, and where those end. */
	uint64_t strings_at, env_at, strings_end;
};

/* Bytes that it takes. */
size_t stack_size(const struct stack_plan *plan);
/* Fills in `image`, stack_size() bytes that will end at plan->top; the stack pointer. */
uint64_t stack_build(struct stack_plan *plan, void *image);

#endif
