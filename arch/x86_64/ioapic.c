/*
 * arch/x86_64/ioapic.c - external interrupts: all off until a driver asks.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/asm.h"
#include "arch/x86_64/io.h"
#include "arch/x86_64/machine.h"

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
#define REDIRECT_MASKED (1u << 16)

/* Moves the 8259s' vectors out of the exceptions' way and masks all inputs. */
static void disable_8259(void)
{
	outb(PIC1_COMMAND, PIC_INIT);
	outb(PIC2_COMMAND, PIC_INIT);
	outb(PIC1_DATA, VECTOR_IRQ_BASE);
	outb(PIC2_DATA, VECTOR_IRQ_BASE + 8);
	outb(PIC1_DATA, 1 << 2);
	outb(PIC2_DATA, 2);
	outb(PIC1_DATA, PIC_8086);
	outb(PIC2_DATA, PIC_8086);
	outb(PIC1_DATA, 0xff);
	outb(PIC2_DATA, 0xff);
}

static void mask_all(volatile uint32_t *ioapic)
{
	unsigned inputs;

	ioapic[IOAPIC_SELECT / 4] = IOAPIC_VERSION;
	inputs = (ioapic[IOAPIC_WINDOW / 4] >> 16 & 0xff) + 1;
	for (unsigned i = 0; i < inputs; i++) {
		ioapic[IOAPIC_SELECT / 4] = IOAPIC_REDIRECT + 2 * i;
		ioapic[IOAPIC_WINDOW / 4] = REDIRECT_MASKED;
	}
}

void ioapic_init(void)
{
	disable_8259();
	for (unsigned i = 0; i < acpi.nioapics; i++) {
		volatile uint32_t *ioapic = arch_map_device(acpi.ioapics[i].phys, 0x20);

		if (ioapic)
			mask_all(ioapic);
	}
}
