/*
 * newlib-port/libgloss/xinim/wordexp/parameter.c - ${...}, and what a command says.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include "wordexp/expand.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

/* Value and operator of a ${...}. */
struct parameter {
	char name[256];
	const char *value; /* NULL: not set */
	char digits[24];
	bool length; /* ${#name} */
	bool colon;
	char op[3];
	const char *word, *word_end;
};

/* A program has no positional parameters: $# is 0, $$ its number, the others are not set. */
static int find_value(struct parameter *p)
{
	if (strcmp(p->name, "#") == 0)
		p->value = strcpy(p->digits, "0");
	else if (strcmp(p->name, "$") == 0) {
		snprintf(p->digits, sizeof(p->digits), "%ld", (long)getpid());
		p->value = p->digits;
	} else if (strchr("@*?-!0123456789", p->name[0]) != NULL)
		p->value = NULL;
	else
		p->value = getenv(p->name);
	return 0;
}

static int parse(struct parameter *p, const char **at)
{
	const char *s = *at, *end = __xinim_wordexp_find(s, s + strlen(s), '}');
	size_t n = 0;

	if (end == NULL)
		return WRDE_SYNTAX;
	*at = end + 1;
	if (*s == '#' && s + 1 < end && strchr(":-=?+%#", s[1]) == NULL) {
		p->length = true;
		s++;
	}
	if (isalpha((unsigned char)*s) || *s == '_')
		while (isalnum((unsigned char)s[n]) || s[n] == '_')
			n++;
	else if (isdigit((unsigned char)*s))
		while (isdigit((unsigned char)s[n]))
			n++;
	else if (s < end && strchr("@*#?-$!", *s) != NULL)
		n = 1;
	if (n == 0 || n >= sizeof(p->name))
		return WRDE_SYNTAX;
	memcpy(p->name, s, n);
	p->name[n] = '\0';
	s += n;
	if (*s == ':' && s + 1 < end && strchr("-=?+", s[1]) != NULL) {
		p->colon = true;
		s++;
	}
	if (s < end) {
		if (p->length || strchr("-=?+%#", *s) == NULL)
			return WRDE_SYNTAX;
		p->op[0] = *s++;
		if ((p->op[0] == '%' || p->op[0] == '#') && *s == p->op[0])
			p->op[1] = *s++;
	}
	p->word = s;
	p->word_end = end;
	return find_value(p);
}

/* Characters, by the locale; bytes if they are none. */
static size_t count(const char *text)
{
	size_t n = mbstowcs(NULL, text, 0);

	return n == (size_t)-1 ? strlen(text) : n;
}

/* The value without its shortest or longest beginning or end that matches. */
static int cut(struct expand *e, const struct parameter *p, char **result)
{
	struct buffer pattern = { 0 };
	bool front = p->op[0] == '#', longest = p->op[1] != '\0';
	size_t length = strlen(p->value);
	char *text = strdup(p->value);
	int error = __xinim_wordexp_inner(
		e, p->word, (size_t)(p->word_end - p->word), true, &pattern);

	if (error == 0 && text == NULL)
		error = WRDE_NOSPACE;
	for (size_t i = 0; error == 0 && i <= length; i++) {
		/* From where there is most, or least, to take away. */
		size_t at = front != longest ? i : length - i;
		char c = text[at];
		bool matches;

		if (front)
			text[at] = '\0';
		matches = fnmatch(pattern.text, front ? text : text + at, 0) == 0;
		text[at] = c;
		if (matches) {
			if (front)
				memmove(text, text + at, length - at + 1);
			else
				text[at] = '\0';
			break;
		}
	}
	free(pattern.text);
	if (error != 0)
		free(text);
	else
		*result = text;
	return error;
}

/* ${name=word} and ${name?word}. */
static int assign_or_fail(struct expand *e, const struct parameter *p, bool quoted)
{
	struct buffer word = { 0 };
	int error = __xinim_wordexp_inner(
		e, p->word, (size_t)(p->word_end - p->word), false, &word);

	if (error == 0 && p->op[0] == '?') {
		if (e->flags & WRDE_SHOWERR)
			fprintf(stderr, "%s: %s\n", p->name,
				*word.text != '\0' ? word.text : "parameter not set");
		error = WRDE_BADVAL;
	} else if (error == 0 && !isalpha((unsigned char)p->name[0]) && p->name[0] != '_')
		error = WRDE_SYNTAX;
	else if (error == 0 && setenv(p->name, word.text, 1) != 0)
		error = WRDE_NOSPACE;
	if (error == 0)
		error = __xinim_wordexp_put_value(e, word.text, quoted);
	free(word.text);
	return error;
}

int __xinim_wordexp_parameter(struct expand *e, const char **at, bool quoted)
{
	struct parameter p = { 0 };
	int error = parse(&p, at);
	bool there;
	char *rest;

	if (error != 0)
		return error;
	there = p.value != NULL && !(p.colon && *p.value == '\0');
	switch (p.op[0]) {
	case '+':
	case '-':
		if (there != (p.op[0] == '+'))
			break;
		return __xinim_wordexp_text(e, p.word, p.word_end, quoted);
	case '=':
	case '?':
		if (!there)
			return assign_or_fail(e, &p, quoted);
		break;
	default:
		if (p.value == NULL && e->flags & WRDE_UNDEF)
			return WRDE_BADVAL;
	}
	if (p.op[0] == '+' || p.value == NULL)
		p.value = "";
	if (p.length) {
		snprintf(p.digits, sizeof(p.digits), "%zu", count(p.value));
		p.value = p.digits;
	}
	if (p.op[0] != '%' && p.op[0] != '#')
		return __xinim_wordexp_put_value(e, p.value, quoted);
	error = cut(e, &p, &rest);
	if (error == 0) {
		error = __xinim_wordexp_put_value(e, rest, quoted);
		free(rest);
	}
	return error;
}

/* The shell, with the command as its argument; what it says on the pipe. */
static void run(char *command, int to, int flags)
{
	if (dup2(to, STDOUT_FILENO) < 0)
		_exit(127);
	if (to != STDOUT_FILENO)
		close(to);
	if (!(flags & WRDE_SHOWERR)) {
		int null = open("/dev/null", O_WRONLY);

		if (null >= 0)
			dup2(null, STDERR_FILENO);
	}
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

int __xinim_wordexp_command(
	const char *command, size_t length, int flags, struct buffer *out)
{
	char *copy, block[512];
	int fds[2], error = 0, status;
	ssize_t n;
	pid_t pid;

	if (flags & WRDE_NOCMD)
		return WRDE_CMDSUB;
	copy = strndup(command, length);
	if (copy == NULL || pipe2(fds, O_CLOEXEC) != 0) {
		free(copy);
		return WRDE_NOSPACE;
	}
	pid = fork();
	if (pid == 0)
		run(copy, fds[1], flags);
	close(fds[1]);
	free(copy);
	error = pid < 0 ? WRDE_NOSPACE : __xinim_buffer_add(out, "", 0);
	while (pid > 0 && error == 0) {
		n = read(fds[0], block, sizeof(block));
		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		if (n > 0)
			error = __xinim_buffer_add(out, block, (size_t)n);
	}
	close(fds[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	while (error == 0 && out->length > 0 && out->text[out->length - 1] == '\n')
		out->text[--out->length] = '\0';
	return error;
}
