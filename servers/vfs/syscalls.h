/*
 * servers/vfs/syscalls.h - the handlers of system calls, by name.
 *
 * VFS_CALLS lists what is served: call.c makes its table of it. What is routed
 * here and not in the list answers ENOSYS.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_SYSCALLS_H
#define XINIM_VFS_SYSCALLS_H

#include "servers/vfs/vfs.h"

/* clang-format off */
#define VFS_CALLS(X)                                                                \
	X(read) X(write) X(open) X(close) X(stat) X(fstat) X(lstat) X(poll) X(lseek) \
	X(mmap) X(msync) X(ioctl) X(pread64) X(pwrite64) X(readv) X(writev) X(access) X(pipe) \
	X(select) X(dup) X(dup2) X(sendfile) X(execve) X(fcntl) X(flock) X(fsync)    \
	X(fdatasync) X(truncate) X(ftruncate) X(getcwd) X(chdir) X(fchdir) X(rename) \
	X(mkdir) X(rmdir) X(creat) X(link) X(unlink) X(symlink) X(readlink) X(chmod) \
	X(fchmod) X(chown) X(fchown) X(lchown) X(umask) X(utime) X(mknod) X(statfs)  \
	X(fstatfs) X(chroot) X(sync) X(mount) X(umount2) X(readahead)                \
	X(epoll_create) X(getdents64) X(fadvise64) X(epoll_wait) X(epoll_ctl)        \
	X(utimes) X(openat) X(mkdirat) X(mknodat) X(fchownat) X(futimesat)           \
	X(newfstatat) X(unlinkat) X(renameat) X(linkat) X(symlinkat) X(readlinkat)   \
	X(fchmodat) X(faccessat) X(pselect6) X(ppoll) X(sync_file_range)             \
	X(utimensat) X(epoll_pwait) X(timerfd_create) X(eventfd) X(fallocate)        \
	X(timerfd_settime) X(timerfd_gettime) X(eventfd2) X(epoll_create1) X(dup3)   \
	X(pipe2) X(preadv) X(pwritev) X(syncfs) X(renameat2) X(memfd_create)         \
	X(execveat) X(copy_file_range) X(preadv2) X(pwritev2) X(statx)               \
	X(close_range) X(openat2) X(faccessat2) X(epoll_pwait2) X(socket) X(connect) \
	X(accept) X(sendto) X(recvfrom) X(sendmsg) X(recvmsg) X(shutdown) X(bind)    \
	X(listen) X(getsockname) X(getpeername) X(socketpair) X(setsockopt)          \
	X(getsockopt) X(accept4) X(sendmmsg) X(recvmmsg) X(getdents)            \
	X(setxattr) X(lsetxattr) X(fsetxattr) X(getxattr) X(lgetxattr) X(fgetxattr)  \
	X(listxattr) X(llistxattr) X(flistxattr) X(removexattr) X(lremovexattr)      \
	X(fremovexattr) X(vhangup) X(pivot_root) X(splice) X(tee) X(vmsplice) \
	X(signalfd) X(signalfd4) X(mq_open) X(mq_unlink) X(mq_timedsend) \
	X(mq_timedreceive) X(mq_notify) X(mq_getsetattr) X(fchmodat2)
/* clang-format on */

#define X(name) int64_t sys_##name(struct call *c);
VFS_CALLS(X)
#undef X

/* F_GETLK, F_SETLK, F_SETLKW; of_file: the lock is the open file's (F_OFD_). */
int64_t lock_record(struct call *c, struct file *f, int command, bool of_file);

/*
 * The caller's signal mask is this one until the call is over. -EINVAL (size),
 * -EFAULT; -ERESTARTNOHAND: a signal has come that way.
 */
int call_signal_mask(struct call *c, uint64_t set, uint64_t size);

/* The open file that argument 0 names, not held; NULL: -EBADF. O_PATH's count as none. */
struct file *call_file(const struct call *c, unsigned argument);

/* What a path and its descriptor name; with AT_EMPTY_PATH, the open file's inode. Held. */
int call_inode(struct call *c, int at, uint64_t path, unsigned walk, struct inode **i);

/* Makes a node with this mode, type and all, umask or not; its inode is held. -EEXIST ... */
int make_path(struct call *c, const char *path, uint32_t mode, struct inode **made);

/* -EACCES, -EROFS, -ENOENT (it has been removed): names may be made in dir. */
int may_change_directory(const struct call *c, const struct inode *dir);

/* Truncates an inode as its owner's writer: limits, set-id bits, times. */
int inode_truncate(struct call *c, struct inode *i, uint64_t size);

#endif
