/*
 * newlib-port/libgloss/xinim/utmpx.c - who is logged in: POSIX.1-2017, endutxent.
 *
 * Records of struct utmpx, one behind the other in /var/run/utmp, under a lock on
 * the file while they are read or written.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <utmpx.h>

_Static_assert(sizeof(struct utmpx) == 384, "Linux's file");

static char file[PATH_MAX] = UTMPX_FILE;
static int fd = -1;
static bool writable;
static off_t next; /* where the record after `current' is */
static struct utmpx current;

static bool open_file(bool write)
{
	if (fd >= 0 && (writable || !write))
		return true;
	if (fd >= 0)
		close(fd);
	fd = open(file, O_RDWR | O_CLOEXEC);
	writable = fd >= 0;
	if (fd < 0 && !write)
		fd = open(file, O_RDONLY | O_CLOEXEC);
	return fd >= 0;
}

void setutxent(void)
{
	next = 0;
}

void endutxent(void)
{
	if (fd >= 0)
		close(fd);
	fd = -1;
	next = 0;
}

int utmpxname(const char *path)
{
	if (strlen(path) >= sizeof(file)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	endutxent();
	strcpy(file, path);
	return 0;
}

/* The record at `next' into `current'; false at the end. */
static bool read_next(void)
{
	if (pread(fd, &current, sizeof(current), next) != sizeof(current))
		return false;
	next += sizeof(current);
	return true;
}

struct utmpx *getutxent(void)
{
	bool found;

	if (!open_file(false))
		return NULL;
	flock(fd, LOCK_SH);
	found = read_next();
	flock(fd, LOCK_UN);
	return found ? &current : NULL;
}

static bool same_id(const struct utmpx *have, const struct utmpx *want)
{
	switch (want->ut_type) {
	case BOOT_TIME:
	case OLD_TIME:
	case NEW_TIME:
		return have->ut_type == want->ut_type;
	case INIT_PROCESS:
	case LOGIN_PROCESS:
	case USER_PROCESS:
	case DEAD_PROCESS:
		return have->ut_type >= INIT_PROCESS && have->ut_type <= DEAD_PROCESS &&
			memcmp(have->ut_id, want->ut_id, sizeof(have->ut_id)) == 0;
	}
	return false;
}

static bool same_line(const struct utmpx *have, const struct utmpx *want)
{
	return (have->ut_type == LOGIN_PROCESS || have->ut_type == USER_PROCESS) &&
		strncmp(have->ut_line, want->ut_line, sizeof(have->ut_line)) == 0;
}

/* From the record that was read last, which may be it. The file is locked. */
static bool find(const struct utmpx *want,
	bool (*same)(const struct utmpx *, const struct utmpx *))
{
	if (next > 0 && same(&current, want))
		return true;
	while (read_next())
		if (same(&current, want))
			return true;
	return false;
}

static struct utmpx *look(const struct utmpx *want,
	bool (*same)(const struct utmpx *, const struct utmpx *))
{
	bool found;

	if (!open_file(false))
		return NULL;
	flock(fd, LOCK_SH);
	found = find(want, same);
	flock(fd, LOCK_UN);
	if (!found)
		errno = ESRCH;
	return found ? &current : NULL;
}

struct utmpx *getutxid(const struct utmpx *entry)
{
	if (entry->ut_type < BOOT_TIME || entry->ut_type > DEAD_PROCESS) {
		errno = EINVAL;
		return NULL;
	}
	return look(entry, same_id);
}

struct utmpx *getutxline(const struct utmpx *entry)
{
	return look(entry, same_line);
}

/* In place of the record of the same id, or behind the others. */
struct utmpx *pututxline(const struct utmpx *entry)
{
	struct utmpx new = *entry; /* which may be `current' */
	bool ok;

	if (!open_file(true) || flock(fd, LOCK_EX) != 0)
		return NULL;
	next = 0;
	if (find(&new, same_id))
		next -= sizeof(new);
	ok = pwrite(fd, &new, sizeof(new), next) == sizeof(new);
	flock(fd, LOCK_UN);
	if (!ok)
		return NULL;
	next += sizeof(new);
	current = new;
	return &current;
}

void updwtmpx(const char *path, const struct utmpx *entry)
{
	int log = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (log < 0)
		return;
	/* Half a record at the end would spoil all that follow. */
	if (flock(log, LOCK_EX) == 0) {
		off_t end = lseek(log, 0, SEEK_END);

		if (end >= 0 &&
			write(log, entry, sizeof(*entry)) != (ssize_t)sizeof(*entry) &&
			ftruncate(log, end) != 0)
			errno = EIO;
	}
	close(log);
}
