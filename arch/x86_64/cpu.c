/*
 * arch/x86_64/cpu.c - feature detection and the SYSCALL registers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"

#include "arch/x86_64/machine.h"
#include "kernel/cpu.h"
#include "kernel/log.h"
#include "kernel/string.h"
#include "kernel/thread.h"

struct cpu_features cpu_features;

extern void syscall_entry(void), syscall_entry_traced(void);

/* One place to patch: offset of it from this entry; CLAC or STAC. */
struct smap_site {
	int32_t offset;
	uint32_t set;
};
extern struct smap_site smap_sites_start[], smap_sites_end[];

/* Intel SDM vol. 2A, CPUID; AMD APM vol. 3, appendix E. */
void cpu_detect(void)
{
	struct cpu_features *f = &cpu_features;
	uint32_t r[4], max, max_extended;

	cpuid(0, 0, r);
	max = r[0];
	cpuid(1, 0, r);
	f->pge = r[3] & (1u << 13);
	f->mce = r[3] & (1u << 7);
	f->xsave = r[2] & (1u << 26);
	f->rdrand = r[2] & (1u << 30);
	f->hypervisor = r[2] & (1u << 31);
	if (max >= 7) {
		cpuid(7, 0, r);
		f->smep = r[1] & (1u << 7);
		f->smap = r[1] & (1u << 20);
		f->rdseed = r[1] & (1u << 18);
		f->umip = r[2] & (1u << 2);
	}
	if (f->xsave && max >= 0xd) {
		cpuid(0xd, 0, r);
		/* x87, SSE, AVX and AVX-512; nothing that needs more than XSAVE itself. */
		f->xcr0 = ((uint64_t)r[3] << 32 | r[0]) & 0xe7;
		if ((f->xcr0 & 0xe0) != 0xe0)
			f->xcr0 &= 7;
	} else {
		f->xsave = false;
	}
	cpuid(0x80000000, 0, r);
	max_extended = r[0];
	cpuid(0x80000001, 0, r);
	f->gib_pages = r[3] & (1u << 26);
	f->phys_bits = 36;
	if (max_extended >= 0x80000008) {
		cpuid(0x80000008, 0, r);
		f->phys_bits = r[0] & 0xff;
	}
	if (max_extended >= 0x80000004) {
		for (uint32_t i = 0; i < 3; i++) {
			cpuid(0x80000002 + i, 0, r);
			memcpy(f->brand + 16 * i, r, 16);
		}
	}
}

/* The kernel text is still writable when the boot CPU comes here. */
static void patch_smap_sites(void)
{
	static const uint8_t instruction[2][3] = {
		{ 0x0f, 0x01, 0xca }, /* CLAC */
		{ 0x0f, 0x01, 0xcb }, /* STAC */
	};

	for (struct smap_site *s = smap_sites_start; s < smap_sites_end; s++)
		memcpy((uint8_t *)&s->offset + s->offset, instruction[s->set & 1], 3);
}

/*
 * What an entry's two cache bits mean (Intel SDM vol. 3A, 12.12; every CPU with
 * long mode has it): as at reset, but write-through alone is write-combining.
 * Nothing has been mapped so before.
 */
#define PAT_LAYOUT 0x0007010600070106UL

void cpu_enable_features(void)
{
	struct cpu_features *f = &cpu_features;
	uint64_t cr4 = read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT;
	static bool patched;

	if (f->pge)
		cr4 |= CR4_PGE;
	if (f->mce) /* else the CPU shuts down without a word */
		cr4 |= CR4_MCE;
	if (f->smep)
		cr4 |= CR4_SMEP;
	if (f->umip)
		cr4 |= CR4_UMIP;
	if (f->xsave)
		cr4 |= CR4_OSXSAVE;
	if (f->smap) {
		if (!patched)
			patch_smap_sites();
		patched = true;
		cr4 |= CR4_SMAP;
	}
	write_cr4(cr4);
	wrmsr(MSR_PAT, PAT_LAYOUT);
	if (f->xsave) {
		uint32_t r[4];
		__asm__ volatile("xsetbv" ::"c"(0), "a"((uint32_t)f->xcr0),
			"d"((uint32_t)(f->xcr0 >> 32)));
		cpuid(0xd, 0, r);
		f->xsave_size = r[1];
	} else {
		f->xsave_size = 512;
	}
	write_cr0((read_cr0() & ~(uint64_t)CR0_EM) | CR0_MP | CR0_NE | CR0_TS | CR0_WP);
}

void cpu_init_syscall(void)
{
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE | EFER_NXE);
	wrmsr(MSR_STAR, (uint64_t)STAR_USER_BASE << 48 | (uint64_t)KERNEL_CS << 32);
	wrmsr(MSR_LSTAR, (uint64_t)syscall_entry);
	wrmsr(MSR_FMASK, SYSCALL_FMASK);
}

void arch_note_traced(void)
{
	struct cpu *c = this_cpu();
	bool traced = c->current->slow & THREAD_SLOW_TRACED;

	if (traced == c->traced)
		return;
	c->traced = traced;
	wrmsr(MSR_LSTAR, (uint64_t)(traced ? syscall_entry_traced : syscall_entry));
}
