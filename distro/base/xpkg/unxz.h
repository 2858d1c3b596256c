/*
 * distro/base/xpkg/unxz.h - unpacks an .xz file in memory.
 *
 * What xz writes by default and what it can be told to write with LZMA2 alone; of
 * the format's other filters none. All checks there are are made.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_XPKG_UNXZ_H
#define XINIM_XPKG_UNXZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNXZ_LIMIT ((size_t)256 << 20) /* bytes unpacked */

/* Does this begin as an .xz file does? */
bool unxz_is_xz(const uint8_t *in, size_t in_size);

/*
 * Unpacks the one stream in `in', which ends where the file does. Returns 0, and what
 * was unpacked in *out, to be freed, and its length in bytes in *out_size; or -EBADMSG
 * if it is broken, -ENOTSUP if it has a filter or check that is not known, -EFBIG if it
 * is larger than UNXZ_LIMIT, -ENOMEM. Then *out is NULL.
 */
int unxz(const uint8_t *in, size_t in_size, uint8_t **out, size_t *out_size);

/* What the decoder of a block's data and its caller share: two windows in memory. */
struct unxz_stream {
	const uint8_t *in;
	size_t in_size, in_pos;
	uint8_t *out;
	size_t out_size, out_room;
};

/* Makes room for `more' bytes of output. -ENOMEM, -EFBIG. */
int unxz_room(struct unxz_stream *s, size_t more);

/* LZMA2 data from in_pos up to its end mark, to the end of the output. -EBADMSG too. */
int unxz_lzma2(struct unxz_stream *s, uint32_t dictionary);

#endif
