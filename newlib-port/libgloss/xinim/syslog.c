/*
 * newlib-port/libgloss/xinim/syslog.c - the log of the system: POSIX.1-2017, syslog.
 *
 * A message goes to the socket /dev/log, as RFC 3164 has it. Where nobody listens
 * there, it goes to the console if LOG_CONS was asked for, and is lost otherwise.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syslog.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_MAX 1024

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *name;
static int options, facility = LOG_USER, mask = 0xff, connection = -1;

static void connect_locked(void)
{
	static const struct sockaddr_un address = { AF_UNIX, "/dev/log" };

	if (connection >= 0)
		return;
	connection = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (connection >= 0 &&
		connect(connection, (const struct sockaddr *)&address, sizeof(address)) !=
			0) {
		close(connection);
		connection = -1;
	}
}

static void disconnect_locked(void)
{
	if (connection >= 0)
		close(connection);
	connection = -1;
}

void openlog(const char *who, int how, int what)
{
	pthread_mutex_lock(&lock);
	name = who;
	options = how;
	facility = what & LOG_FACMASK;
	if (options & LOG_NDELAY)
		connect_locked();
	pthread_mutex_unlock(&lock);
}

void closelog(void)
{
	pthread_mutex_lock(&lock);
	disconnect_locked();
	pthread_mutex_unlock(&lock);
}

int setlogmask(int new)
{
	int old;

	pthread_mutex_lock(&lock);
	old = mask;
	if (new != 0)
		mask = new;
	pthread_mutex_unlock(&lock);
	return old;
}

/* Sent, perhaps after one more connection: who listens may have begun anew. */
static int deliver(const char *message, size_t length)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		connect_locked();
		if (connection < 0)
			return 0;
		if (send(connection, message, length, MSG_NOSIGNAL) >= 0)
			return 1;
		disconnect_locked();
	}
	return 0;
}

static size_t head(char *to, size_t size, int priority, size_t *text)
{
	char when[32] = "";
	time_t now = time(NULL);
	struct tm tm;
	int n;

	if (localtime_r(&now, &tm) != NULL)
		strftime(when, sizeof(when), "%b %e %H:%M:%S ", &tm);
	n = snprintf(to, size, "<%d>%s", priority, when);
	*text = (size_t)n;
	n += snprintf(to + n, size - (size_t)n, "%.64s", name != NULL ? name : "program");
	if (options & LOG_PID)
		n += snprintf(to + n, size - (size_t)n, "[%d]", (int)getpid());
	n += snprintf(to + n, size - (size_t)n, ": ");
	return (size_t)n;
}

/* The console, in a line. */
static void to_console(const char *text)
{
	int fd = open("/dev/console", O_WRONLY | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return;
	dprintf(fd, "%s\r\n", text);
	close(fd);
}

void vsyslog(int priority, const char *format, va_list list)
{
	char message[MESSAGE_MAX];
	size_t length, text;
	int before = errno, n;

	if (priority & ~(LOG_PRIMASK | LOG_FACMASK))
		return;
	pthread_mutex_lock(&lock);
	if (!(mask & LOG_MASK(LOG_PRI(priority))))
		goto out;
	if ((priority & LOG_FACMASK) == 0)
		priority |= facility;
	length = head(message, sizeof(message), priority, &text);
	errno = before; /* for %m */
	n = vsnprintf(message + length, sizeof(message) - length, format, list);
	if (n < 0)
		goto out;
	length += (size_t)n;
	if (length > sizeof(message) - 1)
		length = sizeof(message) - 1;
	while (length > text && message[length - 1] == '\n')
		message[--length] = '\0';
	if (options & LOG_PERROR)
		dprintf(STDERR_FILENO, "%s\n", message + text);
	if (!deliver(message, length) && options & LOG_CONS)
		to_console(message + text);
out:
	pthread_mutex_unlock(&lock);
	errno = before;
}

void syslog(int priority, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsyslog(priority, format, list);
	va_end(list);
}
