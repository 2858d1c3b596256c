/* tests/guest/machine-off.c - the machine is switched off by the controller of processes.
 *
 * QEMU ends by itself then.
 *
 * guest-manifest: control
 * guest-server: acpi
 * guest-manifest: after acpi
 * guest-status: 0
 * guest-cpus: 2
 * guest-expect: ^now$
 * guest-reject: halted|later|PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdio.h>

#include <xinim/cap.h>
#include <xinim/task.h>

int main(void)
{
	puts("now");
	fflush(stdout);
	xinim_process_control(
		XINIM_CAP_SELF, XINIM_PROCESS_MACHINE, XINIM_MACHINE_OFF, 0, 0);
	puts("later");
	return 0;
}
