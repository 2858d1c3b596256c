/* tests/posix/system.c - system, popen, and posix_spawn with all that it can be told.
 *
 * The shell is this program: it takes a line of words of its own. What it does:
 * `exit N', `kill N' (itself), `ignored' (of SIGINT 1, SIGQUIT 2, blocked SIGCHLD
 * 4, SIGUSR1 blocked 8), `fd N', `count' (open descriptors), `say TEXT', `eat',
 * `interrupt' (SIGINT to its parent), `wait' (for ever), `sid', `cwd'.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-server: memory
 * guest-root: dir 0755 /bin
 * guest-root: prog 0755 /bin/sh tests/posix/system.guest
 * guest-root: dir 1777 /tmp
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "process.h"

#include <pthread.h>
#include <spawn.h>
#include <sys/stat.h>

extern char **environ;

/* --- the shell ------------------------------------------------------------------------ */

static bool ignores(int sig)
{
	struct sigaction now;

	return sigaction(sig, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

static int state(void)
{
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	return ignores(SIGINT) + 2 * ignores(SIGQUIT) + 4 * sigismember(&set, SIGCHLD) +
		8 * sigismember(&set, SIGUSR1);
}

static int open_count(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static int shell(const char *line)
{
	const char *rest = strchr(line, ' ');
	char c, path[64];
	int n = rest ? atoi(rest + 1) : 0;

	if (strncmp(line, "exit", 4) == 0)
		return n;
	if (strncmp(line, "kill", 4) == 0)
		kill(getpid(), n);
	else if (strcmp(line, "ignored") == 0)
		return state();
	else if (strncmp(line, "fd", 2) == 0)
		return fcntl(n, F_GETFD) >= 0;
	else if (strcmp(line, "count") == 0)
		return open_count();
	else if (strncmp(line, "say ", 4) == 0)
		return write(1, line + 4, strlen(line + 4)) < 0;
	else if (strcmp(line, "eat") == 0)
		for (n = 0; read(0, &c, 1) == 1; n++)
			;
	else if (strcmp(line, "interrupt") == 0)
		kill(getppid(), SIGINT);
	else if (strcmp(line, "wait") == 0)
		for (;;)
			pause();
	else if (strcmp(line, "sid") == 0)
		return getsid(0) == getpid();
	else if (strcmp(line, "cwd") == 0)
		return strcmp(getcwd(path, sizeof(path)), "/tmp") == 0;
	else
		return 90;
	return n;
}

/* --- system --------------------------------------------------------------------------- */

static void statuses(void)
{
	EXPECT(system(NULL) != 0);
	EXPECT_EQ(system("exit 0"), 0);
	EXPECT_EQ(WEXITSTATUS(system("exit 3")), 3);
	EXPECT_EQ(system("exit 3"), 3 << 8);
	EXPECT_EQ(WTERMSIG(system("kill 9")), SIGKILL);
	EXPECT_EQ(system("ignored"), 0);
}

static volatile int interrupts;

static void count_signal(int sig)
{
	(void)sig;
	interrupts++;
}

/* The caller's own handlers do not hear of what the command does. */
static void signals_in_system(void)
{
	struct sigaction act = { .sa_handler = count_signal }, now;
	sigset_t set, before, after;

	interrupts = 0;
	EXPECT_EQ(sigaction(SIGINT, &act, NULL), 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &before);
	EXPECT_EQ(system("interrupt"), 0);
	EXPECT_EQ(interrupts, 0);
	EXPECT_EQ(WEXITSTATUS(system("ignored")), 8);
	sigprocmask(SIG_SETMASK, &before, &after);
	EXPECT(sigismember(&after, SIGUSR1) && !sigismember(&after, SIGCHLD));
	EXPECT_EQ(sigaction(SIGINT, NULL, &now), 0);
	EXPECT(now.sa_handler == count_signal);
	signal(SIGINT, SIG_IGN);
	EXPECT_EQ(WEXITSTATUS(system("ignored")), 1);
	signal(SIGINT, SIG_DFL);
}

/* Another child that has ended stays for who waits for it. */
static void only_its_child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(17);
	EXPECT_EQ(waitid(P_PID, (id_t)pid, &(siginfo_t){ 0 }, WEXITED | WNOWAIT), 0);
	EXPECT_EQ(system("exit 5"), 5 << 8);
	EXPECT_EQ(reap(pid), 17);
}

static void no_shell(void)
{
	EXPECT_EQ(rename("/bin/sh", "/bin/not"), 0);
	EXPECT_EQ(system(NULL), 0);
	EXPECT_EQ(system("exit 0"), 127 << 8);
	EXPECT_EQ(rename("/bin/not", "/bin/sh"), 0);
	EXPECT_ERROR(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static void *many(void *arg)
{
	long wrong = 0;

	for (int i = 0; i < 20; i++) {
		int n = (int)(long)arg * 20 + i;
		char line[16];

		snprintf(line, sizeof(line), "exit %d", n);
		wrong += system(line) != n << 8;
	}
	return (void *)wrong;
}

static void threads(void)
{
	struct sigaction now;
	pthread_t t[4];
	void *wrong;

	for (long i = 0; i < 4; i++)
		REQUIRE_EQ(pthread_create(&t[i], NULL, many, (void *)i), 0);
	for (int i = 0; i < 4; i++) {
		EXPECT_EQ(pthread_join(t[i], &wrong), 0);
		EXPECT_EQ((long)wrong, 0);
	}
	EXPECT_EQ(sigaction(SIGINT, NULL, &now), 0);
	EXPECT(now.sa_handler == SIG_DFL);
}

static void *waits(void *arg)
{
	system("wait");
	return arg;
}

/* A cancelled one leaves no command behind, and signals as they were. */
static void cancelled(void)
{
	pthread_t t;
	void *result;

	REQUIRE_EQ(pthread_create(&t, NULL, waits, NULL), 0);
	while (!ignores(SIGINT))
		sleep_ms(1);
	EXPECT_EQ(pthread_cancel(t), 0);
	EXPECT_EQ(pthread_join(t, &result), 0);
	EXPECT(result == PTHREAD_CANCELED);
	EXPECT(!ignores(SIGINT));
	EXPECT_ERROR(waitpid(-1, NULL, WNOHANG), ECHILD);
}

/* --- popen ---------------------------------------------------------------------------- */

static void streams(void)
{
	char text[32] = "";
	FILE *f = popen("say hello", "r");

	REQUIRE(f != NULL);
	EXPECT(fgets(text, sizeof(text), f) && strcmp(text, "hello") == 0);
	EXPECT_EQ(pclose(f), 0);
	f = popen("eat", "w");
	REQUIRE(f != NULL);
	EXPECT(fputs("12345", f) >= 0);
	EXPECT_EQ(pclose(f), 5 << 8);
	f = popen("kill 15", "r");
	REQUIRE(f != NULL);
	EXPECT_EQ(pclose(f), SIGTERM);
	f = popen("x", "r+");
	EXPECT(f == NULL && errno == EINVAL);
	f = popen("x", "rw");
	EXPECT(f == NULL && errno == EINVAL);
	f = popen("x", "");
	EXPECT(f == NULL && errno == EINVAL);
	EXPECT_EQ(pclose(stdin), -1);
}

static void others_closed(void)
{
	FILE *a, *b, *c;
	int plain = WEXITSTATUS(system("count")), fd;

	a = popen("eat", "w");
	b = popen("eat", "we");
	REQUIRE(a != NULL && b != NULL);
	fd = fileno(a);
	EXPECT_EQ(fcntl(fd, F_GETFD), 0);
	EXPECT_EQ(fcntl(fileno(b), F_GETFD), FD_CLOEXEC);
	/* system's command has the first, popen's neither. */
	EXPECT_EQ(WEXITSTATUS(system("count")), plain + 1);
	c = popen("count", "r");
	REQUIRE(c != NULL);
	EXPECT_EQ(WEXITSTATUS(pclose(c)), plain);
	EXPECT_EQ(pclose(a), 0);
	EXPECT_EQ(pclose(b), 0);
	EXPECT_ERROR(waitpid(-1, NULL, WNOHANG), ECHILD);
}

/* Somebody waited for it before. */
static void stolen(void)
{
	FILE *f = popen("exit 1", "r");

	REQUIRE(f != NULL);
	EXPECT(wait(NULL) > 0);
	EXPECT_ERROR(pclose(f), ECHILD);
}

/* --- posix_spawn ---------------------------------------------------------------------- */

static int spawn(const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attr,
	const char *line)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)line, NULL };
	pid_t pid = -1;
	int error = posix_spawn(&pid, "/bin/sh", actions, attr, argv, environ);

	return error ? -error : reap(pid);
}

/* As programs do it: all signals back, the two that cannot be among them. */
static void all_defaults(void)
{
	posix_spawnattr_t attr;
	sigset_t all;
	short flags;

	sigfillset(&all);
	signal(SIGINT, SIG_IGN);
	EXPECT_EQ(spawn(NULL, NULL, "ignored"), 1);
	REQUIRE_EQ(posix_spawnattr_init(&attr), 0);
	EXPECT_EQ(posix_spawnattr_setflags(&attr, 0x4000), EINVAL);
	EXPECT_EQ(posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF), 0);
	EXPECT_EQ(posix_spawnattr_setsigdefault(&attr, &all), 0);
	EXPECT_EQ(posix_spawnattr_getflags(&attr, &flags), 0);
	EXPECT_EQ(flags, POSIX_SPAWN_SETSIGDEF);
	EXPECT_EQ(spawn(NULL, &attr, "ignored"), 0);
	EXPECT_EQ(posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID), 0);
	EXPECT_EQ(spawn(NULL, &attr, "sid"), 1);
	EXPECT_EQ(posix_spawnattr_destroy(&attr), 0);
	signal(SIGINT, SIG_DFL);
}

static void actions(void)
{
	int fd = open("/bin/sh", O_RDONLY | O_CLOEXEC);
	posix_spawn_file_actions_t a;
	char line[16];

	snprintf(line, sizeof(line), "fd %d", fd);
	REQUIRE_EQ(posix_spawn_file_actions_init(&a), 0);
	EXPECT_EQ(spawn(&a, NULL, line), 0);
	EXPECT_EQ(posix_spawn_file_actions_adddup2(&a, fd, fd), 0);
	EXPECT_EQ(spawn(&a, NULL, line), 1);
	EXPECT_EQ(posix_spawn_file_actions_addchdir(&a, "/tmp"), 0);
	EXPECT_EQ(spawn(&a, NULL, "cwd"), 1);
	EXPECT_EQ(posix_spawn_file_actions_addclose(&a, 200), 0);
	EXPECT_EQ(spawn(&a, NULL, "cwd"), 1);
	EXPECT_EQ(posix_spawn_file_actions_adddup2(&a, 200, 3), 0);
	EXPECT_EQ(spawn(&a, NULL, "cwd"), -EBADF);
	EXPECT_EQ(posix_spawn_file_actions_adddup2(&a, -1, 3), EBADF);
	EXPECT_EQ(posix_spawn_file_actions_addclose(&a, 1 << 30), EBADF);
	EXPECT_EQ(posix_spawn_file_actions_destroy(&a), 0);
	close(fd);
	EXPECT_ERROR(waitpid(-1, NULL, WNOHANG), ECHILD);
}

static const struct guest_case cases[] = {
	{ "statuses", statuses },
	{ "signals_in_system", signals_in_system },
	{ "only_its_child", only_its_child },
	{ "no_shell", no_shell },
	{ "threads", threads },
	{ "cancelled", cancelled },
	{ "streams", streams },
	{ "others_closed", others_closed },
	{ "stolen", stolen },
	{ "all_defaults", all_defaults },
	{ "actions", actions },
};

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "-c") == 0)
		return shell(argv[2]);
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
