/*
 * distro/base/process.h - the processes there are, from /proc, for ps, top and w.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_BASE_PROCESS_H
#define XINIM_BASE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct process {
	int pid, ppid, group, session, nice, priority, threads;
	unsigned uid;
	char state;
	unsigned long tty; /* device; 0: none */
	int tty_group;     /* in the foreground there */
	unsigned long ticks, start,
		memory;         /* CPU time and start in 1/100 s; VSZ in KiB */
	unsigned long resident; /* KiB */
	char name[64];
	char *command; /* with its arguments; [name] if it has none */
};

struct processes {
	struct process *list; /* ascending by PID */
	size_t count;
};

/* All of them; what ends meanwhile is left out. False: /proc cannot be read; memory. */
bool processes_read(struct processes *p);
void processes_free(struct processes *p);

/* "pts/0", "console", or "?". In memory of its own until the next call. */
const char *process_tty(unsigned long device);
/* The user's name, or the number if there is none. */
const char *process_user(unsigned uid);

/* A number of /proc/meminfo, KiB; 0: it is not there. */
unsigned long memory_kb(const char *name);
/* Since the system started, in 1/100 s; when that was. */
unsigned long uptime_ticks(void);
time_t boot_time(void);
/* "up 3 min,  1 user,  load average: 0.00, 0.00, 0.00", as uptime, w and top have it. */
void uptime_line(char *to, size_t room);

#endif
