/*
 * distro/base/shutdown.c - ends the system in good order, now or later.
 *
 * usage: shutdown [-r | -h | -H | -P] [-k] [now | +MINUTES | HH:MM] [MESSAGE...]
 *	shutdown -c [MESSAGE...]
 *
 * Restarts (-r), halts (-H) or switches off (-h, -P, and without any). Who is logged in is
 * told when it is called and when it happens. Until then the program waits: its end, and
 * `shutdown -c', take it back. With -k it is only told. Without a time: in a minute.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

#define PID_FILE    "/var/run/shutdown.pid" /* locked by the one that waits */
#define MINUTES_MAX 10080

static const struct way {
	char option;
	int signal; /* servers/init/main.c */
	const char *text;
} ways[] = {
	{ 'P', SIGUSR2, "is switched off" },
	{ 'h', SIGUSR2, "is switched off" },
	{ 'r', SIGTERM, "restarts" },
	{ 'H', SIGUSR1, "halts" },
};

static char message[512]; /* of who called it; "": none */

static _Noreturn void usage(void)
{
	errx(2,
		"usage: shutdown [-r | -h | -H | -P] [-k] [now | +MINUTES | HH:MM] "
		"[MESSAGE...]\n       shutdown -c [MESSAGE...]");
}

/* A terminal that takes nothing is not waited for. */
static void tell(const char *line, const char *text)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/dev/%.32s", line);
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)write(fd, text, strlen(text));
	close(fd);
}

static void tell_all(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void tell_all(const char *format, ...)
{
	char text[1024], what[256];
	const struct utmpx *u;
	va_list ap;

	va_start(ap, format);
	vsnprintf(what, sizeof(what), format, ap);
	va_end(ap);
	snprintf(text, sizeof(text), "\r\n%s\r\n%s%s", what, message,
		*message ? "\r\n" : "");
	setutxent();
	while ((u = getutxent()))
		if (u->ut_type == USER_PROCESS)
			tell(u->ut_line, text);
	endutxent();
}

/* The rest of the words. */
static void take_message(char **words)
{
	for (; *words; words++) {
		strlcat(message, *words, sizeof(message));
		if (words[1])
			strlcat(message, " ", sizeof(message));
	}
}

/* Decimal digits at *p, which moves past them; -1: there are none, or it is above `max'. */
static long number(const char **p, long max)
{
	long value = 0;

	if (**p < '0' || **p > '9')
		return -1;
	for (; **p >= '0' && **p <= '9'; (*p)++) {
		value = value * 10 + (**p - '0');
		if (value > max)
			return -1;
	}
	return value;
}

/* Seconds until HH:MM is next. */
static long until(long hour, long minute)
{
	time_t now = time(NULL), at;
	struct tm tm = *localtime(&now);

	tm.tm_hour = (int)hour;
	tm.tm_min = (int)minute;
	tm.tm_sec = 0;
	at = mktime(&tm);
	if (at <= now) {
		tm.tm_mday++;
		at = mktime(&tm);
	}
	return (long)(at - now);
}

/* In how many seconds. */
static long when(const char *text)
{
	const char *p = text + (*text == '+');
	long value = number(&p, MINUTES_MAX), minute;

	if (strcmp(text, "now") == 0)
		return 0;
	if (value >= 0 && *p == '\0')
		return value * 60;
	if (value >= 0 && value < 24 && *p == ':' && *text != '+') {
		p++;
		minute = number(&p, 59);
		if (minute >= 0 && *p == '\0')
			return until(value, minute);
	}
	errx(2, "%s: neither `now' nor minutes nor a time of day", text);
}

/* --- one that waits --------------------------------------------------------------------- */

static void cancel(void)
{
	int fd = open(PID_FILE, O_RDONLY | O_CLOEXEC);
	char text[16] = "";
	pid_t pid;

	if (fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0)
		errx(1, "there is none to be taken back");
	(void)pread(fd, text, sizeof(text) - 1, 0);
	pid = (pid_t)atol(text);
	if (pid <= 1 || kill(pid, SIGTERM) != 0)
		errx(1, "the one that waits cannot be told");
	tell_all("The machine goes on: that it ends was taken back.");
}

/* The one that waits, for who wants to take it back. Where nothing can be written, none. */
static void lock(void)
{
	int fd = open(PID_FILE, O_RDWR | O_CREAT | O_CLOEXEC, 0644), n;
	char text[16];

	if (fd < 0) {
		warn(PID_FILE);
		return;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		errx(1, "one is waiting already; shutdown -c takes it back");
	n = snprintf(text, sizeof(text), "%d\n", (int)getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n)
		err(1, PID_FILE);
}

/* What ends this process takes it back. */
static void wait_for(long seconds, const char *what)
{
	lock();
	tell_all("The machine %s in %ld minutes.", what, (seconds + 59) / 60);
	for (unsigned left = (unsigned)seconds; left;)
		left = sleep(left);
}

int main(int argc, char **argv)
{
	const struct way *way = &ways[0];
	bool only_told = false, back = false;
	long seconds;
	int option;

	if (geteuid() != 0)
		errx(1, "only root may do that");
	while ((option = getopt(argc, argv, "rhHPkc")) != -1) {
		if (option == 'k')
			only_told = true;
		else if (option == 'c')
			back = true;
		else if (option == '?')
			usage();
		for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
			if (ways[i].option == option)
				way = &ways[i];
	}
	argv += optind;
	if (back) {
		take_message(argv);
		cancel();
		return 0;
	}
	seconds = when(*argv ? *argv++ : "+1");
	take_message(argv);
	if (seconds && !only_told)
		wait_for(seconds, way->text);
	tell_all("The machine %s now.", way->text);
	if (!only_told && kill(1, way->signal) != 0)
		err(1, "init cannot be told");
	return 0;
}
