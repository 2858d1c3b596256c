/* tests/guest/ipc-alone.c - capabilities, notifications and messages of one thread.
 *
 * All that can go wrong, or right, with nobody at the other end.
 *
 * guest-reject: PANIC
 * guest-reject: FAULT
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <errno.h>
#include <time.h>

#include <xinim/task.h>

#include "guest.h"
#include "ipc.h"

#define CAPS      4096 /* that a process may have */
#define BIT       (1UL << 5)
#define SHORT     2000000UL        /* nanoseconds */
#define CENTURIES (UINT64_MAX - 1) /* a timeout that must not wrap around */

static struct ipc_message m;

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void what_is_no_capability(void)
{
	static const uint64_t bad[] = { 0, 4000, 4096, 1UL << 32, 1UL << 61, INT64_MAX,
		1UL << 63, UINT64_MAX };
	struct xinim_cap_info info;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		m = (struct ipc_message){ 0 };
		EXPECT_EQ(ipc_call(bad[i], IPC_FOREVER, &m), -EBADF);
		EXPECT_EQ(ipc_call(bad[i], 0, &m), -EBADF);
		EXPECT_EQ(ipc_send(bad[i], IPC_FOREVER, &m), -EBADF);
		EXPECT_EQ(ipc_receive(bad[i], IPC_FOREVER, &m), -EBADF);
		EXPECT_EQ(ipc_reply_receive(bad[i], 0, IPC_FOREVER, &m), -EBADF);
		EXPECT_EQ(notification_signal(bad[i], 1), -EBADF);
		EXPECT_EQ(notification_wait(bad[i], 1, 0), -EBADF);
		EXPECT_EQ(cap_derive(bad[i], 1, 0), -EBADF);
		EXPECT_EQ(cap_close(bad[i]), -EBADF);
		EXPECT_EQ(cap_revoke(bad[i]), -EBADF);
		EXPECT_EQ(cap_info(bad[i], &info), -EBADF);
	}
}

static void wrong_types(void)
{
	long e = endpoint_create(), n = notification_create();

	REQUIRE(e > 0 && n > 0);
	EXPECT_EQ(ipc_call((uint64_t)n, IPC_FOREVER, &m), -EBADF);
	EXPECT_EQ(ipc_receive((uint64_t)n, IPC_FOREVER, &m), -EBADF);
	EXPECT_EQ(notification_signal(e, 1), -EBADF);
	EXPECT_EQ(notification_wait(e, 1, 0), -EBADF);
	EXPECT_EQ(notification_bind(e, e), -EBADF);
	EXPECT_EQ(notification_bind(n, n), -EBADF);
	EXPECT_EQ(cap_close(e), 0);
	EXPECT_EQ(cap_close(n), 0);
	EXPECT_EQ(cap_close(n), -EBADF);
}

/* Every subset of rights allows what it should and nothing else. */
static void rights(void)
{
	long e = endpoint_create();
	struct xinim_cap_info info;

	REQUIRE(e > 0);
	for (uint32_t r = 0; r <= XINIM_RIGHT_ALL; r++) {
		long d = cap_derive(e, r, 0);

		REQUIRE(d > 0);
		EXPECT_EQ(cap_info(d, &info), 0);
		EXPECT_EQ(info.type, XINIM_CAP_ENDPOINT);
		EXPECT_EQ(info.rights, r);
		m = (struct ipc_message){ 0 };
		EXPECT_EQ(ipc_send((uint64_t)d, 0, &m),
			r & XINIM_RIGHT_WRITE ? -EAGAIN : -EPERM);
		EXPECT_EQ(ipc_call((uint64_t)d, 0, &m),
			r & XINIM_RIGHT_WRITE ? -EAGAIN : -EPERM);
		EXPECT_EQ(ipc_receive((uint64_t)d, 0, &m),
			r & XINIM_RIGHT_READ ? -EAGAIN : -EPERM);
		for (uint32_t want = 0; want <= XINIM_RIGHT_ALL; want++) {
			long got = cap_derive(d, want, 0);

			if ((r & XINIM_RIGHT_GRANT) && !(want & ~r))
				EXPECT(got > 0 && cap_close(got) == 0);
			else
				EXPECT_EQ(got, -EPERM);
		}
		EXPECT_EQ(cap_close(d), 0);
	}
	EXPECT_EQ(cap_derive(e, XINIM_RIGHT_ALL + 1, 0), -EINVAL);
	EXPECT_EQ(cap_close(e), 0);
}

static void badges(void)
{
	long e = endpoint_create(), b = cap_derive(e, XINIM_RIGHT_ALL, 77),
	     n = notification_create();
	struct xinim_cap_info info;
	long c;

	REQUIRE(e > 0 && b > 0 && n > 0);
	EXPECT_EQ(cap_info(b, &info), 0);
	EXPECT_EQ(info.badge, 77);
	EXPECT_EQ(cap_derive(b, 1, 78), -EPERM);
	c = cap_derive(b, 1, 0);
	REQUIRE(c > 0);
	EXPECT_EQ(cap_info(c, &info), 0);
	EXPECT_EQ(info.badge, 77);
	EXPECT_EQ(cap_derive(n, 1, 5), -EINVAL);
	EXPECT_EQ(cap_revoke(e), 0);
	EXPECT_EQ(cap_info(b, &info), -EBADF);
	EXPECT_EQ(cap_info(c, &info), -EBADF);
	EXPECT_EQ(cap_info(e, &info), 0);
	EXPECT_EQ(cap_info(e, (void *)0x10000), -EFAULT);
	EXPECT_EQ(cap_close(e), 0);
	EXPECT_EQ(cap_close(n), 0);
}

/* The table grows until EMFILE, and all of a long chain goes by one revocation. */
static void a_full_table(void)
{
	long first = endpoint_create(), last = first, n = 1;
	struct xinim_cap_info info;

	REQUIRE(first > 0);
	for (;;) {
		long next = cap_derive(last, XINIM_RIGHT_ALL, 0);

		if (next < 0) {
			EXPECT_EQ(next, -EMFILE);
			break;
		}
		last = next;
		n++;
	}
	EXPECT_EQ(n, CAPS);
	EXPECT_EQ(endpoint_create(), -EMFILE);
	EXPECT_EQ(notification_create(), -EMFILE);
	EXPECT_EQ(cap_info(last, &info), 0);
	EXPECT_EQ(cap_revoke(first), 0);
	EXPECT_EQ(cap_info(last, &info), -EBADF);
	EXPECT_EQ(cap_close(first), 0);
	last = endpoint_create();
	EXPECT_EQ(last, first);
	EXPECT_EQ(cap_close(last), 0);
}

/* What was derived from a closed one still goes with what that came from. */
static void closing_in_the_middle(void)
{
	long a = endpoint_create(), b = cap_derive(a, XINIM_RIGHT_ALL, 0),
	     c = cap_derive(b, XINIM_RIGHT_ALL, 0);
	struct xinim_cap_info info;

	REQUIRE(a > 0 && b > 0 && c > 0);
	EXPECT_EQ(cap_close(b), 0);
	EXPECT_EQ(cap_info(c, &info), 0);
	EXPECT_EQ(cap_revoke(a), 0);
	EXPECT_EQ(cap_info(c, &info), -EBADF);
	EXPECT_EQ(cap_close(a), 0);
}

static void messages_to_oneself(void)
{
	long e = endpoint_create(), d;
	int other;

	REQUIRE(e > 0);
	m = (struct ipc_message){ 0 };
	EXPECT_EQ(ipc_call((uint64_t)e, IPC_FOREVER, &m), -EDEADLK);
	EXPECT_EQ(ipc_send((uint64_t)e, IPC_FOREVER, &m), -EDEADLK);
	EXPECT_EQ(ipc_send((uint64_t)e, SHORT, &m), -EDEADLK);
	EXPECT_EQ(ipc_send((uint64_t)e, 0, &m), -EAGAIN);
	/* By whichever capability. */
	d = cap_derive(e, XINIM_RIGHT_ALL, 7);
	REQUIRE(d > 0);
	EXPECT_EQ(ipc_call((uint64_t)d, IPC_FOREVER, &m), -EDEADLK);
	/* Somebody else has one, and could receive. */
	other = xinim_process_create("other");
	REQUIRE(other > 0);
	EXPECT_EQ(xinim_process_control(
			  other, XINIM_PROCESS_GIVE, (uint64_t)e, XINIM_RIGHT_WRITE, 0),
		1);
	EXPECT_EQ(ipc_call((uint64_t)d, IPC_FOREVER, &m), -EDEADLK);
	EXPECT_EQ(xinim_process_control(
			  other, XINIM_PROCESS_GIVE, (uint64_t)e, XINIM_RIGHT_READ, 0),
		2);
	EXPECT_EQ(ipc_send((uint64_t)e, SHORT, &m), -ETIMEDOUT);
	EXPECT_EQ(ipc_call((uint64_t)d, SHORT, &m), -ETIMEDOUT);
	EXPECT_EQ(xinim_process_control(other, XINIM_PROCESS_KILL, 0, 0, 0), 0);
	EXPECT_EQ(cap_close(other), 0);
	EXPECT_EQ(ipc_receive((uint64_t)e, 0, &m), -EAGAIN);
	EXPECT_EQ(ipc_receive((uint64_t)e, SHORT, &m), -ETIMEDOUT);
	EXPECT_EQ(ipc_reply_receive((uint64_t)e, 0, SHORT, &m), -ETIMEDOUT);
	EXPECT_EQ(cap_close(e), 0);
	EXPECT_EQ(cap_close(d), 0);
}

static void labels(void)
{
	long e = endpoint_create(), d = cap_derive(e, XINIM_RIGHT_ALL, 0);

	REQUIRE(e > 0 && d > 0);
	m.label = XINIM_LABEL_NOTIFICATION;
	EXPECT_EQ(ipc_call((uint64_t)e, SHORT, &m), -EINVAL);
	m.label = UINT64_MAX;
	EXPECT_EQ(ipc_send((uint64_t)e, SHORT, &m), -EINVAL);
	m.label = XINIM_LABEL_LIMIT - 1;
	EXPECT_EQ(ipc_send((uint64_t)e, SHORT, &m), -EDEADLK);
	m.label = XINIM_LABEL_CAP;
	m.word[5] = 4000;
	EXPECT_EQ(ipc_send((uint64_t)e, SHORT, &m), -EBADF);
	EXPECT_EQ(cap_close(d), 0);
	EXPECT_EQ(cap_close(e), 0);
}

static void replies_to_nothing(void)
{
	static const uint64_t call[] = { 0, 1, 2, 1UL << 32, (1UL << 32) + 1, 32767,
		32768, INT64_MAX, UINT64_MAX };
	long e = endpoint_create();

	REQUIRE(e > 0);
	for (size_t i = 0; i < sizeof(call) / sizeof(call[0]); i++) {
		m = (struct ipc_message){ 0 };
		EXPECT_EQ(ipc_reply(call[i], &m), -ESRCH);
		EXPECT_EQ(ipc_copy(call[i], XINIM_COPY_FROM_CALLER, 0, &m, 8), -ESRCH);
		EXPECT_EQ(ipc_copy(call[i], 2, 0, &m, 8), -EINVAL);
		if (call[i])
			EXPECT_EQ(ipc_reply_receive((uint64_t)e, call[i], 0, &m), -ESRCH);
	}
	EXPECT_EQ(cap_close(e), 0);
}

static void notifications(void)
{
	long n = notification_create(), r = cap_derive(n, XINIM_RIGHT_READ, 0),
	     w = cap_derive(n, XINIM_RIGHT_WRITE, 0);

	REQUIRE(n > 0 && r > 0 && w > 0);
	EXPECT_EQ(notification_signal(r, BIT), -EPERM);
	EXPECT_EQ(notification_wait(w, BIT, 0), -EPERM);
	EXPECT_EQ(notification_signal(w, 1UL << 63), -EINVAL);
	EXPECT_EQ(notification_wait(r, 0, 0), -EINVAL);
	EXPECT_EQ(notification_wait(r, 1UL << 63, 0), -EINVAL);
	EXPECT_EQ(notification_wait(r, BIT, 0), -EAGAIN);
	EXPECT_EQ(notification_wait(r, BIT, SHORT), -ETIMEDOUT);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(notification_signal(w, BIT | 1), 0);
	EXPECT_EQ(notification_wait(r, 2, 0), -EAGAIN);
	EXPECT_EQ(notification_wait(r, BIT | 2, CENTURIES), BIT);
	EXPECT_EQ(notification_wait(r, BIT, 0), -EAGAIN);
	EXPECT_EQ(notification_wait(r, INT64_MAX, IPC_FOREVER), 1);
	EXPECT_EQ(cap_revoke(n), 0);
	EXPECT_EQ(cap_close(n), 0);
}

/* Through an endpoint: bits from before and after binding, once each. */
static void bound_notifications(void)
{
	long n = notification_create(), e = endpoint_create();

	REQUIRE(n > 0 && e > 0);
	EXPECT_EQ(notification_signal(n, BIT), 0);
	EXPECT_EQ(notification_bind(n, e), 0);
	EXPECT_EQ(notification_bind(n, e), -EBUSY);
	memset(&m, 0x5a, sizeof(m));
	EXPECT_EQ(ipc_receive((uint64_t)e, IPC_FOREVER, &m), 0);
	EXPECT_EQ(m.label, XINIM_LABEL_NOTIFICATION);
	EXPECT_EQ(m.badge, 0);
	EXPECT_EQ(m.word[0], BIT);
	for (int i = 1; i < 6; i++)
		EXPECT_EQ(m.word[i], 0);
	EXPECT_EQ(ipc_receive((uint64_t)e, 0, &m), -EAGAIN);
	EXPECT_EQ(notification_signal(n, 3), 0);
	EXPECT_EQ(notification_wait(n, 1, 0), 1);
	EXPECT_EQ(ipc_receive((uint64_t)e, CENTURIES, &m), 0);
	EXPECT_EQ(m.word[0], 2);
	/* The notification goes, and with it what it has. */
	EXPECT_EQ(notification_signal(n, 1), 0);
	EXPECT_EQ(cap_close(n), 0);
	EXPECT_EQ(ipc_receive((uint64_t)e, 0, &m), -EAGAIN);
	/* Or the endpoint. */
	n = notification_create();
	EXPECT_EQ(notification_bind(n, e), 0);
	EXPECT_EQ(cap_close(e), 0);
	EXPECT_EQ(notification_signal(n, 1), 0);
	EXPECT_EQ(notification_wait(n, 1, 0), 1);
	e = endpoint_create();
	EXPECT_EQ(notification_bind(n, e), 0);
	EXPECT_EQ(cap_close(e), 0);
	EXPECT_EQ(cap_close(n), 0);
}

/* A wait as long as can be told does not end at once. */
static void timeouts(void)
{
	long e = endpoint_create();
	uint64_t start = now();

	REQUIRE(e > 0);
	EXPECT_EQ(ipc_receive((uint64_t)e, SHORT, &m), -ETIMEDOUT);
	EXPECT(now() - start >= SHORT);
	start = now();
	EXPECT_EQ(notification_wait(notification_create(), 1, SHORT), -ETIMEDOUT);
	EXPECT(now() - start >= SHORT);
	EXPECT_EQ(cap_close(e), 0);
}

static void routes(void)
{
	long e = endpoint_create(), w = cap_derive(e, XINIM_RIGHT_WRITE, 0);

	REQUIRE(e > 0 && w > 0);
	for (int i = 0; i < XINIM_ROUTES; i++) {
		EXPECT_EQ(route_control(i, e), -EPERM);
		EXPECT_EQ(route_control(i, w), -EPERM);
		EXPECT_EQ(route_control(i, 4000), -EBADF);
	}
	EXPECT_EQ(route_control(XINIM_ROUTES, e), -EINVAL);
	EXPECT_EQ(route_control(UINT64_MAX, e), -EINVAL);
	EXPECT_EQ(cap_close(w), 0);
	EXPECT_EQ(cap_close(e), 0);
}

static const struct guest_case cases[] = {
	{ "what is no capability", what_is_no_capability },
	{ "wrong types", wrong_types },
	{ "rights", rights },
	{ "badges", badges },
	{ "a full table", a_full_table },
	{ "closing in the middle", closing_in_the_middle },
	{ "messages to oneself", messages_to_oneself },
	{ "labels", labels },
	{ "replies to nothing", replies_to_nothing },
	{ "notifications", notifications },
	{ "bound notifications", bound_notifications },
	{ "timeouts", timeouts },
	{ "routes", routes },
};

GUEST_MAIN(cases)
