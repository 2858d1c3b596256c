/*
 * newlib-port/libgloss/xinim/wordexp/wordexp.c - words as the shell has them: POSIX.1-2017.
 *
 * All but the output of commands is done here: quotes, tildes, parameters, sums, fields by
 * IFS, paths. A command is given to /bin/sh.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "wordexp/expand.h"

#include <ctype.h>
#include <glob.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int __xinim_buffer_add(struct buffer *b, const char *text, size_t n)
{
	if (b->text == NULL || n >= b->room - b->length) {
		size_t room;
		char *more;

		if (__builtin_add_overflow(b->length, n, &room) ||
			__builtin_add_overflow(room, room / 2 + 64, &room))
			return WRDE_NOSPACE;
		more = realloc(b->text, room);
		if (more == NULL)
			return WRDE_NOSPACE;
		b->text = more;
		b->room = room;
	}
	memcpy(b->text + b->length, text, n);
	b->length += n;
	b->text[b->length] = '\0';
	return 0;
}

int __xinim_buffer_put(struct buffer *b, char c)
{
	return __xinim_buffer_add(b, &c, 1);
}

/* A character of the field; quoted: it is no magic, whatever it is. */
static int put(struct expand *e, char c, bool quoted)
{
	int error = 0;

	if (quoted || c == '\\')
		error = __xinim_buffer_put(&e->field, '\\');
	e->has_field = true;
	return error != 0 ? error : __xinim_buffer_put(&e->field, c);
}

/* Takes the word over. */
static int add_word(struct expand *e, char *word)
{
	wordexp_t *w = e->result;
	size_t before = e->flags & WRDE_DOOFFS ? w->we_offs : 0, used, bytes;

	if (word == NULL)
		return WRDE_NOSPACE;
	if (__builtin_add_overflow(before, w->we_wordc + 2, &used))
		goto no_space;
	if (used > e->room) {
		char **list;

		if (__builtin_mul_overflow(used + used / 2 + 8, sizeof(*list), &bytes))
			goto no_space;
		list = realloc(w->we_wordv, bytes);
		if (list == NULL)
			goto no_space;
		if (w->we_wordv == NULL)
			memset(list, 0, before * sizeof(*list));
		w->we_wordv = list;
		e->room = used + used / 2 + 8;
	}
	w->we_wordv[before + w->we_wordc++] = word;
	w->we_wordv[before + w->we_wordc] = NULL;
	return 0;
no_space:
	free(word);
	return WRDE_NOSPACE;
}

/* Takes the backslashes away. */
static char *plain(const char *field)
{
	char *word = malloc(strlen(field) + 1), *to = word;

	if (word == NULL)
		return NULL;
	for (; *field != '\0'; field++) {
		if (*field == '\\' && field[1] != '\0')
			field++;
		*to++ = *field;
	}
	*to = '\0';
	return word;
}

static bool has_magic(const char *p)
{
	for (; *p != '\0'; p++) {
		if (*p == '*' || *p == '?' || *p == '[')
			return true;
		if (*p == '\\' && p[1] != '\0')
			p++;
	}
	return false;
}

/* The field is whole: the paths it matches, or itself. */
static int end_field(struct expand *e)
{
	const char *field = e->field.text != NULL ? e->field.text : "";
	glob_t found;
	int error;

	if (!e->has_field)
		return 0;
	e->has_field = false;
	e->field.length = 0;
	if (!has_magic(field))
		goto itself;
	error = glob(field, 0, NULL, &found);
	if (error == 0)
		for (size_t i = 0; i < found.gl_pathc && error == 0; i++)
			error = add_word(e, strdup(found.gl_pathv[i]));
	else if (error == GLOB_NOMATCH) {
		globfree(&found);
		goto itself;
	} else
		error = WRDE_NOSPACE;
	globfree(&found);
	if (e->field.text != NULL)
		e->field.text[0] = '\0';
	return error;
itself:
	error = add_word(e, plain(field));
	if (e->field.text != NULL)
		e->field.text[0] = '\0';
	return error;
}

/* Fields are cut at IFS: blanks together, any other sign by itself (XCU 2.6.5). */
int __xinim_wordexp_put_value(struct expand *e, const char *text, bool quoted)
{
	int error = 0;

	if (quoted)
		e->has_field = true;
	for (; *text != '\0' && error == 0; text++) {
		bool cut = !quoted && strchr(e->ifs, *text) != NULL;

		if (!cut)
			error = put(e, *text, quoted);
		else if (isspace((unsigned char)*text)) {
			if (e->has_field) {
				error = end_field(e);
				/* A sign behind these blanks is one end with them. */
				while (text[1] != '\0' &&
					isspace((unsigned char)text[1]) &&
					strchr(e->ifs, text[1]) != NULL)
					text++;
				if (text[1] != '\0' && !isspace((unsigned char)text[1]) &&
					strchr(e->ifs, text[1]) != NULL)
					text++;
			}
		} else {
			e->has_field = true;
			error = end_field(e);
		}
	}
	return error;
}

static const char *find(const char *p, const char *end, char close, int depth)
{
	if (depth > WORDEXP_DEPTH)
		return NULL;
	while (p != NULL && p < end) {
		if (*p == close)
			return p;
		if (*p == '\\' && p + 1 < end) {
			p += 2;
			continue;
		}
		if (*p == '\'' && close != '"')
			p = memchr(p + 1, '\'', (size_t)(end - p - 1));
		else if (*p == '"' || *p == '`')
			p = find(p + 1, end, *p, depth + 1);
		else if (*p == '$' && p + 1 < end && (p[1] == '{' || p[1] == '('))
			p = find(p + 2, end, p[1] == '{' ? '}' : ')', depth + 1);
		else if (*p == '(' && close == ')')
			p = find(p + 1, end, ')', depth + 1);
		if (p != NULL)
			p++;
	}
	return NULL;
}

const char *__xinim_wordexp_find(const char *p, const char *end, char close)
{
	return find(p, end, close, 0);
}

int __xinim_wordexp_inner(
	struct expand *e, const char *text, size_t n, bool pattern, struct buffer *out)
{
	struct expand inner = *e;
	int error;

	inner.ifs = "";
	memset(&inner.field, 0, sizeof(inner.field));
	inner.has_field = false;
	error = __xinim_buffer_add(&inner.field, "", 0);
	if (error == 0)
		error = __xinim_wordexp_text(&inner, text, text + n, false);
	if (error == 0 && !pattern) {
		char *word = plain(inner.field.text);

		error = word == NULL ? WRDE_NOSPACE
				     : __xinim_buffer_add(out, word, strlen(word));
		free(word);
	} else if (error == 0)
		error = __xinim_buffer_add(out, inner.field.text, inner.field.length);
	free(inner.field.text);
	return error;
}

static int put_sum(struct expand *e, const char *from, const char *end, bool quoted)
{
	struct buffer text = { 0 };
	char digits[32];
	intmax_t value;
	int error = __xinim_wordexp_inner(e, from, (size_t)(end - from), false, &text);

	if (error == 0)
		error = __xinim_wordexp_arithmetic(text.text, e->flags, &value);
	free(text.text);
	if (error != 0)
		return error;
	snprintf(digits, sizeof(digits), "%" PRIdMAX, value);
	return __xinim_wordexp_put_value(e, digits, quoted);
}

static int put_command(struct expand *e, const char *from, size_t n, bool quoted)
{
	struct buffer out = { 0 };
	int error = __xinim_wordexp_command(from, n, e->flags, &out);

	if (error == 0)
		error = __xinim_wordexp_put_value(e, out.text, quoted);
	free(out.text);
	return error;
}

/* `...`: in it a backslash quotes itself, a dollar sign and a backquote. */
static int put_backquoted(struct expand *e, const char **p, const char *end, bool quoted)
{
	const char *close = __xinim_wordexp_find(*p, end, '`');
	struct buffer command = { 0 };
	int error = __xinim_buffer_add(&command, "", 0);

	if (close == NULL) {
		free(command.text);
		return WRDE_SYNTAX;
	}
	for (const char *s = *p; s < close && error == 0; s++) {
		if (*s == '\\' &&
			(strchr("$`\\", s[1]) != NULL || (quoted && s[1] == '"')))
			s++;
		error = __xinim_buffer_put(&command, *s);
	}
	*p = close + 1;
	if (error == 0)
		error = put_command(e, command.text, command.length, quoted);
	free(command.text);
	return error;
}

/* Behind a dollar sign. */
static int put_dollar(struct expand *e, const char **p, const char *end, bool quoted)
{
	const char *s = *p, *close;
	char name[260];
	size_t n = 0;

	if (s < end && *s == '{') {
		*p = s + 1;
		return __xinim_wordexp_parameter(e, p, quoted);
	}
	if (s < end && *s == '(') {
		close = __xinim_wordexp_find(s + 1, end, ')');
		if (close == NULL)
			return WRDE_SYNTAX;
		*p = close + 1;
		if (s[1] == '(' && close[-1] == ')' && close - s > 2 &&
			__xinim_wordexp_find(s + 2, close, ')') == close - 1)
			return put_sum(e, s + 2, close - 1, quoted);
		return put_command(e, s + 1, (size_t)(close - s - 1), quoted);
	}
	while (s + n < end && n < sizeof(name) - 3 &&
		(isalnum((unsigned char)s[n]) || s[n] == '_') &&
		!(n == 0 && isdigit((unsigned char)s[n])))
		n++;
	if (n == 0 && s < end &&
		(isdigit((unsigned char)*s) || strchr("@*#?-$!", *s) != NULL))
		n = 1;
	if (n == 0)
		return put(e, '$', quoted);
	*p = s + n;
	memcpy(name, s, n);
	strcpy(name + n, "}");
	s = name;
	return __xinim_wordexp_parameter(e, &s, quoted);
}

/* ~ or ~name at the start of a word. */
static int put_tilde(struct expand *e, const char **p, const char *end)
{
	const char *s = *p + 1, *home = NULL;
	size_t n = 0;
	struct passwd *user = NULL;
	char *name;
	int error;

	while (s + n < end &&
		(isalnum((unsigned char)s[n]) || strchr("_.-", s[n]) != NULL))
		n++;
	if (s + n < end && strchr("/ \t", s[n]) == NULL)
		return put(e, *(*p)++, false);
	if (n == 0)
		home = getenv("HOME");
	name = strndup(s, n);
	if (name == NULL)
		return WRDE_NOSPACE;
	if (home == NULL)
		user = n == 0 ? getpwuid(getuid()) : getpwnam(name);
	free(name);
	if (user != NULL)
		home = user->pw_dir;
	if (home == NULL)
		return put(e, *(*p)++, false);
	*p = s + n;
	error = __xinim_wordexp_put_value(e, home, true);
	return error;
}

static int put_single_quoted(struct expand *e, const char **p, const char *end)
{
	const char *close = memchr(*p, '\'', (size_t)(end - *p));
	int error = 0;

	if (close == NULL)
		return WRDE_SYNTAX;
	e->has_field = true;
	for (; *p < close && error == 0; ++*p)
		error = put(e, **p, true);
	*p = close + 1;
	return error;
}

static int put_double_quoted(struct expand *e, const char **p, const char *end)
{
	const char *close = __xinim_wordexp_find(*p, end, '"'), *from = *p;

	if (close == NULL)
		return WRDE_SYNTAX;
	*p = close + 1;
	e->has_field = true;
	return __xinim_wordexp_text(e, from, close, true);
}

static int put_backslash(struct expand *e, const char **p, const char *end, bool quoted)
{
	if (*p == end)
		return quoted ? put(e, '\\', true) : WRDE_SYNTAX;
	if (**p == '\n') {
		++*p;
		return 0;
	}
	if (quoted && strchr("$`\"\\", **p) == NULL)
		return put(e, '\\', true);
	return put(e, *(*p)++, true);
}

static int one(struct expand *e, const char **p, const char *end, bool quoted)
{
	char c = *(*p)++;

	if (c == '$')
		return put_dollar(e, p, end, quoted);
	if (c == '`')
		return put_backquoted(e, p, end, quoted);
	if (c == '\\')
		return put_backslash(e, p, end, quoted);
	if (quoted) /* one within is of a word in ${...}, and quotes what is quoted */
		return c == '"' ? 0 : put(e, c, true);
	if (c == '\'')
		return put_single_quoted(e, p, end);
	if (c == '"')
		return put_double_quoted(e, p, end);
	return put(e, c, false);
}

int __xinim_wordexp_text(struct expand *e, const char *text, const char *end, bool quoted)
{
	const char *p = text;
	int error = 0;

	if (++e->depth > WORDEXP_DEPTH)
		return WRDE_SYNTAX;
	while (p < end && error == 0) {
		if (!quoted && p == text && *p == '~' && !e->has_field)
			error = put_tilde(e, &p, end);
		else if (!quoted && (*p == ' ' || *p == '\t') && *e->ifs != '\0') {
			/* A word inside ${...} has fields of its own. */
			error = end_field(e);
			p++;
		} else
			error = one(e, &p, end, quoted);
	}
	e->depth--;
	return error;
}

/* The words themselves: blanks are between them whatever IFS is. */
static int expand_all(struct expand *e, const char *words)
{
	const char *p = words, *end = words + strlen(words);
	bool start = true;
	int error = 0;

	while (p < end && error == 0) {
		if (*p == ' ' || *p == '\t') {
			error = end_field(e);
			start = true;
			p++;
			continue;
		}
		if (strchr("\n|&;<>(){}", *p) != NULL)
			return WRDE_BADCHAR;
		if (*p == '~' && start)
			error = put_tilde(e, &p, end);
		else
			error = one(e, &p, end, false);
		start = false;
	}
	return error != 0 ? error : end_field(e);
}

/* After an error that is not WRDE_NOSPACE all is as it was. */
static void give_up(wordexp_t *w, const wordexp_t *old, int flags)
{
	size_t before = flags & WRDE_DOOFFS ? w->we_offs : 0;
	size_t kept = flags & WRDE_APPEND ? old->we_wordc : 0;

	while (w->we_wordc > kept) {
		free(w->we_wordv[before + --w->we_wordc]);
		w->we_wordv[before + w->we_wordc] = NULL;
	}
	if (flags & WRDE_APPEND && old->we_wordv != NULL)
		return;
	free(w->we_wordv);
	*w = *old;
}

/* There is a list even of no words. */
static int make_list(struct expand *e, size_t offset)
{
	size_t bytes;

	if (e->result->we_wordv != NULL) {
		e->room = offset + e->result->we_wordc + 1;
		return 0;
	}
	if (__builtin_add_overflow(offset, 8, &e->room) ||
		__builtin_mul_overflow(e->room, sizeof(char *), &bytes))
		return WRDE_NOSPACE;
	e->result->we_wordv = calloc(1, bytes);
	return e->result->we_wordv != NULL ? 0 : WRDE_NOSPACE;
}

int wordexp(const char *restrict words, wordexp_t *restrict w, int flags)
{
	struct expand e = { .result = w, .flags = flags };
	wordexp_t old;
	int error;

	if (flags & WRDE_REUSE)
		wordfree(w);
	old = *w;
	if (!(flags & WRDE_APPEND)) {
		w->we_wordc = 0;
		w->we_wordv = NULL;
		if (!(flags & WRDE_DOOFFS))
			w->we_offs = 0;
	}
	e.ifs = getenv("IFS");
	if (e.ifs == NULL)
		e.ifs = " \t\n";
	error = make_list(&e, flags & WRDE_DOOFFS ? w->we_offs : 0);
	if (error == 0)
		error = expand_all(&e, words);
	free(e.field.text);
	if (error != 0 && error != WRDE_NOSPACE)
		give_up(w, &old, flags);
	return error;
}

void wordfree(wordexp_t *w)
{
	if (w->we_wordv == NULL)
		return;
	for (size_t i = 0; i < w->we_wordc; i++)
		free(w->we_wordv[w->we_offs + i]);
	free(w->we_wordv);
	w->we_wordv = NULL;
	w->we_wordc = 0;
}
