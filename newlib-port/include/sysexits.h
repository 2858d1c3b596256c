/*
 * newlib-port/include/sysexits.h - exit statuses that say why, as 4.3BSD has them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_SYSEXITS_H
#define _XINIM_SYSEXITS_H

#define EX_OK          0
#define EX__BASE       64
#define EX_USAGE       64 /* the command was used wrongly */
#define EX_DATAERR     65 /* what came in is wrong */
#define EX_NOINPUT     66 /* no file to read */
#define EX_NOUSER      67
#define EX_NOHOST      68
#define EX_UNAVAILABLE 69
#define EX_SOFTWARE    70 /* an error of the program itself */
#define EX_OSERR       71 /* of the system: no process, no memory */
#define EX_OSFILE      72 /* a file of the system */
#define EX_CANTCREAT   73 /* no file to write */
#define EX_IOERR       74
#define EX_TEMPFAIL    75 /* later, perhaps */
#define EX_PROTOCOL    76
#define EX_NOPERM      77
#define EX_CONFIG      78
#define EX__MAX        78

#endif
