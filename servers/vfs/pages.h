/*
 * servers/vfs/pages.h - which pages of a file there are.
 *
 * A bit for each page, in groups that are there only if a bit of theirs is
 * set, so that a sparse file costs what is in it and a pointer for 128 MiB.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_PAGES_H
#define XINIM_VFS_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_BYTES 4096UL

struct page_map {
	uint64_t **group;
	uint64_t groups;
	uint64_t count; /* bits that are set */
};

static inline uint64_t page_of(uint64_t at)
{
	return at / PAGE_BYTES;
}

bool pages_has(const struct page_map *m, uint64_t page);
/* 1: it is new; 0: it was there; -ENOMEM. */
int pages_add(struct page_map *m, uint64_t page);
/* Those from first to one before end go. */
void pages_drop(struct page_map *m, uint64_t first, uint64_t end);
/* The first page from `page` to one before end that is there (or is not); end: none. */
uint64_t pages_next(const struct page_map *m, uint64_t page, uint64_t end, bool there);
void pages_free(struct page_map *m);

#endif
