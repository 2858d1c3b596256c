/* tests/posix/edges.c - borders of calls on files: sets in sets, files without names,
 * groups of directories, a terminal that sends garbage, a hundred thousand names.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-memory: 256
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <dirent.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>

static char buf[8192];

static int add(int set, int fd)
{
	struct epoll_event e = { .events = EPOLLIN };

	return epoll_ctl(set, EPOLL_CTL_ADD, fd, &e);
}

/* Sets in sets, from the bottom up and from the top down: both end. */
static void nested_sets(void)
{
	int set[12], ends[2], n;
	struct pollfd p = { .events = POLLIN };

	for (int i = 0; i < 100000 && access("/", F_OK) != 0; i++)
		sleep_ms(1);
	REQUIRE_EQ(pipe(ends), 0);
	for (int i = 0; i < 12; i++)
		REQUIRE((set[i] = epoll_create1(0)) >= 0);
	EXPECT_EQ(add(set[0], ends[0]), 0);
	for (n = 1; n < 12 && add(set[n], set[n - 1]) == 0; n++)
		;
	EXPECT(n >= 3 && n < 12);
	EXPECT_EQ(errno, ELOOP);
	EXPECT_ERROR(add(set[0], set[n - 1]), ELOOP);
	EXPECT_ERROR(add(set[0], set[0]), EINVAL);
	/* The top one hears of the bottom. */
	p.fd = set[n - 1];
	EXPECT_EQ(poll(&p, 1, 0), 0);
	EXPECT_EQ(write(ends[1], "x", 1), 1);
	EXPECT_EQ(poll(&p, 1, 0), 1);
	for (int i = 0; i < 12; i++) {
		close(set[i]);
		REQUIRE((set[i] = epoll_create1(0)) >= 0);
	}
	for (n = 1; n < 12 && add(set[n - 1], set[n]) == 0; n++)
		;
	EXPECT(n >= 3 && n < 12);
	EXPECT_EQ(errno, ELOOP);
	for (int i = 0; i < 12; i++) {
		close(set[i]);
		REQUIRE((set[i] = epoll_create1(0)) >= 0);
	}
	/* Many ways to the same one: refused before there are too many. */
	n = 0;
	for (int i = 0; i < 4 && !n; i++)
		for (int k = 4; k < 8 && !n; k++)
			n = add(set[i], set[k]);
	EXPECT_EQ(n, 0);
	for (int k = 4; k < 8; k++)
		for (int m = 8; m < 12; m++)
			n |= add(set[k], set[m]);
	for (int m = 8; m < 12; m++)
		EXPECT_EQ(add(set[m], ends[0]), 0);
	p.fd = set[0];
	EXPECT_EQ(poll(&p, 1, 0), 1);
	for (int i = 0; i < 12; i++)
		close(set[i]);
	close(ends[0]);
	close(ends[1]);
}

/* A signal that waits, and a set that does not want to hear of it: time passes. */
static void unwanted_signals(void)
{
	struct epoll_event e = { .events = EPOLLOUT }, got;
	int set = epoll_create1(0), fd;
	sigset_t usr;

	sigemptyset(&usr);
	sigaddset(&usr, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr, NULL);
	REQUIRE((fd = signalfd(-1, &usr, 0)) >= 0);
	EXPECT_EQ(kill(getpid(), SIGUSR1), 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, fd, &e), 0);
	EXPECT_EQ(epoll_wait(set, &got, 1, 20), 0);
	close(set);
	close(fd);
}

static void files_without_names(void)
{
	char path[64];
	pid_t pid;
	int fd;

	mkdir("/tmp", 01777);
	chmod("/tmp", 01777);
	mkdir("/proc", 0555);
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
	/* Removed is removed, even for root. */
	REQUIRE((fd = open("/tmp/gone", O_RDWR | O_CREAT, 0600)) >= 0);
	EXPECT_EQ(unlink("/tmp/gone"), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	EXPECT_ERROR(
		linkat(AT_FDCWD, path, AT_FDCWD, "/tmp/back", AT_SYMLINK_FOLLOW), ENOENT);
	EXPECT_ERROR(linkat(fd, "", AT_FDCWD, "/tmp/back", AT_EMPTY_PATH), ENOENT);
	close(fd);
	/* One that never had a name gets one, from anybody; not if it is to have none. */
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		CHILD_EXPECT(setuid(77) == 0);
		CHILD_EXPECT((fd = open("/tmp", O_TMPFILE | O_RDWR, 0600)) >= 0);
		CHILD_EXPECT(linkat(fd, "", AT_FDCWD, "/tmp/t", AT_EMPTY_PATH) == -1 &&
			errno == ENOENT);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		CHILD_EXPECT(linkat(AT_FDCWD, path, AT_FDCWD, "/tmp/t",
				     AT_SYMLINK_FOLLOW) == 0);
		CHILD_EXPECT(unlink("/tmp/t") == 0);
		/* Once: then it has been removed. */
		CHILD_EXPECT(linkat(AT_FDCWD, path, AT_FDCWD, "/tmp/t",
				     AT_SYMLINK_FOLLOW) == -1 &&
			errno == ENOENT);
		close(fd);
		CHILD_EXPECT((fd = open("/tmp", O_TMPFILE | O_RDWR | O_EXCL, 0600)) >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		CHILD_EXPECT(linkat(AT_FDCWD, path, AT_FDCWD, "/tmp/t",
				     AT_SYMLINK_FOLLOW) == -1 &&
			errno == ENOENT);
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
}

static void groups(void)
{
	struct stat st;
	pid_t pid;

	REQUIRE_EQ(mkdir("/tmp/g", 0777), 0);
	REQUIRE_EQ(chown("/tmp/g", 0, 500), 0);
	REQUIRE_EQ(chmod("/tmp/g", 02777), 0);
	umask(0);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		CHILD_EXPECT(setgid(600) == 0 && setuid(77) == 0);
		close(open("/tmp/g/f", O_CREAT | O_WRONLY, 02755));
		CHILD_EXPECT(stat("/tmp/g/f", &st) == 0);
		CHILD_EXPECT(st.st_gid == 500);
		/* It would run as a group that its maker is not in. */
		CHILD_EXPECT(st.st_mode == (S_IFREG | 0755));
		CHILD_EXPECT(mkdir("/tmp/g/d", 0755) == 0);
		CHILD_EXPECT(stat("/tmp/g/d", &st) == 0);
		CHILD_EXPECT(st.st_gid == 500 && st.st_mode == (S_IFDIR | 02755));
		_exit(0);
	}
	EXPECT_EQ(reap(pid), 0);
	umask(022);
}

static uint32_t state = 1;

static uint32_t next_random(void)
{
	state = state * 1664525 + 1013904223;
	return state >> 8;
}

/* Bytes and settings at random, from both ends; then it is a terminal like any other. */
static void garbage(void)
{
	struct termios t, first;
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK), slave, zero = 0;
	unsigned number = 0;
	ssize_t n;

	REQUIRE(master >= 0);
	EXPECT_EQ(ioctl(master, TIOCGPTN, &number), 0);
	EXPECT_EQ(ioctl(master, TIOCSPTLCK, &zero), 0);
	snprintf(buf, sizeof(buf), "/dev/pts/%u", number);
	REQUIRE((slave = open(buf, O_RDWR | O_NOCTTY | O_NONBLOCK)) >= 0);
	EXPECT_EQ(tcgetattr(slave, &first), 0);
	for (int round = 0; round < 400; round++) {
		size_t length = next_random() % 4096;

		for (size_t i = 0; i < length; i++)
			buf[i] = (char)next_random();
		if (round % 3 == 0) {
			for (size_t i = 0; i < sizeof(t); i++)
				((unsigned char *)&t)[i] = (unsigned char)next_random();
			/* Output that is stopped for good would wait for good. */
			t.c_iflag &= ~(tcflag_t)IXON;
			EXPECT_EQ(tcsetattr(slave, TCSANOW, &t), 0);
		}
		n = write(next_random() % 2 ? master : slave, buf, length);
		EXPECT(n >= -1 && n <= (ssize_t)length);
		n = read(next_random() % 2 ? master : slave, buf, sizeof(buf));
		EXPECT(n >= -1 && n <= (ssize_t)sizeof(buf));
	}
	EXPECT_EQ(tcsetattr(slave, TCSANOW, &first), 0);
	EXPECT_EQ(tcflush(slave, TCIOFLUSH), 0);
	while (read(master, buf, sizeof(buf)) > 0)
		;
	EXPECT_EQ(write(master, "plain\n", 6), 6);
	EXPECT_EQ(read(slave, buf, sizeof(buf)), 6);
	EXPECT_EQ(memcmp(buf, "plain\n", 6), 0);
	EXPECT_EQ(read(master, buf, sizeof(buf)), 7);
	EXPECT_EQ(memcmp(buf, "plain\r\n", 7), 0);
	close(slave);
	close(master);
}

#define MANY 100000

static void many_names(void)
{
	unsigned count = 0, sum = 0;
	struct dirent *d;
	struct stat st;
	DIR *dir;

	REQUIRE_EQ(mkdir("/many", 0755), 0);
	REQUIRE_EQ(chdir("/many"), 0);
	for (int i = 0; i < MANY; i++) {
		int fd;

		snprintf(buf, sizeof(buf), "name-%d", i);
		fd = open(buf, O_CREAT | O_EXCL | O_WRONLY, 0600);
		REQUIRE(fd >= 0);
		close(fd);
	}
	REQUIRE((dir = opendir(".")) != NULL);
	while ((d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		count++;
		sum += (unsigned)atoi(d->d_name + 5);
	}
	closedir(dir);
	EXPECT_EQ(count, MANY);
	EXPECT_EQ(sum, (unsigned)((unsigned long)MANY * (MANY - 1) / 2));
	EXPECT_EQ(stat("name-99999", &st), 0);
	EXPECT_ERROR(stat("name-100000", &st), ENOENT);
	EXPECT_ERROR(rmdir("/many"), ENOTEMPTY);
	for (int i = MANY - 1; i >= 0; i--) {
		snprintf(buf, sizeof(buf), "name-%d", i);
		REQUIRE_EQ(unlink(buf), 0);
	}
	EXPECT_EQ(chdir("/"), 0);
	EXPECT_EQ(rmdir("/many"), 0);
}

/* What is asked for together and does not go, and what is neither one thing nor the other. */
static void odd_requests(void)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLEXCLUSIVE };
	uint64_t how[3] = { O_PATH | O_RDWR };
	off_t negative = -1, zero = 0;
	int fd, out, dir, ends[2], set, full;

	REQUIRE((fd = open("/odd", O_CREAT | O_RDWR, 0644)) >= 0);
	REQUIRE((out = open("/odd-too", O_CREAT | O_RDWR, 0644)) >= 0);
	REQUIRE((dir = open("/", O_RDONLY)) >= 0);
	REQUIRE_EQ(pipe(ends), 0);
	EXPECT_ERROR(syscall(SYS_openat2, AT_FDCWD, "/odd", how, sizeof(how)), EINVAL);
	EXPECT_ERROR(readlinkat(AT_FDCWD, "", buf, sizeof(buf)), ENOENT);
	EXPECT_ERROR(readlinkat(fd, "", buf, sizeof(buf)), ENOENT);
	EXPECT_ERROR(readlinkat(AT_FDCWD, "odd", buf, sizeof(buf)), EINVAL);

	EXPECT_ERROR(syscall(SYS_copy_file_range, fd, &negative, out, &zero, 4L, 0L),
		EOVERFLOW);
	EXPECT_ERROR(syscall(SYS_copy_file_range, fd, &zero, out, &negative, 4L, 0L),
		EOVERFLOW);
	negative = -100;
	EXPECT_ERROR(
		syscall(SYS_copy_file_range, fd, &negative, out, &zero, 4L, 0L), EINVAL);
	EXPECT_ERROR(syscall(SYS_sendfile, out, dir, NULL, 1L), EINVAL);
	EXPECT_ERROR(syscall(SYS_sendfile, out, fd, &negative, 1L), EINVAL);
	EXPECT_ERROR(syscall(SYS_splice, dir, NULL, ends[1], NULL, 5L, 0L), EINVAL);

	REQUIRE((set = epoll_create1(0)) >= 0);
	EXPECT_ERROR(read(set, buf, 1), EINVAL);
	EXPECT_ERROR(write(set, buf, 1), EINVAL);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &e), 0);
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_MOD, ends[0], &e), EINVAL);
	e.events = EPOLLIN;
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_MOD, ends[0], &e), EINVAL);
	e.events = EPOLLIN | EPOLLONESHOT | EPOLLEXCLUSIVE;
	EXPECT_ERROR(epoll_ctl(set, EPOLL_CTL_ADD, ends[1], &e), EINVAL);

	REQUIRE((full = open("/dev/full", O_WRONLY)) >= 0);
	EXPECT_ERROR(write(full, buf, 1), ENOSPC);
	EXPECT_ERROR(write(full, buf, 0), ENOSPC);
	close(full);
	close(set);
	close(ends[0]);
	close(ends[1]);
	close(dir);
	close(out);
	close(fd);
	EXPECT_EQ(unlink("/odd"), 0);
	EXPECT_EQ(unlink("/odd-too"), 0);
}

/* A reader that makes no more room than there was is no news to who watches for edges. */
static void edges_of_pipes(void)
{
	struct epoll_event e = { .events = EPOLLOUT | EPOLLET };
	int ends[2], set = epoll_create1(0);

	REQUIRE(set >= 0);
	REQUIRE_EQ(pipe(ends), 0);
	REQUIRE_EQ(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	EXPECT_EQ(epoll_ctl(set, EPOLL_CTL_ADD, ends[1], &e), 0);
	EXPECT_EQ(epoll_wait(set, &e, 1, 0), 1);
	EXPECT_EQ(write(ends[1], "ab", 2), 2);
	EXPECT_EQ(read(ends[0], buf, 1), 1);
	EXPECT_EQ(epoll_wait(set, &e, 1, 0), 0);
	while (write(ends[1], buf, sizeof(buf)) > 0)
		;
	EXPECT_EQ(epoll_wait(set, &e, 1, 0), 0);
	EXPECT_EQ(read(ends[0], buf, sizeof(buf)), (ssize_t)sizeof(buf));
	EXPECT_EQ(epoll_wait(set, &e, 1, 0), 1);
	close(ends[0]);
	close(ends[1]);
	close(set);
}

/* Where nothing is to be executed, mprotect and access say so, too. */
static void not_to_be_executed(void)
{
	char *at;
	int fd;

	REQUIRE_EQ(mkdir("/data", 0755), 0);
	REQUIRE_EQ(mount("data", "/data", "tmpfs", MS_NOEXEC, NULL), 0);
	REQUIRE((fd = open("/data/program", O_CREAT | O_RDWR, 0755)) >= 0);
	EXPECT_EQ(write(fd, buf, sizeof(buf)), (ssize_t)sizeof(buf));
	EXPECT_EQ(access("/data/program", R_OK | W_OK), 0);
	EXPECT_ERROR(access("/data/program", X_OK), EACCES);
	EXPECT_EQ(access("/data", X_OK), 0);
	EXPECT_ERROR(syscall(SYS_execveat, fd, "", (char *[]){ "x", NULL }, NULL,
			     AT_EMPTY_PATH),
		EACCES);
	EXPECT(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED);
	EXPECT_EQ(errno, EPERM);
	for (int type = MAP_SHARED; type <= MAP_PRIVATE; type++) {
		at = mmap(NULL, 4096, PROT_READ, type, fd, 0);
		REQUIRE(at != MAP_FAILED);
		EXPECT_ERROR(mprotect(at, 4096, PROT_READ | PROT_EXEC), EACCES);
		EXPECT_EQ(mprotect(at, 4096, PROT_READ | PROT_WRITE), 0);
		at[0] = 1;
		EXPECT_EQ(munmap(at, 4096), 0);
	}
	errno = 0;
	EXPECT(mmap(NULL, 4096, PROT_READ, MAP_SHARED_VALIDATE | 0x800000, fd, 0) ==
		MAP_FAILED);
	EXPECT_EQ(errno, EOPNOTSUPP);
	close(fd);
	EXPECT_EQ(umount("/data"), 0);
	EXPECT_EQ(rmdir("/data"), 0);
}

static const struct guest_case cases[] = {
	{ "nested sets", nested_sets },
	{ "unwanted signals", unwanted_signals },
	{ "files without names", files_without_names },
	{ "odd requests", odd_requests },
	{ "edges of pipes", edges_of_pipes },
	{ "not to be executed", not_to_be_executed },
	{ "groups", groups },
	{ "garbage", garbage },
	{ "many names", many_names },
};

GUEST_MAIN(cases)
