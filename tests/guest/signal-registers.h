/* tests/guest/signal-registers.h - the cases of signal-registers.c and -smp.c.
 *
 * Another thread sends signals while this one has patterns in every register; the
 * handlers leave none of them as it was.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "regs.h"
#include "signals.h"

#define ROUNDS 300

static volatile unsigned int handled, stop, nested_most;
static volatile int depth;
static int main_tid;

/* Every register that a handler may change, and some that it has to give back. */
static void clobber(int signal, siginfo_t *info, void *context)
{
	const ucontext_t *uc = context;
	uint32_t mxcsr = 0x9f80;

	(void)info;
	depth++;
	if ((unsigned int)depth > nested_most)
		nested_most = (unsigned int)depth;
	__asm__ volatile("stmxcsr -8(%%rsp)\n"
			 "cmpl $0x1f80, -8(%%rsp)\n"
			 "je 1f\n"
			 "ud2\n" /* a handler begins with a fresh state */
			 "1: fldpi; fldpi; fldpi\n"
			 "ldmxcsr %0\n"
			 "pcmpeqd %%xmm0, %%xmm0; pcmpeqd %%xmm7, %%xmm7\n"
			 "pcmpeqd %%xmm8, %%xmm8; pcmpeqd %%xmm15, %%xmm15\n"
			 "mov $-1, %%rax; mov %%rax, %%rcx; mov %%rax, %%rdx\n"
			 "mov %%rax, %%r8; mov %%rax, %%r11; std; stc; cld\n"
			 "fstp %%st; fstp %%st; fstp %%st" ::"m"(mxcsr)
			 : "rax", "rcx", "rdx", "r8", "r11", "xmm0", "xmm7", "xmm8",
			 "xmm15", "cc", "memory");
	if (vec_have_ymm())
		__asm__ volatile("vpcmpeqd %%xmm3, %%xmm3, %%xmm3\n"
				 "vinsertf128 $1, %%xmm3, %%ymm3, %%ymm3\n"
				 "vmovaps %%ymm3, %%ymm12; vmovaps %%ymm3, %%ymm5" ::
					 : "xmm3", "xmm5", "xmm12");
	/* Saved in the frame is what the interrupted code had. */
	if ((uc->uc_mcontext.gregs[REG_CSGSFS] & 0xffff) != REGS_USER_CS)
		__asm__ volatile("ud2");
	handled++;
	if (signal == SIGUSR2 && depth < 4)
		send_info(XINIM_CAP_SELF, main_tid, SIGUSR2, SI_TKILL, 0);
	depth--;
}

static char sender_stack[THREAD_STACK] __attribute__((aligned(16)));

/* No more of them than are handled: with SA_NODEFER they would fill the stack. */
static void sender(uint64_t signal)
{
	unsigned int sent = 0;

	for (; !stop; sent++) {
		while (signal == SIGUSR2 && sent > handled && !stop)
			xinim_syscall0(SYS_sched_yield);
		send_info(XINIM_CAP_SELF, main_tid, (int)signal, SI_TKILL, 0);
		for (volatile int i = 0; i < 200; i++)
			continue;
		xinim_syscall0(SYS_sched_yield);
	}
	stop = 2;
	leave_thread();
}

static void end_sender(void)
{
	stop = 1;
	while (stop != 2)
		xinim_syscall0(SYS_sched_yield);
	nap(1);
	stop = 0;
}

static void spin_under_fire(int signal, int flags)
{
	int tid;

	handle(signal, clobber, flags);
	handled = 0;
	nested_most = 0;
	main_tid = getpid();
	tid = thread_at(XINIM_CAP_SELF, sender, (uint64_t)signal, sender_stack);
	REQUIRE(tid > 0);
	for (unsigned int n = 0; n < ROUNDS || (handled < 20 && n < 100 * ROUNDS); n++) {
		const char *what;

		regs_fill();
		vec_fill();
		regs_in.rcx = 20000;
		regs_in.rflags = REGS_PLAIN | (regs_pattern() & REGS_MATH);
		vec_run(regs_spin);
		what = regs_spin_changed();
		EXPECT_STR(what, NULL);
		EXPECT_STR(vec_changed(), NULL);
		if (what)
			break;
	}
	end_sender();
	set_default(signal);
	printf("  %u signals, %u deep\n", handled, nested_most);
	EXPECT(handled >= 20);
}

static void preserved(void)
{
	spin_under_fire(SIGUSR1, 0);
	EXPECT_EQ(nested_most, 1);
}

static void nested(void)
{
	spin_under_fire(SIGUSR2, SA_NODEFER);
	EXPECT(nested_most >= 4);
}

/* System calls keep their results and registers whenever the signal comes. */
static void calls_preserved(void)
{
	static const uint64_t numbers[] = { SYS_getpid, SYS_gettid, SYS_sched_yield,
		400 };
	const int64_t results[] = { getpid(), getpid(), 0, -ENOSYS };

	handle(SIGUSR1, clobber, 0);
	handled = 0;
	main_tid = getpid();
	REQUIRE(thread_at(XINIM_CAP_SELF, sender, SIGUSR1, sender_stack) > 0);
	for (unsigned int n = 0; n < 100 * ROUNDS || (handled < 100 && n < 1000000);
		n++) {
		const char *what;

		regs_fill();
		regs_in.rax = numbers[n % 4];
		regs_syscall();
		what = regs_syscall_changed();
		EXPECT_STR(what, NULL);
		EXPECT_EQ(regs_out.rax, results[n % 4]);
		if (what)
			break;
	}
	end_sender();
	set_default(SIGUSR1);
	printf("  %u signals\n", handled);
	EXPECT(handled > 0);
}

/* The 128 bytes below RSP are the interrupted function's. */
static void red_zone(void)
{
	uint64_t bad;

	handle(SIGUSR1, clobber, 0);
	main_tid = getpid();
	REQUIRE(thread_at(XINIM_CAP_SELF, sender, SIGUSR1, sender_stack) > 0);
	for (unsigned int n = 0; n < ROUNDS; n++) {
		__asm__ volatile(
			"lea -128(%%rsp), %%rdi; mov $16, %%ecx; mov $0x5a5a, %%eax\n"
			"rep stosq\n"
			"mov $20000, %%ecx\n"
			"1: dec %%ecx; jnz 1b\n"
			"lea -128(%%rsp), %%rdi; mov $16, %%ecx\n"
			"repe scasq\n"
			"setne %%cl; movzbl %%cl, %%ecx; mov %%rcx, %0"
			: "=r"(bad)::"rdi", "rcx", "rax", "cc", "memory");
		EXPECT_EQ(bad, 0);
	}
	end_sender();
	set_default(SIGUSR1);
}

/* A thread without extended state has none after a handler that used some. */
static volatile uint64_t plain_result;

static void use_some(int signal, siginfo_t *info, void *context)
{
	const ucontext_t *uc = context;

	(void)signal;
	(void)info;
	plain_result = uc->uc_mcontext.fpregs == NULL;
	__asm__ volatile("pcmpeqd %%xmm9, %%xmm9" ::: "xmm9");
}

static void plain_thread(uint64_t unused)
{
	uint64_t low;

	(void)unused;
	send_info(XINIM_CAP_SELF, (int)xinim_syscall0(SYS_gettid), SIGUSR1, 0, 0);
	__asm__ volatile("movq %%xmm9, %0" : "=r"(low));
	if (low != 0)
		plain_result = 100;
	stop = 2;
	leave_thread();
}

static void no_state(void)
{
	handle(SIGUSR1, use_some, 0);
	REQUIRE(thread_at(XINIM_CAP_SELF, plain_thread, 0, sender_stack) > 0);
	end_sender();
	EXPECT_EQ(plain_result, 1);
	set_default(SIGUSR1);
}

static const struct guest_case cases[] = {
	{ "handlers preserve every register", preserved },
	{ "handlers in handlers", nested },
	{ "handlers around system calls", calls_preserved },
	{ "the red zone", red_zone },
	{ "no extended state before and after", no_state },
};

int main(int argc, char **argv)
{
	be_up();
	return guest_main(cases, sizeof(cases) / sizeof(cases[0]), argc, argv);
}
