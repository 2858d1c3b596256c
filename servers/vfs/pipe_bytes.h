/*
 * servers/vfs/pipe_bytes.h - what is in a pipe.
 *
 * A ring of bytes. While there are packets (O_DIRECT) in it all its bytes are in records:
 * each of a packet, or of what was written between two. Nothing here parks: `io' is at
 * once (io.h).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_PIPE_BYTES_H
#define XINIM_VFS_PIPE_BYTES_H

#include "servers/vfs/vfs.h"

#define PIPE_RECORDS 256 /* a power of two */

struct record {
	uint32_t length;
	bool packet;
};

struct pipe {
	char *ring;
	uint32_t room, first, used;
	unsigned refs;              /* files, and those about to open it */
	unsigned readers, writers;  /* files */
	bool read_held, write_held; /* by a splice */
	bool nameless; /* of pipe(): who opens it by way of /proc waits for nobody */
	unsigned opened_to_read,
		opened_to_write; /* so far: a FIFO's openers wait for it */
	struct record *record; /* a ring of them; NULL: nobody has written a packet yet */
	unsigned record_first, records;
	struct inode *fifo;
	struct wait_queue read, write; /* who wants to, or to open the other end */
};

/* To the caller, of a packet all of it, or as much as fits: how many. -EFAULT */
int64_t pipe_bytes_take(struct pipe *p, struct io *io);
/*
 * From the caller, where there is room: how many. whole: no more than PIPE_ATOMIC, and all
 * of these or none. packet: as one, whole. -EFAULT, -ENOMEM
 */
int64_t pipe_bytes_put(struct pipe *p, struct io *io, bool packet, bool whole);
/* The first n bytes go. */
void pipe_bytes_drop(struct pipe *p, uint32_t n);

#endif
