/*
 * servers/init/stop.c - the end of the system, in good order.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/init/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "servers/init/supervise.h"

#define STOP_TRIES 30 /* tenths of a second between SIGTERM and SIGKILL */
#define MOUNTS_MAX 64

static bool all_ended(void (*ended)(pid_t pid))
{
	for (int i = 0; i < STOP_TRIES; i++) {
		pid_t pid;

		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			ended(pid);
		if (kill(-1, 0) != 0)
			return true;
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	}
	return false;
}

static void stop_all(void (*ended)(pid_t pid))
{
	kill(-1, SIGTERM);
	kill(-1, SIGCONT);
	if (all_ended(ended))
		return;
	kill(-1, SIGKILL);
	if (!all_ended(ended))
		server_log(&init, "some processes do not end");
}

void stop_reopen_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0)
		return;
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

/* What was mounted last goes first; what is in use, and the root, can be read only. */
static void unmount_all(void)
{
	static char where[MOUNTS_MAX][256];
	FILE *f = setmntent(MOUNTED, "re");
	struct mntent *m;
	int n = 0;

	while (f && n < MOUNTS_MAX && (m = getmntent(f)))
		strlcpy(where[n++], m->mnt_dir, sizeof(where[0]));
	if (f)
		endmntent(f);
	(void)chdir("/");
	sync();
	while (n-- > 0) {
		if (strcmp(where[n], "/") != 0 && umount(where[n]) == 0)
			continue;
		if (mount(NULL, where[n], NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0)
			server_log(&init, "%s: neither unmounted nor read-only: %s",
				where[n], strerror(errno));
	}
	sync();
}

void stop_machine(unsigned howto, void (*ended)(pid_t pid))
{
	server_log(&init, "stopping all processes");
	stop_all(ended);
	stop_reopen_console();
	unmount_all();
	server_log(&init, "the machine %s",
		howto == RB_AUTOBOOT              ? "restarts"
			: howto == RB_HALT_SYSTEM ? "halts"
						  : "is switched off");
	reboot((int)howto);
	if (howto == RB_POWER_OFF) {
		server_log(&init, "it cannot: it may be switched off by hand now");
		reboot(RB_HALT_SYSTEM);
	}
	server_log(&init, "the machine cannot be stopped: %s", strerror(errno));
}
