/*
 * servers/vfs/message.h - what other servers ask (servers/lib/vfs_protocol.h).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_VFS_MESSAGE_H
#define XINIM_VFS_MESSAGE_H

#include "servers/vfs/vfs.h"

/* Answers a message: word 0 to 5 of the answer, and its label. Never parks. */
void message_run(
	struct call *c, uint64_t label, uint64_t word[6], uint64_t *answer_label);

/* A signal for whoever `target` is (vfs_protocol.h): the process server is told. */
void message_signal(int32_t target, int signal, int code);
/* With a value, for si_value. */
void message_signal_value(int32_t target, int signal, int code, uint64_t value);

#endif
