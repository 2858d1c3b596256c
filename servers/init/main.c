/*
 * servers/init/main.c - PID 1: starts what /etc/inittab names, and stops it.
 *
 * Children that end are reaped, orphans too. SIGTERM restarts the machine,
 * SIGUSR1 halts it, SIGUSR2 switches it off, each in good order, and SIGINT
 * (Ctrl-Alt-Del) is as SIGTERM. SIGHUP reads /etc/supervisor again. Without an
 * inittab there is nothing to start: init only reaps.
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
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/notify.h>

#include "servers/init/supervise.h"
#include "servers/init/table.h"

#define INITTAB    "/etc/inittab"
#define SUPERVISOR "/etc/supervisor"
#define JOBS_MAX   32
#define QUICK_NS   2000000000LL /* one that ends sooner than this ... */
#define BACK_OFF   5            /* ... is started again so many seconds later */
#define STOP_TRIES 30           /* tenths of a second between SIGTERM and SIGKILL */
#define ARGS_MAX   16

const struct server init = { .name = "Init", .route = SERVER_NO_ROUTE };

static struct job {
	struct entry entry;
	pid_t pid; /* 0: it does not run */
	long long started, due;
} jobs[JOBS_MAX];
static int job_count;
static sigset_t signals;

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* --- the table ------------------------------------------------------------------- */

static void read_table(FILE *f)
{
	char line[2 * TABLE_TEXT];

	for (int number = 1; fgets(line, sizeof(line), f); number++) {
		const char *error;

		line[strcspn(line, "\n")] = '\0';
		if (job_count < JOBS_MAX &&
			table_line(line, &jobs[job_count].entry, &error))
			job_count++;
		else if (job_count == JOBS_MAX)
			server_log(&init, INITTAB ":%d: one too many", number);
		else if (error)
			server_log(&init, INITTAB ":%d: %s", number, error);
	}
}

static void read_policy(void)
{
	FILE *f = fopen(SUPERVISOR, "re");

	supervise_read(f, SUPERVISOR);
	if (f)
		fclose(f);
}

/* --- starting --------------------------------------------------------------------- */

/* A session of its own on its terminal; /dev/console is taken by force from none. */
static void open_terminal(const char *name)
{
	char path[64];
	int fd;

	setsid();
	snprintf(path, sizeof(path), "/dev/%s", *name ? name : "console");
	fd = open(path, O_RDWR);
	if (fd < 0) {
		server_log(&init, "%s: %s", path, strerror(errno));
		return;
	}
	ioctl(fd, TIOCSCTTY, 0);
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
	tcsetpgrp(0, getpid());
}

/* Words between blanks; who wants more writes a script. */
static void execute(char *command)
{
	char *args[ARGS_MAX], *rest = command;
	static char *const environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
		"HOME=/", "TERM=linux", NULL };
	int n = 0;

	while (n < ARGS_MAX - 1 && (args[n] = strtok_r(rest, " \t", &rest)))
		n++;
	args[n] = NULL;
	if (n == 0)
		_exit(127);
	execve(args[0], args, environment);
	server_log(&init, "%s: %s", args[0], strerror(errno));
	_exit(127);
}

static void start(struct job *j)
{
	j->started = now();
	j->pid = fork();
	if (j->pid == 0) {
		sigprocmask(SIG_UNBLOCK, &signals, NULL);
		open_terminal(j->entry.tty);
		execute(j->entry.command);
	}
	if (j->pid < 0) {
		server_log(
			&init, "cannot start %s: %s", j->entry.command, strerror(errno));
		j->pid = 0;
		j->due = now() + BACK_OFF * 1000000000LL;
	}
}

static void ended(pid_t pid)
{
	for (int i = 0; i < job_count; i++) {
		struct job *j = &jobs[i];

		if (j->pid != pid)
			continue;
		j->pid = 0;
		j->due = now();
		if (j->due - j->started < QUICK_NS)
			j->due += BACK_OFF * 1000000000LL;
	}
}

static void run_all(enum action action, bool wait)
{
	for (int i = 0; i < job_count; i++) {
		struct job *j = &jobs[i];

		if (j->entry.action != action)
			continue;
		start(j);
		while (wait && j->pid) {
			pid_t pid = waitpid(-1, NULL, 0);

			if (pid > 0)
				ended(pid);
			else if (errno != EINTR)
				break;
		}
	}
}

/* Starts those whose time has come; the time of the next one, -1: there is none. */
static long long respawn(void)
{
	long long next = -1;

	for (int i = 0; i < job_count; i++) {
		struct job *j = &jobs[i];

		if (j->entry.action != ACTION_RESPAWN || j->pid)
			continue;
		if (j->due <= now())
			start(j);
		if (!j->pid && (next < 0 || j->due < next))
			next = j->due;
	}
	return next;
}

/* --- stopping ---------------------------------------------------------------------- */

static void reap(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		ended(pid);
}

/* Waits until all have ended but servers and drivers; false: some will not. */
static bool all_ended(void)
{
	for (int i = 0; i < STOP_TRIES; i++) {
		reap();
		if (kill(-1, 0) != 0)
			return true;
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	}
	return false;
}

static void stop_all(void)
{
	kill(-1, SIGTERM);
	kill(-1, SIGCONT);
	if (all_ended())
		return;
	kill(-1, SIGKILL);
	if (!all_ended())
		server_log(&init, "some processes do not end");
}

/* Sessions have ended on the console since: the descriptors from before are dead. */
static void reopen_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0)
		return;
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void end(unsigned howto)
{
	reopen_console();
	run_all(ACTION_SHUTDOWN, true);
	server_log(&init, "stopping all processes");
	stop_all();
	reopen_console();
	sync();
	umount2("/", MNT_DETACH);
	server_log(&init, "the machine %s",
		howto == RB_AUTOBOOT              ? "restarts"
			: howto == RB_HALT_SYSTEM ? "halts"
						  : "is switched off");
	reboot((int)howto);
	server_log(&init, "the machine cannot be stopped: %s", strerror(errno));
}

/* --- the life of PID 1 ---------------------------------------------------------------- */

static void serve(void)
{
	for (;;) {
		long long next = respawn(), left = next < 0 ? 0 : next - now();
		struct timespec wait = { left / 1000000000, left % 1000000000 };

		if (left < 0)
			continue;
		switch (next < 0 ? sigwaitinfo(&signals, NULL)
				 : sigtimedwait(&signals, NULL, &wait)) {
		case SIGCHLD:
			reap();
			break;
		case SIGINT:
		case SIGTERM:
			end(RB_AUTOBOOT);
			break;
		case SIGUSR1:
			end(RB_HALT_SYSTEM);
			break;
		case SIGUSR2:
			end(RB_POWER_OFF);
			break;
		case SIGHUP:
			read_policy();
			break;
		}
	}
}

static void report(pid_t pid, int status)
{
	if (WIFSIGNALED(status))
		server_log(&init, "PID %d was killed by signal %d", (int)pid,
			WTERMSIG(status));
	else
		server_log(&init, "PID %d exited with status %d", (int)pid,
			WEXITSTATUS(status));
}

/* Until there is another child; without a process server, for good. */
static int wait_for_children(const sigset_t *child)
{
	int sig;

	if (errno == ECHILD)
		return sigwait(child, &sig);
	return notify_wait(XINIM_NOTIFY_CHILD) < 0;
}

/* Without a table there is nothing to start. */
static int only_reap(void)
{
	sigset_t child;
	int status;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	for (;;) {
		pid_t pid = waitpid(-1, &status, 0);

		if (pid > 0)
			report(pid, status);
		else if (errno != EINTR && wait_for_children(&child) != 0)
			return 1;
	}
}

int main(void)
{
	static const int handled[] = { SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGUSR1,
		SIGUSR2 };
	FILE *table;

	server_log(&init, "Hello from Ring 3! My PID is: %d", (int)getpid());
	sigemptyset(&signals);
	for (size_t i = 0; i < sizeof(handled) / sizeof(handled[0]); i++)
		sigaddset(&signals, handled[i]);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	supervise_start();
	/* Waits until the VFS server is there. */
	table = fopen(INITTAB, "re");
	if (!table)
		return only_reap();
	read_table(table);
	fclose(table);
	read_policy();
	run_all(ACTION_SYSINIT, true);
	run_all(ACTION_WAIT, true);
	run_all(ACTION_ONCE, false);
	serve();
}
