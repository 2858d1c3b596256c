/*
 * servers/vfs/procfs.h - /proc: what its parts know of each other.
 *
 * Formats are Linux's, proc(5).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_PROCFS_H
#define XINIM_VFS_PROCFS_H

#include <xinim/stats.h>

#include "servers/vfs/vfs.h"

#define PROC_PAGE 4096u
#define TICK_NS   10000000 /* a clock tick, 100 a second */

/* A file's text, which grows; all zero at first, `data` is the caller's to free. */
struct text {
	char *data;
	size_t length, room;
	bool failed; /* there was no memory */
};

void text_add(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Bytes as they are. */
void text_bytes(struct text *t, const void *bytes, size_t length);

/* What a file is about. */
struct subject {
	const struct xinim_stats_process *k;     /* NULL: the system */
	const struct xinim_stats_thread *thread; /* NULL: all of the process */
	const struct proc *p; /* NULL: the server does not know the process (any more) */
	uint32_t fd;
	const struct proc *reader; /* NULL: the server itself */
};

/* A record of the kernel's statistics; false: there is none. */
bool procfs_stats(uint32_t what, uint64_t index, void *to, size_t size);
/* The kernel's record of exactly this process. */
bool procfs_find(int32_t pid, struct xinim_stats_process *p);
/* The same of a thread. */
bool procfs_find_thread(int32_t pid, int32_t tid, struct xinim_stats_thread *t);
/* May it see what is p's own: memory, files? As ptrace's rule has it. */
bool procfs_may_look(const struct proc *reader, const struct proc *p);

/* Where entries are. */
enum proc_place {
	IN_NOTHING,
	IN_ROOT,    /* of /proc */
	IN_PROCESS, /* /proc/PID */
	IN_THREAD,  /* /proc/PID/task/TID */
	IN_FD,      /* /proc/PID/fd: entries of its own kind, as are the next two */
	IN_FDINFO,
	IN_TASK,
	IN_SYS,
	IN_KERNEL, /* /proc/sys/kernel */
	IN_RANDOM,
	IN_FS,
	IN_VM,
	IN_TTY, /* /proc/tty */
	IN_BUS,
	IN_PCI, /* /proc/bus/pci */
	PLACES
};

enum link {
	NO_LINK,
	LINK_SELF,
	LINK_THREAD_SELF,
	LINK_CWD,
	LINK_ROOT,
	LINK_EXE,
	LINK_MOUNTS
};

struct proc_entry {
	const char *name;
	enum proc_place in, also; /* the directories that it is in */
	/* One of: what is in it, where it leads, what it says. */
	enum proc_place holds;
	enum link link;
	/* 0 or an errno value negated. */
	int (*text)(struct text *t, const struct subject *s);
	/* What is written by who has it open: the length, or an error. NULL: -EIO */
	int64_t (*write)(const struct call *c, int32_t pid, int32_t tid, struct io *io);
	uint32_t mode; /* permission; 0: 0444, of a directory 0555 */
};

/* Links: procfs_link.c. `pid` is whose they are; fd counts if `link` is NO_LINK. */
int64_t procfs_read_link(enum link link, int32_t pid, uint32_t fd, char *to, size_t room);
/* As struct fs_ops' follow. */
int procfs_follow_link(enum link link, int32_t pid, uint32_t fd, struct name **n);
/* The path of n as reader sees it, at `to`: its length. -ENOENT: it has none */
int64_t procfs_path(const struct name *n, const struct name *root, char *to, size_t room);

/* procfs_system.c */
int text_meminfo(struct text *t, const struct subject *s);
int text_uptime(struct text *t, const struct subject *s);
int text_stat(struct text *t, const struct subject *s);
int text_loadavg(struct text *t, const struct subject *s);
int text_version(struct text *t, const struct subject *s);
int text_interrupts(struct text *t, const struct subject *s);
int text_kernel_cmdline(struct text *t, const struct subject *s);
/* procfs_cpu.c */
int text_cpuinfo(struct text *t, const struct subject *s);
/* procfs_files.c */
int text_filesystems(struct text *t, const struct subject *s);
int text_mounts(struct text *t, const struct subject *s);
int text_mountinfo(struct text *t, const struct subject *s);
int text_partitions(struct text *t, const struct subject *s);
int text_diskstats(struct text *t, const struct subject *s);
int text_swaps(struct text *t, const struct subject *s);
int text_devices(struct text *t, const struct subject *s);
int text_tty_drivers(struct text *t, const struct subject *s);
int text_pci_devices(struct text *t, const struct subject *s);
int text_fdinfo(struct text *t, const struct subject *s);
/* procfs_sys.c */
int text_hostname(struct text *t, const struct subject *s);
int text_domainname(struct text *t, const struct subject *s);
int text_ostype(struct text *t, const struct subject *s);
int text_osrelease(struct text *t, const struct subject *s);
int text_osversion(struct text *t, const struct subject *s);
int text_pid_max(struct text *t, const struct subject *s);
int text_threads_max(struct text *t, const struct subject *s);
int text_ngroups_max(struct text *t, const struct subject *s);
int text_boot_id(struct text *t, const struct subject *s);
int text_uuid(struct text *t, const struct subject *s);
int text_entropy(struct text *t, const struct subject *s);
int text_file_max(struct text *t, const struct subject *s);
int text_file_nr(struct text *t, const struct subject *s);
int text_nr_open(struct text *t, const struct subject *s);
int text_pipe_max(struct text *t, const struct subject *s);
int text_overcommit(struct text *t, const struct subject *s);
/* procfs_process.c */
int text_pid_stat(struct text *t, const struct subject *s);
int text_pid_status(struct text *t, const struct subject *s);
int text_pid_statm(struct text *t, const struct subject *s);
int text_pid_comm(struct text *t, const struct subject *s);
int64_t write_pid_comm(const struct call *c, int32_t pid, int32_t tid, struct io *io);
int text_pid_cmdline(struct text *t, const struct subject *s);
int text_pid_environ(struct text *t, const struct subject *s);
int text_pid_maps(struct text *t, const struct subject *s);
int text_pid_limits(struct text *t, const struct subject *s);
int text_pid_wchan(struct text *t, const struct subject *s);

#endif
