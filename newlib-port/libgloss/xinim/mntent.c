/*
 * newlib-port/libgloss/xinim/mntent.c - the table of mounted file systems: /proc/mounts, /etc/fstab.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <mntent.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 4096

FILE *setmntent(const char *file, const char *mode)
{
	return fopen(file, mode);
}

int endmntent(FILE *stream)
{
	if (stream != NULL)
		fclose(stream);
	return 1;
}

static int octal(const char *s)
{
	int value = 0;

	for (int i = 0; i < 3; i++) {
		if (s[i] < '0' || s[i] > '7')
			return -1;
		value = value * 8 + (s[i] - '0');
	}
	return value;
}

/* Spaces and their like stand as \\ooo in a field. */
static char *unescape(char *field)
{
	char *to = field;

	for (const char *from = field; *from != '\0';) {
		int c = *from == '\\' ? octal(from + 1) : -1;

		if (c > 0) {
			*to++ = (char)c;
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
	return field;
}

struct mntent *getmntent_r(FILE *stream, struct mntent *entry, char *buf, int size)
{
	static char none[] = "";
	char *next, *field[6];

	do {
		if (fgets(buf, size, stream) == NULL)
			return NULL;
		if (strchr(buf, '\n') == NULL) { /* too long: the rest of it goes */
			int c;

			do {
				c = getc(stream);
			} while (c != '\n' && c != EOF);
		}
		next = buf + strspn(buf, " \t\n");
	} while (*next == '\0' || *next == '#');
	for (int i = 0; i < 6; i++) {
		field[i] = strtok_r(next, " \t\n", &next);
		if (field[i] == NULL)
			field[i] = none;
	}
	*entry = (struct mntent){
		.mnt_fsname = unescape(field[0]),
		.mnt_dir = unescape(field[1]),
		.mnt_type = unescape(field[2]),
		.mnt_opts = unescape(field[3]),
		.mnt_freq = atoi(field[4]),
		.mnt_passno = atoi(field[5]),
	};
	return entry;
}

struct mntent *getmntent(FILE *stream)
{
	static struct mntent entry;
	static char line[LINE_BYTES];

	return getmntent_r(stream, &entry, line, sizeof(line));
}

static void put_field(FILE *stream, const char *field)
{
	for (; *field != '\0'; field++) {
		if (strchr(" \t\n\\", *field) != NULL)
			fprintf(stream, "\\%03o", (unsigned char)*field);
		else
			putc(*field, stream);
	}
	putc(' ', stream);
}

int addmntent(FILE *stream, const struct mntent *entry)
{
	if (fseek(stream, 0, SEEK_END) != 0)
		return 1;
	put_field(stream, entry->mnt_fsname);
	put_field(stream, entry->mnt_dir);
	put_field(stream, entry->mnt_type);
	put_field(stream, entry->mnt_opts);
	fprintf(stream, "%d %d\n", entry->mnt_freq, entry->mnt_passno);
	return fflush(stream) != 0 || ferror(stream);
}

char *hasmntopt(const struct mntent *entry, const char *option)
{
	size_t n = strlen(option);

	for (char *s = entry->mnt_opts; *s != '\0';) {
		size_t length = strcspn(s, ",");

		if (length >= n && strncmp(s, option, n) == 0 &&
			(length == n || s[n] == '='))
			return s;
		s += length;
		s += *s == ',';
	}
	return NULL;
}
