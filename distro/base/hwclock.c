/*
 * distro/base/hwclock.c - the battery-backed clock: shows it, sets it, sets the system by it.
 *
 * usage: hwclock [-r | -s | -w | --set --date=DATE] [-u | -l] [-f DEVICE]
 *
 * DATE is YYYY-MM-DD HH:MM:SS or @SECONDS. The clock has UTC, unless -l says that it has
 * local time (TZ). What is read is read, and what is set is set, at the moment when a second
 * begins, if the clock can tell of that.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/rtc.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 1500 /* the next second is there by then */

enum { SET = 256, DATE };

static const char *device;
static bool local;

static int open_clock(int flags)
{
	static const char *const names[] = { "/dev/rtc0", "/dev/rtc" };
	int fd;

	if (!device && (fd = open(names[0], flags)) >= 0)
		return fd;
	if (!device)
		device = names[errno == ENOENT];
	fd = open(device, flags);
	if (fd < 0)
		err(1, "%s", device);
	return fd;
}

/* Until the clock's next second begins; without interrupts, not at all. */
static void wait_for_second(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	unsigned long came;

	if (ioctl(fd, RTC_UIE_ON) != 0)
		return;
	if (poll(&p, 1, TICK_MS) == 1)
		(void)read(fd, &came, sizeof(came));
	ioctl(fd, RTC_UIE_OFF);
}

static time_t seconds_of(struct tm *tm)
{
	time_t t;

	tm->tm_isdst = -1;
	t = local ? mktime(tm) : timegm(tm);
	if (t == -1)
		errx(1, "that is no date");
	return t;
}

static time_t read_clock(int fd)
{
	struct rtc_time r;
	struct tm tm = { 0 };

	wait_for_second(fd);
	if (ioctl(fd, RTC_RD_TIME, &r) != 0)
		err(1, "the clock cannot be read");
	tm.tm_sec = r.tm_sec;
	tm.tm_min = r.tm_min;
	tm.tm_hour = r.tm_hour;
	tm.tm_mday = r.tm_mday;
	tm.tm_mon = r.tm_mon;
	tm.tm_year = r.tm_year;
	return seconds_of(&tm);
}

static void write_clock(time_t t)
{
	const struct tm *tm = local ? localtime(&t) : gmtime(&t);
	struct rtc_time r = { 0 };
	int fd = open_clock(O_RDWR);

	if (!tm)
		errx(1, "that is no date");
	r.tm_sec = tm->tm_sec;
	r.tm_min = tm->tm_min;
	r.tm_hour = tm->tm_hour;
	r.tm_mday = tm->tm_mday;
	r.tm_mon = tm->tm_mon;
	r.tm_year = tm->tm_year;
	r.tm_wday = tm->tm_wday;
	r.tm_yday = tm->tm_yday;
	if (ioctl(fd, RTC_SET_TIME, &r) != 0)
		err(1, "the clock cannot be set");
	close(fd);
}

static void show(void)
{
	int fd = open_clock(O_RDONLY);
	time_t t = read_clock(fd);
	const struct tm *tm = localtime(&t);
	char text[64], zone[16];

	close(fd);
	if (!tm)
		errx(1, "that is no date");
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", tm);
	strftime(zone, sizeof(zone), "%z", tm);
	/* As util-linux has it: a colon between hours and minutes. */
	printf("%s.000000%.3s:%s\n", text, zone, zone + 3);
	if (fflush(stdout) != 0)
		err(1, "standard output");
}

/* The other way round at the moment when a second of the system begins. */
static void from_system(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec++;
	now.tv_nsec = 0;
	while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &now, NULL) == EINTR)
		continue;
	write_clock(now.tv_sec);
}

static void to_system(void)
{
	int fd = open_clock(O_RDONLY);
	const struct timeval t = { .tv_sec = read_clock(fd) };

	close(fd);
	if (settimeofday(&t, NULL) != 0)
		err(1, "the system's clock cannot be set");
}

static time_t parse(const char *text)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S",
		"%Y-%m-%d %H:%M", "%Y-%m-%d" };
	char *end;

	if (*text == '@') {
		long long t = strtoll(text + 1, &end, 10);

		if (end == text + 1 || *end)
			errx(1, "%s is no date", text);
		return (time_t)t;
	}
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm tm = { 0 };

		end = strptime(text, forms[i], &tm);
		if (end && !*end) {
			tm.tm_isdst = -1;
			return mktime(&tm); /* as people write it: local time */
		}
	}
	errx(1, "%s is no date", text);
}

static int usage(int status)
{
	fprintf(status ? stderr : stdout,
		"usage: hwclock [-r | -s | -w | --set --date=DATE] [-u | -l] [-f DEVICE]\n");
	return status;
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "show", 0, NULL, 'r' },
		{ "get", 0, NULL, 'r' }, { "hctosys", 0, NULL, 's' },
		{ "systohc", 0, NULL, 'w' }, { "set", 0, NULL, SET },
		{ "date", 1, NULL, DATE }, { "utc", 0, NULL, 'u' },
		{ "localtime", 0, NULL, 'l' }, { "rtc", 1, NULL, 'f' },
		{ "help", 0, NULL, 'h' }, { 0 } };
	int function = 0, option;
	const char *date = NULL;

	while ((option = getopt_long(argc, argv, "rswulf:h", options, NULL)) != -1) {
		switch (option) {
		case 'r':
		case 's':
		case 'w':
		case SET:
			if (function && function != option)
				return usage(1);
			function = option;
			break;
		case DATE:
			date = optarg;
			break;
		case 'u':
		case 'l':
			local = option == 'l';
			break;
		case 'f':
			device = optarg;
			break;
		case 'h':
			return usage(0);
		default:
			return usage(1);
		}
	}
	if (optind < argc || !date != (function != SET))
		return usage(1);
	switch (function) {
	case 's':
		to_system();
		break;
	case 'w':
		from_system();
		break;
	case SET:
		write_clock(parse(date));
		break;
	default:
		show();
	}
	return 0;
}
