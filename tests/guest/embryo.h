/* tests/guest/embryo.h - memory that a child is going to go on in.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_TESTS_GUEST_EMBRYO_H
#define XINIM_TESTS_GUEST_EMBRYO_H

#include "control.h"

#include <xinim/vm.h>

#define ANY_CALL SYS_unshare /* that is routed here; what it means is ours to say */

static volatile uint64_t word = 1;

static uint64_t free_pages(void)
{
	struct xinim_stats_memory m;

	xinim_syscall4(SYS_stats_read, XINIM_STATS_MEMORY, 0, (long)&m, sizeof(m));
	return m.free_pages;
}

/* Where the new program begins: in a copy of our memory, on the same stack. */
static void starts_anew(uint64_t arg)
{
	uint64_t fs = 1, xmm;

	__asm__ volatile("movq %%xmm5, %0" : "=r"(xmm));
	xinim_syscall2(SYS_arch_prctl, XINIM_ARCH_GET_FS, (long)&fs);
	end(arg == 0x77 && word == 1 && fs == 0 && xmm == 0 &&
				xinim_syscall0(SYS_gettid) == xinim_syscall0(SYS_getpid)
			? 7
			: 8);
}

static struct xinim_regs fresh_regs(void)
{
	struct xinim_regs r = {
		.rip = (uint64_t)starts_anew,
		.rdi = 0x77,
		.rsp = (uint64_t)(child_stack + STACK) - 8,
	};

	return r;
}

static int make_embryo(void)
{
	int p = xinim_process_create("embryo");

	EXPECT(p > 0);
	EXPECT_EQ(control(p, XINIM_PROCESS_CLONE, XINIM_CAP_SELF, 0, 0), 0);
	return p;
}

static int64_t adopt(
	uint64_t call, int embryo, const struct xinim_regs *r, const char *name)
{
	return xinim_syscall5(SYS_process_control, (long)call, XINIM_PROCESS_ADOPT,
		embryo, (long)r, (long)name);
}

#endif
