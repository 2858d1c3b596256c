/*
 * newlib-port/include/error.h - messages about errors, as GNU has them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_ERROR_H
#define _XINIM_ERROR_H

#include <sys/cdefs.h>

#ifdef __cplusplus
extern "C" {
#endif

extern unsigned int error_message_count;
extern int error_one_per_line;             /* error_at_line: one message for a line */
extern void (*error_print_progname)(void); /* in place of the name and a colon */

/* "program: text: reason" after all of standard output; the reason unless error is 0.
 * A status that is not 0 ends the program. */
void error(int __status, int __error, const char *__format, ...)
	__attribute__((format(printf, 3, 4)));
void error_at_line(int __status, int __error, const char *__file, unsigned int __line,
	const char *__format, ...) __attribute__((format(printf, 5, 6)));

#ifdef __cplusplus
}
#endif

#endif
