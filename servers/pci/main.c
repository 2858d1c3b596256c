/*
 * servers/pci/main.c - finds the functions of all PCI devices, for their drivers.
 *
 * Drivers come after it in the boot manifest, since the kernel gives them functions
 * that have been declared. It keeps nothing: one that is started again finds known
 * what its predecessor has declared, and leaves that alone.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>

#include <xinim/message.h>
#include <xinim/task.h>

#include "servers/lib/server.h"
#include "servers/pci/scan.h"

static int start(void *state);

static const struct server pci = {
	.name = "PCI",
	.route = SERVER_NO_ROUTE,
	.start = start,
};

static long bus; /* the capability */

static int64_t device(long operation, uint64_t a, uint64_t b, uint64_t c)
{
	return xinim_syscall6(
		SYS_device_control, bus, operation, (long)a, (long)b, (long)c, 0);
}

static uint32_t read_bus(unsigned address, unsigned offset, unsigned size)
{
	int64_t value = device(XINIM_PCI_BUS_READ, address, offset, size);

	return value < 0 ? UINT32_MAX : (uint32_t)value;
}

static int64_t measure(unsigned address, unsigned n)
{
	return device(XINIM_PCI_MEASURE, address, n, 0);
}

static int64_t declare(const struct xinim_pci_info *info)
{
	return device(XINIM_PCI_DECLARE, (uintptr_t)info, 0, 0);
}

static void complain(unsigned address, const char *what)
{
	server_log(&pci, "%02x:%02x.%x: %s", address >> 8, address >> 3 & 31, address & 7,
		what);
}

static int start(void *state)
{
	static const struct scan_bus access = {
		.read = read_bus,
		.measure = measure,
		.declare = declare,
		.complain = complain,
	};
	struct scan_result found;

	(void)state;
	bus = xinim_syscall6(SYS_device_control, XINIM_CAP_SELF, XINIM_DEVICE_FIND,
		XINIM_CAP_PCI_BUS, -1, 0, 0);
	if (bus < 0) {
		server_log(&pci, "not by this boot's manifest: %s", strerror((int)-bus));
		return 1;
	}
	found = scan_all(&access);
	server_log(&pci, "functions: %u, buses: %u", found.functions, found.buses);
	return 0;
}

int main(void)
{
	return server_run(&pci);
}
