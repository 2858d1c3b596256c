/* tests/posix/exec-program.h - a program small enough to be made by a test.
 *
 * Its code is one C function without data, copied into an ELF file that
 * program_make writes. What it does is said by argv[1]'s first letter.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_POSIX_EXEC_PROGRAM_H
#define XINIM_TESTS_POSIX_EXEC_PROGRAM_H

#include <elf.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>

#include <xinim/abi.h>
#include <xinim/syscall.h>

#define PROGRAM_BASE   0x400000UL
#define PROGRAM_CODE   0x1000UL /* in the file, and from its base */
#define PROGRAM_DATA   0x2000UL
#define PROGRAM_BSS    0x5000UL /* bytes of zeroes behind 8 of data */
#define PROGRAM_SIZE   0x2100UL
#define PROGRAM_MARKER 0x1122334455667788UL

#define IN_PROGRAM                                                                  \
	__attribute__((section("program_text"), noinline, used, no_stack_protector, \
		optimize("no-tree-loop-distribute-patterns", "no-jump-tables",      \
			"no-tree-vectorize")))

/* The sum of all strings of a vector, each byte weighed by its string's number. */
static inline __attribute__((always_inline)) unsigned long program_sum(char **v, long n)
{
	unsigned long sum = 0;

	for (long i = 0; i < n; i++)
		for (const char *s = v[i]; *s; s++)
			sum += (unsigned long)(i + 1) * (unsigned char)*s;
	return sum;
}

/* Exit status: what letter argv[1] begins with asks for. */
IN_PROGRAM static void program_main(long *stack)
{
	long argc = stack[0], envc = 0, status = 99;
	char **argv = (char **)(stack + 1), **envp = argv + argc + 1;
	unsigned long *aux, seen = 0, want;
	volatile unsigned long *data = (volatile unsigned long *)stack;

	while (envp[envc])
		envc++;
	aux = (unsigned long *)(envp + envc + 1);
	switch (argc > 1 ? argv[1][0] : 'e') {
	case 'e': /* how many arguments */
		status = argc;
		break;
	case 's': /* argv[2] is the sum of the strings that follow, and of the environment */
		want = 0;
		for (const char *s = argv[2]; *s; s++)
			want = want * 10 + (unsigned long)(*s - '0');
		status =
			program_sum(argv + 3, argc - 3) + program_sum(envp, envc) != want;
		break;
	case 'a': /* the auxiliary vector is whole; data and zeroes are as they should be */
		for (; aux[0] != XINIM_AT_NULL; aux += 2) {
			seen |= 1UL << aux[0];
			if (aux[0] == XINIM_AT_PAGESZ && aux[1] != 4096)
				status = 1;
			if (aux[0] == XINIM_AT_MINSIGSTKSZ && aux[1] < 952)
				status = 7;
			if (aux[0] == XINIM_AT_ENTRY)
				data = (volatile unsigned long *)(aux[1] - PROGRAM_CODE +
					PROGRAM_DATA);
			if (aux[0] == XINIM_AT_EXECFN && ((char *)aux[1])[0] != '/')
				status = 2;
		}
		want = 1UL << XINIM_AT_PHDR | 1UL << XINIM_AT_PHENT |
			1UL << XINIM_AT_PHNUM | 1UL << XINIM_AT_PAGESZ |
			1UL << XINIM_AT_BASE | 1UL << XINIM_AT_FLAGS |
			1UL << XINIM_AT_ENTRY | 1UL << XINIM_AT_UID |
			1UL << XINIM_AT_EUID | 1UL << XINIM_AT_GID |
			1UL << XINIM_AT_EGID | 1UL << XINIM_AT_HWCAP |
			1UL << XINIM_AT_CLKTCK | 1UL << XINIM_AT_SECURE |
			1UL << XINIM_AT_RANDOM | 1UL << XINIM_AT_EXECFN |
			1UL << XINIM_AT_PLATFORM | 1UL << XINIM_AT_HWCAP2 |
			1UL << XINIM_AT_MINSIGSTKSZ;
		if (status == 99)
			status = (seen & want) != want      ? 3
				: (unsigned long)stack % 16 ? 4
							    : 0;
		if (!status && data[0] != PROGRAM_MARKER)
			status = 5;
		for (unsigned long i = 1; !status && i <= PROGRAM_BSS / 8; i++)
			status = data[i] ? 6 : 0;
		data[1] = 7;
		break;
	case 'u': /* effective user */
		status = xinim_syscall0(SYS_geteuid);
		break;
	case 'p': /* is it still this process, and its thread that? argv[2]: the PID's letters */
		want = 0;
		for (const char *s = argv[2]; *s; s++)
			want = want * 10 + (unsigned long)(*s - '0');
		status = xinim_syscall0(SYS_getpid) != (long)want ||
			xinim_syscall0(SYS_gettid) != (long)want;
		break;
	case 'h': /* what SIGUSR1 (a handler before) and SIGUSR2 (ignored) do now */
	{
		struct xinim_sigaction a, b;

		xinim_syscall4(SYS_rt_sigaction, 10, 0, (long)&a, 8);
		xinim_syscall4(SYS_rt_sigaction, 12, 0, (long)&b, 8);
		status = a.handler != XINIM_SIG_DFL || b.handler != XINIM_SIG_IGN;
	} break;
	}
	for (;;)
		xinim_syscall1(SYS_exit_group, status);
}

__asm__(".section program_text, \"ax\"\n"
	"program_entry:\n"
	"	mov	%rsp, %rdi\n"
	"	and	$-16, %rsp\n"
	"	call	program_main\n"
	"	ud2\n"
	".previous\n");
extern const char program_entry[], __start_program_text[], __stop_program_text[];

/* Writes the file, PROGRAM_SIZE bytes; relative: ET_DYN. */
static inline void program_make(char *file, int relative)
{
	uint64_t base = relative ? 0 : PROGRAM_BASE, marker = PROGRAM_MARKER;
	size_t length = (size_t)(__stop_program_text - __start_program_text);
	Elf64_Ehdr e = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
		.e_type = relative ? ET_DYN : ET_EXEC,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 3,
	};
	Elf64_Phdr p[3] = {
		{ .p_type = PT_LOAD,
			.p_flags = PF_R,
			.p_vaddr = base,
			.p_filesz = 0x200,
			.p_memsz = 0x200,
			.p_align = 0x1000 },
		{ .p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_offset = PROGRAM_CODE,
			.p_vaddr = base + PROGRAM_CODE,
			.p_filesz = 0x1000,
			.p_memsz = 0x1000,
			.p_align = 0x1000 },
		{ .p_type = PT_LOAD,
			.p_flags = PF_R | PF_W,
			.p_offset = PROGRAM_DATA,
			.p_vaddr = base + PROGRAM_DATA,
			.p_filesz = 8,
			.p_memsz = 8 + PROGRAM_BSS,
			.p_align = 0x1000 },
	};

	memset(file, 0xcc, PROGRAM_SIZE);
	e.e_entry =
		base + PROGRAM_CODE + (uint64_t)(program_entry - __start_program_text);
	memcpy(file, &e, sizeof(e));
	memcpy(file + sizeof(e), p, sizeof(p));
	memcpy(file + PROGRAM_CODE, __start_program_text,
		length < 0x1000 ? length : 0x1000);
	memcpy(file + PROGRAM_DATA, &marker, sizeof(marker));
}

#endif
