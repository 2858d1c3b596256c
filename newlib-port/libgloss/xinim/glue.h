/*
 * newlib-port/libgloss/xinim/glue.h - how the C library calls the system.
 *
 * CALL(name, arguments...) makes the call SYS_name: its result, or -1 with
 * errno set. CALL_R(reent, name, ...) sets reent's errno instead. RAW(name,
 * ...) gives what the kernel gave and touches no errno. Only integers and
 * pointers are passed, and nothing here uses a vector register.
 *
 * A function that ISO C needs to have is _name_r (newlib calls that); the
 * public name beside it is weak, so that a program may have its own.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_GLUE_H
#define XINIM_LIBGLOSS_GLUE_H

#define _GNU_SOURCE
#define _COMPILING_NEWLIB

#include <errno.h>
#include <reent.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <xinim/syscall.h>

#define WEAK __attribute__((weak))

/* Stores -result in reent's errno and returns -1: the only place that does. */
long __xinim_fail(struct _reent *reent, long result);

static inline long __xinim_result(struct _reent *reent, long result)
{
	if (__builtin_expect((unsigned long)result > -4096UL, 0))
		return __xinim_fail(reent, result);
	return result;
}

#define RAW_0(n)          xinim_syscall0(SYS_##n)
#define RAW_1(n, a)       xinim_syscall1(SYS_##n, (long)(a))
#define RAW_2(n, a, b)    xinim_syscall2(SYS_##n, (long)(a), (long)(b))
#define RAW_3(n, a, b, c) xinim_syscall3(SYS_##n, (long)(a), (long)(b), (long)(c))
#define RAW_4(n, a, b, c, d) \
	xinim_syscall4(SYS_##n, (long)(a), (long)(b), (long)(c), (long)(d))
#define RAW_5(n, a, b, c, d, e) \
	xinim_syscall5(SYS_##n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e))
#define RAW_6(n, a, b, c, d, e, f)                                                     \
	xinim_syscall6(SYS_##n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), \
		(long)(f))

/* RAW(name, ...) is RAW_count(name, ...). */
#define RAW_PICK(n, a, b, c, d, e, f, which, ...) which
#define RAW(...)                                                                 \
	RAW_PICK(__VA_ARGS__, RAW_6, RAW_5, RAW_4, RAW_3, RAW_2, RAW_1, RAW_0, ) \
	(__VA_ARGS__)

#define CALL_R(reent, ...) __xinim_result((reent), RAW(__VA_ARGS__))
#define CALL(...)          CALL_R(_REENT, __VA_ARGS__)

/*
 * RAW_POINT and CALL_POINT: the same as cancellation points. A thread that is to
 * end ends there, unless the call has done something already.
 */
long __xinim_cancel_call(long number, long a, long b, long c, long d, long e, long f);

#define POINT_1(n, a)                RAW_POINT_(n, a, 0, 0, 0, 0, 0)
#define POINT_2(n, a, b)             RAW_POINT_(n, a, b, 0, 0, 0, 0)
#define POINT_3(n, a, b, c)          RAW_POINT_(n, a, b, c, 0, 0, 0)
#define POINT_4(n, a, b, c, d)       RAW_POINT_(n, a, b, c, d, 0, 0)
#define POINT_5(n, a, b, c, d, e)    RAW_POINT_(n, a, b, c, d, e, 0)
#define POINT_6(n, a, b, c, d, e, f) RAW_POINT_(n, a, b, c, d, e, f)
#define POINT_0(n)                   RAW_POINT_(n, 0, 0, 0, 0, 0, 0)
#define RAW_POINT_(n, a, b, c, d, e, f)                                          \
	__xinim_cancel_call(SYS_##n, (long)(a), (long)(b), (long)(c), (long)(d), \
		(long)(e), (long)(f))
#define RAW_POINT(...)                                                              \
	RAW_PICK(__VA_ARGS__, POINT_6, POINT_5, POINT_4, POINT_3, POINT_2, POINT_1, \
		POINT_0, )                                                          \
	(__VA_ARGS__)
#define CALL_POINT(...) __xinim_result(_REENT, RAW_POINT(__VA_ARGS__))

/* The auxiliary vector, pairs of type and value; set before main. */
extern unsigned long *__xinim_auxv;

/* What a signal handler returns to (sigreturn.S). */
void __xinim_sigreturn(void);

#endif
