/*
 * newlib-port/libgloss/xinim/glob.c - the paths that a pattern matches: POSIX.1-2017.
 *
 * The pattern is walked part by part between the slashes. The names in a folder are read
 * at once and it is closed before any is gone into, so one descriptor is in use at a time.
 * What no name of the file system can be as long as is no match.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "glue.h"

#include <dirent.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
	glob_t *glob;
	int flags;
	int (*on_error)(const char *, int);
	size_t room; /* of gl_pathv */
	char path[PATH_MAX];
};

static int walk(struct walk *w, size_t length, const char *pattern);

static bool has_magic(const char *p, const char *end, int flags)
{
	for (; p < end; p++) {
		if (*p == '*' || *p == '?' || *p == '[')
			return true;
		if (*p == '\\' && !(flags & GLOB_NOESCAPE) && p + 1 < end)
			p++;
	}
	return false;
}

/* One more at the end of the list. */
static int add(struct walk *w, const char *path)
{
	glob_t *g = w->glob;
	size_t before = g->gl_flags & GLOB_DOOFFS ? g->gl_offs : 0, used;
	char *copy;

	if (__builtin_add_overflow(before, g->gl_pathc + 2, &used))
		return GLOB_NOSPACE;
	if (used > w->room) {
		size_t room = used + used / 2 + 16, bytes;
		char **list;

		if (__builtin_mul_overflow(room, sizeof(*list), &bytes))
			return GLOB_NOSPACE;
		list = realloc(g->gl_pathv, bytes);
		if (list == NULL)
			return GLOB_NOSPACE;
		if (g->gl_pathv == NULL)
			memset(list, 0, before * sizeof(*list));
		g->gl_pathv = list;
		w->room = room;
	}
	copy = strdup(path);
	if (copy == NULL) {
		g->gl_pathv[before + g->gl_pathc] = NULL;
		return GLOB_NOSPACE;
	}
	g->gl_pathv[before + g->gl_pathc++] = copy;
	g->gl_pathv[before + g->gl_pathc] = NULL;
	g->gl_matchc++;
	return 0;
}

/* w->path is the whole of a match, if it is there. */
static int add_match(struct walk *w, size_t length)
{
	struct stat st;

	if (length == 0)
		return 0;
	if (lstat(w->path, &st) != 0)
		return 0;
	if (w->flags & GLOB_MARK && w->path[length - 1] != '/' && length + 1 < PATH_MAX) {
		if (S_ISLNK(st.st_mode) && stat(w->path, &st) != 0)
			st.st_mode = 0;
		if (S_ISDIR(st.st_mode))
			strcpy(w->path + length, "/");
	}
	return add(w, w->path);
}

/* Is what w->path names, with a slash behind it, a link to nothing? */
static bool link_to_nothing(struct walk *w)
{
	size_t length = strlen(w->path);
	struct stat st;
	bool there;

	if (length < 2 || w->path[length - 1] != '/')
		return false;
	w->path[length - 1] = '\0';
	there = lstat(w->path, &st) == 0;
	w->path[length - 1] = '/';
	return there;
}

/* A folder that cannot be opened or read: 0 or GLOB_ABORTED. */
static int on_error(struct walk *w, const char *path, int error)
{
	if (error == ENOTDIR || (error == ENOENT && link_to_nothing(w)))
		return 0; /* it is none */
	if (w->on_error != NULL && w->on_error(path, error) != 0)
		return GLOB_ABORTED;
	return w->flags & GLOB_ERR ? GLOB_ABORTED : 0;
}

/* The names in w->path that match, each with its NUL, an empty one last. */
static int read_names(struct walk *w, const char *part, bool more, char **result)
{
	const char *path = w->path[0] != '\0' ? w->path : ".";
	int flags = (w->flags & GLOB_NOESCAPE ? FNM_NOESCAPE : 0) |
		(w->flags & GLOB_PERIOD ? 0 : FNM_PERIOD);
	size_t size = 256, used = 0;
	DIR *dir = opendir(path);
	char *names = NULL;
	struct dirent *d;
	int error;

	*result = NULL;
	if (dir == NULL)
		return errno == ENOMEM ? GLOB_NOSPACE : on_error(w, path, errno);
	names = malloc(size);
	while (names != NULL && (errno = 0, (d = readdir(dir)) != NULL)) {
		size_t length = strlen(d->d_name) + 1;

		if ((more || w->flags & GLOB_ONLYDIR) && d->d_type != DT_DIR &&
			d->d_type != DT_LNK && d->d_type != DT_UNKNOWN)
			continue;
		if (fnmatch(part, d->d_name, flags) != 0)
			continue;
		if (used + length + 1 > size) {
			char *larger = realloc(names, size = 2 * size + length);

			if (larger == NULL)
				free(names);
			names = larger;
			if (names == NULL)
				break;
		}
		memcpy(names + used, d->d_name, length);
		used += length;
	}
	error = errno;
	closedir(dir);
	if (names == NULL)
		return GLOB_NOSPACE;
	names[used] = '\0';
	*result = names;
	return error != 0 ? on_error(w, path, error) : 0;
}

/* A part with magic: each name that it matches, and what is behind. */
static int walk_names(struct walk *w, size_t length, const char *pattern, size_t n)
{
	char *part = strndup(pattern, n), *names = NULL;
	int error;

	if (part == NULL)
		return GLOB_NOSPACE;
	w->path[length] = '\0';
	error = read_names(w, part, pattern[n] != '\0', &names);
	for (char *p = names; error == 0 && p != NULL && *p != '\0'; p += strlen(p) + 1) {
		size_t size = strlen(p);

		if (length + size >= PATH_MAX)
			continue;
		memcpy(w->path + length, p, size + 1);
		error = walk(w, length + size, pattern + n);
	}
	free(names);
	free(part);
	return error;
}

/* What of the pattern is behind the first `length' bytes of w->path. */
static int walk(struct walk *w, size_t length, const char *pattern)
{
	for (;;) {
		size_t n = strcspn(pattern, "/");

		if (n > 0 && has_magic(pattern, pattern + n, w->flags))
			return walk_names(w, length, pattern, n);
		for (; n > 0; n--, pattern++) {
			if (*pattern == '\\' && !(w->flags & GLOB_NOESCAPE) && n > 1) {
				pattern++;
				n--;
			}
			if (length + 1 >= PATH_MAX)
				return 0;
			w->path[length++] = *pattern;
		}
		for (; *pattern == '/'; pattern++) {
			if (length + 1 >= PATH_MAX)
				return 0;
			w->path[length++] = '/';
		}
		w->path[length] = '\0';
		if (*pattern == '\0')
			return add_match(w, length);
	}
}

static int by_name(const void *a, const void *b)
{
	return strcoll(*(char *const *)a, *(char *const *)b);
}

/* One pattern without braces: its matches in order behind what is there. */
static int match(struct walk *w, const char *pattern)
{
	glob_t *g = w->glob;
	size_t before = g->gl_pathc, offset = g->gl_flags & GLOB_DOOFFS ? g->gl_offs : 0;
	bool magic = has_magic(pattern, pattern + strlen(pattern), w->flags);
	int error = walk(w, 0, pattern);

	if (magic)
		g->gl_flags |= GLOB_MAGCHAR;
	if (error != 0)
		return error;
	if (g->gl_pathc == before) {
		if (w->flags & GLOB_NOCHECK || (w->flags & GLOB_NOMAGIC && !magic))
			return add(w, pattern);
		return GLOB_NOMATCH;
	}
	if (!(w->flags & GLOB_NOSORT))
		qsort(g->gl_pathv + offset + before, g->gl_pathc - before, sizeof(char *),
			by_name);
	return 0;
}

/* ~ and ~name at the start, as the shell has it. NULL: no memory. */
static char *expand_tilde(const char *pattern)
{
	size_t n = strcspn(pattern, "/");
	struct passwd *user = NULL;
	const char *home = NULL;
	char *name, *result;

	if (n == 1)
		home = getenv("HOME");
	else {
		name = strndup(pattern + 1, n - 1);
		if (name == NULL)
			return NULL;
		user = getpwnam(name);
		free(name);
	}
	if (n == 1 && home == NULL)
		user = getpwuid(getuid());
	if (user != NULL)
		home = user->pw_dir;
	if (home == NULL)
		return strdup(pattern); /* with the tilde that it began with */
	result = malloc(strlen(home) + strlen(pattern + n) + 1);
	return result != NULL ? strcat(strcpy(result, home), pattern + n) : NULL;
}

/* The end of an alternative, or of all of them, from p on: a comma or a brace. */
static const char *brace_end(const char *p, bool all)
{
	int depth = 0;

	for (; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '{')
			depth++;
		else if (*p == '}' && depth-- == 0)
			return p;
		else if (*p == ',' && depth == 0 && !all)
			return p;
	}
	return NULL;
}

/* {a,b} before all else. A pattern that matches nothing is no error beside others. */
static int expand_braces(struct walk *w, const char *pattern)
{
	const char *open = w->flags & GLOB_BRACE ? strchr(pattern, '{') : NULL;
	const char *close = open != NULL ? brace_end(open + 1, true) : NULL;
	size_t before = w->glob->gl_pathc;

	if (close == NULL || close == open + 1)
		return match(w, pattern);
	for (const char *p = open + 1, *end; p <= close; p = end + 1) {
		size_t head = (size_t)(open - pattern), n;
		char *one;
		int error;

		end = brace_end(p, false);
		n = (size_t)(end - p);
		one = malloc(head + n + strlen(close + 1) + 1);
		if (one == NULL)
			return GLOB_NOSPACE;
		memcpy(one, pattern, head);
		memcpy(one + head, p, n);
		strcpy(one + head + n, close + 1);
		error = expand_braces(w, one);
		free(one);
		if (error != 0 && error != GLOB_NOMATCH)
			return error;
	}
	return w->glob->gl_pathc > before ? 0 : GLOB_NOMATCH;
}

int glob(const char *restrict pattern, int flags,
	int (*error_function)(const char *, int), glob_t *restrict g)
{
	struct walk *w = malloc(sizeof(*w));
	char *expanded = NULL;
	int result;

	if (w == NULL)
		return GLOB_NOSPACE;
	w->flags = flags;
	w->on_error = error_function;
	w->glob = g;
	if (!(flags & GLOB_APPEND)) {
		g->gl_pathc = 0;
		g->gl_pathv = NULL;
		if (!(flags & GLOB_DOOFFS))
			g->gl_offs = 0;
	}
	g->gl_flags = flags & ~GLOB_MAGCHAR;
	g->gl_matchc = 0;
	/* How much the list has room for is not kept. */
	w->room = g->gl_pathv == NULL
		? 0
		: g->gl_pathc + 1 + (flags & GLOB_DOOFFS ? g->gl_offs : 0);
	if (flags & (GLOB_TILDE | GLOB_TILDE_CHECK) && *pattern == '~') {
		expanded = expand_tilde(pattern);
		if (expanded == NULL || (flags & GLOB_TILDE_CHECK && *expanded == '~')) {
			result = expanded == NULL ? GLOB_NOSPACE : GLOB_NOMATCH;
			free(expanded);
			free(w);
			return result;
		}
		pattern = expanded;
	}
	result = expand_braces(w, pattern);
	free(expanded);
	free(w);
	return result;
}

void globfree(glob_t *g)
{
	size_t before = g->gl_flags & GLOB_DOOFFS ? g->gl_offs : 0;

	if (g->gl_pathv != NULL)
		for (size_t i = 0; i < g->gl_pathc; i++)
			free(g->gl_pathv[before + i]);
	free(g->gl_pathv);
	g->gl_pathv = NULL;
	g->gl_pathc = 0;
}
