/*
 * servers/vfs/cpio.c - the files of a newc cpio archive (the Linux kernel's
 * Documentation/driver-api/early-userspace/buffer-format.rst).
 *
 * An entry is a header of hexadecimal numbers, a name, and data, each padded to
 * four bytes. All of it may be wrong: nothing is read past the end.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <string.h>

#include "servers/vfs/dev.h"

#define HEADER  110
#define FIELDS  13
#define MAGIC   "07070"
#define TRAILER "TRAILER!!!"
#define LINKS   256 /* files with several names that are waited for at a time */

enum field {
	F_INO,
	F_MODE,
	F_UID,
	F_GID,
	F_NLINK,
	F_MTIME,
	F_SIZE,
	F_MAJOR,
	F_MINOR,
	F_RMAJOR,
	F_RMINOR,
	F_NAMESIZE,
	F_CHECK
};

struct entry {
	uint32_t field[FIELDS];
	char name[PATH_BYTES];
	const char *data;
	uint64_t next; /* where the next one is */
};

/* The first name of a file that has more than one. */
static struct known {
	uint32_t ino, major, minor;
	struct inode *inode;
} links[LINKS];
static unsigned link_count;

static bool hex(const char *text, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 8; i++) {
		char c = text[i];
		uint32_t digit;

		if (c >= '0' && c <= '9')
			digit = (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			digit = (uint32_t)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			digit = (uint32_t)(c - 'A' + 10);
		else
			return false;
		*value = *value << 4 | digit;
	}
	return true;
}

static uint64_t pad(uint64_t at)
{
	return (at + 3) & ~3ULL;
}

static bool read_entry(const char *archive, uint64_t size, uint64_t at, struct entry *e)
{
	uint64_t name, data;

	if (size - at < HEADER || memcmp(archive + at, MAGIC, 5) != 0 ||
		(archive[at + 5] != '1' && archive[at + 5] != '2'))
		return false;
	for (int i = 0; i < FIELDS; i++)
		if (!hex(archive + at + 6 + 8 * i, &e->field[i]))
			return false;
	name = at + HEADER;
	data = pad(name + e->field[F_NAMESIZE]);
	if (e->field[F_NAMESIZE] == 0 || e->field[F_NAMESIZE] > PATH_BYTES ||
		data > size || e->field[F_SIZE] > size - data)
		return false;
	memcpy(e->name, archive + name, e->field[F_NAMESIZE]);
	if (e->name[e->field[F_NAMESIZE] - 1] != 0)
		return false;
	e->data = archive + data;
	e->next = pad(data + e->field[F_SIZE]);
	return true;
}

static struct known *find_link(const struct entry *e)
{
	for (unsigned i = 0; i < link_count; i++)
		if (links[i].ino == e->field[F_INO] &&
			links[i].major == e->field[F_MAJOR] &&
			links[i].minor == e->field[F_MINOR])
			return &links[i];
	return NULL;
}

static void set_attributes(struct inode *i, const struct entry *e)
{
	i->mode = (i->mode & S_IFMT) | (e->field[F_MODE] & 07777);
	i->uid = e->field[F_UID];
	i->gid = e->field[F_GID];
	i->mtime.tv_sec = i->atime.tv_sec = e->field[F_MTIME];
	i->mtime.tv_nsec = i->atime.tv_nsec = 0;
}

static int write_data(struct inode *i, const struct entry *e)
{
	uint64_t done = 0;
	struct io io;

	while (done < e->field[F_SIZE]) {
		int64_t n;

		io_init_own(&io, (void *)(uintptr_t)(e->data + done),
			e->field[F_SIZE] - done);
		n = i->ops->write(i, done, &io);
		if (n <= 0)
			return n ? (int)n : -ENOSPC;
		done += (uint64_t)n;
	}
	return 0;
}

/* Makes what p is to be: a new name of a known file, or a new file. */
static int make(struct call *c, struct place *p, const struct entry *e)
{
	struct inode *dir = p->dir->inode;
	uint32_t mode = e->field[F_MODE];
	struct known *known =
		e->field[F_NLINK] > 1 && S_ISREG(mode) ? find_link(e) : NULL;

	if (known)
		return dir->ops->link(dir, p->name, known->inode);
	if (S_ISLNK(mode))
		return dir->ops->symlink(c, dir, p->name, e->data, e->field[F_SIZE]);
	return dir->ops->create(c, dir, p->name, mode & (S_IFMT | 07777),
		DEV_MAKE(e->field[F_RMAJOR], e->field[F_RMINOR]));
}

static void remember(struct inode *i, const struct entry *e)
{
	if (e->field[F_NLINK] < 2 || !S_ISREG(i->mode) || find_link(e) ||
		link_count == LINKS)
		return;
	links[link_count++] = (struct known){ .ino = e->field[F_INO],
		.major = e->field[F_MAJOR],
		.minor = e->field[F_MINOR],
		.inode = inode_get(i) };
}

static int unpack(struct call *c, const struct entry *e)
{
	struct place p;
	int error = path_place(c, AT_FDCWD, e->name, &p);

	if (error)
		return error;
	if (p.last == LAST_NAME && !p.name->inode) {
		error = make(c, &p, e);
		if (!error)
			name_link(p.name);
	} else if ((p.name->inode->mode ^ e->field[F_MODE]) & S_IFMT) {
		error = -EEXIST;
	}
	/* The data of a file with several names comes with any one of them. */
	if (!error && S_ISREG(p.name->inode->mode)) {
		error = write_data(p.name->inode, e);
		remember(p.name->inode, e);
	}
	if (!error)
		set_attributes(p.name->inode, e);
	place_put(&p);
	return error;
}

int cpio_unpack(const void *archive, size_t size)
{
	static struct entry e;
	struct cred root = { .refs = 1 };
	struct fs_context fs = { .refs = 1, .root = root_name, .cwd = root_name };
	struct proc p = { .refs = 1, .fs = &fs, .cred = &root, .fsize = UINT64_MAX };
	uint64_t none[6] = { 0 };
	struct call c = { .proc = &p, .cred = &root, .arg = none };
	uint64_t at = 0;
	int error = -EINVAL;

	while (read_entry(archive, size, at, &e)) {
		at = e.next < size ? e.next : size;
		error = strcmp(e.name, TRAILER) == 0 ? 1 : unpack(&c, &e);
		if (error)
			break;
		error = -EINVAL; /* until its end is seen */
	}
	while (link_count)
		inode_put(links[--link_count].inode);
	return error > 0 ? 0 : error;
}
