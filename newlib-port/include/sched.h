/*
 * newlib-port/include/sched.h - scheduling, and the processors a thread may use.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _SCHED_H_
#define _SCHED_H_

#include <sys/types.h>
#include <sys/sched.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

int sched_setparam(pid_t __pid, const struct sched_param *__param);
int sched_getparam(pid_t __pid, struct sched_param *__param);
int sched_setscheduler(pid_t __pid, int __policy, const struct sched_param *__param);
int sched_getscheduler(pid_t __pid);
int sched_get_priority_max(int __policy);
int sched_get_priority_min(int __policy);
int sched_rr_get_interval(pid_t __pid, struct timespec *__interval);
int sched_yield(void);

#if __GNU_VISIBLE
#define CLONE_VM             0x00000100
#define CLONE_FS             0x00000200
#define CLONE_FILES          0x00000400
#define CLONE_SIGHAND        0x00000800
#define CLONE_VFORK          0x00004000
#define CLONE_PARENT         0x00008000
#define CLONE_THREAD         0x00010000
#define CLONE_SYSVSEM        0x00040000
#define CLONE_SETTLS         0x00080000
#define CLONE_PARENT_SETTID  0x00100000
#define CLONE_CHILD_CLEARTID 0x00200000
#define CLONE_CHILD_SETTID   0x01000000

#define CPU_SETSIZE 1024
typedef unsigned long __cpu_mask;
typedef struct {
	__cpu_mask __bits[CPU_SETSIZE / 64];
} cpu_set_t;

/* A set in `size' bytes; what is beyond it is not in it. */
#define __CPU_HAS(cpu, size) ((__SIZE_TYPE__)(cpu) / 8 < (__SIZE_TYPE__)(size))
#define __CPU_WORD(cpu, set) (((__cpu_mask *)(void *)(set))[(__SIZE_TYPE__)(cpu) / 64])
#define __CPU_BIT(cpu)       (1UL << (__SIZE_TYPE__)(cpu) % 64)

#define CPU_SET_S(cpu, size, set) \
	(__CPU_HAS(cpu, size) ? (__CPU_WORD(cpu, set) |= __CPU_BIT(cpu)) : 0UL)
#define CPU_CLR_S(cpu, size, set) \
	(__CPU_HAS(cpu, size) ? (__CPU_WORD(cpu, set) &= ~__CPU_BIT(cpu)) : 0UL)
#define CPU_ISSET_S(cpu, size, set) \
	(__CPU_HAS(cpu, size) && (__CPU_WORD(cpu, set) & __CPU_BIT(cpu)) != 0)
#define CPU_ZERO_S(size, set)     __builtin_memset((set), 0, (size))
#define CPU_EQUAL_S(size, a, b)   (__builtin_memcmp((a), (b), (size)) == 0)
#define CPU_COUNT_S(size, set)    __xinim_cpu_count((size), (set))
#define CPU_AND_S(size, to, a, b) __xinim_cpu_join((size), (to), (a), (b), 0)
#define CPU_OR_S(size, to, a, b)  __xinim_cpu_join((size), (to), (a), (b), 1)
#define CPU_XOR_S(size, to, a, b) __xinim_cpu_join((size), (to), (a), (b), 2)
#define CPU_ALLOC_SIZE(count)     (((count) + 63UL) / 64 * 8)
#define CPU_ALLOC(count)          ((cpu_set_t *)calloc(1, CPU_ALLOC_SIZE(count)))
#define CPU_FREE(set)             free(set)

#define CPU_SET(cpu, set)   CPU_SET_S(cpu, sizeof(cpu_set_t), set)
#define CPU_CLR(cpu, set)   CPU_CLR_S(cpu, sizeof(cpu_set_t), set)
#define CPU_ISSET(cpu, set) CPU_ISSET_S(cpu, sizeof(cpu_set_t), set)
#define CPU_ZERO(set)       CPU_ZERO_S(sizeof(cpu_set_t), set)
#define CPU_EQUAL(a, b)     CPU_EQUAL_S(sizeof(cpu_set_t), a, b)
#define CPU_COUNT(set)      CPU_COUNT_S(sizeof(cpu_set_t), set)
#define CPU_AND(to, a, b)   CPU_AND_S(sizeof(cpu_set_t), to, a, b)
#define CPU_OR(to, a, b)    CPU_OR_S(sizeof(cpu_set_t), to, a, b)
#define CPU_XOR(to, a, b)   CPU_XOR_S(sizeof(cpu_set_t), to, a, b)

int __xinim_cpu_count(size_t __size, const void *__set);
void __xinim_cpu_join(
	size_t __size, void *__to, const void *__a, const void *__b, int __how);

int sched_getcpu(void);
/* How many bytes the kernel knows of are no part of the answer: 0 or -1. */
int sched_getaffinity(pid_t __pid, size_t __size, cpu_set_t *__set);
int sched_setaffinity(pid_t __pid, size_t __size, const cpu_set_t *__set);
#endif

#ifdef __cplusplus
}
#endif

#endif
