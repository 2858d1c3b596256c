/* tests/posix/proc.c - /proc: what is in it, what comes and goes, errors.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-timeout: 120
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "terminal.h"

#include <sys/mount.h>

static void mounted(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/proc", 0555), 0);
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
}

static const char *path_of(pid_t pid, const char *what)
{
	static char path[64];

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
	static const char *const names[] = { "cpuinfo", "filesystems", "loadavg",
		"meminfo", "mounts", "stat", "uptime", "version", "self/mounts",
		"self/stat", "self/status", "self/statm", "self/comm", "self/cmdline" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[64];
		const char *text;

		snprintf(path, sizeof(path), "/proc/%s", names[i]);
		text = file_text(path);
		EXPECT(text && *text);
		if (!text || !*text)
			printf("  %s\n", path);
	}
	EXPECT(strncmp(file_text("/proc/meminfo"), "MemTotal:", 9) == 0);
	EXPECT(strstr(file_text("/proc/mounts"), "proc /proc proc rw 0 0\n") != NULL);
	EXPECT(strstr(file_text("/proc/filesystems"), "nodev\tproc\n") != NULL);
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
	EXPECT(strncmp(file_text(path_of(pid, "stat")), want, strlen(want)) == 0);
	EXPECT(strstr(file_text(path_of(pid, "status")), "PPid:\t1\n") != NULL);
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
	EXPECT_ERROR(open("/proc/new", O_RDWR | O_CREAT, 0644), EPERM);
	EXPECT_ERROR(mkdir("/proc/new", 0755), EPERM);
	EXPECT_ERROR(unlink("/proc/stat"), EPERM);
	EXPECT_ERROR(rmdir("/proc/1"), EPERM);
	EXPECT_ERROR(rename("/proc/stat", "/proc/stat2"), EPERM);
	EXPECT_ERROR(chmod("/proc/stat", 0777), EPERM);
	EXPECT_ERROR(read(open("/proc/stat", O_RDONLY), BAD, 10), EFAULT);
}

/* Processes that come and go while all is read. */
static void crowd(void)
{
	for (int i = 0; i < 40; i++) {
		pid_t pid = fork();
		DIR *d;
		struct dirent *e;

		if (pid == 0)
			_exit(0);
		d = opendir("/proc");
		while (d && (e = readdir(d)))
			if (e->d_name[0] >= '1' && e->d_name[0] <= '9')
				(void)file_text(path_of(atoi(e->d_name), "stat"));
		closedir(d);
		reap(pid);
	}
	EXPECT_EQ(umount2("/proc", 0), -1); /* "/proc/stat" is open still, by errors() */
	EXPECT_EQ(errno, EBUSY);
}

static const struct guest_case cases[] = {
	{ "mounted", mounted },
	{ "system_files", system_files },
	{ "processes", processes },
	{ "gone", gone },
	{ "links", links },
	{ "errors", errors },
	{ "crowd", crowd },
};
GUEST_MAIN(cases)
