/*
 * arch/x86_64/trap.c - exceptions and interrupts.
 *
 * An exception in user mode that nothing resolves is a signal; if that is not
 * caught it ends the process, with the reason in the log. One in the kernel is either a user access gone wrong
 * (the exception table says where to go on) or a panic.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/machine.h"
#include "kernel/assert.h"
#include "kernel/core.h"
#include "kernel/cpu.h"
#include "kernel/irq.h"
#include "kernel/lock.h"
#include "kernel/log.h"
#include "kernel/printf.h"
#include "kernel/process.h"
#include "kernel/screen.h"
#include "kernel/signal.h"
#include "kernel/stack.h"
#include "kernel/trace.h"
#include "kernel/user.h"

#include <xinim/abi.h>
#include <xinim/errno.h>

#define TRAP_DEBUG         1
#define TRAP_NMI           2
#define TRAP_NO_FPU        7
#define TRAP_DOUBLE_FAULT  8
#define TRAP_GENERAL       13
#define TRAP_PAGE_FAULT    14
#define TRAP_X87           16
#define TRAP_MACHINE_CHECK 18
#define TRAP_SIMD          19

/* Page-fault error code (Intel SDM vol. 3A, 4.7). */
#define PF_PRESENT  (1 << 0)
#define PF_WRITE    (1 << 1)
#define PF_USER     (1 << 2)
#define PF_FETCH    (1 << 4)
#define PF_ORDINARY ((uint64_t)(PF_PRESENT | PF_WRITE | PF_USER | PF_FETCH))

#define DR6_BREAKPOINTS 0xfUL
#define DR6_STEP        (1UL << 14)

#define KERNEL XINIM_SI_KERNEL

/* Intel SDM vol. 3A, table 6-1, and what each becomes: as on Linux. */
static const struct {
	const char *name;
	int16_t signal;
	int16_t code;     /* si_code */
	bool has_address; /* si_addr is the instruction's */
} exceptions[32] = {
	[0] = { "divide error", XINIM_SIGFPE, XINIM_FPE_INTDIV, true },
	[1] = { "debug exception", XINIM_SIGTRAP, 0, true },
	[2] = { "non-maskable interrupt", XINIM_SIGKILL, 0, false },
	[3] = { "breakpoint", XINIM_SIGTRAP, KERNEL, false },
	[4] = { "overflow", XINIM_SIGSEGV, KERNEL, false },
	[5] = { "bound range exceeded", XINIM_SIGSEGV, KERNEL, false },
	[6] = { "invalid opcode", XINIM_SIGILL, XINIM_ILL_ILLOPN, true },
	[7] = { "no memory for extended state", XINIM_SIGKILL, 0, false },
	[8] = { "double fault", XINIM_SIGKILL, 0, false },
	[9] = { "coprocessor segment overrun", XINIM_SIGFPE, KERNEL, false },
	[10] = { "invalid TSS", XINIM_SIGSEGV, KERNEL, false },
	[11] = { "segment not present", XINIM_SIGBUS, KERNEL, false },
	[12] = { "stack fault", XINIM_SIGBUS, KERNEL, false },
	[13] = { "general protection", XINIM_SIGSEGV, KERNEL, false },
	[14] = { "page fault", XINIM_SIGSEGV, XINIM_SEGV_MAPERR, true },
	[16] = { "floating-point error", XINIM_SIGFPE, 0, true },
	[17] = { "alignment check", XINIM_SIGBUS, XINIM_BUS_ADRALN, false },
	[18] = { "machine check", XINIM_SIGKILL, 0, false },
	[19] = { "SIMD floating-point error", XINIM_SIGFPE, 0, true },
	[20] = { "virtualization exception", XINIM_SIGKILL, 0, false },
	[21] = { "control protection", XINIM_SIGSEGV, KERNEL, false },
	[29] = { "VMM communication", XINIM_SIGKILL, 0, false },
	[30] = { "security exception", XINIM_SIGKILL, 0, false },
};

struct extable_entry {
	int32_t from, to; /* relative to themselves */
};
extern const struct extable_entry extable_start[], extable_end[];

static const char *exception_name(uint64_t vector)
{
	if (vector < 32 && exceptions[vector].name)
		return exceptions[vector].name;
	return "reserved exception";
}

/* Goes on at the fix-up of the faulting instruction, if it has one. */
static bool fix_up(struct frame *f)
{
	for (const struct extable_entry *e = extable_start; e < extable_end; e++) {
		if ((uint64_t)&e->from + (uint64_t)(int64_t)e->from == f->rip) {
			f->rip = (uint64_t)&e->to + (uint64_t)(int64_t)e->to;
			return true;
		}
	}
	return false;
}

static unsigned access_rights(uint64_t error)
{
	if (error & PF_FETCH)
		return MAP_EXEC;
	return error & PF_WRITE ? MAP_WRITE : MAP_READ;
}

/* Ends the current process: what happened, where, and all registers. */
static void die(struct frame *f, const char *what, int signal) __attribute__((noreturn));
static void die(struct frame *f, const char *what, int signal)
{
	const struct process *p = current_thread()->process;

	kernel_lock_nested();
	kprintf("[FAULT] PID %d (%s): %s at rip 0x%lx, killed by signal %d\n", p->pid,
		p->name, what, (unsigned long)f->rip, signal);
	if (!core_print(f, signal))
		arch_print_frame(f);
	screen_tell();
	signal_exit(signal);
}

/* The current thread's fault becomes a signal. False: nobody is to handle it. */
static bool raise(struct frame *f, int signal, int code, uint64_t address)
{
	struct thread_signals *s = &current_thread()->signals;
	bool took = kernel_lock_nested(), raised;

	s->trap = f->vector;
	s->trap_error = f->error;
	if (f->vector == TRAP_PAGE_FAULT)
		s->trap_address = address;
	raised = signal != XINIM_SIGKILL && signal_raise_fault(signal, code, address);
	if (took)
		kernel_unlock();
	return raised;
}

static void page_fault_signal(struct frame *f, uint64_t addr, int error)
{
	char what[96];
	const char *how = f->error & PF_FETCH ? "executing"
		: f->error & PF_WRITE         ? "writing"
					      : "reading";
	bool exists =
		error == -EACCES || (f->error & PF_PRESENT && addr < XINIM_USER_LIMIT);
	const char *why = error == -ENOMEM ? "out of memory"
		: error == -EIO            ? "there is no such page of the object"
		: exists                   ? "not permitted"
					   : "nothing is mapped there";
	int signal = error == -ENOMEM ? XINIM_SIGKILL
		: error == -EIO       ? XINIM_SIGBUS
				      : XINIM_SIGSEGV;
	int code = error == -EIO ? XINIM_BUS_ADRERR
		: exists         ? XINIM_SEGV_ACCERR
				 : XINIM_SEGV_MAPERR;

	if (raise(f, signal, code, addr))
		return;
	ksnprintf(what, sizeof(what), "page fault %s 0x%lx (%s)", how,
		(unsigned long)addr, why);
	die(f, what, signal);
}

static void user_page_fault(struct frame *f)
{
	uint64_t addr = read_cr2();
	int error = -EFAULT;

	kernel_lock();
	/* Not what the CPU did of its own accord (no PF_USER), nor a broken entry. */
	if (addr < XINIM_USER_LIMIT && (f->error & ~PF_ORDINARY) == 0 &&
		f->error & PF_USER)
		error = space_fault(current_thread()->process->space, addr,
			access_rights(f->error), VM_MAY_WAIT);
	/* -EAGAIN: waited for a pager, try once more. -EINTR: dies on the way out. */
	if (error && error != -EAGAIN && error != -EINTR)
		page_fault_signal(f, addr, error);
	this_cpu()->arch.fault_rip = f->rip;
	this_cpu()->arch.fault_rcx = f->rcx;
	kernel_unlock();
}

/* A step, a breakpoint in a debug register, or else the instruction INT1. */
static int debug_code(void)
{
	uint64_t what = take_dr6();

	return what & DR6_STEP           ? XINIM_TRAP_TRACE
		: what & DR6_BREAKPOINTS ? XINIM_TRAP_HWBKPT
					 : XINIM_TRAP_BRKPT;
}

/* The si_code of a vector whose exception has several reasons. */
static int code_of(uint64_t vector)
{
	unsigned raised;

	if (vector == TRAP_X87)
		raised = fpu_exceptions_x87();
	else if (vector == TRAP_SIMD)
		raised = fpu_exceptions_sse();
	else if (vector == TRAP_DEBUG)
		return debug_code();
	else
		return exceptions[vector].code;
	/* Invalid, denormal, by zero, overflow, underflow, inexact; in this order. */
	return raised & 1       ? XINIM_FPE_FLTINV
		: raised & 4    ? XINIM_FPE_FLTDIV
		: raised & 8    ? XINIM_FPE_FLTOVF
		: raised & 0x12 ? XINIM_FPE_FLTUND
		: raised & 0x20 ? XINIM_FPE_FLTRES
				: 0;
}

static void user_exception(struct frame *f)
{
	int signal = exceptions[f->vector].signal;

	if (f->vector == TRAP_PAGE_FAULT) {
		user_page_fault(f);
		return;
	}
	if (f->vector == TRAP_NO_FPU) {
		bool available;

		kernel_lock();
		available = fpu_first_use() == 0;
		kernel_unlock();
		if (available)
			return;
	}
	if (signal &&
		raise(f, signal, code_of(f->vector),
			exceptions[f->vector].has_address ? f->rip : 0))
		return;
	die(f, exception_name(f->vector), signal ? signal : XINIM_SIGKILL);
}

/*
 * Did this interrupt wait for the kernel? Interrupts are off there, so one that came
 * meanwhile hits the first instruction in user mode: the one after SYSCALL, whose
 * address and flags SYSRET leaves in RCX and R11, or the one that had faulted.
 */
static bool has_waited(const struct frame *f)
{
	struct arch_cpu *c = &this_cpu()->arch;

	if (!(f->cs & 3) || (f->rcx == f->rip && f->r11 == f->rflags))
		return true;
	if (f->rip != c->fault_rip || f->rcx != c->fault_rcx)
		return false;
	c->fault_rip = 0; /* once: the program may be there again on its own */
	return true;
}

static void interrupt(const struct frame *f)
{
	uint64_t vector = f->vector;

	switch (vector) {
	case VECTOR_FLUSH:
		tlb_poll();
		lapic_eoi();
		return;
	case VECTOR_TIMER:
		lapic_eoi();
		kernel_lock();
		sched_timer(has_waited(f));
		kernel_unlock();
		return;
	case VECTOR_RESCHEDULE:
		lapic_eoi();
		kernel_lock();
		sched_poke();
		kernel_unlock();
		return;
	case VECTOR_SPURIOUS:
		return; /* the APIC wants no end-of-interrupt for it */
	case VECTOR_IRQ_BASE ... VECTOR_RESCHEDULE - 1:
		kernel_lock();
		irq_deliver((unsigned)vector - VECTOR_IRQ_BASE);
		lapic_eoi();
		kernel_unlock();
		return;
	default:
		/* A program's INT n to a vector that is ours faults instead: the gates forbid it. */
		kprintf("[IRQ] unexpected interrupt, vector 0x%lx\n",
			(unsigned long)vector);
		lapic_eoi();
	}
}

/* Until thread_resume, or the end. */
static void stop_here(void)
{
	struct thread *t = current_thread();

	/* Of a process's threads one after the other may come here: others come between. */
	kernel_preemption_point();
	cpu_work_clear(this_cpu(), CPU_WORK_STOP);
	while (t->stop) {
		t->at_stop = true;
		sched_block();
		t->at_stop = false;
	}
}

/* On the way to user mode: what has come up meanwhile. `call`: from a system call. */
static void exit_work(struct frame *f, bool call)
{
	uint64_t work;

	kdebug(!kernel_locked());
	kernel_lock();
	while ((work = this_cpu()->work)) {
		if (work & CPU_WORK_NMI) {
			cpu_work_clear(this_cpu(), CPU_WORK_NMI);
			kprintf("[IRQ] non-maskable interrupt on CPU %u\n",
				this_cpu()->id);
		}
		if (work & CPU_WORK_TRACE) {
			cpu_work_clear(this_cpu(), CPU_WORK_TRACE);
			trace_exit(f);
		}
		if (work & CPU_WORK_KILL)
			process_thread_exit(0);
		if (work & CPU_WORK_STOP)
			stop_here();
		else if (work & CPU_WORK_RESCHED)
			sched_preempt();
		else if (work & CPU_WORK_SIGNAL)
			signal_deliver(f, call);
	}
	kernel_unlock();
}

void user_exit_work(struct frame *f)
{
	exit_work(f, false);
}

void call_exit_work(struct frame *f)
{
	exit_work(f, true);
}

/*
 * A thread that is all in its frame comes here out of the scheduler, with the
 * lock: it waited in a call, or is new.
 */
void user_first_entry(struct frame *f)
{
	kernel_unlock();
	if (this_cpu()->work)
		exit_work(f, true);
}

/* rt_sigreturn: f becomes what the user's stack says, or a fault. */
void signal_return(struct frame *f)
{
	struct xinim_sigaltstack stack;
	uint64_t mask;

	int error;

	kernel_lock();
	do
		error = arch_signal_pop(f, &mask, &stack);
	while (error && user_page_awaited());
	if (!error) {
		signal_set_blocked(mask);
		signal_set_stack(current_thread(), &stack);
	} else if (!raise(f, XINIM_SIGSEGV, XINIM_SI_KERNEL, 0)) {
		die(f, "bad frame to return from a signal to", XINIM_SIGSEGV);
	}
	frame_no_call(f);
	kernel_unlock();
	if (this_cpu()->work)
		exit_work(f, false);
}

void trap_from_user(struct frame *f)
{
	kdebug(!arch_interrupts_on());
	kdebug(!kernel_locked());
	if (f->vector < 32)
		user_exception(f);
	else
		interrupt(f);
	if (this_cpu()->work)
		user_exit_work(f);
}

static void kernel_fault(const struct frame *f) __attribute__((noreturn));
static void kernel_fault(const struct frame *f)
{
	arch_print_frame(f);
	panic("%s in the kernel, error code 0x%lx, at 0x%lx", exception_name(f->vector),
		(unsigned long)f->error, (unsigned long)f->rip);
}

/* A copy touched user memory whose page is not there yet, or never will be. */
static bool kernel_page_fault(struct frame *f)
{
	uint64_t addr = read_cr2();
	struct thread *t = current_thread();

	/* Present and touched without SMAP's leave, or executed: the kernel's mistake. */
	bool wrong = f->error & PF_FETCH || f->error & ~PF_ORDINARY ||
		(f->error & PF_PRESENT && cpu_features.smap && !(f->rflags & RFLAGS_AC));

	if (addr < XINIM_USER_LIMIT && !wrong && t && t->process->space) {
		bool took = kernel_lock_nested();
		/* Who holds the lock is in the middle of something: no waiting then. */
		int error = space_fault(t->process->space, addr, access_rights(f->error),
			took ? VM_MAY_WAIT : 0);

		if (took) {
			kernel_unlock();
		} else if (error == -EAGAIN) { /* user_page_awaited waits later */
			t->missed = addr;
			t->missed_access = access_rights(f->error);
		}
		if (error == 0 || (took && error == -EAGAIN))
			return true;
	}
	return fix_up(f);
}

void trap_from_kernel(struct frame *f)
{
	if (f->vector >= 32) {
		interrupt(f);
		return;
	}
	if (f->vector == TRAP_PAGE_FAULT && kernel_page_fault(f))
		return;
	if (f->vector == TRAP_GENERAL && fix_up(f)) /* a non-canonical user address */
		return;
	kernel_fault(f);
}

void trap_bad_return(struct frame *f)
{
	/* What the user was to go on with is what IRETQ had in front of it. */
	const struct frame *user = this_cpu()->frame;

	f->rip = user->rip;
	f->rsp = user->rsp;
	f->rflags = user->rflags;
	f->cs = user->cs;
	f->ss = user->ss;
	die(f, "return to a bad address", XINIM_SIGSEGV);
}

/*
 * On a stack of its own, at any instruction: nothing here may take the lock
 * or switch threads. (A debug exception in user mode does not come here.)
 */
void trap_paranoid(struct frame *f)
{
	switch (f->vector) {
	case TRAP_DEBUG:
		/* MOV SS before SYSCALL lets a user's breakpoint hit the kernel's first line. */
		return;
	case TRAP_NMI:
		if (machine_stopped)
			for (;;)
				__asm__ volatile("cli; hlt");
		/* The log's lock may be held here: say it later. */
		cpu_work_set(this_cpu(), CPU_WORK_NMI);
		return;
	case TRAP_MACHINE_CHECK:
		panic("machine check at 0x%lx", (unsigned long)f->rip);
	default:
		arch_print_frame(f);
		if (f->vector == TRAP_DOUBLE_FAULT && stack_guard_contains(read_cr2()))
			panic("kernel stack overflow (0x%lx)", (unsigned long)read_cr2());
		panic("%s in the kernel at 0x%lx", exception_name(f->vector),
			(unsigned long)f->rip);
	}
}
