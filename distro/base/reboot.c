/*
 * distro/base/reboot.c - ends the system in good order: reboot, halt, poweroff, shutdown.
 *
 * usage: reboot [-fnp]		and so on, by the name it is called
 *	shutdown [-r | -h | -H | -P] [now | +MINUTES] [MESSAGE...]
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

/* Minutes of "now", "+N" or "N". */
static unsigned when(const char *text)
{
	unsigned long minutes;
	char *end;

	if (strcmp(text, "now") == 0)
		return 0;
	minutes = strtoul(text + (*text == '+'), &end, 10);
	if (end == text || *end || minutes > 10080)
		errx(2, "%s: neither `now' nor a number of minutes", text);
	return (unsigned)minutes;
}

static const struct way *shutdown_options(int argc, char **argv)
{
	const struct way *way = &ways[POWEROFF];
	unsigned minutes = 1;
	int option;

	while ((option = getopt(argc, argv, "rhHP")) != -1) {
		switch (option) {
		case 'r':
			way = &ways[REBOOT];
			break;
		case 'H':
			way = &ways[HALT];
			break;
		case 'h':
		case 'P':
			way = &ways[POWEROFF];
			break;
		default:
			errx(2,
				"usage: shutdown [-r | -h | -H | -P] [now | +MINUTES] "
				"[MESSAGE...]");
		}
	}
	if (argv[optind])
		minutes = when(argv[optind++]);
	for (; argv[optind]; optind++)
		printf("%s%s", argv[optind], argv[optind + 1] ? " " : "\n");
	fflush(stdout);
	for (unsigned left = minutes * 60; left;)
		left = sleep(left);
	return way;
}

int main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];
	const struct way *way = &ways[REBOOT];
	bool force = false, keep = false;
	int option;

	if (geteuid() != 0)
		errx(1, "only root may do that");
	if (strcmp(name, "shutdown") == 0) {
		way = shutdown_options(argc, argv);
		goto ask;
	}
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
ask:
	if (kill(1, way->signal) != 0)
		err(1, "init cannot be told");
	return 0;
}
