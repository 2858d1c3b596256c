/*
 * distro/base/reboot.c - ends the system in good order: reboot, halt, poweroff.
 *
 * usage: reboot [-fnp]		and so on, by the name it is called
 *
 * Init is asked to; -f does it here and now, without stopping anything but with
 * what was written on the disks (-n: without). halt -p switches the machine off.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

static const struct way {
	const char *name;
	int signal; /* servers/init/main.c */
	int howto;
} ways[] = {
	{ "reboot", SIGTERM, RB_AUTOBOOT },
	{ "halt", SIGUSR1, RB_HALT_SYSTEM },
	{ "poweroff", SIGUSR2, RB_POWER_OFF },
};
enum { REBOOT, HALT, POWEROFF };

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];
	const struct way *way = &ways[REBOOT];
	bool force = false, keep = false;
	int option;

	if (geteuid() != 0)
		errx(1, "only root may do that");
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(name, ways[i].name) == 0)
			way = &ways[i];
	while ((option = getopt(argc, argv, "fnp")) != -1) {
		switch (option) {
		case 'f':
			force = true;
			break;
		case 'n':
			keep = true;
			break;
		case 'p':
			way = &ways[POWEROFF];
			break;
		default:
			errx(2, "usage: %s [-fnp]", name);
		}
	}
	if (force) {
		if (!keep)
			sync();
		reboot(way->howto);
		err(1, "the machine cannot be stopped");
	}
	if (kill(1, way->signal) != 0)
		err(1, "init cannot be told");
	return 0;
}
