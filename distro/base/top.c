/*
 * distro/base/top.c - what runs, those that use the most CPU first, again and again.
 *
 * usage: top [-b] [-d SECONDS] [-n TIMES] [-o cpu|mem|time|pid]
 *
 * Keys: q ends it, space shows what is new now, P sorts by CPU, M by memory, T by time,
 * N by number. -b writes one list after the other, without a terminal.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "distro/base/process.h"

static struct termios before;
static bool batch;
static char order = 'P';
static volatile sig_atomic_t ended;

static struct processes last; /* as they were a while ago */
static unsigned long last_ticks, last_busy[4];

static void on_signal(int sig)
{
	(void)sig;
	ended = 1;
}

static void leave_terminal(void)
{
	tcsetattr(0, TCSADRAIN, &before); /* what has been typed since stays */
	fputs("\n", stdout);
}

/* Keys come one by one, and are not shown; ^C is still a signal. */
static void enter_terminal(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct termios t;

	if (tcgetattr(0, &before) != 0)
		errx(1, "standard input is no terminal: use -b");
	t = before;
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	tcsetattr(0, TCSANOW, &t);
	atexit(leave_terminal);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/* A serial line says nothing of its size. */
static void size(int *rows, int *columns)
{
	struct winsize w;

	*rows = 24;
	*columns = 80;
	if (ioctl(1, TIOCGWINSZ, &w) == 0 && w.ws_row > 0 && w.ws_col > 0) {
		*rows = w.ws_row;
		*columns = w.ws_col;
	}
}

/* --- numbers --------------------------------------------------------------------------- */

/* CPU time since the last list, in ticks; all of it, if it was not there. */
static unsigned long used(const struct process *p)
{
	for (size_t i = 0; i < last.count; i++)
		if (last.list[i].pid == p->pid && last.list[i].start == p->start)
			return p->ticks - last.list[i].ticks;
	return p->ticks;
}

static int compare(const void *a, const void *b)
{
	const struct process *p = a, *q = b;
	unsigned long x, y;

	switch (order) {
	case 'M':
		x = p->resident;
		y = q->resident;
		break;
	case 'T':
		x = p->ticks;
		y = q->ticks;
		break;
	case 'N':
		return p->pid - q->pid;
	default:
		x = used(p);
		y = used(q);
	}
	return x != y ? (x < y ? 1 : -1) : p->pid - q->pid;
}

/* Shares of user, nice, system and idle time since the last list, in 1/10 percent. */
static void cpu_shares(unsigned long share[4])
{
	unsigned long now[4] = { 0 }, all = 0;
	FILE *f = fopen("/proc/stat", "re");

	if (f) {
		if (fscanf(f, "cpu %lu %lu %lu %lu", &now[0], &now[1], &now[2],
			    &now[3]) != 4)
			memset(now, 0, sizeof(now));
		fclose(f);
	}
	for (int i = 0; i < 4; i++) {
		share[i] = now[i] > last_busy[i] ? now[i] - last_busy[i] : 0;
		all += share[i];
	}
	for (int i = 0; i < 4; i++)
		share[i] = all ? share[i] * 1000 / all : 0;
	memcpy(last_busy, now, sizeof(now));
}

/* --- what is shown ------------------------------------------------------------------------ */

/* A line, cut at the right margin; on a terminal what was behind it goes. */
static void put(const char *text, int columns)
{
	printf("%.*s%s\n", columns, text, batch ? "" : "\033[K");
}

static void put_head(const struct processes *p, int columns)
{
	unsigned long share[4], total = memory_kb("MemTotal"),
				unused = memory_kb("MemFree"),
				cached = memory_kb("Cached");
	unsigned running = 0, stopped = 0, zombies = 0;
	char line[256], text[200], clock[16];
	time_t now = time(NULL);

	for (size_t i = 0; i < p->count; i++) {
		running += p->list[i].state == 'R';
		stopped += p->list[i].state == 'T';
		zombies += p->list[i].state == 'Z';
	}
	strftime(clock, sizeof(clock), "%H:%M:%S", localtime(&now));
	uptime_line(text, sizeof(text));
	snprintf(line, sizeof(line), "top - %s %s", clock, text);
	put(line, columns);
	snprintf(line, sizeof(line),
		"Tasks: %3zu total, %3u running, %3zu sleeping, %3u stopped, %3u zombie",
		p->count, running, p->count - running - stopped - zombies, stopped,
		zombies);
	put(line, columns);
	cpu_shares(share);
	snprintf(line, sizeof(line),
		"%%Cpu(s): %2lu.%lu us, %2lu.%lu sy, %2lu.%lu ni, %2lu.%lu id",
		share[0] / 10, share[0] % 10, share[2] / 10, share[2] % 10, share[1] / 10,
		share[1] % 10, share[3] / 10, share[3] % 10);
	put(line, columns);
	snprintf(line, sizeof(line),
		"KiB Mem : %8lu total, %8lu free, %8lu used, %8lu buff/cache", total,
		unused, total - unused - cached, cached);
	put(line, columns);
	put("", columns);
}

static void put_process(
	const struct process *p, unsigned long span, unsigned long memory, int columns)
{
	unsigned long cpu = span ? used(p) * 1000 / span : 0;
	unsigned long mem = memory ? p->resident * 1000 / memory : 0;
	char line[512];

	snprintf(line, sizeof(line),
		"%5d %-8.8s %3d %3d %7lu %6lu %c %3lu.%lu %3lu.%lu %3lu:%02lu.%02lu %.200s",
		p->pid, process_user(p->uid), p->priority, p->nice, p->memory,
		p->resident, p->state, cpu / 10, cpu % 10, mem / 10, mem % 10,
		p->ticks / 6000, p->ticks / 100 % 60, p->ticks % 100, p->name);
	put(line, columns);
}

static void show(void)
{
	unsigned long now = uptime_ticks(), memory = memory_kb("MemTotal");
	unsigned long span = now - last_ticks;
	int rows, columns, room;
	struct processes p;

	if (!processes_read(&p))
		err(1, "/proc");
	size(&rows, &columns);
	room = batch ? (int)p.count : rows - 7;
	if (batch)
		columns = 511;
	else
		fputs("\033[H", stdout);
	put_head(&p, columns);
	put("  PID USER      PR  NI    VIRT    RES S  %CPU  %MEM     TIME+ COMMAND",
		columns);
	qsort(p.list, p.count, sizeof(p.list[0]), compare);
	for (size_t i = 0; i < p.count && room > 0; i++, room--)
		put_process(&p.list[i], span, memory, columns);
	fputs(batch ? "\n" : "\033[J", stdout);
	fflush(stdout);
	processes_free(&last);
	last = p;
	last_ticks = now;
}

/* Waits for the next list. False: it is over. */
static bool pause_for(int ms)
{
	struct pollfd key = { .fd = 0, .events = POLLIN };
	char c;

	if (batch)
		return poll(NULL, 0, ms) == 0 && !ended;
	if (poll(&key, 1, ms) <= 0)
		return !ended;
	if (read(0, &c, 1) != 1 || c == 'q' || c == 'Q')
		return false;
	if (strchr("PMTN", c))
		order = c;
	return !ended;
}

static char order_of(const char *name)
{
	static const struct {
		const char *name;
		char order;
	} orders[] = { { "cpu", 'P' }, { "%CPU", 'P' }, { "mem", 'M' }, { "%MEM", 'M' },
		{ "time", 'T' }, { "TIME+", 'T' }, { "pid", 'N' }, { "PID", 'N' } };

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (strcmp(orders[i].name, name) == 0)
			return orders[i].order;
	errx(2, "%s: there is no such order", name);
}

int main(int argc, char **argv)
{
	long times = -1;
	int ms = 3000, option;

	while ((option = getopt(argc, argv, "bd:n:o:")) != -1) {
		switch (option) {
		case 'b':
			batch = true;
			break;
		case 'd':
			ms = (int)(atof(optarg) * 1000);
			break;
		case 'n':
			times = atol(optarg);
			break;
		case 'o':
			order = order_of(optarg);
			break;
		default:
			errx(2, "usage: top [-b] [-d SECONDS] [-n TIMES] [-o ORDER]");
		}
	}
	if (ms < 0 || ms > 86400000 || times == 0)
		errx(2, "that is no time, or no number of times");
	if (!batch) {
		enter_terminal();
		fputs("\033[2J", stdout);
	}
	do
		show();
	while ((times < 0 || --times > 0) && pause_for(ms));
	return 0;
}
