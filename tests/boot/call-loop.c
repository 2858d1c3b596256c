/*
 * tests/boot/call-loop.c - PID 1 of nmi.sh: system calls, one after the other.
 *
 * Each has to give the same result and leave a register alone, whatever comes
 * in between; the exit status is 0 only then.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>

#define CALLS 20000000

int main(void)
{
	puts("call-loop: begins");
	fflush(stdout);
	for (uint64_t i = 0; i < CALLS; i++) {
		register uint64_t kept __asm__("r12") = i;
		long pid;

		__asm__ volatile("syscall"
				 : "=a"(pid), "+r"(kept)
				 : "a"(SYS_getpid)
				 : "rcx", "r11", "memory");
		if (pid != 1 || kept != i) {
			printf("call-loop: call %llu went wrong\n",
				(unsigned long long)i);
			return 1;
		}
	}
	return 0;
}
