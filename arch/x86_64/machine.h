/*
 * arch/x86_64/machine.h - what the parts of arch/x86_64 know of each other.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ARCH_MACHINE_H
#define XINIM_ARCH_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/acpi.h"
#include "kernel/arch.h"
#include "kernel/assert.h"

struct cpu;

extern char kernel_start[], kernel_text_end[], kernel_rodata_end[], kernel_end[];
extern char boot_stack[], boot_stack_top[];

/* gdt.c */
void gdt_load(struct cpu *c);
int tss_init(struct cpu *c);
void tss_load(struct cpu *c);

/* idt.c: interrupt gates for all vectors; on stacks of their own once a TSS is loaded. */
void idt_init(void);
void idt_load(void);
void idt_use_ist(void);

/* paging.c: the final kernel page tables; direct map up to `limit` (physical). */
void paging_init(uint64_t limit);
/* Loads them on this CPU. */
void paging_load(void);

/*
 * tables.c: the entry for virt in the table of `level` (1: page table ... 4:
 * PML4). Missing tables on the way are made if `make`. NULL: none, or out of
 * memory, or a large page is in the way.
 */
uint64_t *table_entry(struct arch_space *s, uint64_t virt, unsigned level, bool make);

static inline unsigned table_index(uint64_t virt, unsigned level)
{
	return (virt >> (PAGE_SHIFT + 9 * (level - 1))) & 511;
}

/* tlb.c */
/* Answers a pending translation flush that another CPU asked of this one. */
void tlb_poll(void);
/* Every CPU forgets the kernel's pages in [virt, virt + len). */
void tlb_flush_kernel(uint64_t virt, uint64_t len);

/* main.c: what the ACPI tables say. */
extern struct acpi_info acpi;

/* clock.c: HPET or PIT as the reference. Prints nothing. The name of the reference. */
const char *clock_init(void);
/* Spins. */
void clock_delay_us(unsigned us);

/* lapic.c */
void lapic_init(void);   /* maps it; the boot CPU */
void lapic_enable(void); /* this CPU */
/* Counts its timer while clock_init measures. */
void lapic_count_start(void);
void lapic_count_end(uint64_t ns);
void lapic_eoi(void);
uint32_t lapic_id(void);
void lapic_send_ipi(uint32_t apic_id, unsigned vector);
void lapic_send_init(uint32_t apic_id);
void lapic_send_startup(uint32_t apic_id, unsigned page);
void lapic_stop_others(void);

/* ioapic.c: legacy interrupt controllers off, every I/O APIC input masked. */
void ioapic_init(void);

/* pci.c: does [start, end) touch configuration space? */
bool pci_ecam_overlaps(uint64_t start, uint64_t end);

/* ports.c: gives or takes user mode's ports as the thread changes. */
void ports_switch(struct cpu *c, const struct thread *next);

/* fpu.c */
void fpu_init(void); /* after cpu_enable_features: object cache and initial state */
void fpu_switch(struct thread *prev, struct thread *next);
/* #NM: the current thread's first use. -ENOMEM: no room for its state. */
int fpu_first_use(void);

/* #MF, #XM: which unmasked exceptions there are, as bits 0 to 5 of the status word. */
unsigned fpu_exceptions_x87(void);
unsigned fpu_exceptions_sse(void);
/*
 * For signals' frames: bytes that the current thread's state takes there, 0 if
 * it has none; it written to the user's memory, the registers fresh then; and
 * back from there (0: fresh). -EFAULT: no memory there, or nothing that the CPU
 * would take.
 */
unsigned fpu_signal_size(const struct thread *t);
int fpu_signal_save(uint64_t to);
int fpu_signal_restore(uint64_t from);

/*
 * usercopy.S: the extended state (FXSAVE's has no features) to user memory at a
 * multiple of 64, which the caller has seen to be the user's, or from there.
 * False: it cannot be accessed, or nothing that the CPU would take: part of it
 * may have been loaded then.
 */
bool user_xsave(uint64_t to, uint64_t features);
bool user_xrstor(uint64_t from, uint64_t features);
bool user_fxsave(uint64_t to, uint64_t none);
bool user_fxrstor(uint64_t from, uint64_t none);

/* smp.c: a panic has asked all other CPUs to halt. */
extern bool machine_stopped;

/* trap.c, called from entry.S */
void trap_from_user(struct frame *f);
void trap_from_kernel(struct frame *f);
void trap_paranoid(struct frame *f);
void trap_bad_return(struct frame *f) __attribute__((noreturn));
void user_exit_work(struct frame *f);
void call_exit_work(struct frame *f); /* the same, for a system call's frame */
void signal_return(struct frame *f);
void user_first_entry(struct frame *f);

#endif
