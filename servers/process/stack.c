/*
 * servers/process/stack.c - what a new program finds on its stack.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/process/stack.h"

#include <string.h>

#include <xinim/abi.h>

static const char platform[] = "x86_64";

/* Added here: PLATFORM, RANDOM, EXECFN, NULL. */
#define AUX_OWN 4

/* The words below the strings, and what stands between. */
static size_t words(const struct stack_plan *plan)
{
	return 1 + (size_t)plan->strings.argc + 1 + plan->strings.envc + 1 +
		2 * (size_t)(plan->aux_count + AUX_OWN);
}

/* Where the strings begin, counted from the end: they end 8 bytes below the top. */
static size_t strings_below(const struct stack_plan *plan)
{
	return 8 + plan->strings.length;
}

static size_t extras_below(const struct stack_plan *plan)
{
	return strings_below(plan) + STACK_RANDOM_BYTES + sizeof(platform);
}

size_t stack_size(const struct stack_plan *plan)
{
	return (extras_below(plan) + words(plan) * 8 + 15) & ~(size_t)15;
}

/* Addresses of `count` strings that begin at *s, and a NULL; *s moves on. */
static uint64_t *put_strings(uint64_t *word, uint32_t count, const char **s,
	const char *bytes, uint64_t address)
{
	for (uint32_t i = 0; i < count; i++) {
		*word++ = address + (uint64_t)(*s - bytes);
		*s += strlen(*s) + 1;
	}
	*word++ = 0;
	return word;
}

static uint64_t *put_aux(uint64_t *word, uint64_t type, uint64_t value)
{
	word[0] = type;
	word[1] = value;
	return word + 2;
}

uint64_t stack_build(struct stack_plan *plan, void *image)
{
	const struct stack_strings *strings = &plan->strings;
	size_t size = stack_size(plan);
	char *end = (char *)image + size;
	uint64_t *word = image;
	uint64_t at = plan->top - strings_below(plan);
	uint64_t extras = plan->top - extras_below(plan);
	const char *s = strings->bytes;

	*word++ = strings->argc;
	plan->strings_at = at;
	word = put_strings(word, strings->argc, &s, strings->bytes, at);
	plan->env_at = at + (uint64_t)(s - strings->bytes);
	word = put_strings(word, strings->envc, &s, strings->bytes, at);
	plan->strings_end = at + (uint64_t)(s - strings->bytes);
	for (unsigned i = 0; i < plan->aux_count; i++)
		word = put_aux(word, plan->aux[i].type, plan->aux[i].value);
	word = put_aux(word, XINIM_AT_RANDOM, extras);
	word = put_aux(word, XINIM_AT_PLATFORM, extras + STACK_RANDOM_BYTES);
	word = put_aux(word, XINIM_AT_EXECFN, at + (uint64_t)(s - strings->bytes));
	word = put_aux(word, XINIM_AT_NULL, 0);
	memset(word, 0, (size_t)(end - extras_below(plan) - (char *)word));
	memcpy(end - extras_below(plan), plan->random, STACK_RANDOM_BYTES);
	memcpy(end - extras_below(plan) + STACK_RANDOM_BYTES, platform, sizeof(platform));
	memcpy(end - strings_below(plan), strings->bytes, strings->length);
	memset(end - 8, 0, 8);
	return plan->top - size;
}
