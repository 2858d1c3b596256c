/*
 * servers/lib/ports.h - I/O ports, and other devices, that the manifest gives a driver.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_PORTS_H
#define XINIM_SERVERS_PORTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>

#include <xinim/device.h>
#include <xinim/syscall.h>
#include <xinim/task.h>

static inline uint8_t in8(uint16_t port)
{
	uint8_t v;

	__asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

static inline void out8(uint16_t port, uint8_t v)
{
	__asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port) : "memory");
}

static inline uint16_t in16(uint16_t port)
{
	uint16_t v;

	__asm__ volatile("inw %1, %0" : "=a"(v) : "Nd"(port) : "memory");
	return v;
}

static inline void out16(uint16_t port, uint16_t v)
{
	__asm__ volatile("outw %0, %1" : : "a"(v), "Nd"(port) : "memory");
}

/* device_control. */
static inline long device(long cap, long operation, long a, long b, long c)
{
	return xinim_syscall6(SYS_device_control, cap, operation, a, b, c, 0);
}

/* The range that has this port can be used from now on. False: it is not ours. */
static inline bool ports_open(long port)
{
	long cap = device(XINIM_CAP_SELF, XINIM_DEVICE_FIND, XINIM_CAP_PORTS, port, 0);

	return cap > 0 && device(cap, XINIM_PORTS_OPEN, 0, 0, 0) == 0;
}

#endif
