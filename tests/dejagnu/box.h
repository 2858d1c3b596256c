/* tests/dejagnu/box.h - what host and guest hand each other, through a disk.
 *
 * The disk has two boxes: BOX_REQUEST, which the host writes, and BOX_ANSWER, which the
 * guest writes. A box is a sector with the line "xinim-box NUMBER LENGTH\n" and zeroes,
 * then LENGTH bytes of records. A record is the line "NAME SIZE\n", SIZE bytes and a
 * newline. An answer has its request's number.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_DEJAGNU_BOX_H
#define XINIM_TESTS_DEJAGNU_BOX_H

#include <stdbool.h>
#include <stddef.h>

#define BOX_DISK    "/dev/vda"
#define BOX_REQUEST 0L
#define BOX_ANSWER  (128L << 20)
#define BOX_SECTOR  512
#define BOX_MAX     (96UL << 20) /* bytes of records */
#define BOX_NAME    16

/* Bytes that grow. */
struct text {
	char *bytes;
	size_t length, room;
};

struct box {
	struct text records;
	unsigned long number;
	size_t at; /* where box_next looks */
};

struct record {
	char name[BOX_NAME];
	char *bytes; /* in the box; followed by a 0 */
	size_t size;
};

/* Adds bytes; false: there is no memory, and nothing was added. */
bool text_add(struct text *t, const void *bytes, size_t length);

/* Reads the box at that byte of the open disk. false: it is none, or cannot be read. */
bool box_read(int disk, long at, struct box *b);

/* The next record; false: that was all, or it is broken. */
bool box_next(struct box *b, struct record *r);

/* Adds a record; false: out of memory. */
bool box_add(struct box *b, const char *name, const void *bytes, size_t size);

/* Writes the box, to the disk itself; its first sector comes last. false: that failed. */
bool box_write(int disk, long at, const struct box *b);

void box_free(struct box *b);

#endif
