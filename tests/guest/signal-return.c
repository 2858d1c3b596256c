/* tests/guest/signal-return.c - frames that no kernel has made, for rt_sigreturn.
 *
 * A good frame is taken from a handler's stack, spoiled, and returned to. What the
 * kernel takes goes on at `landed`, with anything in the registers; what it refuses
 * is a SIGSEGV, whose handler leaves by the same way.
 *
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "regs.h"
#include "signals.h"

#define FRAME 440 /* return address, ucontext, siginfo */
#define UC    8
#define STATE 4096

static struct {
	uint64_t return_address;
	ucontext_t uc;
	char more[1024];
} frame __attribute__((aligned(64)));
static char state[STATE + 64] __attribute__((aligned(64)));
static char good_state[STATE];
static ucontext_t good;
static char alternate[32768] __attribute__((aligned(16)));
static uint64_t state_size;

int64_t return_to(void *frame); /* 0: it was taken; a signal's number */
extern char landed[], refused[];
int64_t landing;
uint64_t landing_rsp, landing_rflags;
struct xinim_sigaltstack landing_stack;
uint64_t landing_mask;

/* clang-format off */
__asm__(
	"	.text\n"
	"	.globl return_to, landed, refused\n"
	"return_to:\n"
	"	push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
	"	mov %rsp, landing_rsp(%rip)\n"
	"	lea 8(%rdi), %rsp\n"
	"	mov $15, %eax\n"
	"	syscall\n"
	"	ud2\n"
	"landed:\n"
	"	mov landing_rsp(%rip), %rsp\n"
	"	pushfq; popq landing_rflags(%rip)\n"
	"	movq $0, landing(%rip)\n"
	"refused:\n" /* RIP from the handler: landing is set */
	"	mov landing_rsp(%rip), %rsp\n"
	"	pushq $0x202; popfq\n"
	"	fninit; pushq $0x1f80; ldmxcsr (%rsp); pop %rax\n"
	/* sigaltstack and rt_sigprocmask, which may be anything now */
	"	mov $131, %eax; lea landing_stack(%rip), %rdi; xor %esi, %esi; syscall\n"
	"	mov $14, %eax; mov $2, %edi; lea landing_mask(%rip), %rsi\n"
	"	xor %edx, %edx; mov $8, %r10d; syscall\n"
	"	mov landing(%rip), %rax\n"
	"	pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
	"	ret\n");
/* clang-format on */

static siginfo_t seen;

static void leave(int signal, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	seen = *info;
	landing = signal;
	uc->uc_mcontext.gregs[REG_RIP] = (greg_t)refused;
	uc->uc_mcontext.gregs[REG_EFL] = 0x202;
	uc->uc_mcontext.gregs[REG_RSP] = (greg_t)landing_rsp;
}

static void keep(int signal, siginfo_t *info, void *context)
{
	const ucontext_t *uc = context;
	const char *fp = (const char *)uc->uc_mcontext.fpregs;

	(void)signal;
	(void)info;
	good = *uc;
	memcpy(&state_size, fp + 480, 4);
	memcpy(good_state, fp, state_size + 4 <= STATE ? state_size + 4 : STATE);
}

static void prepare(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };

	__asm__ volatile("pxor %%xmm0, %%xmm0" ::: "xmm0"); /* there is some state */
	handle(SIGUSR1, keep, 0);
	send(SIGUSR1);
	set_default(SIGUSR1);
	for (unsigned int i = 0; i < 5; i++)
		handle(signals[i], leave, SA_ONSTACK | SA_NODEFER);
	landing_stack.sp = (uint64_t)alternate;
	landing_stack.size = sizeof(alternate);
	xinim_syscall2(SYS_sigaltstack, (long)&landing_stack, 0);
}

static void fresh(void)
{
	memset(&frame, 0, sizeof(frame));
	frame.uc = good;
	frame.uc.uc_mcontext.gregs[REG_RIP] = (greg_t)landed;
	frame.uc.uc_mcontext.fpregs = (void *)state;
	frame.uc.uc_stack.ss_sp = alternate;
	frame.uc.uc_stack.ss_size = sizeof(alternate);
	frame.uc.uc_stack.ss_flags = 0;
	memcpy(state, good_state, sizeof(good_state));
}

static void good_frame(void)
{
	fresh();
	EXPECT(state_size >= 576);
	EXPECT_EQ(return_to(&frame), 0);
	frame.uc.uc_mcontext.fpregs = NULL;
	EXPECT_EQ(return_to(&frame), 0);
}

static void expect_refused(const char *what)
{
	memset(&seen, 0, sizeof(seen));
	if (return_to(&frame) == SIGSEGV && seen.si_code == SI_KERNEL && !seen.si_addr)
		return;
	guest_fail();
	printf("%s: %ld", what, (long)landing);
	guest_where(__FILE__, __LINE__);
}

static void selectors(void)
{
	static const uint16_t bad[] = { 0, 3, 8, 0x10, 0x1b, 0x20, 0x28, 0x2b, 0x33,
		0xffff };

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fresh();
		frame.uc.uc_mcontext.gregs[REG_CSGSFS] = 0x1bUL << 48 | bad[i];
		expect_refused("CS");
		if (bad[i] == 0x1b)
			continue;
		fresh();
		frame.uc.uc_mcontext.gregs[REG_CSGSFS] = (uint64_t)bad[i] << 48 | 0x23;
		expect_refused("SS");
	}
}

static void addresses(void)
{
	static const uint64_t bad[] = { 0x800000000000, 0x7ffffffff000,
		0xffff7fffffffffff, 0xffff800000000000, 0xffffffff80100000, UINT64_MAX };

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fresh();
		frame.uc.uc_mcontext.gregs[REG_RIP] = (greg_t)bad[i];
		expect_refused("RIP");
	}
	/* One that is the user's, but nothing is there: the fetch faults. */
	fresh();
	frame.uc.uc_mcontext.gregs[REG_RIP] = 0x1234;
	EXPECT_EQ(return_to(&frame), SIGSEGV);
	EXPECT_EQ((uint64_t)seen.si_addr, 0x1234);
	/* RSP may be anything. */
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fresh();
		frame.uc.uc_mcontext.gregs[REG_RSP] = (greg_t)bad[i];
		EXPECT_EQ(return_to(&frame), 0);
	}
}

static void flags(void)
{
	for (unsigned int bit = 0; bit < 64; bit++) {
		fresh();
		frame.uc.uc_mcontext.gregs[REG_EFL] = 1L << bit;
		EXPECT_EQ(return_to(&frame), bit == 8 ? SIGTRAP : 0);
		EXPECT(landing_rflags & REGS_IF);
		EXPECT_EQ(landing_rflags & (REGS_IOPL | REGS_NT | 0x1a0000), 0);
	}
}

static void extended_state(void)
{
	static const unsigned int header[] = { 512, 519, 520, 527, 528, 535, 536, 575 };
	uint32_t mxcsr, sizes[] = { 0, 575, 512, UINT32_MAX, 4096 };

	for (unsigned int bit = 16; bit < 32; bit++) {
		fresh();
		mxcsr = 0x1f80 | 1u << bit;
		memcpy(state + 24, &mxcsr, 4);
		if (bit > 17)
			expect_refused("MXCSR");
		else
			return_to(&frame); /* AMD has a bit of its own there */
	}
	for (unsigned int i = 0; i < 8; i++) {
		fresh();
		state[header[i]] = (char)0xff;
		if (header[i] < 512 + 24)
			expect_refused("XSAVE's header");
		else
			return_to(
				&frame); /* the CPU does not look there (SDM vol. 1, 13.8.1) */
	}
	/* Without its magic numbers there is only the legacy part. */
	for (unsigned int i = 0; i < 5; i++) {
		fresh();
		memcpy(state + 464 + 16, &sizes[i], 4);
		EXPECT_EQ(return_to(&frame), 0);
		fresh();
		memcpy(state + 464 + 4, &sizes[i], 4);
		EXPECT_EQ(return_to(&frame), 0);
	}
	fresh();
	memset(state + 464, 0xff, 48);
	memset(state + 512, 0xff, 64);
	EXPECT_EQ(return_to(&frame), 0);
	fresh();
	state[state_size] ^= 1;
	EXPECT_EQ(return_to(&frame), 0);
}

static void places(void)
{
	static const uint64_t bad[] = { 8, 64, 0x10000, 0x7fffffffefc0, 0x7ffffffff000,
		0x800000000000, 0xffff800000000000, 0xffffffff80100000, UINT64_MAX - 63 };

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fresh();
		frame.uc.uc_mcontext.fpregs = (void *)bad[i];
		expect_refused("the extended state's place");
		memset(&seen, 0, sizeof(seen));
		EXPECT_EQ(return_to((void *)bad[i]), SIGSEGV);
		EXPECT_EQ(seen.si_code, SI_KERNEL);
	}
	fresh();
	frame.uc.uc_mcontext.fpregs = (void *)(state + 8);
	expect_refused("the extended state's alignment");
}

static void masks_and_stacks(void)
{
	uint64_t all = UINT64_MAX;
	stack_t now;

	fresh();
	memcpy(&frame.uc.uc_sigmask, &all, sizeof(all));
	EXPECT_EQ(return_to(&frame), 0);
	EXPECT_EQ(blocked(), 0); /* landing_mask */
	fresh();
	frame.uc.uc_stack.ss_sp = (void *)0xffff800000000000;
	frame.uc.uc_stack.ss_size = UINT64_MAX;
	EXPECT_EQ(return_to(&frame), 0);
	fresh();
	frame.uc.uc_stack.ss_flags = -1;
	EXPECT_EQ(return_to(&frame), 0);
	sigaltstack(NULL, &now);
	EXPECT(now.ss_sp == alternate);
}

/* Anything but the mask, the stack, and addresses that could be code. */
static void spoil(void)
{
	size_t at = (size_t)(regs_pattern() % (FRAME - UC));
	uint8_t *uc = (uint8_t *)&frame.uc;
	uint64_t rip = (uint64_t)frame.uc.uc_mcontext.gregs[REG_RIP];

	if (regs_pattern() % 2)
		state[regs_pattern() % (state_size + 4)] = (char)regs_pattern();
	else
		uc[at % offsetof(ucontext_t, uc_sigmask)] = (uint8_t)regs_pattern();
	frame.uc.uc_stack = (stack_t){ .ss_sp = alternate, .ss_size = sizeof(alternate) };
	if ((uint64_t)frame.uc.uc_mcontext.gregs[REG_RIP] != rip)
		frame.uc.uc_mcontext.gregs[REG_RIP] =
			(greg_t)(regs_pattern() | 1UL << 46);
}

static void fuzz(void)
{
	unsigned int taken = 0, not_taken = 0;

	for (unsigned int n = 0; n < 100000; n++) {
		fresh();
		for (uint64_t k = 1 + regs_pattern() % 4; k > 0; k--)
			spoil();
		if (return_to(&frame) == 0)
			taken++;
		else
			not_taken++;
	}
	printf("  %u taken, %u refused\n", taken, not_taken);
	EXPECT(taken > 1000);
	EXPECT(not_taken > 1000);
}

/* Not caught, it ends the process. */
static void bad_end_child(uint64_t unused)
{
	(void)unused;
	set_default(SIGSEGV);
	fresh();
	frame.uc.uc_mcontext.gregs[REG_CSGSFS] = 8;
	return_to(&frame);
	xinim_syscall1(SYS_exit_group, 3);
}

static void bad_end(void)
{
	int pid, child = child_at(bad_end_child, 0, &pid);

	REQUIRE(child > 0);
	EXPECT_EQ(status_of(child, pid), SIGSEGV);
}

static const struct guest_case cases[] = {
	{ "a good frame", good_frame },
	{ "selectors", selectors },
	{ "addresses", addresses },
	{ "flags", flags },
	{ "extended state", extended_state },
	{ "frames where there is nothing", places },
	{ "masks and stacks", masks_and_stacks },
	{ "spoiled at random", fuzz },
	{ "not caught", bad_end },
};

int main(int argc, char **argv)
{
	prepare();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
