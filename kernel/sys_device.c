/*
 * kernel/sys_device.c - irq_control and device_control, for drivers.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/arch.h"
#include "kernel/cpu.h"
#include "kernel/device.h"
#include "kernel/irq.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/pci.h"
#include "kernel/process.h"
#include "kernel/screen.h"
#include "kernel/stats.h"
#include "kernel/string.h"
#include "kernel/syscall.h"
#include "kernel/user.h"

#include <xinim/device.h>
#include <xinim/errno.h>

#define KEY_ANY UINT64_MAX

static struct process *self(void)
{
	return current_thread()->process;
}

/* --- irq_control ------------------------------------------------------------------- */

static bool mode_ok(uint64_t mode)
{
	return !(mode &
		       ~(uint64_t)(XINIM_IRQ_EDGE | XINIM_IRQ_LEVEL | XINIM_IRQ_HIGH |
			       XINIM_IRQ_LOW)) &&
		(mode & (XINIM_IRQ_EDGE | XINIM_IRQ_LEVEL)) !=
		(XINIM_IRQ_EDGE | XINIM_IRQ_LEVEL) &&
		(mode & (XINIM_IRQ_HIGH | XINIM_IRQ_LOW)) !=
		(XINIM_IRQ_HIGH | XINIM_IRQ_LOW);
}

static int64_t bind(struct cap *c, const uint64_t arg[6])
{
	uint64_t bits = arg[3], mode = arg[4], cpu = arg[5];
	struct cap *n;
	int error =
		cap_find(self(), arg[2], XINIM_CAP_NOTIFICATION, XINIM_RIGHT_WRITE, &n);

	if (error)
		return error;
	if (cpu == UINT64_MAX)
		cpu = 0;
	if (!bits || bits > INT64_MAX || !mode_ok(mode) || cpu >= cpu_count)
		return -EINVAL;
	return irq_bind(
		c, (struct notification *)n->object, bits, (unsigned)mode, (unsigned)cpu);
}

static int64_t info(const struct irq *i, uint64_t to)
{
	struct xinim_irq_info out;

	memset(&out, 0, sizeof(out));
	irq_info(i, &out);
	return copy_to_user(to, &out, sizeof(out));
}

/* irq_control(cap, operation, a, b, c, d): see <xinim/device.h>. READ. */
SYSCALL_HANDLER_LOCKED(irq_control)
{
	struct irq *i;
	struct cap *c;
	int error = cap_find(self(), arg[0], XINIM_CAP_IRQ, XINIM_RIGHT_READ, &c);

	if (error)
		return error;
	i = (struct irq *)c->object;
	switch (arg[1]) {
	case XINIM_IRQ_BIND:
		return bind(c, arg);
	case XINIM_IRQ_INFO:
		return info(i, arg[2]);
	case XINIM_IRQ_UNBIND:
	case XINIM_IRQ_ACKNOWLEDGE:
		if (!i->vector)
			return -EINVAL;
		if (i->holder->owner != self())
			return -EPERM; /* by another's capability */
		if (arg[1] == XINIM_IRQ_UNBIND)
			irq_unbind(i);
		else
			irq_acknowledge(i);
		return 0;
	default:
		return -EINVAL;
	}
}

/* --- device_control ------------------------------------------------------------------ */

/* Is the capability's object the one that `key` means? */
static bool has_key(const struct cap *c, uint64_t key)
{
	const struct cap_object *o = c->object;

	if (key == KEY_ANY)
		return true;
	switch (o->type) {
	case XINIM_CAP_IRQ: {
		const struct irq *i = (const struct irq *)o;
		unsigned mode;

		return i->pci ? key == i->number
			      : key < UINT32_MAX &&
				arch_irq_line((unsigned)key, &mode) == i->number;
	}
	case XINIM_CAP_PORTS: {
		const struct port_range *r = (const struct port_range *)o;

		return key >= r->first && key - r->first < r->count;
	}
	case XINIM_CAP_PHYS: {
		const struct phys_range *r = (const struct phys_range *)o;

		return key >= r->base && key - r->base < r->length;
	}
	case XINIM_CAP_PCI: {
		const struct pci_function *f = (const struct pci_function *)o;

		return key == ((uint64_t)f->vendor << 16 | f->device);
	}
	default:
		return false;
	}
}

static int64_t find(uint64_t type, uint64_t key, uint64_t after)
{
	const struct process *p = self();

	if (type == XINIM_CAP_NONE || type >= XINIM_CAP_TYPES)
		return -EINVAL;
	if (after >= p->ncaps)
		return -ENOENT;
	for (uint64_t n = after + 1; n < p->ncaps; n++)
		if (p->caps[n] && p->caps[n]->object->type == type &&
			has_key(p->caps[n], key))
			return (int64_t)n;
	return -ENOENT;
}

/* Gives the caller a capability to a new object, derived from c; o's reference goes. */
static int64_t hand_out(struct cap *c, struct cap_object *o)
{
	int slot = cap_insert(self(), o, c->rights, 0, c);

	cap_object_put(o);
	return slot;
}

static int64_t pci_irq(struct cap *c, uint64_t n)
{
	struct pci_function *f = (struct pci_function *)c->object;
	struct irq *i;

	if (n >= f->messages)
		return -ENOENT;
	i = irq_create_message(f, (unsigned)n);
	return i ? hand_out(c, &i->cap) : -ENOMEM;
}

static int64_t pci_bar(struct cap *c, uint64_t n)
{
	struct cap_object *o;
	int error = pci_bar_create((struct pci_function *)c->object, n, &o);

	return error ? error : hand_out(c, o);
}

static int64_t tell_pci(struct pci_function *f, bool bars, uint64_t to)
{
	struct xinim_pci_info out;

	if (!f)
		return -ENOENT;
	pci_info(f, bars, &out);
	return copy_to_user(to, &out, sizeof(out));
}

static int64_t pci_open(struct cap *c, uint64_t address)
{
	struct pci_function *f = address <= UINT16_MAX ? pci_at((unsigned)address) : NULL;

	return f ? cap_insert(self(), &f->cap, c->rights, 0, c) : -ENOENT;
}

static int64_t pci_declare_call(uint64_t from)
{
	struct xinim_pci_info told;

	if (copy_from_user(&told, from, sizeof(told)) != 0)
		return -EFAULT;
	return pci_declare(&told);
}

static int64_t map(struct cap *c, const uint64_t arg[6])
{
	bool write = arg[4] & XINIM_DEVICE_WRITE;
	bool combine = arg[4] & XINIM_DEVICE_COMBINE;

	if (arg[4] & ~(uint64_t)(XINIM_DEVICE_WRITE | XINIM_DEVICE_COMBINE) ||
		(combine && c->object->type == XINIM_CAP_DMA))
		return -EINVAL;
	if (write && !(c->rights & XINIM_RIGHT_WRITE))
		return -EPERM;
	return device_map(c, arg[2], arg[3], MAP_READ | (write ? MAP_WRITE : 0), combine);
}

static int64_t pci_dma(struct cap *c, uint64_t length, uint64_t highest)
{
	struct dma *d;
	int error =
		dma_create(self(), (struct pci_function *)c->object, length, highest, &d);

	if (error)
		return error;
	pci_use(c);
	return hand_out(c, &d->cap);
}

static int64_t take_screen(struct cap *c, uint64_t notification, uint64_t bits)
{
	struct cap *n;
	int error = cap_find(
		self(), notification, XINIM_CAP_NOTIFICATION, XINIM_RIGHT_WRITE, &n);

	return error ? error : screen_take(c, (struct notification *)n->object, bits);
}

static int64_t console_write(uint64_t from, uint64_t length, uint64_t flags)
{
	static char text[XINIM_CONSOLE_MAX]; /* under the kernel lock */

	if (!self()->may_log)
		return -EPERM;
	if (length > sizeof(text) || flags & ~(uint64_t)XINIM_CONSOLE_SCREEN)
		return -EINVAL;
	if (copy_from_user(text, from, length) != 0)
		return -EFAULT;
	stats_note_write();
	log_write_raw(text, length, flags & XINIM_CONSOLE_SCREEN);
	screen_tell();
	return 0;
}

/* What an operation is asked of, and with which rights. */
static const struct {
	uint8_t type, rights;
} wanted[] = {
	[XINIM_DEVICE_MAP] = { XINIM_CAP_PHYS, XINIM_RIGHT_READ }, /* or DMA */
	[XINIM_PORTS_OPEN] = { XINIM_CAP_PORTS, XINIM_RIGHT_READ | XINIM_RIGHT_WRITE },
	[XINIM_PORTS_CLOSE] = { XINIM_CAP_PORTS, XINIM_RIGHT_READ | XINIM_RIGHT_WRITE },
	[XINIM_PCI_INFO] = { XINIM_CAP_PCI, XINIM_RIGHT_READ },
	[XINIM_PCI_READ] = { XINIM_CAP_PCI, XINIM_RIGHT_READ },
	[XINIM_PCI_WRITE] = { XINIM_CAP_PCI, XINIM_RIGHT_WRITE },
	[XINIM_PCI_BAR] = { XINIM_CAP_PCI, XINIM_RIGHT_READ },
	[XINIM_PCI_IRQ] = { XINIM_CAP_PCI, XINIM_RIGHT_READ },
	[XINIM_PCI_DMA] = { XINIM_CAP_PCI, XINIM_RIGHT_WRITE },
	[XINIM_DMA_ADDRESS] = { XINIM_CAP_DMA, XINIM_RIGHT_READ },
	[XINIM_PCI_ENUMERATE] = { XINIM_CAP_PCI_BUS, XINIM_RIGHT_READ },
	[XINIM_PCI_OPEN] = { XINIM_CAP_PCI_BUS, XINIM_RIGHT_WRITE },
	[XINIM_PCI_BUS_READ] = { XINIM_CAP_PCI_BUS, XINIM_RIGHT_READ },
	[XINIM_PCI_MEASURE] = { XINIM_CAP_PCI_BUS, XINIM_RIGHT_WRITE },
	[XINIM_PCI_DECLARE] = { XINIM_CAP_PCI_BUS, XINIM_RIGHT_WRITE },
	[XINIM_SCREEN_INFO] = { XINIM_CAP_PHYS, XINIM_RIGHT_READ },
	[XINIM_SCREEN_TAKE] = { XINIM_CAP_PHYS, XINIM_RIGHT_WRITE },
	[XINIM_SCREEN_LOG] = { XINIM_CAP_PHYS, XINIM_RIGHT_READ },
};

/* device_control(cap, operation, a, b, c, d): see <xinim/device.h>. */
SYSCALL_HANDLER_LOCKED(device_control)
{
	struct pci_function *f;
	struct cap *c;
	int error;

	if (arg[1] == XINIM_DEVICE_FIND)
		return arg[0] == XINIM_CAP_SELF ? find(arg[2], arg[3], arg[4]) : -EBADF;
	if (arg[1] == XINIM_CONSOLE_WRITE)
		return arg[0] == XINIM_CAP_SELF ? console_write(arg[2], arg[3], arg[4])
						: -EBADF;
	if (arg[1] >= sizeof(wanted) / sizeof(wanted[0]) || !wanted[arg[1]].type)
		return -EINVAL;
	error = cap_find(self(), arg[0], wanted[arg[1]].type, wanted[arg[1]].rights, &c);
	if (error == -EBADF && arg[1] == XINIM_DEVICE_MAP)
		error = cap_find(self(), arg[0], XINIM_CAP_DMA, XINIM_RIGHT_READ, &c);
	if (error)
		return error;
	f = (struct pci_function *)c->object;
	switch (arg[1]) {
	case XINIM_DEVICE_MAP:
		return map(c, arg);
	case XINIM_PORTS_OPEN:
		return port_range_open(c);
	case XINIM_PORTS_CLOSE:
		if (!c->in_use)
			return -EINVAL;
		port_range_close(c);
		return 0;
	case XINIM_PCI_INFO:
		return tell_pci(f, true, arg[2]);
	case XINIM_PCI_READ:
		return pci_config_read(f, arg[2], arg[3]);
	case XINIM_PCI_WRITE:
		return pci_config_write(c, arg[2], arg[3], arg[4]);
	case XINIM_PCI_BAR:
		return pci_bar(c, arg[2]);
	case XINIM_PCI_IRQ:
		return pci_irq(c, arg[2]);
	case XINIM_PCI_DMA:
		return pci_dma(c, arg[2], arg[3]);
	case XINIM_DMA_ADDRESS:
		return (int64_t)((struct dma *)c->object)->phys;
	case XINIM_PCI_ENUMERATE:
		return tell_pci(arg[2] < UINT16_MAX ? pci_nth((unsigned)arg[2]) : NULL,
			false, arg[3]);
	case XINIM_PCI_OPEN:
		return pci_open(c, arg[2]);
	case XINIM_PCI_BUS_READ:
		return pci_bus_read(arg[2], arg[3], arg[4]);
	case XINIM_PCI_MEASURE:
		return pci_measure(arg[2], arg[3]);
	case XINIM_PCI_DECLARE:
		return pci_declare_call(arg[2]);
	case XINIM_SCREEN_INFO:
		return screen_info(c, arg[2]);
	case XINIM_SCREEN_TAKE:
		return take_screen(c, arg[2], arg[3]);
	case XINIM_SCREEN_LOG:
		return screen_log(c, arg[2], arg[3], arg[4]);
	default:
		return -EINVAL;
	}
}
