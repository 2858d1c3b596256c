/*
 * newlib-port/libgloss/xinim/start.c - from the kernel's stack to main().
 *
 * Everything before FS is set runs without errno, without a stack protector and
 * without anything else that is thread-local.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tls.h"

extern void __libc_init_array(void);
extern void __libc_fini_array(void);

unsigned long *__xinim_auxv;

static char no_name[] = "";
/* Weak: gnulib brings variables of these names where it misses others of glibc's. */
WEAK char *program_invocation_name = no_name;
WEAK char *program_invocation_short_name = no_name;

/* By the name that programs from BSD declare themselves. */
extern char *__progname __attribute__((alias("program_invocation_short_name")));

/*
 * C++ and atexit() tell one loaded object from another by this; here is one. Weak:
 * the crtbegin.o of a GCC made for the target has it too.
 */
void *__dso_handle __attribute__((weak, visibility("hidden"))) = NULL;

/* Of memcpy.S: REP MOVSB is the way to copy. */
extern bool __xinim_erms;

/* CPUID leaf 7, EBX bit 9 (Intel SDM volume 2, CPUID). */
static bool has_enhanced_rep(void)
{
	unsigned int a = 0, b, c, d;

	__asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	if (a < 7)
		return false;
	a = 7;
	c = 0;
	__asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return b >> 9 & 1;
}

typedef int main_function(int, char **, char **);

__attribute__((noreturn, no_stack_protector)) void __xinim_start(
	long *stack, main_function *program);

__attribute__((noreturn, no_stack_protector)) void __xinim_start(
	long *stack, main_function *program)
{
	int argc = (int)stack[0];
	char **argv = (char **)(stack + 1);
	char **envp = argv + argc + 1;
	char **end = envp;

	while (*end != NULL)
		end++;
	__xinim_auxv = (unsigned long *)(end + 1);
	environ = envp;
	if (argc > 0) {
		char *slash = strrchr(argv[0], '/');

		program_invocation_name = argv[0];
		program_invocation_short_name = slash != NULL ? slash + 1 : argv[0];
	}
	__xinim_tls_start();
	__xinim_erms = has_enhanced_rep();

	/* Registered first, so run last. */
	atexit(__libc_fini_array);
	__libc_init_array();
	exit(program(argc, argv, envp));
}
