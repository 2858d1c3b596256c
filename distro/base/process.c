/*
 * distro/base/process.c - the processes there are, from /proc, for ps, top and w.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "distro/base/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utmpx.h>

#define PAGE_KB 4

/* As much of a file as there is room for, with a NUL; -1: it cannot be read. */
static ssize_t slurp(const char *path, char *to, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, to, room - 1);

	if (fd >= 0)
		close(fd);
	to[n > 0 ? n : 0] = '\0';
	return n;
}

static bool read_stat(const char *pid, struct process *p)
{
	char path[64], text[1024], *name, *end;
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	if (slurp(path, text, sizeof(text)) <= 0 || stat(path, &st) != 0)
		return false;
	/* The name may have anything in it, parentheses too. */
	name = strchr(text, '(');
	end = strrchr(text, ')');
	if (!name || !end)
		return false;
	*end = '\0';
	snprintf(p->name, sizeof(p->name), "%s", name + 1);
	p->pid = atoi(pid);
	p->uid = st.st_uid;
	unsigned long user, system;
	if (sscanf(end + 1,
		    " %c %d %d %d %lu %d %*u %*u %*u %*u %*u %lu %lu %*d %*d %d %d %d %*d %lu "
		    "%lu %lu",
		    &p->state, &p->ppid, &p->group, &p->session, &p->tty, &p->tty_group,
		    &user, &system, &p->priority, &p->nice, &p->threads, &p->start,
		    &p->memory, &p->resident) != 14)
		return false;
	p->ticks = user + system;
	p->memory /= 1024;
	p->resident *= PAGE_KB;
	return true;
}

/* Arguments with blanks in between; what a terminal would obey is shown as '?'. */
static bool read_command(const char *pid, struct process *p)
{
	char path[64], text[4096];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%.20s/cmdline", pid);
	n = slurp(path, text, sizeof(text));
	if (n <= 0) {
		n = snprintf(text, sizeof(text),
			p->state == 'Z' ? "[%s] <defunct>" : "[%s]", p->name);
	} else {
		while (n > 0 && !text[n - 1])
			n--;
		for (ssize_t i = 0; i < n; i++)
			if ((unsigned char)text[i] < ' ' || text[i] == 127)
				text[i] = text[i] ? '?' : ' ';
		text[n] = '\0';
	}
	p->command = strdup(text);
	return p->command != NULL;
}

static int by_pid(const void *a, const void *b)
{
	return ((const struct process *)a)->pid - ((const struct process *)b)->pid;
}

bool processes_read(struct processes *all)
{
	DIR *d = opendir("/proc");
	size_t room = 0;
	struct dirent *e;

	memset(all, 0, sizeof(*all));
	if (!d)
		return false;
	while ((e = readdir(d))) {
		struct process p = { 0 };

		if (e->d_name[0] < '1' || e->d_name[0] > '9' || !read_stat(e->d_name, &p))
			continue;
		if (all->count == room) {
			struct process *list;

			room = room * 2 + 64;
			list = reallocarray(all->list, room, sizeof(*list));
			if (!list)
				goto no_memory;
			all->list = list;
		}
		if (!read_command(e->d_name, &p))
			goto no_memory;
		all->list[all->count++] = p;
	}
	closedir(d);
	qsort(all->list, all->count, sizeof(*all->list), by_pid);
	return true;

no_memory:
	closedir(d);
	processes_free(all);
	return false;
}

void processes_free(struct processes *p)
{
	for (size_t i = 0; i < p->count; i++)
		free(p->list[i].command);
	free(p->list);
	memset(p, 0, sizeof(*p));
}

const char *process_tty(unsigned long device)
{
	static char text[24];

	if (device == 0)
		return "?";
	if (device >> 8 == 136)
		snprintf(text, sizeof(text), "pts/%lu", device & 0xff);
	else if (device == 0x501)
		snprintf(text, sizeof(text), "console");
	else
		snprintf(text, sizeof(text), "%lu,%lu", device >> 8, device & 0xff);
	return text;
}

const char *process_user(unsigned uid)
{
	static char text[40];
	static unsigned last = ~0u;
	const struct passwd *user;

	if (uid == last)
		return text;
	user = getpwuid(uid);
	if (user)
		snprintf(text, sizeof(text), "%s", user->pw_name);
	else
		snprintf(text, sizeof(text), "%u", uid);
	last = uid;
	return text;
}

/* --- the system ------------------------------------------------------------------------ */

unsigned long memory_kb(const char *name)
{
	char text[4096], want[40], *at;

	slurp("/proc/meminfo", text, sizeof(text));
	snprintf(want, sizeof(want), "%s:", name);
	for (at = text; (at = strstr(at, want)); at++)
		if (at == text || at[-1] == '\n')
			return strtoul(at + strlen(want), NULL, 10);
	return 0;
}

unsigned long uptime_ticks(void)
{
	unsigned long seconds = 0, part = 0;
	char text[64];

	slurp("/proc/uptime", text, sizeof(text));
	sscanf(text, "%lu.%2lu", &seconds, &part);
	return seconds * 100 + part;
}

time_t boot_time(void)
{
	return time(NULL) - (time_t)(uptime_ticks() / 100);
}

static int users(void)
{
	const struct utmpx *u;
	int n = 0;

	setutxent();
	while ((u = getutxent()))
		n += u->ut_type == USER_PROCESS;
	endutxent();
	return n;
}

void uptime_line(char *to, size_t room)
{
	unsigned long minutes = uptime_ticks() / 6000;
	char days[32] = "", span[32], load[3][16] = { "0.00", "0.00", "0.00" }, text[64];
	int n = users();

	if (minutes >= 1440)
		snprintf(days, sizeof(days), "%lu day%s, ", minutes / 1440,
			minutes / 1440 == 1 ? "" : "s");
	if (minutes / 60 % 24)
		snprintf(span, sizeof(span), "%2lu:%02lu", minutes / 60 % 24,
			minutes % 60);
	else
		snprintf(span, sizeof(span), "%lu min", minutes % 60);
	slurp("/proc/loadavg", text, sizeof(text));
	sscanf(text, "%15s %15s %15s", load[0], load[1], load[2]);
	snprintf(to, room, "up %s%s,  %d user%s,  load average: %s, %s, %s", days, span,
		n, n == 1 ? "" : "s", load[0], load[1], load[2]);
}
