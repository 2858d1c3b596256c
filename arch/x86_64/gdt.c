/*
 * arch/x86_64/gdt.c - segments, and the task state segment's stacks.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/machine.h"

#include "arch/x86_64/cpu.h"
#include "kernel/cpu.h"
#include "kernel/log.h"
#include "kernel/stack.h"
#include "kernel/string.h"

struct descriptor_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

/* Intel SDM vol. 3A, 3.4.5: present, accessed, 4 KiB units; base 0, no limit in long mode. */
#define SEGMENT_CODE(dpl) (0x00af9b000000ffffUL | (uint64_t)(dpl) << 45)
#define SEGMENT_DATA(dpl) (0x00cf93000000ffffUL | (uint64_t)(dpl) << 45)

static void fill_gdt(struct cpu *c)
{
	uint64_t *gdt = c->arch.gdt;
	uint64_t tss = (uint64_t)&c->arch.tss;

	gdt[0] = 0;
	gdt[KERNEL_CS / 8] = SEGMENT_CODE(0);
	gdt[KERNEL_DS / 8] = SEGMENT_DATA(0);
	gdt[USER_DS / 8] = SEGMENT_DATA(3);
	gdt[USER_CS / 8] = SEGMENT_CODE(3);
	/* 64-bit TSS, available, in two slots (7.2.3). */
	gdt[TSS_SELECTOR / 8] = (sizeof(struct tss) - 1) | (tss & 0xffffff) << 16 |
		0x89UL << 40 | (tss >> 24 & 0xff) << 56;
	gdt[TSS_SELECTOR / 8 + 1] = tss >> 32;
}

void gdt_load(struct cpu *c)
{
	struct descriptor_pointer pointer = { sizeof(c->arch.gdt) - 1,
		(uint64_t)c->arch.gdt };

	fill_gdt(c);
	__asm__ volatile("lgdt %0\n\t"
			 "pushq %1\n\t"
			 "leaq 1f(%%rip), %%rax\n\t"
			 "pushq %%rax\n\t"
			 "lretq\n"
			 "1:\n\t"
			 "movl %2, %%eax\n\t"
			 "movl %%eax, %%ss\n\t"
			 "xorl %%eax, %%eax\n\t"
			 "movl %%eax, %%ds\n\t"
			 "movl %%eax, %%es\n\t"
			 "movl %%eax, %%fs\n\t"
			 "movl %%eax, %%gs\n\t" ::"m"(pointer),
			 "i"(KERNEL_CS), "i"(KERNEL_DS)
			 : "rax", "memory");
	/* Loading a null GS cleared its base. */
	wrmsr(MSR_GS_BASE, (uint64_t)c);
	wrmsr(MSR_KERNEL_GS_BASE, 0);
}

int tss_init(struct cpu *c)
{
	struct tss *tss = &c->arch.tss;

	memset(tss, 0, sizeof(*tss));
	memset(tss->io_bitmap, 0xff, sizeof(tss->io_bitmap));
	tss->iomap_base = IO_BITMAP_NONE;
	for (unsigned i = 0; i < IST_COUNT; i++) {
		void *stack = stack_alloc();
		if (!stack)
			return -1;
		tss->ist[i] = (uint64_t)stack + KERNEL_STACK_SIZE;
	}
	return 0;
}

void tss_load(struct cpu *c)
{
	c->arch.gdt[TSS_SELECTOR / 8] &= ~(2UL << 40); /* LTR wants it not busy */
	__asm__ volatile("ltr %w0" ::"r"(TSS_SELECTOR) : "memory");
}
