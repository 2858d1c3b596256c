/*
 * distro/base/xpkg/journal.c - an installation that a power cut or a kill stops is undone
 * by the next xpkg that changes anything.
 *
 * The journal is a manifest of what is not there yet when an installation begins. It is
 * written before all else and taken away after all else, so what it names is that
 * installation's, unless the package's own manifest is in place.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xpkg.h"

#define JOURNAL PACKAGES "/.journal"

static void print_entry(FILE *f, const struct entry *e)
{
	struct stat st;

	switch (e->kind) {
	case ENTRY_DIR:
		if (fstatat(root_fd, e->path, &st, AT_SYMLINK_NOFOLLOW) < 0)
			fprintf(f, "dir %o %s\n", e->mode, e->path);
		break;
	case ENTRY_FILE:
		fprintf(f, "file %o %" PRIu64 " %s %s\n", e->mode, e->size, e->digest,
			e->path);
		break;
	case ENTRY_LINK:
		fprintf(f, "link %s %s\n", e->path, e->target);
		break;
	}
}

int journal_begin(const struct package *p)
{
	char *text = NULL;
	size_t size = 0, i;
	FILE *f = open_memstream(&text, &size);
	int status = -1;

	if (!f) {
		warn("/" JOURNAL);
		return -1;
	}
	fprintf(f, "xpkg 1\nname %s\nversion %s\n", p->name, p->version);
	for (i = 0; i < p->count; i++)
		print_entry(f, &p->entries[i]);
	if (fclose(f) == 0)
		status = file_write(JOURNAL, (const uint8_t *)text, size, 0600);
	if (status < 0)
		warn("/" JOURNAL);
	free(text);
	return status;
}

void journal_end(void)
{
	unlinkat(root_fd, JOURNAL, 0);
}

/* From the last to the first; what is another's by now, as its bytes say, stays. */
static void undo(const struct package *p)
{
	size_t i = p->count;

	while (i-- > 0) {
		const struct entry *e = &p->entries[i];
		char name[NEW_PATH];

		if (e->kind == ENTRY_DIR) {
			unlinkat(root_fd, e->path, AT_REMOVEDIR);
			continue;
		}
		unlinkat(root_fd, entry_new(e->path, name), 0);
		if (!entry_fault(e))
			unlinkat(root_fd, e->path, 0);
	}
}

int journal_undo(void)
{
	struct package p, installed;
	uint8_t *text;
	size_t size;
	int status;

	if (file_read_at(root_fd, JOURNAL, &text, &size) < 0) {
		if (errno == ENOENT)
			return 0;
		warn("/" JOURNAL);
		return -1;
	}
	/* One that is cut off itself: nothing had been begun. */
	status = size > 0 && text[size - 1] == '\n'
		? manifest_parse(&p, text, size, "/" JOURNAL)
		: -1;
	free(text);
	if (status == 0) {
		if (package_installed(&installed, p.name, true) == 0) {
			package_free(&installed);
		} else {
			undo(&p);
			warnx("%s %s: its installation was cut off, and is undone",
				p.name, p.version);
		}
		package_free(&p);
	}
	journal_end();
	return 0;
}
