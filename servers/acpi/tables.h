/*
 * servers/acpi/tables.h - what the firmware's tables say of the machine's end.
 *
 * Pure. Firmware is not trusted: nothing is read past a table's length, and what makes no
 * sense is not there.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ACPI_TABLES_H
#define XINIM_ACPI_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TABLE_HEADER 36
#define TABLE_MAX    (4u << 20) /* bytes; more is taken for a lie */

/* I/O ports; 0: there is no such register. */
struct acpi_registers {
	uint16_t smi_command;
	uint8_t acpi_enable; /* written there, ACPI is on */
	uint16_t event[2];   /* PM1a and PM1b: status, ... */
	uint16_t enable[2];  /* ... and what of it interrupts */
	uint16_t control[2];
	struct {
		uint16_t status, enable;
		uint8_t bytes; /* of each */
	} gpe[2];
	uint16_t reset;
	uint8_t reset_value;
	bool has_button; /* for the power, among PM1's events */
};

/* The length that a table's header says; 0: it cannot be a table. */
uint32_t table_length(const uint8_t header[TABLE_HEADER]);
/* Do its bytes add up, and is it this one? */
bool table_is(const uint8_t *t, size_t length, const char signature[4]);
/* The fixed ACPI description table. False: it is too short. */
bool table_registers(const uint8_t *t, size_t length, struct acpi_registers *r);
/* The types of sleep state S5, for PM1a and PM1b, if this table of AML has the package. */
bool table_sleep_off(const uint8_t *t, size_t length, uint8_t type[2]);

#endif
