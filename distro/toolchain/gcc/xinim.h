/*
 * xinim.h - what GCC must know of XINIM: GCC's gcc/config/xinim.h.
 *
 * Programs are static, at fixed addresses, linked with crt0.o and one libc.a of
 * the sysroot, in /include and /lib there. The sysroot that is in force (%R) comes
 * before the folder of the installation: with --sysroot another one counts.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#undef TARGET_OS_CPP_BUILTINS
#define TARGET_OS_CPP_BUILTINS()                                                   \
	do {                                                                       \
		builtin_define("__xinim__");                                       \
		builtin_define_std("unix");                                        \
		builtin_assert("system=unix");                                     \
		builtin_assert("system=posix");                                    \
		/* libstdc++ is written for a library with everything declared. */ \
		if (c_dialect_cxx())                                               \
			builtin_define("_GNU_SOURCE");                             \
	} while (0)

#undef CPP_SPEC
#define CPP_SPEC "%{posix:-D_POSIX_SOURCE} %{pthread:-D_REENTRANT}"

#undef CC1_SPEC
#define CC1_SPEC "%(cc1_cpu)"

/* The folder for a target's headers would come before those of --sysroot. */
#undef TOOL_INCLUDE_DIR

#undef STANDARD_STARTFILE_PREFIX_1
#define STANDARD_STARTFILE_PREFIX_1 "/lib/"
#undef STANDARD_STARTFILE_PREFIX_2
#define STANDARD_STARTFILE_PREFIX_2 ""

/* Priority: -L of the caller's, the sysroot's, then GCC's own. */
#undef LINK_LIBGCC_SPEC
#define LINK_LIBGCC_SPEC "-L%R/lib %D"

#undef LINK_SPEC
#define LINK_SPEC                                                                       \
	"%{shared:%ex86_64-xinim has no shared libraries (-shared)} "                   \
	"%{pie|static-pie:%ex86_64-xinim has no position-independent programs (-pie)} " \
	"-m elf_x86_64 -nostdlib %{!r:-static -z noexecstack -z max-page-size=4096}"

#undef STARTFILE_SPEC
#define STARTFILE_SPEC "%R/lib/crt0.o crtbegin.o%s"

#undef ENDFILE_SPEC
#define ENDFILE_SPEC                                                      \
	"%{Ofast|ffast-math|funsafe-math-optimizations:crtfastmath.o%s} " \
	"%{mpc32:crtprec32.o%s} %{mpc64:crtprec64.o%s} %{mpc80:crtprec80.o%s} crtend.o%s"

#undef LIB_SPEC
#define LIB_SPEC "-lc"

/* The guard and what is called when it is wrong are the C library's. */
#undef LINK_SSP_SPEC
#define LINK_SSP_SPEC ""

/* %fs:0 is where the thread's data ends and its own block begins (System V ABI,
   AMD64 supplement; Drepper's "ELF handling for thread-local storage", variant II). */
#undef TARGET_TLS_DIRECT_SEG_REFS_DEFAULT
#define TARGET_TLS_DIRECT_SEG_REFS_DEFAULT MASK_TLS_DIRECT_SEG_REFS

/* Every object says that its stack is not for code. */
#undef TARGET_ASM_FILE_END
#define TARGET_ASM_FILE_END file_end_indicate_exec_stack
