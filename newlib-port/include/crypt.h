/*
 * newlib-port/include/crypt.h - passwords that cannot be read back.
 *
 * The setting is "$6$SALT" or "$6$rounds=N$SALT", or a whole result, to check a
 * password against: SALT up to 16 characters but $, : and newline (what comes behind
 * them is not looked at), N from 1000 to 999999999 (5000 if it is not said; the
 * nearest is taken). NULL with errno EINVAL: the setting is none of these; ERANGE: the
 * key has more than 511 bytes.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_CRYPT_H
#define _XINIM_CRYPT_H

#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

struct crypt_data {
	char output[128];
};

/* The result is in memory that the next call overwrites. */
char *crypt(const char *__key, const char *__setting);

/* The same with the caller's memory, for any number of threads. */
char *crypt_r(const char *__key, const char *__setting, struct crypt_data *__data);

#ifdef __cplusplus
}
#endif

#endif
