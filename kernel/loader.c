/*
 * kernel/loader.c - from a boot module to a process that can run.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/loader.h"

#include "kernel/assert.h"
#include "kernel/elf.h"
#include "kernel/random.h"
#include "kernel/sched.h"
#include "kernel/string.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define STACK_TOP       (XINIM_USER_LIMIT - PAGE_SIZE) /* a page of nothing above the stack */
#define STACK_SIZE      (8UL << 20)
#define STRINGS_MAX     PAGE_SIZE
#define CLOCK_TICKS     100 /* AT_CLKTCK: what times() counts in */
#define ELF_HEADER_SIZE 56  /* of a program header */

static unsigned segment_rights(uint32_t flags)
{
	return (flags & ELF_PF_R ? MAP_READ : 0) | (flags & ELF_PF_W ? MAP_WRITE : 0) |
		(flags & ELF_PF_X ? MAP_EXEC : 0);
}

static int load_segments(struct space *s, const char *image, const struct elf_image *elf)
{
	for (unsigned i = 0; i < elf->nsegs; i++) {
		const struct elf_segment *seg = &elf->seg[i];
		uint64_t start = seg->vaddr & ~PAGE_MASK;
		uint64_t end = (seg->vaddr + seg->memsz + PAGE_MASK) & ~PAGE_MASK;
		int error = space_add_region(s, start, end, segment_rights(seg->flags));

		if (error)
			return error;
		error = space_write(s, seg->vaddr, image + seg->offset, seg->filesz);
		if (error)
			return error;
	}
	s->heap_start = elf->highest;
	s->heap_end = elf->highest;
	return space_add_stack(s, STACK_TOP, STACK_SIZE);
}

/* The initial stack, built as words below strings (AMD64 ABI, 3.4.1 and 3.4.3). */
struct stack_image {
	char strings[STRINGS_MAX];
	size_t strings_len, args_len;
	uint64_t words[LOADER_MAX_ARGS + 64];
	unsigned nwords;
};

/* Puts bytes on the string area; where they are for the program; 0: no room. */
static uint64_t push_bytes(struct stack_image *st, const void *data, size_t len)
{
	if (len > STRINGS_MAX - st->strings_len)
		return 0;
	memcpy(st->strings + st->strings_len, data, len);
	st->strings_len += len;
	return STACK_TOP - STRINGS_MAX + st->strings_len - len;
}

static void push_aux(struct stack_image *st, uint64_t type, uint64_t value)
{
	st->words[st->nwords++] = type;
	st->words[st->nwords++] = value;
}

static int fill_stack(
	struct stack_image *st, char *const argv[], const struct elf_image *elf)
{
	static const char platform[] = "x86_64";
	uint8_t random[16];
	uint64_t at_random, at_platform;
	unsigned argc = 0;

	st->nwords = 1;
	for (; argv[argc]; argc++) {
		uint64_t where = push_bytes(st, argv[argc], strlen(argv[argc]) + 1);

		if (!where || argc == LOADER_MAX_ARGS)
			return -E2BIG;
		st->words[st->nwords++] = where;
	}
	st->args_len = st->strings_len;
	st->words[0] = argc;
	st->words[st->nwords++] = 0; /* end of argv */
	st->words[st->nwords++] = 0; /* no environment */
	random_bytes(random, sizeof(random));
	at_random = push_bytes(st, random, sizeof(random));
	at_platform = push_bytes(st, platform, sizeof(platform));
	if (!at_random || !at_platform)
		return -E2BIG;
	if (elf->phdr_vaddr)
		push_aux(st, XINIM_AT_PHDR, elf->phdr_vaddr);
	push_aux(st, XINIM_AT_PHENT, ELF_HEADER_SIZE);
	push_aux(st, XINIM_AT_PHNUM, elf->phnum);
	push_aux(st, XINIM_AT_PAGESZ, PAGE_SIZE);
	push_aux(st, XINIM_AT_BASE, 0);
	push_aux(st, XINIM_AT_FLAGS, 0);
	push_aux(st, XINIM_AT_ENTRY, elf->entry);
	push_aux(st, XINIM_AT_UID, 0);
	push_aux(st, XINIM_AT_EUID, 0);
	push_aux(st, XINIM_AT_GID, 0);
	push_aux(st, XINIM_AT_EGID, 0);
	push_aux(st, XINIM_AT_PLATFORM, at_platform);
	push_aux(st, XINIM_AT_CLKTCK, CLOCK_TICKS);
	push_aux(st, XINIM_AT_SECURE, 0);
	push_aux(st, XINIM_AT_RANDOM, at_random);
	if (argc)
		push_aux(st, XINIM_AT_EXECFN, st->words[1]);
	push_aux(st, XINIM_AT_NULL, 0);
	return 0;
}

static int make_stack(
	struct space *s, char *const argv[], const struct elf_image *elf, uint64_t *stack)
{
	static struct stack_image
		st; /* too large for a kernel stack; under the kernel lock */
	uint64_t where;
	int error;

	memset(&st, 0, sizeof(st));
	error = fill_stack(&st, argv, elf);
	if (error)
		return error;
	where = (STACK_TOP - STRINGS_MAX - st.nwords * sizeof(uint64_t)) & ~15UL;
	error = space_write(s, where, st.words, st.nwords * sizeof(uint64_t));
	if (error)
		return error;
	*stack = where;
	s->strings = STACK_TOP - STRINGS_MAX;
	s->env = s->strings_end = s->strings + st.args_len; /* there is no environment */
	return space_write(s, STACK_TOP - STRINGS_MAX, st.strings, st.strings_len);
}

int loader_spawn(const void *image, size_t size, char *const argv[], int32_t pid,
	struct process *parent, unsigned priority, struct process **out, const char **why)
{
	static struct elf_image elf; /* under the kernel lock */
	struct process *p;
	struct thread *t;
	uint64_t stack;
	int error = elf_check(image, size, &elf, why);

	if (error)
		return error;
	if (pid && process_find(pid)) {
		*why = "a process has that PID";
		return -EEXIST;
	}
	*why = "out of memory";
	p = process_create(argv[0] ? argv[0] : "", pid, parent);
	if (!p)
		return -ENOMEM;
	error = process_need_space(p);
	if (error)
		goto discard;
	error = load_segments(p->space, image, &elf);
	if (error) {
		if (error == -EEXIST)
			*why = "a segment is where the stack has to be";
		goto discard;
	}
	error = make_stack(p->space, argv, &elf, &stack);
	if (error) {
		if (error == -E2BIG)
			*why = "too many or too long arguments";
		goto discard;
	}
	t = thread_create(p, priority);
	if (!t) {
		error = -ENOMEM;
		goto discard;
	}
	arch_thread_init_user(t, elf.entry, stack);
	*out = p;
	return 0;

discard:
	process_discard(p);
	return error;
}
