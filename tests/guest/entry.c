/* tests/guest/entry.c - what a program finds when it starts.
 *
 * Registers, stack, arguments, auxiliary vector; and memory with nothing in it of
 * those who had it before. It has its own _start, which keeps what it sees for
 * main(); the first module dirties memory and registers for the others.
 *
 * guest-args: plain "two words" back\\slash "quo\"te" 'single' last
 * guest-module: dirty
 * guest-module: clean-1 x
 * guest-module: clean-2 "with space" y
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <elf.h>

#include "victim.h"

struct entry {
	uint64_t reg[16]; /* rax rbx rcx rdx rsi rdi rbp rsp r8 ... r15 */
	uint64_t rflags, cs, ss, ds, es, fs, gs;
	uint32_t mxcsr;
	uint16_t fcw, fsw;
	uint8_t xmm[16][16];
};

struct entry entry;
void entry_start(void);
void __xinim_start(long *stack, int (*program)(int, char **, char **));

/* clang-format off */
__asm__(
	"	.text\n"
	"	.globl entry_start\n"
	"entry_start:\n"
	"	mov %rax, entry+0(%rip); mov %rbx, entry+8(%rip)\n"
	"	mov %rcx, entry+16(%rip); mov %rdx, entry+24(%rip)\n"
	"	mov %rsi, entry+32(%rip); mov %rdi, entry+40(%rip)\n"
	"	mov %rbp, entry+48(%rip); mov %rsp, entry+56(%rip)\n"
	"	mov %r8, entry+64(%rip); mov %r9, entry+72(%rip)\n"
	"	mov %r10, entry+80(%rip); mov %r11, entry+88(%rip)\n"
	"	mov %r12, entry+96(%rip); mov %r13, entry+104(%rip)\n"
	"	mov %r14, entry+112(%rip); mov %r15, entry+120(%rip)\n"
	"	pushfq; popq entry+128(%rip)\n"
	"	mov %cs, %eax; mov %rax, entry+136(%rip)\n"
	"	mov %ss, %eax; mov %rax, entry+144(%rip)\n"
	"	mov %ds, %eax; mov %rax, entry+152(%rip)\n"
	"	mov %es, %eax; mov %rax, entry+160(%rip)\n"
	"	mov %fs, %eax; mov %rax, entry+168(%rip)\n"
	"	mov %gs, %eax; mov %rax, entry+176(%rip)\n"
	"	stmxcsr entry+184(%rip)\n"
	"	fnstcw entry+188(%rip)\n"
	"	fnstsw entry+190(%rip)\n"
	"	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n"
	"	movdqu %xmm\\n, entry+192+16*\\n(%rip)\n"
	"	.endr\n"
	"	xor %ebp, %ebp\n"
	"	mov %rsp, %rdi\n"
	"	lea main(%rip), %rsi\n"
	"	call __xinim_start\n"
	"	ud2\n");
/* clang-format on */
_Static_assert(__builtin_offsetof(struct entry, mxcsr) == 184, "the assembly above");
_Static_assert(__builtin_offsetof(struct entry, xmm) == 192, "the assembly above");

static uint8_t bss[64 * 1024];

static bool zeroed(const volatile uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != 0)
			return false;
	return true;
}

static const char *bad_registers(void)
{
	for (unsigned int i = 0; i < 16; i++)
		if (i != 7 && entry.reg[i] != 0)
			return "a general register is not 0";
	if (entry.reg[7] % 16 != 0)
		return "RSP is not a multiple of 16";
	if (entry.rflags != 0x202 || entry.cs != 0x23 || entry.ss != 0x1b)
		return "flags, CS or SS";
	if (entry.mxcsr != 0x1f80 || entry.fcw != 0x37f || entry.fsw != 0)
		return "MXCSR or the x87's words";
	if (!zeroed(&entry.xmm[0][0], sizeof(entry.xmm)))
		return "an XMM register is not 0";
	return NULL;
}

/* Memory that the program has not written yet: bss, heap, the stack's far end. */
static const char *bad_memory(void)
{
	uint8_t *heap = sbrk(256 * 1024);

	if (!zeroed(bss, sizeof(bss)))
		return "bss";
	if (heap == (uint8_t *)-1 || !zeroed(heap, 256 * 1024))
		return "heap";
	if (!zeroed((uint8_t *)entry.reg[7] - (1 << 20), (1 << 20) - 64 * 1024))
		return "stack";
	return NULL;
}

static const uint64_t *auxv(void)
{
	const uint64_t *p = (uint64_t *)entry.reg[7];

	p += 1 + *p + 1; /* argc, argv, NULL */
	while (*p)
		p++;
	return p + 1;
}

/* The only value of this type; 0 with a failure if there is none or more. */
static uint64_t aux(uint64_t type)
{
	unsigned int found = 0;
	uint64_t value = 0;

	for (const uint64_t *p = auxv(); p[0] != XINIM_AT_NULL; p += 2) {
		if (p[0] == type) {
			value = p[1];
			found++;
		}
	}
	EXPECT_EQ(found, 1);
	return value;
}

/* --- victims --------------------------------------------------------------- */

static int dirty(void)
{
	uint8_t *room = malloc(4 << 20);
	volatile uint8_t *stack = (uint8_t *)entry.reg[7] - (1 << 20);

	memset(room, 0xdb, 4 << 20);
	for (unsigned int i = 0; i < (1 << 20) - 65536; i++)
		stack[i] = 0xdb;
	memset(bss, 0xdb, sizeof(bss));
	__asm__ volatile("pcmpeqd %%xmm0, %%xmm0; movdqa %%xmm0, %%xmm7;"
			 "movdqa %%xmm0, %%xmm15; fninit; fldpi; fldpi" ::
				 : "xmm0", "xmm7", "xmm15");
	_exit(6);
}

static int clean(const char *word, int words)
{
	const uint64_t *stack = (uint64_t *)entry.reg[7];
	const char *what = bad_registers();

	if (!what)
		what = bad_memory();
	if (what)
		printf("PID %d: %s\n", (int)getpid(), what);
	if (stack[0] != (uint64_t)words || strcmp((char *)stack[2], word) != 0)
		return 2;
	return what ? 1 : 0;
}

static int clean_1(void)
{
	return clean("x", 2);
}

static int clean_2(void)
{
	return clean("with space", 3);
}

static const struct victim victims[] = {
	{ "dirty", dirty, VICTIM_EXIT(6) },
	{ "clean-1", clean_1, 0 },
	{ "clean-2", clean_2, 0 },
};

static void registers_at_entry(void)
{
	EXPECT_STR(bad_registers(), NULL);
	EXPECT_EQ(entry.reg[3], 0); /* RDX: nothing to register with atexit */
	EXPECT_EQ(entry.ds | entry.es | entry.fs | entry.gs, 0);
}

static void memory_at_entry(void)
{
	EXPECT_STR(bad_memory(), NULL);
}

static void arguments(void)
{
	static const char *const want[] = { "init", "plain", "two words", "back\\slash",
		"quo\"te", "single", "last" };
	const uint64_t *stack = (uint64_t *)entry.reg[7];

	REQUIRE_EQ(stack[0], 7);
	for (unsigned int i = 0; i < 7; i++)
		EXPECT_STR((char *)stack[1 + i], want[i]);
	EXPECT_EQ(stack[8], 0);
	EXPECT_EQ(stack[9], 0); /* the environment is empty */
}

static void auxiliary_vector(void)
{
	const Elf64_Phdr *phdr = (const Elf64_Phdr *)aux(XINIM_AT_PHDR);
	const uint64_t *stack = (uint64_t *)entry.reg[7];

	EXPECT_EQ(aux(XINIM_AT_PAGESZ), 4096);
	EXPECT_EQ(aux(XINIM_AT_ENTRY), (uint64_t)entry_start);
	EXPECT_EQ(aux(XINIM_AT_PHENT), sizeof(Elf64_Phdr));
	EXPECT(aux(XINIM_AT_PHNUM) > 0);
	EXPECT_EQ(aux(XINIM_AT_UID) | aux(XINIM_AT_EUID) | aux(XINIM_AT_GID) |
			aux(XINIM_AT_EGID),
		0);
	EXPECT_EQ(aux(XINIM_AT_SECURE), 0);
	EXPECT_EQ(aux(XINIM_AT_CLKTCK), 100);
	EXPECT_EQ(aux(XINIM_AT_EXECFN), stack[1]);
	EXPECT_STR((char *)aux(XINIM_AT_PLATFORM), "x86_64");
	REQUIRE(phdr);
	for (uint64_t i = 0; i < aux(XINIM_AT_PHNUM); i++)
		EXPECT(phdr[i].p_type != PT_LOAD || phdr[i].p_vaddr >= 4096);
}

static void random_bytes_at_entry(void)
{
	const uint8_t *random = (const uint8_t *)aux(XINIM_AT_RANDOM);

	REQUIRE(random);
	EXPECT(!zeroed(random, 16));
	EXPECT(memcmp(random, random + 8, 8) != 0);
}

static const struct guest_case cases[] = {
	{ "registers", registers_at_entry },
	{ "memory", memory_at_entry },
	{ "arguments", arguments },
	{ "auxiliary vector", auxiliary_vector },
	{ "random bytes", random_bytes_at_entry },
	{ "nothing of others shows", victims_watch },
};

/* The arguments are no names of cases here. */
int main(int argc, char **argv)
{
	(void)argc;
	return victim_main(victims, sizeof(victims) / sizeof(victims[0]), cases,
		sizeof(cases) / sizeof(cases[0]), 1, argv);
}
