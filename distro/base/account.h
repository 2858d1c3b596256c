/*
 * distro/base/account.h - passwords, for login, su and passwd.
 *
 * A password's hash is in /etc/shadow, a line of NAME:HASH:... for each user whose
 * field in /etc/passwd is x, else in that field itself. An empty one is no
 * password; one that crypt() has not made, * or ! say, is none that there is.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_BASE_ACCOUNT_H
#define XINIM_BASE_ACCOUNT_H

#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>

#define ACCOUNT_PATH     "/usr/sbin:/usr/bin:/sbin:/bin"
#define ACCOUNT_SHADOW   "/etc/shadow"
#define ACCOUNT_HASH     160
#define ACCOUNT_PASSWORD 128

/* The user's hash. False: it cannot be found out, and nobody is let in. */
bool account_hash(const struct passwd *user, char hash[ACCOUNT_HASH]);

/* Does the password fit? Takes the same time for each that does not. */
bool account_fits(const char *hash, const char *password);

/* Asks for a password on the terminal, which does not show it. False: end of file. */
bool account_ask(const char *prompt, char password[ACCOUNT_PASSWORD]);

/* Writes into utmp and wtmp that the user is on this terminal, until this process ends. */
void account_record(const char *user);

/* A root that can be had when /etc/passwd is broken: ID 0, /bin/sh. */
const struct passwd *account_emergency_root(void);

/* Takes on the user's IDs, groups and directory, and runs the shell in its environment. */
void account_shell(const struct passwd *user) __attribute__((noreturn));

#endif
