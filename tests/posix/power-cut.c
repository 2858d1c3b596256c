/* tests/posix/power-cut.c - writes to a disk until the power goes; says what it was promised.
 *
 * No test by itself: power-cut-boot.sh kills the machine, and looks at the disk.
 *
 * The disk has a file `seed`. Each writer has a directory and changes files there at random.
 * A line on the serial port says what has to be on the disk from then on, or not any more:
 *
 *	promise = PATH SEED SIZE	the file has this: it, or all, was synced
 *	promise > PATH SEED SIZE	at least this much of it
 *	promise | PATH SEED SIZE	what it had, or this: another one takes its name
 *	promise - PATH			there is no such file
 *	promise ? PATH			nothing
 *
 * What is in a file: lines of its seed and a number that counts up.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>

#include "file.h"

#define WRITERS 3
#define FILES   10
#define LINE    16 /* bytes of a line in a file */
#define BIG     300000
#define APPEND  5000

static unsigned long state;
static unsigned me;
static char data[BIG + LINE];

static struct {
	bool there; /* with what is said here */
	unsigned seed;
	size_t size;
} file[FILES];

static unsigned below(unsigned n)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(state >> 33) % n;
}

/* A writer that cannot go on says so, and the test fails. */
static void must(bool good, const char *what)
{
	if (good)
		return;
	printf("writer %u: %s: errno %d\n", me, what, errno);
	fflush(stdout);
	_exit(1);
}

static void promise(char what, unsigned f, unsigned seed, size_t size)
{
	char line[80];
	int n;

	if (what == '-' || what == '?')
		n = snprintf(line, sizeof(line), "promise %c w%u/f%u\n", what, me, f);
	else
		n = snprintf(line, sizeof(line), "promise %c w%u/f%u %u %zu\n", what, me,
			f, seed, size);
	must(write(STDOUT_FILENO, line, (size_t)n) == n, "the serial line");
}

/* Bytes from `at` on of a file with this seed. */
static const char *contents(unsigned seed, size_t at, size_t size)
{
	char line[32];

	for (size_t k = at / LINE; k * LINE < at + size; k++) {
		snprintf(line, sizeof(line), "%06u-%08u\n", seed, (unsigned)k);
		memcpy(data + (k - at / LINE) * LINE, line, LINE);
	}
	return data + at % LINE;
}

static const char *path(unsigned f)
{
	static char text[32];

	snprintf(text, sizeof(text), "w%u/f%u", me, f);
	return text;
}

static size_t some_size(void)
{
	return below(8) ? below(20000) : below(BIG);
}

static void sync_directory(void)
{
	char name[16];
	int fd;

	snprintf(name, sizeof(name), "w%u", me);
	fd = open(name, O_RDONLY | O_DIRECTORY);
	must(fd >= 0 && fsync(fd) == 0 && close(fd) == 0, "fsync of the directory");
}

static int make(const char *name, unsigned seed, size_t size)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);

	must(fd >= 0, "open");
	must(write(fd, contents(seed, 0, size), size) == (ssize_t)size, "write");
	return fd;
}

static void forget(unsigned f)
{
	promise('?', f, 0, 0);
	file[f].there = false;
}

static void written(unsigned f, unsigned seed, size_t size)
{
	promise('=', f, seed, size);
	file[f].there = true;
	file[f].seed = seed;
	file[f].size = size;
}

static void write_file(unsigned f, unsigned how)
{
	unsigned seed = below(1000000);
	size_t size = some_size();
	int fd;

	forget(f);
	fd = make(path(f), seed, size);
	if (how == 0)
		must(fsync(fd) == 0, "fsync");
	else if (how == 1)
		must(fdatasync(fd) == 0, "fdatasync");
	else if (how == 2)
		sync();
	must(close(fd) == 0, "close");
	if (how <= 2)
		written(f, seed, size);
}

static void map_file(unsigned f)
{
	unsigned seed = below(1000000);
	size_t size = some_size() + 1;
	int fd;
	char *p;

	forget(f);
	fd = open(path(f), O_RDWR | O_CREAT | O_TRUNC, 0644);
	must(fd >= 0 && ftruncate(fd, (off_t)size) == 0, "ftruncate");
	p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	must(p != MAP_FAILED, "mmap");
	memcpy(p, contents(seed, 0, size), size);
	must(fsync(fd) == 0, "fsync");
	must(munmap(p, size) == 0 && close(fd) == 0, "munmap");
	written(f, seed, size);
}

static void append(unsigned f)
{
	size_t more = 1 + below(APPEND), size = file[f].size;
	int fd;

	if (!file[f].there || size + more > BIG)
		return;
	promise('>', f, file[f].seed, size);
	fd = open(path(f), O_WRONLY | O_APPEND);
	must(fd >= 0, "open");
	must(write(fd, contents(file[f].seed, size, more), more) == (ssize_t)more,
		"append");
	must(fsync(fd) == 0 && close(fd) == 0, "fsync");
	written(f, file[f].seed, size + more);
}

/* What is to be in a file is written to another one, which takes its name then. */
static void replace(unsigned f)
{
	unsigned seed = below(1000000);
	size_t size = some_size();
	char name[16];
	int fd;

	snprintf(name, sizeof(name), "w%u/new", me);
	fd = make(name, seed, size);
	must(fsync(fd) == 0 && close(fd) == 0, "fsync");
	if (file[f].there)
		promise('|', f, seed, size);
	else
		forget(f);
	must(rename(name, path(f)) == 0, "rename");
	if (below(2))
		sync_directory();
	else
		sync();
	written(f, seed, size);
}

static void rename_file(unsigned f)
{
	unsigned to = below(FILES), seed = file[f].seed;
	size_t size = file[f].size;
	char name[32];

	if (!file[f].there || f == to)
		return;
	forget(f);
	forget(to);
	strcpy(name, path(to));
	must(rename(path(f), name) == 0, "rename");
	sync_directory();
	promise('-', f, 0, 0);
	written(to, seed, size);
}

static void cut_file(unsigned f)
{
	int fd;

	if (!file[f].there || !file[f].size)
		return;
	file[f].size = below((unsigned)file[f].size);
	promise('>', f, file[f].seed, file[f].size);
	fd = open(path(f), O_WRONLY);
	must(fd >= 0 && ftruncate(fd, (off_t)file[f].size) == 0, "ftruncate");
	must(fsync(fd) == 0 && close(fd) == 0, "fsync");
	written(f, file[f].seed, file[f].size);
}

static void remove_file(unsigned f)
{
	forget(f);
	must(unlink(path(f)) == 0 || errno == ENOENT, "unlink");
	if (below(2))
		return;
	sync_directory();
	promise('-', f, 0, 0);
}

/* Names that nothing is said of: they keep others company. */
static void names(void)
{
	char a[32], b[32];

	snprintf(a, sizeof(a), "w%u/d%u", me, below(3));
	snprintf(b, sizeof(b), "w%u/d%u", below(WRITERS), below(3));
	switch (below(4)) {
	case 0:
		must(mkdir(a, 0755) == 0 || errno == EEXIST, "mkdir");
		break;
	case 1:
		must(rmdir(a) == 0 || errno == ENOENT || errno == ENOTEMPTY, "rmdir");
		break;
	case 2:
		must(rename(a, b) == 0 || errno == ENOENT || errno == ENOTEMPTY ||
				errno == EEXIST || errno == EINVAL,
			"rename of a directory");
		break;
	case 3:
		strcat(a, "/link");
		must(link(path(below(FILES)), a) == 0 || errno == ENOENT ||
				errno == EEXIST,
			"link");
		break;
	}
}

static void step(void)
{
	unsigned f = below(FILES);

	switch (below(12)) {
	case 0:
	case 1:
	case 2:
		write_file(f, below(3));
		break;
	case 3:
		write_file(f, 3);
		break;
	case 4:
		map_file(f);
		break;
	case 5:
	case 6:
		append(f);
		break;
	case 7:
	case 8:
		replace(f);
		break;
	case 9:
		rename_file(f);
		break;
	case 10:
		if (below(2))
			cut_file(f);
		else
			remove_file(f);
		break;
	case 11:
		names();
		break;
	}
}

static void writer(void)
{
	char name[16];

	snprintf(name, sizeof(name), "w%u", me);
	must(mkdir(name, 0755) == 0, "mkdir");
	for (;;)
		step();
}

/* The disk's driver is still looking for it, perhaps. */
static bool disk_comes(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	if (!file_server_up() || mkdir("/disk", 0755) != 0)
		return false;
	for (int i = 0; i < 6000; i++) {
		if (mount("LABEL=cut", "/disk", "ext2", 0, NULL) == 0)
			return chdir("/disk") == 0;
		if (errno != ENODEV)
			break;
		nanosleep(&moment, NULL);
	}
	printf("writer: mount: errno %d\n", errno);
	return false;
}

int main(void)
{
	const char *text;
	int status;

	setvbuf(stdout, NULL, _IONBF, 0);
	if (!disk_comes())
		return 1;
	text = file_text("seed");
	if (!text) {
		printf("there is no seed: errno %d\n", errno);
		return 1;
	}
	state = strtoul(text, NULL, 10);
	for (unsigned i = 0; i < WRITERS; i++) {
		pid_t pid = fork();

		must(pid >= 0, "fork");
		if (pid == 0) {
			me = i;
			state += i * 1000003;
			writer();
		}
	}
	/* None of them ends but by an error; a driver without disks does, and is PID 1's. */
	while (wait(&status) > 0 && status == 0)
		;
	return 1;
}
