/*
 * newlib-port/include/unistd.h - newlib's <unistd.h>, and what XINIM has besides.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_UNISTD_H
#define _XINIM_UNISTD_H

#include <sys/unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

#if __GNU_VISIBLE
int execveat(int __dirfd, const char *__path, char *const __argv[], char *const __envp[],
	int __flags);
#define SEEK_DATA 3 /* lseek: the next byte that is no hole */
#define SEEK_HOLE 4
#endif

#if __MISC_VISIBLE || __GNU_VISIBLE
int acct(const char *__path); /* ENOSYS */
int brk(void *__end);
ssize_t copy_file_range(int __from, off_t *__from_at, int __to, off_t *__to_at,
	size_t __count, unsigned __flags);
void closefrom(int __first);
char *getpass(const char *__prompt);
int close_range(unsigned int __first, unsigned int __last, int __flags);
pid_t gettid(void);
pid_t _Fork(void);
int getresgid(gid_t *__rgid, gid_t *__egid, gid_t *__sgid);
int getresuid(uid_t *__ruid, uid_t *__euid, uid_t *__suid);
ssize_t pread64(int __fd, void *__buf, size_t __n, off_t __at) __asm__("pread");
ssize_t pwrite64(int __fd, const void *__buf, size_t __n, off_t __at) __asm__("pwrite");
int setdomainname(const char *__name, size_t __length);
int setresgid(gid_t __rgid, gid_t __egid, gid_t __sgid);
int setresuid(uid_t __ruid, uid_t __euid, uid_t __suid);
int syncfs(int __fd);

/* Any call by its number: <sys/syscall.h>. Sets errno, as the others do. */
long syscall(long __number, ...);
#endif

#ifdef __cplusplus
}
#endif

#endif
