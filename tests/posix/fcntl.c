/* tests/posix/fcntl.c - locks of records and files, and the rights of other users.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-root: dir 1777 /tmp
 * guest-memory: 256
 * guest-clock: virtual
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <grp.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "file.h"

static int fd;

static void server_up(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(chdir("/tmp"), 0);
	REQUIRE((fd = open("lock", O_RDWR | O_CREAT, 0666)) >= 0);
}

/* Runs fn in a child: its result, up to 255. */
static int in_child(int (*fn)(void))
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(fn());
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static int lock(int command, int type, long start, long length)
{
	struct flock l = { .l_type = (short)type,
		.l_whence = SEEK_SET,
		.l_start = start,
		.l_len = length };

	return fcntl(fd, command, &l) == 0 ? 0 : errno;
}

/* --- records ------------------------------------------------------------------------ */

static int child_of_records(void)
{
	struct flock l = { .l_type = F_WRLCK, .l_start = 0, .l_len = 100 };

	if (fcntl(fd, F_GETLK, &l) != 0 || l.l_type != F_WRLCK || l.l_start != 10 ||
		l.l_len != 10 || l.l_pid != getppid())
		return 1;
	if (lock(F_SETLK, F_WRLCK, 15, 1) != EAGAIN ||
		lock(F_SETLK, F_RDLCK, 0, 0) != EAGAIN)
		return 2;
	if (lock(F_SETLK, F_WRLCK, 0, 10) != 0 || lock(F_SETLK, F_WRLCK, 20, 0) != 0)
		return 3;
	/* Somebody else's locks stay when we close the file. */
	close(fd);
	fd = open("lock", O_RDWR);
	return lock(F_SETLK, F_RDLCK, 10, 1) == EAGAIN ? 0 : 4;
}

static void records(void)
{
	struct flock l = { .l_type = F_RDLCK, .l_start = 0, .l_len = 0 };

	EXPECT_EQ(lock(F_SETLK, F_WRLCK, 10, 10), 0);
	EXPECT_EQ(in_child(child_of_records), 0);
	/* All that the child had went with it. */
	EXPECT_EQ(lock(F_SETLK, F_WRLCK, 0, 0), 0);
	EXPECT_EQ(lock(F_SETLK, F_UNLCK, 5, 5), 0);
	EXPECT_EQ(fcntl(fd, F_GETLK, &l), 0);
	EXPECT_EQ(l.l_type, F_UNLCK); /* one's own are in nobody's way */
	/* Closing any descriptor of the file drops them. */
	close(open("lock", O_RDONLY));
	EXPECT_EQ(lock(F_SETLK, 7, 0, 0), EINVAL);
	EXPECT_EQ(lock(F_SETLK, F_RDLCK, -1, 0), EINVAL);
	EXPECT_ERROR(fcntl(99, F_SETLK, &l), EBADF);
	EXPECT_ERROR(fcntl(fd, F_SETLK, BAD), EFAULT);
	int other = open("lock", O_RDONLY);
	l.l_type = F_WRLCK;
	EXPECT_ERROR(fcntl(other, F_SETLK, &l), EBADF);
	close(other);
}

static int hold_for_a_while(void)
{
	struct timespec t = { 0, 100000000 };

	if (lock(F_SETLK, F_WRLCK, 0, 1) != 0)
		return 1;
	if (write(fd, "x", 1) != 1)
		return 2;
	nanosleep(&t, NULL);
	return 0;
}

static void waiting(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(hold_for_a_while());
	while (file_size("lock") == 0)
		;
	EXPECT_EQ(lock(F_SETLK, F_WRLCK, 0, 1), EAGAIN);
	EXPECT_EQ(lock(F_SETLKW, F_WRLCK, 0, 1), 0);
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	EXPECT_EQ(lock(F_SETLK, F_UNLCK, 0, 0), 0);
}

/* Each has what the other one wants. */
static int child_of_deadlock(void)
{
	struct timespec t = { 0, 100000000 };

	if (lock(F_SETLK, F_WRLCK, 2, 1) != 0)
		return 1;
	nanosleep(&t, NULL);
	return lock(F_SETLKW, F_WRLCK, 1, 1) == EDEADLK ? 0 : 2;
}

static void deadlock(void)
{
	int status;
	pid_t pid;

	EXPECT_EQ(lock(F_SETLK, F_WRLCK, 1, 1), 0);
	pid = fork();
	if (pid == 0)
		_exit(child_of_deadlock());
	struct timespec t = { 0, 40000000 };
	nanosleep(&t, NULL);
	EXPECT_EQ(lock(F_SETLKW, F_WRLCK, 2, 1), 0);
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	EXPECT_EQ(lock(F_SETLK, F_UNLCK, 0, 0), 0);
}

static void whole_files(void)
{
	int other = open("lock", O_RDWR), same = dup(fd);

	REQUIRE(other >= 0 && same >= 0);
	EXPECT_EQ(flock(fd, LOCK_EX), 0);
	EXPECT_EQ(flock(same, LOCK_EX | LOCK_NB), 0);
	EXPECT_ERROR(flock(other, LOCK_SH | LOCK_NB), EAGAIN);
	EXPECT_EQ(flock(fd, LOCK_SH), 0);
	EXPECT_EQ(flock(other, LOCK_SH | LOCK_NB), 0);
	EXPECT_ERROR(flock(other, LOCK_EX | LOCK_NB), EAGAIN);
	EXPECT_EQ(flock(same, LOCK_UN), 0);
	EXPECT_EQ(flock(other, LOCK_EX | LOCK_NB), 0);
	close(other);
	EXPECT_EQ(flock(fd, LOCK_EX | LOCK_NB), 0);
	EXPECT_EQ(flock(fd, LOCK_UN), 0);
	EXPECT_ERROR(flock(fd, 3), EINVAL);
	EXPECT_ERROR(flock(99, LOCK_SH), EBADF);
	close(same);
}

static void of_open_files(void)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int other = open("lock", O_RDWR);

	REQUIRE(other >= 0);
	EXPECT_EQ(fcntl(fd, F_OFD_SETLK, &l), 0);
	EXPECT_ERROR(fcntl(other, F_OFD_SETLK, &l), EAGAIN);
	EXPECT_EQ(fcntl(other, F_OFD_GETLK, &l), 0);
	EXPECT_EQ(l.l_type, F_WRLCK);
	EXPECT_EQ(l.l_pid, -1);
	l.l_pid = 0;
	l.l_type = F_UNLCK;
	EXPECT_EQ(fcntl(fd, F_OFD_SETLK, &l), 0);
	l.l_type = F_WRLCK;
	EXPECT_EQ(fcntl(other, F_OFD_SETLK, &l), 0);
	close(other);
	EXPECT_EQ(fcntl(fd, F_OFD_SETLK, &l), 0);
	l.l_type = F_UNLCK;
	EXPECT_EQ(fcntl(fd, F_OFD_SETLK, &l), 0);
}

/* --- other users -------------------------------------------------------------------- */

#define FAILS(call, error) ((call) == -1 && errno == (error))

static int become(unsigned uid, unsigned gid, unsigned extra)
{
	gid_t groups[2] = { 900, extra };

	return setgroups(2, groups) | setgid(gid) | setuid(uid);
}

static int as_user(void)
{
	struct stat st;

	if (become(100, 200, 300) != 0)
		return 1;
	if (!FAILS(open("mine", O_RDONLY), EACCES) ||
		!FAILS(open("dir/x", O_RDONLY), EACCES))
		return 2;
	/* By a supplementary group. */
	if (open("group", O_RDONLY) < 0 || !FAILS(open("group", O_WRONLY), EACCES))
		return 3;
	if (open("other", O_WRONLY) < 0 || !FAILS(access("other", R_OK), EACCES))
		return 4;
	/* The sticky directory keeps what is not ours. */
	if (!FAILS(unlink("mine"), EPERM) || !FAILS(rename("mine", "m"), EPERM))
		return 5;
	if (!FAILS(chmod("mine", 0777), EPERM) || !FAILS(chown("mine", 100, 200), EPERM))
		return 6;
	if (!file_make("own", "text") || stat("own", &st) != 0 || st.st_uid != 100 ||
		st.st_gid != 200)
		return 7;
	if (chown("own", -1, 300) != 0 || !FAILS(chown("own", -1, 301), EPERM) ||
		!FAILS(chown("own", 101, -1), EPERM))
		return 8;
	if (!FAILS(mknod("node", S_IFCHR | 0666, 0x103), EPERM) ||
		!FAILS(chroot("/"), EPERM) || !FAILS(mkdir("/new", 0777), EACCES))
		return 9;
	/* Writing to it takes the set-id bits away. */
	if (chmod("own", 06777) != 0 || !file_make("own", "changed") ||
		stat("own", &st) != 0 || (st.st_mode & 07777) != 0777)
		return 10;
	return unlink("own") == 0 ? 0 : 11;
}

static void other_users(void)
{
	REQUIRE(file_make("mine", "m") && file_make("group", "g") &&
		file_make("other", "o"));
	REQUIRE_EQ(mkdir("dir", 0700), 0);
	REQUIRE(file_make("dir/x", "x"));
	EXPECT_EQ(chmod("mine", 0600), 0);
	EXPECT_EQ(chown("group", 0, 300), 0);
	EXPECT_EQ(chmod("group", 0640), 0);
	EXPECT_EQ(chmod("other", 0642), 0);
	EXPECT_EQ(in_child(as_user), 0);
}

static int limited(void)
{
	struct rlimit files = { 5, 10 }, size = { 10, 10 };

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_NOFILE, &files) != 0 || setrlimit(RLIMIT_FSIZE, &size) != 0)
		return 1;
	if (open("group", O_RDONLY) != 4 || !FAILS(open("group", O_RDONLY), EMFILE))
		return 2;
	if (pwrite(fd, "0123456789abcdef", 16, 0) != 10 ||
		!FAILS(pwrite(fd, "x", 1, 10), EFBIG))
		return 3;
	return FAILS(ftruncate(fd, 11), EFBIG) ? 0 : 4;
}

static void limits(void)
{
	EXPECT_EQ(fd, 3);
	EXPECT_EQ(in_child(limited), 0);
}

static const struct guest_case cases[] = {
	{ "the server is up", server_up },
	{ "records", records },
	{ "waiting", waiting },
	{ "deadlock", deadlock },
	{ "whole files", whole_files },
	{ "of open files", of_open_files },
	{ "other users", other_users },
	{ "limits", limits },
};

GUEST_MAIN(cases)
