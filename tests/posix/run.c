/* tests/posix/run.c - programs run from files: fork, execve, scripts, descriptors handed on.
 *
 * With arguments this is the program that is run.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-root: dir 0755 /bin
 * guest-root: prog 0755 /bin/self tests/posix/run.guest
 * guest-root: dir 1777 /tmp
 * guest-memory: 256
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <sys/mman.h>
#include <sys/wait.h>

#include "file.h"

extern char **environ;

/* Runs it in a child: its exit status, 200 + errno if it could not be run, or -1. */
static int run(const char *path, char *const argv[])
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		execve(path, argv, environ);
		_exit(200 + (errno < 50 ? errno : 50));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

#define RUN(path, ...) run(path, (char *const[]){ __VA_ARGS__, NULL })

static void server_up(void)
{
	REQUIRE(file_server_up());
}

static void programs(void)
{
	EXPECT_EQ(RUN("/bin/self", "self", "exit", "42"), 42);
	EXPECT_EQ(RUN("/bin/../bin/self", "self", "exit", "7"), 7);
	EXPECT_EQ(chdir("/bin"), 0);
	EXPECT_EQ(RUN("self", "self", "exit", "8"), 8);
	EXPECT_EQ(chdir("/tmp"), 0);
	EXPECT_EQ(RUN("/bin/none", "x"), 200 + ENOENT);
	EXPECT_EQ(RUN("/bin", "x"), 200 + EACCES);
	REQUIRE(file_make("/tmp/plain", "not a program"));
	EXPECT_EQ(RUN("/tmp/plain", "x"), 200 + EACCES);
	EXPECT_EQ(chmod("/tmp/plain", 0755), 0);
	EXPECT_EQ(RUN("/tmp/plain", "x"), 200 + ENOEXEC);
	EXPECT_EQ(RUN("/bin/self/x", "x"), 200 + ENOTDIR);
}

/* Looked for in PATH, of which an empty word is the working directory. */
static int look_for(const char *name, const char *path)
{
	char *const words[] = { (char *)name, "exit", "9", NULL };
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (setenv("PATH", path, 1) == 0)
			execvp(name, words);
		_exit(200 + (errno < 50 ? errno : 50));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void looked_for(void)
{
	char path[6000];

	EXPECT_EQ(chdir("/bin"), 0);
	EXPECT_EQ(look_for("self", "/none:"), 9);
	EXPECT_EQ(look_for("self", ":/none"), 9);
	EXPECT_EQ(look_for("self", "/none::/none"), 9);
	EXPECT_EQ(chdir("/tmp"), 0);
	EXPECT_EQ(look_for("self", "/none:"), 200 + ENOENT);
	EXPECT_EQ(look_for("self", "/bin/self:/bin"), 9);
	EXPECT_EQ(look_for("", "/bin"), 200 + ENOENT);
	/* A word that is too long is no reason to write past anything, or to stop. */
	memset(path, 'x', sizeof(path));
	path[0] = '/';
	memcpy(path + sizeof(path) - 6, ":/bin", 6);
	EXPECT_EQ(look_for("self", path), 9);
	path[300] = ':';
	EXPECT_EQ(look_for("self", path), 9);
	/* One that may not be run is passed over, but told. */
	REQUIRE(file_make("/tmp/self", "not a program"));
	EXPECT_EQ(look_for("self", "/tmp:/bin"), 9);
	EXPECT_EQ(look_for("self", "/tmp:/none"), 200 + EACCES);
	EXPECT_EQ(unlink("/tmp/self"), 0);
}

static void scripts(void)
{
	REQUIRE(file_make("/tmp/s", "#! /bin/self  args three \nrest"));
	EXPECT_EQ(chmod("/tmp/s", 0755), 0);
	EXPECT_EQ(RUN("/tmp/s", "ignored", "a", "b"), 5);
	/* A script of a script. */
	REQUIRE(file_make("/tmp/t", "#!/tmp/s\n"));
	EXPECT_EQ(chmod("/tmp/t", 0755), 0);
	EXPECT_EQ(RUN("/tmp/t", "ignored"), 4);
	REQUIRE(file_make("/tmp/u", "#!/none/at/all\n"));
	EXPECT_EQ(chmod("/tmp/u", 0755), 0);
	EXPECT_EQ(RUN("/tmp/u", "x"), 200 + ENOENT);
	REQUIRE(file_make("/tmp/loop", "#!/tmp/loop\n"));
	EXPECT_EQ(chmod("/tmp/loop", 0755), 0);
	EXPECT_EQ(RUN("/tmp/loop", "x"), 200 + ELOOP);
	REQUIRE(file_make("/tmp/empty", "#!\n"));
	EXPECT_EQ(chmod("/tmp/empty", 0755), 0);
	EXPECT_EQ(RUN("/tmp/empty", "x"), 200 + ENOEXEC);
}

/* Six scripts, each the interpreter of the next; and what is found by descriptor. */
static void scripts_of_scripts(void)
{
	char path[] = "/tmp/n0", text[24] = "#!/bin/self args three\n",
	     *argv[] = { "x", NULL };
	int fd;

	for (int i = 0; i < 6; i++) {
		path[6] = (char)('0' + i);
		REQUIRE(file_make(path, text));
		EXPECT_EQ(chmod(path, 0755), 0);
		EXPECT_EQ(RUN(path, "x"), i < 5 ? 3 + i : 200 + ELOOP);
		strcpy(text, "#!/tmp/n0\n");
		text[8] = path[6];
	}
	fd = open("/tmp/n0", O_RDONLY | O_CLOEXEC);
	REQUIRE(fd >= 0);
	EXPECT_EQ(fexecve(fd, argv, environ), -1);
	EXPECT_EQ(errno, ENOENT); /* the interpreter could not open it */
	EXPECT_EQ(close(fd), 0);
}

/* Descriptors go on to the program, but those to be closed on exec. */
static void descriptors(void)
{
	char text[20] = "";
	int ends[2], fd;

	REQUIRE_EQ(pipe(ends), 0);
	REQUIRE((fd = open("/tmp/plain", O_RDONLY | O_CLOEXEC)) >= 0);
	EXPECT_EQ(ends[1], 4);
	EXPECT_EQ(fd, 5);
	EXPECT_EQ(RUN("/bin/self", "self", "descriptors"), 0);
	EXPECT_EQ(read(ends[0], text, sizeof(text)), 5);
	EXPECT_STR(text, "hello");
	EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
	/* Every writer's end is its last one's. */
	close(ends[1]);
	EXPECT_EQ(read(ends[0], text, 1), 0);
	close(ends[0]);
}

static void text_busy(void)
{
	int fd, ends[2], status;
	pid_t pid;
	char c;

	REQUIRE_EQ(pipe(ends), 0);
	REQUIRE((pid = fork()) >= 0);
	if (pid == 0) {
		execl("/bin/self", "self", "wait", NULL);
		_exit(1);
	}
	/* It says when it is there. */
	EXPECT_EQ(read(ends[0], &c, 1), 1);
	EXPECT_ERROR(open("/bin/self", O_WRONLY), ETXTBSY);
	EXPECT_ERROR(truncate("/bin/self", 0), ETXTBSY);
	EXPECT_EQ(kill(pid, SIGKILL), 0);
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	/* And nobody runs what is open for writing. */
	REQUIRE((fd = open("/bin/self", O_RDWR)) >= 0);
	EXPECT_EQ(RUN("/bin/self", "self", "exit", "1"), 200 + ETXTBSY);
	close(fd);
	close(ends[0]);
	close(ends[1]);
	EXPECT_EQ(RUN("/bin/self", "self", "exit", "1"), 1);
}

static void children_share(void)
{
	int status, fd = open("/tmp/shared", O_RDWR | O_CREAT, 0666);
	pid_t pid;

	REQUIRE(fd >= 0);
	REQUIRE((pid = fork()) >= 0);
	if (pid == 0) {
		/* The offset is one; directories and masks are the child's own. */
		if (write(fd, "child", 5) != 5 || chdir("/") != 0)
			_exit(1);
		umask(0);
		close(fd);
		_exit(0);
	}
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_CUR), 5);
	EXPECT_EQ(umask(022), 022);
	char buf[10];
	EXPECT_STR(getcwd(buf, sizeof(buf)), "/tmp");
	close(fd);
}

static void mapped(void)
{
	int status, fd = open("/tmp/map", O_RDWR | O_CREAT, 0666);
	char *shared, *private;
	pid_t pid;

	REQUIRE(fd >= 0);
	EXPECT_EQ(write(fd, "0123456789", 10), 10);
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	REQUIRE(shared != MAP_FAILED && private != MAP_FAILED);
	EXPECT_EQ(memcmp(shared, "0123456789", 11), 0);
	private[0] = 'p';
	shared[1] = 's';
	REQUIRE((pid = fork()) >= 0);
	if (pid == 0) {
		shared[2] = 'c';
		private[3] = 'c';
		_exit(0);
	}
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_STR(file_text("/tmp/map"), "0sc3456789");
	EXPECT_EQ(private[3], '3');
	EXPECT_EQ(pwrite(fd, "w", 1, 9), 1);
	EXPECT_EQ(shared[9], 'w');
	EXPECT_EQ(munmap(shared, 4096), 0);
	EXPECT_EQ(munmap(private, 4096), 0);
	close(fd);
	REQUIRE((fd = open("/tmp/map", O_RDONLY)) >= 0);
	EXPECT(mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
	EXPECT_EQ(errno, EACCES);
	EXPECT(mmap(NULL, 4096, PROT_READ, MAP_SHARED, 99, 0) == MAP_FAILED);
	EXPECT_EQ(errno, EBADF);
	close(fd);
}

static int program(int argc, char **argv)
{
	char c = 'x';

	if (strcmp(argv[1], "exit") == 0)
		return atoi(argv[2]);
	if (strcmp(argv[1], "args three") == 0)
		return argc == 5 && strcmp(argv[2], "/tmp/s") == 0 ? 5 : argc;
	if (strcmp(argv[1], "descriptors") == 0) {
		if (fcntl(5, F_GETFD) != -1 || errno != EBADF)
			return 1;
		return write(4, "hello", 5) == 5 ? 0 : 2;
	}
	if (write(4, &c, 1) != 1)
		return 1;
	for (;;)
		pause();
}

static const struct guest_case cases[] = {
	{ "the server is up", server_up },
	{ "programs", programs },
	{ "looked for", looked_for },
	{ "scripts", scripts },
	{ "scripts of scripts", scripts_of_scripts },
	{ "descriptors", descriptors },
	{ "text busy", text_busy },
	{ "children share", children_share },
	{ "mapped", mapped },
};

int main(int argc, char **argv)
{
	if (argc > 1)
		return program(argc, argv);
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
