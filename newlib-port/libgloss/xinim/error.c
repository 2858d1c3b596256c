/*
 * newlib-port/libgloss/xinim/error.c - error and error_at_line, as GNU has them.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <error.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned int error_message_count;
int error_one_per_line;
void (*error_print_progname)(void);

static void begin(void)
{
	fflush(stdout);
	if (error_print_progname != NULL)
		error_print_progname();
	else
		fprintf(stderr, "%s:", program_invocation_name);
}

static void end(int status, int number, const char *format, va_list args)
{
	vfprintf(stderr, format, args);
	error_message_count++;
	if (number != 0)
		fprintf(stderr, ": %s", strerror(number));
	putc('\n', stderr);
	fflush(stderr);
	if (status != 0)
		exit(status);
}

void error(int status, int number, const char *format, ...)
{
	va_list args;

	begin();
	if (error_print_progname == NULL)
		putc(' ', stderr);
	va_start(args, format);
	end(status, number, format, args);
	va_end(args);
}

void error_at_line(int status, int number, const char *file, unsigned int line,
	const char *format, ...)
{
	static const char *last_file;
	static unsigned int last_line;
	va_list args;

	if (error_one_per_line && file != NULL && last_file != NULL &&
		line == last_line && strcmp(file, last_file) == 0)
		return;
	last_file = file;
	last_line = line;
	begin();
	if (file != NULL)
		fprintf(stderr, "%s:%u: ", file, line);
	else if (error_print_progname == NULL)
		putc(' ', stderr);
	va_start(args, format);
	end(status, number, format, args);
	va_end(args);
}
