/*
 * servers/lib/memory_protocol.h - what the process server tells the memory server.
 *
 * It is connected (XINIM_ROUTE_CONNECT) and calls; the answer comes at once. Word 0 of
 * the answer is 0 or an errno value negated; -EPERM to anybody else.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_SERVERS_MEMORY_PROTOCOL_H
#define XINIM_SERVERS_MEMORY_PROTOCOL_H

/* Labels from here on are messages; those below are the numbers of system calls. */
#define MEMORY_LABEL_FIRST 1024

enum memory_label {
	/*
	 * MEMORY_GROUPS(pid << 32 | tid, groups, count): the supplementary groups of that
	 * process, uint32_t in the sender's memory, for the next call of its thread. The
	 * memory server hands a call for a segment that may hang on them over to the process
	 * server, which says this and hands the call back. -EINVAL (too many), -EFAULT,
	 * -ENOMEM.
	 */
	MEMORY_GROUPS = MEMORY_LABEL_FIRST,

	/* MEMORY_FORGET(pid): what was told of that process's groups holds no more. */
	MEMORY_FORGET,
};

#define MEMORY_GROUPS_MAX 65536

#endif
