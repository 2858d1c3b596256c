/*
 * servers/lib/vfs_protocol.h - what other servers tell the VFS server.
 *
 * The process server is connected (XINIM_ROUTE_CONNECT) and calls, xinim_call();
 * the VFS server answers every one of these at once, whatever else it waits for.
 * The label says what is asked, the words are the arguments, word 0 of the answer
 * is 0 or more, or an errno value negated. Only a sender whose badge is the
 * process server's (XINIM_BADGE_SERVER with its PID) is listened to: -EPERM else.
 * The VFS server never calls the process server: what it has to say to it, it
 * keeps until it is fetched (VFS_SIGNALS), and sets a bit.
 *
 * A process that the VFS server has not been told of has descriptors 0 to 2 on
 * /dev/console, / as its root and working directory, umask 022, and belongs to
 * root: so do those that are started at boot.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_VFS_PROTOCOL_H
#define XINIM_SERVERS_VFS_PROTOCOL_H

#include <stdint.h>

/* Labels from here on are messages; those below are the numbers of system calls. */
#define VFS_LABEL_FIRST 1024

enum vfs_label {
	/*
	 * VFS_HELLO(bits), with XINIM_LABEL_CAP and a capability to a notification
	 * (WRITE, GRANT) in word 5. When there are signals to fetch, `bits` are set in it.
	 * To be said once after each start of either server.
	 */
	VFS_HELLO = VFS_LABEL_FIRST,

	/*
	 * VFS_FORK(parent, child, flags): a process comes to be, before it runs. It
	 * inherits everything: descriptors, directories, umask, identity, limits, session.
	 * -EEXIST: the child is known already; -ENOMEM. A parent that is not known is
	 * one as above.
	 */
	VFS_FORK,

	/* VFS_EXIT(pid): it has ended: its descriptors are closed, its record locks go. */
	VFS_EXIT,

	/*
	 * VFS_IDENTITY(pid, identity, length): as whom it opens and makes files from
	 * now on: a struct vfs_identity in the sender's memory, with its groups; length
	 * is VFS_IDENTITY_SIZE(ngroups). -EINVAL (length, too many groups), -EFAULT,
	 * -ENOMEM.
	 */
	VFS_IDENTITY,

	/*
	 * VFS_EXEC_TAKE(pid, buffer, length): what the execve that has been forwarded is
	 * about. The answer has a capability to the file's memory object (READ, EXEC) in
	 * word 5 with XINIM_LABEL_CAP, and in words 1 to 4: the file's size, its mode,
	 * uid << 32 | gid, VFS_EXEC_ flags. The file cannot be written to from now on.
	 * The buffer, VFS_EXEC_STRINGS bytes or more, gets strings one after the other,
	 * each with its NUL; word 0 says how many, at least one: the first is the name that
	 * the file goes by (AT_EXECFN, and the process's name after its last slash). If
	 * there are more it is a script: they take argv[0]'s place.
	 * -ESRCH: no execve of this process is under way; -EINVAL (length), -EFAULT.
	 */
	VFS_EXEC_TAKE,

	/*
	 * VFS_EXEC_DONE(pid): it runs the new program: descriptors to be closed on exec
	 * are closed, descriptors shared with others are its own from now on.
	 * VFS_EXEC_FAILED(pid): nothing has changed for it. -ESRCH: none was under way.
	 */
	VFS_EXEC_DONE,
	VFS_EXEC_FAILED,

	/*
	 * VFS_SIGNALS(buffer, count): takes up to `count` signals that the VFS server
	 * wants to be sent: struct vfs_signal, in the sender's memory. How many. If as
	 * many came as there was room for, there may be more.
	 */
	VFS_SIGNALS,

	/* VFS_UNSHARE(pid, flags): what VFS_SHARE_ flags name is its own, as it is now. -ENOMEM */
	VFS_UNSHARE,

	/*
	 * VFS_LIMIT(pid, RLIMIT_ number, soft, hard): RLIMIT_NOFILE and RLIMIT_FSIZE are kept
	 * to here, the others are told in /proc. -EINVAL, -ENOMEM.
	 */
	VFS_LIMIT,

	/*
	 * VFS_SESSION(pid, group, session): it is in this process group and session. A
	 * process that is its session's first (pid == session) and was not before has
	 * no terminal.
	 */
	VFS_SESSION,

	/*
	 * VFS_TYPED(number << 32 | n, bytes ...): these n bytes were typed at the console;
	 * they stand in words 1 to 5. With the number of the message before, they are the
	 * same again, and are not typed once more; 0 is no number. From any server.
	 * -EINVAL: n is above VFS_TYPED_MAX.
	 */
	VFS_TYPED,

	/* VFS_ATTENTION(): Ctrl-Alt-Del: PID 1 is sent SIGINT. From any server. */
	VFS_ATTENTION,

	/* VFS_POWER(): the power button: PID 1 is sent SIGPWR. From any server. */
	VFS_POWER,

	/*
	 * VFS_ORPHANED(group): SIGTTIN or SIGTTOU was to be sent to this group, and was
	 * not, as the group is orphaned: nobody could continue it. What it wanted of
	 * its terminal fails.
	 */
	VFS_ORPHANED,

	/* VFS_CONTINUED(pid): it was stopped and is not any more. */
	VFS_CONTINUED,

	/*
	 * Descriptors of processes (pidfd_open).
	 *
	 * VFS_PIDFD_OPEN(pid, target, serial, flags): a new descriptor of pid's, closed on
	 * exec, for the process `target`, which `serial` tells from others that have had
	 * its PID. VFS_EXIT of the target makes it readable. -EMFILE, -ENFILE, -ENOMEM.
	 * VFS_PIDFD_CLOSE(pid, fd, serial): takes back one that was just made.
	 * VFS_PIDFD_ASK(pid, fd): the target's PID, and in words 1 and 2 serial and flags.
	 * -EBADF: it is none such.
	 * VFS_PIDFD_TAKE(pid, from, fd): a new descriptor of pid's for what `from` has open
	 * as fd. -EBADF, -EMFILE, -ENOMEM.
	 * VFS_PIDFD_REAPED(target): nobody can wait for it any more.
	 */
	VFS_PIDFD_OPEN,
	VFS_PIDFD_CLOSE,
	VFS_PIDFD_ASK,
	VFS_PIDFD_TAKE,
	VFS_PIDFD_REAPED,

	/*
	 * Disks; servers/lib/block_protocol.h has the structures. From any server.
	 *
	 * VFS_BLOCK_ATTACH(address, length), with XINIM_LABEL_CAP and a capability to the
	 * disk's area (XINIM_CAP_DMA; READ, WRITE) in word 5: a struct block_attach in the
	 * sender's memory. A number for VFS_BLOCK_DOORBELL. A disk of this identity that
	 * is known gets a new driver by that. -EINVAL (what is said of the disk cannot be;
	 * the area is not as long), -EBADF (no capability), -EEXIST (known, of another
	 * size), -EFAULT, -ENOMEM.
	 */
	VFS_BLOCK_ATTACH,

	/*
	 * VFS_BLOCK_DOORBELL(number, bits), with a capability to a notification (WRITE) in
	 * word 5: bits of it are set when there are requests, from now on. The answer has
	 * in words 1 and 5 (XINIM_LABEL_CAP) the bits and the notification to be set when
	 * some are done. -ENXIO, -EINVAL, -EBADF, -ENOMEM.
	 */
	VFS_BLOCK_DOORBELL,

	/*
	 * VFS_BLOCK_READY(0, name): this driver has attached all the disks that it has. Those
	 * that it had before it was started again, and has not now, are gone.
	 */
	VFS_BLOCK_READY,

	/*
	 * VFS_BLOCK_GONE(0, name): the disk of this identity, or the driver of this name with
	 * all its disks, will not come back. Their requests fail: EIO. How many disks.
	 */
	VFS_BLOCK_GONE,

	/*
	 * The screen's driver. VFS_SCREEN(bits), with XINIM_LABEL_CAP and a capability to a
	 * notification (WRITE) in word 5: the console's output is kept for it from now on,
	 * and bits are set when there is some. Without, there is no screen (any more).
	 * -EINVAL: no bits; -ENOMEM.
	 */
	VFS_SCREEN,

	/*
	 * VFS_SHOWN(buffer, length, position): the first `position' bytes of all output ever
	 * kept have been shown, and are not kept any more; the next ones, up to `length',
	 * go to the sender's memory. How many; word 1: the position of the first, which is
	 * another one if those at `position' are not kept. When there are none, the bits
	 * are set at the next. -ENXIO: no VFS_SCREEN came before; -EFAULT.
	 */
	VFS_SHOWN,

	/*
	 * The battery-backed clock's driver, and what programs want of /dev/rtc0, whose
	 * commands and structures are those of <linux/rtc.h>.
	 *
	 * VFS_RTC_ATTACH(bits), with XINIM_LABEL_CAP and a capability to a notification
	 * (WRITE) in word 5: bits are set when VFS_RTC_NEXT has something, from now on.
	 * -EINVAL: no bits; -EBADF, -ENOMEM.
	 *
	 * VFS_RTC_NEXT(): the request to be answered next, the same until it is or its
	 * caller has given it up: number << 32 | command, and in words 1 to 5 what it is
	 * about, as the command's structure has it. 0: there is none.
	 *
	 * VFS_RTC_DONE(number << 32 | result, structure ...): its answer; the result, 0 or
	 * an errno value negated, has 32 bits. What is no request any more is not looked at.
	 *
	 * VFS_RTC_CAME(RTC_PF, RTC_AF, RTC_UF): these interrupts have happened.
	 */
	VFS_RTC_ATTACH,
	VFS_RTC_NEXT,
	VFS_RTC_DONE,
	VFS_RTC_CAME,

	VFS_LABEL_END
};

#define VFS_RTC_WORDS      5          /* of a structure, at the most */
#define VFS_RTC_CLOSED     1u         /* command: nobody has it open (any more) */
#define VFS_RTC_PRIVILEGED (1u << 30) /* in the number: for who may do what root may */

#define VFS_TYPED_MAX 40

/* VFS_BLOCK_READY, VFS_BLOCK_GONE: a name in words 1 to 5, filled up with NULs, one at least. */
#define VFS_BLOCK_NAME 40

/* VFS_FORK, VFS_UNSHARE: what is shared (CLONE_FILES, CLONE_FS), and not a copy. */
#define VFS_SHARE_FILES 1u /* the table of descriptors */
#define VFS_SHARE_FS    2u /* root, working directory, umask */

/* VFS_PIDFD_ flags. */
#define VFS_PIDFD_NONBLOCK 1u /* O_NONBLOCK is set */
#define VFS_PIDFD_ENDED    2u /* OPEN: the target has ended already */

#define VFS_GROUPS_MAX 65536

struct vfs_identity {
	uint32_t euid, egid; /* whose rights it has (Linux's fsuid, fsgid) */
	uint32_t uid, gid;   /* real: access(2) */
	uint32_t ngroups;
	uint32_t groups[]; /* supplementary, any order */
};
#define VFS_IDENTITY_SIZE(ngroups) \
	(sizeof(struct vfs_identity) + (ngroups) * sizeof(uint32_t))

#define VFS_EXEC_STRINGS 16384 /* always enough */

/* VFS_EXEC_TAKE: flags. */
#define VFS_EXEC_NOSUID 1u /* the set-id bits of the mode do not count there */
#define VFS_EXEC_SCRIPT \
	2u /* the strings replace argv[0]; the mode is the interpreter's */
#define VFS_EXEC_UNREADABLE 4u /* the caller may not read the file: no core, no ptrace */

struct vfs_signal {
	int32_t target; /* PID; less than 0: process group -target */
	int32_t signal;
	int32_t code;  /* si_code: SI_KERNEL, POLL_IN ... */
	int32_t fd;    /* si_fd with POLL_ codes */
	uint64_t band; /* si_band with POLL_ codes, si_value with SI_MESGQ */
};
_Static_assert(sizeof(struct vfs_signal) == 24, "the same for both");

#endif
