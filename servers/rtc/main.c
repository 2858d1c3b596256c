/*
 * servers/rtc/main.c - the driver of the battery-backed clock.
 *
 * When the system starts it says what the date is; nothing that looks at files runs
 * before. Then it does what programs want of /dev/rtc0, and whenever CLOCK_REALTIME is
 * set it sets the clock by that. It can be killed and started again at any time: what it
 * has to know is in the clock's registers, with the kernel (how often the date was set)
 * and with the VFS server (what is asked for).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <linux/rtc.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

#include <xinim/message.h>
#include <xinim/task.h>

#include "servers/lib/ports.h"
#include "servers/lib/server.h"
#include "servers/lib/vfs_client.h"
#include "servers/lib/vfs_protocol.h"
#include "servers/rtc/chip.h"
#include "servers/rtc/clock.h"
#include "servers/rtc/date.h"

#define CMOS_INDEX 0x70
#define CMOS_DATA  0x71
#define CMOS_IRQ   8
#define SECOND_NS  1000000000ULL
#define FREE_HZ    64 /* periodic interrupts that anybody may have */

enum { BIT_IRQ = 1, BIT_REQUEST = 2, BIT_SET = 4 };

static const struct server rtc = { .name = "RTC", .route = SERVER_NO_ROUTE };

/* What is asked, as it came in the words of a message. */
union request {
	uint64_t word[VFS_RTC_WORDS];
	uint64_t number;
	struct rtc_time time;
	struct rtc_wkalrm alarm;
};
_Static_assert(sizeof(union request) == VFS_RTC_WORDS * 8, "all of them fit");

uint8_t chip_read(uint8_t number)
{
	out8(CMOS_INDEX, number);
	return in8(CMOS_DATA);
}

void chip_write(uint8_t number, uint8_t value)
{
	out8(CMOS_INDEX, number);
	out8(CMOS_DATA, value);
}

/* --- CLOCK_REALTIME ---------------------------------------------------------------- */

static int64_t kernel_clock(enum xinim_clock_operation operation, uint64_t a, uint64_t b)
{
	return xinim_process_control(
		XINIM_CAP_SELF, XINIM_PROCESS_CLOCK, operation, a, b);
}

/* The clock is to go on from CLOCK_REALTIME. */
static void keep_date(void)
{
	struct timespec now;
	struct rtc_time t;
	int error;

	clock_gettime(CLOCK_REALTIME, &now);
	date_of((uint64_t)now.tv_sec, &t);
	error = clock_write(&t);
	if (error)
		server_log(&rtc, "the clock cannot show the date that was set: %s",
			strerror(-error));
}

/* Whoever drove it before may not have heard of the last setting. */
static void keep_settings(void)
{
	int64_t last = kernel_clock(XINIM_CLOCK_SETTINGS, 0, 0);

	if (last <= 0)
		return;
	keep_date();
	(void)kernel_clock(XINIM_CLOCK_KEPT, (uint64_t)last, 0);
}

/* The system starts: what date is it? False: it has been told that. */
static bool say_date(void)
{
	struct rtc_time t;
	int64_t result;
	int error = clock_read(&t);

	/* An empty battery: any date is better than one before all files. */
	result = kernel_clock(
		XINIM_CLOCK_START, error ? 0 : date_seconds(&t) * SECOND_NS, 0);
	if (result == -EEXIST)
		return false;
	if (error)
		server_log(&rtc,
			"what the clock has is no date: it is taken to be 2026-01-01");
	else if (result)
		server_log(
			&rtc, "the clock's date cannot be: %s", strerror(-(int)result));
	return true;
}

/* --- requests ---------------------------------------------------------------------- */

static void came(uint8_t which)
{
	struct xinim_message m = { .label = VFS_RTC_CAME, .word = { which } };

	if (which)
		(void)vfs_ask(&m);
}

static int set_alarm(const struct rtc_wkalrm *a, bool today)
{
	int result = clock_alarm_set(a, today);

	if (result == 1 && a->enabled)
		came(RTC_AF);
	return result < 0 ? result : 0;
}

static int set_rate(uint64_t hz, bool privileged)
{
	if (hz > FREE_HZ && !privileged)
		return -EACCES;
	return clock_rate_set(hz);
}

static int switch_interrupt(uint8_t which, bool on, bool privileged)
{
	if (which == RTC_PF && on && clock_rate() > FREE_HZ && !privileged)
		return -EACCES;
	clock_interrupts(which, on);
	return 0;
}

/* Linux's rtc(4), and the order in which its kernel looks for errors. */
static int run(uint32_t command, bool privileged, union request *r)
{
	int error;

	switch (command) {
	case VFS_RTC_CLOSED: /* an alarm stays: it is for whoever opens it later */
		clock_interrupts(RTC_PF | RTC_UF, false);
		return 0;
	case RTC_RD_TIME:
		return clock_read(&r->time);
	case RTC_SET_TIME:
		return privileged ? clock_write(&r->time) : -EACCES;
	case RTC_ALM_READ: {
		struct rtc_wkalrm a;

		error = clock_alarm(&a);
		r->time = a.time;
		return error;
	}
	case RTC_ALM_SET: {
		const struct rtc_wkalrm a = { .time = r->time };

		return set_alarm(&a, true);
	}
	case RTC_WKALM_RD:
		return clock_alarm(&r->alarm);
	case RTC_WKALM_SET:
		return set_alarm(&r->alarm, false);
	case RTC_IRQP_READ:
		r->number = clock_rate();
		return 0;
	case RTC_IRQP_SET:
		return set_rate(r->number, privileged);
	case RTC_AIE_ON:
	case RTC_AIE_OFF:
		return switch_interrupt(RTC_AF, command == RTC_AIE_ON, privileged);
	case RTC_UIE_ON:
	case RTC_UIE_OFF:
		return switch_interrupt(RTC_UF, command == RTC_UIE_ON, privileged);
	case RTC_PIE_ON:
	case RTC_PIE_OFF:
		return switch_interrupt(RTC_PF, command == RTC_PIE_ON, privileged);
	default:
		return -ENOTTY;
	}
}

static void serve_requests(void)
{
	for (;;) {
		struct xinim_message m = { .label = VFS_RTC_NEXT };
		int64_t next = vfs_ask(&m);
		union request r;
		int result;

		if (next <= 0)
			return;
		memcpy(&r, &m.word[1], sizeof(r));
		result = run((uint32_t)next, next >> 32 & VFS_RTC_PRIVILEGED, &r);
		m.label = VFS_RTC_DONE;
		m.word[0] = (uint64_t)next >> 32 << 32 | (uint32_t)result;
		memcpy(&m.word[1], &r, sizeof(r));
		(void)vfs_ask(&m);
	}
}

/* --- start ------------------------------------------------------------------------- */

/* The date first. False: there is no clock. */
static bool start_clock(void)
{
	bool halfway;

	if (!ports_open(CMOS_INDEX) ||
		clock_begin((unsigned)kernel_clock(XINIM_CLOCK_CENTURY, 0, 0),
			&halfway) != 0) {
		server_log(&rtc, "there is no clock: it is taken to be 2026-01-01");
		return false;
	}
	if (say_date())
		clock_interrupts(RTC_PF | RTC_AF | RTC_UF, false);
	else if (halfway)
		keep_date();
	clock_go();
	return true;
}

static long bind_irq(int notification)
{
	long irq = device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, XINIM_CAP_IRQ, CMOS_IRQ, 0);
	long error = irq > 0 ? xinim_syscall6(SYS_irq_control, irq, XINIM_IRQ_BIND,
				       notification, BIT_IRQ, 0, -1)
			     : irq;

	if (error)
		server_log(&rtc, "without interrupts: %s", strerror(-(int)error));
	return error ? 0 : irq;
}

static int attach(int notification)
{
	struct xinim_message m = {
		.label = VFS_RTC_ATTACH | XINIM_LABEL_CAP,
		.word = { BIT_REQUEST, 0, 0, 0, 0, (uint64_t)notification },
	};

	return (int)vfs_ask(&m);
}

int main(void)
{
	int notification = xinim_notification_create(), error;
	bool there = start_clock();
	long irq;

	/* Whatever looks at files is started by that. */
	(void)xinim_process_control(XINIM_CAP_SELF, XINIM_PROCESS_READY, 0, 0, 0);
	if (!there)
		return 0;
	if (notification < 0) {
		server_log(
			&rtc, "cannot make a notification: %s", strerror(-notification));
		return 1;
	}
	(void)kernel_clock(XINIM_CLOCK_WATCH, (uint64_t)notification, BIT_SET);
	keep_settings();
	irq = bind_irq(notification);
	error = attach(notification);
	if (error) {
		server_log(&rtc, "the VFS server does not answer: %s", strerror(-error));
		return 1;
	}
	came(clock_interrupt());
	for (;;) {
		int64_t bits = xinim_notification_wait(
			notification, BIT_IRQ | BIT_REQUEST | BIT_SET, XINIM_FOREVER);

		if (bits < 0)
			return 1;
		if (bits & BIT_SET)
			keep_settings();
		if (bits & BIT_IRQ)
			/* Acknowledged first: what comes while we look is told again. */
			xinim_syscall6(
				SYS_irq_control, irq, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0);
		if (bits & BIT_REQUEST)
			serve_requests();
		came(clock_interrupt());
	}
}
