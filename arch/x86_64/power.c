/*
 * arch/x86_64/power.c - the machine's end: off, or from the beginning.
 *
 * ACPI 6.5: 4.8.3.6 (the reset register), 4.8.3.2.1 and 7.4.2 (sleep state S5,
 * which is off; its numbers are in the package \_S5 of the DSDT, found here by
 * its bytes, since that is all the AML we want).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/io.h"
#include "arch/x86_64/machine.h"
#include "kernel/arch.h"
#include "kernel/bytes.h"
#include "kernel/string.h"

#include <xinim/errno.h>
#include <xinim/process.h>

#define DSDT_HEADER 36
#define DSDT_MAX    (4u << 20)

#define AML_BYTE    0x0a
#define AML_PACKAGE 0x12

#define PM1_SCI_EN   1u
#define PM1_TYPE     10
#define PM1_SLEEP_EN (1u << 13)

#define KBC_COMMAND 0x64
#define KBC_RESET   0xfe
#define PCI_RESET   0xcf9 /* of Intel's chip sets, and QEMU's */

/* A number of a package, at *at, which moves past it; -1: something else. */
static int aml_number(const volatile uint8_t *t, uint32_t len, uint32_t *at)
{
	uint32_t n = *at;

	if (n < len && t[n] <= 1) { /* ZeroOp, OneOp */
		*at = n + 1;
		return t[n];
	}
	if (n + 1 < len && t[n] == AML_BYTE) {
		*at = n + 2;
		return t[n + 1];
	}
	return -1;
}

/* The package after the name that ends at `at`: two numbers. */
static bool read_package(
	const volatile uint8_t *t, uint32_t len, uint32_t at, unsigned type[2])
{
	int a, b;

	if (at + 2 >= len || t[at] != AML_PACKAGE)
		return false;
	at += 2 + (t[at + 1] >> 6); /* the length says how many bytes more it has */
	at++;                       /* how many elements */
	a = aml_number(t, len, &at);
	b = aml_number(t, len, &at);
	if (a < 0)
		return false;
	type[0] = (unsigned)a & 7;
	type[1] = b < 0 ? type[0] : (unsigned)b & 7;
	return true;
}

static bool find_s5(unsigned type[2])
{
	const volatile uint8_t *t = arch_map_device(acpi.fadt.dsdt_phys, DSDT_HEADER);
	uint32_t len;

	if (!acpi.fadt.dsdt_phys || !t)
		return false;
	len = t[4] | (uint32_t)t[5] << 8 | (uint32_t)t[6] << 16 | (uint32_t)t[7] << 24;
	if (len <= DSDT_HEADER || len > DSDT_MAX)
		return false;
	t = arch_map_device(acpi.fadt.dsdt_phys, len);
	for (uint32_t i = DSDT_HEADER; t && i + 4 < len; i++)
		if (t[i] == '_' && t[i + 1] == 'S' && t[i + 2] == '5' &&
			t[i + 3] == '_' && read_package(t, len, i + 4, type))
			return true;
	return false;
}

/* Comes back if it cannot be done. */
static void switch_off(void)
{
	const struct acpi_fadt *f = &acpi.fadt;
	unsigned type[2];

	if (!f->pm1a_cnt || !find_s5(type))
		return;
	if (!(inw((uint16_t)f->pm1a_cnt) & PM1_SCI_EN) && f->smi_cmd && f->acpi_enable) {
		outb((uint16_t)f->smi_cmd, f->acpi_enable);
		for (unsigned tries = 0; tries < 1000; tries++) {
			if (inw((uint16_t)f->pm1a_cnt) & PM1_SCI_EN)
				break;
			clock_delay_us(1000);
		}
	}
	outw((uint16_t)f->pm1a_cnt, (uint16_t)(type[0] << PM1_TYPE | PM1_SLEEP_EN));
	if (f->pm1b_cnt)
		outw((uint16_t)f->pm1b_cnt,
			(uint16_t)(type[1] << PM1_TYPE | PM1_SLEEP_EN));
	clock_delay_us(100000);
}

static void restart(void)
{
	const struct acpi_fadt *f = &acpi.fadt;

	if (f->reset_reg.addr && f->reset_reg.space == ACPI_SPACE_IO)
		outb((uint16_t)f->reset_reg.addr, f->reset_value);
	clock_delay_us(10000);
	outb(PCI_RESET, 2);
	outb(PCI_RESET, 6);
	clock_delay_us(10000);
	outb(KBC_COMMAND, KBC_RESET);
	clock_delay_us(10000);
}

int arch_machine_end(unsigned how)
{
	if (how == XINIM_MACHINE_OFF)
		switch_off();
	else if (how == XINIM_MACHINE_RESTART)
		restart();
	if (how != XINIM_MACHINE_HALT)
		return -ENODEV;
	arch_stop_cpus();
	arch_exit(0x10);
}
