/* tests/posix/rtc.c - /dev/rtc0: the date, alarms and interrupts, as Linux's rtc(4) has them.
 *
 * guest-server: memory
 * guest-server: process
 * guest-server: vfs
 * guest-server: rtc
 * guest-clock: virtual
 * guest-qemu: -rtc base=2031-05-06T07:08:09,clock=vm
 * guest-reject: PANIC|RTC. .*(no date|cannot)
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <linux/rtc.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include "driver.h"
#include "file.h"

#define BASE  1935817689 /* 2031-05-06T07:08:09Z */
#define START 600        /* seconds that the boot takes at the most */
#define WAITS 6000       /* times 10 ms, for the device to be there */

static const struct timespec moment = { .tv_nsec = 10000000 };
static int fd;

static time_t date_of(const struct rtc_time *t)
{
	struct tm tm = { .tm_sec = t->tm_sec,
		.tm_min = t->tm_min,
		.tm_hour = t->tm_hour,
		.tm_mday = t->tm_mday,
		.tm_mon = t->tm_mon,
		.tm_year = t->tm_year };

	return timegm(&tm);
}

static struct rtc_time time_of(time_t t)
{
	const struct tm *tm = gmtime(&t);

	return (struct rtc_time){ .tm_sec = tm->tm_sec,
		.tm_min = tm->tm_min,
		.tm_hour = tm->tm_hour,
		.tm_mday = tm->tm_mday,
		.tm_mon = tm->tm_mon,
		.tm_year = tm->tm_year };
}

/* What the clock has now; -1: an error. */
static time_t clock_now(void)
{
	struct rtc_time t;

	return ioctl(fd, RTC_RD_TIME, &t) == 0 ? date_of(&t) : -1;
}

static int clock_to(time_t to)
{
	struct rtc_time t = time_of(to);

	return ioctl(fd, RTC_SET_TIME, &t);
}

static bool is_about(time_t is, time_t want)
{
	return is >= want && is < want + START;
}

static void there(void)
{
	struct stat st;
	char link[16] = "";

	REQUIRE(file_server_up());
	for (int i = 0; i < WAITS && access("/dev/rtc", F_OK) != 0; i++)
		nanosleep(&moment, NULL);
	REQUIRE_EQ(lstat("/dev/rtc0", &st), 0);
	EXPECT_EQ(st.st_mode, S_IFCHR | 0600);
	EXPECT_EQ(major(st.st_rdev), 254);
	EXPECT_EQ(minor(st.st_rdev), 0);
	EXPECT_EQ(readlink("/dev/rtc", link, sizeof(link)), 4);
	EXPECT_STR(link, "rtc0");
	EXPECT(is_about(time(NULL), BASE));
	/* The VFS server knew it from the first. */
	EXPECT_EQ(stat("/dev/null", &st), 0);
	EXPECT(is_about(st.st_mtime, BASE));
}

static void one_opener(void)
{
	pid_t pid;
	int status, again;

	fd = open("/dev/rtc0", O_RDONLY | O_CLOEXEC);
	REQUIRE(fd >= 0);
	EXPECT_ERROR(open("/dev/rtc0", O_RDONLY), EBUSY);
	EXPECT_ERROR(open("/dev/rtc", O_RDWR), EBUSY);
	again = dup(fd);
	EXPECT(is_about(clock_now(), BASE));
	close(fd);
	fd = again;
	EXPECT_ERROR(open("/dev/rtc", O_RDONLY), EBUSY);
	EXPECT(is_about(clock_now(), BASE));
	close(fd);
	fd = open("/dev/rtc", O_RDWR);
	REQUIRE(fd >= 0);
	EXPECT_ERROR(write(fd, "x", 1), EINVAL);
	EXPECT_ERROR(lseek(fd, 0, SEEK_SET), ESPIPE);
	/* Others than root have no way in, and with a descriptor not all rights. */
	pid = fork();
	if (pid == 0) {
		struct rtc_time t = time_of(BASE);

		if (setuid(1000) != 0)
			_exit(1);
		if (open("/dev/rtc0", O_RDONLY) != -1 || errno != EACCES)
			_exit(2);
		if (!is_about(clock_now(), BASE))
			_exit(3);
		if (ioctl(fd, RTC_SET_TIME, &t) != -1 || errno != EACCES)
			_exit(4);
		if (ioctl(fd, RTC_SET_TIME, NULL) != -1 || errno != EACCES)
			_exit(5);
		if (ioctl(fd, RTC_IRQP_SET, 128) != -1 || errno != EACCES)
			_exit(6);
		if (ioctl(fd, RTC_PIE_ON, 0) != -1 || errno != EACCES)
			_exit(7);
		if (ioctl(fd, RTC_IRQP_SET, 64) != 0 || ioctl(fd, RTC_PIE_ON, 0) != 0 ||
			ioctl(fd, RTC_PIE_OFF, 0) != 0)
			_exit(8);
		_exit(0);
	}
	EXPECT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
}

static void the_date(void)
{
	static const time_t dates[] = { 0, 951782399 /* 2000-02-28T23:59:59Z */,
		4102444800, 7263215999 /* 2200-02-28T23:59:59Z */, BASE };
	struct rtc_time t;

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		EXPECT_EQ(clock_to(dates[i]), 0);
		EXPECT(is_about(clock_now(), dates[i]));
	}
	EXPECT_ERROR(clock_to(64060588800), ERANGE);
	EXPECT_ERROR(clock_to(-1), EINVAL);
	t = time_of(BASE);
	t.tm_mon = 12;
	EXPECT_ERROR(ioctl(fd, RTC_SET_TIME, &t), EINVAL);
	t.tm_mon = 1;
	t.tm_mday = 29;
	EXPECT_ERROR(ioctl(fd, RTC_SET_TIME, &t), EINVAL);
	memset(&t, 0xff, sizeof(t));
	EXPECT_ERROR(ioctl(fd, RTC_SET_TIME, &t), EINVAL);
	EXPECT(is_about(clock_now(), BASE));
	EXPECT_EQ(ioctl(fd, RTC_RD_TIME, &t), 0);
	EXPECT_EQ(t.tm_wday, 2); /* a Tuesday */
	EXPECT_EQ(t.tm_yday, 125);
	EXPECT_EQ(t.tm_isdst, 0);
}

static void bad_requests(void)
{
	static const unsigned none[] = { RTC_WIE_ON, RTC_WIE_OFF, RTC_EPOCH_READ,
		RTC_EPOCH_SET, RTC_PLL_GET, RTC_PLL_SET, RTC_VL_READ, RTC_VL_CLR, 0, 1,
		0x7000, 0xffffffff, 0x5401 };
	static const unsigned pointers[] = { RTC_RD_TIME, RTC_SET_TIME, RTC_ALM_READ,
		RTC_ALM_SET, RTC_WKALM_RD, RTC_WKALM_SET, RTC_IRQP_READ };

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		EXPECT_ERROR(ioctl(fd, none[i], 1), ENOTTY);
	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
		EXPECT_ERROR(ioctl(fd, pointers[i], NULL), EFAULT);
		EXPECT_ERROR(ioctl(fd, pointers[i], (void *)-8L), EFAULT);
		EXPECT_ERROR(ioctl(fd, pointers[i], 1UL << 63), EFAULT);
	}
	EXPECT(is_about(clock_now(), BASE));
}

/* Reads what came, which is to be `which`: how often. */
static unsigned long came(unsigned which)
{
	unsigned long v = 0;

	EXPECT_EQ(read(fd, &v, sizeof(v)), sizeof(v));
	EXPECT_EQ(v & 0xff, RTC_IRQF | which);
	return v >> 8;
}

static void interrupts(void)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	unsigned long hz, v, n = 0;
	unsigned word;
	time_t before, after;

	EXPECT_ERROR(read(fd, &v, 3), EINVAL);
	EXPECT_ERROR(read(fd, &v, 5), EINVAL);
	EXPECT_EQ(poll(&p, 1, 0), 0);
	EXPECT_EQ(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	EXPECT_ERROR(read(fd, &v, sizeof(v)), EAGAIN);
	EXPECT_EQ(fcntl(fd, F_SETFL, 0), 0);
	EXPECT_EQ(ioctl(fd, RTC_UIE_ON), 0);
	before = clock_now();
	EXPECT_EQ(poll(&p, 1, -1), 1);
	EXPECT_EQ(p.revents, POLLIN);
	n = came(RTC_UF);
	while (n < 3)
		n += came(RTC_UF);
	after = clock_now();
	EXPECT(after - before >= 2);
	EXPECT_ERROR(read(fd, (void *)8, sizeof(v)), EFAULT);
	EXPECT_EQ(read(fd, &word, sizeof(word)), 4);
	EXPECT_EQ(word & 0xff, RTC_IRQF | RTC_UF);
	EXPECT_EQ(ioctl(fd, RTC_UIE_OFF), 0);

	EXPECT_ERROR(ioctl(fd, RTC_IRQP_SET, 0), EINVAL);
	EXPECT_ERROR(ioctl(fd, RTC_IRQP_SET, 1), EINVAL);
	EXPECT_ERROR(ioctl(fd, RTC_IRQP_SET, 100), EINVAL);
	EXPECT_ERROR(ioctl(fd, RTC_IRQP_SET, 16384), EINVAL);
	EXPECT_ERROR(ioctl(fd, RTC_IRQP_SET, -1L), EINVAL);
	EXPECT_EQ(ioctl(fd, RTC_IRQP_SET, 256), 0);
	EXPECT_EQ(ioctl(fd, RTC_IRQP_READ, &hz), 0);
	EXPECT_EQ(hz, 256);
	EXPECT_EQ(ioctl(fd, RTC_PIE_ON), 0);
	before = clock_now();
	for (n = 0; n < 512;)
		n += came(RTC_PF);
	EXPECT(clock_now() - before >= 1);
	EXPECT_EQ(ioctl(fd, RTC_PIE_OFF), 0);
	/* Who opens it next gets nothing of that. */
	EXPECT_EQ(ioctl(fd, RTC_PIE_ON), 0);
	close(fd);
	fd = open("/dev/rtc0", O_RDWR | O_NONBLOCK);
	REQUIRE(fd >= 0);
	before = clock_now();
	while (clock_now() < before + 2)
		nanosleep(&moment, NULL);
	EXPECT_ERROR(read(fd, &v, sizeof(v)), EAGAIN);
	EXPECT_EQ(fcntl(fd, F_SETFL, 0), 0);
}

static void on_alarm(int sig)
{
	(void)sig;
}

static void interrupted(void)
{
	const struct sigaction caught = { .sa_handler = on_alarm };
	const struct itimerval soon = { .it_value = { .tv_usec = 100000 } };
	unsigned long v;

	sigaction(SIGALRM, &caught, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	EXPECT_ERROR(read(fd, &v, sizeof(v)), EINTR);
	signal(SIGALRM, SIG_DFL);
}

static void alarms(void)
{
	struct rtc_wkalrm a = { .enabled = 1 }, is;
	struct rtc_time t;
	time_t now;

	EXPECT_EQ(clock_to(BASE), 0);
	now = clock_now();
	a.time = time_of(now + 3);
	EXPECT_EQ(ioctl(fd, RTC_WKALM_SET, &a), 0);
	EXPECT_EQ(ioctl(fd, RTC_WKALM_RD, &is), 0);
	EXPECT_EQ(is.enabled, 1);
	EXPECT_EQ(is.pending, 0);
	EXPECT_EQ(date_of(&is.time), now + 3);
	EXPECT_EQ(came(RTC_AF), 1);
	EXPECT(clock_now() >= now + 3);
	EXPECT_EQ(ioctl(fd, RTC_WKALM_RD, &is), 0);
	EXPECT_EQ(is.enabled, 0); /* it rings once */
	/* The time of day alone, and what is past by that is tomorrow. */
	now = clock_now();
	t = time_of(now + 2);
	t.tm_mon = -1;
	EXPECT_EQ(ioctl(fd, RTC_ALM_SET, &t), 0);
	EXPECT_EQ(ioctl(fd, RTC_ALM_READ, &t), 0);
	EXPECT_EQ(date_of(&t), now + 2);
	EXPECT_EQ(ioctl(fd, RTC_AIE_ON), 0);
	EXPECT_EQ(came(RTC_AF), 1);
	t = time_of(now - 60);
	EXPECT_EQ(ioctl(fd, RTC_ALM_SET, &t), 0);
	EXPECT_EQ(ioctl(fd, RTC_ALM_READ, &t), 0);
	EXPECT_EQ(date_of(&t), now - 60 + 86400);
	/* A date that is past rings at once; one in two days, or none, not at all. */
	a.time = time_of(now - 60);
	EXPECT_EQ(ioctl(fd, RTC_WKALM_SET, &a), 0);
	EXPECT_EQ(came(RTC_AF), 1);
	a.time = time_of(now + 2 * 86400);
	EXPECT_ERROR(ioctl(fd, RTC_WKALM_SET, &a), EINVAL);
	a.time.tm_mday = 32;
	EXPECT_ERROR(ioctl(fd, RTC_WKALM_SET, &a), EINVAL);
	t.tm_hour = 24;
	EXPECT_ERROR(ioctl(fd, RTC_ALM_SET, &t), EINVAL);
	EXPECT_EQ(ioctl(fd, RTC_AIE_OFF), 0);
}

/* The date that the system is set to is what the clock goes on from. */
static void system_is_set(void)
{
	const time_t to = 2147483700; /* 2038-01-19T03:15:00Z */
	const struct timeval tv = { .tv_sec = to };

	EXPECT_EQ(settimeofday(&tv, NULL), 0);
	for (int i = 0; i < WAITS && !is_about(clock_now(), to); i++)
		nanosleep(&moment, NULL);
	EXPECT(is_about(clock_now(), to));
	EXPECT(is_about(time(NULL), to));
}

/* It was killed: neither the date of the system nor what is switched on is another. */
static void killed(void)
{
	const time_t to = 2147490000;
	const struct timeval tv = { .tv_sec = to };
	time_t before = time(NULL);
	unsigned long hz;

	EXPECT_EQ(ioctl(fd, RTC_UIE_ON), 0);
	for (int i = 0; i < 20; i++) {
		REQUIRE(driver_kill("rtc"));
		EXPECT(is_about(clock_now(), before));
		came(RTC_UF);
		EXPECT_EQ(ioctl(fd, RTC_IRQP_SET, 512), 0);
		REQUIRE(driver_kill("rtc"));
		EXPECT_EQ(ioctl(fd, RTC_IRQP_READ, &hz), 0);
		EXPECT_EQ(hz, 512);
		REQUIRE(driver_kill("rtc"));
		EXPECT_EQ(clock_to(before), 0);
		EXPECT(is_about(clock_now(), before));
		EXPECT(is_about(time(NULL), before));
	}
	EXPECT_EQ(ioctl(fd, RTC_UIE_OFF), 0);
	/* While it is dead the date is set. */
	EXPECT_EQ(settimeofday(&tv, NULL), 0);
	REQUIRE(driver_kill("rtc"));
	for (int i = 0; i < WAITS && !is_about(clock_now(), to); i++)
		nanosleep(&moment, NULL);
	EXPECT(is_about(clock_now(), to));
}

static int children(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		for (int i = 0; i < 300; i++) {
			struct rtc_time t = time_of(BASE);
			int one = open("/dev/rtc0", O_RDWR);

			if (one < 0 && errno != EBUSY)
				_exit(1);
			if (one >= 0 &&
				(ioctl(one, RTC_SET_TIME, &t) != 0 ||
					ioctl(one, RTC_RD_TIME, &t) != 0 ||
					!is_about(date_of(&t), BASE)))
				_exit(2);
			close(one);
		}
		_exit(0);
	}
	for (int i = 0; i < 20; i++)
		if (!driver_kill("rtc"))
			return -1;
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

/* ... and whoever opens and closes it meanwhile notices nothing. */
static void killed_while_used(void)
{
	close(fd);
	EXPECT_EQ(children(), 0);
	fd = open("/dev/rtc0", O_RDWR);
	REQUIRE(fd >= 0);
	EXPECT(is_about(clock_now(), BASE));
}

static const struct guest_case cases[] = {
	{ "there", there },
	{ "one_opener", one_opener },
	{ "the_date", the_date },
	{ "bad_requests", bad_requests },
	{ "interrupts", interrupts },
	{ "interrupted", interrupted },
	{ "alarms", alarms },
	{ "system_is_set", system_is_set },
	{ "killed", killed },
	{ "killed_while_used", killed_while_used },
};

GUEST_MAIN(cases)
