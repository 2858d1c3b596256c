/*
 * arch/x86_64/main.c - the first C code: from GRUB's information to kernel_main.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/cmdline.h"
#include "kernel/cpu.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/main.h"
#include "kernel/multiboot2.h"
#include "kernel/page.h"
#include "kernel/slab.h"
#include "kernel/stats.h"
#include "kernel/string.h"
#include "kernel/symbols.h"

#define RULE     "==============================================\n"
#define INFO_MAX 65536

struct acpi_info acpi;

static struct cpu boot_cpu;
static struct boot_info boot;
static uint8_t boot_copy[INFO_MAX] __attribute__((aligned(8)));

void arch_main(uint32_t magic, uint32_t info) __attribute__((noreturn));

static void init_boot_cpu_area(void)
{
	boot_cpu.self = &boot_cpu;
	boot_cpu.arch.bit = 1;
	cpus[0] = &boot_cpu;
	cpu_count = 1;
	wrmsr(MSR_GS_BASE, (uint64_t)&boot_cpu);
}

/* The information moves into the kernel, so that its memory is free for use. */
static void read_boot_info(uint32_t magic, uint32_t info)
{
	const uint32_t *header = phys_to_virt(info);
	const char *why;
	uint64_t port;

	if (magic != MULTIBOOT2_BOOTLOADER_MAGIC)
		fatal("not loaded by Multiboot2 (magic 0x%x)", magic);
	if (header[0] > INFO_MAX)
		fatal("the boot loader's information is %u bytes long, more than %u",
			header[0], INFO_MAX);
	memcpy(boot_copy, header, header[0]);
	if (multiboot2_parse(boot_copy, header[0], &boot, &why) != 0)
		fatal("the boot loader's information is damaged: %s", why);
	if (cmdline_number(boot.cmdline, "debugexit", &port) && port &&
		port <= UINT16_MAX)
		arch_debug_exit_port = (uint16_t)port;
	kprintf("Boot: Multiboot2 protocol detected\nCommand line: %s\n", boot.cmdline);
}

static void init_memory(void)
{
	struct page_range reserved[BOOT_MAX_MODULES + 3];
	unsigned n = 0;

	reserved[n++] = (struct page_range){ (uint64_t)kernel_start - KERNEL_BASE,
		(uint64_t)kernel_end - KERNEL_BASE };
	reserved[n++] = (struct page_range){ boot.syms.symtab_phys,
		boot.syms.symtab_phys + boot.syms.nsyms * 24 };
	reserved[n++] = (struct page_range){ boot.syms.strtab_phys,
		boot.syms.strtab_phys + boot.syms.strtab_len };
	for (unsigned i = 0; i < boot.nmodules; i++)
		reserved[n++] =
			(struct page_range){ boot.modules[i].start, boot.modules[i].end };
	page_init(&boot, reserved, n);
	paging_init(page_limit());
	page_init_rest(&boot, reserved, n);
	kmalloc_init(&page_slab_source);
}

static void init_symbols(void)
{
	const struct boot_symbols *s = &boot.syms;

	if (s->nsyms && s->symtab_phys + s->nsyms * 24 <= page_limit() &&
		s->strtab_phys + s->strtab_len <= page_limit())
		symbols_init(phys_to_virt(s->symtab_phys), s->nsyms,
			phys_to_virt(s->strtab_phys), s->strtab_len);
}

/* ACPI tables may lie above the last RAM. */
static const void *map_table(void *ctx, uint64_t phys, size_t len)
{
	(void)ctx;
	if (phys > UINT64_MAX - len || phys >> cpu_features.phys_bits)
		return NULL;
	if (phys + len <= page_limit())
		return phys_to_virt(phys);
	return (const void *)arch_map_device(phys, len);
}

static void init_acpi(void)
{
	const struct acpi_access access = { map_table, NULL };
	const char *why = "GRUB found no RSDP";

	if (boot.rsdp_len &&
		acpi_parse(&access, boot.rsdp, boot.rsdp_len, &acpi, &why) == 0)
		kputs("ACPI: Tables parsed\n");
	else
		kprintf("ACPI: no tables (%s); one CPU\n", why);
	if (!cmdline_has(boot.cmdline, "verbose"))
		return;
	for (unsigned i = 0; i < acpi.ntables; i++)
		kprintf("ACPI: %s at 0x%lx, %u bytes%s%s\n", acpi.tables[i].sig,
			(unsigned long)acpi.tables[i].phys, acpi.tables[i].len,
			acpi.tables[i].skipped ? ": skipped, " : "",
			acpi.tables[i].skipped ? acpi.tables[i].skipped : "");
	for (unsigned i = 0; i < acpi.nioapics; i++)
		kprintf("ACPI: I/O APIC %u at 0x%lx, interrupts from %u on\n",
			acpi.ioapics[i].id, (unsigned long)acpi.ioapics[i].phys,
			acpi.ioapics[i].gsi_base);
}

const struct acpi_info *arch_acpi(void)
{
	return &acpi;
}

static void init_timers(void)
{
	const char *reference;

	lapic_init();
	boot_cpu.arch.apic_id = lapic_id();
	ioapic_init();
	reference = clock_init();
	kprintf("Timers: Initialized (APIC/%s)\n", reference);
	if (cmdline_has(boot.cmdline, "verbose"))
		kprintf("Timers: time-stamp counter %lu kHz\n",
			(unsigned long)(arch_tsc_hz() / 1000));
}

void arch_main(uint32_t magic, uint32_t info)
{
	init_boot_cpu_area();
	stats_note_entry();
	idt_init();
	arch_console_early();
	kernel_lock();
	kputs("\n" RULE "XINIM: Modern C Microkernel, version " PACKAGE_VERSION
	      "\n" RULE);
	read_boot_info(magic, info);
	cpu_detect();
	cpu_enable_features();
	kputs("Architecture: x86_64\n");
	if (cmdline_has(boot.cmdline, "verbose"))
		kprintf("CPU: %s\nLoader: %s\n", cpu_features.brand, boot.loader);
	init_memory();
	init_symbols();
	fpu_init();
	arch_console_screen(&boot);
	init_acpi();
	init_timers();
	kernel_main(&boot);
}
