/*
 * arch/x86_64/lapic.c - the local APIC: timer, interrupts between CPUs.
 *
 * Intel SDM vol. 3A, chapter 11; registers through memory.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/cpu.h"

#define LAPIC_ID         0x020
#define LAPIC_TPR        0x080
#define LAPIC_EOI        0x0b0
#define LAPIC_SVR        0x0f0
#define LAPIC_ICR_LOW    0x300
#define LAPIC_ICR_HIGH   0x310
#define LAPIC_LVT_TIMER  0x320
#define LAPIC_LVT_LINT0  0x350
#define LAPIC_LVT_LINT1  0x360
#define LAPIC_LVT_ERROR  0x370
#define LAPIC_TIMER_INIT 0x380
#define LAPIC_TIMER_NOW  0x390
#define LAPIC_TIMER_DIV  0x3e0

#define SVR_ENABLE       (1u << 8)
#define LVT_MASKED       (1u << 16)
#define LVT_NMI          (4u << 8)
#define ICR_INIT         (5u << 8)
#define ICR_STARTUP      (6u << 8)
#define ICR_PENDING      (1u << 12)
#define ICR_ASSERT       (1u << 14)
#define ICR_OTHERS       (3u << 18)
#define DIVIDE_BY_16     3u
#define APIC_BASE_ENABLE (1UL << 11)
#define LAPIC_DEFAULT    0xfee00000UL

static volatile uint32_t *lapic;
static uint64_t counts_per_second; /* of the timer, after the divider */

static uint32_t lapic_read(unsigned reg)
{
	return lapic[reg / 4];
}

static void lapic_write(unsigned reg, uint32_t value)
{
	lapic[reg / 4] = value;
}

void lapic_init(void)
{
	lapic = arch_map_device(
		acpi.lapic_phys ? acpi.lapic_phys : LAPIC_DEFAULT, PAGE_SIZE);
	if (!lapic)
		fatal("no memory to map the local APIC");
	lapic_enable();
}

void lapic_enable(void)
{
	wrmsr(MSR_APIC_BASE, rdmsr(MSR_APIC_BASE) | APIC_BASE_ENABLE);
	lapic_write(LAPIC_TPR, 0);
	lapic_write(LAPIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
	lapic_write(LAPIC_LVT_LINT0, LVT_MASKED);
	lapic_write(LAPIC_LVT_LINT1, LVT_NMI);
	lapic_write(LAPIC_LVT_ERROR, LVT_MASKED | VECTOR_SPURIOUS);
	lapic_write(LAPIC_TIMER_DIV, DIVIDE_BY_16);
	lapic_write(LAPIC_SVR, SVR_ENABLE | VECTOR_SPURIOUS);
	lapic_eoi();
}

void lapic_eoi(void)
{
	lapic_write(LAPIC_EOI, 0);
}

uint32_t lapic_id(void)
{
	return lapic_read(LAPIC_ID) >> 24;
}

void lapic_count_start(void)
{
	lapic_write(LAPIC_TIMER_INIT, UINT32_MAX);
}

void lapic_count_end(uint64_t ns)
{
	uint64_t counted = UINT32_MAX - lapic_read(LAPIC_TIMER_NOW);

	lapic_write(LAPIC_TIMER_INIT, 0);
	counts_per_second = counted * 1000000000 / ns;
	if (counts_per_second == 0)
		fatal("the local APIC's timer does not count");
}

void arch_timer_arm(uint64_t ns)
{
	uint64_t now, count;

	if (ns == UINT64_MAX) {
		lapic_write(LAPIC_LVT_TIMER, LVT_MASKED | VECTOR_TIMER);
		lapic_write(LAPIC_TIMER_INIT, 0);
		return;
	}
	now = arch_clock_ns();
	count = ns > now ? ns - now : 0;
	/* At most a second at once: longer waits are armed again, and nothing overflows. */
	if (count > 1000000000)
		count = 1000000000;
	count = count * counts_per_second / 1000000000 + 1;
	lapic_write(LAPIC_LVT_TIMER, VECTOR_TIMER);
	lapic_write(LAPIC_TIMER_INIT, count > UINT32_MAX ? UINT32_MAX : (uint32_t)count);
}

static void send(uint32_t apic_id, uint32_t command)
{
	while (lapic_read(LAPIC_ICR_LOW) & ICR_PENDING)
		arch_pause();
	lapic_write(LAPIC_ICR_HIGH, apic_id << 24);
	lapic_write(LAPIC_ICR_LOW, command);
}

void lapic_send_ipi(uint32_t apic_id, unsigned vector)
{
	send(apic_id, ICR_ASSERT | vector);
}

void lapic_send_init(uint32_t apic_id)
{
	send(apic_id, ICR_ASSERT | ICR_INIT);
}

void lapic_send_startup(uint32_t apic_id, unsigned page)
{
	send(apic_id, ICR_ASSERT | ICR_STARTUP | page);
}

void lapic_stop_others(void)
{
	if (lapic)
		send(0, ICR_ASSERT | ICR_OTHERS | LVT_NMI);
}

void arch_send_reschedule(struct cpu *c)
{
	this_cpu()->counts.ipis++;
	lapic_send_ipi(c->arch.apic_id, VECTOR_RESCHEDULE);
}
