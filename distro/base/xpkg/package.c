/*
 * distro/base/xpkg/package.c - reads packages and manifests, and trusts none.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unxz.h"
#include "xpkg.h"

enum { TAR_BLOCK = 512, PATH_LIMIT = 1000, NAME_LIMIT = 64 };

/* A header of ustar (POSIX pax, "ustar Interchange Format"). */
struct tar_header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type;
	char link[100], magic[6], version[2], user[32], group[32], major[8], minor[8];
	char prefix[155], pad[12];
};
_Static_assert(sizeof(struct tar_header) == TAR_BLOCK, "a header is a block");

static int read_all(int fd, uint8_t **data, size_t *size)
{
	size_t room = 1 << 16;
	uint8_t *all = malloc(room + 1);

	for (*size = 0; all;) {
		ssize_t n;

		if (*size == room) {
			uint8_t *more =
				room > UNXZ_LIMIT ? NULL : realloc(all, room * 2 + 1);

			if (!more)
				break;
			all = more;
			room *= 2;
		}
		n = read(fd, all + *size, room - *size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		if (n == 0) {
			all[*size] = '\0';
			*data = all;
			return 0;
		}
		*size += (size_t)n;
	}
	free(all);
	return -1;
}

int file_read_at(int dir, const char *path, uint8_t **data, size_t *size)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC), status;

	if (fd < 0)
		return -1;
	errno = EFBIG;
	status = read_all(fd, data, size);
	close(fd);
	return status;
}

int file_read(const char *path, uint8_t **data, size_t *size)
{
	if (file_read_at(AT_FDCWD, path, data, size) == 0)
		return 0;
	warn("%s", path);
	return -1;
}

bool package_name_good(const char *name)
{
	size_t length = strlen(name);

	return length > 0 && length <= NAME_LIMIT && isalnum((unsigned char)*name) &&
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789+.-") == length;
}

/* Below the root wherever that is: no empty part, no `.' or `..'; no manifest. */
static bool path_good(const char *path)
{
	size_t length = strlen(path);

	if (length == 0 || length > PATH_LIMIT || path[length - 1] == '/' ||
		strncmp(path, PACKAGES "/", sizeof(PACKAGES)) == 0)
		return false;
	while (*path) {
		size_t part = strcspn(path, "/");

		if (part == 0 || (part == 1 && path[0] == '.') ||
			(part == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		path += part + (path[part] == '/');
	}
	return true;
}

static bool parse_mode(const char *text, unsigned int *mode)
{
	char *end;
	unsigned long value = strtoul(text ? text : "", &end, 8);

	*mode = (unsigned int)value;
	return text && isdigit((unsigned char)*text) && !*end && value <= 07777;
}

static bool parse_size(const char *text, uint64_t *size)
{
	char *end;

	if (!text || !isdigit((unsigned char)*text) || strlen(text) > 10)
		return false;
	*size = strtoull(text, &end, 10);
	return !*end;
}

static bool digest_good(const char *text)
{
	return text && strlen(text) == SHA256_TEXT - 1 &&
		strspn(text, "0123456789abcdef") == SHA256_TEXT - 1;
}

/* A `dir', `file' or `link' line behind its first word. */
static bool parse_entry(struct entry *e, const char *kind, char **rest)
{
	memset(e, 0, sizeof(*e));
	if (strcmp(kind, "link") == 0) {
		e->kind = ENTRY_LINK;
		e->path = strsep(rest, " ");
		e->target = strsep(rest, " ");
		return e->target && *e->target && strlen(e->target) <= PATH_LIMIT &&
			!*rest && path_good(e->path);
	}
	if (!parse_mode(strsep(rest, " "), &e->mode))
		return false;
	if (strcmp(kind, "file") == 0) {
		e->kind = ENTRY_FILE;
		if (!parse_size(strsep(rest, " "), &e->size))
			return false;
		e->digest = strsep(rest, " ");
		if (!digest_good(e->digest))
			return false;
	} else if (strcmp(kind, "dir") != 0) {
		return false;
	}
	e->path = strsep(rest, " ");
	return e->path && !*rest && path_good(e->path);
}

static bool parse_line(struct package *p, char *line, size_t number)
{
	char *rest = line, *word = strsep(&rest, " ");

	if (number == 0)
		return strcmp(word, "xpkg") == 0 && rest && strcmp(rest, "1") == 0;
	if (!rest)
		return false;
	if (strcmp(word, "name") == 0 && !p->name) {
		p->name = rest;
		return package_name_good(rest);
	}
	if (strcmp(word, "version") == 0 && !p->version) {
		p->version = rest;
		return *rest && !strchr(rest, ' ');
	}
	if (strcmp(word, "depends") == 0 && !*p->depends) {
		p->depends = rest;
		return true;
	}
	return p->name && p->version && parse_entry(&p->entries[p->count++], word, &rest);
}

static int by_path(const void *a, const void *b)
{
	return strcmp((*(const struct entry *const *)a)->path,
		(*(const struct entry *const *)b)->path);
}

/* Its entries in the order of their paths, to be freed. */
static const struct entry **entries_sorted(const struct package *p)
{
	const struct entry **sorted = malloc((p->count + 1) * sizeof(struct entry *));
	size_t i;

	for (i = 0; sorted && i < p->count; i++)
		sorted[i] = &p->entries[i];
	if (sorted)
		qsort(sorted, p->count, sizeof(*sorted), by_path);
	return sorted;
}

/* Is no path there twice? */
static bool paths_differ(const struct package *p)
{
	const struct entry **sorted = entries_sorted(p);
	bool differ = sorted != NULL;
	size_t i;

	for (i = 1; differ && i < p->count; i++)
		differ = strcmp(sorted[i - 1]->path, sorted[i]->path) != 0;
	free(sorted);
	return differ;
}

/* Is the folder that `e' is in among `sorted', as a folder, and before it? */
static bool folder_before(
	const struct package *p, const struct entry **sorted, const struct entry *e)
{
	char folder[PATH_LIMIT + 1];
	struct entry key = { .path = folder };
	const struct entry *wanted = &key, **found;
	const char *slash = strrchr(e->path, '/');

	if (!slash)
		return true;
	snprintf(folder, sizeof(folder), "%.*s", (int)(slash - e->path), e->path);
	found = bsearch(&wanted, sorted, p->count, sizeof(*sorted), by_path);
	return found && (*found)->kind == ENTRY_DIR && *found < e;
}

/* Is every entry in a folder of the package's? A link is none, wherever it leads. */
static bool folders_good(const struct package *p, const char *where)
{
	const struct entry **sorted = entries_sorted(p);
	bool good = sorted != NULL;
	size_t i;

	for (i = 0; good && i < p->count; i++) {
		good = folder_before(p, sorted, &p->entries[i]);
		if (!good)
			warnx("%s: broken: %s is in no folder of the manifest", where,
				p->entries[i].path);
	}
	free(sorted);
	return good;
}

int manifest_parse(struct package *p, const uint8_t *text, size_t size, const char *where)
{
	size_t lines = 0, i;
	char *next, *line;

	memset(p, 0, sizeof(*p));
	p->depends = "";
	for (i = 0; i < size; i++)
		lines += text[i] == '\n';
	p->text = malloc(size + 1);
	p->manifest = malloc(size + 1);
	p->entries = calloc(lines + 1, sizeof(struct entry));
	if (!p->text || !p->manifest || !p->entries) {
		warnx("%s: out of memory", where);
		goto bad;
	}
	memcpy(p->manifest, text, size);
	memcpy(p->text, text, size);
	p->text[size] = '\0';
	p->manifest_size = size;
	if (size == 0 || text[size - 1] != '\n' || memchr(text, '\0', size)) {
		warnx("%s: the manifest is no text", where);
		goto bad;
	}
	for (next = p->text, i = 0; i < lines; i++) {
		line = strsep(&next, "\n");
		if (!parse_line(p, line, i)) {
			warnx("%s: the manifest's line %zu is bad", where, i + 1);
			goto bad;
		}
	}
	if (p->name && p->version && paths_differ(p))
		return 0;
	warnx("%s: the manifest lacks a name or has something twice", where);
bad:
	package_free(p);
	return -1;
}

/* Octal digits, then a space or a zero. */
static bool octal(const char *field, size_t room, uint64_t *value)
{
	size_t i = 0;

	*value = 0;
	for (; i < room && field[i] >= '0' && field[i] <= '7'; i++)
		*value = *value << 3 | (unsigned int)(field[i] - '0');
	return i > 0 && (i == room || field[i] == ' ' || field[i] == '\0');
}

static bool header_good(const struct tar_header *h)
{
	const uint8_t *bytes = (const uint8_t *)h;
	uint64_t sum = 0, want;
	size_t i, at = offsetof(struct tar_header, checksum);

	for (i = 0; i < TAR_BLOCK; i++)
		sum += i >= at && i < at + sizeof(h->checksum) ? ' ' : bytes[i];
	return memcmp(h->magic, "ustar", 5) == 0 &&
		octal(h->checksum, sizeof(h->checksum), &want) && want == sum;
}

/* A member of the archive. */
struct member {
	char name[260], link[101], type;
	uint64_t mode, size;
	const uint8_t *data;
};

/* The next one. False at what is none. */
static bool member_next(struct package *p, size_t *at, struct member *m)
{
	const struct tar_header *h;
	size_t left = p->archive_size - *at, length;

	if (left < TAR_BLOCK)
		return false;
	h = (const struct tar_header *)(p->archive + *at);
	if (!header_good(h) || !octal(h->size, sizeof(h->size), &m->size) ||
		!octal(h->mode, sizeof(h->mode), &m->mode))
		return false;
	left -= TAR_BLOCK;
	if (m->size > left ||
		((m->size + TAR_BLOCK - 1) & ~(uint64_t)(TAR_BLOCK - 1)) > left)
		return false;
	snprintf(m->name, sizeof(m->name), "%.155s%s%.100s", h->prefix,
		h->prefix[0] ? "/" : "", h->name);
	length = strlen(m->name);
	if (length > 1 && m->name[length - 1] == '/')
		m->name[length - 1] = '\0';
	snprintf(m->link, sizeof(m->link), "%.100s", h->link);
	m->type = h->type ? h->type : '0';
	m->data = p->archive + *at + TAR_BLOCK;
	*at += TAR_BLOCK +
		(size_t)((m->size + TAR_BLOCK - 1) & ~(uint64_t)(TAR_BLOCK - 1));
	return true;
}

static void digest_of(const uint8_t *data, size_t size, char text[SHA256_TEXT])
{
	uint8_t digest[SHA256_BYTES];
	struct sha256 sha;

	sha256_begin(&sha);
	sha256_add(&sha, data, size);
	sha256_end(&sha, digest);
	sha256_text(digest, text);
}

/* Is the member what the manifest says? Its data is the entry's then. */
static bool entry_matches(struct entry *e, const struct member *m)
{
	static const char types[] = {
		[ENTRY_DIR] = '5', [ENTRY_FILE] = '0', [ENTRY_LINK] = '2'
	};
	char text[SHA256_TEXT];

	if (strcmp(m->name, e->path) != 0 || m->type != types[e->kind])
		return false;
	if (e->kind == ENTRY_LINK)
		return m->size == 0 && strcmp(m->link, e->target) == 0;
	if (m->mode != e->mode)
		return false;
	if (e->kind == ENTRY_DIR)
		return m->size == 0;
	e->data = m->data;
	digest_of(m->data, (size_t)m->size, text);
	return m->size == e->size && strcmp(text, e->digest) == 0;
}

static bool rest_is_zero(const struct package *p, size_t at)
{
	for (; at < p->archive_size; at++)
		if (p->archive[at])
			return false;
	return true;
}

/* Everything the archive holds against its manifest. */
static int archive_check(struct package *p, const char *path)
{
	struct package parsed;
	struct member m;
	size_t at = 0, i;

	if (!member_next(p, &at, &m) || strcmp(m.name, "MANIFEST") != 0 ||
		m.type != '0') {
		warnx("%s: this is no package", path);
		return -1;
	}
	if (manifest_parse(&parsed, m.data, (size_t)m.size, path) < 0)
		return -1;
	parsed.archive = p->archive;
	parsed.archive_size = p->archive_size;
	*p = parsed;
	if (!folders_good(p, path))
		return -1;
	for (i = 0; i < p->count; i++) {
		if (!member_next(p, &at, &m) || !entry_matches(&p->entries[i], &m)) {
			warnx("%s: broken: %s is not what the manifest says", path,
				p->entries[i].path);
			return -1;
		}
	}
	if (rest_is_zero(p, at))
		return 0;
	warnx("%s: broken: there is more in it than the manifest says", path);
	return -1;
}

int package_read(struct package *p, const char *path)
{
	uint8_t *packed;
	size_t size;
	int error;

	memset(p, 0, sizeof(*p));
	if (file_read(path, &packed, &size) < 0)
		return -1;
	if (unxz_is_xz(packed, size)) {
		error = unxz(packed, size, &p->archive, &p->archive_size);
		free(packed);
		if (error) {
			errno = -error;
			warn("%s: broken", path);
			return -1;
		}
	} else {
		p->archive = packed;
		p->archive_size = size;
	}
	if (archive_check(p, path) == 0)
		return 0;
	package_free(p);
	return -1;
}

int package_installed(struct package *p, const char *name, bool quiet)
{
	char path[sizeof(PACKAGES) + NAME_LIMIT + 2];
	uint8_t *text;
	size_t size;
	int status;

	memset(p, 0, sizeof(*p));
	if (!package_name_good(name)) {
		if (!quiet)
			warnx("%s: not a package's name", name);
		return -1;
	}
	snprintf(path, sizeof(path), PACKAGES "/%s", name);
	if (file_read_at(root_fd, path, &text, &size) < 0) {
		if (errno != ENOENT)
			warn("/%s", path);
		else if (!quiet)
			warnx("%s: not installed", name);
		return -1;
	}
	status = manifest_parse(p, text, size, path);
	free(text);
	if (status == 0 && strcmp(p->name, name) != 0) {
		warnx("%s: its manifest is of %s", name, p->name);
		package_free(p);
		return -1;
	}
	return status;
}

void package_free(struct package *p)
{
	free(p->text);
	free(p->manifest);
	free(p->archive);
	free(p->entries);
	memset(p, 0, sizeof(*p));
}
