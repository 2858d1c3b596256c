/*
 * kernel/irq.h - interrupts of devices become bits of notifications.
 *
 * An interrupt object stands for a line of the interrupt controller or a
 * message of a PCI function. Bound to a notification, it takes part in a
 * vector, alone or with others on the same line. A level-triggered line is
 * masked from delivery until all that share it have acknowledged; one on
 * edges, or a message, is masked when it comes again before that, so that a
 * device that will not be quiet costs one interrupt per acknowledgement. Wants
 * the kernel lock.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_IRQ_H
#define XINIM_KERNEL_IRQ_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/cap.h"
#include "kernel/ipc.h"

struct irq_vector;
struct pci_function;

struct irq {
	struct cap_object cap;
	struct pci_function *pci;  /* by message of this one; NULL: by line */
	uint32_t number;           /* of the line or the message */
	uint32_t mode;             /* ARCH_IRQ_, unless binding says otherwise */
	struct irq_vector *vector; /* NULL: not bound */
	struct list vector_link;
	struct cap *holder; /* that it was bound by */
	struct notification *notification;
	uint64_t bits;
	bool unacked; /* told, and not acknowledged yet */
	bool again;   /* came once more since then */
	uint64_t delivered;
};

/* Interrupt `number` as ISA and ACPI count. -ENODEV: there is no such line. -ENOMEM. */
int irq_create_line(unsigned number, struct irq **out);
/* Message `number` of f. NULL: out of memory. */
struct irq *irq_create_message(struct pci_function *f, unsigned number);

/* The ARCH_IRQ_ mode that XINIM_IRQ_ flags make of its usual one. */
unsigned irq_mode(const struct irq *i, unsigned wanted);

/*
 * Binds it on behalf of c, which names it. mode: XINIM_IRQ_ or 0. 0; -EBUSY:
 * bound, or its line is in use in another mode; -ENODEV, -ENOSPC, -ENOMEM.
 */
int irq_bind(struct cap *c, struct notification *n, uint64_t bits, unsigned mode,
	unsigned cpu);
void irq_unbind(struct irq *i);
/* The driver has seen to its device; bound ones only. */
void irq_acknowledge(struct irq *i);

struct xinim_irq_info;
void irq_info(const struct irq *i, struct xinim_irq_info *out);

struct xinim_stats_irq;
/* Of vector n, less than ARCH_IRQ_VECTORS; nothing if nobody has bound it. */
void irq_stats(unsigned n, struct xinim_stats_irq *out);

/* From the interrupt itself: vector n (0: ARCH_IRQ_VECTORS' first) came. */
void irq_deliver(unsigned n);

#endif
