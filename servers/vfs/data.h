/*
 * servers/vfs/data.h - a tmpfs file's bytes.
 *
 * A small file's are on the heap; a larger one's, and one that is mapped, are in a
 * memory object that the server maps. Pages that were never written are holes and
 * take no memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_DATA_H
#define XINIM_VFS_DATA_H

#include "servers/vfs/pages.h"
#include "servers/vfs/vfs.h"

#define DATA_MAX (1ULL << 44) /* bytes of a file */

/* What a file system may take. */
struct data_budget {
	uint64_t limit, used; /* pages */
};

struct data {
	struct data_budget *budget;
	char *heap;
	uint64_t room; /* bytes at heap */
	int object;    /* a capability; 0: the bytes are at heap */
	char *map;
	uint64_t mapped; /* bytes at map */
	struct page_map pages;
	bool written_elsewhere; /* a program may write to any page: none is a hole */
};

/* `size` is the file's; reads end there, writes move it. */
int64_t data_read(struct data *d, uint64_t size, uint64_t at, struct io *io);
int64_t data_write(struct data *d, uint64_t *size, uint64_t at, struct io *io);
int data_resize(struct data *d, uint64_t size, uint64_t new_size);
/* The range reads as zeroes from now on; pages of it go if they can. */
void data_punch(struct data *d, uint64_t size, uint64_t at, uint64_t length);
/* Memory for the range is there from now on. -ENOSPC */
int data_reserve(struct data *d, uint64_t size, uint64_t at, uint64_t length);
int64_t data_seek(const struct data *d, uint64_t size, uint64_t at, int whence);
/* The memory object, or -ENOMEM. */
int data_object(struct data *d, uint64_t size, bool written);
/* Some program has it mapped, after one had to write to it. */
bool data_is_mapped(const struct data *d);
uint64_t data_pages(const struct data *d);
void data_free(struct data *d);

#endif
