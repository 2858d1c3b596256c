/* tests/posix/trace.c - traces of other processes, and the command that prints them.
 *
 * With an argument this is the program that is traced.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-root: dir 0755 /bin
 * guest-root: prog 0755 /bin/self tests/posix/trace.guest
 * guest-root: prog 0755 /bin/trace servers/tools/trace
 * guest-root: dir 1777 /tmp
 * guest-memory: 256
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <string.h>

#include <xinim/message.h>
#include <xinim/task.h>
#include <xinim/trace.h>

#define ODD 7777 /* an argument that is nobody else's */

static struct xinim_trace_entry entry;

/* A child that waits for a word, calls getpgid(ODD) and executes a program that calls it again. */
static pid_t traced(int go[2])
{
	pid_t pid;
	char c;

	if (pipe(go) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		read(go[0], &c, 1);
		getpgid(ODD);
		execl("/bin/self", "self", "again", NULL);
		_exit(1);
	}
	return pid;
}

/* Is there an entry like this to come? */
static bool find(int cap, uint32_t number, uint32_t kind)
{
	while (trace_read(cap, &entry, 1, NULL) == 1)
		if (entry.number == number && entry.kind == kind)
			return true;
	return false;
}

static void of_a_child(void)
{
	int go[2], cap;
	pid_t pid = traced(go);

	REQUIRE(pid > 0);
	cap = trace_control(pid, XINIM_TRACE_OPEN, 0);
	REQUIRE(cap > 0);
	EXPECT_EQ(trace_control(cap, XINIM_TRACE_ON, 0), 0);
	EXPECT_EQ(write(go[1], "", 1), 1);
	EXPECT_EQ(reap(pid), 9);
	/* It is gone, and what it did is here to be read. */
	REQUIRE(find(cap, SYS_getpgid, XINIM_TRACE_ENTER));
	EXPECT_EQ(entry.arg[0], ODD);
	EXPECT_EQ(entry.pid, pid);
	REQUIRE(find(cap, SYS_getpgid, XINIM_TRACE_EXIT));
	EXPECT_EQ(entry.result, -ESRCH);
	EXPECT(find(cap, SYS_execve, XINIM_TRACE_ENTER));
	REQUIRE(find(cap, SYS_getpgid, XINIM_TRACE_ENTER));
	EXPECT_EQ(entry.arg[0], ODD + 1);
	EXPECT(find(cap, SYS_exit_group, XINIM_TRACE_ENTER));
	EXPECT(!find(cap, SYS_exit_group, XINIM_TRACE_EXIT));
	EXPECT_ERROR(trace_control(cap, XINIM_TRACE_ON, 0), ESRCH);
	EXPECT_EQ(xinim_cap_close(cap), 0);
	close(go[0]);
	close(go[1]);
}

static void as_another_user(void)
{
	CHILD_EXPECT(setgid(5) == 0 && setuid(5) == 0);
	CHILD_EXPECT(trace_control(1, XINIM_TRACE_OPEN, 0) == -1 && errno == EPERM);
	CHILD_EXPECT(trace_control(3, XINIM_TRACE_OPEN, 0) == -1 && errno == EPERM);
	CHILD_EXPECT(trace_control(getpid(), XINIM_TRACE_OPEN, 0) > 0);
}

static void refused(void)
{
	int go[2], cap;
	pid_t pid = traced(go);

	REQUIRE(pid > 0);
	EXPECT_ERROR(trace_control(0, XINIM_TRACE_OPEN, 0), ESRCH);
	EXPECT_ERROR(trace_control(-1, XINIM_TRACE_OPEN, 0), ESRCH);
	EXPECT_ERROR(trace_control(30000, XINIM_TRACE_OPEN, 0), ESRCH);
	EXPECT_ERROR(trace_control(pid, XINIM_TRACE_OPEN, 1), EINVAL);
	EXPECT_ERROR(trace_control(4000, XINIM_TRACE_ON, 0), EBADF);
	cap = trace_control(pid, XINIM_TRACE_OPEN, 0);
	REQUIRE(cap > 0);
	EXPECT_ERROR(trace_control(cap, 4, 0), EINVAL);
	EXPECT_ERROR(trace_read(cap, &entry, 1, NULL), ESRCH);
	/* Nothing else comes of it. */
	EXPECT_EQ(xinim_process_control(cap, XINIM_PROCESS_PID, 0, 0, 0), pid);
	EXPECT_EQ(xinim_process_control(cap, XINIM_PROCESS_KILL, 9, 0, 0), -EPERM);
	EXPECT_EQ(xinim_process_control(cap, XINIM_PROCESS_LIMIT, 0, 0, 0), -EPERM);
	EXPECT_EQ(xinim_process_control(
			  cap, XINIM_PROCESS_READ, (uint64_t)&entry, (uint64_t)&entry, 1),
		-EPERM);
	EXPECT_EQ(xinim_cap_derive(cap, XINIM_RIGHT_TRACE, 0), -EPERM);
	EXPECT_EQ(xinim_cap_close(cap), 0);
	EXPECT_EQ(in_child(as_another_user), 0);
	close(go[0]);
	close(go[1]);
	kill(pid, SIGKILL);
	EXPECT_EQ(reap(pid), 1000 + SIGKILL);
}

/* By user 5, of a process of user 5 whose saved ID is root's, which it then becomes. */
static void traces_one_that_changes(void)
{
	int go[2], cap;
	pid_t pid;
	char c;

	CHILD_EXPECT(pipe(go) == 0);
	CHILD_EXPECT(setresgid(5, 5, 5) == 0 && setresuid(5, 5, 0) == 0);
	pid = fork();
	if (pid == 0) {
		read(go[0], &c, 1);
		getpgid(ODD);
		CHILD_EXPECT(seteuid(0) == 0);
		getpgid(ODD + 1);
		_exit(0);
	}
	CHILD_EXPECT(trace_control(pid, XINIM_TRACE_OPEN, 0) == -1 && errno == EPERM);
	CHILD_EXPECT(seteuid(0) == 0);
	cap = trace_control(pid, XINIM_TRACE_OPEN, 0);
	CHILD_EXPECT(cap > 0);
	CHILD_EXPECT(seteuid(5) == 0);
	CHILD_EXPECT(trace_control(cap, XINIM_TRACE_ON, 0) == 0);
	CHILD_EXPECT(write(go[1], "", 1) == 1);
	CHILD_EXPECT(reap(pid) == 0);
	CHILD_EXPECT(find(cap, SYS_getpgid, XINIM_TRACE_ENTER) && entry.arg[0] == ODD);
	CHILD_EXPECT(!find(cap, SYS_getpgid, XINIM_TRACE_ENTER));
}

static void other_identity(void)
{
	EXPECT_EQ(in_child(traces_one_that_changes), 0);
}

/* The command: its exit status. */
static int command(char *const argv[])
{
	pid_t pid = fork();

	if (pid == 0) {
		execv("/bin/trace", argv);
		_exit(200);
	}
	return reap(pid);
}

static bool has(const char *text)
{
	static char all[65536];
	int fd = open("/tmp/out", O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, all, sizeof(all) - 1);

	close(fd);
	all[n > 0 ? n : 0] = '\0';
	return strstr(all, text) != NULL;
}

#define COMMAND(...) \
	command((char *const[]){ "trace", "-o", "/tmp/out", __VA_ARGS__, NULL })

static void by_command(void)
{
	char number[16];
	int go[2];
	pid_t pid;

	EXPECT_EQ(COMMAND("/bin/self", "again"), 9);
	EXPECT(has(" execve("));
	EXPECT(has(" getpgid(7778) = -1 ("));
	EXPECT(has(" exit_group(9)\n"));
	EXPECT_EQ(COMMAND("/bin/self", "killed"), 128 + SIGKILL);
	EXPECT_EQ(COMMAND("/bin/none"), 127);
	EXPECT_EQ(COMMAND("-p", "30000"), 1);
	EXPECT_EQ(COMMAND("-p", "nonsense"), 2);
	EXPECT_EQ(COMMAND("-p", "1", "/bin/self"), 2);
	pid = traced(go);
	REQUIRE(pid > 0);
	EXPECT_EQ(write(go[1], "", 1), 1);
	snprintf(number, sizeof(number), "%d", (int)pid);
	/* It may be through before it is seen: then there is no such process. */
	EXPECT(COMMAND("-p", number) <= 1);
	EXPECT_EQ(reap(pid), 9);
}

static const struct guest_case cases[] = {
	{ "of a child, over exec", of_a_child },
	{ "refused", refused },
	{ "other identity", other_identity },
	{ "the command", by_command },
};

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "again") == 0) {
		getpgid(ODD + 1);
		return 9;
	}
	if (argc > 1 && strcmp(argv[1], "killed") == 0)
		kill(getpid(), SIGKILL);
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
