/*
 * servers/vfs/tty.h - terminals: reads, writes, settings and job control.
 *
 * POSIX.1-2017, chapter 11; requests as in Linux's ioctl_tty(2). What happens
 * to bytes is line.h's business, where they go is the device's.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_TTY_H
#define XINIM_VFS_TTY_H

#include "servers/vfs/line.h"
#include "servers/vfs/vfs.h"

struct tty;

#define CODE_KERNEL  0x80       /* SI_KERNEL: how signals of terminals come */
#define TTY_IMMORTAL UINT64_MAX /* a file's age: no hang-up ends it */

struct tty_device {
	void (*send)(struct tty *t, const void *data, size_t n); /* must not park */
	/* Bytes that it would take now. NULL: any number. */
	size_t (*room)(struct tty *t);
	/*
	 * There is no room: until when to wait for some; 0: there may be, now. NULL: for
	 * ever.
	 */
	int64_t (*patience)(struct tty *t);
	/* The terminal's size is another one. NULL: that is all there is to it. */
	void (*resized)(struct tty *t);
	/* What was read makes room; output may flow again. NULL: who cares? */
	void (*drained)(struct tty *t);
	/* TTY_TOLD_ bits: something was done to its queues. NULL: it has none. */
	void (*told)(struct tty *t, unsigned what);
	/* No file has it open any more. NULL: it stays as it is. */
	void (*closed)(struct tty *t);
};

struct tty {
	struct line line;
	const struct tty_device *device;
	void *own; /* the device's */
	uint64_t rdev;
	struct xinim_winsize size;
	int32_t session, group; /* whose terminal it is; in the foreground; 0: nobody's */
	unsigned opens;         /* files */
	uint64_t age;           /* hang-ups so far: files of before one are dead */
	bool off;               /* there is nobody at the other end */
	bool exclusive;
	uint32_t speed_in, speed_out; /* bits a second, where no number stands for them */
	struct wait_queue read, write;
	struct list link; /* of all */
};

extern const struct file_ops tty_ops;

void tty_init(struct tty *t, const struct tty_device *device, uint64_t rdev);
void tty_end(struct tty *t);
/* The device hears of TTY_TOLD_ bits, which are those of TIOCPKT (Linux's ioctl_tty(2)). */
#define TTY_TOLD_FLUSH_READ  1u
#define TTY_TOLD_FLUSH_WRITE 2u
#define TTY_TOLD_STOP        4u
#define TTY_TOLD_START       8u
#define TTY_TOLD_NO_KEYS     16u
#define TTY_TOLD_KEYS        32u
#define TTY_TOLD_SETTINGS    64u /* with EXTPROC: the other end is to know */
static inline void tty_tell(struct tty *t, unsigned what)
{
	if (t->device->told)
		t->device->told(t, what);
}
/*
 * Before a read, a write or another setting: who is in the background is sent
 * `signal` with all of its group, and waits until that has taken effect.
 */
int tty_job_control(struct call *c, struct tty *t, int signal);
/* TCXONC and TCFLSH. -EINVAL, and as tty_job_control. */
int64_t tty_flow(struct call *c, struct tty *t, uint64_t what);
int64_t tty_flush(struct call *c, struct tty *t, uint64_t what);
/* Settings: TCGETS and its like, in each of the three layouts. False: no such request. */
bool tty_is_settings(unsigned request);
int64_t tty_settings(struct call *c, struct tty *t, unsigned request, uint64_t arg);
/* Waits until output is not stopped. -ERESTARTSYS */
int64_t tty_drain(struct call *c, struct tty *t);
/* Makes f, just made, a file of t: what an open has to do. */
void tty_open(struct call *c, struct file *f, struct tty *t);
/* Bytes come from the device. */
void tty_input(struct tty *t, const void *data, size_t n);
/* The device has room again. */
void tty_room(struct tty *t);
/* The other end has gone: SIGHUP, and what is open is dead. */
void tty_hang_up(struct tty *t);
/* What ioctl does that is not about whose terminal it is; pty.c's master can, too. */
int64_t tty_control(struct call *c, struct tty *t, unsigned request, uint64_t arg);
/* The terminal of p's session; NULL: it has none. */
struct tty *tty_of(const struct proc *p);
/* The process server would not stop this group from the background. */
void tty_group_orphaned(int32_t group);
/* Some process goes on: if it still is in the background, it is stopped again. */
void tty_continued(void);
/* The session's leader has ended. */
void tty_leader_ended(int32_t session);

/* ioctl requests (Linux, asm-generic/ioctls.h). */
#define TTY_GETS           0x5401
#define TTY_SETS           0x5402
#define TTY_SETSW          0x5403
#define TTY_SETSF          0x5404
#define TTY_GETA           0x5405 /* struct termio, of System V */
#define TTY_SETA           0x5406
#define TTY_SETAW          0x5407
#define TTY_SETAF          0x5408
#define TTY_GETS2          0x802c542a /* struct termios2, with speeds as numbers */
#define TTY_SETS2          0x402c542b
#define TTY_SETSW2         0x402c542c
#define TTY_SETSF2         0x402c542d
#define TTY_SENDBREAK      0x5409
#define TTY_FLOW           0x540a
#define TTY_FLUSH          0x540b
#define TTY_EXCLUSIVE      0x540c
#define TTY_SHARED         0x540d
#define TTY_TAKE           0x540e /* TIOCSCTTY */
#define TTY_GET_GROUP      0x540f
#define TTY_SET_GROUP      0x5410
#define TTY_OUTQ           0x5411
#define TTY_TYPE           0x5412 /* TIOCSTI */
#define TTY_GET_SIZE       0x5413
#define TTY_SET_SIZE       0x5414
#define TTY_INQ            0x541b
#define TTY_LEAVE          0x5422 /* TIOCNOTTY */
#define TTY_SET_DISCIPLINE 0x5423
#define TTY_GET_DISCIPLINE 0x5424
#define TTY_GET_EXCLUSIVE  0x80045440
#define TTY_BREAK_P        0x5425
#define TTY_BREAK_ON       0x5427
#define TTY_BREAK_OFF      0x5428
#define TTY_GET_CARRIER    0x5419 /* TIOCGSOFTCAR */
#define TTY_SET_CARRIER    0x541a
#define TTY_GET_DEVICE     0x80045432
#define TTY_HANG_UP        0x5437
#define TTY_GET_SID        0x5429
#define PTY_NUMBER         0x80045430
#define PTY_LOCK           0x40045431
#define PTY_GET_LOCK       0x80045439
#define PTY_PACKET         0x5420 /* TIOCPKT */
#define PTY_GET_PACKET     0x80045438
#define PTY_SIGNAL         0x40045436
#define PTY_PEER           0x5441

#endif
