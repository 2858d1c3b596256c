/*
 * newlib-port/libgloss/xinim/tls.c - thread-local storage.
 *
 * Runs before errno works; see start.c.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <elf.h>
#include <string.h>
#include <sys/auxv.h>

#include "thread/thread.h"
#include "tls.h"

#define ARCH_SET_FS 0x1002

/* Most programs' thread-local data fits here; a larger one's is asked for. */
static char small_room[sizeof(struct thread) + 512] __attribute__((aligned(64)));

static struct {
	const char *image; /* what a new thread's data is at first */
	size_t image_size;
	size_t size; /* with the zeros after it, a multiple of align */
	size_t align;
} tls = { .align = 64 };

/* The first thread's state is the one that exit() flushes. */
__thread struct _reent *__xinim_reent;

static __attribute__((no_stack_protector)) unsigned long aux_value(unsigned long type)
{
	for (const unsigned long *a = __xinim_auxv; a[0] != AT_NULL; a += 2)
		if (a[0] == type)
			return a[1];
	return 0;
}

static __attribute__((no_stack_protector)) void find_segment(void)
{
	const Elf64_Phdr *phdr = (const Elf64_Phdr *)aux_value(AT_PHDR);
	unsigned long count = aux_value(AT_PHNUM);
	size_t align;

	for (unsigned long i = 0; i < count; i++, phdr++) {
		if (phdr->p_type != PT_TLS)
			continue;
		align = phdr->p_align != 0 ? phdr->p_align : 1;
		if (align > tls.align)
			tls.align = align;
		tls.image = (const char *)phdr->p_vaddr;
		tls.image_size = phdr->p_filesz;
		tls.size = (phdr->p_memsz + align - 1) & -align;
	}
}

size_t __xinim_tls_align(void)
{
	return tls.align;
}

size_t __xinim_tls_below(void)
{
	return tls.size;
}

size_t __xinim_tls_size(void)
{
	return ((tls.size + tls.align - 1) & -tls.align) + sizeof(struct thread);
}

__attribute__((no_stack_protector)) struct thread *__xinim_tls_make(void *room)
{
	char *base = (char *)room + ((tls.size + tls.align - 1) & -tls.align);
	struct thread *block = (struct thread *)base;

	memcpy(base - tls.size, tls.image, tls.image_size);
	memset(base - tls.size + tls.image_size, 0, tls.size - tls.image_size);
	memset(block, 0, sizeof(*block));
	block->self = block->again = block;
	return block;
}

/* Memory from the end of the program's data, before anybody else has asked. */
static __attribute__((no_stack_protector)) void *ask_room(size_t size, size_t align)
{
	unsigned long start = (RAW(brk, 0) + align - 1) & -align;

	if (RAW(brk, start + size) != (long)(start + size))
		return NULL;
	return (void *)start;
}

__attribute__((noreturn, no_stack_protector)) static void give_up(void)
{
	static const char why[] = "no memory for thread-local data\n";

	RAW(write, 2, why, sizeof(why) - 1);
	for (;;)
		RAW(exit_group, 127);
}

__attribute__((no_stack_protector)) void __xinim_tls_start(void)
{
	const uintptr_t *random;
	void *room = small_room;
	struct thread *block;

	find_segment();
	if (__xinim_tls_size() > sizeof(small_room) || tls.align > 64)
		room = ask_room(__xinim_tls_size(), tls.align);
	if (room == NULL)
		give_up();
	block = __xinim_tls_make(room);
	random = (const uintptr_t *)aux_value(AT_RANDOM);
	if (random != NULL) {
		/* A zero byte first: no string function can copy it out. */
		block->stack_guard = random[0] & ~(uintptr_t)0xff;
		block->pointer_guard = random[1];
	}
	if (RAW(arch_prctl, ARCH_SET_FS, block) != 0)
		give_up();
	__xinim_reent = _GLOBAL_REENT;
}
