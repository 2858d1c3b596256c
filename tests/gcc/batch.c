/* tests/gcc/batch.c - runs many programs from a disk, one after another, and says how each ended.
 *
 * PID 1 of a guest whose disk /dev/vda has a file `list', lines of NAME ARGUMENT...,
 * and the programs of these names. For each it prints
 *
 *	batch-start NAME
 *	batch-text NAME LINE	what it wrote, at most TEXT_MAX bytes of it
 *	batch-end NAME STATUS	its exit status, or 1000 + the signal that ended it
 *
 * and `batch-done' at the end. A program that takes more than LIMIT seconds is killed;
 * so is what a program left behind in its process group.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-server: virtio-blk
 * guest-memory: 512
 * guest-timeout: 3600
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT    300 /* s */
#define TEXT_MAX 4096
#define ARGS_MAX 16

static const char text_file[] = "/tmp/text";

/* The disk's driver is still looking for it, perhaps. */
static bool mount_disk(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	for (int i = 0; i < 60000; i++) {
		mkdir("/batch", 0755);
		mkdir("/tmp", 01777);
		if (mount("/dev/vda", "/batch", "ext2", MS_RDONLY, NULL) == 0)
			return true;
		nanosleep(&moment, NULL);
	}
	printf("batch: no disk: %s\n", strerror(errno));
	return false;
}

static void run_child(char *const argv[])
{
	char *const envp[] = { (char *)"PATH=/batch", (char *)"LANG=C", NULL };
	int fd = open(text_file, O_RDWR | O_CREAT | O_TRUNC, 0600);

	setpgid(0, 0);
	if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0 || chdir("/tmp") != 0)
		_exit(126);
	close(0);
	open("/dev/null", O_RDONLY);
	if (fd > 2)
		close(fd);
	execve(argv[0], argv, envp);
	_exit(127);
}

/* The exit status of the child, or 1000 + a signal; -1: it took too long. */
static int wait_child(pid_t pid)
{
	const struct timespec limit = { .tv_sec = LIMIT };
	sigset_t set;
	int status;
	bool late = false;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (;;) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid)
			break;
		if (got < 0 && errno != EINTR)
			return -1;
		if (sigtimedwait(&set, NULL, &limit) < 0 && errno == EAGAIN) {
			late = true;
			kill(-pid, SIGKILL);
		}
	}
	kill(-pid, SIGKILL);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	if (late)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* Control characters would end a line, or mean something to a terminal. */
static void print_text(const char *name)
{
	char text[TEXT_MAX];
	int fd = open(text_file, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text);
	bool fresh = true;

	for (ssize_t i = 0; i < n; i++) {
		if (fresh)
			printf("batch-text %s ", name);
		fresh = text[i] == '\n';
		putchar(fresh || (text[i] >= ' ' && text[i] < 127) ? text[i] : '?');
	}
	if (!fresh)
		putchar('\n');
	if (fd >= 0)
		close(fd);
}

static void run(char *line)
{
	char path[64];
	char *argv[ARGS_MAX + 1];
	int argc = 0;
	char *rest = NULL;
	pid_t pid;

	for (char *word = strtok_r(line, " \n", &rest); word != NULL && argc < ARGS_MAX;
		word = strtok_r(NULL, " \n", &rest))
		argv[argc++] = word;
	if (argc == 0)
		return;
	argv[argc] = NULL;
	snprintf(path, sizeof path, "/batch/%s", argv[0]);
	printf("batch-start %s\n", argv[0]);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		sigset_t none;

		argv[0] = path;
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		run_child(argv);
	}
	if (pid < 0) {
		printf("batch-end %s fork: %s\n", argv[0], strerror(errno));
		return;
	}
	int status = wait_child(pid);

	print_text(argv[0]);
	if (status < 0)
		printf("batch-end %s late\n", argv[0]);
	else
		printf("batch-end %s %d\n", argv[0], status);
}

int main(void)
{
	char line[512];
	sigset_t set;
	FILE *list;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (!mount_disk())
		return 1;
	list = fopen("/batch/list", "r");
	if (list == NULL) {
		printf("batch: no list: %s\n", strerror(errno));
		return 1;
	}
	while (fgets(line, sizeof line, list) != NULL)
		run(line);
	fclose(list);
	printf("batch-done\n");
	return 0;
}
