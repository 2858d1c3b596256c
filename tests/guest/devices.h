/* tests/guest/devices.h - ports and interrupts by capability, and not without.
 *
 * PID 1 drives the clock (ports 0x70 and 0x71, interrupt 8) and the interval
 * timer (interrupt 0); the victims try ports, with and without. PID 1 serves
 * the VFS server's calls for a while, to be switched to and from by messages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_DEVICES_H
#define XINIM_TESTS_GUEST_DEVICES_H

#include <sched.h>

#include "device.h"
#include "victim.h"

#define RTC_INDEX    0x70
#define RTC_DATA     0x71
#define RTC_A        0x0a
#define RTC_B        0x0b
#define RTC_C        0x0c
#define RTC_PERIODIC 0x40
#define RTC_RATE     0x2a /* 64 a second */
#define DELAY_PORT   0x80
#define CALLERS      2  /* victims that make routed calls, */
#define CALLS        50 /* so many each */

/* --- victims --------------------------------------------------------------------- */

static long open_ports(long port)
{
	long cap = device_find(XINIM_CAP_PORTS, port, 0);

	return cap < 0 ? cap : device(cap, XINIM_PORTS_OPEN, 0, 0, 0) == 0 ? cap : -1;
}

static int holds_nothing(void)
{
	for (long type = 1; type < XINIM_CAP_TYPES; type++)
		if (device_find(type, -1, 0) != -ENOENT)
			return 1;
	for (long cap = 0; cap < 20; cap++) {
		if (irq(cap, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0) != -EBADF)
			return 2;
		for (long op = 1; op <= XINIM_PCI_OPEN; op++)
			if (device(cap, op, 0, 0, 0) != -EBADF)
				return 3;
	}
	return 0;
}

static int no_port(void)
{
	in8(DELAY_PORT);
	return 0;
}

static int not_opened(void)
{
	if (device_find(XINIM_CAP_PORTS, DELAY_PORT, 0) <= 0)
		return 1;
	in8(DELAY_PORT);
	return 0;
}

/* The next one after those it may. */
static int past_the_end(void)
{
	if (open_ports(DELAY_PORT) <= 0)
		return 1;
	for (int port = 0x80; port <= 0x8e; port++)
		in8((uint16_t)port);
	in8(0x8f);
	return 0;
}

/* A word at the last port would reach past it. */
static int half_past_the_end(void)
{
	uint16_t v;

	if (open_ports(DELAY_PORT) <= 0)
		return 1;
	in8(0x8e);
	__asm__ volatile("inw %1, %0" : "=a"(v) : "Nd"((uint16_t)0x8e));
	return v == 0;
}

static int closed(void)
{
	long cap = open_ports(DELAY_PORT);

	if (cap <= 0)
		return 1;
	in8(DELAY_PORT);
	if (cap_close(cap) != 0)
		return 2;
	in8(DELAY_PORT);
	return 0;
}

/* Two ranges that overlap; what the second has open stays so. */
static int closed_in_part(void)
{
	long first = open_ports(DELAY_PORT);
	long second = device_find(XINIM_CAP_PORTS, 0x88, first);

	if (first <= 0 || second <= first)
		return 1;
	if (device(second, XINIM_PORTS_OPEN, 0, 0, 0) != 0)
		return 2;
	if (device(first, XINIM_PORTS_CLOSE, 0, 0, 0) != 0)
		return 3;
	if (device(first, XINIM_PORTS_CLOSE, 0, 0, 0) != -EINVAL)
		return 4;
	in8(0x88);
	in8(0x87);
	return 0;
}

/* Comes and goes with ports, beside those that have none or others. */
static int with_ports(void)
{
	if (open_ports(DELAY_PORT) <= 0)
		return 1;
	for (int i = 0; i < 3000; i++) {
		in8(0x84);
		sched_yield();
	}
	return 0;
}

static int with_others(void)
{
	if (open_ports(0x61) <= 0)
		return 1;
	for (int i = 0; i < 1000; i++) {
		in8(0x61);
		sched_yield();
	}
	in8(0x84);
	return 0;
}

static int without_ports(void)
{
	for (int i = 0; i < 1000; i++)
		sched_yield();
	in8(0x84);
	return 0;
}

/* PID 1, which answers, has 0x70: that it must not leave behind. */
static int calls(void)
{
	char c;

	for (int i = 0; i < CALLS; i++)
		if (xinim_syscall3(SYS_read, 77, (long)&c, 1) != 1234)
			return 1;
	in8(RTC_INDEX);
	return 0;
}

static int calls_with_ports(void)
{
	char c;

	if (open_ports(DELAY_PORT) <= 0)
		return 1;
	for (int i = 0; i < CALLS; i++) {
		if (xinim_syscall3(SYS_read, 77, (long)&c, 1) != 1234)
			return 2;
		in8(0x84);
	}
	in8(RTC_INDEX);
	return 0;
}

#define SIGNAL_SEGV 11

static const struct victim victims[] = {
	{ "calls", calls, SIGNAL_SEGV },
	{ "calls-with-ports", calls_with_ports, SIGNAL_SEGV },
	{ "holds-nothing", holds_nothing, 0 },
	{ "no-port", no_port, SIGNAL_SEGV },
	{ "not-opened", not_opened, SIGNAL_SEGV },
	{ "past-the-end", past_the_end, SIGNAL_SEGV },
	{ "half-past-the-end", half_past_the_end, SIGNAL_SEGV },
	{ "closed", closed, SIGNAL_SEGV },
	{ "closed-in-part", closed_in_part, SIGNAL_SEGV },
	{ "with-ports", with_ports, 0 },
	{ "with-others", with_others, SIGNAL_SEGV },
	{ "without-ports", without_ports, SIGNAL_SEGV },
};

/* --- PID 1 --------------------------------------------------------------------------- */

static long rtc_irq, rtc_ports, notification, endpoint;

static void rtc_write(uint8_t reg, uint8_t value)
{
	out8(RTC_INDEX, reg);
	out8(RTC_DATA, value);
}

static uint8_t rtc_read(uint8_t reg)
{
	out8(RTC_INDEX, reg);
	return in8(RTC_DATA);
}

static struct xinim_irq_info info_of(long cap)
{
	struct xinim_irq_info info = { 0 };

	EXPECT_EQ(irq(cap, XINIM_IRQ_INFO, (long)&info, 0, 0, 0), 0);
	return info;
}

static void slots_are_in_order(void)
{
	EXPECT_EQ(cap_type(1), XINIM_CAP_PORTS);
	EXPECT_EQ(cap_type(2), XINIM_CAP_IRQ);
	EXPECT_EQ(cap_type(3), XINIM_CAP_IRQ);
	EXPECT_EQ(cap_type(4), -EBADF);
	rtc_ports = device_find(XINIM_CAP_PORTS, RTC_DATA, 0);
	rtc_irq = device_find(XINIM_CAP_IRQ, 8, 0);
	EXPECT_EQ(rtc_ports, 1);
	EXPECT_EQ(rtc_irq, 2);
	EXPECT_EQ(device_find(XINIM_CAP_IRQ, 0, 0), 3);
	EXPECT_EQ(device_find(XINIM_CAP_IRQ, -1, 2), 3);
	EXPECT_EQ(device_find(XINIM_CAP_IRQ, -1, 3), -ENOENT);
	EXPECT_EQ(device_find(XINIM_CAP_IRQ, 5, 0), -ENOENT);
	EXPECT_EQ(device_find(XINIM_CAP_PORTS, 0x72, 0), -ENOENT);
	EXPECT_EQ(device_find(XINIM_CAP_PORTS, 0x6f, 0), -ENOENT);
	EXPECT_EQ(device_find(0, -1, 0), -EINVAL);
	EXPECT_EQ(device_find(XINIM_CAP_TYPES, -1, 0), -EINVAL);
	EXPECT_EQ(device_find(XINIM_CAP_IRQ, -1, -1), -ENOENT);
}

static void refusals_of_irq_control(void)
{
	long blind = cap_derive(rtc_irq, XINIM_RIGHT_WRITE);
	long deaf;

	notification = xinim_syscall0(SYS_notification_create);
	REQUIRE(notification > 0);
	deaf = cap_derive(notification, XINIM_RIGHT_READ);
	EXPECT_EQ(irq(blind, XINIM_IRQ_BIND, notification, 1, 0, -1), -EPERM);
	EXPECT_EQ(irq(notification, XINIM_IRQ_BIND, notification, 1, 0, -1), -EBADF);
	EXPECT_EQ(irq(999, XINIM_IRQ_BIND, notification, 1, 0, -1), -EBADF);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_BIND, deaf, 1, 0, -1), -EPERM);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_BIND, rtc_irq, 1, 0, -1), -EBADF);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_BIND, notification, 0, 0, -1), -EINVAL);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_BIND, notification, INT64_MIN, 0, -1), -EINVAL);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_BIND, notification, 1, 0x10, -1), -EINVAL);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_BIND, notification, 1,
			  XINIM_IRQ_EDGE | XINIM_IRQ_LEVEL, -1),
		-EINVAL);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_BIND, notification, 1, 0, 64), -EINVAL);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_UNBIND, 0, 0, 0, 0), -EINVAL);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), -EINVAL);
	EXPECT_EQ(irq(rtc_irq, 77, 0, 0, 0, 0), -EINVAL);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_INFO, 8, 0, 0, 0), -EFAULT);
	EXPECT_EQ(device(rtc_irq, XINIM_PORTS_OPEN, 0, 0, 0), -EBADF);
	EXPECT_EQ(device(rtc_ports, XINIM_PORTS_CLOSE, 0, 0, 0), -EINVAL);
	EXPECT_EQ(device(rtc_ports, 99, 0, 0, 0), -EINVAL);
	EXPECT_EQ(info_of(rtc_irq).flags, XINIM_IRQ_EDGE | XINIM_IRQ_HIGH);
	EXPECT_EQ(cap_close(blind), 0);
	EXPECT_EQ(cap_close(deaf), 0);
}

static void the_clock_ticks(void)
{
	int ticks = 0;

	REQUIRE_EQ(device(rtc_ports, XINIM_PORTS_OPEN, 0, 0, 0), 0);
	REQUIRE_EQ(irq(rtc_irq, XINIM_IRQ_BIND, notification, 4, 0, -1), 0);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_BIND, notification, 4, 0, -1), -EBUSY);
	rtc_write(RTC_A, RTC_RATE);
	rtc_write(RTC_B, rtc_read(RTC_B) | RTC_PERIODIC);
	rtc_read(RTC_C);
	for (int i = 0; i < 20; i++) {
		REQUIRE_EQ(wait_for(notification, 7, 2 * SECOND), 4);
		/* One that came before the last look is told of after it. */
		ticks += (rtc_read(RTC_C) & RTC_PERIODIC) != 0;
		EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	}
	EXPECT(ticks >= 10);
	EXPECT(info_of(rtc_irq).delivered >= 20);
	EXPECT(info_of(rtc_irq).vector >= 0x20);
	EXPECT_EQ(info_of(rtc_irq).cpu, 0);
}

/* Read, so that it goes on, but not acknowledged: told once, then masked. */
static void not_acknowledged_is_masked(void)
{
	uint64_t told;

	irq(rtc_irq, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0);
	/* The first ones may have come before that. */
	do {
		rtc_read(RTC_C);
		REQUIRE_EQ(wait_for(notification, 7, 2 * SECOND), 4);
	} while (!(info_of(rtc_irq).flags & XINIM_IRQ_UNACKED));
	told = info_of(rtc_irq).delivered;
	for (int i = 0; i < 10; i++) {
		rtc_read(RTC_C);
		EXPECT_EQ(wait_for(notification, 7, SECOND / 20), -ETIMEDOUT);
	}
	EXPECT_EQ(info_of(rtc_irq).delivered, told);
	EXPECT(info_of(rtc_irq).flags & XINIM_IRQ_UNACKED);
	EXPECT(info_of(rtc_irq).flags & XINIM_IRQ_MASKED);
	/* What came meanwhile is told at once. */
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	EXPECT_EQ(wait_for(notification, 7, 0), 4);
	EXPECT(!(info_of(rtc_irq).flags & XINIM_IRQ_MASKED));
}

static void on_the_last_cpu(void)
{
	long last = victim_cpus() - 1;

	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_UNBIND, 0, 0, 0, 0), 0);
	EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_BIND, notification, 8, 0, last + 1), -EINVAL);
	REQUIRE_EQ(irq(rtc_irq, XINIM_IRQ_BIND, notification, 8, 0, last), 0);
	EXPECT_EQ(info_of(rtc_irq).cpu, last);
	for (int i = 0; i < 10; i++) {
		rtc_read(RTC_C);
		REQUIRE_EQ(wait_for(notification, 15, 2 * SECOND), 8);
		EXPECT_EQ(irq(rtc_irq, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	}
}

static void the_timer_ticks_beside(void)
{
	long timer = device_find(XINIM_CAP_IRQ, 0, 0);

	/* The firmware left it running, 18 times a second. */
	REQUIRE_EQ(irq(timer, XINIM_IRQ_BIND, notification, 1, 0, -1), 0);
	EXPECT(info_of(timer).vector != info_of(rtc_irq).vector);
	for (int i = 0; i < 3; i++) {
		REQUIRE_EQ(wait_for(notification, 1, 2 * SECOND), 1);
		EXPECT_EQ(irq(timer, XINIM_IRQ_ACKNOWLEDGE, 0, 0, 0, 0), 0);
	}
	EXPECT_EQ(cap_close(timer), 0);
	wait_for(notification, 1, 0);
	EXPECT_EQ(wait_for(notification, 1, SECOND / 4), -ETIMEDOUT);
}

/* Bound by one capability, it stays so when another one of the same process goes. */
static void closing_unbinds(void)
{
	long other = cap_derive(rtc_irq, XINIM_RIGHT_READ);

	REQUIRE(other > 0);
	EXPECT_EQ(irq(other, XINIM_IRQ_BIND, notification, 8, 0, -1), -EBUSY);
	EXPECT_EQ(cap_close(other), 0);
	rtc_read(RTC_C);
	EXPECT_EQ(wait_for(notification, 8, 2 * SECOND), 8);
	other = cap_derive(rtc_irq, XINIM_RIGHT_READ);
	EXPECT_EQ(cap_close(rtc_irq), 0);
	EXPECT(!(info_of(other).flags & XINIM_IRQ_BOUND));
	wait_for(notification, 8, 0);
	rtc_read(RTC_C);
	EXPECT_EQ(wait_for(notification, 8, SECOND / 5), -ETIMEDOUT);
	/* And can be bound again by the other. */
	REQUIRE_EQ(irq(other, XINIM_IRQ_BIND, notification, 2, 0, -1), 0);
	rtc_read(RTC_C);
	EXPECT_EQ(wait_for(notification, 2, 2 * SECOND), 2);
	rtc_write(RTC_B, rtc_read(RTC_B) & ~RTC_PERIODIC);
	EXPECT_EQ(cap_close(other), 0);
}

/* Receives a call, after answering the one before with 1234 unless it is 0. */
static long serve(long call)
{
	register long r12 __asm__("r12") = endpoint;
	register long r13 __asm__("r13") = 0;
	register long r14 __asm__("r14") = 20 * SECOND;
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	register long r9 __asm__("r9") = 0;
	long rdi = 1234, rsi = 0, rdx = 0, result;

	if (call)
		r14 = XINIM_FOREVER;
	__asm__ volatile("syscall"
			 : "=a"(result), "+D"(rdi), "+S"(rsi), "+d"(rdx), "+r"(r10),
			 "+r"(r8), "+r"(r9), "+r"(r12), "+r"(r13), "+r"(r14), "+b"(call)
			 : "0"((long)SYS_ipc_reply_receive)
			 : "rcx", "r11", "memory");
	return result;
}

static void answer(long call)
{
	register long r13 __asm__("r13") = 0;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result), "+r"(r13)
			 : "0"((long)SYS_ipc_reply), "D"(1234L), "b"(call)
			 : "rcx", "r11", "memory");
	EXPECT_EQ(result, 0);
}

static void registers(void)
{
	endpoint = xinim_syscall0(SYS_endpoint_create);
	REQUIRE(endpoint > 0);
	REQUIRE_EQ(xinim_syscall3(SYS_route_control, XINIM_ROUTE_SERVE, XINIM_ROUTE_VFS,
			   endpoint),
		0);
}

static void serves_calls(void)
{
	long call = 0;

	for (int i = 0; i < CALLERS * CALLS; i++) {
		call = serve(call);
		REQUIRE_EQ(call < 0 ? call : 0, 0);
		in8(RTC_DATA); /* its own are there each time */
	}
	answer(call);
}

static const struct guest_case cases[] = {
	{ "slots are in the order of the manifest", slots_are_in_order },
	{ "registers for calls", registers },
	{ "refusals of irq_control", refusals_of_irq_control },
	{ "the clock ticks", the_clock_ticks },
	{ "not acknowledged is masked", not_acknowledged_is_masked },
	{ "on the last CPU", on_the_last_cpu },
	{ "the timer ticks beside", the_timer_ticks_beside },
	{ "closing unbinds", closing_unbinds },
	{ "ports come and go with messages", serves_calls },
	{ "ports", victims_watch },
	{ "memory is back", victims_memory_is_back },
};

#endif
