/* tests/posix/sysv-msg.c - System V's queues of messages.
 *
 * guest-server: process
 * guest-cpus: 2
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "sysv.h"

#include <limits.h>
#include <sys/msg.h>

struct message {
	long type;
	char text[8192];
};

static int make(int mode)
{
	int id = msgget(IPC_PRIVATE, mode);

	EXPECT(id >= 0);
	return id;
}

static struct msqid_ds stat_of(int id)
{
	struct msqid_ds d;

	memset(&d, 0xaa, sizeof(d));
	EXPECT_EQ(msgctl(id, IPC_STAT, &d), 0);
	return d;
}

static int put(int id, long type, const char *text, int flags)
{
	struct message m = { .type = type };

	strcpy(m.text, text);
	return msgsnd(id, &m, strlen(text), flags);
}

/* What there is of the type is this text, and has this type. */
static bool gives(int id, long wanted, int flags, const char *text, long type)
{
	struct message m;
	ssize_t n;

	memset(&m, 0xaa, sizeof(m));
	n = msgrcv(id, &m, sizeof(m.text), wanted, flags | IPC_NOWAIT);
	return n == (ssize_t)strlen(text) && memcmp(m.text, text, (size_t)n) == 0 &&
		m.type == type && (unsigned char)m.text[n] == 0xaa;
}

static void get(void)
{
	int id = msgget(KEY, IPC_CREAT | 0620);
	struct msqid_ds d;

	REQUIRE(id >= 0);
	EXPECT_EQ(msgget(KEY, 0), id);
	EXPECT_EQ(msgget(KEY, IPC_CREAT), id);
	EXPECT_ERROR(msgget(KEY, IPC_CREAT | IPC_EXCL), EEXIST);
	EXPECT_ERROR(msgget(KEY + 1, 0), ENOENT);
	d = stat_of(id);
	EXPECT_EQ(d.msg_perm.mode, 0620);
	EXPECT_EQ(d.msg_perm.__key, KEY);
	EXPECT_EQ(d.msg_qnum | d.__msg_cbytes, 0);
	EXPECT_EQ(d.msg_qbytes, 16384);
	EXPECT_EQ(d.msg_lspid | d.msg_lrpid, 0);
	EXPECT_EQ(d.msg_stime | d.msg_rtime, 0);
	EXPECT(time(NULL) - d.msg_ctime < 60);
	EXPECT_EQ(msgctl(id, IPC_RMID, NULL), 0);
	EXPECT_ERROR(msgctl(id, IPC_RMID, NULL), EINVAL);
	EXPECT_ERROR(msgctl(-1, IPC_STAT, &d), EINVAL);
	EXPECT_ERROR(put(id, 1, "x", 0), EINVAL);
	EXPECT_ERROR(msgget(KEY, 0), ENOENT);
}

static void too_many(void)
{
	static int id[2000];
	int n = 0;

	while (n < 2000 && (id[n] = msgget(IPC_PRIVATE, 0600)) >= 0)
		n++;
	EXPECT_EQ(errno, ENOSPC);
	REQUIRE(n > 100 && n < 2000);
	while (n-- > 0)
		EXPECT_EQ(msgctl(id[n], IPC_RMID, NULL), 0);
}

static void order(void)
{
	int id = make(0600);
	struct msqid_ds d;

	EXPECT_EQ(put(id, 3, "three", 0), 0);
	EXPECT_EQ(put(id, 1, "one", 0), 0);
	EXPECT_EQ(put(id, 2, "two", 0), 0);
	EXPECT_EQ(put(id, 1, "another", 0), 0);
	EXPECT_EQ(put(id, LONG_MAX, "", 0), 0);
	d = stat_of(id);
	EXPECT_EQ(d.msg_qnum, 5);
	EXPECT_EQ(d.__msg_cbytes, 18);
	EXPECT_EQ(d.msg_lspid, getpid());
	EXPECT(gives(id, 1, MSG_COPY, "one", 1));
	EXPECT(gives(id, 2, 0, "two", 2));
	EXPECT(gives(id, -2, 0, "one", 1));
	EXPECT(gives(id, 3, MSG_EXCEPT, "another", 1));
	EXPECT_ERROR(msgrcv(id, &(struct message){ 0 }, 10, 7, IPC_NOWAIT), ENOMSG);
	EXPECT_ERROR(msgrcv(id, &(struct message){ 0 }, 10, -2, IPC_NOWAIT), ENOMSG);
	EXPECT(gives(id, 0, 0, "three", 3));
	EXPECT(gives(id, LONG_MIN, 0, "", LONG_MAX));
	EXPECT_ERROR(msgrcv(id, &(struct message){ 0 }, 10, 0, IPC_NOWAIT), ENOMSG);
	d = stat_of(id);
	EXPECT_EQ(d.msg_qnum | d.__msg_cbytes, 0);
	EXPECT_EQ(d.msg_lrpid, getpid());
	EXPECT_EQ(msgctl(id, IPC_RMID, NULL), 0);
}

static void errors(void)
{
	int id = make(0600);
	static struct message m;

	EXPECT_ERROR(put(id, 0, "x", 0), EINVAL);
	EXPECT_ERROR(put(id, -1, "x", 0), EINVAL);
	m.type = 1;
	EXPECT_ERROR(msgsnd(id, &m, 8193, 0), EINVAL);
	EXPECT_ERROR(msgsnd(id, &m, (size_t)-1, 0), EINVAL);
	EXPECT_ERROR(msgsnd(-1, &m, 1, 0), EINVAL);
	EXPECT_ERROR(msgsnd(id, (void *)8, 1, 0), EFAULT);
	EXPECT_ERROR(msgrcv(id, &m, (size_t)-1, 0, IPC_NOWAIT), EINVAL);
	EXPECT_ERROR(msgrcv(-1, &m, 1, 0, IPC_NOWAIT), EINVAL);
	EXPECT_ERROR(msgrcv(id, &m, 1, 0, MSG_COPY), EINVAL);
	EXPECT_ERROR(msgctl(id, 999, NULL), EINVAL);
	EXPECT_ERROR(msgctl(id, IPC_STAT, (void *)8), EFAULT);
	EXPECT_ERROR(msgctl(id, IPC_SET, (void *)8), EFAULT);
	EXPECT_EQ(msgsnd(id, &m, 8192, 0), 0);
	EXPECT_EQ(put(id, 2, "second", 0), 0);
	/* Too long, or for a bad buffer: it stays. */
	EXPECT_ERROR(msgrcv(id, &m, 8191, 1, 0), E2BIG);
	EXPECT_ERROR(msgrcv(id, (void *)8, 8192, 1, 0), EFAULT);
	EXPECT_EQ(msgrcv(id, &m, 100, 1, MSG_NOERROR), 100);
	EXPECT(gives(id, 0, 0, "second", 2));
	EXPECT_EQ(msgctl(id, IPC_RMID, NULL), 0);
}

/* A queue takes 16384 bytes, and as many messages without any. */
static void full(void)
{
	int id = make(0600);
	static struct message m = { .type = 1 };
	struct msqid_ds d;

	EXPECT_EQ(msgsnd(id, &m, 8192, IPC_NOWAIT), 0);
	EXPECT_EQ(msgsnd(id, &m, 8191, IPC_NOWAIT), 0);
	EXPECT_ERROR(msgsnd(id, &m, 2, IPC_NOWAIT), EAGAIN);
	EXPECT_EQ(msgsnd(id, &m, 1, IPC_NOWAIT), 0);
	EXPECT_EQ(msgsnd(id, &m, 0, IPC_NOWAIT), 0);
	d = stat_of(id);
	d.msg_qbytes = 3;
	EXPECT_EQ(msgctl(id, IPC_SET, &d), 0);
	for (int i = 0; i < 4; i++)
		EXPECT(msgrcv(id, &m, 8192, 0, 0) >= 0);
	m.type = 1;
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(msgsnd(id, &m, 0, IPC_NOWAIT), 0);
	EXPECT_ERROR(msgsnd(id, &m, 0, IPC_NOWAIT), EAGAIN);
	d.msg_qbytes = 0;
	EXPECT_ERROR(msgctl(id, IPC_SET, &d), EINVAL);
	EXPECT_EQ(msgctl(id, IPC_RMID, NULL), 0);
}

/* Messages without end, in queues without end: there is an end, and root goes on. */
static void memory(void)
{
	static int id[200];
	static struct message m = { .type = 1 };
	int n = 0, error = 0;

	while (n < 200 && !error) {
		id[n] = make(0600);
		while (msgsnd(id[n], &m, 8192, IPC_NOWAIT) == 0)
			;
		error = errno == EAGAIN ? 0 : errno;
		n++;
	}
	EXPECT_EQ(error, ENOMEM);
	while (n-- > 0)
		EXPECT_EQ(msgctl(id[n], IPC_RMID, NULL), 0);
	id[0] = make(0600);
	EXPECT_EQ(msgsnd(id[0], &m, 8192, IPC_NOWAIT), 0);
	EXPECT_EQ(msgctl(id[0], IPC_RMID, NULL), 0);
}

/* --- waiting ------------------------------------------------------------------------ */

static int queue;

static int receive(int type)
{
	struct message m;
	ssize_t n = msgrcv(queue, &m, 16, type, 0);

	return n < 0 ? 100 + errno : (int)n;
}

static int send_one(int type)
{
	struct message m = { .type = type };

	return msgsnd(queue, &m, 100, 0) == 0 ? 0 : 100 + errno;
}

/* A child sleeps in its call: nothing tells so from outside. */
static void let_it_wait(void)
{
	sleep_ms(50);
}

static void waiting(void)
{
	pid_t two, any, sender;
	static struct message m = { .type = 1 };

	queue = make(0600);
	two = child_doing(receive, 2);
	any = child_doing(receive, 0);
	let_it_wait();
	EXPECT_EQ(put(queue, 1, "12345", 0), 0);
	EXPECT_EQ(reap(any), 5);
	EXPECT_EQ(put(queue, 2, "123", 0), 0);
	EXPECT_EQ(reap(two), 3);
	/* One that is too long for who waits stays for others. */
	any = child_doing(receive, 0);
	let_it_wait();
	EXPECT_EQ(put(queue, 4, "12345678901234567", 0), 0);
	EXPECT_EQ(reap(any), 100 + E2BIG);
	EXPECT(gives(queue, 0, 0, "12345678901234567", 4));
	/* A full queue: room comes. */
	EXPECT_EQ(msgsnd(queue, &m, 8192, 0) | msgsnd(queue, &m, 8192, 0), 0);
	sender = child_doing(send_one, 9);
	let_it_wait();
	EXPECT_EQ(stat_of(queue).msg_qnum, 2);
	EXPECT_EQ(msgrcv(queue, &m, 8192, 0, 0), 8192);
	EXPECT_EQ(reap(sender), 0);
	EXPECT_EQ(msgrcv(queue, &m, 8192, 9, IPC_NOWAIT), 100);
	EXPECT_EQ(msgctl(queue, IPC_RMID, NULL), 0);
}

static void removed(void)
{
	static struct message m = { .type = 1 };
	pid_t sender, receiver;

	queue = make(0600);
	EXPECT_EQ(msgsnd(queue, &m, 8192, 0) | msgsnd(queue, &m, 8192, 0), 0);
	sender = child_doing(send_one, 1);
	receiver = child_doing(receive, 2);
	let_it_wait();
	EXPECT_EQ(msgctl(queue, IPC_RMID, NULL), 0);
	EXPECT_EQ(reap(sender), 100 + EIDRM);
	EXPECT_EQ(reap(receiver), 100 + EIDRM);
}

static int receive_interrupted(int flags)
{
	catch (SIGUSR1, flags);
	return receive(0);
}

static void interrupted(void)
{
	pid_t pid;

	queue = make(0600);
	pid = child_doing(receive_interrupted, SA_RESTART);
	let_it_wait();
	kill(pid, SIGUSR1);
	EXPECT_EQ(reap(pid), 100 + EINTR); /* in spite of SA_RESTART */
	/* A signal that is not caught does not disturb. */
	pid = child_doing(receive, 0);
	let_it_wait();
	kill(pid, SIGSTOP);
	kill(pid, SIGCONT);
	kill(pid, SIGWINCH);
	EXPECT_EQ(put(queue, 1, "1234567", 0), 0);
	EXPECT_EQ(reap(pid), 7);
	/* Who is killed takes no message. */
	pid = child_doing(receive, 0);
	let_it_wait();
	kill(pid, SIGKILL);
	EXPECT_EQ(reap(pid), 1000 + SIGKILL);
	EXPECT_EQ(put(queue, 1, "stays", 0), 0);
	EXPECT(gives(queue, 0, 0, "stays", 1));
	EXPECT_EQ(msgctl(queue, IPC_RMID, NULL), 0);
}

/* --- rights ------------------------------------------------------------------------- */

/* Bits of what succeeds: 1 receiving, 2 sending, 4 IPC_SET, 8 IPC_RMID. */
static int rights(int id)
{
	struct msqid_ds d = { .msg_perm = { .uid = geteuid(), .mode = 0600 } };
	struct message m = { .type = 1 };
	int n = 0;

	n += msgrcv(id, &m, 1, 0, IPC_NOWAIT) >= 0 || errno == ENOMSG ? 1
		: errno == EACCES                                     ? 0
								      : 100;
	m.type = 1;
	n += msgsnd(id, &m, 1, IPC_NOWAIT) == 0 ? 2 : errno == EACCES ? 0 : 100;
	d.msg_qbytes = 20000;
	if (msgctl(id, IPC_SET, &d) == 0 || errno != EPERM)
		n += 100;
	d.msg_qbytes = 100;
	n += msgctl(id, IPC_SET, &d) == 0 ? 4 : errno == EPERM ? 0 : 100;
	n += msgctl(id, IPC_RMID, NULL) == 0 ? 8 : errno == EPERM ? 0 : 100;
	return n;
}

static void permissions(void)
{
	int id = make(0620);
	struct msqid_ds d = stat_of(id);

	d.msg_perm.uid = 10;
	d.msg_perm.gid = 20;
	d.msg_qbytes = 20000;
	EXPECT_EQ(msgctl(id, IPC_SET, &d), 0);
	EXPECT_EQ(as_user(11, 21, 22, rights, id), 0);
	EXPECT_EQ(as_user(11, 20, 22, rights, id), 2);
	EXPECT_EQ(as_user(11, 21, 20, rights, id), 2); /* a supplementary group */
	EXPECT_EQ(as_user(10, 21, 22, rights, id), 15);
}

static int receive_as_user(int unused)
{
	return setuid(11) == 0 ? receive(unused) : 1;
}

/* Who waits is not to have what it may not read any more. */
static void taken_away(void)
{
	struct msqid_ds d;
	pid_t pid;

	queue = make(0666);
	pid = child_doing(receive_as_user, 0);
	let_it_wait();
	d = stat_of(queue);
	d.msg_perm.mode = 0600;
	EXPECT_EQ(msgctl(queue, IPC_SET, &d), 0);
	EXPECT_EQ(reap(pid), 100 + EACCES);
	EXPECT_EQ(msgctl(queue, IPC_RMID, NULL), 0);
}

/* Two that send to each other through one queue, by types. */
static int echo(int rounds)
{
	struct message m;

	for (int i = 0; i < rounds; i++) {
		ssize_t n = msgrcv(queue, &m, sizeof(m.text), 1, 0);

		m.type = 2;
		if (n < 0 || msgsnd(queue, &m, (size_t)n, 0) != 0)
			return 1;
	}
	return 0;
}

static void to_and_fro(void)
{
	static struct message m;
	pid_t pid;

	queue = make(0600);
	pid = child_doing(echo, 300);
	for (int i = 0; i < 300; i++) {
		m.type = 1;
		m.text[0] = (char)i;
		EXPECT_EQ(msgsnd(queue, &m, (size_t)i * 20 + 1, 0), 0);
		EXPECT_EQ(msgrcv(queue, &m, sizeof(m.text), 2, 0), i * 20 + 1);
		EXPECT_EQ(m.text[0], (char)i);
	}
	EXPECT_EQ(reap(pid), 0);
	EXPECT_EQ(msgctl(queue, IPC_RMID, NULL), 0);
}

static void nothing_lost(void)
{
	long before = 0;

	for (int round = 0; round < 4; round++) {
		before = free_pages();
		order();
		full();
		removed();
	}
	EXPECT_EQ(free_pages(), before);
}

static const struct guest_case cases[] = {
	{ "msgget", get },
	{ "as many queues as there may be", too_many },
	{ "types and their order", order },
	{ "errors", errors },
	{ "a full queue", full },
	{ "memory for messages ends", memory },
	{ "waiting to receive and to send", waiting },
	{ "removed while others wait", removed },
	{ "interrupted", interrupted },
	{ "permissions", permissions },
	{ "permissions taken away", taken_away },
	{ "to and fro", to_and_fro },
	{ "nothing is lost", nothing_lost },
};

GUEST_MAIN(cases)
