/*
 * tests/host/vfs.c - the VFS server's core: archives, pages, and random calls.
 *
 * The random calls come from several processes of different users, on few names,
 * so that all of it collides. What must hold afterwards is counted in the tree: links
 * of each inode, and that nothing is left when everything has been removed.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "servers/lib/vfs_protocol.h"
#include "servers/vfs/data.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/message.h"
#include "tests/host/host.h"

#define PROCESSES 4
#ifndef ROUNDS
#define ROUNDS 300000
#endif

static int64_t call6(
	int pid, long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
	uint64_t arg[6] = { a, b, c, d, e, 0 };
	struct call k = { .number = (uint64_t)number, .arg = arg };

	k.proc = proc_of((uint64_t)pid);
	return call_run(&k);
}

#define CALL(pid, number, a, b, c) \
	call6(pid, number, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c), 0, 0)

static int64_t message(uint64_t label, uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t arg[6] = { a, b, c }, word[6], answer;
	struct call k = { .number = label, .arg = arg };

	message_run(&k, label, word, &answer);
	return (int64_t)word[0];
}

/* --- pages ------------------------------------------------------------------------ */

static void test_pages(void)
{
	enum { N = 70000 };
	static bool there[N];
	struct page_map m = { 0 };
	uint64_t count = 0;

	for (int i = 0; i < 20000; i++) {
		uint64_t page = host_below(N), end = page + host_below(40);

		if (host_below(10) == 0) {
			if (end > N)
				end = N;
			pages_drop(&m, page, end);
			for (; page < end; page++) {
				count -= there[page];
				there[page] = false;
			}
			continue;
		}
		CHECK_INT(pages_add(&m, page), !there[page]);
		count += !there[page];
		there[page] = true;
	}
	CHECK_INT(m.count, count);
	for (int i = 0; i < 2000; i++) {
		uint64_t page = host_below(N), next = page;
		bool want = host_below(2);

		while (next < N && there[next] != want)
			next++;
		CHECK_INT(pages_next(&m, page, N, want), next);
		CHECK_INT(pages_has(&m, page), there[page]);
	}
	pages_free(&m);
}

/* --- random calls ------------------------------------------------------------------- */

static const char *const parts[] = { "a", "b", "c", "d", ".", "..", "a/b", "b/a/c", "" };

static const char *random_path(char *buffer)
{
	unsigned n = (unsigned)host_below(3) + 1;

	strcpy(buffer, host_below(3) == 0 ? "/" : "");
	while (n--) {
		strcat(buffer, parts[host_below(sizeof(parts) / sizeof(parts[0]))]);
		if (n || host_below(8) == 0)
			strcat(buffer, "/");
	}
	return buffer;
}

static const unsigned open_flags[] = { O_RDONLY, O_RDWR, O_WRONLY, O_RDWR | O_CREAT,
	O_RDWR | O_CREAT | O_EXCL, O_RDWR | O_TRUNC, O_WRONLY | O_CREAT | O_APPEND,
	O_RDONLY | O_DIRECTORY, O_PATH, O_RDWR | O_TMPFILE, O_RDONLY | O_NOFOLLOW,
	O_RDWR | O_CREAT | O_CLOEXEC };

static void file_call(int pid, const char *path, const char *other)
{
	static char data[70000];
	uint64_t fd = host_below(24),
		 n = host_below(2) ? host_below(200) : host_below(sizeof(data));

	switch (host_below(12)) {
	case 0:
	case 1:
	case 2:
		CALL(pid, SYS_open, path,
			open_flags[host_below(
				sizeof(open_flags) / sizeof(open_flags[0]))] |
				O_NONBLOCK,
			0600 | host_below(0200));
		break;
	case 3:
		CALL(pid, SYS_close, fd, 0, 0);
		break;
	case 4:
		CALL(pid, SYS_dup2, fd, host_below(24), 0);
		break;
	case 5:
		CALL(pid, SYS_write, fd, data, n);
		break;
	case 6:
		CALL(pid, SYS_read, fd, data, n);
		break;
	case 7:
		CALL(pid, SYS_lseek, fd, host_below(200000), host_below(5));
		break;
	case 8:
		CALL(pid, SYS_ftruncate, fd, host_below(100000), 0);
		break;
	case 9:
		CALL(pid, SYS_truncate, other, host_below(10000), 0);
		break;
	case 10:
		call6(pid, SYS_fallocate, fd, host_below(4), host_below(50000),
			host_below(50000) + 1, 0);
		break;
	case 11:
		CALL(pid, SYS_getdents64, fd, data, host_below(300));
		break;
	}
}

static void name_call(int pid, const char *path, const char *other)
{
	char buffer[PATH_BYTES];

	switch (host_below(14)) {
	case 0:
	case 1:
		CALL(pid, SYS_mkdir, path, 0777, 0);
		break;
	case 2:
		CALL(pid, SYS_rmdir, path, 0, 0);
		break;
	case 3:
		CALL(pid, SYS_unlink, path, 0, 0);
		break;
	case 4:
		CALL(pid, SYS_link, path, other, 0);
		break;
	case 5:
		CALL(pid, SYS_symlink, path, other, 0);
		break;
	case 6:
	case 7:
		call6(pid, SYS_renameat2, (uint64_t)AT_FDCWD, (uint64_t)path,
			(uint64_t)AT_FDCWD, (uint64_t)other, host_below(3));
		break;
	case 8:
		CALL(pid, SYS_chdir, path, 0, 0);
		break;
	case 9:
		CALL(pid, SYS_getcwd, buffer, sizeof(buffer), 0);
		break;
	case 10:
		CALL(pid, SYS_readlink, path, buffer, 100);
		break;
	case 11:
		CALL(pid, SYS_mknod, path,
			host_below(2) ? S_IFIFO | 0666 : S_IFREG | 0600, 0);
		break;
	case 12:
		CALL(pid, SYS_chmod, path, host_below(010000), 0);
		break;
	case 13:
		CALL(pid, SYS_chown, path, host_below(3), host_below(3));
		break;
	}
}

static void other_call(int pid)
{
	struct xinim_flock lock = { .l_type = (int16_t)host_below(3),
		.l_start = (int64_t)host_below(50),
		.l_len = (int64_t)host_below(20) };
	struct xinim_epoll_event event = { .events = POLLIN | POLLOUT }, got[4];
	int32_t ends[2];
	uint64_t fd = host_below(24);

	switch (host_below(7)) {
	case 0:
		CALL(pid, SYS_pipe2, ends, O_NONBLOCK, 0);
		break;
	case 1:
		CALL(pid, SYS_fcntl, fd, F_SETLK, &lock);
		break;
	case 2:
		CALL(pid, SYS_flock, fd, (1 << host_below(4)) | 4, 0);
		break;
	case 3:
		CALL(pid, SYS_epoll_create1, 0, 0, 0);
		break;
	case 4:
		call6(pid, SYS_epoll_ctl, fd, host_below(3) + 1, host_below(24),
			(uint64_t)&event, 0);
		break;
	case 5:
		call6(pid, SYS_epoll_wait, fd, (uint64_t)got, 4, 0, 0);
		break;
	case 6:
		CALL(pid, SYS_eventfd2, 3, O_NONBLOCK, 0);
		break;
	}
}

/* A process ends, and another one, or a child of another one, takes its place. */
static void new_process(int pid)
{
	struct vfs_identity *id;
	uint64_t parent = host_below(PROCESSES) + 10;

	message(VFS_EXIT, (uint64_t)pid, 0, 0);
	if (parent != (uint64_t)pid)
		CHECK_INT(message(VFS_FORK, parent, (uint64_t)pid, host_below(4)), 0);
	if (host_below(2)) {
		id = calloc(1, VFS_IDENTITY_SIZE(2));
		id->euid = id->uid = (uint32_t)host_below(3);
		id->egid = id->gid = (uint32_t)host_below(3);
		id->ngroups = 2;
		id->groups[0] = 5;
		id->groups[1] = (uint32_t)host_below(3);
		CHECK_INT(message(VFS_IDENTITY, (uint64_t)pid, (uint64_t)id,
				  VFS_IDENTITY_SIZE(2)),
			0);
		free(id);
	}
}

/* --- what must hold ------------------------------------------------------------------ */

static unsigned names_seen;

/* Counts the names of `i` below n. */
static unsigned count_names(const struct name *n, const struct inode *i)
{
	const struct name *child;
	unsigned count = 0;

	list_for_each_entry (child, &n->children, sibling) {
		count += child->inode == i;
		count += count_names(child, i);
	}
	return count;
}

static void check_tree(const struct name *n)
{
	const struct name *child;
	unsigned directories = 0;

	list_for_each_entry (child, &n->children, sibling) {
		struct inode *i = child->inode;

		names_seen++;
		CHECK(child->parent == n && child->linked && i);
		if (S_ISDIR(i->mode)) {
			directories++;
			check_tree(child);
		} else {
			CHECK_INT(i->nlink, count_names(root_name, i));
		}
	}
	if (n != root_name)
		CHECK_INT(n->inode->nlink, directories + 2);
}

static void remove_all(const char *path)
{
	char dents[4096], below[PATH_BYTES];
	int64_t fd, n;

	fd = CALL(1, SYS_open, path, O_RDONLY | O_DIRECTORY, 0);
	CHECK(fd >= 0);
	while ((n = CALL(1, SYS_getdents64, fd, dents, sizeof(dents))) > 0) {
		for (int64_t at = 0; at < n;) {
			struct xinim_dirent64 *d = (struct xinim_dirent64 *)(dents + at);

			at += d->d_reclen;
			if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
				continue;
			if (strcmp(path, "/") == 0 &&
				(strcmp(d->d_name, "dev") == 0 ||
					strcmp(d->d_name, "tmp") == 0))
				continue;
			snprintf(below, sizeof(below), "%s/%s", path, d->d_name);
			if (d->d_type == 4) {
				remove_all(below);
				CHECK_INT(CALL(1, SYS_rmdir, below, 0, 0), 0);
			} else {
				CHECK_INT(CALL(1, SYS_unlink, below, 0, 0), 0);
			}
		}
	}
	CHECK_INT(CALL(1, SYS_close, fd, 0, 0), 0);
}

static void test_random_calls(void)
{
	char path[PATH_BYTES], other[PATH_BYTES];
	struct xinim_statfs before, after;

	CHECK_INT(CALL(1, SYS_statfs, "/", &before, 0), 0);
	CHECK_INT(CALL(1, SYS_chmod, "/", 0777, 0), 0);
	for (int i = 0; i < ROUNDS; i++) {
		int pid = 10 + (int)host_below(PROCESSES);

		random_path(path);
		random_path(other);
		switch (host_below(20)) {
		case 0:
			other_call(pid);
			break;
		case 1:
			if (host_below(20) == 0)
				new_process(pid);
			break;
		default:
			if (host_below(2))
				file_call(pid, path, other);
			else
				name_call(pid, path, other);
		}
		if (i % 2000 == 0)
			check_tree(root_name);
	}
	CHECK(names_seen > 100);
	for (int pid = 10; pid < 10 + PROCESSES; pid++)
		message(VFS_EXIT, (uint64_t)pid, 0, 0);
	remove_all("/");
	CHECK_INT(CALL(1, SYS_statfs, "/", &after, 0), 0);
	CHECK_INT(after.f_bfree, before.f_bfree);
	CHECK_INT(after.f_ffree, before.f_ffree);
}

/* --- archives --------------------------------------------------------------------------- */

static size_t add_entry(char *archive, size_t at, const char *name, unsigned mode,
	unsigned ino, unsigned links, const char *data)
{
	size_t length = strlen(name) + 1, size = strlen(data);

	at += (size_t)sprintf(archive + at,
		"070701%08X%08X%08X%08X%08X%08X%08zX%08X%08X%08X%08X%08zX%08X", ino, mode,
		0, 0, links, 1234, size, 0, 0, 0, 0, length, 0);
	memcpy(archive + at, name, length);
	at += length;
	while (at % 4)
		archive[at++] = 0;
	memcpy(archive + at, data, size);
	at += size;
	while (at % 4)
		archive[at++] = 0;
	return at;
}

static size_t sample(char *archive)
{
	size_t n = add_entry(archive, 0, "x", 040755, 1, 2, "");

	n = add_entry(archive, n, "x/file", 0100640, 2, 2, "");
	n = add_entry(archive, n, "x/again", 0100640, 2, 2, "contents");
	n = add_entry(archive, n, "x/link", 0120777, 3, 1, "file");
	n = add_entry(archive, n, "x/fifo", 010600, 4, 1, "");
	return add_entry(archive, n, "TRAILER!!!", 0, 0, 1, "");
}

static void test_archive(void)
{
	static char archive[4096];
	size_t size = sample(archive);
	struct xinim_stat st;
	char buffer[16] = "";
	int64_t fd;
	char *copy = host_copy(archive, size);

	CHECK_INT(cpio_unpack(copy, size), 0);
	free(copy);
	CHECK_INT(CALL(1, SYS_stat, "/x/link", &st, 0), 0);
	CHECK_INT(st.st_mode, 0100640);
	CHECK_INT(st.st_size, 8);
	CHECK_INT(st.st_nlink, 2);
	CHECK_INT(st.st_mtim.tv_sec, 1234);
	fd = CALL(1, SYS_open, "/x/file", O_RDONLY, 0);
	CHECK_INT(CALL(1, SYS_read, fd, buffer, 16), 8);
	CHECK_STR(buffer, "contents");
	CHECK_INT(CALL(1, SYS_close, fd, 0, 0), 0);
	remove_all("/");
	/* Cut off anywhere, or with one byte wrong: an error at the most. */
	for (size_t n = 0; n <= size; n++) {
		copy = host_copy(archive, n);
		CHECK_INT(cpio_unpack(copy, n),
			n < size - 124     ? -EINVAL
				: n < size ? -EINVAL
					   : 0);
		free(copy);
	}
	for (int i = 0; i < 3000; i++) {
		copy = host_copy(archive, size);
		copy[host_below(size)] = (char)host_below(256);
		(void)cpio_unpack(copy, size);
		free(copy);
		if (i % 100 == 0)
			remove_all("/");
	}
	remove_all("/");
	check_tree(root_name);
}

int main(void)
{
	test_pages();
	CHECK_INT(vfs_start(NULL, 0), 0);
	test_archive();
	test_random_calls();
	return host_report();
}
