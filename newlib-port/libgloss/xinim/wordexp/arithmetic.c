/*
 * newlib-port/libgloss/xinim/wordexp/arithmetic.c - $((...)): POSIX XCU 2.6.4.
 *
 * Signed integers of intmax_t with C's operators but ++ and --; a sum that is too large
 * wraps. A name is its variable's value, which is 0 if it is not set, and can be assigned
 * to. What && and || and ?: do not need is parsed but has no effect.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "wordexp/expand.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MOST 256

struct sum {
	const char *p;
	int flags, depth, skip, error;
};

/* Longer signs first. Level 0 binds least. */
static const struct {
	char sign[3];
	signed char level;
	char op;
} operators[] = { { "||", 0, 'o' }, { "&&", 1, 'a' }, { "<<", 7, 'l' }, { ">>", 7, 'r' },
	{ "<=", 6, 'L' }, { ">=", 6, 'G' }, { "==", 5, '=' }, { "!=", 5, '!' },
	{ "|", 2, '|' }, { "^", 3, '^' }, { "&", 4, '&' }, { "<", 6, '<' },
	{ ">", 6, '>' }, { "+", 8, '+' }, { "-", 8, '-' }, { "*", 9, '*' },
	{ "/", 9, '/' }, { "%", 9, '%' } };
enum { OPERATORS = sizeof(operators) / sizeof(operators[0]), LEVELS = 10 };

static intmax_t parse_assignment(struct sum *s);

static void skip_space(struct sum *s)
{
	while (isspace((unsigned char)*s->p))
		s->p++;
}

static intmax_t fail(struct sum *s, int error)
{
	if (s->error == 0)
		s->error = error;
	return 0;
}

static intmax_t number(struct sum *s, const char *text)
{
	char *end;
	intmax_t value;
	int before = errno;

	errno = 0;
	value = strtoimax(text, &end, 0);
	while (isspace((unsigned char)*end))
		end++;
	if (end == text || *end != '\0' || errno == ERANGE)
		fail(s, WRDE_SYNTAX);
	errno = before;
	return value;
}

static intmax_t variable(struct sum *s, const char *name)
{
	const char *value = getenv(name);

	if (value == NULL && s->flags & WRDE_UNDEF)
		return fail(s, WRDE_BADVAL);
	return value == NULL || *value == '\0' ? 0 : number(s, value);
}

/* A name; its length, or 0. */
static size_t parse_name(struct sum *s, char *name)
{
	size_t n = 0;

	if (!isalpha((unsigned char)*s->p) && *s->p != '_')
		return 0;
	while (isalnum((unsigned char)s->p[n]) || s->p[n] == '_')
		n++;
	if (n >= NAME_MOST)
		return 0;
	memcpy(name, s->p, n);
	name[n] = '\0';
	return n;
}

static intmax_t parse_value(struct sum *s)
{
	char text[NAME_MOST];
	intmax_t value;
	size_t n;

	skip_space(s);
	if (++s->depth > WORDEXP_DEPTH)
		return fail(s, WRDE_SYNTAX);
	if (*s->p == '(') {
		s->p++;
		value = parse_assignment(s);
		skip_space(s);
		if (*s->p == ')')
			s->p++;
		else
			fail(s, WRDE_SYNTAX);
	} else if (*s->p != '\0' && strchr("+-~!", *s->p) != NULL) {
		char op = *s->p++;

		value = parse_value(s);
		value = op == '-'   ? (intmax_t)(0 - (uintmax_t)value)
			: op == '~' ? ~value
			: op == '!' ? !value
				    : value;
	} else if ((n = parse_name(s, text)) > 0) {
		s->p += n;
		value = s->skip ? 0 : variable(s, text);
	} else {
		for (n = 0; isalnum((unsigned char)s->p[n]) && n < sizeof(text) - 1; n++)
			text[n] = s->p[n];
		text[n] = '\0';
		s->p += n;
		value = number(s, text);
	}
	s->depth--;
	return value;
}

static intmax_t apply(struct sum *s, char op, intmax_t a, intmax_t b)
{
	uintmax_t ua = (uintmax_t)a, ub = (uintmax_t)b;

	switch (op) {
	case 'l':
		return (intmax_t)(ua << (ub & 63));
	case 'r':
		return a >> (ub & 63);
	case 'L':
		return a <= b;
	case 'G':
		return a >= b;
	case '=':
		return a == b;
	case '!':
		return a != b;
	case '|':
		return a | b;
	case '^':
		return a ^ b;
	case '&':
		return a & b;
	case '<':
		return a < b;
	case '>':
		return a > b;
	case '+':
		return (intmax_t)(ua + ub);
	case '-':
		return (intmax_t)(ua - ub);
	case '*':
		return (intmax_t)(ua * ub);
	}
	if (b == 0 || (a == INTMAX_MIN && b == -1))
		return s->skip ? 0 : fail(s, WRDE_SYNTAX);
	return op == '/' ? a / b : a % b;
}

/* The operator here that binds as much as `level' or more: its index, or -1. */
static int find_operator(struct sum *s, int level)
{
	skip_space(s);
	for (int i = 0; i < OPERATORS; i++) {
		size_t n = strlen(operators[i].sign);

		if (strncmp(s->p, operators[i].sign, n) != 0)
			continue;
		/* `+=' and its like are no sum, and `||' is no `|'. */
		if (s->p[n] == '=' && operators[i].level != 5 && operators[i].level != 6)
			return -1;
		return operators[i].level >= level ? i : -1;
	}
	return -1;
}

static intmax_t parse_level(struct sum *s, int level)
{
	intmax_t value = parse_value(s);
	int i;

	while (s->error == 0 && (i = find_operator(s, level)) >= 0) {
		char op = operators[i].op;
		bool skip = (op == 'o' && value != 0) || (op == 'a' && value == 0);
		intmax_t right;

		s->p += strlen(operators[i].sign);
		s->skip += skip;
		right = parse_level(s, operators[i].level + 1);
		s->skip -= skip;
		if (op == 'o')
			value = value != 0 || right != 0;
		else if (op == 'a')
			value = value != 0 && right != 0;
		else
			value = apply(s, op, value, right);
	}
	return value;
}

static intmax_t parse_choice(struct sum *s)
{
	intmax_t value = parse_level(s, 0), yes, no;

	skip_space(s);
	if (s->error != 0 || *s->p != '?')
		return value;
	s->p++;
	if (++s->depth > WORDEXP_DEPTH)
		return fail(s, WRDE_SYNTAX);
	s->skip += value == 0;
	yes = parse_assignment(s);
	s->skip -= value == 0;
	skip_space(s);
	if (*s->p != ':')
		return fail(s, WRDE_SYNTAX);
	s->p++;
	s->skip += value != 0;
	no = parse_assignment(s);
	s->skip -= value != 0;
	s->depth--;
	return value != 0 ? yes : no;
}

/* The sign of an assignment at p, without its `=', and its bytes; 0: none is there. */
static size_t assignment(const char *p, char *op)
{
	static const struct {
		const char *sign;
		char op;
	} signs[] = { { "<<=", 'l' }, { ">>=", 'r' }, { "+=", '+' }, { "-=", '-' },
		{ "*=", '*' }, { "/=", '/' }, { "%=", '%' }, { "&=", '&' }, { "|=", '|' },
		{ "^=", '^' } };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strncmp(p, signs[i].sign, strlen(signs[i].sign)) == 0) {
			*op = signs[i].op;
			return strlen(signs[i].sign);
		}
	*op = '\0';
	return p[0] == '=' && p[1] != '=' ? 1 : 0;
}

static intmax_t parse_assignment(struct sum *s)
{
	char name[NAME_MOST], text[32], op;
	intmax_t value;
	const char *p;
	size_t n;

	skip_space(s);
	n = parse_name(s, name);
	p = s->p + n;
	while (n > 0 && isspace((unsigned char)*p))
		p++;
	n = n > 0 ? assignment(p, &op) : 0;
	if (n == 0)
		return parse_choice(s);
	s->p = p + n;
	if (++s->depth > WORDEXP_DEPTH)
		return fail(s, WRDE_SYNTAX);
	value = parse_assignment(s);
	s->depth--;
	if (s->error != 0 || s->skip)
		return value;
	if (op != '\0')
		value = apply(s, op, variable(s, name), value);
	snprintf(text, sizeof(text), "%" PRIdMAX, value);
	if (s->error == 0 && setenv(name, text, 1) != 0)
		return fail(s, WRDE_NOSPACE);
	return value;
}

int __xinim_wordexp_arithmetic(const char *text, int flags, intmax_t *value)
{
	struct sum s = { .p = text, .flags = flags };

	skip_space(&s);
	*value = 0;
	if (*s.p == '\0')
		return 0;
	*value = parse_assignment(&s);
	skip_space(&s);
	if (s.error == 0 && *s.p != '\0')
		s.error = WRDE_SYNTAX;
	return s.error;
}
