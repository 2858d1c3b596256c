/* tests/guest/devices-smp.c - devices.c on four CPUs.
 *
 * guest-cpus: 4
 * guest-manifest: ports 0x70-0x71
 * guest-manifest: irq 8
 * guest-manifest: irq 0
 * guest-manifest: route vfs
 * guest-manifest: process calls-with-ports
 * guest-manifest: ports 0x80-0x8e
 * guest-manifest: process not-opened
 * guest-manifest: ports 0x80-0x8e
 * guest-manifest: process past-the-end
 * guest-manifest: ports 0x80-0x8e
 * guest-manifest: process half-past-the-end
 * guest-manifest: ports 0x80-0x8e
 * guest-manifest: process closed
 * guest-manifest: ports 0x80-0x8e
 * guest-manifest: process closed-in-part
 * guest-manifest: ports 0x80-0x8e
 * guest-manifest: ports 0x88
 * guest-manifest: process with-ports
 * guest-manifest: ports 0x80-0x8e
 * guest-manifest: process with-others
 * guest-manifest: ports 0x61
 * guest-module: calls
 * guest-module: calls-with-ports
 * guest-module: holds-nothing
 * guest-module: no-port
 * guest-module: not-opened
 * guest-module: past-the-end
 * guest-module: half-past-the-end
 * guest-module: closed
 * guest-module: closed-in-part
 * guest-module: with-ports
 * guest-module: with-others
 * guest-module: without-ports
 * guest-reject: PANIC
 * guest-reject: MANIFEST
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "devices.h"

/* Its end is not to make calls that it was to serve itself. */
int main(int argc, char **argv)
{
	_exit(victim_main(victims, sizeof(victims) / sizeof(victims[0]), cases,
		sizeof(cases) / sizeof(cases[0]), argc, argv));
}
