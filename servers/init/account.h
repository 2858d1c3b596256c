/*
 * servers/init/account.h - init's part of /var/run/utmp and /var/log/wtmp.
 *
 * login writes who came, init when the system started and stopped and who went. Where
 * the files cannot be made (a disk that is only read) nobody is told of.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_INIT_ACCOUNT_H
#define XINIM_INIT_ACCOUNT_H

#include <sys/types.h>

/* The system has started: nobody is there. */
void account_start(void);
/* This child has ended: whoever was logged in by it is gone. */
void account_gone(pid_t pid);
/* The system stops. */
void account_stop(void);

#endif
