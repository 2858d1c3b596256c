/*
 * kernel/acpi_madt.h - the table of CPUs and interrupt controllers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_ACPI_MADT_H
#define XINIM_KERNEL_ACPI_MADT_H

#include "kernel/acpi.h"

/* Reads the MADT `t`, `len` bytes with a good checksum, into *out. Returns
 * NULL, or why it or the rest of it was not used. */
const char *acpi_read_madt(const uint8_t *t, size_t len, struct acpi_info *out);

#endif
