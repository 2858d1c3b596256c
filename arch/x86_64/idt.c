/*
 * arch/x86_64/idt.c - the interrupt descriptor table, one for all CPUs.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/asm.h"
#include "arch/x86_64/machine.h"

/* Intel SDM vol. 3A, 6.14.1: 64-bit gate. */
struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t ist;
	uint8_t type;
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t reserved;
};
_Static_assert(sizeof(struct gate) == 16, "gate");

#define GATE_INTERRUPT      0x8e /* present, DPL 0, interrupts off */
#define GATE_INTERRUPT_USER 0xee /* the same for INT n from ring 3 */
#define STUB_SIZE           16

static struct gate idt[256] __attribute__((aligned(16)));
extern const char interrupt_stubs[];

void idt_init(void)
{
	for (unsigned v = 0; v < 256; v++) {
		uint64_t stub = (uint64_t)interrupt_stubs + v * STUB_SIZE;
		bool user = v == 3 || v == 4; /* INT3 and INTO are for everyone */

		idt[v] = (struct gate){
			.offset_low = (uint16_t)stub,
			.selector = KERNEL_CS,
			.type = user ? GATE_INTERRUPT_USER : GATE_INTERRUPT,
			.offset_middle = (uint16_t)(stub >> 16),
			.offset_high = (uint32_t)(stub >> 32),
		};
	}
	idt_load();
}

void idt_load(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) pointer = { sizeof(idt) - 1, (uint64_t)idt };

	__asm__ volatile("lidt %0" ::"m"(pointer));
}

void idt_use_ist(void)
{
	idt[2].ist = IST_NMI;
	idt[8].ist = IST_DOUBLE_FAULT;
	idt[18].ist = IST_MACHINE_CHECK;
	idt[1].ist = IST_DEBUG;
}
