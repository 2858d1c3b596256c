/*
 * arch/x86_64/power.c - the machine's end as far as no driver is wanted for it.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/machine.h"
#include "kernel/arch.h"

void arch_machine_halt(void)
{
	arch_stop_cpus();
	arch_exit(0x10);
}

/* An exception that cannot be handled, nor that one: the CPU shuts down (SDM 3, 6.15). */
void arch_machine_restart(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) none = { 0, 0 };

	arch_stop_cpus();
	__asm__ volatile("lidt %0; ud2" : : "m"(none));
	__builtin_unreachable();
}
