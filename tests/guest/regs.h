/* tests/guest/regs.h - one instruction with every register set, and read after it.
 *
 * Fill regs_in, call one of the regs_ functions, look at regs_out:
 *
 *	regs_syscall()	executes SYSCALL
 *	regs_spin()	counts RCX down to 0 with no other effect, the flags' included:
 *			whatever interrupts come meanwhile must not show
 *	regs_load()	loads RAX from where RSI points: for a page fault
 *
 * RSP and RFLAGS are loaded too, so RSP may be anything at all. Not for TF.
 * Include it in one source of a program only.
 *
 * vec_run(f) calls one of these with all vector and x87 registers set from
 * vec_in, and stores what is there afterwards to vec_out.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_REGS_H
#define XINIM_TESTS_GUEST_REGS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REGS_CF    (1u << 0)
#define REGS_ONE   (1u << 1) /* always set */
#define REGS_PF    (1u << 2)
#define REGS_AF    (1u << 4)
#define REGS_ZF    (1u << 6)
#define REGS_SF    (1u << 7)
#define REGS_TF    (1u << 8)
#define REGS_IF    (1u << 9)
#define REGS_DF    (1u << 10)
#define REGS_OF    (1u << 11)
#define REGS_IOPL  (3u << 12)
#define REGS_NT    (1u << 14)
#define REGS_AC    (1u << 18)
#define REGS_ID    (1u << 21)
#define REGS_PLAIN (REGS_ONE | REGS_IF)
#define REGS_MATH  (REGS_CF | REGS_PF | REGS_AF | REGS_ZF | REGS_SF | REGS_OF)

/* What user mode's selectors have to be, whichever way the kernel was left. */
#define REGS_USER_CS 0x23
#define REGS_USER_SS 0x1b

struct regs {
	uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rflags, cs, ss;
};

struct regs regs_in, regs_out;
uint64_t regs_saved_rsp;
void regs_syscall(void);
void regs_spin(void);
void regs_load(void);
extern const char regs_after_syscall[];

/* clang-format off */
__asm__(
	".macro regs_enter\n"
	"	push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
	"	mov %rsp, regs_saved_rsp(%rip)\n"
	"	pushq regs_in+128(%rip)\n"
	"	mov regs_in+0(%rip), %rax; mov regs_in+8(%rip), %rbx\n"
	"	mov regs_in+16(%rip), %rcx; mov regs_in+24(%rip), %rdx\n"
	"	mov regs_in+32(%rip), %rsi; mov regs_in+40(%rip), %rdi\n"
	"	mov regs_in+48(%rip), %rbp; mov regs_in+64(%rip), %r8\n"
	"	mov regs_in+72(%rip), %r9; mov regs_in+80(%rip), %r10\n"
	"	mov regs_in+88(%rip), %r11; mov regs_in+96(%rip), %r12\n"
	"	mov regs_in+104(%rip), %r13; mov regs_in+112(%rip), %r14\n"
	"	mov regs_in+120(%rip), %r15\n"
	"	popfq\n"
	"	mov regs_in+56(%rip), %rsp\n"
	".endm\n"
	".macro regs_leave\n"
	"	mov %rax, regs_out+0(%rip); mov %rbx, regs_out+8(%rip)\n"
	"	mov %rcx, regs_out+16(%rip); mov %rdx, regs_out+24(%rip)\n"
	"	mov %rsi, regs_out+32(%rip); mov %rdi, regs_out+40(%rip)\n"
	"	mov %rbp, regs_out+48(%rip); mov %rsp, regs_out+56(%rip)\n"
	"	mov %r8, regs_out+64(%rip); mov %r9, regs_out+72(%rip)\n"
	"	mov %r10, regs_out+80(%rip); mov %r11, regs_out+88(%rip)\n"
	"	mov %r12, regs_out+96(%rip); mov %r13, regs_out+104(%rip)\n"
	"	mov %r14, regs_out+112(%rip); mov %r15, regs_out+120(%rip)\n"
	"	mov regs_saved_rsp(%rip), %rsp\n"
	"	pushfq\n"
	"	popq regs_out+128(%rip)\n"
	"	pushq $2\n"
	"	popfq\n"
	"	mov %cs, %eax; mov %rax, regs_out+136(%rip)\n"
	"	mov %ss, %eax; mov %rax, regs_out+144(%rip)\n"
	"	pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
	"	ret\n"
	".endm\n"
	"	.text\n"
	"	.globl regs_syscall, regs_spin, regs_load, regs_after_syscall\n"
	"regs_syscall:\n"
	"	regs_enter\n"
	"	syscall\n"
	"regs_after_syscall:\n"
	"	regs_leave\n"
	"regs_spin:\n"
	"	regs_enter\n"
	"1:	jrcxz 2f\n"
	"	lea -1(%rcx), %rcx\n"
	"	jmp 1b\n"
	"2:	regs_leave\n"
	"regs_load:\n"
	"	regs_enter\n"
	"	mov (%rsi), %rax\n"
	"	regs_leave\n");
/* clang-format on */

static uint64_t regs_state = 0x9e3779b97f4a7c15;

/* A pattern that no other call gave (xorshift: never 0). */
static inline uint64_t regs_pattern(void)
{
	regs_state ^= regs_state << 13;
	regs_state ^= regs_state >> 7;
	regs_state ^= regs_state << 17;
	return regs_state;
}

/* Patterns everywhere but in RSP, which is the present one, and plain flags. */
static inline void regs_fill(void)
{
	uint64_t *r = (uint64_t *)&regs_in;

	for (unsigned int i = 0; i < sizeof(regs_in) / sizeof(*r); i++)
		r[i] = regs_pattern();
	regs_in.rsp = (uint64_t)__builtin_frame_address(0) - 4096;
	regs_in.rflags = REGS_PLAIN;
}

/* The name of the first register that differs though it must not; NULL: none. */
static inline const char *regs_changed(void)
{
	static const char *const name[] = { "rax", "rbx", "rcx", "rdx", "rsi", "rdi",
		"rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15" };
	const uint64_t *in = (uint64_t *)&regs_in, *out = (uint64_t *)&regs_out;

	for (unsigned int i = 0; i < 16; i++)
		if (in[i] != out[i] && i != 0 && i != 2 && i != 11)
			return name[i];
	if (regs_out.rflags != regs_in.rflags)
		return "rflags";
	if (regs_out.cs != REGS_USER_CS)
		return "cs";
	if (regs_out.ss != REGS_USER_SS)
		return "ss";
	return NULL;
}

/* After SYSCALL, RCX and R11 too are known; after the others they must not change. */
static inline const char *regs_syscall_changed(void)
{
	if (regs_out.rcx != (uint64_t)regs_after_syscall)
		return "rcx (the return address)";
	if (regs_out.r11 != regs_in.rflags)
		return "r11 (the flags)";
	return regs_changed();
}

static inline const char *regs_spin_changed(void)
{
	if (regs_out.rax != regs_in.rax)
		return "rax";
	if (regs_out.rcx != 0)
		return "rcx (the count)";
	if (regs_out.r11 != regs_in.r11)
		return "r11";
	return regs_changed();
}

/* --- vector and x87 registers -------------------------------------------- */

struct vec {
	uint8_t reg[16][32]; /* XMM: the lower half */
	int64_t st[8];
	uint32_t mxcsr;
	uint16_t fcw;
};

struct vec vec_in, vec_out;
void vec_run_xmm(void (*f)(void));
void vec_run_ymm(void (*f)(void));

/* clang-format off */
__asm__(
	".macro vec_each op, reg, from, to, up\n"
	"	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n"
	"	.if \\up\n"
	"	\\op \\from + 32 * \\n(%rip), %\\reg\\n\n"
	"	.else\n"
	"	\\op %\\reg\\n, \\to + 32 * \\n(%rip)\n"
	"	.endif\n"
	"	.endr\n"
	".endm\n"
	".macro vec_body op, reg\n"
	"	fninit\n"
	"	fldcw vec_in+580(%rip)\n"
	"	.irp n, 0,1,2,3,4,5,6,7\n"
	"	fildll vec_in+512+8*\\n(%rip)\n"
	"	.endr\n"
	"	ldmxcsr vec_in+576(%rip)\n"
	"	vec_each \\op, \\reg, vec_in, vec_out, 1\n"
	"	call *%rdi\n"
	"	vec_each \\op, \\reg, vec_in, vec_out, 0\n"
	"	stmxcsr vec_out+576(%rip)\n"
	"	fnstcw vec_out+580(%rip)\n"
	"	.irp n, 7,6,5,4,3,2,1,0\n"
	"	fistpll vec_out+512+8*\\n(%rip)\n"
	"	.endr\n"
	"	fninit\n"
	"	pushq $0x1f80\n"
	"	ldmxcsr (%rsp)\n"
	"	pop %rax\n"
	"	ret\n"
	".endm\n"
	"	.globl vec_run_xmm, vec_run_ymm\n"
	"vec_run_xmm:\n"
	"	vec_body movdqu, xmm\n"
	"vec_run_ymm:\n"
	"	vec_body vmovdqu, ymm\n");
/* clang-format on */
_Static_assert(__builtin_offsetof(struct vec, st) == 512, "the assembly above");
_Static_assert(__builtin_offsetof(struct vec, mxcsr) == 576, "the assembly above");
_Static_assert(__builtin_offsetof(struct vec, fcw) == 580, "the assembly above");

/* Does the CPU have AVX, and has the kernel turned it on? */
static inline bool vec_have_ymm(void)
{
	uint32_t a = 1, b, c = 0, d, low, high;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	if (!(c & 1u << 27) || !(c & 1u << 28))
		return false;
	__asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (low & 6) == 6;
}

static inline void vec_fill(void)
{
	uint64_t *words = (uint64_t *)vec_in.reg;

	for (unsigned int i = 0; i < sizeof(vec_in.reg) / 8; i++)
		words[i] = regs_pattern();
	for (unsigned int i = 0; i < 8; i++)
		vec_in.st[i] = (int64_t)regs_pattern();
	/* All exceptions masked; any rounding, flush to zero, denormals are zeros. */
	vec_in.mxcsr = 0x1f80 | (regs_pattern() & 0xe07f);
	vec_in.fcw = 0x037f | (regs_pattern() & 0x0c00);
	memset(&vec_out, 0, sizeof(vec_out));
}

static inline void vec_run(void (*f)(void))
{
	if (vec_have_ymm())
		vec_run_ymm(f);
	else
		vec_run_xmm(f);
}

/* What has changed; NULL: nothing. */
static inline const char *vec_changed(void)
{
	size_t width = vec_have_ymm() ? 32 : 16;

	for (unsigned int i = 0; i < 16; i++) {
		if (memcmp(vec_in.reg[i], vec_out.reg[i], 16) != 0)
			return "an XMM register";
		if (memcmp(vec_in.reg[i], vec_out.reg[i], width) != 0)
			return "the upper half of a YMM register";
	}
	if (memcmp(vec_in.st, vec_out.st, sizeof(vec_in.st)) != 0)
		return "an x87 register";
	if (vec_in.mxcsr != vec_out.mxcsr)
		return "MXCSR";
	if (vec_in.fcw != vec_out.fcw)
		return "the x87 control word";
	return NULL;
}

#endif
