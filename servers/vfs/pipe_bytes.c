/*
 * servers/vfs/pipe_bytes.c - what is in a pipe.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/pipe_bytes.h"

#include <stdlib.h>

#include "servers/vfs/pipe.h"

static int64_t take(struct pipe *p, struct io *io)
{
	int64_t done = 0;

	while (p->used && io->left) {
		uint32_t n = p->room - p->first;
		int64_t moved;

		if (n > p->used)
			n = p->used;
		moved = io_put(io, p->ring + p->first, n);
		if (moved <= 0)
			return done ? done : moved;
		p->used -= (uint32_t)moved;
		/* From the start again when it is empty: the same memory, and in one piece. */
		p->first = p->used ? (p->first + (uint32_t)moved) % p->room : 0;
		done += moved;
		if (moved < (int64_t)n)
			break;
	}
	return done;
}

static int64_t put(struct pipe *p, struct io *io)
{
	int64_t done = 0;

	while (p->used < p->room && io->left) {
		uint32_t at = (p->first + p->used) % p->room;
		uint32_t n = at < p->first ? p->first - at : p->room - at;
		int64_t moved = io_get(io, p->ring + at, n);

		if (moved <= 0)
			return done ? done : moved;
		p->used += (uint32_t)moved;
		done += moved;
	}
	return done;
}

/* No more than `most' bytes, of which all are put or none. */
static int64_t put_all(struct pipe *p, struct io *io, uint64_t most)
{
	uint64_t length = io->left < most ? io->left : most, rest = io->left - length;
	struct io before = *io;
	uint32_t used = p->used;
	int64_t n;

	io->left = length;
	n = put(p, io);
	if (n == (int64_t)length) {
		io->left = rest;
		return n;
	}
	p->used = used;
	before.missing = io->missing;
	*io = before;
	return n < 0 ? n : -EFAULT;
}

/* --- records ---------------------------------------------------------------------- */

static struct record *record_at(struct pipe *p, unsigned i)
{
	return &p->record[(p->record_first + i) % PIPE_RECORDS];
}

/* length bytes have been put in. There is room for a record, if they are to be in one. */
static void add_record(struct pipe *p, uint32_t length, bool packet)
{
	struct record *last = p->records ? record_at(p, p->records - 1) : NULL;

	if (!length || (!packet && !p->records))
		return;
	if (!packet && !last->packet)
		last->length += length;
	else
		*record_at(p, p->records++) = (struct record){ length, packet };
}

/* The first n bytes are gone from the ring: from the records as well. */
static void drop_records(struct pipe *p, uint32_t n)
{
	while (n && p->records) {
		struct record *r = record_at(p, 0);
		uint32_t part = n < r->length ? n : r->length;

		r->length -= part;
		n -= part;
		if (r->length)
			break;
		p->record_first = (p->record_first + 1) % PIPE_RECORDS;
		p->records--;
	}
}

static void drop_bytes(struct pipe *p, uint32_t n)
{
	p->used -= n;
	p->first = p->used ? (p->first + n) % p->room : 0;
}

/* One packet, or what of it there is room for; of the rest nothing is kept. */
static int64_t take_record(struct pipe *p, struct io *io)
{
	uint32_t length = record_at(p, 0)->length, used = p->used, first = p->first;
	uint64_t rest = io->left > length ? io->left - length : 0, want;
	bool packet = record_at(p, 0)->packet;
	struct io before = *io;
	int64_t n;

	io->left -= rest;
	want = io->left;
	n = take(p, io);
	if (n < 0 || (packet && (uint64_t)n < want)) {
		p->used = used;
		p->first = first;
		before.missing = io->missing;
		*io = before;
		return n < 0 ? n : -EFAULT;
	}
	io->left += rest;
	if (packet)
		drop_bytes(p, length - (uint32_t)n);
	drop_records(p, packet ? length : (uint32_t)n);
	return n;
}

int64_t pipe_bytes_take(struct pipe *p, struct io *io)
{
	return p->records ? take_record(p, io) : take(p, io);
}

/* A packet is going to be written: there are records from now on. -ENOMEM */
static int begin_records(struct pipe *p)
{
	if (!p->record)
		p->record = malloc(PIPE_RECORDS * sizeof(*p->record));
	if (!p->record)
		return -ENOMEM;
	if (!p->records && p->used)
		*record_at(p, p->records++) = (struct record){ p->used, false };
	return 0;
}

int64_t pipe_bytes_put(struct pipe *p, struct io *io, bool packet, bool whole)
{
	int error = packet ? begin_records(p) : 0;
	int64_t n;

	if (error)
		return error;
	n = packet || whole ? put_all(p, io, PIPE_ATOMIC) : put(p, io);
	if (n > 0)
		add_record(p, (uint32_t)n, packet);
	return n;
}

void pipe_bytes_drop(struct pipe *p, uint32_t n)
{
	drop_bytes(p, n);
	drop_records(p, n);
}
