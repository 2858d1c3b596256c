/*
 * kernel/grant.c - hands out what the boot manifest says.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/grant.h"

#include "kernel/arch.h"
#include "kernel/device.h"
#include "kernel/irq.h"
#include "kernel/log.h"
#include "kernel/manifest.h"
#include "kernel/office.h"
#include "kernel/order.h"
#include "kernel/pci.h"
#include "kernel/power.h"
#include "kernel/screen.h"
#include "kernel/servers.h"
#include "kernel/string.h"

#include <xinim/device.h>
#include <xinim/errno.h>

static const char *manifest_text;
static size_t manifest_size;
static struct order order;

void grant_read(const char *text, size_t size)
{
	struct manifest m = { .text = text, .size = size };
	struct manifest_line line;
	const char *why;
	int n;

	manifest_text = text;
	manifest_size = size;
	while ((n = manifest_next(&m, &line, &why)) != 0) {
		if (n > 0)
			why = line.kind == MANIFEST_AFTER_NAMES ? order_add(&order, &line)
								: NULL;
		if (why)
			kprintf("[MANIFEST] line %u left out: %s\n", line.number, why);
	}
}

const char *grant_after(const char *name, unsigned n)
{
	return order_before(&order, name, n);
}

/* The next good line about this process; false: none. */
static bool next_for(struct manifest *m, const char *name, struct manifest_line *line)
{
	const char *why;
	int n;

	while ((n = manifest_next(m, line, &why)) != 0)
		if (n > 0 && line->kind != MANIFEST_PROCESS &&
			strcmp(line->name, name) == 0)
			return true;
	return false;
}

unsigned grant_priority(const char *name, unsigned otherwise)
{
	struct manifest m = { .text = manifest_text, .size = manifest_size };
	struct manifest_line line;

	while (next_for(&m, name, &line))
		if (line.kind == MANIFEST_PRIORITY)
			otherwise = (unsigned)line.a;
	return otherwise;
}

bool grant_is_data(const char *name)
{
	struct manifest m = { .text = manifest_text, .size = manifest_size };
	struct manifest_line line;
	const char *why;
	int n;

	while ((n = manifest_next(&m, &line, &why)) != 0)
		if (n > 0 && line.kind == MANIFEST_MODULE &&
			strcmp(line.module, name) == 0)
			return true;
	return false;
}

uint32_t grant_routes(const char *name)
{
	struct manifest m = { .text = manifest_text, .size = manifest_size };
	struct manifest_line line;
	uint32_t routes = 0;

	while (next_for(&m, name, &line))
		if (line.kind == MANIFEST_ROUTE)
			routes |= 1u << line.a;
	return routes;
}

/* Gives p the first capability to o, whose reference goes. */
static int give(struct process *p, struct cap_object *o)
{
	int slot = cap_insert(p, o, XINIM_RIGHT_ALL, 0, NULL);

	cap_object_put(o);
	return slot < 0 ? slot : 0;
}

static int give_irq(struct process *p, const struct manifest_line *line)
{
	struct irq *i;
	int error = irq_create_line((unsigned)line->a, &i);

	if (error)
		return error;
	if (line->flags)
		i->mode = irq_mode(i, line->flags);
	return give(p, &i->cap);
}

static int give_phys(struct process *p, const struct manifest_line *line)
{
	struct phys_range *r;
	int error = phys_range_create(line->a, line->b - line->a + 1, &r);

	return error ? error : give(p, &r->cap);
}

static int give_ports(struct process *p, const struct manifest_line *line)
{
	struct port_range *r;
	int error = port_range_create(
		(unsigned)line->a, (unsigned)(line->b - line->a + 1), &r);

	return error ? error : give(p, &r->cap);
}

/* All functions that the line means: most machines lack some, which is no error. */
static int give_pci(struct process *p, const struct manifest_line *line)
{
	struct pci_function *f;
	int error;

	for (unsigned n = 0; (f = pci_nth(n)); n++) {
		bool meant = line->kind == MANIFEST_PCI
			? f->vendor == line->a && f->device == line->b
			: (f->class_code & line->b) == line->a;

		if (!meant)
			continue;
		error = cap_insert(p, &f->cap, XINIM_RIGHT_ALL, 0, NULL);
		if (error < 0)
			return error;
	}
	return 0;
}

static int give_bus(struct process *p)
{
	struct cap_object *o = pci_bus_create();

	return o ? give(p, o) : -ENOMEM;
}

static int grant_line(struct process *p, const struct manifest_line *line)
{
	int error;

	switch (line->kind) {
	case MANIFEST_CREATE:
		p->may_create = true;
		return 0;
	case MANIFEST_CONTROL:
		return process_set_controller(p) ? 0 : -EBUSY;
	case MANIFEST_SUPERVISE:
		return servers_set_supervisor(p) ? 0 : -EBUSY;
	case MANIFEST_LOG:
		p->may_log = true;
		return 0;
	case MANIFEST_ROUTE:
		p->routes |= 1u << line->a;
		return 0;
	case MANIFEST_CONNECT:
		p->connects |= 1u << line->a;
		return 0;
	case MANIFEST_PORTS:
		return give_ports(p, line);
	case MANIFEST_IRQ:
		return give_irq(p, line);
	case MANIFEST_PHYS:
		return give_phys(p, line);
	case MANIFEST_PCI:
	case MANIFEST_PCI_CLASS:
		return give_pci(p, line);
	case MANIFEST_PCI_BUS:
		return give_bus(p);
	case MANIFEST_SCREEN:
		/* A machine without one is as good. */
		error = screen_give(p);
		return error == -ENOENT ? 0 : error;
	case MANIFEST_ACPI:
		return power_give(p);
	case MANIFEST_CLOCK:
		return office_take(OFFICE_CLOCK, p);
	case MANIFEST_MODULE:
		return grant_module(p, line->module);
	case MANIFEST_ARENA:
		return grant_arena(p, line->a);
	case MANIFEST_MEMORY:
		return quota_set_limit(
			p->space->quota, QUOTA_PAGES, (line->a + PAGE_MASK) / PAGE_SIZE);
	default:
		return 0; /* not a thing to hold */
	}
}

static const char *reason(int error)
{
	switch (error) {
	case -ENXIO:
		return "GRUB loaded no such module";
	case -ENODEV:
		return "there is no such interrupt";
	case -EPERM:
		return "that is memory, or the machine's own";
	case -EINVAL:
		return "there is no such range";
	case -EBUSY:
		return "another process has that";
	case -EMFILE:
		return "too many capabilities";
	default:
		return "out of memory";
	}
}

void grant(struct process *p)
{
	struct manifest m = { .text = manifest_text, .size = manifest_size };
	struct manifest_line line;

	while (next_for(&m, p->name, &line)) {
		int error = grant_line(p, &line);

		if (error)
			kprintf("[MANIFEST] line %u, %s: %s\n", line.number, p->name,
				reason(error));
	}
}
