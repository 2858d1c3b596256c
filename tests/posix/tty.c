/* tests/posix/tty.c - terminals of sessions: job control, keys that signal, hang-up.
 *
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "terminal.h"

static volatile int caught, count;

static void on_signal(int signal)
{
	caught = signal;
	count++;
}

static void watch(int sig, int flags)
{
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = flags };

	sigaction(sig, &act, NULL);
	caught = count = 0;
}

static void server_up(void)
{
	REQUIRE(file_server_up());
}

/*
 * Each case is run in a session of its own, whose terminal is `slave`. What it types
 * goes through a master that all have.
 */
static void (*body)(void);

static void lead(void)
{
	CHILD_EXPECT(setsid() == getpid());
	CHILD_EXPECT(ioctl(slave, TIOCSCTTY, 0) == 0);
	body();
}

static void session(void (*what)(void))
{
	body = what;
	pair();
	EXPECT_EQ(in_child(lead), 0);
	unpair();
}

/* A child in a group of its own; foreground: the terminal's. */
static pid_t job(void (*what)(void), bool foreground)
{
	pid_t pid;

	fflush(stdout);
	signal(SIGTTOU, SIG_IGN);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		if (foreground)
			CHILD_EXPECT(tcsetpgrp(slave, getpid()) == 0);
		signal(SIGTTOU, SIG_DFL);
		signal(SIGINT, SIG_DFL);
		what();
		_exit(0);
	}
	setpgid(pid, pid);
	if (foreground)
		tcsetpgrp(slave, pid);
	return pid;
}

/* How it has changed: 1000 + the signal that ended it, 2000 + the one that stopped it. */
static int changed(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, WUNTRACED) != pid)
		return -errno;
	return WIFSTOPPED(status)     ? 2000 + WSTOPSIG(status)
		: WIFSIGNALED(status) ? 1000 + WTERMSIG(status)
				      : WEXITSTATUS(status);
}

/* --- whose terminal -------------------------------------------------------------- */

static void taken(void)
{
	int fd, other_master, other;

	CHILD_EXPECT(tcgetsid(slave) == getpid());
	CHILD_EXPECT(tcgetpgrp(slave) == getpid());
	CHILD_EXPECT(tcgetpgrp(master) == getpid());
	CHILD_EXPECT(ioctl(slave, TIOCSCTTY, 0) == 0); /* it is ours already */
	fd = open("/dev/tty", O_RDWR);
	CHILD_EXPECT(fd >= 0 && tcgetpgrp(fd) == getpid());
	CHILD_EXPECT(write(fd, "x", 1) == 1 && strcmp(get(master), "x") == 0);
	/* One is enough. */
	CHILD_EXPECT(openpty(&other_master, &other, NULL, NULL, NULL) == 0);
	CHILD_EXPECT(ioctl(other, TIOCSCTTY, 0) == -1 && errno == EPERM);
	CHILD_EXPECT(tcsetpgrp(other, getpid()) == -1 && errno == ENOTTY);
	CHILD_EXPECT(tcsetpgrp(slave, -1) == -1 && errno == EINVAL);
	CHILD_EXPECT(tcsetpgrp(slave, 1) == -1 && errno == EPERM);
	CHILD_EXPECT(tcsetpgrp(slave, 31999) == -1 && errno == EPERM);
	/* Given up: SIGHUP and SIGCONT for the foreground. */
	signal(SIGHUP, SIG_IGN);
	CHILD_EXPECT(ioctl(slave, TIOCNOTTY, 0) == 0);
	CHILD_EXPECT(open("/dev/tty", O_RDWR) == -1 && errno == ENXIO);
	CHILD_EXPECT(tcgetpgrp(slave) == -1 && errno == ENOTTY);
}

static void not_the_leader(void)
{
	CHILD_EXPECT(ioctl(slave, TIOCSCTTY, 0) == -1 && errno == EPERM);
	CHILD_EXPECT(setsid() > 0);
	/* It is its session's, still. */
	CHILD_EXPECT(ioctl(slave, TIOCSCTTY, 0) == -1 && errno == EPERM);
	CHILD_EXPECT(ioctl(slave, TIOCSCTTY, 1) == 0);
	CHILD_EXPECT(tcgetsid(slave) == getpid());
	signal(SIGHUP, SIG_IGN);
}

static void stolen(void)
{
	CHILD_EXPECT(reap(child(not_the_leader)) == 0);
}

/* Opening does it too, but for O_NOCTTY. */
static void by_opening(void)
{
	const char *name = ptsname(master);

	CHILD_EXPECT(setsid() > 0);
	CHILD_EXPECT(open(name, O_RDWR | O_NOCTTY) >= 0);
	CHILD_EXPECT(open("/dev/tty", O_RDWR) == -1 && errno == ENXIO);
	CHILD_EXPECT(open(name, O_RDWR) >= 0);
	CHILD_EXPECT(tcgetsid(slave) == getpid());
}

static void whose(void)
{
	session(taken);
	session(stolen);
	pair();
	EXPECT_EQ(in_child(by_opening), 0);
	unpair();
}

/* --- sizes ------------------------------------------------------------------------- */

static void resize(void)
{
	struct winsize size = { .ws_row = 30, .ws_col = 90 }, got;

	watch(SIGWINCH, 0);
	CHILD_EXPECT(ioctl(master, TIOCSWINSZ, &size) == 0);
	while (!count)
		sleep_ms(1);
	CHILD_EXPECT(ioctl(slave, TIOCGWINSZ, &got) == 0);
	CHILD_EXPECT(got.ws_row == 30 && got.ws_col == 90);
	/* The same again is no change. */
	CHILD_EXPECT(ioctl(slave, TIOCSWINSZ, &size) == 0);
	sleep_ms(50);
	CHILD_EXPECT(count == 1);
}

static void sizes(void)
{
	session(resize);
}

/* --- keys that signal ------------------------------------------------------------------ */

static void forever(void)
{
	for (;;)
		sleep_ms(100000);
}

static void read_one(void)
{
	char b;

	CHILD_EXPECT(read(slave, &b, 1) == 1);
}

static void keys(void)
{
	static const struct {
		const char *key;
		int result;
	} all[] = { { "\003", 1000 + SIGINT }, { "\034", 1000 + SIGQUIT },
		{ "\032", 2000 + SIGTSTP } };

	watch(SIGINT, 0);
	for (size_t i = 0; i < 3; i++) {
		for (int reads = 0; reads < 2; reads++) {
			pid_t pid = job(reads ? read_one : forever, true);

			sleep_ms(30);
			put(all[i].key);
			CHILD_EXPECT(changed(pid) == all[i].result);
			kill(pid, SIGKILL);
			waitpid(pid, NULL, 0);
			CHILD_EXPECT(tcsetpgrp(slave, getpid()) == 0);
		}
	}
	/* Not ours, as we were in the background then. */
	CHILD_EXPECT(count == 0);
	put("half a line\003");
	while (!count)
		sleep_ms(1);
	CHILD_EXPECT(*get(slave) == 0);
	/* A handler that does not restart ends a read. */
	change(0, ISIG);
	put("\003\n");
	CHILD_EXPECT(strcmp(get(slave), "\003\n") == 0);
}

static void signal_keys(void)
{
	session(keys);
}

static void interrupt_me(void)
{
	char b[4];

	watch(SIGINT, 0);
	CHILD_EXPECT(read(slave, b, 4) == -1 && errno == EINTR);
	CHILD_EXPECT(count == 1);
	watch(SIGINT, SA_RESTART);
	CHILD_EXPECT(read(slave, b, 4) == 3 && count == 1);
}

static void interrupt(void)
{
	pid_t pid = job(interrupt_me, true);

	sleep_ms(40);
	put("\003");
	sleep_ms(40);
	put("\003");
	sleep_ms(40);
	put("ab\n");
	CHILD_EXPECT(changed(pid) == 0);
}

static void interrupted(void)
{
	session(interrupt);
}

/* --- the background ------------------------------------------------------------------------ */

static void read_line(void)
{
	char b[8];

	CHILD_EXPECT(read(slave, b, 8) == 3 && memcmp(b, "ab\n", 3) == 0);
}

static void background_reader(void)
{
	pid_t pid = job(read_line, false);

	CHILD_EXPECT(changed(pid) == 2000 + SIGTTIN);
	/* Told to go on in the background, it is stopped again. */
	CHILD_EXPECT(kill(pid, SIGCONT) == 0);
	CHILD_EXPECT(changed(pid) == 2000 + SIGTTIN);
	CHILD_EXPECT(tcsetpgrp(slave, pid) == 0);
	CHILD_EXPECT(kill(-pid, SIGCONT) == 0);
	put("ab\n");
	CHILD_EXPECT(changed(pid) == 0);
}

static void read_refused(void)
{
	char b[8];
	sigset_t set;

	signal(SIGTTIN, SIG_IGN);
	CHILD_EXPECT(read(slave, b, 8) == -1 && errno == EIO);
	signal(SIGTTIN, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGTTIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	CHILD_EXPECT(read(slave, b, 8) == -1 && errno == EIO);
}

static void caught_reader(void)
{
	char b[8];

	watch(SIGTTIN, 0);
	CHILD_EXPECT(read(slave, b, 8) == -1 && errno == EINTR);
	CHILD_EXPECT(caught == SIGTTIN);
}

static void orphan(void)
{
	char b[8];

	while (getppid() != 1)
		sleep_ms(1);
	if (!(read(slave, b, 8) == -1 && errno == EIO))
		_exit(1);
	_exit(write(slave, b, 1) == -1 && errno == EIO ? 41 : 2);
}

/* Its parent ends: nobody in the session could continue it. */
static void leave_orphan(void)
{
	job(orphan, false);
}

static void background_readers(void)
{
	session(background_reader);
}

static void refused(void)
{
	CHILD_EXPECT(changed(job(read_refused, false)) == 0);
	CHILD_EXPECT(changed(job(caught_reader, false)) == 0);
}

/* The one in the middle ends; the session's leader, which is not its parent, lives. */
static void orphans(void)
{
	int status;
	pid_t middle;

	change(TOSTOP, 0);
	middle = child(leave_orphan);
	CHILD_EXPECT(reap(middle) == 0);
	CHILD_EXPECT(waitpid(-1, &status, 0) == -1 && errno == ECHILD);
	sleep_ms(300);
}

static void refused_readers(void)
{
	int status = 0;

	session(refused);
	session(orphans);
	/* The orphan is ours now. */
	EXPECT(waitpid(-1, &status, 0) > 0);
	EXPECT_EQ(WEXITSTATUS(status), 41);
}

static void write_one(void)
{
	CHILD_EXPECT(write(slave, "w", 1) == 1);
}

static void set_modes(void)
{
	struct termios t;

	CHILD_EXPECT(tcgetattr(slave, &t) == 0);
	CHILD_EXPECT(tcsetattr(slave, TCSANOW, &t) == 0);
}

static void blocked_writer(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTTOU);
	sigprocmask(SIG_BLOCK, &set, NULL);
	write_one();
	set_modes();
}

static void background_writers(void)
{
	pid_t pid;

	CHILD_EXPECT(changed(job(write_one, false)) == 0);
	change(TOSTOP, 0);
	pid = job(write_one, false);
	CHILD_EXPECT(changed(pid) == 2000 + SIGTTOU);
	CHILD_EXPECT(tcsetpgrp(slave, pid) == 0 && kill(pid, SIGCONT) == 0);
	CHILD_EXPECT(changed(pid) == 0);
	CHILD_EXPECT(tcsetpgrp(slave, getpid()) == 0);
	CHILD_EXPECT(changed(job(blocked_writer, false)) == 0);
	change(0, TOSTOP);
	/* Settings are always guarded. */
	pid = job(set_modes, false);
	CHILD_EXPECT(changed(pid) == 2000 + SIGTTOU);
	CHILD_EXPECT(kill(pid, SIGKILL) == 0 && changed(pid) == 1000 + SIGKILL);
}

static void writers(void)
{
	session(background_writers);
}

/* --- hang-up ----------------------------------------------------------------------------- */

static void forever_at_slave(void)
{
	close(master);
	forever();
}

static void hang_up(void)
{
	char b;
	pid_t pid = job(forever_at_slave, true);

	watch(SIGHUP, 0);
	sleep_ms(30);
	/* The last descriptor: PID 1 and the job have closed theirs. */
	close(master);
	while (!count)
		sleep_ms(1);
	CHILD_EXPECT(changed(pid) == 1000 + SIGHUP);
	CHILD_EXPECT(read(slave, &b, 1) == 0);
	CHILD_EXPECT(write(slave, &b, 1) == -1 && errno == EIO);
	CHILD_EXPECT(open("/dev/tty", O_RDWR) == -1 && errno == ENXIO);
}

static void hung_up(void)
{
	pid_t pid;

	body = hang_up;
	pair();
	pid = child(lead);
	sleep_ms(20);
	close(master);
	EXPECT_EQ(reap(pid), 0);
	close(slave);
}

/* The leader ends: the foreground hears of it, and the terminal is free. */
static void end_leading(void)
{
	job(forever, true);
}

static void leader_ends(void)
{
	int status = 0;

	body = end_leading;
	pair();
	EXPECT_EQ(in_child(lead), 0);
	EXPECT(waitpid(-1, &status, 0) > 0);
	EXPECT_EQ(WTERMSIG(status), SIGHUP);
	EXPECT_EQ(tcgetpgrp(master), 0);
	unpair();
}

/* TIOCSTI types what the terminal is asked to. */
static void typing(void)
{
	for (const char *s = "ok\n"; *s; s++)
		CHILD_EXPECT(ioctl(slave, TIOCSTI, s) == 0);
	CHILD_EXPECT(strcmp(get(slave), "ok\n") == 0);
}

static void typed(void)
{
	session(typing);
}

static const struct guest_case cases[] = {
	{ "server_up", server_up },
	{ "whose", whose },
	{ "sizes", sizes },
	{ "signal_keys", signal_keys },
	{ "interrupted", interrupted },
	{ "background_readers", background_readers },
	{ "refused_readers", refused_readers },
	{ "writers", writers },
	{ "hung_up", hung_up },
	{ "leader_ends", leader_ends },
	{ "typed", typed },
};
GUEST_MAIN(cases)
