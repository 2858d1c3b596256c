/*
 * distro/base/ps.c - what runs, from /proc.
 *
 * usage: ps [-AefFlj] [aux] [-p PID,...] [-u USER,...] [-t TTY] [-C NAME] [-o FIELD,...]
 *
 * Without options the processes of one's own on this terminal. The options are those
 * of POSIX, and a, u and x without a dash as BSD has them. FIELD is one of those in
 * fields[], =TEXT after the last one is its heading; ps -o pid= has none at all.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <ctype.h>
#include <err.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "distro/base/process.h"

#define FIELDS_MAX 24

static unsigned long total_memory, now_ticks;
static unsigned width; /* of a line; 0: any */

/* --- fields -------------------------------------------------------------------------- */

static void put_number(char *to, size_t room, unsigned long n)
{
	snprintf(to, room, "%lu", n);
}

/* [DD-]HH:MM:SS, or M:SS as BSD has it. */
static void put_time(char *to, size_t room, unsigned long seconds, bool bsd)
{
	if (bsd)
		snprintf(to, room, "%lu:%02lu", seconds / 60, seconds % 60);
	else if (seconds >= 86400)
		snprintf(to, room, "%lu-%02lu:%02lu:%02lu", seconds / 86400,
			seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
	else
		snprintf(to, room, "%02lu:%02lu:%02lu", seconds / 3600, seconds / 60 % 60,
			seconds % 60);
}

static unsigned long age(const struct process *p)
{
	return now_ticks > p->start ? now_ticks - p->start : 0;
}

static void f_pid(const struct process *p, char *to, size_t room)
{
	put_number(to, room, (unsigned)p->pid);
}

static void f_ppid(const struct process *p, char *to, size_t room)
{
	put_number(to, room, (unsigned)p->ppid);
}

static void f_pgid(const struct process *p, char *to, size_t room)
{
	put_number(to, room, (unsigned)p->group);
}

static void f_sid(const struct process *p, char *to, size_t room)
{
	put_number(to, room, (unsigned)p->session);
}

static void f_user(const struct process *p, char *to, size_t room)
{
	snprintf(to, room, "%s", process_user(p->uid));
}

static void f_uid(const struct process *p, char *to, size_t room)
{
	put_number(to, room, p->uid);
}

static void f_state(const struct process *p, char *to, size_t room)
{
	snprintf(to, room, "%c", p->state);
}

/* With < and N for niceness, s for a session's leader, l for threads, + for the foreground. */
static void f_stat(const struct process *p, char *to, size_t room)
{
	snprintf(to, room, "%c%s%s%s%s", p->state,
		p->nice < 0           ? "<"
			: p->nice > 0 ? "N"
				      : "",
		p->session == p->pid ? "s" : "", p->threads > 1 ? "l" : "",
		p->tty && p->tty_group == p->group ? "+" : "");
}

static void f_tty(const struct process *p, char *to, size_t room)
{
	snprintf(to, room, "%s", process_tty(p->tty));
}

static void f_time(const struct process *p, char *to, size_t room)
{
	put_time(to, room, p->ticks / 100, false);
}

static void f_bsdtime(const struct process *p, char *to, size_t room)
{
	put_time(to, room, p->ticks / 100, true);
}

static void f_etime(const struct process *p, char *to, size_t room)
{
	unsigned long seconds = age(p) / 100;

	if (seconds < 3600)
		snprintf(to, room, "%02lu:%02lu", seconds / 60, seconds % 60);
	else
		put_time(to, room, seconds, false);
}

static void f_start(const struct process *p, char *to, size_t room)
{
	time_t began = boot_time() + (time_t)(p->start / 100);

	strftime(to, room, age(p) < 8640000 ? "%H:%M" : "%b%d", localtime(&began));
}

static void f_pcpu(const struct process *p, char *to, size_t room)
{
	unsigned long tenths = age(p) ? p->ticks * 1000 / age(p) : 0;

	snprintf(to, room, "%lu.%lu", tenths / 10, tenths % 10);
}

static void f_c(const struct process *p, char *to, size_t room)
{
	put_number(to, room, age(p) ? p->ticks * 100 / age(p) : 0);
}

static void f_pmem(const struct process *p, char *to, size_t room)
{
	unsigned long tenths = total_memory ? p->resident * 1000 / total_memory : 0;

	snprintf(to, room, "%lu.%lu", tenths / 10, tenths % 10);
}

static void f_vsz(const struct process *p, char *to, size_t room)
{
	put_number(to, room, p->memory);
}

static void f_rss(const struct process *p, char *to, size_t room)
{
	put_number(to, room, p->resident);
}

static void f_sz(const struct process *p, char *to, size_t room)
{
	put_number(to, room, p->memory / 4);
}

static void f_nice(const struct process *p, char *to, size_t room)
{
	snprintf(to, room, "%d", p->nice);
}

static void f_pri(const struct process *p, char *to, size_t room)
{
	snprintf(to, room, "%d", p->priority + 60);
}

static void f_threads(const struct process *p, char *to, size_t room)
{
	snprintf(to, room, "%d", p->threads);
}

static void f_comm(const struct process *p, char *to, size_t room)
{
	snprintf(to, room, "%s%s", p->name, p->state == 'Z' ? " <defunct>" : "");
}

static void f_args(const struct process *p, char *to, size_t room)
{
	snprintf(to, room, "%s", p->command);
}

/* Less than 0: to the left. */
static const struct field {
	const char *name, *heading;
	int width;
	void (*put)(const struct process *p, char *to, size_t room);
} fields[] = {
	{ "pid", "PID", 5, f_pid },
	{ "ppid", "PPID", 5, f_ppid },
	{ "pgid", "PGID", 5, f_pgid },
	{ "pgrp", "PGRP", 5, f_pgid },
	{ "sid", "SID", 5, f_sid },
	{ "sess", "SESS", 5, f_sid },
	{ "user", "USER", -8, f_user },
	{ "euser", "USER", -8, f_user },
	{ "uname", "USER", -8, f_user },
	{ "uid", "UID", 5, f_uid },
	{ "euid", "EUID", 5, f_uid },
	{ "s", "S", -1, f_state },
	{ "state", "S", -1, f_state },
	{ "stat", "STAT", -4, f_stat },
	{ "tty", "TTY", -8, f_tty },
	{ "tt", "TT", -8, f_tty },
	{ "tname", "TTY", -8, f_tty },
	{ "time", "TIME", 8, f_time },
	{ "cputime", "TIME", 8, f_time },
	{ "bsdtime", "TIME", 6, f_bsdtime },
	{ "etime", "ELAPSED", 11, f_etime },
	{ "stime", "STIME", -5, f_start },
	{ "start", "START", -5, f_start },
	{ "pcpu", "%CPU", 4, f_pcpu },
	{ "%cpu", "%CPU", 4, f_pcpu },
	{ "c", "C", 2, f_c },
	{ "pmem", "%MEM", 4, f_pmem },
	{ "%mem", "%MEM", 4, f_pmem },
	{ "vsz", "VSZ", 6, f_vsz },
	{ "rss", "RSS", 5, f_rss },
	{ "sz", "SZ", 5, f_sz },
	{ "nice", "NI", 3, f_nice },
	{ "ni", "NI", 3, f_nice },
	{ "pri", "PRI", 3, f_pri },
	{ "nlwp", "NLWP", 4, f_threads },
	{ "thcount", "THCNT", 5, f_threads },
	{ "comm", "COMMAND", -15, f_comm },
	{ "ucmd", "CMD", -15, f_comm },
	{ "args", "COMMAND", -27, f_args },
	{ "cmd", "CMD", -27, f_args },
	{ "command", "COMMAND", -27, f_args },
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static struct column {
	const struct field *field;
	const char *heading;
} columns[FIELDS_MAX];
static int column_count;

/* "pid,user=WHO": everything after the = is the last one's heading. */
static void add_columns(const char *list)
{
	char *copy = strdup(list), *next = copy, *name;

	if (!copy)
		err(1, NULL);
	while ((name = strsep(&next, ", "))) {
		char *heading = strchr(name, '=');
		size_t i = 0;

		if (!*name)
			continue;
		if (heading)
			*heading++ = '\0';
		while (i < FIELDS && strcmp(fields[i].name, name) != 0)
			i++;
		if (i == FIELDS)
			errx(1, "%s: no such field", name);
		if (column_count == FIELDS_MAX)
			errx(1, "too many fields");
		columns[column_count].field = &fields[i];
		columns[column_count++].heading = heading ? heading : fields[i].heading;
	}
}

/* One line: of a process, or (NULL) the headings. */
static void show(const struct process *p)
{
	char line[4608], *at = line, *end = line + sizeof(line);

	*at = '\0';
	for (int i = 0; i < column_count; i++) {
		const struct field *f = columns[i].field;
		int w = f->width;
		char text[4200];

		if (p)
			f->put(p, text, sizeof(text));
		else
			snprintf(text, sizeof(text), "%s", columns[i].heading);
		if (i == column_count - 1 && w < 0)
			w = 0; /* nothing follows */
		at += snprintf(at, (size_t)(end - at), "%s%*s", i ? " " : "", w, text);
		if (at >= end)
			break;
	}
	printf("%.*s\n", width ? (int)width : (int)sizeof(line), line);
}

/* --- which ---------------------------------------------------------------------------- */

static bool all, with_tty, own_any_tty;
static const char *pids, *users, *terminal, *names;
static unsigned long own_tty;

static bool in_list(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (; *list; list += strcspn(list, ", "), list += strspn(list, ", "))
		if (strncmp(list, word, n) == 0 && (!list[n] || strchr(", ", list[n])))
			return true;
	return false;
}

static bool wanted(const struct process *p)
{
	char number[16];

	if (pids || users || terminal || names) {
		snprintf(number, sizeof(number), "%d", p->pid);
		if (pids && in_list(pids, number))
			return true;
		snprintf(number, sizeof(number), "%u", p->uid);
		if (users &&
			(in_list(users, process_user(p->uid)) || in_list(users, number)))
			return true;
		if (terminal && p->tty && in_list(terminal, process_tty(p->tty)))
			return true;
		return names && in_list(names, p->name);
	}
	if (all)
		return true;
	if (with_tty)
		return p->tty != 0;
	if (own_any_tty)
		return p->uid == geteuid();
	return p->uid == geteuid() && p->tty == own_tty;
}

/* --- options ----------------------------------------------------------------------------- */

#define FORMAT_PLAIN "pid,tty,time,ucmd"
#define FORMAT_BSD   "pid,tty,stat,bsdtime,args=COMMAND"
#define FORMAT_USER  "user,pid,%cpu,%mem,vsz,rss,tty,stat,start,bsdtime,args=COMMAND"
#define FORMAT_FULL  "user=UID,pid,ppid,c,stime,tty,time,cmd"
#define FORMAT_LONG  "s,uid,pid,ppid,c,pri,ni,sz,tty,time,ucmd"
#define FORMAT_JOBS  "pid,pgid,sid,tty,time,ucmd"

static void split(const char *format)
{
	char one[64];

	for (; *format; format += strcspn(format, ","), format += *format == ',') {
		snprintf(one, sizeof(one), "%.*s", (int)strcspn(format, ","), format);
		add_columns(one);
	}
}

/* a, u, x ... without a dash. */
static const char *bsd_options(const char *text)
{
	const char *format = FORMAT_BSD;
	bool a = false, x = false;

	for (; *text; text++) {
		switch (*text) {
		case 'a':
			a = true;
			break;
		case 'x':
			x = true;
			break;
		case 'u':
			format = FORMAT_USER;
			break;
		case 'l':
			format = FORMAT_LONG;
			break;
		case 'j':
			format = FORMAT_JOBS;
			break;
		case 'w':
			width = 0;
			break;
		default:
			errx(1, "no such option: %c", *text);
		}
	}
	all = a && x;
	with_tty = a;
	own_any_tty = x;
	return format;
}

static const char *options(int argc, char **argv)
{
	const char *format = FORMAT_PLAIN;
	int option;

	while ((option = getopt(argc, argv, "AaefFljwo:p:u:U:t:C:")) != -1) {
		switch (option) {
		case 'A':
		case 'e':
			all = true;
			break;
		case 'a':
			with_tty = true;
			break;
		case 'f':
		case 'F':
			format = FORMAT_FULL;
			break;
		case 'l':
			format = FORMAT_LONG;
			break;
		case 'j':
			format = FORMAT_JOBS;
			break;
		case 'o':
			add_columns(optarg);
			break;
		case 'p':
			pids = optarg;
			break;
		case 'u':
		case 'U':
			users = optarg;
			break;
		case 't':
			terminal = strncmp(optarg, "/dev/", 5) == 0 ? optarg + 5 : optarg;
			break;
		case 'C':
			names = optarg;
			break;
		case 'w':
			width = 0;
			break;
		default:
			errx(2,
				"usage: ps [-AefFlj] [aux] [-p PIDS] [-u USERS] [-t TTY] "
				"[-C NAME] [-o FIELDS]");
		}
	}
	for (; argv[optind]; optind++) {
		if (isdigit((unsigned char)argv[optind][0])) {
			pids = argv[optind];
			if (strcmp(format, FORMAT_PLAIN) == 0)
				format = FORMAT_BSD;
		} else {
			format = bsd_options(argv[optind]);
		}
	}
	return format;
}

static bool any_heading(void)
{
	for (int i = 0; i < column_count; i++)
		if (*columns[i].heading)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	struct winsize size;
	struct processes p;
	const char *format;
	bool any = false;

	if (isatty(1) && ioctl(1, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	format = options(argc, argv);
	if (column_count == 0)
		split(format);
	if (!processes_read(&p))
		err(1, "/proc");
	total_memory = memory_kb("MemTotal");
	now_ticks = uptime_ticks();
	for (size_t i = 0; i < p.count; i++)
		if (p.list[i].pid == getpid())
			own_tty = p.list[i].tty;
	if (any_heading())
		show(NULL);
	for (size_t i = 0; i < p.count; i++) {
		if (!wanted(&p.list[i]))
			continue;
		show(&p.list[i]);
		any = true;
	}
	processes_free(&p);
	return fflush(stdout) != 0 || !any;
}
