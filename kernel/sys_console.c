/*
 * kernel/sys_console.c - descriptors 0 to 2 of a boot process: the console.
 *
 * The VFS server takes these calls over; until then every process has the
 * kernel's console as its standard output and error, and nothing else.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/process.h"
#include "kernel/stats.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define WRITE_CHUNK  256          /* bytes between two preemption points */
#define WRITE_MAX    0x7ffff000UL /* as Linux: the most that one call writes */
#define CONSOLE_RDEV 0x501        /* major 5, minor 1 */
#define CONSOLE_MODE (XINIM_S_IFCHR | 0620)

/*
 * write(fd, buf, count): bytes written, which is less than count only if buf
 * turns bad on the way or count exceeds WRITE_MAX. EBADF, EFAULT.
 */
SYSCALL_HANDLER_LOCKED(write)
{
	uint64_t fd = arg[0], from = arg[1], count = arg[2], done = 0;
	char chunk[WRITE_CHUNK];

	if (fd != 1 && fd != 2)
		return -EBADF;
	if (!user_range_ok(from, count))
		return -EFAULT;
	if (count > WRITE_MAX)
		count = WRITE_MAX;
	stats_note_write();
	while (done < count) {
		size_t n = count - done < WRITE_CHUNK ? count - done : WRITE_CHUNK;

		if (copy_from_user(chunk, from + done, n) != 0)
			return done ? (int64_t)done : -EFAULT;
		/* Who serves files writes for others, on the terminal. */
		if (current_thread()->process->routes & 1u << XINIM_ROUTE_VFS)
			log_show(chunk, n);
		else
			log_write(chunk, n);
		done += n;
		if (done < count)
			kernel_preemption_point();
	}
	return (int64_t)done;
}

SYSCALL_HANDLER(fstat)
{
	struct xinim_stat st;

	if (arg[0] > 2)
		return -EBADF;
	memset(&st, 0, sizeof(st));
	st.st_nlink = 1;
	st.st_mode = CONSOLE_MODE;
	st.st_rdev = CONSOLE_RDEV;
	st.st_blksize = 1024;
	return copy_to_user(arg[1], &st, sizeof(st));
}

/* ioctl(fd, TCGETS or TIOCGWINSZ, ...): the console is a terminal that only shows. */
SYSCALL_HANDLER(ioctl)
{
	static const struct xinim_termios settings = {
		.c_oflag = 0000005, /* OPOST | ONLCR */
		.c_cflag = 0010262, /* B115200 | CS8 | CREAD | ... */
	};
	struct xinim_winsize size = { 0 };
	unsigned rows, columns;

	if (arg[0] > 2)
		return -EBADF;
	switch ((uint32_t)arg[1]) {
	case XINIM_TCGETS:
		return copy_to_user(arg[2], &settings, sizeof(settings));
	case XINIM_TIOCGWINSZ:
		arch_console_size(&rows, &columns);
		size.ws_row = (uint16_t)rows;
		size.ws_col = (uint16_t)columns;
		return copy_to_user(arg[2], &size, sizeof(size));
	default:
		return -ENOTTY;
	}
}
