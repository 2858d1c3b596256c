/*
 * arch/x86_64/smp.c - the other CPUs.
 *
 * Each is started by INIT and STARTUP messages (Intel SDM vol. 3A, 8.4), one
 * after the other, on the stack of its idle thread.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/assert.h"
#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/slab.h"
#include "kernel/string.h"
#include "kernel/thread.h"

/*
 * Low memory, never given to the allocator; but GRUB puts modules there under
 * UEFI, so the page is only borrowed.
 */
#define TRAMPOLINE_PHYS 0x8000UL
#define START_LIMIT_US  200000

extern const char trampoline_start[], trampoline_end[];

/* Read by ap_entry. */
struct cpu *ap_cpu;
void *ap_stack;
static bool ap_online;
bool machine_stopped;

void ap_main(struct cpu *c) __attribute__((noreturn));

/* First C code of a started CPU. The boot CPU holds the kernel lock and waits. */
void ap_main(struct cpu *c)
{
	gdt_load(c);
	tss_load(c);
	idt_load();
	cpu_enable_features();
	cpu_init_syscall();
	lapic_enable();
	__atomic_store_n(&ap_online, true, __ATOMIC_RELEASE);
	kernel_lock();
	sched_idle(NULL);
}

static struct cpu *cpu_create(unsigned id, uint32_t apic_id)
{
	struct cpu *c = kmalloc(sizeof(*c));

	if (!c)
		return NULL;
	c->self = c;
	c->id = id;
	c->arch.apic_id = apic_id;
	c->arch.bit = 1UL << id;
	sched_init_cpu(c);
	c->idle = thread_create_kernel(sched_idle, NULL, PRIORITY_IDLE);
	if (!c->idle || tss_init(c) != 0)
		return NULL; /* at boot and never again: what it took stays taken */
	c->idle->cpu = c;
	c->idle->state = THREAD_RUNNING;
	c->current = c->idle;
	c->frame = c->idle->frame;
	c->arch.tss.rsp[0] = (uint64_t)(c->frame + 1);
	return c;
}

static bool wait_online(unsigned us)
{
	for (unsigned waited = 0; waited < us; waited += 50) {
		if (__atomic_load_n(&ap_online, __ATOMIC_ACQUIRE))
			return true;
		clock_delay_us(50);
	}
	return false;
}

static bool start(struct cpu *c)
{
	ap_cpu = c;
	ap_stack = c->idle->frame;
	ap_online = false;
	lapic_send_init(c->arch.apic_id);
	clock_delay_us(10000);
	for (unsigned attempt = 0; attempt < 2; attempt++) {
		lapic_send_startup(c->arch.apic_id, TRAMPOLINE_PHYS >> PAGE_SHIFT);
		if (wait_online(attempt == 0 ? 10000 : START_LIMIT_US))
			return true;
	}
	return false;
}

unsigned arch_start_cpus(unsigned max)
{
	static char borrowed[PAGE_SIZE];
	uint32_t self = lapic_id();
	size_t size = (size_t)(trampoline_end - trampoline_start);

	kassert(size <= sizeof(borrowed));
	memcpy(borrowed, phys_to_virt(TRAMPOLINE_PHYS), size);
	memcpy(phys_to_virt(TRAMPOLINE_PHYS), trampoline_start, size);
	cpu_present = 1;
	for (unsigned i = 0; i < acpi.ncpus; i++) {
		const struct acpi_cpu *a = &acpi.cpus[i];
		struct cpu *c;

		if (!a->enabled || a->apic_id == self)
			continue;
		cpu_present++;
		if (cpu_count >= max || a->apic_id > 0xfe)
			continue;
		c = cpu_create(cpu_count, a->apic_id);
		if (!c) {
			kprintf("[SMP] no memory for CPU %u (APIC %u)\n", cpu_count,
				a->apic_id);
			continue;
		}
		if (!start(c)) {
			kprintf("[SMP] CPU with APIC %u does not start\n", a->apic_id);
			lapic_send_init(a->apic_id); /* back to waiting for STARTUP */
			continue; /* it may still have been on its way: its memory stays */
		}
		cpus[cpu_count++] = c;
	}
	memcpy(phys_to_virt(TRAMPOLINE_PHYS), borrowed, size);
	return cpu_count;
}

void arch_stop_cpus(void)
{
	machine_stopped = true;
	if (cpu_count > 1)
		lapic_stop_others();
}
