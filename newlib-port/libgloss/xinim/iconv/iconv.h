/*
 * newlib-port/libgloss/xinim/iconv/iconv.h - what iconv has in tables.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef XINIM_LIBGLOSS_ICONV_ICONV_H
#define XINIM_LIBGLOSS_ICONV_ICONV_H

#include <stdint.h>

#define ICONV_TABLES 30

struct iconv_table {
	char name[10]; /* letters and digits only */
	uint16_t upper[128];
};

extern const struct iconv_table __xinim_iconv_tables[ICONV_TABLES];

/* A text in ASCII, at least "?". */
const char *__xinim_iconv_translit(uint32_t c);

#endif
