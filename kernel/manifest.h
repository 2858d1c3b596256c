/*
 * kernel/manifest.h - the boot manifest: what each server and driver holds.
 *
 * Text, a line each; `#' begins a comment. `process NAME' says whom the lines
 * after it are about, by the name of a boot module:
 *
 *	create
 *	control
 *	supervise
 *	log
 *	route process|memory|vfs
 *	connect process|memory|vfs
 *	ports FIRST[-LAST]
 *	irq NUMBER [edge|level] [high|low]
 *	phys FIRST-LAST
 *	pci VENDOR:DEVICE | pci class CC[SS[PP]] | pci bus
 *	screen
 *	clock
 *	acpi
 *	module NAME
 *	after NAME ...
 *	priority NUMBER
 *	memory NUMBER[K|M|G]
 *	arena NUMBER[K|M|G]
 *
 * Numbers are decimal or 0x and hexadecimal; PCI's are hexadecimal without 0x,
 * classes two, four or six digits. A line that is wrong is told of and left
 * out, and what follows a wrong `process' line up to the next one as well.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_MANIFEST_H
#define XINIM_KERNEL_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#define MANIFEST_NAME_MAX  32
#define MANIFEST_WORDS     6
#define MANIFEST_AFTER     (MANIFEST_WORDS - 1)
#define MANIFEST_ARENA_MAX (4UL << 20)

enum manifest_kind {
	MANIFEST_PROCESS,   /* name: the lines that follow are its */
	MANIFEST_CREATE,    /* it may make processes */
	MANIFEST_CONTROL,   /* it decides about processes */
	MANIFEST_SUPERVISE, /* it starts again what the boot loader loaded */
	MANIFEST_LOG,       /* it may write lines of the log */
	MANIFEST_ROUTE,     /* a: enum xinim_route */
	MANIFEST_CONNECT,   /* a: enum xinim_route: it may send to its server */
	MANIFEST_PORTS,     /* a to b */
	MANIFEST_IRQ,       /* a; flags: XINIM_IRQ_ */
	MANIFEST_PHYS,      /* a to b */
	MANIFEST_PCI,       /* a: vendor, b: device */
	MANIFEST_PCI_CLASS, /* class & b == a, of 24 bits */
	MANIFEST_PCI_BUS,
	MANIFEST_ACPI,   /* the tables, with their ports: it ends the machine */
	MANIFEST_CLOCK,  /* it knows the date, and keeps it while the machine is off */
	MANIFEST_SCREEN, /* what the boot loader left as the screen */
	MANIFEST_MODULE, /* module */
	MANIFEST_AFTER_NAMES, /* after, a of them: it is started when they are ready */
	MANIFEST_PRIORITY,    /* a */
	MANIFEST_MEMORY,      /* a: bytes */
	MANIFEST_ARENA,       /* a: bytes that outlive it */
};

/* A line that holds. */
struct manifest_line {
	enum manifest_kind kind;
	unsigned number; /* of the line, from 1 */
	uint64_t a, b;
	unsigned flags;
	char name[MANIFEST_NAME_MAX]; /* of the process that it is about */
	char module[MANIFEST_NAME_MAX];
	char after[MANIFEST_AFTER][MANIFEST_NAME_MAX];
};

/* Where reading is; fill text and size in, the rest is 0. */
struct manifest {
	const char *text;
	size_t size, at;
	unsigned number;
	char name[MANIFEST_NAME_MAX];
};

/*
 * The next line that says something: 1 and *line; 0 at the end; -EINVAL for a
 * wrong one, with *why and line->number, and reading can go on.
 */
int manifest_next(struct manifest *m, struct manifest_line *line, const char **why);

#endif
