/*
 * arch/x86_64/include/arch/cpu.h - the machine's share of struct cpu and struct thread.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ARCH_CPU_H
#define XINIM_ARCH_CPU_H

#include <stdint.h>
#include <stdbool.h>

#define IO_BITMAP_SIZE 8192               /* a bit for each port */
#define IO_BITMAP_NONE sizeof(struct tss) /* as iomap_base: no port at all */

/* Intel SDM vol. 3A, 8.7: 64-bit TSS; vol. 1, 19.5.2: what follows it. */
struct tss {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7];
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t iomap_base;
	uint8_t io_bitmap[IO_BITMAP_SIZE +
		1]; /* 0: user mode may; the last byte is all ones */
} __attribute__((packed));

#define GDT_SLOTS \
	7 /* null, kernel code, kernel data, user data, user code, TSS (two slots) */

struct arch_cpu {
	uint32_t apic_id;
	uint64_t bit; /* 1 << id */
	uint64_t gdt[GDT_SLOTS];
	struct tss tss __attribute__((aligned(16)));
	const struct ports *ports;       /* whose bits io_bitmap has; NULL: nobody's */
	unsigned ports_first, ports_end; /* bytes of it that are not all ones */
	uint64_t fault_rip, fault_rcx; /* where user mode went on after the last fault */
};

/* Extended state is allocated at a thread's first use of it (#NM); until then it has none. */
struct arch_thread {
	uint64_t fs_base;
	uint64_t gs_base;
	void *fpu;
};

struct quota;

/* A top-level page table. */
struct arch_space {
	uint64_t root; /* physical address of the PML4 */
	uint64_t
		cpus; /* bit per CPU: may run on it; set before CR3 is, cleared by flushes */
	struct quota *quota; /* pays for the tables; NULL: the kernel */
};

#endif
