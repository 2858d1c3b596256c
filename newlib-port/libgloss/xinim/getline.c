/*
 * newlib-port/libgloss/xinim/getline.c - lines of any length.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <stdio.h>

ssize_t getdelim(char **line, size_t *size, int end, FILE *stream)
{
	return __getdelim(line, size, end, stream);
}

ssize_t getline(char **line, size_t *size, FILE *stream)
{
	return __getdelim(line, size, '\n', stream);
}
