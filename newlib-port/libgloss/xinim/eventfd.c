/*
 * newlib-port/libgloss/xinim/eventfd.c - a counter with a descriptor.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <sys/eventfd.h>
#include <unistd.h>

int eventfd(unsigned int value, int flags)
{
	return CALL(eventfd2, value, flags);
}

int eventfd_read(int fd, eventfd_t *value)
{
	return read(fd, value, sizeof(*value)) == sizeof(*value) ? 0 : -1;
}

int eventfd_write(int fd, eventfd_t value)
{
	return write(fd, &value, sizeof(value)) == sizeof(value) ? 0 : -1;
}
