/*
 * kernel/power.c - the machine's end, which a driver brings about.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/power.h"

#include "kernel/acpi.h"
#include "kernel/arch.h"
#include "kernel/cap.h"
#include "kernel/cpu.h"
#include "kernel/device.h"
#include "kernel/irq.h"
#include "kernel/log.h"
#include "kernel/office.h"
#include "kernel/process.h"
#include "kernel/string.h"
#include "kernel/thread.h"

#include <xinim/errno.h>
#include <xinim/process.h>

#define LIMIT_NS 5000000000UL /* for a driver, or one that is started in its place */
#define LOOK_NS  10000000UL

static bool there; /* a driver is, or was */
static bool asked, failed;
static unsigned asked_how;

/* --- what the driver gets ---------------------------------------------------------- */

static int give(struct process *p, struct cap_object *o, uint32_t rights)
{
	int slot = cap_insert(p, o, rights, 0, NULL);

	cap_object_put(o);
	return slot < 0 ? slot : 0;
}

/* To be looked at. One that lies in RAM after all it cannot have. */
static int give_table(struct process *p, uint64_t phys, uint32_t len)
{
	struct phys_range *r;
	int error = len ? phys_range_create(phys, len, &r) : -EINVAL;

	if (error == -ENOMEM)
		return error;
	return error ? 0 : give(p, &r->cap, XINIM_RIGHT_READ);
}

static int give_tables(struct process *p, const struct acpi_info *a)
{
	int error = give_table(p, a->fadt.dsdt_phys, a->fadt.dsdt_len);

	for (unsigned i = 0; i < a->ntables && !error; i++)
		if (strcmp(a->tables[i].sig, "FACP") == 0 ||
			strcmp(a->tables[i].sig, "SSDT") == 0)
			error = give_table(p, a->tables[i].phys, a->tables[i].len);
	return error;
}

/* Level-triggered and active low, unless another table says otherwise (ACPI 6.5, 5.2.9). */
static int give_sci(struct process *p, unsigned number)
{
	struct irq *i;
	int error = irq_create_line(number, &i);

	if (error)
		return error == -ENODEV ? 0 : error;
	if (!(i->mode & ARCH_IRQ_LEVEL))
		i->mode = ARCH_IRQ_LEVEL | ARCH_IRQ_LOW;
	return give(p, &i->cap, XINIM_RIGHT_ALL);
}

int power_give(struct process *p)
{
	const struct acpi_info *a = arch_acpi();
	int error = office_take(OFFICE_POWER, p);

	if (error)
		return error;
	there = true;
	if (!a->fadt.present)
		return 0;
	error = give_tables(p, a);
	for (unsigned i = 0; i < a->fadt.nports && !error; i++) {
		struct port_range *r;

		error = port_range_create(
			a->fadt.ports[i].first, a->fadt.ports[i].count, &r);
		if (!error)
			error = give(p, &r->cap, XINIM_RIGHT_ALL);
	}
	return error ? error : give_sci(p, a->fadt.sci_int);
}

/* --- the end ----------------------------------------------------------------------- */

/* A driver that ends meanwhile is started again by the supervisor, and asked, too. */
static void have_driver_do(unsigned how)
{
	uint64_t limit = arch_clock_ns() + LIMIT_NS;

	asked = true;
	asked_how = how;
	failed = false;
	(void)office_tell(OFFICE_POWER);
	while (!failed && !current_thread()->killed && arch_clock_ns() < limit)
		(void)thread_sleep_until(arch_clock_ns() + LOOK_NS);
	asked = false;
}

int64_t power_end(uint64_t how)
{
	if (how > XINIM_MACHINE_OFF)
		return -EINVAL;
	if (how == XINIM_MACHINE_HALT)
		arch_machine_halt();
	if (there)
		have_driver_do((unsigned)how);
	if (how == XINIM_MACHINE_RESTART)
		arch_machine_restart();
	return -ENODEV;
}

int64_t power_control(uint64_t operation, uint64_t a, uint64_t b)
{
	int error;

	if (!office_is_held(OFFICE_POWER))
		return -EPERM;
	switch (operation) {
	case XINIM_POWER_ASKED:
		return asked ? (int64_t)asked_how : -EAGAIN;
	case XINIM_POWER_FAILED:
		failed = true;
		return 0;
	case XINIM_POWER_WATCH:
		error = office_watch(OFFICE_POWER, a, b);
		if (!error && asked)
			(void)office_tell(OFFICE_POWER);
		return error;
	default:
		return -EINVAL;
	}
}
