/*
 * kernel/main.c - the boot sequence.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/main.h"

#include "kernel/arch.h"
#include "kernel/assert.h"
#include "kernel/cmdline.h"
#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/page.h"
#include "kernel/process.h"
#include "kernel/random.h"
#include "kernel/sched.h"
#include "kernel/servers.h"
#include "kernel/stats.h"
#include "kernel/time.h"

#define RULE "========================================\n"

void boot_heading(const char *text)
{
	kprintf("\n" RULE "%s\n" RULE, text);
}

static void init_scheduler(void)
{
	struct cpu *c = this_cpu();

	boot_heading("Week 8: Initializing Scheduler");
	kputs("[SCHEDULER] Creating idle process (PID 0)...\n");
	process_init();
	sched_init_cpu(c);
	c->current = thread_adopt_boot();
	c->idle = thread_create_kernel(sched_idle, NULL, PRIORITY_IDLE);
	if (!c->current || !c->idle)
		fatal("not enough memory for the first threads");
	c->idle->cpu = c;
	kputs("[SCHEDULER] Scheduler ready\n");
}

static void log_memory(const struct boot_info *info)
{
	static const char *const type[] = { "", "RAM", "reserved", "ACPI", "ACPI NVS",
		"bad" };

	for (unsigned i = 0; i < info->nmem; i++)
		kprintf("Memory: %016lx - %016lx %s\n", (unsigned long)info->mem[i].base,
			(unsigned long)(info->mem[i].base + info->mem[i].len - 1),
			type[info->mem[i].type]);
}

void kernel_main(const struct boot_info *info)
{
	uint64_t max = MAX_CPUS;

	stats_note_cmdline(info->cmdline);
	if (cmdline_has(info->cmdline, "verbose"))
		log_memory(info);
	kprintf("Memory: %lu MiB, %lu MiB free\n", (unsigned long)(page_total() >> 8),
		(unsigned long)(page_free_count() >> 8));

	arch_init_boot_cpu();
	init_scheduler();
	random_init();
	time_init();
	cmdline_number(info->cmdline, "maxcpus", &max);
	arch_start_cpus(max < 1 ? 1 : max > MAX_CPUS ? MAX_CPUS : (unsigned)max);
	kprintf("CPUs: %u present, %u running\n", cpu_present, cpu_count);

	boot_heading("Week 8: Spawning System Servers");
	servers_start(info);
	boot_heading("XINIM is now running!");
	kputs("\nInitializing timer interrupts...\n"
	      "Starting preemptive scheduler...\n");
	sched_start_preemption();
	servers_start_rest();
	sched_exit();
}
