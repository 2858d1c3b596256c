/* tests/ports/guest.c - PID 1 of a guest that runs a script on a disk with a system on it.
 *
 * The disk's file system becomes /, and /check/run is run by its /bin/sh, the console being
 * its output. The exit status is 0 if that ended at all: how the tests went is on the
 * console and on the disk.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-server: virtio-blk
 * guest-server: console
 * guest-cpus: 2
 * guest-memory: 1024
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int stop(const char *what)
{
	printf("check-ports: %s: %s\n", what, strerror(errno));
	return 1;
}

/* The driver is still looking for the disk, perhaps: there is no limit of ours. */
static bool mount_disk(void)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	while (mkdir("/disk", 0755) != 0 && errno == ENOSYS)
		nanosleep(&moment, NULL);
	while (mount("/dev/vda", "/disk", "ext2", 0, NULL) != 0) {
		if (errno != ENOENT && errno != ENXIO && errno != ENOSYS)
			return false;
		nanosleep(&moment, NULL);
	}
	return true;
}

static void run(void)
{
	static char *const words[] = { "sh", "/check/run", NULL };
	static char *const environment[] = { "PATH=/bin", "HOME=/root", "TERM=dumb",
		"USER=root", "LOGNAME=root", "TZ=UTC0", NULL };
	int console = open("/dev/console", O_WRONLY);
	int null = open("/dev/null", O_RDONLY);

	setsid();
	if (dup2(null, 0) == 0 && dup2(console, 1) == 1 && dup2(console, 2) == 2) {
		/* Tests look at what is open. */
		if (null > 2)
			close(null);
		if (console > 2)
			close(console);
		execve("/bin/sh", words, environment);
	}
	stop("/bin/sh");
	_exit(127);
}

int main(void)
{
	int status = -1;
	pid_t pid, ended;

	if (!mount_disk())
		return stop("/dev/vda");
	if (mount("/dev", "/disk/dev", NULL, MS_MOVE, NULL) != 0 ||
		mount("proc", "/disk/proc", "proc", 0, NULL) != 0)
		return stop("mount");
	if (chroot("/disk") != 0 || chdir("/") != 0)
		return stop("chroot");
	pid = fork();
	if (pid < 0)
		return stop("fork");
	if (pid == 0)
		run();
	do {
		ended = waitpid(-1, &status, 0);
	} while (ended != pid && (ended > 0 || errno == EINTR));
	sync();
	printf("check-ports: the script ended with %d\n", status);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}
