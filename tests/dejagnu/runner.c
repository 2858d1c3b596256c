/* tests/dejagnu/runner.c - PID 1 of a guest that runs programs the host hands it, one
 * after another.
 *
 * A line "box NUMBER" on the console says that a request is in the box (box.h); the same line
 * there says that the answer is. The request's record `op' is
 *
 *	run	runs `program' (bytes) or what is at `path', with `arg'uments (the first is
 *		its name), `env'ironment and `input' on descriptor 0, for `limit' seconds
 *		at the most. Answer: `status', which is "exit N", "signal N" or "time", and
 *		`output', what came from descriptors 1 and 2.
 *	keep	keeps `data' as the file `name': it is in the folder of each program
 *		that is run from now on
 *	remove	keeps it no longer
 *	fetch	`data' of the file `name' that the last program left
 *	off	the machine is switched off; no answer
 *
 * Any answer has a record `error' if it could not be done. A program runs in a folder of
 * its own; what it leaves there, in /tmp or as processes is gone when the next one runs.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-server: console
 * guest-server: virtio-blk
 * guest-root: dir 0755 /bin
 * guest-root: dir 0755 /etc
 * guest-root: file 0644 /etc/group distro/root/etc/group
 * guest-root: file 0644 /etc/passwd distro/root/etc/passwd
 * guest-root: dir 1777 /tmp
 * guest-root: dir 0755 /keep
 * guest-root: dir 0755 /run
 * guest-memory: 512
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "box.h"

#define KEEP       "/keep"
#define RUN        "/run"
#define WORDS_MAX  256
#define OUTPUT_MAX (8UL << 20)
#define FILE_MAX   (128UL << 20) /* of a program that writes without end */

static struct box answer;
static int disk;

static void error(const char *format, ...)
{
	char text[512];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (n >= (int)sizeof(text))
		n = sizeof(text) - 1;
	box_add(&answer, "error", text, (size_t)n);
}

/* --- files ------------------------------------------------------------------------------ */

static int remove_one(const char *path, const struct stat *st, int what, struct FTW *w)
{
	(void)st;
	(void)what;
	if (w->level > 0)
		remove(path);
	return 0;
}

/* What is in a folder goes, whatever its modes are: this is the superuser. */
static void empty_folder(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool make_file(const char *path, mode_t mode, const void *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
	const char *from = bytes;
	ssize_t n = 0;

	while (fd >= 0 && size && (n = write(fd, from, size)) > 0) {
		from += n;
		size -= (size_t)n;
	}
	if (fd >= 0 && close(fd) == 0 && size == 0)
		return true;
	error("%s: %s", path, strerror(errno));
	return false;
}

static bool read_file(const char *path, struct text *t)
{
	int fd = open(path, O_RDONLY);
	char piece[16384];
	ssize_t n = -1;

	while (fd >= 0 && (n = read(fd, piece, sizeof(piece))) > 0) {
		if (!text_add(t, piece, (size_t)n)) {
			errno = ENOMEM;
			n = -1;
			break;
		}
	}
	if (n < 0)
		error("%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return n == 0;
}

/* Kept files are copied: a program may write to them. */
static void copy_kept(void)
{
	DIR *d = opendir(KEEP);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char from[600], to[600];
		struct text t = { 0 };

		if (e->d_name[0] == '.')
			continue;
		snprintf(from, sizeof(from), KEEP "/%s", e->d_name);
		snprintf(to, sizeof(to), RUN "/%s", e->d_name);
		if (read_file(from, &t))
			make_file(to, 0644, t.bytes, t.length);
		free(t.bytes);
	}
	if (d)
		closedir(d);
}

/* --- running a program ------------------------------------------------------------------ */

struct request {
	const char *op, *path, *name;
	struct record program, input, data;
	char *args[WORDS_MAX + 1], *environment[WORDS_MAX + 1];
	int arg_count, env_count;
	int limit; /* seconds */
};

static void execute(const struct request *r, const char *path, int output)
{
	const struct rlimit files = { FILE_MAX, RLIM_INFINITY };
	sigset_t none;
	int input =
		open(r->input.bytes ? RUN "/.input" : "/dev/null", O_RDONLY | O_CLOEXEC);

	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setrlimit(RLIMIT_FSIZE, &files);
	if (input >= 0 && dup2(input, 0) == 0 && dup2(output, 1) == 1 &&
		dup2(output, 2) == 2)
		execve(path, r->args, r->environment);
	dprintf(2, "runner: %s: %s\n", path, strerror(errno));
	_exit(127);
}

static long long milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* What is there to be read. false: there will be no more. */
static bool take_output(int fd, struct text *output)
{
	char piece[16384];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0) {
		if (output->length + (size_t)n <= OUTPUT_MAX)
			text_add(output, piece, (size_t)n);
	}
	return n < 0 && errno == EAGAIN;
}

/* Until the program ends; false: it did not in its time. SIGCHLD is blocked but here. */
static bool watch(pid_t pid, int fd, int limit, struct text *output, int *status)
{
	long long until = milliseconds() + limit * 1000LL;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	sigset_t none;

	sigemptyset(&none);
	for (;;) {
		long long left = until - milliseconds();
		struct timespec wait = { left / 1000, left % 1000 * 1000000 };
		pid_t ended = waitpid(pid, status, WNOHANG);

		if (p.fd >= 0 && !take_output(fd, output))
			p.fd = -1;
		if (ended == pid)
			return true;
		if (left <= 0)
			return false;
		ppoll(&p, 1, &wait, &none);
	}
}

static void run_program(const struct request *r, const char *path)
{
	struct text output = { 0 };
	char words[32] = "time";
	int ends[2], status = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) || fcntl(ends[0], F_SETFL, O_NONBLOCK)) {
		error("pipe: %s", strerror(errno));
		return;
	}
	pid = fork();
	if (pid == 0)
		execute(r, path, ends[1]);
	close(ends[1]);
	if (pid < 0) {
		error("fork: %s", strerror(errno));
	} else {
		if (watch(pid, ends[0], r->limit, &output, &status))
			snprintf(words, sizeof(words),
				WIFEXITED(status) ? "exit %d" : "signal %d",
				WIFEXITED(status) ? WEXITSTATUS(status)
						  : WTERMSIG(status));
		/* It, and what it has started. */
		kill(-1, SIGKILL);
		while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
			;
		take_output(ends[0], &output);
		box_add(&answer, "status", words, strlen(words));
		if (!box_add(&answer, "output", output.bytes, output.length))
			error("output of %zu bytes: no memory", output.length);
	}
	close(ends[0]);
	free(output.bytes);
}

static void run(struct request *r)
{
	const char *path = r->path;
	char own[512];

	empty_folder("/tmp");
	empty_folder(RUN);
	if (!r->arg_count || (!path && !r->program.bytes)) {
		error("nothing to run");
		return;
	}
	if (chdir(RUN)) {
		error(RUN ": %s", strerror(errno));
		return;
	}
	copy_kept();
	if (r->input.bytes &&
		!make_file(RUN "/.input", 0600, r->input.bytes, r->input.size))
		return;
	if (!path) {
		const char *slash = strrchr(r->args[0], '/');

		snprintf(own, sizeof(own), RUN "/%s", slash ? slash + 1 : r->args[0]);
		path = own;
		if (!make_file(path, 0755, r->program.bytes, r->program.size))
			return;
	}
	run_program(r, path);
}

/* --- requests --------------------------------------------------------------------------- */

/* A name without a slash, in that folder. */
static bool path_of(const struct request *r, const char *folder, char *path, size_t size)
{
	if (r->name && !strchr(r->name, '/') && r->name[0] && r->name[0] != '.' &&
		snprintf(path, size, "%s/%s", folder, r->name) < (int)size)
		return true;
	error("'%s' is no name of a file", r->name ? r->name : "");
	return false;
}

static void fetch(const struct request *r)
{
	char path[512];
	struct text t = { 0 };

	if (path_of(r, RUN, path, sizeof(path)) && read_file(path, &t) &&
		!box_add(&answer, "data", t.bytes, t.length))
		error("%s: no memory", path);
	free(t.bytes);
}

static void add_word(char **words, int *count, char *word)
{
	if (*count < WORDS_MAX)
		words[(*count)++] = word;
	else
		error("more than %d words", WORDS_MAX);
}

static void parse(struct box *b, struct request *r)
{
	struct record record;

	*r = (struct request){ .op = "", .limit = 60 };
	while (box_next(b, &record)) {
		if (!strcmp(record.name, "op"))
			r->op = record.bytes;
		else if (!strcmp(record.name, "path"))
			r->path = record.bytes;
		else if (!strcmp(record.name, "name"))
			r->name = record.bytes;
		else if (!strcmp(record.name, "limit"))
			r->limit = atoi(record.bytes);
		else if (!strcmp(record.name, "arg"))
			add_word(r->args, &r->arg_count, record.bytes);
		else if (!strcmp(record.name, "env"))
			add_word(r->environment, &r->env_count, record.bytes);
		else if (!strcmp(record.name, "program"))
			r->program = record;
		else if (!strcmp(record.name, "input"))
			r->input = record;
		else if (!strcmp(record.name, "data"))
			r->data = record;
		else
			error("what is a record '%s'?", record.name);
	}
	if (b->at != b->records.length)
		error("a broken record");
}

static void serve(struct box *b)
{
	struct request r;
	char path[512];

	parse(b, &r);
	if (answer.records.length)
		return;
	if (!strcmp(r.op, "run")) {
		run(&r);
	} else if (!strcmp(r.op, "keep")) {
		if (path_of(&r, KEEP, path, sizeof(path)) && r.data.bytes)
			make_file(path, 0644, r.data.bytes, r.data.size);
	} else if (!strcmp(r.op, "remove")) {
		if (path_of(&r, KEEP, path, sizeof(path)) && unlink(path))
			error("%s: %s", path, strerror(errno));
	} else if (!strcmp(r.op, "fetch")) {
		fetch(&r);
	} else if (!strcmp(r.op, "off")) {
		exit(0);
	} else {
		error("what is '%s'?", r.op);
	}
}

/* Says so until somebody has heard it: who drives the console may have come up later. */
static void say_ready(void)
{
	struct pollfd p = { .fd = 0, .events = POLLIN };

	do {
		puts("box ready");
		fflush(stdout);
	} while (poll(&p, 1, 1000) == 0);
}

/* Opens it, when it is there: servers and drivers come up by themselves. */
static int open_late(const char *path)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	int fd;

	while ((fd = open(path, O_RDWR | O_CLOEXEC)) < 0 &&
		(errno == ENOENT || errno == ENXIO || errno == ENOSYS || errno == EIO))
		nanosleep(&moment, NULL);
	if (fd < 0) {
		printf("runner: %s: %s\n", path, strerror(errno));
		exit(1);
	}
	return fd;
}

static void on_child(int sig)
{
	(void)sig;
}

int main(void)
{
	struct sigaction child = { .sa_handler = on_child };
	struct termios t;
	sigset_t blocked;
	char line[64];
	int console;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	sigaction(SIGCHLD, &child, NULL);
	console = open_late("/dev/console");
	for (int i = 0; i < 3; i++)
		dup2(console, i);
	if (tcgetattr(0, &t) == 0) {
		t.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(0, TCSANOW, &t);
	}
	disk = open_late(BOX_DISK);
	say_ready();
	while (fgets(line, sizeof(line), stdin)) {
		struct box request;
		unsigned long number = 0;

		if (sscanf(line, "box %lu", &number) != 1)
			continue;
		if (number == answer.number) { /* said twice */
			printf("box %lu\n", number);
			fflush(stdout);
			continue;
		}
		if (!box_read(disk, BOX_REQUEST, &request) || request.number != number)
			error("request %lu is not in the box", number);
		else
			serve(&request);
		box_free(&request);
		answer.number = number;
		if (!box_write(disk, BOX_ANSWER, &answer))
			printf("runner: the answer cannot be written\n");
		box_free(&answer);
		answer.number = number;
		printf("box %lu\n", number);
		fflush(stdout);
	}
	return 1;
}
