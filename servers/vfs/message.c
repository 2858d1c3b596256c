/*
 * servers/vfs/message.c - what the process server asks (servers/lib/vfs_protocol.h).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/vfs/message.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <xinim/cap.h>
#include <xinim/ipc.h>

#include "servers/lib/vfs_protocol.h"
#include "servers/vfs/block_disk.h"
#include "servers/vfs/block_root.h"
#include "servers/vfs/console.h"
#include "servers/vfs/exec.h"
#include "servers/vfs/pidfd.h"
#include "servers/vfs/rtc.h"
#include "servers/vfs/tty.h"

#define SIGNALS_MAX  256  /* that wait to be fetched */
#define CODE_KERNEL  0x80 /* SI_KERNEL */
#define LIMIT_FSIZE  1
#define LIMIT_NOFILE 7

static struct vfs_signal signals[SIGNALS_MAX];
static unsigned signal_first, signal_count;
static int process_server; /* a capability to its notification; 0: none */
static uint64_t process_bits;

void message_signal(int32_t target, int signal, int code)
{
	message_signal_value(target, signal, code, 0);
}

void message_signal_value(int32_t target, int signal, int code, uint64_t value)
{
	struct vfs_signal *s;

	/* Nobody fetches them: one more of what nobody wants is lost. */
	if (signal_count == SIGNALS_MAX)
		return;
	s = &signals[(signal_first + signal_count++) % SIGNALS_MAX];
	memset(s, 0, sizeof(*s));
	s->target = target;
	s->signal = signal;
	s->code = code;
	s->band = value;
	if (process_server)
		os_notify(process_server, process_bits);
}

static int64_t fetch_signals(struct call *c)
{
	int64_t done = 0;

	while (signal_count && (uint64_t)done < c->arg[1]) {
		if (user_put(c, c->arg[0] + (uint64_t)done * sizeof(signals[0]),
			    &signals[signal_first], sizeof(signals[0])) != 0)
			return done ? done : -EFAULT;
		signal_first = (signal_first + 1) % SIGNALS_MAX;
		signal_count--;
		done++;
	}
	return done;
}

static int64_t hello(struct call *c, uint64_t label)
{
	if (!(label & XINIM_LABEL_CAP) || (int64_t)c->arg[5] <= 0)
		return -EBADF;
	if (process_server)
		os_cap_close(process_server);
	process_server = (int)c->arg[5];
	process_bits = c->arg[0];
	if (signal_count)
		os_notify(process_server, process_bits);
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static int64_t identity(struct call *c, struct proc *p)
{
	struct vfs_identity head;
	struct cred *new;

	if (c->arg[2] < sizeof(head))
		return -EINVAL;
	if (user_get(c, &head, c->arg[1], sizeof(head)) != 0)
		return -EFAULT;
	if (head.ngroups > VFS_GROUPS_MAX || c->arg[2] != VFS_IDENTITY_SIZE(head.ngroups))
		return -EINVAL;
	new = malloc(sizeof(*new) + head.ngroups * sizeof(uint32_t));
	if (!new)
		return -ENOMEM;
	if (user_get(c, new->groups, c->arg[1] + sizeof(head),
		    head.ngroups * sizeof(uint32_t)) != 0) {
		free(new);
		return -EFAULT;
	}
	new->refs = 1;
	new->euid = head.euid;
	new->egid = head.egid;
	new->uid = head.uid;
	new->gid = head.gid;
	new->ngroups = head.ngroups;
	qsort(new->groups, new->ngroups, sizeof(uint32_t), by_number);
	cred_put(p->cred);
	p->cred = new;
	return 0;
}

static int64_t exec_take(
	struct call *c, struct proc *p, uint64_t word[6], uint64_t *label)
{
	struct exec *e = p->exec;
	struct inode *i;
	int object;

	if (!e || !e->image)
		return -ESRCH;
	if (c->arg[2] < VFS_EXEC_STRINGS)
		return -EINVAL;
	if (user_put(c, c->arg[1], e->strings, e->length) != 0)
		return -EFAULT;
	i = e->image;
	object = i->ops->object ? i->ops->object(i, false) : -ENOEXEC;
	if (object < 0)
		return object;
	/* What is handed over is derived from this one, which goes with the answer. */
	object = os_object_with(object, XINIM_RIGHT_READ | XINIM_RIGHT_EXEC);
	if (object < 0)
		return object;
	word[1] = i->size;
	word[2] = i->mode;
	word[3] = (uint64_t)i->uid << 32 | i->gid;
	word[4] = e->flags;
	word[5] = (uint64_t)object;
	*label = XINIM_LABEL_CAP;
	return e->count;
}

static int64_t exec_done(struct proc *p)
{
	struct exec *e = p->exec;

	if (!e || !e->image)
		return -ESRCH;
	proc_unshare(p, VFS_SHARE_FILES);
	fdtable_close_on_exec(p);
	if (p->image) {
		inode_allow_write(p->image);
		inode_put(p->image);
	}
	p->image = e->image;
	e->image = NULL;
	exec_drop(p);
	return 0;
}

static int64_t set_limit(struct proc *p, uint64_t which, uint64_t soft, uint64_t hard)
{
	int error;

	if (which >= LIMITS)
		return -EINVAL;
	error = proc_set_limit(p, (unsigned)which, soft, hard);
	if (error)
		return error;
	if (which == LIMIT_NOFILE)
		p->nofile = soft;
	else if (which == LIMIT_FSIZE)
		p->fsize = soft;
	return 0;
}

static int64_t about_process(struct call *c, uint64_t label, struct proc *p,
	uint64_t word[6], uint64_t *answer)
{
	switch (label) {
	case VFS_IDENTITY:
		return identity(c, p);
	case VFS_EXEC_TAKE:
		return exec_take(c, p, word, answer);
	case VFS_EXEC_DONE:
		return exec_done(p);
	case VFS_EXEC_FAILED:
		if (!p->exec)
			return -ESRCH;
		exec_drop(p);
		return 0;
	case VFS_UNSHARE:
		return proc_unshare(p, (unsigned)c->arg[1]);
	case VFS_LIMIT:
		return set_limit(p, c->arg[1], c->arg[2], c->arg[3]);
	case VFS_PIDFD_OPEN:
		return pidfd_open(p, (int32_t)c->arg[1], c->arg[2], (unsigned)c->arg[3],
			c->arg[3] & VFS_PIDFD_ENDED);
	case VFS_PIDFD_CLOSE:
		return pidfd_close(p, c->arg[1], c->arg[2]);
	case VFS_PIDFD_ASK:
		return pidfd_ask(p, c->arg[1], word);
	case VFS_PIDFD_TAKE: {
		const struct proc *from =
			(int64_t)c->arg[1] > 0 ? proc_of(c->arg[1]) : NULL;

		return from ? pidfd_take(p, from, c->arg[2]) : -ENOMEM;
	}
	case VFS_SESSION:
		p->group = (int32_t)c->arg[1];
		p->session = (int32_t)c->arg[2];
		return 0;
	default:
		return -ENOSYS;
	}
}

static int64_t typed(const struct call *c)
{
	static uint32_t last;
	uint32_t n = (uint32_t)c->arg[0], number = (uint32_t)(c->arg[0] >> 32);

	if (n > VFS_TYPED_MAX)
		return -EINVAL;
	/* A driver that was started again cannot know whether this has been heard. */
	if (number && number == last)
		return 0;
	last = number;
	console_typed(&c->arg[1], n);
	return 0;
}

/* With a capability, which is kept if all is well. */
static int64_t attach_screen(const struct call *c, uint64_t label)
{
	int cap = label & XINIM_LABEL_CAP ? (int)c->arg[5] : 0;
	int64_t error = console_screen(cap, c->arg[0]);

	if (error && cap > 0)
		os_cap_close(cap);
	return error;
}

static int64_t attach_rtc(const struct call *c, uint64_t label)
{
	int cap = label & XINIM_LABEL_CAP ? (int)c->arg[5] : 0;
	int error = cap > 0 ? rtc_attach(cap, c->arg[0]) : -EBADF;

	if (error && cap > 0)
		os_cap_close(cap);
	return error;
}

/* --- disks ------------------------------------------------------------------------ */

static int64_t block_attach(struct call *c, int cap)
{
	struct block_attach a;
	int64_t number;

	if (c->arg[1] != sizeof(a))
		return -EINVAL;
	if (user_get(c, &a, c->arg[0], sizeof(a)) != 0)
		return -EFAULT;
	a.model[sizeof(a.model) - 1] = 0;
	number = disk_attach(&a, cap);
	if (number >= 0)
		block_work = true;
	return number;
}

static int64_t block_doorbell(struct call *c, int cap, uint64_t word[6], uint64_t *answer)
{
	int events = os_events(), error;

	if (events < 0)
		return -ENOMEM;
	error = disk_doorbell(c->arg[0], cap, c->arg[1]);
	if (error) {
		os_cap_close(events);
		return error;
	}
	word[1] = EVENT_BLOCK;
	word[5] = (uint64_t)events;
	*answer = XINIM_LABEL_CAP;
	return 0;
}

/* With a capability, which is kept if all is well. */
static int64_t about_disk(
	struct call *c, uint64_t label, uint64_t word[6], uint64_t *answer)
{
	int64_t cap = (int64_t)c->arg[5], result;

	if (!(label & XINIM_LABEL_CAP) || cap <= 0)
		return -EBADF;
	if ((label & ~XINIM_LABEL_CAP) == VFS_BLOCK_ATTACH)
		result = block_attach(c, (int)cap);
	else
		result = block_doorbell(c, (int)cap, word, answer);
	if (result < 0)
		os_cap_close((int)cap);
	return result;
}

static int64_t about_driver(const struct call *c, uint64_t label)
{
	char name[VFS_BLOCK_NAME];
	int64_t result = 0;

	memcpy(name, &c->arg[1], sizeof(name));
	if (!name[0] || name[sizeof(name) - 1])
		return -EINVAL;
	if (label == VFS_BLOCK_GONE)
		result = disks_gone(name);
	else
		disks_found(name);
	block_driver_ready(name);
	if (label == VFS_BLOCK_GONE) {
		console_screen_gone(name);
		rtc_gone(name);
	}
	return result;
}

static int64_t run(struct call *c, uint64_t label, uint64_t word[6], uint64_t *answer)
{
	struct proc *p;

	switch (label & ~XINIM_LABEL_CAP) {
	case VFS_HELLO:
		return hello(c, label);
	case VFS_FORK:
		return proc_fork(c->arg[0], c->arg[1], (unsigned)c->arg[2]);
	case VFS_EXIT:
		proc_exit(c->arg[0]);
		tty_leader_ended((int32_t)c->arg[0]);
		pidfd_ended((int32_t)c->arg[0], false);
		return 0;
	case VFS_PIDFD_REAPED:
		pidfd_ended((int32_t)c->arg[0], true);
		return 0;
	case VFS_ORPHANED:
		tty_group_orphaned((int32_t)c->arg[0]);
		return 0;
	case VFS_CONTINUED:
		tty_continued();
		return 0;
	case VFS_TYPED:
		return typed(c);
	case VFS_ATTENTION:
		message_signal(1, SIGINT, CODE_KERNEL);
		return 0;
	case VFS_POWER:
		message_signal(1, SIGPWR, CODE_KERNEL);
		return 0;
	case VFS_BLOCK_ATTACH:
	case VFS_BLOCK_DOORBELL:
		return about_disk(c, label, word, answer);
	case VFS_BLOCK_READY:
	case VFS_BLOCK_GONE:
		return about_driver(c, label);
	case VFS_SCREEN:
		return attach_screen(c, label);
	case VFS_RTC_ATTACH:
		return attach_rtc(c, label);
	case VFS_RTC_NEXT:
		return rtc_next(&word[1]);
	case VFS_RTC_DONE:
		rtc_done(c->arg[0], &c->arg[1]);
		return 0;
	case VFS_RTC_CAME:
		rtc_came((uint8_t)c->arg[0]);
		return 0;
	case VFS_SHOWN:
		return console_shown(c->id, c->arg[0], c->arg[1], c->arg[2], &word[1]);
	case VFS_SIGNALS:
		return fetch_signals(c);
	}
	if ((int64_t)c->arg[0] <= 0)
		return -ESRCH;
	p = proc_of(c->arg[0]);
	return p ? about_process(c, label, p, word, answer) : -ENOMEM;
}

void message_run(struct call *c, uint64_t label, uint64_t word[6], uint64_t *answer_label)
{
	*answer_label = 0;
	memset(word, 0, 6 * sizeof(*word));
	word[0] = (uint64_t)run(c, label, word, answer_label);
}
