/* tests/guest/device.h - the calls of drivers, and ports, for the tests of devices.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_DEVICE_H
#define XINIM_TESTS_GUEST_DEVICE_H

#include <stdint.h>
#include <sys/syscall.h>

#include <xinim/cap.h>
#include <xinim/device.h>
#include <xinim/errno.h>
#include <xinim/ipc.h>
#include <xinim/syscall.h>

/* What the kernel answers, as it is: a result, or an errno negated. */
static inline long device(long cap, long op, long a, long b, long c)
{
	return xinim_syscall6(SYS_device_control, cap, op, a, b, c, 0);
}

static inline long irq(long cap, long op, long a, long b, long c, long d)
{
	return xinim_syscall6(SYS_irq_control, cap, op, a, b, c, d);
}

static inline long device_find(long type, long key, long after)
{
	return device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, type, key, after);
}

static inline long cap_derive(long cap, long rights)
{
	return xinim_syscall3(SYS_cap_derive, cap, rights, 0);
}

static inline long cap_close(long cap)
{
	return xinim_syscall1(SYS_cap_close, cap);
}

static inline long cap_type(long cap)
{
	struct xinim_cap_info info;
	long error = xinim_syscall2(SYS_cap_info, cap, (long)&info);

	return error ? error : (long)info.type;
}

static inline long wait_for(long notification, long mask, long ns)
{
	return xinim_syscall3(SYS_notification_wait, notification, mask, ns);
}

#define SECOND 1000000000L

static inline uint8_t in8(uint16_t port)
{
	uint8_t v;

	__asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

static inline void out8(uint16_t port, uint8_t v)
{
	__asm__ volatile("outb %0, %1" ::"a"(v), "Nd"(port) : "memory");
}

#endif
