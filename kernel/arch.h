/*
 * kernel/arch.h - what the portable kernel asks of the machine.
 *
 * arch/x86_64 fulfils this contract; nothing else under kernel/ knows the
 * machine. Unless a comment says otherwise, functions are called with
 * interrupts disabled and the kernel lock held.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_KERNEL_ARCH_H
#define XINIM_KERNEL_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <arch/cpu.h>
#include <arch/frame.h>
#include <arch/paging.h>

#include "kernel/list.h"

#include <xinim/signal.h>

struct acpi_info;
struct cpu;
struct process;
struct thread;
struct boot_info;

#define PAGE_SHIFT 12
#define PAGE_SIZE  4096UL
#define PAGE_MASK  (PAGE_SIZE - 1)

/* --- address spaces ----------------------------------------------------------- */

/* All physical memory is mapped, writable and not executable, from here on. */
#define DIRECT_MAP 0xffff800000000000UL
/* Where the kernel's own image is linked, less its physical address. */
#define KERNEL_BASE 0xffffffff80000000UL

static inline void *phys_to_virt(uint64_t phys)
{
	return (void *)(DIRECT_MAP + phys);
}

static inline uint64_t virt_to_phys(const void *direct)
{
	return (uint64_t)direct - DIRECT_MAP;
}

/*
 * What an operation on a space has to do last: have every CPU that may run on
 * it forget translations, and only then free the pages and tables behind them.
 */
#define ARCH_BATCH_ADDRESSES 16

struct arch_batch {
	struct arch_space *space;
	struct list pages;  /* by link */
	struct list tables; /* empty, so full of zeroes */
	unsigned count;     /* more than there is room for: forget all */
	int32_t walked; /* tables of pages, and of these, that arch_walk looked through */
	uint64_t virt[ARCH_BATCH_ADDRESSES];
};

static inline void arch_batch_begin(struct arch_batch *b, struct arch_space *s)
{
	b->space = s;
	list_init(&b->pages);
	list_init(&b->tables);
	b->count = 0;
	b->walked = 0;
}

/* The translation of the page at virt is to be forgotten. */
static inline void arch_batch_add(struct arch_batch *b, uint64_t virt)
{
	if (b->count < ARCH_BATCH_ADDRESSES)
		b->virt[b->count] = virt;
	b->count++;
}

void arch_batch_end(struct arch_batch *b);

/*
 * Each other CPU that may run on s (NULL: any) has done, when this returns, what it had
 * to do with memory before, and nothing yet of what it does after.
 */
void arch_barrier(struct arch_space *s);

/*
 * 0 or -ENOMEM. A new space shares the kernel's half and has an empty user
 * half. `quota` pays for the page tables and must outlive the space.
 */
int arch_space_init(struct arch_space *s, struct quota *quota);
/* No thread runs here any more; CPUs that still have the tables loaded change to others. */
void arch_space_leave(struct arch_space *s);
/* After arch_space_leave, and when no page is mapped any more. */
void arch_space_destroy(struct arch_space *s);
/*
 * The user page-table entry for virt, see arch/paging.h; NULL: none, or if
 * `make` (creates the tables on the way), out of memory. It stays where it is
 * until something of the space is unmapped.
 */
uint64_t *arch_entry(struct arch_space *s, uint64_t virt, bool make);
/* Fills an empty entry. (One in use is changed by plain assignment.) */
void arch_entry_set(uint64_t *entry, uint64_t value);
/* Empties one outside of a walk; the table stays, as another entry comes. */
void arch_entry_clear(uint64_t *entry);
/*
 * Calls visit for each entry in use in [start, end), the highest first, until
 * it says false; what it sets to 0 is unmapped. Tables left empty go into the
 * batch. Takes time for what is mapped, not for holes.
 */
void arch_walk(struct arch_batch *b, uint64_t start, uint64_t end,
	bool (*visit)(void *ctx, uint64_t virt, uint64_t *entry), void *ctx);
/* The physical address of what a user may access at virt in the way given; UINT64_MAX if none. */
uint64_t arch_translate(struct arch_space *s, uint64_t virt, unsigned access);
/* Runs on s's page tables from here on. */
void arch_switch_space(struct arch_space *s);
/* Page tables that were made for the kernel's own addresses since it started. They stay. */
uint64_t arch_kernel_tables(void);
/* Maps one page of the kernel's. 0 or -ENOMEM. It must not be mapped yet. */
int arch_map_kernel(uint64_t virt, uint64_t phys, unsigned flags);
/* The same, for user mode to read in every space. Before there is a space but the kernel's. */
int arch_map_for_all(uint64_t virt, uint64_t phys);
/*
 * Unmaps so many pages, one after the other, and says in phys which they were; every
 * CPU has forgotten them then. Asking the others costs: they are asked once.
 */
void arch_unmap_kernel(uint64_t virt, unsigned count, uint64_t phys[]);
/* The kernel's own space: pages mapped there are seen by all. */
extern struct arch_space kernel_space;
/* Maps device memory into the kernel, uncached. NULL when out of memory. */
volatile void *arch_map_device(uint64_t phys, size_t len);

/* --- user memory -------------------------------------------------------------- */

/*
 * Copy between kernel and user memory, tolerating faults on the user's side;
 * the caller has checked the range against XINIM_USER_LIMIT. Return the
 * number of bytes not copied. Callable without the kernel lock.
 */
size_t arch_copy_from_user(void *dst, uint64_t src, size_t n);
size_t arch_copy_to_user(uint64_t dst, const void *src, size_t n);
/* The same for two words; false: not, or not all. */
bool arch_store_pair(uint64_t dst, uint64_t a, uint64_t b);
/* The same of four bytes, to there and from there. */
bool arch_store_word(uint64_t dst, uint32_t value);
bool arch_load_word(uint64_t src, uint32_t *value);

/* --- CPUs --------------------------------------------------------------------- */

/* Volatile: a thread may come back from a switch on another CPU. */
static inline struct cpu *this_cpu(void)
{
	struct cpu *c;
	__asm__ volatile("movq %%gs:0, %0" : "=r"(c));
	return c;
}

/* This CPU's current thread: one load, so that no migration can come in between. */
static inline struct thread *current_thread(void)
{
	struct thread *t;
	__asm__ volatile("movq %%gs:24, %0" : "=r"(t));
	return t;
}

static inline void arch_pause(void)
{
	__asm__ volatile("pause");
}

/* For checks: is this CPU open for interrupts? */
static inline bool arch_interrupts_on(void)
{
	uint64_t flags;

	__asm__ volatile("pushfq; popq %0" : "=r"(flags));
	return flags & 1u << 9;
}

/*
 * Lets pending interrupts in, once. Without the kernel lock. PAUSE gives way to a CPU
 * that shares this one's core, or that an emulator runs in turn with it.
 */
static inline void arch_interrupt_window(void)
{
	__asm__ volatile("sti; nop; pause; cli" ::: "memory");
}

/* Enables interrupts and halts until one came; returns with them disabled. Without the lock. */
static inline void arch_idle(void)
{
	__asm__ volatile("sti; hlt; cli" ::: "memory");
}

/* Segments, interrupt stacks and system call entry of the boot CPU, told in the log. */
void arch_init_boot_cpu(void);
/* Starts every other CPU that ACPI lists, at most max CPUs in all. Returns how many run now. */
unsigned arch_start_cpus(unsigned max);
/* Has CPU c look at its run queue. */
void arch_send_reschedule(struct cpu *c);
/* Called while spinning on a lock: answers what other CPUs may be waiting for. */
void arch_spin_poll(void);
/* Stops all other CPUs for good (panic). */
void arch_stop_cpus(void);

/* --- threads ------------------------------------------------------------------ */

/* Prepares t so that its first run calls fn(arg) in the kernel. */
void arch_thread_init_kernel(struct thread *t, void (*fn)(void *), void *arg);
/* Prepares t so that its first run enters user mode at entry with the given stack pointer. */
void arch_thread_init_user(struct thread *t, uint64_t entry, uint64_t stack);
/*
 * Prepares t so that its first run returns from the system call that `from` waits
 * in, with all its registers. -ENOMEM.
 */
int arch_thread_copy(struct thread *t, const struct thread *from);
/* t, which is not running, has no extended state any more, and no way back in the kernel. */
void arch_thread_fresh(struct thread *t);
/* The current thread's system calls are traced from now on, or not, as its `slow` says. */
void arch_note_traced(void);
/* Frees what the machine keeps for a dead thread. */
void arch_thread_destroy(struct thread *t);
/* Goes on with next; returns when prev runs again. Address space and extended state included. */
void arch_switch(struct thread *prev, struct thread *next);
/* Sets the current thread's FS or GS base (TLS). -EPERM: not a user address. */
int arch_set_fs(uint64_t base);
int arch_set_gs(uint64_t base);

/* What a handler is to be called with. */
struct signal_call {
	uint64_t handler, restorer;
	uint64_t flags; /* SA_ */
	uint64_t mask;  /* to come back to */
	struct xinim_sigaltstack stack;
	/* The machine's frame ends with the siginfo: it is made around it. */
	uint64_t room[ARCH_SIGNAL_FRAME / 8];
	struct xinim_siginfo info;
};

/*
 * Has the current thread's frame f go on in a signal handler, with what it was
 * to go on with on the user's stack; call->room is for its use. -EFAULT: there is no room for that, and
 * nothing has changed.
 */
int arch_signal_push(struct frame *f, struct signal_call *call);
/* Goes back to that. -EFAULT: what stands there is nothing to go on with. */
int arch_signal_pop(struct frame *f, uint64_t *mask, struct xinim_sigaltstack *stack);

/* --- devices ------------------------------------------------------------------ */

#define ARCH_IRQ_VECTORS 192
enum { ARCH_IRQ_LEVEL = 1, ARCH_IRQ_LOW = 2 }; /* else edges, active high */

/* The line that an interrupt's number in ISA and ACPI means, and its usual mode. */
unsigned arch_irq_line(unsigned number, unsigned *mode);
/* Is there such a line? */
bool arch_irq_exists(unsigned line);
/* Has an existing line send vector n to a CPU; masked. */
void arch_irq_route(unsigned line, unsigned vector, const struct cpu *cpu, unsigned mode);
void arch_irq_mask(unsigned line, bool masked);
/* What a device has to write where, to send vector n to a CPU. */
void arch_irq_message(
	unsigned vector, const struct cpu *cpu, uint64_t *address, uint32_t *data);
/* Vector n as the CPU counts. */
unsigned arch_irq_vector(unsigned n);

/* Is part of physical memory [start, end) the machine's own: to send interrupts, to configure? */
bool arch_phys_private(uint64_t start, uint64_t end);

/* Are some of these ports the machine's own, which no device on a bus has? */
bool arch_ports_private(unsigned first, unsigned count);

/*
 * PCI configuration space; function: bus << 8 | device << 3 | function; size
 * 1, 2 or 4, offset aligned to it and below arch_pci_space(). What is not
 * there reads as ones.
 */
unsigned arch_pci_space(void);
uint32_t arch_pci_read(unsigned function, unsigned offset, unsigned size);
void arch_pci_write(unsigned function, unsigned offset, unsigned size, uint32_t value);

/* Ports [first, first + count) are open to the process, or not any more. -ENOMEM (opening). */
int arch_ports_open(struct process *p, unsigned first, unsigned count);
void arch_ports_close(struct process *p, unsigned first, unsigned count);
/* All closed: frees what the machine keeps for them. */
void arch_ports_free(struct process *p);
/* t is a new thread of its process. */
void arch_ports_new_thread(struct thread *t);

/* --- time --------------------------------------------------------------------- */

/* Nanoseconds since the clock was calibrated at boot; never goes back. Any context. */
uint64_t arch_clock_ns(void);
/* What it is made of: (the TSC less start) * factor, less 32 bits of fraction. */
void arch_clock_formula(uint64_t *start, uint64_t *factor);
/* The raw time-stamp counter and its frequency in Hz. */
uint64_t arch_tsc(void);
uint64_t arch_tsc_hz(void);
/* Has the timer interrupt this CPU at clock time `ns`; UINT64_MAX: not at all. */
void arch_timer_arm(uint64_t ns);

/* --- console, randomness, end --------------------------------------------------- */

/* Early boot: the serial console, before anything else. */
void arch_console_early(void);
/* The screen that the boot loader left. */
void arch_console_screen(const struct boot_info *info);
/* The console's size in characters; 0 x 0 when it is a serial line alone. */
void arch_console_size(unsigned *rows, unsigned *columns);
/* Serialises log output; callable from any context. The result goes to arch_log_unlock. */
unsigned long arch_log_lock(void);
void arch_log_unlock(unsigned long flags);
/* Mixes what the hardware offers as randomness into buf. */
void arch_entropy(void *buf, size_t len);
/* Prints a user or kernel frame's registers. */
void arch_print_frame(const struct frame *f);
/* Prints the kernel's call chain from frame pointer fp on, with symbols. */
void arch_backtrace(uint64_t fp);
/* What the firmware says of the machine; a machine without ACPI has none of it. */
const struct acpi_info *arch_acpi(void);
/* The CPUs stop; with `debugexit', QEMU ends. */
void arch_machine_halt(void) __attribute__((noreturn));
/* The machine begins anew, by the CPU's own means. */
void arch_machine_restart(void) __attribute__((noreturn));
/* Leaves QEMU through isa-debug-exit if `debugexit` was given, else halts for good. */
void arch_exit(unsigned value) __attribute__((noreturn));
/* The I/O port of QEMU's isa-debug-exit; 0 (none) unless the command line names it. */
extern uint16_t arch_debug_exit_port;

#endif
