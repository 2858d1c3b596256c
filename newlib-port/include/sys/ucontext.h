/*
 * newlib-port/include/sys/ucontext.h -
 * the machine's state in a signal frame, in Linux x86-64's layout.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYS_UCONTEXT_H
#define _XINIM_SYS_UCONTEXT_H

#include <sys/cdefs.h>
#include <sys/signal.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef long long greg_t;
#define __NGREG 23
#if __MISC_VISIBLE || __GNU_VISIBLE
#define NGREG __NGREG
#endif
typedef greg_t gregset_t[__NGREG];

#if __MISC_VISIBLE || __GNU_VISIBLE
enum {
	REG_R8,
	REG_R9,
	REG_R10,
	REG_R11,
	REG_R12,
	REG_R13,
	REG_R14,
	REG_R15,
	REG_RDI,
	REG_RSI,
	REG_RBP,
	REG_RBX,
	REG_RDX,
	REG_RAX,
	REG_RCX,
	REG_RSP,
	REG_RIP,
	REG_EFL,
	REG_CSGSFS,
	REG_ERR,
	REG_TRAPNO,
	REG_OLDMASK,
	REG_CR2
};
#endif

/* The 512 bytes of FXSAVE. */
struct _libc_fpstate {
	unsigned short cwd;
	unsigned short swd;
	unsigned short ftw;
	unsigned short fop;
	unsigned long rip;
	unsigned long rdp;
	unsigned int mxcsr;
	unsigned int mxcr_mask;
	struct {
		unsigned short significand[4];
		unsigned short exponent;
		unsigned short __pad[3];
	} _st[8];
	struct {
		unsigned int element[4];
	} _xmm[16];
	unsigned int __reserved[24];
};
typedef struct _libc_fpstate *fpregset_t;

typedef struct {
	gregset_t gregs;
	fpregset_t fpregs;
	unsigned long __reserved[8];
} mcontext_t;

typedef struct ucontext_t {
	unsigned long uc_flags;
	struct ucontext_t *uc_link;
	stack_t uc_stack;
	mcontext_t uc_mcontext;
	sigset_t uc_sigmask;
	struct _libc_fpstate __fpregs_mem; /* getcontext's; a signal frame has none */
} ucontext_t;

#ifdef __cplusplus
}
#endif

#endif
