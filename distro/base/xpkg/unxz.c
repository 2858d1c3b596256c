/*
 * distro/base/xpkg/unxz.c - the container of .xz files (The .xz File Format, 1.1.0).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "unxz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sha256.h"

enum { CHECK_NONE = 0, CHECK_CRC32 = 1, CHECK_CRC64 = 4, CHECK_SHA256 = 10 };
enum { STREAM_HEADER = 12, STREAM_FOOTER = 12, FILTER_LZMA2 = 0x21, BLOCKS_MAX = 4096 };

struct block {
	uint64_t unpadded, unpacked; /* bytes, as the index has them */
};

static uint32_t crc32(const uint8_t *data, size_t size)
{
	uint32_t crc = UINT32_MAX;
	unsigned int i;

	while (size-- > 0)
		for (crc ^= *data++, i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	return ~crc;
}

static uint64_t crc64(const uint8_t *data, size_t size)
{
	static uint64_t table[256];
	uint64_t crc = UINT64_MAX;
	unsigned int i, k;

	for (i = 0; i < 256; i++)
		for (table[i] = i, k = 0; k < 8; k++)
			table[i] =
				table[i] >> 1 ^ (table[i] & 1 ? 0xc96c5795d7870f42 : 0);
	while (size-- > 0)
		crc = crc >> 8 ^ table[(crc ^ *data++) & 0xff];
	return ~crc;
}

static uint64_t little(const uint8_t *p, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | p[bytes];
	return value;
}

/* A number of the format: 7 bits a byte, up to 9 bytes, from [*at, end). */
static bool number(const uint8_t *in, size_t *at, size_t end, uint64_t *value)
{
	unsigned int shift;

	*value = 0;
	for (shift = 0; shift < 63 && *at < end; shift += 7) {
		uint8_t byte = in[(*at)++];

		*value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return byte != 0 || shift == 0;
	}
	return false;
}

int unxz_room(struct unxz_stream *s, size_t more)
{
	size_t room = s->out_room ? s->out_room : 1 << 16;
	uint8_t *out;

	if (more > UNXZ_LIMIT - s->out_size)
		return -EFBIG;
	while (room < s->out_size + more)
		room *= 2;
	if (room == s->out_room)
		return 0;
	out = realloc(s->out, room);
	if (!out)
		return -ENOMEM;
	s->out = out;
	s->out_room = room;
	return 0;
}

static size_t check_size(unsigned int check)
{
	return check == CHECK_NONE     ? 0
		: check == CHECK_CRC32 ? 4
		: check == CHECK_CRC64 ? 8
				       : 32;
}

static bool check_good(
	unsigned int check, const uint8_t *data, size_t size, const uint8_t *want)
{
	uint8_t digest[SHA256_BYTES];
	struct sha256 sha;

	if (check == CHECK_CRC32)
		return crc32(data, size) == little(want, 4);
	if (check == CHECK_CRC64)
		return crc64(data, size) == little(want, 8);
	if (check == CHECK_NONE)
		return true;
	sha256_begin(&sha);
	sha256_add(&sha, data, size);
	sha256_end(&sha, digest);
	return memcmp(digest, want, sizeof(digest)) == 0;
}

/* 3.1.5: the one filter, and the size of its dictionary. */
static int filter(const uint8_t *in, size_t *at, size_t end, uint32_t *dictionary)
{
	uint64_t id, properties;
	unsigned int bits;

	if (!number(in, at, end, &id) || !number(in, at, end, &properties))
		return -EBADMSG;
	if (id != FILTER_LZMA2)
		return -ENOTSUP;
	if (properties != 1 || *at == end)
		return -EBADMSG;
	bits = in[(*at)++];
	if (bits > 40)
		return -EBADMSG;
	*dictionary = bits == 40 ? UINT32_MAX : (2u | (bits & 1)) << (bits / 2 + 11);
	return 0;
}

/* 3.1: sizes that it does not say are UINT64_MAX. in_pos is at the block's first byte. */
static int block_header(
	struct unxz_stream *s, uint64_t *packed, uint64_t *unpacked, uint32_t *dictionary)
{
	const uint8_t *in = s->in + s->in_pos;
	size_t size = ((size_t)in[0] + 1) * 4, at = 2;
	int error;

	if (size > s->in_size - s->in_pos || size < 8)
		return -EBADMSG;
	if (crc32(in, size - 4) != little(in + size - 4, 4))
		return -EBADMSG;
	if (in[1] & 0x3f)
		return -ENOTSUP; /* more filters than one, or what is not yet defined */
	*packed = *unpacked = UINT64_MAX;
	if ((in[1] & 0x40) && !number(in, &at, size - 4, packed))
		return -EBADMSG;
	if ((in[1] & 0x80) && !number(in, &at, size - 4, unpacked))
		return -EBADMSG;
	error = filter(in, &at, size - 4, dictionary);
	if (error)
		return error;
	for (; at < size - 4; at++)
		if (in[at])
			return -EBADMSG;
	s->in_pos += size;
	return 0;
}

static int block(struct unxz_stream *s, unsigned int check, struct block *record)
{
	size_t start = s->in_pos, data, out_start = s->out_size, end;
	uint64_t packed, unpacked;
	uint32_t dictionary;
	int error = block_header(s, &packed, &unpacked, &dictionary);

	if (error)
		return error;
	data = s->in_pos;
	error = unxz_lzma2(s, dictionary);
	if (error)
		return error;
	end = s->in_pos;
	record->unpacked = s->out_size - out_start;
	record->unpadded = end - start + check_size(check);
	if ((packed != UINT64_MAX && packed != end - data) ||
		(unpacked != UINT64_MAX && unpacked != record->unpacked))
		return -EBADMSG;
	for (; (s->in_pos - start) % 4; s->in_pos++)
		if (s->in_pos == s->in_size || s->in[s->in_pos])
			return -EBADMSG;
	if (s->in_size - s->in_pos < check_size(check))
		return -EBADMSG;
	if (!check_good(check, s->out + out_start, record->unpacked, s->in + s->in_pos))
		return -EBADMSG;
	s->in_pos += check_size(check);
	return 0;
}

/* 4: it says once more how long each block is. in_pos is at its first byte. */
static bool index_good(struct unxz_stream *s, const struct block *blocks, size_t count)
{
	size_t start = s->in_pos, at = start + 1, i;
	uint64_t value, other;

	if (!number(s->in, &at, s->in_size, &value) || value != count)
		return false;
	for (i = 0; i < count; i++) {
		if (!number(s->in, &at, s->in_size, &value) ||
			!number(s->in, &at, s->in_size, &other))
			return false;
		if (value != blocks[i].unpadded || other != blocks[i].unpacked)
			return false;
	}
	for (; (at - start) % 4; at++)
		if (at == s->in_size || s->in[at])
			return false;
	if (s->in_size - at < 4 ||
		crc32(s->in + start, at - start) != little(s->in + at, 4))
		return false;
	s->in_pos = at + 4;
	return true;
}

/* 2.1.2; `size' is the index's. */
static bool footer_good(struct unxz_stream *s, size_t size)
{
	const uint8_t *foot = s->in + s->in_pos;

	return s->in_size - s->in_pos == STREAM_FOOTER &&
		memcmp(foot + 10, "YZ", 2) == 0 &&
		little(foot, 4) == crc32(foot + 4, 6) &&
		(little(foot + 4, 4) + 1) * 4 == size &&
		memcmp(foot + 8, s->in + 6, 2) == 0;
}

static int stream(struct unxz_stream *s)
{
	static struct block blocks[BLOCKS_MAX];
	unsigned int check = s->in[7];
	size_t count = 0, index;
	int error;

	if (s->in[6] || check > 15 || crc32(s->in + 6, 2) != little(s->in + 8, 4))
		return -EBADMSG;
	if (check != CHECK_NONE && check != CHECK_CRC32 && check != CHECK_CRC64 &&
		check != CHECK_SHA256)
		return -ENOTSUP;
	s->in_pos = STREAM_HEADER;
	for (; s->in_pos < s->in_size && s->in[s->in_pos]; count++) {
		if (count == BLOCKS_MAX)
			return -EFBIG;
		error = block(s, check, &blocks[count]);
		if (error)
			return error;
	}
	if (s->in_pos == s->in_size)
		return -EBADMSG;
	index = s->in_pos;
	if (!index_good(s, blocks, count) || !footer_good(s, s->in_pos - index))
		return -EBADMSG;
	return 0;
}

bool unxz_is_xz(const uint8_t *in, size_t in_size)
{
	return in_size >= 6 &&
		memcmp(in,
			"\xfd"
			"7zXZ\0",
			6) == 0;
}

int unxz(const uint8_t *in, size_t in_size, uint8_t **out, size_t *out_size)
{
	struct unxz_stream s = { .in = in, .in_size = in_size };
	int error = -EBADMSG;

	*out = NULL;
	if (unxz_is_xz(in, in_size) && in_size >= STREAM_HEADER + STREAM_FOOTER)
		error = unxz_room(&s, 1);
	else
		return -EBADMSG;
	if (!error)
		error = stream(&s);
	if (error) {
		free(s.out);
		return error;
	}
	*out = s.out;
	*out_size = s.out_size;
	return 0;
}
