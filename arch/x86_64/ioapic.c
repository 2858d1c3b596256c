/*
 * arch/x86_64/ioapic.c - external interrupts: lines off until a driver asks.
 *
 * Intel 82093AA (I/O APIC) data sheet; Intel SDM vol. 3A, 10.11 for messages.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/asm.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/io.h"
#include "arch/x86_64/machine.h"
#include "kernel/cpu.h"

#define PIC1_COMMAND 0x20
#define PIC1_DATA    0x21
#define PIC2_COMMAND 0xa0
#define PIC2_DATA    0xa1
#define PIC_INIT     0x11
#define PIC_8086     0x01

#define IOAPIC_SELECT   0x00
#define IOAPIC_WINDOW   0x10
#define IOAPIC_VERSION  1
#define IOAPIC_REDIRECT 0x10
#define REDIRECT_LOW    (1u << 13)
#define REDIRECT_LEVEL  (1u << 15)
#define REDIRECT_MASKED (1u << 16)

#define MESSAGE_ADDRESS 0xfee00000UL

/* MADT's flags (ACPI 6.5, table 5.26). */
#define FLAGS_POLARITY 3u
#define FLAGS_LOW      3u
#define FLAGS_TRIGGER  (3u << 2)
#define FLAGS_LEVEL    (3u << 2)

#define ISA_LINES 16

struct ioapic {
	volatile uint32_t *registers; /* NULL: not mapped */
	unsigned first, count;        /* lines */
};

static struct ioapic ioapics[ACPI_MAX_IOAPICS];

/* Moves the 8259s' vectors out of the exceptions' way and masks all inputs. */
static void disable_8259(void)
{
	outb(PIC1_COMMAND, PIC_INIT);
	outb(PIC2_COMMAND, PIC_INIT);
	outb(PIC1_DATA, VECTOR_8259);
	outb(PIC2_DATA, VECTOR_8259 + 8);
	outb(PIC1_DATA, 1 << 2);
	outb(PIC2_DATA, 2);
	outb(PIC1_DATA, PIC_8086);
	outb(PIC2_DATA, PIC_8086);
	outb(PIC1_DATA, 0xff);
	outb(PIC2_DATA, 0xff);
}

static uint32_t ioapic_read(const struct ioapic *a, unsigned reg)
{
	a->registers[IOAPIC_SELECT / 4] = reg;
	return a->registers[IOAPIC_WINDOW / 4];
}

static void ioapic_write(const struct ioapic *a, unsigned reg, uint32_t value)
{
	a->registers[IOAPIC_SELECT / 4] = reg;
	a->registers[IOAPIC_WINDOW / 4] = value;
}

static const struct ioapic *ioapic_of(unsigned line)
{
	for (unsigned i = 0; i < acpi.nioapics; i++)
		if (ioapics[i].registers && line >= ioapics[i].first &&
			line - ioapics[i].first < ioapics[i].count)
			return &ioapics[i];
	return NULL;
}

static unsigned redirect(const struct ioapic *a, unsigned line)
{
	return IOAPIC_REDIRECT + 2 * (line - a->first);
}

void ioapic_init(void)
{
	disable_8259();
	for (unsigned i = 0; i < acpi.nioapics; i++) {
		struct ioapic *a = &ioapics[i];

		a->registers = arch_map_device(acpi.ioapics[i].phys, 0x20);
		if (!a->registers)
			continue;
		a->first = acpi.ioapics[i].gsi_base;
		a->count = (ioapic_read(a, IOAPIC_VERSION) >> 16 & 0xff) + 1;
		for (unsigned line = a->first; line < a->first + a->count; line++)
			ioapic_write(a, redirect(a, line), REDIRECT_MASKED);
	}
}

unsigned arch_irq_line(unsigned number, unsigned *mode)
{
	*mode = number < ISA_LINES ? 0 : ARCH_IRQ_LEVEL | ARCH_IRQ_LOW;
	for (unsigned i = 0; i < acpi.noverrides; i++) {
		const struct acpi_override *o = &acpi.overrides[i];

		if (o->bus_irq != number)
			continue;
		if ((o->flags & FLAGS_TRIGGER) == FLAGS_LEVEL)
			*mode |= ARCH_IRQ_LEVEL;
		if ((o->flags & FLAGS_POLARITY) == FLAGS_LOW)
			*mode |= ARCH_IRQ_LOW;
		return o->gsi;
	}
	return number;
}

bool arch_irq_exists(unsigned line)
{
	return ioapic_of(line) != NULL;
}

_Static_assert(ARCH_IRQ_VECTORS == VECTOR_RESCHEDULE - VECTOR_IRQ_BASE, "device vectors");

unsigned arch_irq_vector(unsigned n)
{
	return VECTOR_IRQ_BASE + n;
}

void arch_irq_route(unsigned line, unsigned vector, const struct cpu *cpu, unsigned mode)
{
	const struct ioapic *a = ioapic_of(line);
	uint32_t low = REDIRECT_MASKED | arch_irq_vector(vector);

	if (mode & ARCH_IRQ_LEVEL)
		low |= REDIRECT_LEVEL;
	if (mode & ARCH_IRQ_LOW)
		low |= REDIRECT_LOW;
	ioapic_write(a, redirect(a, line), low);
	ioapic_write(a, redirect(a, line) + 1, cpu->arch.apic_id << 24);
}

void arch_irq_mask(unsigned line, bool masked)
{
	const struct ioapic *a = ioapic_of(line);
	uint32_t low = ioapic_read(a, redirect(a, line));

	low = masked ? low | REDIRECT_MASKED : low & ~REDIRECT_MASKED;
	ioapic_write(a, redirect(a, line), low);
}

void arch_irq_message(
	unsigned vector, const struct cpu *cpu, uint64_t *address, uint32_t *data)
{
	*address = MESSAGE_ADDRESS | (uint64_t)cpu->arch.apic_id << 12;
	*data = arch_irq_vector(vector);
}

/* What no driver may map: interrupts are sent by writing here. */
bool arch_phys_private(uint64_t start, uint64_t end)
{
	uint64_t lapic = acpi.lapic_phys ? acpi.lapic_phys : MESSAGE_ADDRESS;

	if (start < MESSAGE_ADDRESS + (1UL << 20) && end > MESSAGE_ADDRESS)
		return true;
	if (start < lapic + PAGE_SIZE && end > lapic)
		return true;
	for (unsigned i = 0; i < acpi.nioapics; i++)
		if (start < acpi.ioapics[i].phys + PAGE_SIZE &&
			end > acpi.ioapics[i].phys)
			return true;
	return pci_ecam_overlaps(start, end) || (end - 1) >> cpu_features.phys_bits;
}
