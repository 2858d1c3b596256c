/*
 * arch/x86_64/cpu.h - registers and features of the CPU.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ARCH_X86_CPU_H
#define XINIM_ARCH_X86_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "arch/x86_64/asm.h"

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t low, high;
	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

static inline void wrmsr(uint32_t msr, uint64_t value)
{
	__asm__ volatile(
		"wrmsr" ::"c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
		: "memory");
}

static inline uint64_t rdtsc(void)
{
	uint32_t low, high;
	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

static inline uint64_t read_cr0(void)
{
	uint64_t v;
	__asm__ volatile("movq %%cr0, %0" : "=r"(v));
	return v;
}

static inline void write_cr0(uint64_t v)
{
	__asm__ volatile("movq %0, %%cr0" ::"r"(v) : "memory");
}

static inline uint64_t read_cr2(void)
{
	uint64_t v;
	__asm__ volatile("movq %%cr2, %0" : "=r"(v));
	return v;
}

/* What a debug exception was about, since this was last asked (SDM vol. 3B, 17.2.3). */
static inline uint64_t take_dr6(void)
{
	uint64_t v;
	__asm__ volatile("movq %%db6, %0; movq %1, %%db6" : "=&r"(v) : "r"(0xffff0ff0UL));
	return v;
}

static inline uint64_t read_cr3(void)
{
	uint64_t v;
	__asm__ volatile("movq %%cr3, %0" : "=r"(v));
	return v;
}

static inline void write_cr3(uint64_t v)
{
	__asm__ volatile("movq %0, %%cr3" ::"r"(v) : "memory");
}

static inline uint64_t read_cr4(void)
{
	uint64_t v;
	__asm__ volatile("movq %%cr4, %0" : "=r"(v));
	return v;
}

static inline void write_cr4(uint64_t v)
{
	__asm__ volatile("movq %0, %%cr4" ::"r"(v) : "memory");
}

static inline void invlpg(uint64_t virt)
{
	__asm__ volatile("invlpg (%0)" ::"r"(virt) : "memory");
}

static inline void cpuid(uint32_t leaf, uint32_t subleaf, uint32_t regs[4])
{
	__asm__ volatile("cpuid"
			 : "=a"(regs[0]), "=b"(regs[1]), "=c"(regs[2]), "=d"(regs[3])
			 : "a"(leaf), "c"(subleaf));
}

/* What this machine's CPUs can do; read once, from the boot CPU. */
struct cpu_features {
	bool smep, smap, umip, xsave, pge, mce, gib_pages, rdrand, rdseed, hypervisor;
	uint32_t xsave_size; /* of the area for what xcr0 enables */
	uint64_t xcr0;
	unsigned phys_bits;
	char brand[49];
};

extern struct cpu_features cpu_features;

void cpu_detect(void);
/* Turns on, on this CPU, what cpu_detect found: SMEP, SMAP, UMIP, global pages, XSAVE. */
void cpu_enable_features(void);
/* Sets EFER, STAR, LSTAR and FMASK on this CPU. */
void cpu_init_syscall(void);

#endif
