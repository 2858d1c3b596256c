/*
 * distro/image/mkcpio.c - packs a tree.list into a cpio archive, "newc" format.
 *
 * usage: mkcpio ARCHIVE <tree.list
 *
 * tree.list is what make-tree leaves: `dir MODE PATH', `file MODE PATH SOURCE',
 * `link PATH TARGET'. The time
 * of all files is SOURCE_DATE_EPOCH, their owner root, and inode numbers follow
 * from the order, so that the same list and files give the same archive.
 *
 * Format as in cpio(5) of FreeBSD, "New ASCII Format". Runs on the machine that builds.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_DIRECTORY 0040000
#define TYPE_FILE      0100000
#define TYPE_LINK      0120000

static FILE *archive;
static const char *archive_name;
static unsigned long number, epoch;

static void die(const char *what, const char *cause)
{
	fprintf(stderr, "mkcpio: %s: %s\n", what, cause);
	if (archive)
		remove(archive_name);
	exit(1);
}

static void put(const void *data, size_t n)
{
	if (fwrite(data, 1, n, archive) != n)
		die(archive_name, strerror(errno));
}

static void pad(size_t n)
{
	put("\0\0\0", -n & 3);
}

static void entry(unsigned long mode, const char *path, const void *data, size_t size)
{
	size_t name = strlen(path) + 1;

	number++;
	fprintf(archive,
		"070701%08lX%08lX%08X%08X%08X%08lX%08lX%08X%08X%08X%08X%08lX%08X", number,
		mode, 0, 0, (mode & 0170000) == TYPE_DIRECTORY ? 2 : 1, epoch,
		(unsigned long)size, 0, 0, 0, 0, (unsigned long)name, 0);
	put(path, name);
	pad(110 + name);
	if (size)
		put(data, size);
	pad(size);
}

static void add_file(unsigned long mode, const char *path, const char *source)
{
	FILE *f = fopen(source, "rb");
	char *data = NULL;
	size_t size = 0, room = 0, n;

	if (!f)
		die(source, strerror(errno));
	do {
		if (room - size < 65536) {
			room = room * 2 + 65536;
			data = realloc(data, room);
			if (!data)
				die(source, "out of memory");
		}
		n = fread(data + size, 1, room - size, f);
		size += n;
	} while (n > 0);
	if (ferror(f))
		die(source, strerror(errno));
	fclose(f);
	entry(TYPE_FILE | mode, path, data, size);
	free(data);
}

/* The path without its slash, as archives have it. */
static const char *inside(const char *path)
{
	return *path == '/' ? path + 1 : path;
}

static void add(char *line)
{
	char *kind = strtok(line, " \n"), *word[3] = { NULL, NULL, NULL };
	int n = 0;

	if (!kind)
		return;
	while (n < 3 && (word[n] = strtok(NULL, " \n")))
		n++;
	if (strcmp(kind, "link") == 0 && n == 2)
		entry(TYPE_LINK | 0777, inside(word[0]), word[1], strlen(word[1]));
	else if (strcmp(kind, "dir") == 0 && n == 2)
		entry(TYPE_DIRECTORY | strtoul(word[0], NULL, 8), inside(word[1]), NULL,
			0);
	else if (strcmp(kind, "file") == 0 && n == 3)
		add_file(strtoul(word[0], NULL, 8), inside(word[1]), word[2]);
	else
		die("tree.list", "a line that is neither dir, file nor link");
}

int main(int argc, char **argv)
{
	const char *time = getenv("SOURCE_DATE_EPOCH");
	static char line[8192];

	if (argc != 2) {
		fprintf(stderr, "usage: mkcpio ARCHIVE <tree.list\n");
		return 2;
	}
	epoch = time ? strtoul(time, NULL, 10) : 0;
	archive_name = argv[1];
	archive = fopen(archive_name, "wb");
	if (!archive)
		die(archive_name, strerror(errno));
	while (fgets(line, sizeof(line), stdin))
		add(line);
	entry(0, "TRAILER!!!", NULL, 0);
	if (fclose(archive) != 0)
		die(archive_name, strerror(errno));
	return 0;
}
