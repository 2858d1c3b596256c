/*
 * servers/memory/shm.h - the table of System V shared memory segments.
 *
 * A segment is a memory object that whoever made it pays for. Who has attached
 * it nobody writes down: the object's regions are counted by the kernel, so
 * fork, exec and death need no word to us. After IPC_RMID a segment stays
 * until it has no region any more; the kernel says when.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_MEMORY_SHM_H
#define XINIM_SERVERS_MEMORY_SHM_H

#include <sys/ipc.h>
#include <sys/shm.h>

#include "servers/memory/memory.h"

#define SHM_SEGMENTS 2048 /* SHMMNI: each is one of our capabilities */

struct segment {
	int object;     /* our capability; 0: the slot is free */
	bool doomed;    /* IPC_RMID was called: gone with its last region */
	bool locked;    /* SHM_LOCK */
	uint16_t seq;   /* of the slot: makes old identifiers invalid */
	uint64_t ident; /* of the object: struct xinim_vm_region has it too */
	key_t key;
	uint64_t size; /* bytes as asked for */
	uint32_t uid, gid, cuid, cgid, mode;
	int32_t cpid, lpid;
	int64_t atime, dtime, ctime;
};

/* Slots from here on have never been used. */
extern struct segment shm_table[SHM_SEGMENTS];
extern unsigned shm_used;

/* The segment of this identifier; NULL: there is none. */
struct segment *shm_find(int32_t id);
int32_t shm_id(const struct segment *s);
/* The segment whose object this is; NULL: none's. */
struct segment *shm_of_object(uint64_t ident);
/* What the kernel says of its object. */
struct xinim_object_info shm_info(const struct segment *s);
/* How many regions map it. */
uint64_t shm_attached(const struct segment *s);
/* Seconds since the Epoch. */
int64_t shm_now(void);

/*
 * May the caller do what the rwx bits in `wanted` say (as in a file mode's last
 * three bits)? 0, -EACCES. SERVER_PARKED: the call will come again, when the process
 * server has told its groups; nothing may have been changed.
 */
int64_t shm_access(const struct server_call *c, const struct segment *s,
	const struct xinim_identity *who, uint32_t wanted);
/* MEMORY_GROUPS, MEMORY_FORGET: those groups. */
int64_t shm_groups_told(const struct server_call *m);
/* Who makes the call. 0 or a negative errno. */
int shm_caller(const struct server_call *c, struct xinim_identity *who);

/* Takes the segment out of the table. Its memory goes with its last region. */
void shm_drop(struct segment *s);
/* Segments may have lost their last region: drops what is doomed. */
void shm_unmapped(void);

/* What SHM_INFO and the limit SHMALL want to know. */
uint64_t shm_pages(void);
uint64_t shm_pages_limit(void);

#endif
