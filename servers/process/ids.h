/*
 * servers/process/ids.h - who a process is, and what the rules make of that.
 *
 * Pure: no call is made here. The rules are Linux's (credentials(7),
 * capabilities(7)), which POSIX leaves open where root is concerned. A function
 * that refuses has changed nothing.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_PROCESS_IDS_H
#define XINIM_PROCESS_IDS_H

#include <stdbool.h>
#include <stdint.h>

#define ID_KEEP    UINT32_MAX /* -1: this one stays */
#define GROUPS_MAX 65536

/* The numbers of <linux/capability.h>, those that something here asks for. */
enum capability {
	CAPABILITY_KILL = 5,
	CAPABILITY_SETGID = 6,
	CAPABILITY_SETUID = 7,
	CAPABILITY_SETPCAP = 8,
	CAPABILITY_IPC_LOCK = 14,
	CAPABILITY_IPC_OWNER = 15,
	CAPABILITY_PTRACE = 19,
	CAPABILITY_ADMIN = 21,
	CAPABILITY_BOOT = 22,
	CAPABILITY_NICE = 23,
	CAPABILITY_RESOURCE = 24,
	CAPABILITY_TIME = 25,
	CAPABILITY_LAST = 40
};
#define CAPABILITY_ALL ((1ULL << (CAPABILITY_LAST + 1)) - 1)

/* Supplementary groups, ascending; shared by a family until one changes its own. */
struct groups {
	unsigned uses;
	uint32_t count;
	uint32_t id[];
};

/* Real, effective, saved, and the one that files are judged by. */
struct ids {
	uint32_t real, effective, saved, files;
};

struct cred {
	struct ids user, group;
	struct groups *groups;                             /* NULL: none */
	uint64_t permitted, usable, inheritable, bounding; /* capabilities */
	bool keep_capabilities;                            /* PR_SET_KEEPCAPS */
	bool no_new_privileges;
};

static inline bool cred_may(const struct cred *c, enum capability which)
{
	return c->usable >> which & 1;
}

/* Is it the effective group or a supplementary one? */
bool cred_has_group(const struct cred *c, uint32_t id);

/* All-powerful root without supplementary groups. */
void cred_init(struct cred *c);

/* The calls of the same names; -EPERM, -EINVAL (setuid and setgid: an ID of -1). */
int cred_setuid(struct cred *c, uint32_t id);
int cred_setgid(struct cred *c, uint32_t id);
int cred_setreuid(struct cred *c, uint32_t real, uint32_t effective);
int cred_setregid(struct cred *c, uint32_t real, uint32_t effective);
int cred_setresuid(struct cred *c, uint32_t real, uint32_t effective, uint32_t saved);
int cred_setresgid(struct cred *c, uint32_t real, uint32_t effective, uint32_t saved);
/* These return the ID of before, whether it has changed or not. */
uint32_t cred_setfsuid(struct cred *c, uint32_t id);
uint32_t cred_setfsgid(struct cred *c, uint32_t id);
/* capset; -EPERM. */
int cred_set_capabilities(
	struct cred *c, uint64_t usable, uint64_t permitted, uint64_t inheritable);

/* The file that a program comes from, as far as exec is concerned. */
struct program_file {
	uint32_t mode, uid, gid;
};
/* What a process is after exec. True: it has gained rights (AT_SECURE). */
bool cred_exec(struct cred *c, const struct program_file *file);

/* May `from` send `to` a signal? same_session: it is SIGCONT, within the session. */
bool cred_may_signal(const struct cred *from, const struct cred *to, bool same_session);
/* May `from` change the priority, the limits of `to`, look into it? */
bool cred_may_schedule(const struct cred *from, const struct cred *to);
bool cred_may_limit(const struct cred *from, const struct cred *to);

#endif
