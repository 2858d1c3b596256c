/*
 * newlib-port/libgloss/xinim/getopt.c - getopt, getopt_long and getopt_long_only.
 *
 * newlib's takes "-" for an option, an "=" after a short option's letter for no part of
 * its argument, and a long option whose name is written out for ambiguous. These are as
 * POSIX (XBD 12.2, XSH getopt) and the GNU C library's manual (Getopt) say, with the
 * latter's words for what is wrong, which programs' tests compare.
 *
 * The state is a struct getopt_data: `optwhere' is where in argv[optind] the next letter
 * is, 1 at its beginning, 0 before the first call; `permute_from' and `num_nonopts' are
 * the operands that were passed over and go behind the options.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define __need_getopt_newlib
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *optarg;
int optind = 1, opterr = 1, optopt = '?';
int optreset; /* 4.4BSD: not 0, begin anew at optind */
static int where, operands_from, operands;

struct parse {
	int argc;
	char *const *argv;
	const char *letters; /* behind what is special at their beginning */
	const struct option *longs;
	int *index;
	bool only, colon, quiet;
	struct getopt_data *d;
};

static void reverse(char **from, int n)
{
	for (int i = 0; i < n / 2; i++) {
		char *other = from[i];

		from[i] = from[n - 1 - i];
		from[n - 1 - i] = other;
	}
}

/* The operands passed over go behind what came after them, up to argv[optind]. */
static void permute(const struct parse *p)
{
	struct getopt_data *d = p->d;
	char **from = (char **)p->argv + d->permute_from;
	int later = d->optind - d->permute_from - d->num_nonopts;

	if (d->num_nonopts == 0 || later <= 0)
		return;
	reverse(from, d->num_nonopts);
	reverse(from + d->num_nonopts, later);
	reverse(from, d->num_nonopts + later);
	d->permute_from += later;
}

static int bad(const struct parse *p, int option)
{
	p->d->optopt = option;
	return '?';
}

static int no_argument_given(const struct parse *p, int option)
{
	p->d->optopt = option;
	return p->colon ? ':' : '?';
}

/* --- long options ----------------------------------------------------------------------- */

/* Does it matter which of the two is meant? */
static bool differ(const struct parse *p, const struct option *a, const struct option *b)
{
	return a != b &&
		(p->only || a->has_arg != b->has_arg || a->flag != b->flag ||
			a->val != b->val);
}

static void say_ambiguous(
	const struct parse *p, const char *prefix, const char *name, size_t n)
{
	const struct option *first = NULL;

	fprintf(stderr, "%s: option '%s%s' is ambiguous; possibilities:", p->argv[0],
		prefix, name);
	for (const struct option *o = p->longs; o->name; o++) {
		if (strncmp(o->name, name, n) != 0 || (first && !differ(p, first, o)))
			continue;
		if (!first)
			first = o;
		fprintf(stderr, " '%s%s'", prefix, o->name);
	}
	fputc('\n', stderr);
}

/* The option with that name, or whose name begins so, if it is one. */
static const struct option *find_long(
	const struct parse *p, const char *name, size_t n, bool *ambiguous)
{
	const struct option *found = NULL;

	*ambiguous = false;
	for (const struct option *o = p->longs; o->name; o++) {
		if (strncmp(o->name, name, n) != 0)
			continue;
		if (o->name[n] == '\0') {
			*ambiguous = false;
			return o;
		}
		if (!found)
			found = o;
		else if (differ(p, found, o))
			*ambiguous = true;
	}
	return found;
}

/*
 * argv[optind - 1] is prefix and name, or the name was an argument of -W. -1: it is no long
 * option, but its first letter may be a short one.
 */
static int long_option(const struct parse *p, const char *prefix, const char *name)
{
	size_t n = strcspn(name, "=");
	const char *value = name[n] ? name + n + 1 : NULL;
	struct getopt_data *d = p->d;
	bool ambiguous;
	const struct option *o = find_long(p, name, n, &ambiguous);

	if (ambiguous) {
		if (!p->quiet)
			say_ambiguous(p, prefix, name, n);
		return bad(p, 0);
	}
	if (!o) {
		if (p->only && prefix[1] == '\0' && strchr(p->letters, *name))
			return -1;
		if (!p->quiet)
			fprintf(stderr, "%s: unrecognized option '%s%s'\n", p->argv[0],
				prefix, name);
		return bad(p, 0);
	}
	if (value && o->has_arg == no_argument) {
		if (!p->quiet)
			fprintf(stderr, "%s: option '%s%s' doesn't allow an argument\n",
				p->argv[0], prefix, o->name);
		return bad(p, o->val);
	}
	if (!value && o->has_arg == required_argument) {
		if (d->optind >= p->argc) {
			if (!p->quiet)
				fprintf(stderr,
					"%s: option '%s%s' requires an argument\n",
					p->argv[0], prefix, o->name);
			return no_argument_given(p, o->val);
		}
		value = p->argv[d->optind++];
	}
	d->optarg = (char *)value;
	if (p->index)
		*p->index = (int)(o - p->longs);
	if (!o->flag)
		return o->val;
	*o->flag = o->val;
	return 0;
}

/* --- letters ---------------------------------------------------------------------------- */

/* The argument of a letter: what is left of the word, or the next one. */
static bool take_argument(const struct parse *p, const char *rest, int letter)
{
	struct getopt_data *d = p->d;

	d->optind++;
	d->optwhere = 1;
	if (*rest) {
		d->optarg = (char *)rest;
	} else if (d->optind < p->argc) {
		d->optarg = p->argv[d->optind++];
	} else {
		if (!p->quiet)
			fprintf(stderr, "%s: option requires an argument -- '%c'\n",
				p->argv[0], letter);
		return false;
	}
	return true;
}

static int letter_option(const struct parse *p)
{
	struct getopt_data *d = p->d;
	const char *at = p->argv[d->optind] + d->optwhere++, *rest = at + 1;
	const char *found = *at == ':' || *at == ';' ? NULL : strchr(p->letters, *at);
	int letter = *at;

	if (found && found[1] == ':' && found[2] == ':') {
		d->optarg = *rest ? (char *)rest : NULL;
		d->optind++;
		d->optwhere = 1;
		return letter;
	}
	if (found &&
		(found[1] == ':' || (letter == 'W' && found[1] == ';' && p->longs))) {
		if (!take_argument(p, rest, letter))
			return no_argument_given(p, letter);
		return found[1] == ':' ? letter : long_option(p, "-W ", d->optarg);
	}
	if (!*rest) {
		d->optind++;
		d->optwhere = 1;
	}
	if (found)
		return letter;
	if (!p->quiet)
		fprintf(stderr, "%s: invalid option -- '%c'\n", p->argv[0], letter);
	return bad(p, letter);
}

/* --- words ------------------------------------------------------------------------------ */

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0';
}

enum order { PERMUTE, RETURN_IN_ORDER, REQUIRE_ORDER };

/* At the beginning of a word: true if it is an option, else what to return. */
static bool next_word(const struct parse *p, enum order order, int *result)
{
	struct getopt_data *d = p->d;

	*result = -1;
	/* A program may have gone back. */
	if (d->permute_from > d->optind)
		d->permute_from = d->optind;
	if (d->permute_from + d->num_nonopts > d->optind)
		d->num_nonopts = d->optind - d->permute_from;
	if (order == PERMUTE) {
		permute(p);
		if (d->num_nonopts == 0)
			d->permute_from = d->optind;
		while (d->optind < p->argc && !is_option(p->argv[d->optind])) {
			d->optind++;
			d->num_nonopts++;
		}
	}
	if (d->optind < p->argc && strcmp(p->argv[d->optind], "--") == 0) {
		d->optind++;
		permute(p);
		if (d->num_nonopts)
			d->optind = d->permute_from;
		d->num_nonopts = 0;
		return false;
	}
	if (d->optind >= p->argc) {
		if (d->num_nonopts)
			d->optind = d->permute_from;
		d->num_nonopts = 0;
		return false;
	}
	if (is_option(p->argv[d->optind]))
		return true;
	if (order == RETURN_IN_ORDER) {
		d->optarg = p->argv[d->optind++];
		*result = 1;
	}
	return false;
}

static int parse(struct parse *p)
{
	struct getopt_data *d = p->d;
	enum order order = getenv("POSIXLY_CORRECT") ? REQUIRE_ORDER : PERMUTE;
	const char *word;
	int result;

	if (p->argc < 1)
		return -1;
	d->optarg = NULL;
	if (d->optind == 0 || d->optwhere == 0) {
		d->optind = d->optind ? d->optind : 1;
		d->optwhere = 1;
		d->permute_from = d->optind;
		d->num_nonopts = 0;
	}
	if (*p->letters == '-' || *p->letters == '+')
		order = *p->letters++ == '-' ? RETURN_IN_ORDER : REQUIRE_ORDER;
	p->colon = *p->letters == ':';
	p->letters += p->colon;
	p->quiet = p->colon || !d->opterr;
	/* Within a word, unless the program has changed optind. */
	if (d->optwhere > 1 && d->optind < p->argc &&
		(size_t)d->optwhere < strlen(p->argv[d->optind]))
		return letter_option(p);
	d->optwhere = 1;
	if (!next_word(p, order, &result))
		return result;
	word = p->argv[d->optind];
	if (p->longs && word[1] == '-') {
		d->optind++;
		return long_option(p, "--", word + 2);
	}
	if (p->longs && p->only && (word[2] || !strchr(p->letters, word[1]))) {
		d->optind++;
		result = long_option(p, "-", word + 1);
		if (result != -1)
			return result;
		d->optind--;
	}
	return letter_option(p);
}

int __getopt_long_r(int argc, char *const argv[], const char *letters,
	const struct option *longs, int *index, struct getopt_data *d)
{
	return parse(&(struct parse){ argc, argv, letters ? letters : "", longs, index,
		false, false, false, d });
}

int __getopt_long_only_r(int argc, char *const argv[], const char *letters,
	const struct option *longs, int *index, struct getopt_data *d)
{
	return parse(&(struct parse){ argc, argv, letters ? letters : "", longs, index,
		true, false, false, d });
}

int __getopt_r(int argc, char *const argv[], const char *letters, struct getopt_data *d)
{
	return __getopt_long_r(argc, argv, letters, NULL, NULL, d);
}

static int parse_globals(struct parse *p)
{
	struct getopt_data d = { optarg, optind, opterr, optopt, optreset ? 0 : where,
		operands_from, operands };
	int result;

	p->d = &d;
	result = parse(p);
	optarg = d.optarg;
	optind = d.optind;
	optopt = d.optopt;
	where = d.optwhere;
	operands_from = d.permute_from;
	operands = d.num_nonopts;
	optreset = 0;
	return result;
}

int getopt(int argc, char *const argv[], const char *letters)
{
	return parse_globals(&(struct parse){
		argc, argv, letters, NULL, NULL, false, false, false, NULL });
}

int getopt_long(int argc, char *const argv[], const char *letters,
	const struct option *longs, int *index)
{
	return parse_globals(&(struct parse){ argc, argv, letters ? letters : "", longs,
		index, false, false, false, NULL });
}

int getopt_long_only(int argc, char *const argv[], const char *letters,
	const struct option *longs, int *index)
{
	return parse_globals(&(struct parse){ argc, argv, letters ? letters : "", longs,
		index, true, false, false, NULL });
}
