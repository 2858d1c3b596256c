/* tests/posix/proc.c - /proc: what is in it, what comes and goes, errors.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-root: dir 1777 /tmp
 * guest-root: dir 0755 /bin
 * guest-root: prog 0755 /bin/waits tests/posix/proc.guest
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "terminal.h"

#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

static void mounted(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/proc", 0555), 0);
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
}

/* All that a file says; NULL: it cannot be opened or read. */
static const char *text_of(const char *path)
{
	static char text[16384];
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
	return n < 0 ? NULL : text;
}

static const char *path_of(pid_t pid, const char *what)
{
	static char path[300];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, what);
	return path;
}

static const char *link_text(const char *path)
{
	static char text[256];
	ssize_t n = readlink(path, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = 0;
	return text;
}

static void system_files(void)
{
	static const char *const names[] = { "cmdline", "cpuinfo", "devices",
		"filesystems", "interrupts", "loadavg", "meminfo", "mounts", "partitions",
		"stat", "swaps", "uptime", "version", "tty/drivers", "self/mounts",
		"self/mountinfo", "self/stat", "self/status", "self/statm", "self/comm",
		"self/cmdline", "self/maps", "self/wchan", "sys/kernel/hostname",
		"sys/kernel/osrelease", "sys/kernel/ostype", "sys/kernel/pid_max",
		"sys/kernel/random/boot_id", "sys/fs/file-max", "sys/fs/file-nr",
		"sys/vm/overcommit_memory" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[64];
		const char *text;

		snprintf(path, sizeof(path), "/proc/%s", names[i]);
		text = text_of(path);
		EXPECT(text && *text);
		if (!text || !*text)
			printf("  %s\n", path);
	}
	EXPECT(strncmp(text_of("/proc/meminfo"), "MemTotal:", 9) == 0);
	EXPECT(strstr(text_of("/proc/mounts"), "proc /proc proc rw,relatime 0 0\n") !=
		NULL);
	EXPECT(strstr(text_of("/proc/filesystems"), "nodev\tproc\n") != NULL);
}

static bool listed(const char *directory, const char *name)
{
	DIR *d = opendir(directory);
	struct dirent *e;
	bool found = false;

	while (d && (e = readdir(d)))
		found |= strcmp(e->d_name, name) == 0;
	if (d)
		closedir(d);
	return found;
}

static void processes(void)
{
	pid_t pid = child_that_waits();
	char text[16], want[64];
	struct stat st;

	snprintf(text, sizeof(text), "%d", (int)pid);
	EXPECT(listed("/proc", text));
	EXPECT(listed("/proc", "1"));
	EXPECT(listed("/proc", "meminfo"));
	EXPECT(listed(path_of(pid, ""), "fd"));
	EXPECT(listed(path_of(pid, ""), "status"));
	snprintf(want, sizeof(want), "%d (", (int)pid);
	EXPECT(strncmp(text_of(path_of(pid, "stat")), want, strlen(want)) == 0);
	EXPECT(strstr(text_of(path_of(pid, "status")), "PPid:\t1\n") != NULL);
	kill(pid, SIGKILL);
	reap(pid);
	EXPECT_ERROR(stat(path_of(pid, ""), &st), ENOENT);
	EXPECT(!listed("/proc", text));
}

/* What is open stays, and says that its process has gone. */
static void gone(void)
{
	pid_t pid = child_that_waits();
	int fd = open(path_of(pid, "stat"), O_RDONLY);
	int dir = open(path_of(pid, ""), O_RDONLY | O_DIRECTORY);
	char b[8];

	EXPECT(fd >= 0 && dir >= 0);
	EXPECT_EQ(read(fd, b, 8), 8);
	kill(pid, SIGKILL);
	reap(pid);
	EXPECT_ERROR(pread(fd, b, 8, 0), ESRCH);
	EXPECT_ERROR(openat(dir, "stat", O_RDONLY), ENOENT);
	close(fd);
	close(dir);
}

static void links(void)
{
	char path[64];
	int fd = open("/tmp/a", O_RDWR | O_CREAT, 0644);

	EXPECT_STR(link_text("/proc/self"), "1");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	EXPECT_STR(link_text(path), "/tmp/a");
	snprintf(path, sizeof(path), "%d", fd);
	EXPECT(listed("/proc/self/fd", path));
	close(fd);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	EXPECT_ERROR(readlink(path, (char[4]){ 0 }, 4), ENOENT);
	EXPECT_EQ(chdir("/tmp"), 0);
	EXPECT_STR(link_text("/proc/self/cwd"), "/tmp");
	EXPECT_STR(link_text("/proc/self/root"), "/");
	EXPECT_EQ(chdir("/proc/self/fd"), 0);
	EXPECT_STR(getcwd(path, sizeof(path)), "/proc/1/fd");
	EXPECT_EQ(chdir("/"), 0);
	EXPECT_STR(link_text("/proc/self/fd/0"), "/dev/console");
}

static void errors(void)
{
	EXPECT_ERROR(open("/proc/nothing", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("/proc/0", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("/proc/01", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("/proc/99999999999", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("/proc/self/fd/999", O_RDONLY), ENOENT);
	EXPECT_ERROR(open("/proc/new", O_RDWR | O_CREAT, 0644), ENOENT);
	EXPECT_ERROR(mkdir("/proc/new", 0755), ENOENT);
	EXPECT_ERROR(unlink("/proc/stat"), EPERM);
	EXPECT_ERROR(rmdir("/proc/1"), EPERM);
	EXPECT_ERROR(rename("/proc/stat", "/proc/stat2"), ENOENT);
	EXPECT_ERROR(chmod("/proc/stat", 0777), EPERM);
	EXPECT_ERROR(read(open("/proc/stat", O_RDONLY), BAD, 10), EFAULT);
}

/* --- formats, as Debian's procps reads them ---------------------------------------- */

/* Numbers of a line, separated by blanks: how many there are. */
static int numbers(const char *text)
{
	int n = 0;

	for (char *end; strtoll(text, &end, 10), end != text; text = end)
		n++;
	return n;
}

static unsigned long field(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtoul(at + strlen(name), NULL, 10) : 0;
}

static void formats(void)
{
	unsigned long total, free_kb;
	char state, name[32];
	const char *text;
	int pid, parent;
	float a, b, c;

	text = text_of("/proc/self/stat");
	EXPECT_EQ(sscanf(text, "%d (%31[^)]) %c %d", &pid, name, &state, &parent), 4);
	EXPECT_EQ(pid, 1);
	EXPECT_EQ(state, 'R');
	EXPECT_EQ(numbers(strchr(text, ')') + 3), 49);
	EXPECT_EQ(numbers(text_of("/proc/self/statm")), 7);
	EXPECT_EQ(sscanf(text_of("/proc/loadavg"), "%f %f %f %d/%d %d", &a, &b, &c, &pid,
			  &parent, &pid),
		6);
	text = text_of("/proc/stat");
	EXPECT(strncmp(text, "cpu  ", 5) == 0);
	EXPECT_EQ(numbers(text + 4), 10);
	EXPECT_EQ(numbers(strstr(text, "cpu0 ") + 5), 10);
	EXPECT(field(text, "ctxt ") > 0 && field(text, "btime ") > 0);
	EXPECT(field(text, "processes ") > 0 && field(text, "procs_running ") > 0);
	EXPECT_EQ(sscanf(text_of("/proc/uptime"), "%f %f", &a, &b), 2);
	text = text_of("/proc/meminfo");
	total = field(text, "MemTotal:");
	free_kb = field(text, "MemFree:");
	EXPECT(free_kb > 0 && free_kb < total);
	EXPECT(field(text, "MemAvailable:") >= free_kb);
	EXPECT(strstr(text, "\nSwapTotal:") && strstr(text, "\nCached:"));
	text = text_of("/proc/self/status");
	EXPECT(strncmp(text, "Name:\t", 6) == 0);
	EXPECT(strstr(text, "\nUid:\t0\t0\t0\t0\n") &&
		strstr(text, "\nGid:\t0\t0\t0\t0\n"));
	EXPECT(strstr(text, "\nState:\tR (running)\n") && field(text, "VmRSS:") > 0);
	EXPECT_EQ(field(text, "Threads:"), 1);
	EXPECT_EQ(strlen(text_of("/proc/sys/kernel/random/uuid")), 37);
}

/* --- one process --------------------------------------------------------------------- */

static pid_t program(uid_t uid)
{
	static char *arguments[] = { "a name", "", "x y", NULL };
	static char *environment[] = { "A=1", "B=", NULL };
	int ready[2];
	pid_t pid;
	char c;

	EXPECT_EQ(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		setuid(uid);
		execve("/bin/waits", arguments, environment);
		_exit(127);
	}
	close(ready[1]);
	EXPECT_EQ(read(ready[0], &c, 1), 0); /* closed by exec, which is not quite over */
	close(ready[0]);
	while (strcmp(text_of(path_of(pid, "comm")), "waits\n") != 0)
		sched_yield();
	return pid;
}

static size_t bytes_of(pid_t pid, const char *what, char *to, size_t room)
{
	int fd = open(path_of(pid, what), O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, to, room);

	if (fd >= 0)
		close(fd);
	return n < 0 ? 0 : (size_t)n;
}

static void strings(void)
{
	pid_t pid = program(0);
	char b[256];
	size_t n;

	n = bytes_of(pid, "cmdline", b, sizeof(b));
	EXPECT_EQ(n, 12);
	EXPECT(memcmp(b, "a name\0\0x y", 12) == 0);
	n = bytes_of(pid, "environ", b, sizeof(b));
	EXPECT_EQ(n, 7);
	EXPECT(memcmp(b, "A=1\0B=", 7) == 0);
	EXPECT_STR(text_of(path_of(pid, "comm")), "waits\n");
	EXPECT_STR(link_text(path_of(pid, "exe")), "/bin/waits");
	EXPECT(strstr(text_of(path_of(pid, "maps")), " /bin/waits\n") != NULL);
	EXPECT(strstr(text_of(path_of(pid, "maps")), " [stack]\n") != NULL);
	while (!strstr(text_of(path_of(pid, "status")), "State:\tS (sleeping)"))
		sched_yield();
	kill(pid, SIGSTOP);
	EXPECT_EQ(waitpid(pid, NULL, WUNTRACED), pid);
	EXPECT(strstr(text_of(path_of(pid, "status")), "State:\tT (stopped)") != NULL);
	kill(pid, SIGKILL);
	/* Ended, and not waited for. */
	waitid(P_PID, (id_t)pid, &(siginfo_t){ 0 }, WEXITED | WNOWAIT);
	EXPECT(strstr(text_of(path_of(pid, "status")), "State:\tZ (zombie)") != NULL);
	EXPECT_STR(text_of(path_of(pid, "cmdline")), "");
	EXPECT_STR(text_of(path_of(pid, "maps")), "");
	EXPECT_ERROR(readlink(path_of(pid, "exe"), b, 10), ENOENT);
	reap(pid);
}

/* Another user sees what there is, but not what is in it. */
static void rights(void)
{
	static const char *const hidden[] = { "environ", "maps", "fd/0", "fdinfo/0",
		"limits" };
	static const char *const shown[] = { "stat", "status", "statm", "cmdline",
		"comm" };
	pid_t pid = program(0), child = fork();

	if (child == 0) {
		char b[64];
		int bad = setuid(1000) != 0;

		for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
			int fd = open(path_of(pid, hidden[i]), O_RDONLY);

			if (fd >= 0 ? read(fd, b, 1) >= 0 : errno != EACCES)
				bad |= 2 << i;
		}
		for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
			if (!text_of(path_of(pid, shown[i])))
				bad |= 64;
		errno = 0;
		if (readlink(path_of(pid, "cwd"), b, 10) != -1 || errno != EACCES)
			bad |= 128;
		_exit(bad);
	}
	EXPECT_EQ(reap(child), 0);
	kill(pid, SIGKILL);
	reap(pid);
}

static void limit(void)
{
	const struct rlimit files = { 77, 99 };
	pid_t pid = fork();

	if (pid == 0) {
		if (setrlimit(RLIMIT_NOFILE, &files) != 0)
			_exit(1);
		_exit(!strstr(text_of("/proc/self/limits"),
			"Max open files            77                   99                   files"));
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT(strstr(text_of("/proc/self/limits"), "Max open files            1024 ") !=
		NULL);
}

static void *other_thread(void *ready)
{
	char path[64];

	snprintf(path, sizeof(path), "1/task/%d", (int)gettid());
	EXPECT_STR(link_text("/proc/thread-self"), path);
	EXPECT(listed("/proc/self/task", strrchr(path, '/') + 1));
	EXPECT_EQ(
		field(text_of("/proc/thread-self/status"), "Pid:\t"), (unsigned)gettid());
	EXPECT_EQ(field(text_of("/proc/thread-self/status"), "Tgid:\t"), 1);
	return ready;
}

static void threads(void)
{
	pthread_t t;

	EXPECT_STR(link_text("/proc/thread-self"), "1/task/1");
	EXPECT_EQ(pthread_create(&t, NULL, other_thread, NULL), 0);
	EXPECT_EQ(pthread_join(t, NULL), 0);
	EXPECT_ERROR(open("/proc/self/task/30000", O_RDONLY), ENOENT);
	EXPECT_EQ(field(text_of("/proc/self/task/1/status"), "Tgid:\t"), 1);
}

static void descriptors(void)
{
	int fd = open("/tmp/a", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	char path[64], want[64];

	EXPECT_EQ(write(fd, "12345", 5), 5);
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	snprintf(want, sizeof(want), "pos:\t5\nflags:\t0%o\n",
		O_RDWR | O_APPEND | O_CLOEXEC);
	EXPECT(strncmp(text_of(path), want, strlen(want)) == 0);
	close(fd);
	EXPECT_ERROR(open(path, O_RDONLY), ENOENT);
	/* Removed, and open. */
	fd = open("/tmp/b", O_RDWR | O_CREAT, 0644);
	EXPECT_EQ(unlink("/tmp/b"), 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	EXPECT_STR(link_text(path), "/tmp/b (deleted)");
	close(fd);
}

static void read_all(pid_t pid)
{
	DIR *d = opendir(path_of(pid, ""));
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (e->d_type == DT_REG)
			(void)text_of(path_of(pid, e->d_name));
	if (d)
		closedir(d);
}

/* Processes that come and go while all of them is read. */
static void crowd(void)
{
	for (int i = 0; i < 40; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(0);
		for (int n = 0; n < 3; n++)
			read_all(pid);
		reap(pid);
	}
	EXPECT_EQ(umount2("/proc", 0), -1); /* "/proc/stat" is open still, by errors() */
	EXPECT_EQ(errno, EBUSY);
}

/* As a shell reads it, byte by byte: one text, whatever happens meanwhile. */
static void piece_by_piece(void)
{
	int fd = open("/proc/self/status", O_RDONLY), other = dup(fd);
	char text[4096] = "", again[4096] = "";
	ssize_t n = 0;

	REQUIRE(fd >= 0 && other >= 0);
	umask(022);
	for (int i = 0; i < 5; i++)
		EXPECT_EQ(read(fd, text + n++, 1), 1);
	umask(077);
	while (n < (ssize_t)sizeof(text) - 1 && read(other, text + n, 1) == 1)
		n++;
	EXPECT(strstr(text, "\nUmask:\t0022\n") != NULL);
	EXPECT(text[n - 1] == '\n');
	EXPECT_EQ(read(fd, again, 1), 0);
	EXPECT_EQ(pread(fd, again, 9, 5), 9);
	EXPECT_EQ(memcmp(again, text + 5, 9), 0);
	/* From the beginning: as it is now. */
	EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
	EXPECT(read(fd, again, sizeof(again) - 1) > 100);
	EXPECT(strstr(again, "\nUmask:\t0077\n") != NULL);
	umask(022);
	EXPECT_ERROR(write(fd, "x", 1), EBADF);
	EXPECT_ERROR(ftruncate(fd, 0), EINVAL);
	EXPECT_EQ(close(other), 0);
	EXPECT_EQ(close(fd), 0);
}

/* A line of a file that begins so, as a number; -1: there is none. */
static long number_in(const char *path, const char *line)
{
	const char *text = text_of(path), *at = text ? strstr(text, line) : NULL;

	return at ? atol(at + strlen(line)) : -1;
}

/* However many files of long texts are open, the VFS server keeps a few MiB of them. */
static void kept_texts(void)
{
	static char value[16][65536];
	char *argv[] = { "a name", "2", "3", NULL }, *envp[17] = { NULL }, c[2];
	long before, after;
	int fd[64];
	pid_t pid;

	for (int i = 0; i < 16; i++) {
		memset(value[i], 'a' + i, sizeof(value[i]) - 1);
		value[i][1] = '=';
		envp[i] = value[i];
	}
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		execve("/bin/waits", argv, envp);
		_exit(127);
	}
	while (strcmp(text_of(path_of(pid, "cmdline")), "a name") != 0)
		sched_yield();
	before = number_in("/proc/2/status", "VmRSS:");
	for (int i = 0; i < 64; i++) {
		fd[i] = open(path_of(pid, "environ"), O_RDONLY);
		EXPECT_EQ(read(fd[i], c, 2), 2);
	}
	after = number_in("/proc/2/status", "VmRSS:");
	EXPECT(before > 0 && after < before + 16 * 1024);
	/* Who goes on reading does not notice. */
	for (int i = 0; i < 64; i++) {
		EXPECT_EQ(read(fd[i], c, 1), 1);
		EXPECT_EQ(c[0], 'a');
		EXPECT_EQ(lseek(fd[i], 65536 * 3 + 5, SEEK_SET), 65536 * 3 + 5);
		EXPECT_EQ(read(fd[i], c, 1), 1);
		EXPECT_EQ(c[0], 'd');
		close(fd[i]);
	}
	kill(pid, SIGKILL);
	EXPECT_EQ(waitpid(pid, NULL, 0), pid);
}

static const struct guest_case cases[] = {
	{ "mounted", mounted },
	{ "system_files", system_files },
	{ "processes", processes },
	{ "gone", gone },
	{ "links", links },
	{ "errors", errors },
	{ "formats", formats },
	{ "strings", strings },
	{ "rights", rights },
	{ "limit", limit },
	{ "threads", threads },
	{ "descriptors", descriptors },
	{ "crowd", crowd },
	{ "piece_by_piece", piece_by_piece },
	{ "kept_texts", kept_texts },
};

/* As /bin/waits it is the program that others look at. */
int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[0], "a name") == 0)
		for (;;)
			pause();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
