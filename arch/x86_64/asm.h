/*
 * arch/x86_64/asm.h - constants that assembly and C share.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_ARCH_ASM_H
#define XINIM_ARCH_ASM_H

/*
 * Segment selectors. SYSRETQ loads SS from STAR[63:48] + 8 and CS from
 * STAR[63:48] + 16, so user data must come right before user code.
 */
#define KERNEL_CS      0x08
#define KERNEL_DS      0x10
#define USER_DS        0x1b
#define USER_CS        0x23
#define TSS_SELECTOR   0x28
#define STAR_USER_BASE 0x13

#define MSR_EFER           0xc0000080
#define MSR_STAR           0xc0000081
#define MSR_LSTAR          0xc0000082
#define MSR_FMASK          0xc0000084
#define MSR_FS_BASE        0xc0000100
#define MSR_GS_BASE        0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102
#define MSR_APIC_BASE      0x0000001b
#define MSR_PAT            0x00000277

#define EFER_SCE (1 << 0)
#define EFER_LME (1 << 8)
#define EFER_NXE (1 << 11)

#define CR0_MP (1 << 1)
#define CR0_EM (1 << 2)
#define CR0_TS (1 << 3)
#define CR0_NE (1 << 5)
#define CR0_WP (1 << 16)
#define CR0_PG (1 << 31)

#define CR4_PAE        (1 << 5)
#define CR4_MCE        (1 << 6)
#define CR4_PGE        (1 << 7)
#define CR4_OSFXSR     (1 << 9)
#define CR4_OSXMMEXCPT (1 << 10)
#define CR4_UMIP       (1 << 11)
#define CR4_OSXSAVE    (1 << 18)
#define CR4_SMEP       (1 << 20)
#define CR4_SMAP       (1 << 21)

#define RFLAGS_CF         (1 << 0)
#define RFLAGS_TF         (1 << 8)
#define RFLAGS_IF         (1 << 9)
#define RFLAGS_DF         (1 << 10)
#define RFLAGS_IOPL       (3 << 12)
#define RFLAGS_NT         (1 << 14)
#define RFLAGS_RF         (1 << 16)
#define RFLAGS_AC         (1 << 18)
#define RFLAGS_ID         (1 << 21)
#define RFLAGS_ARITHMETIC 0x8d5 /* CF PF AF ZF SF OF */

/* What SYSCALL clears: nothing that the user set may change how the kernel runs. */
#define SYSCALL_FMASK                                                              \
	(RFLAGS_IF | RFLAGS_DF | RFLAGS_TF | RFLAGS_AC | RFLAGS_NT | RFLAGS_IOPL | \
		RFLAGS_ARITHMETIC)

/* Stacks of the interrupt stack table, by IST number. */
#define IST_NMI           1
#define IST_DOUBLE_FAULT  2
#define IST_MACHINE_CHECK 3
#define IST_DEBUG         4
#define IST_COUNT         4

/* Interrupt vectors above the exceptions. */
#define VECTOR_8259       0x20 /* 16 of them, never wanted */
#define VECTOR_IRQ_BASE   0x30 /* of devices, up to VECTOR_RESCHEDULE */
#define VECTOR_RESCHEDULE 0xf0
#define VECTOR_FLUSH      0xf1
#define VECTOR_TIMER      0xf2
#define VECTOR_SPURIOUS   0xff

#define SYSCALL_SLOTS 512

#endif
