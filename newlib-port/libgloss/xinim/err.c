/*
 * newlib-port/libgloss/xinim/err.c - messages about errors: "program: text: reason".
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *format, va_list args, const char *reason)
{
	fprintf(stderr, "%s: ", program_invocation_short_name);
	if (format != NULL)
		vfprintf(stderr, format, args);
	if (reason != NULL)
		fprintf(stderr, "%s%s", format != NULL ? ": " : "", reason);
	putc('\n', stderr);
}

void vwarn(const char *format, va_list args)
{
	say(format, args, strerror(errno));
}

void vwarnx(const char *format, va_list args)
{
	say(format, args, NULL);
}

void verr(int status, const char *format, va_list args)
{
	vwarn(format, args);
	exit(status);
}

void verrx(int status, const char *format, va_list args)
{
	vwarnx(format, args);
	exit(status);
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarn(format, args);
	va_end(args);
}

void warnx(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarnx(format, args);
	va_end(args);
}

void err(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	verr(status, format, args);
}

void errx(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	verrx(status, format, args);
}

void vwarnc(int error, const char *format, va_list args)
{
	say(format, args, strerror(error));
}

void verrc(int status, int error, const char *format, va_list args)
{
	vwarnc(error, format, args);
	exit(status);
}

void warnc(int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vwarnc(error, format, args);
	va_end(args);
}

void errc(int status, int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	verrc(status, error, format, args);
}
