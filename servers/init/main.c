/*
 * servers/init/main.c - PID 1: starts what /etc/inittab names, and stops it.
 *
 * Children that end are reaped, orphans too. SIGTERM restarts the machine,
 * SIGUSR1 halts it, SIGUSR2 switches it off, each in good order (stop.c). SIGINT
 * is Ctrl-Alt-Del, SIGPWR says that the power fails: see table.h. SIGHUP reads
 * /etc/supervisor again. Where the inittab starts nothing, or what it starts always ends
 * at once, there is a shell on the console; without one, init only reaps.
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
#include <sys/reboot.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <xinim/abi.h>
#include <xinim/notify.h>

#include "servers/init/account.h"
#include "servers/init/stop.h"
#include "servers/init/supervise.h"
#include "servers/init/table.h"

#define INITTAB     "/etc/inittab"
#define SUPERVISOR  "/etc/supervisor"
#define JOBS_MAX    32
#define SECOND      1000000000LL
#define QUICK_NS    (2 * SECOND)   /* one that ends sooner than this ... */
#define BACK_OFF    5              /* ... is started again so many seconds later */
#define STARTS      10             /* so many starts ... */
#define STARTS_NS   (120 * SECOND) /* ... in this time are too many ... */
#define SHUTDOWN_NS (60 * SECOND)  /* for the `shutdown' entries, all of them */
#define PAUSE       300            /* ... and it is left alone for so many seconds */
#define ARGS_MAX    16

const struct server init = { .name = "Init", .route = SERVER_NO_ROUTE };

static struct job {
	struct entry entry;
	pid_t pid; /* 0: it does not run */
	long long started, due;
	long long first; /* of the starts that are counted */
	int starts;
} jobs[JOBS_MAX];
static int job_count;
/* When nothing else can be started: somebody has to be able to mend the system. */
static struct job emergency = { .entry = {
					.action = ACTION_ONCE, .command = "/bin/sh" } };
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

		if (table_cut(f, line)) {
			server_log(&init, INITTAB ":%d: too long", number);
			continue;
		}
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

/* Waits for Enter, or the end of the terminal. */
static void ask(void)
{
	static const char text[] = "\nPlease press Enter to activate this console. ";
	char c;

	(void)write(1, text, sizeof(text) - 1);
	while (read(0, &c, 1) == 1 && c != '\n')
		;
}

static bool starts_again(const struct job *j)
{
	return j->entry.action == ACTION_RESPAWN || j->entry.action == ACTION_ASKFIRST;
}

static void start(struct job *j);

/* Does anything run, or is about to, that is started again and again? */
static bool any_alive(void)
{
	for (int i = 0; i < job_count; i++)
		if (starts_again(&jobs[i]) &&
			(jobs[i].pid ||
				jobs[i].due <= now() + QUICK_NS + BACK_OFF * SECOND))
			return true;
	return false;
}

/* Is there anybody to log in with? */
static bool any_entry(void)
{
	for (int i = 0; i < job_count; i++)
		if (starts_again(&jobs[i]) || jobs[i].pid)
			return true;
	return false;
}

static void start_emergency(const char *why)
{
	if (emergency.pid || access("/bin/sh", X_OK) != 0)
		return;
	server_log(&init, "%s: an emergency shell is on the console", why);
	start(&emergency);
}

/* It is to be started again: when. */
static void plan(struct job *j)
{
	j->due = now();
	if (j->starts >= STARTS && j->due - j->first < STARTS_NS) {
		server_log(&init, "%s is started too often: not for %d seconds",
			j->entry.command, PAUSE);
		j->due += PAUSE * SECOND;
		j->starts = 0;
		if (!any_alive())
			start_emergency("nothing else goes");
	} else if (j->due - j->started < QUICK_NS) {
		j->due += BACK_OFF * SECOND;
	}
}

static void start(struct job *j)
{
	j->started = now();
	if (j->starts == 0 || j->started - j->first >= STARTS_NS) {
		j->first = j->started;
		j->starts = 0;
	}
	j->starts++;
	j->pid = fork();
	if (j->pid == 0) {
		sigprocmask(SIG_UNBLOCK, &signals, NULL);
		open_terminal(j->entry.tty);
		if (j->entry.action == ACTION_ASKFIRST)
			ask();
		execute(j->entry.command);
	}
	if (j->pid < 0) {
		server_log(
			&init, "cannot start %s: %s", j->entry.command, strerror(errno));
		j->pid = 0;
		j->due = now() + BACK_OFF * SECOND;
	}
}

/* Whoever was there has mended it, perhaps. */
static void emergency_ended(void)
{
	emergency.pid = 0;
	for (int i = 0; i < job_count; i++)
		if (starts_again(&jobs[i]))
			jobs[i].due = 0;
	if (any_entry())
		return;
	if (now() - emergency.started < QUICK_NS)
		sleep(BACK_OFF);
	start_emergency("nothing else is to be started");
}

static void ended(pid_t pid)
{
	if (pid == emergency.pid)
		emergency_ended();
	for (int i = 0; i < job_count; i++) {
		struct job *j = &jobs[i];

		if (j->pid != pid)
			continue;
		j->pid = 0;
		if (j->entry.action != ACTION_SYSINIT)
			account_gone(pid);
		if (starts_again(j))
			plan(j);
	}
}

/* Starts those whose time has come; the time of the next one, -1: there is none. */
static long long respawn(void)
{
	long long next = -1;

	for (int i = 0; i < job_count; i++) {
		struct job *j = &jobs[i];

		if (!starts_again(j) || j->pid)
			continue;
		if (j->due <= now())
			start(j);
		if (!j->pid && (next < 0 || j->due < next))
			next = j->due;
	}
	return next;
}

static void reap(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		ended(pid);
}

/* --- what happens ---------------------------------------------------------------------- */

static void handle(int sig);

/* One signal, or none by that time (-1: for ever). */
static void wait_signal(long long until)
{
	long long left = until < 0 ? 0 : until - now();
	struct timespec wait = { left / SECOND, left % SECOND };
	int sig;

	if (left < 0)
		return;
	sig = until < 0 ? sigwaitinfo(&signals, NULL)
			: sigtimedwait(&signals, NULL, &wait);
	if (sig > 0)
		handle(sig);
}

/* Starts all of an action. `wait': each has ended before the next one begins. */
static bool run_all(enum action action, bool wait, long long limit_ns)
{
	long long until = limit_ns ? now() + limit_ns : -1;
	bool any = false;

	for (int i = 0; i < job_count; i++) {
		struct job *j = &jobs[i];

		if (j->entry.action != action || j->pid)
			continue;
		any = true;
		start(j);
		while (wait && j->pid && (until < 0 || now() < until))
			wait_signal(until);
	}
	return any;
}

static void end(unsigned howto)
{
	static bool ending;

	if (ending)
		return;
	ending = true;
	stop_reopen_console();
	account_stop();
	run_all(ACTION_SHUTDOWN, true, SHUTDOWN_NS);
	stop_machine(howto, ended);
	ending = false;
}

static void handle(int sig)
{
	switch (sig) {
	case SIGCHLD:
		reap();
		break;
	case SIGINT:
		if (!run_all(ACTION_CTRLALTDEL, false, 0))
			end(RB_AUTOBOOT);
		break;
	case SIGTERM:
		end(RB_AUTOBOOT);
		break;
	case SIGUSR1:
		end(RB_HALT_SYSTEM);
		break;
	case SIGUSR2:
		end(RB_POWER_OFF);
		break;
	case SIGPWR:
		if (!run_all(ACTION_POWERFAIL, false, 0))
			end(RB_POWER_OFF);
		break;
	case SIGHUP:
		read_policy();
		break;
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
	static const int handled[] = { SIGCHLD, SIGHUP, SIGINT, SIGPWR, SIGTERM, SIGUSR1,
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
	if (!table && access("/bin/sh", X_OK) != 0)
		return only_reap();
	if (table) {
		read_table(table);
		fclose(table);
	}
	read_policy();
	run_all(ACTION_SYSINIT, true, 0);
	account_start();
	run_all(ACTION_BOOTWAIT, true, 0);
	run_all(ACTION_BOOT, false, 0);
	run_all(ACTION_WAIT, true, 0);
	run_all(ACTION_ONCE, false, 0);
	if (!any_entry())
		start_emergency(INITTAB " has nothing to start");
	for (;;)
		wait_signal(respawn());
}
