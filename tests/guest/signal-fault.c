/* tests/guest/signal-fault.c - exceptions that become signals.
 *
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "signals.h"

#define ANYWHERE 0x123456789000UL

/* Each ends at its RET, to which the handler skips; RDI is an address to use. */
/* clang-format off */
__asm__(
	".macro begin name\n"
	"	.globl fault_\\name, fault_\\name\\()_at, fault_\\name\\()_end\n"
	"fault_\\name:\n"
	"	xor %ecx, %ecx; xor %edx, %edx; mov $1, %eax\n"
	"fault_\\name\\()_at:\n"
	".endm\n"
	".macro end name\n"
	"fault_\\name\\()_end:\n"
	"	ret\n"
	".endm\n"
	"	.text\n"
	"	begin divide; div %ecx; end divide\n"
	"	begin step; pushfq; orl $0x100, (%rsp); popfq; nop; nop; end step\n"
	"	begin int3; int3; end int3\n"
	"	begin into; int $4; end into\n"
	"	begin opcode; ud2; end opcode\n"
	"	begin privileged; hlt; end privileged\n"
	"	begin port; in %dx, %al; end port\n"
	"	begin load; mov (%rdi), %al; end load\n"
	"	begin store; movb $1, (%rdi); end store\n"
	"	begin jump; jmp *%rdi; end jump\n"
	"	begin x87; fldcw zero_divide(%rip); fld1; fldz; fdivrp; fwait; end x87\n"
	"	begin sse; ldmxcsr sse_divide(%rip); cvtsi2sd %eax, %xmm0;"
	"	cvtsi2sd %ecx, %xmm1; divsd %xmm1, %xmm0; end sse\n"
	"	begin inexact; ldmxcsr sse_inexact(%rip); mov $3, %ecx; cvtsi2sd %eax, %xmm0;"
	"	cvtsi2sd %ecx, %xmm1; divsd %xmm1, %xmm0; end inexact\n"
	"	.section .rodata\n"
	"zero_divide:	.word 0x37b\n"
	"sse_divide:	.long 0x1d80\n"
	"sse_inexact:	.long 0xf80\n"
	"	.text\n");
/* clang-format on */
#define FAULTING(name)             \
	void fault_##name(void *); \
	extern char fault_##name##_at[], fault_##name##_end[]
FAULTING(divide);
FAULTING(step);
FAULTING(int3);
FAULTING(into);
FAULTING(opcode);
FAULTING(privileged);
FAULTING(port);
FAULTING(load);
FAULTING(store);
FAULTING(jump);
FAULTING(x87);
FAULTING(sse);
FAULTING(inexact);

static char *skip_to;
static siginfo_t seen;
static ucontext_t context_seen;
static unsigned int count;

static void skip(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)signal;
	seen = *info;
	context_seen = *uc;
	count++;
	uc->uc_mcontext.gregs[REG_RIP] = (greg_t)skip_to;
	uc->uc_mcontext.gregs[REG_EFL] &= ~0x100;
}

/* Where si_addr is. */
enum where { NOWHERE, HERE, THERE, INSIDE };

#define CASE(name, address, signal, code, where, trap)                               \
	{                                                                            \
#name, fault_##name, fault_##name##_at, fault_##name##_end, address, \
			signal, code, where, trap                                    \
	}
static const struct fault {
	const char *name;
	void (*run)(void *);
	char *at, *end;
	uint64_t address;
	int signal, code;
	enum where where;
	int trap;
} faults[] = {
	CASE(divide, 0, SIGFPE, FPE_INTDIV, HERE, 0),
	CASE(step, 0, SIGTRAP, TRAP_TRACE, INSIDE, 1),
	CASE(int3, 0, SIGTRAP, SI_KERNEL, NOWHERE, 3),
	CASE(into, 0, SIGSEGV, SI_KERNEL, NOWHERE, 4),
	CASE(opcode, 0, SIGILL, ILL_ILLOPN, HERE, 6),
	CASE(privileged, 0, SIGSEGV, SI_KERNEL, NOWHERE, 13),
	CASE(port, 0, SIGSEGV, SI_KERNEL, NOWHERE, 13),
	CASE(load, 8, SIGSEGV, SEGV_MAPERR, THERE, 14),
	CASE(load, ANYWHERE + 123, SIGSEGV, SEGV_MAPERR, THERE, 14),
	CASE(load, 0xffff800000000000, SIGSEGV, SEGV_MAPERR, THERE, 14),
	CASE(load, 0x800000000000, SIGSEGV, SI_KERNEL, NOWHERE, 13),
	CASE(store, ANYWHERE, SIGSEGV, SEGV_MAPERR, THERE, 14),
	CASE(store, (uint64_t)fault_store, SIGSEGV, SEGV_ACCERR, THERE, 14),
	CASE(jump, ANYWHERE, SIGSEGV, SEGV_MAPERR, THERE, 14),
	CASE(jump, (uint64_t)&count, SIGSEGV, SEGV_ACCERR, THERE, 14),
	CASE(jump, 0x800000000000, SIGSEGV, SI_KERNEL, NOWHERE, 13),
	CASE(x87, 0, SIGFPE, FPE_FLTDIV, INSIDE, 16),
	CASE(sse, 0, SIGFPE, FPE_FLTDIV, INSIDE, 19),
	CASE(inexact, 0, SIGFPE, FPE_FLTRES, INSIDE, 19),
};

static bool address_is_right(const struct fault *f)
{
	uint64_t address = (uint64_t)seen.si_addr;

	switch (f->where) {
	case NOWHERE:
		return address == 0;
	case HERE:
		return address == (uint64_t)f->at;
	case THERE:
		return address == f->address;
	default:
		return address > (uint64_t)f->at && address <= (uint64_t)f->end;
	}
}

static void fresh_math(void)
{
	uint32_t mxcsr = 0x1f80;

	__asm__ volatile("fninit; ldmxcsr %0" ::"m"(mxcsr));
}

static void each_caught(void)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const struct fault *f = &faults[i];

		handle(f->signal, skip, 0);
		count = 0;
		memset(&seen, 0xee, sizeof(seen));
		skip_to = f->end;
		f->run((void *)f->address);
		fresh_math();
		set_default(f->signal);
		if (f->trap == 19 && count == 0)
			continue; /* QEMU's own CPU does not raise these */
		if (count == 1 && seen.si_signo == f->signal && seen.si_code == f->code &&
			address_is_right(f) && seen.si_errno == 0 &&
			context_seen.uc_mcontext.gregs[REG_TRAPNO] == f->trap)
			continue;
		guest_fail();
		printf("%s %lx: %u times, signal %d, code %d, address %lx, trap %d",
			f->name, (unsigned long)f->address, count, seen.si_signo,
			seen.si_code, (unsigned long)seen.si_addr,
			(int)context_seen.uc_mcontext.gregs[REG_TRAPNO]);
		guest_where(__FILE__, __LINE__);
	}
}

static void page_fault_context(void)
{
	handle(SIGSEGV, skip, 0);
	skip_to = fault_store_end;
	fault_store((void *)ANYWHERE);
	EXPECT_EQ(context_seen.uc_mcontext.gregs[REG_CR2], ANYWHERE);
	EXPECT_EQ(context_seen.uc_mcontext.gregs[REG_ERR], 6); /* user, write */
	EXPECT_EQ(context_seen.uc_mcontext.gregs[REG_RIP], (greg_t)fault_store_at);
	EXPECT_EQ(context_seen.uc_mcontext.gregs[REG_CSGSFS] & 0xffff, 0x23);
	set_default(SIGSEGV);
}

/* The handler maps what was missing, and the instruction is made again. */
static void mend(int signal, siginfo_t *info, void *context)
{
	struct xinim_vm_map m = { 0 };

	(void)signal;
	(void)context;
	m.address = (uint64_t)info->si_addr & ~4095UL;
	m.length = 4096;
	m.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE;
	m.flags = XINIM_VM_NO_REPLACE;
	count++;
	xinim_vm_map(XINIM_CAP_SELF, &m);
}

static void mended(void)
{
	volatile char *p = (char *)ANYWHERE;

	handle(SIGSEGV, mend, 0);
	count = 0;
	for (int i = 0; i < 16; i++) {
		p[i * 4096] = (char)i;
		EXPECT_EQ(p[i * 4096], i);
	}
	EXPECT_EQ(count, 16);
	EXPECT_EQ(xinim_vm_unmap(XINIM_CAP_SELF, ANYWHERE, 16 * 4096), 0);
	set_default(SIGSEGV);
}

static void past_the_object(void)
{
	struct xinim_vm_map m = { 0 };
	int64_t where;

	m.length = 8192;
	m.rights = XINIM_RIGHT_READ | XINIM_RIGHT_WRITE;
	m.flags = XINIM_VM_SHARED;
	m.object = xinim_object_create(4096);
	where = xinim_vm_map(XINIM_CAP_SELF, &m);
	REQUIRE(where > 0);
	handle(SIGBUS, skip, 0);
	skip_to = fault_store_end;
	fault_store((void *)where);
	seen.si_signo = 0;
	fault_store((void *)(where + 4096));
	EXPECT_EQ(seen.si_signo, SIGBUS);
	EXPECT_EQ(seen.si_code, BUS_ADRERR);
	EXPECT_EQ((uint64_t)seen.si_addr, where + 4096);
	set_default(SIGBUS);
}

/* --- not caught ----------------------------------------------------------------------- */

static void crash(uint64_t how)
{
	fault_store((void *)ANYWHERE);
	xinim_syscall1(SYS_exit_group, (long)how);
}

static int crash_status(void)
{
	int pid, child = child_at(crash, 3, &pid);

	return child > 0 ? status_of(child, pid) : -1;
}

static void not_caught(void)
{
	EXPECT_EQ(crash_status(), SIGSEGV);
	ignore(SIGSEGV);
	EXPECT_EQ(crash_status(), SIGSEGV);
	set_default(SIGSEGV);
}

static void crash_blocked(uint64_t how)
{
	mask(SIG_BLOCK, BIT(SIGSEGV));
	crash(how);
}

static void blocked_kills(void)
{
	int pid, child;

	handle(SIGSEGV, skip, 0);
	skip_to = fault_store_end;
	child = child_at(crash_blocked, 3, &pid);
	REQUIRE(child > 0);
	EXPECT_EQ(status_of(child, pid), SIGSEGV);
	/* Caught and open, the same goes on to its end. */
	EXPECT_EQ(crash_status(), 3 << 8);
	set_default(SIGSEGV);
}

/* A fault in its own handler: SIGSEGV is blocked there. */
static void crash_again(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	fault_store((void *)ANYWHERE);
}

static void in_its_handler(void)
{
	handle(SIGSEGV, crash_again, 0);
	EXPECT_EQ(crash_status(), SIGSEGV);
	set_default(SIGSEGV);
}

/* --- stacks ------------------------------------------------------------------------------ */

static char alternate[16384] __attribute__((aligned(16)));

static uint64_t main_stack;

static void leave_well(int signal, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	xinim_syscall1(SYS_exit_group, signal);
}

static void run_over(uint64_t with_stack)
{
	stack_t s = { .ss_sp = alternate, .ss_size = sizeof(alternate) };

	if (with_stack)
		xinim_syscall2(SYS_sigaltstack, (long)&s, 0);
	/* Down the stack that grows, to its limit. */
	__asm__ volatile("mov %0, %%rsp\n1: push %%rax; jmp 1b" ::"r"(main_stack)
			 : "memory");
}

static void stack_overflow(void)
{
	int pid, child;

	main_stack = (uint64_t)__builtin_frame_address(0) - 4096;
	handle(SIGSEGV, leave_well, SA_ONSTACK);
	child = child_at(run_over, 1, &pid);
	REQUIRE(child > 0);
	EXPECT_EQ(status_of(child, pid), SIGSEGV << 8);
	child = child_at(run_over, 0, &pid);
	REQUIRE(child > 0);
	EXPECT_EQ(status_of(child, pid), SIGSEGV);
	set_default(SIGSEGV);
}

static void deeper(int signal, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	send(signal);
	for (;;)
		;
}

/* One handler in the other until the alternate stack is full. */
static void fill_alternate(uint64_t unused)
{
	stack_t s = { .ss_sp = alternate, .ss_size = sizeof(alternate) };

	(void)unused;
	xinim_syscall2(SYS_sigaltstack, (long)&s, 0);
	send(SIGUSR1);
	xinim_syscall1(SYS_exit_group, 4);
}

static void alternate_overflow(void)
{
	int pid, child;

	handle(SIGUSR1, deeper, SA_ONSTACK | SA_NODEFER);
	child = child_at(fill_alternate, 0, &pid);
	REQUIRE(child > 0);
	EXPECT_EQ(status_of(child, pid), SIGSEGV);
	set_default(SIGUSR1);
}

/* Without a restorer there is no way back: SIGSEGV. */
static void no_restorer_child(uint64_t unused)
{
	struct xinim_sigaction a = { .handler = (uint64_t)deeper };

	(void)unused;
	action(SIGUSR1, &a, NULL);
	send(SIGUSR1);
	xinim_syscall1(SYS_exit_group, 4);
}

static void no_restorer(void)
{
	int pid, child = child_at(no_restorer_child, 0, &pid);

	REQUIRE(child > 0);
	EXPECT_EQ(status_of(child, pid), SIGSEGV);
}

static const struct guest_case cases[] = {
	{ "each exception, caught", each_caught },
	{ "what a page fault's handler is told", page_fault_context },
	{ "a handler mends what was missing", mended },
	{ "past the end of an object", past_the_object },
	{ "ignored or not caught, it ends the process", not_caught },
	{ "blocked, it ends the process", blocked_kills },
	{ "a fault in its own handler", in_its_handler },
	{ "a stack overflow on another stack", stack_overflow },
	{ "the alternate stack full", alternate_overflow },
	{ "no restorer", no_restorer },
};

GUEST_MAIN(cases)
