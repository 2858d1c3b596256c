/*
 * servers/init/policy.h - /etc/supervisor: what is done when a server or driver ends.
 *
 * A line is NAME ACTION, NAME a boot module's or * for all that have no line of
 * their own. ACTION is
 *
 *	machine				the machine restarts
 *	leave				nothing
 *	DEATHS/SECONDS DELAY ...	it is started again, the first time after the first
 *					delay and so on, the last one again and again; at
 *					that many deaths in that time it is given up. Delays
 *					are in seconds, with up to three decimal places.
 *
 * Exit status 0 is no death: what ends so had nothing to do. SIGTERM and SIGKILL
 * are somebody's wish, and no failure: it is started again at once, and the death
 * is not counted. Empty lines and those that begin with # are left out.
 *
 * Nothing here calls the system: it is tried out on any machine.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_INIT_POLICY_H
#define XINIM_INIT_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#define POLICY_NAME   32
#define POLICY_DEATHS 32
#define POLICY_DELAYS 8

enum policy_action { POLICY_RESTART, POLICY_MACHINE, POLICY_LEAVE };

struct policy {
	char name[POLICY_NAME];
	enum policy_action action;
	/* POLICY_RESTART */
	unsigned deaths, seconds;
	unsigned delays; /* one at least */
	uint32_t delay_ms[POLICY_DELAYS];
};

/* Of one module; all 0 at first. */
struct policy_history {
	uint64_t death_ns[POLICY_DEATHS]; /* the latest ones that count, oldest first */
	unsigned deaths;
};

enum policy_verdict {
	VERDICT_START, /* after *delay_ns */
	VERDICT_GIVE_UP,
	VERDICT_MACHINE,
	VERDICT_LEAVE,
};

/* One line, without its end. False: it says nothing, or *error what is wrong with it. */
bool policy_line(const char *line, struct policy *p, const char **error);

/* The policy for a module; NULL: the table says nothing of it. */
const struct policy *policy_find(
	const struct policy *table, unsigned count, const char *name);

/* It has ended at now_ns (CLOCK_MONOTONIC), with a status as wait4 reports it. */
enum policy_verdict policy_decide(const struct policy *p, struct policy_history *h,
	int32_t status, uint64_t now_ns, uint64_t *delay_ns);

#endif
