/*
 * servers/vfs/rtc.c - /dev/rtc0, the battery-backed clock, as Linux's rtc(4) has it.
 *
 * What is asked waits here until the driver fetches it (VFS_RTC_NEXT), and is kept until
 * that has answered: a driver that ends in between leaves it to the next one.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/rtc.h"

#include <linux/rtc.h>
#include <string.h>

#include "servers/lib/vfs_protocol.h"
#include "servers/vfs/dev.h"
#include "servers/vfs/poll.h"

/* What is in a command's number (Linux's <asm-generic/ioctl.h>). */
#define SIZE_OF(command) ((command) >> 16 & 0x3fff)
#define WRITES           0x40000000u /* there is a structure to be read from the caller */
#define READS            0x80000000u

#define NUMBERS (VFS_RTC_PRIVILEGED - 1)

enum state { IDLE, ASKED, ANSWERED };

static struct {
	int driver; /* its notification; 0: there is none */
	uint64_t bits;
	bool open;
	bool closed;      /* the driver has to hear of that */
	uint32_t came;    /* so many interrupts << 8 | which */
	struct mutex one; /* who asks */
	enum state state;
	uint32_t number; /* of what is asked now */
	uint32_t command;
	bool privileged;
	uint64_t data[VFS_RTC_WORDS];
	int32_t result;
	struct wait_queue answer, interrupts;
} rtc = {
	.answer = { LIST_INIT(rtc.answer.waiters) },
	.interrupts = { LIST_INIT(rtc.interrupts.waiters) },
};

static void tell(void)
{
	if (rtc.driver)
		os_notify(rtc.driver, rtc.bits);
}

/* --- the driver -------------------------------------------------------------------- */

int rtc_attach(int notification, uint64_t bits)
{
	int error;

	if (!bits)
		return -EINVAL;
	error = device_node("rtc0", S_IFCHR | 0600, RTC_RDEV);
	if (!error)
		error = device_link("rtc", "rtc0");
	if (error)
		return error;
	if (rtc.driver)
		os_cap_close(rtc.driver);
	rtc.driver = notification;
	rtc.bits = bits;
	/* Its predecessor may not have heard of the last one. */
	if (!rtc.open)
		rtc.closed = true;
	tell();
	return 0;
}

void rtc_gone(const char *name)
{
	if (strcmp(name, "rtc") != 0 || !rtc.driver)
		return;
	os_cap_close(rtc.driver);
	rtc.driver = 0;
	device_node_remove("rtc");
	device_node_remove("rtc0");
	queue_wake(&rtc.answer, 0);
	queue_wake(&rtc.interrupts, POLLERR);
}

int64_t rtc_next(uint64_t data[])
{
	uint64_t number = rtc.number | (rtc.privileged ? VFS_RTC_PRIVILEGED : 0);

	if (rtc.closed)
		return VFS_RTC_CLOSED;
	if (rtc.state != ASKED)
		return 0;
	memcpy(data, rtc.data, sizeof(rtc.data));
	return (int64_t)(number << 32 | rtc.command);
}

void rtc_done(uint64_t what, const uint64_t data[])
{
	uint32_t number = what >> 32 & NUMBERS;

	if (number == 0)
		rtc.closed = false;
	if (rtc.state != ASKED || number != rtc.number)
		return;
	memcpy(rtc.data, data, sizeof(rtc.data));
	rtc.result = (int32_t)(uint32_t)what;
	rtc.state = ANSWERED;
	queue_wake(&rtc.answer, 0);
}

void rtc_came(uint8_t which)
{
	which &= RTC_PF | RTC_AF | RTC_UF;
	if (!rtc.open || !which)
		return;
	rtc.came = (rtc.came + (1u << 8)) | RTC_IRQF | which;
	queue_wake(&rtc.interrupts, POLLIN | POLLRDNORM);
}

/* Asks it, with what is in rtc.data; the answer is there afterwards. */
static int ask(struct call *c, uint32_t command)
{
	int error = 0;

	rtc.number = rtc.number % NUMBERS + 1; /* 0 is for VFS_RTC_CLOSED */
	rtc.command = command;
	rtc.privileged = c->cred->euid == 0;
	rtc.state = ASKED;
	tell();
	while (rtc.state == ASKED && !error)
		error = rtc.driver ? queue_wait(c, &rtc.answer, FOREVER) : -EIO;
	if (rtc.state == ANSWERED)
		error = rtc.result;
	rtc.state = IDLE;
	return error == -EINTR ? -ERESTARTSYS : error;
}

/* --- open files -------------------------------------------------------------------- */

static int rtc_open(struct call *c, struct file *f)
{
	(void)c;
	(void)f;
	if (!rtc.driver)
		return -ENXIO;
	if (rtc.open)
		return -EBUSY;
	rtc.open = true;
	rtc.came = 0;
	return 0;
}

static void rtc_release(struct file *f)
{
	(void)f;
	rtc.open = false;
	rtc.closed = true;
	tell();
}

static bool is_command(uint32_t command)
{
	static const uint32_t commands[] = { RTC_AIE_ON, RTC_AIE_OFF, RTC_UIE_ON,
		RTC_UIE_OFF, RTC_PIE_ON, RTC_PIE_OFF, RTC_ALM_SET, RTC_ALM_READ,
		RTC_RD_TIME, RTC_SET_TIME, RTC_IRQP_READ, RTC_IRQP_SET, RTC_WKALM_SET,
		RTC_WKALM_RD };

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i] == command)
			return true;
	return false;
}

/* With the mutex. What the command's structure is goes through rtc.data. */
static int64_t command_run(struct call *c, uint32_t command, uint64_t arg)
{
	int error = 0;

	memset(rtc.data, 0, sizeof(rtc.data));
	if (command == RTC_IRQP_SET)
		rtc.data[0] = arg;
	else if (command & WRITES)
		error = user_get(c, rtc.data, arg, SIZE_OF(command));
	if (!error)
		error = ask(c, command);
	if (!error && command & READS)
		error = user_put(c, arg, rtc.data, SIZE_OF(command));
	return error;
}

static int64_t rtc_ioctl(struct call *c, struct file *f, unsigned command, uint64_t arg)
{
	int64_t result;

	(void)f;
	if (!is_command(command))
		return -ENOTTY;
	/* Before the structure is looked at, as Linux has it. */
	if (command == RTC_SET_TIME && c->cred->euid != 0)
		return -EACCES;
	if (mutex_lock(&rtc.one) != 0)
		return -ENOMEM;
	result = command_run(c, command, arg);
	mutex_unlock(&rtc.one);
	return result;
}

/* The interrupts since the last read, an unsigned int or unsigned long. */
static int64_t rtc_read(struct call *c, struct file *f, struct io *io, uint64_t *at)
{
	size_t size = io->left < sizeof(uint64_t) ? sizeof(uint32_t) : sizeof(uint64_t);
	uint64_t value;
	int64_t n;
	int error;

	(void)at;
	if (io->left != sizeof(uint32_t) && io->left < sizeof(uint64_t))
		return -EINVAL;
	io->at_once = true;
	do {
		while (!rtc.came) {
			if (!rtc.driver)
				return -EIO;
			if (f->flags & O_NONBLOCK)
				return -EAGAIN;
			error = queue_wait(c, &rtc.interrupts, FOREVER);
			if (error)
				return error == -EINTR ? -ERESTARTSYS : error;
		}
		value = rtc.came;
		n = io_put_all(io, &value, size);
	} while (n < 0 && io_again(io));
	if (n >= 0)
		rtc.came = 0;
	return n < 0 ? n : (int64_t)size;
}

static unsigned rtc_poll(struct file *f, struct poll_table *t)
{
	(void)f;
	poll_add(t, &rtc.interrupts);
	return (rtc.came ? POLLIN | POLLRDNORM : 0) | (rtc.driver ? 0 : POLLERR);
}

const struct file_ops rtc_ops = {
	.open = rtc_open,
	.release = rtc_release,
	.ioctl = rtc_ioctl,
	.read = rtc_read,
	.poll = rtc_poll,
};
