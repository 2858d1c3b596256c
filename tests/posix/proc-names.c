/*
 * tests/posix/proc-names.c - what threads and processes are called: prctl, pthread_setname_np,
 * /proc/PID/comm.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-root: dir 0755 /bin
 * guest-root: dir 0555 /proc
 * guest-root: prog 0755 /bin/called tests/posix/proc-names.guest
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mount.h>
#include <sys/prctl.h>

/* All that a file says. */
static const char *text_of(const char *path)
{
	static char text[4096];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
	return text;
}

static bool write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC);
	bool good = write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return good;
}

struct named {
	int tid;
	bool wrong;
	pthread_barrier_t both;
};

static void *named_thread(void *arg)
{
	struct named *n = arg;
	char name[17] = "";

	n->tid = gettid();
	/* It begins with the name of who made it, and changes its own alone. */
	n->wrong |= prctl(PR_GET_NAME, name) != 0 || strcmp(name, "main-name") != 0;
	n->wrong |= pthread_setname_np(pthread_self(), "second") != 0;
	n->wrong |= prctl(PR_GET_NAME, name) != 0 || strcmp(name, "second") != 0;
	pthread_barrier_wait(&n->both);
	pthread_barrier_wait(&n->both);
	n->wrong |= pthread_getname_np(pthread_self(), name, 16) != 0 ||
		strcmp(name, "by another") != 0;
	if (fork() == 0)
		_exit(prctl(PR_GET_NAME, name) != 0 || strcmp(name, "by another") != 0 ||
			strcmp(text_of("/proc/self/comm"), "by another\n") != 0);
	return NULL;
}

static void names(void)
{
	struct named n = { 0 };
	char path[64], name[16];
	pthread_t other;
	pid_t pid;
	int status;

	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sched_yield();
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
	EXPECT_EQ(prctl(PR_SET_NAME, "main-name"), 0);
	EXPECT_STR(text_of("/proc/self/comm"), "main-name\n");
	EXPECT(strstr(text_of("/proc/self/stat"), " (main-name) ") != NULL);
	EXPECT(strncmp(text_of("/proc/self/status"), "Name:\tmain-name\n", 16) == 0);
	pthread_barrier_init(&n.both, NULL, 2);
	REQUIRE_EQ(pthread_create(&other, NULL, named_thread, &n), 0);
	pthread_barrier_wait(&n.both);
	snprintf(path, sizeof(path), "/proc/self/task/%d/comm", n.tid);
	EXPECT_STR(text_of(path), "second\n");
	EXPECT_STR(text_of("/proc/self/comm"), "main-name\n");
	snprintf(path, sizeof(path), "/proc/self/task/%d/comm", getpid());
	EXPECT_STR(text_of(path), "main-name\n");
	EXPECT_EQ(pthread_setname_np(other, "by another"), 0);
	EXPECT_EQ(pthread_getname_np(other, name, sizeof(name)), 0);
	EXPECT_STR(name, "by another");
	EXPECT_EQ(pthread_getname_np(other, name, 10), ERANGE);
	EXPECT_EQ(pthread_setname_np(other, "0123456789abcdef"), ERANGE);
	pthread_barrier_wait(&n.both);
	EXPECT_EQ(pthread_join(other, NULL), 0);
	EXPECT(!n.wrong);
	EXPECT_EQ(wait(&status) > 0 && status == 0, 1);
	/* The file, by the process itself alone. */
	EXPECT(write_to("/proc/self/comm", "what is longer than fifteen"));
	EXPECT_STR(text_of("/proc/self/comm"), "what is longer \n");
	pid = fork();
	if (pid == 0) {
		char of_parent[32];

		snprintf(of_parent, sizeof(of_parent), "/proc/%d/comm", getppid());
		errno = 0;
		_exit(write_to(of_parent, "mine") || errno != EINVAL);
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT_ERROR(prctl(PR_SET_NAME, 1), EFAULT);
	/* What is run anew is called by its file. */
	pid = fork();
	if (pid == 0) {
		execl("/bin/called", "by itself", "x", NULL);
		_exit(1);
	}
	EXPECT_EQ(reap(pid), 0);
}

static const struct guest_case cases[] = {
	{ "names", names },
};

/* As /bin/called it says whether it is called so. */
int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "x") == 0)
		return strcmp(text_of("/proc/self/comm"), "called\n") != 0;
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
