/*
 * kernel/manifest.c - reads the boot manifest.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "kernel/manifest.h"

#include <stdbool.h>

#include "kernel/string.h"

#include <xinim/device.h>
#include <xinim/errno.h>
#include <xinim/ipc.h>

#define LINE_MAX 120

/* The words of a line, in a copy of it. */
struct words {
	char text[LINE_MAX + 1];
	const char *word[MANIFEST_WORDS];
	unsigned count;
};

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Copies the next line; -EINVAL: too long, or bytes that are no text. */
static int copy_line(struct manifest *m, char *to, const char **why)
{
	size_t n = 0;
	int error = 0;

	while (m->at < m->size && m->text[m->at] != '\n') {
		char c = m->text[m->at++];

		if (c == '\t' || c == '\r')
			c = ' ';
		if (n == LINE_MAX) {
			*why = "the line is too long";
			error = -EINVAL;
		} else if (c < ' ' || c > '~') {
			*why = "not text";
			error = -EINVAL;
		} else {
			to[n++] = c;
		}
	}
	m->at++;
	m->number++;
	to[n] = '\0';
	return error;
}

static int split(struct words *w, const char **why)
{
	char *p = w->text;

	w->count = 0;
	for (;;) {
		while (*p == ' ')
			*p++ = '\0';
		if (*p == '\0' || *p == '#')
			return 0;
		if (w->count == MANIFEST_WORDS) {
			*why = "too many words";
			return -EINVAL;
		}
		w->word[w->count++] = p;
		while (*p != ' ' && *p != '#' && *p != '\0')
			p++;
		if (*p == '#') {
			*p = '\0';
			return 0;
		}
	}
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

/* Digits at *p, which moves past them; false: there are none, or too many. */
static bool digits(const char **p, int base, uint64_t *value)
{
	const char *start = *p;
	uint64_t v = 0;

	for (; digit(**p) < base; (*p)++)
		if (__builtin_mul_overflow(v, (uint64_t)base, &v) ||
			__builtin_add_overflow(v, (uint64_t)digit(**p), &v))
			return false;
	*value = v;
	return *p != start;
}

static bool number(const char **p, uint64_t *value)
{
	if ((*p)[0] == '0' && (*p)[1] == 'x') {
		*p += 2;
		return digits(p, 16, value);
	}
	return digits(p, 10, value);
}

/* FIRST-LAST, or one number alone. */
static bool range(const char *p, uint64_t *first, uint64_t *last)
{
	if (!number(&p, first))
		return false;
	*last = *first;
	if (*p == '-') {
		p++;
		if (!number(&p, last))
			return false;
	}
	return *p == '\0' && *first <= *last;
}

/* --- the kinds of lines: NULL, or what is wrong ------------------------------------ */

static const char *parse_process(const struct words *w, struct manifest_line *l)
{
	if (w->count != 2)
		return "process wants a name";
	if (strlen(w->word[1]) >= MANIFEST_NAME_MAX)
		return "the name is too long";
	memcpy(l->name, w->word[1], strlen(w->word[1]) + 1);
	l->kind = MANIFEST_PROCESS;
	return NULL;
}

/* A word that stands alone. */
static const char *parse_word(const struct words *w, struct manifest_line *l)
{
	l->kind = is(w->word[0], "create")    ? MANIFEST_CREATE
		: is(w->word[0], "control")   ? MANIFEST_CONTROL
		: is(w->word[0], "supervise") ? MANIFEST_SUPERVISE
		: is(w->word[0], "screen")    ? MANIFEST_SCREEN
		: is(w->word[0], "clock")     ? MANIFEST_CLOCK
		: is(w->word[0], "acpi")      ? MANIFEST_ACPI
					      : MANIFEST_LOG;
	return w->count == 1 ? NULL
			     : "create, control, supervise, screen, clock, acpi and "
			       "log stand alone";
}

static const char *parse_route(const struct words *w, struct manifest_line *l)
{
	static const char *const routes[XINIM_ROUTES] = {
		[XINIM_ROUTE_PROCESS] = "process",
		[XINIM_ROUTE_MEMORY] = "memory",
		[XINIM_ROUTE_VFS] = "vfs",
	};

	l->kind = is(w->word[0], "route") ? MANIFEST_ROUTE : MANIFEST_CONNECT;
	for (l->a = 0; w->count == 2 && l->a < XINIM_ROUTES; l->a++)
		if (is(w->word[1], routes[l->a]))
			return NULL;
	return "route and connect want process, memory or vfs";
}

static const char *parse_ports(const struct words *w, struct manifest_line *l)
{
	l->kind = MANIFEST_PORTS;
	if (w->count != 2 || !range(w->word[1], &l->a, &l->b) || l->b > 0xffff)
		return "ports wants FIRST or FIRST-LAST, up to 0xffff";
	return NULL;
}

static const char *parse_phys(const struct words *w, struct manifest_line *l)
{
	l->kind = MANIFEST_PHYS;
	if (w->count != 2 || !range(w->word[1], &l->a, &l->b) || l->a == l->b)
		return "phys wants FIRST-LAST";
	return NULL;
}

static const char *parse_irq(const struct words *w, struct manifest_line *l)
{
	static const struct {
		const char *word;
		unsigned flag, other;
	} modes[] = {
		{ "edge", XINIM_IRQ_EDGE, XINIM_IRQ_LEVEL },
		{ "level", XINIM_IRQ_LEVEL, XINIM_IRQ_EDGE },
		{ "high", XINIM_IRQ_HIGH, XINIM_IRQ_LOW },
		{ "low", XINIM_IRQ_LOW, XINIM_IRQ_HIGH },
	};
	uint64_t last;

	l->kind = MANIFEST_IRQ;
	if (w->count < 2 || !range(w->word[1], &l->a, &last) || last != l->a ||
		l->a > 1023)
		return "irq wants a number, up to 1023";
	for (unsigned n = 2; n < w->count; n++) {
		unsigned i = 0;

		while (i < 4 && !is(w->word[n], modes[i].word))
			i++;
		if (i == 4 || l->flags & (modes[i].flag | modes[i].other))
			return "after its number irq wants edge or level, high or low";
		l->flags |= modes[i].flag;
	}
	return NULL;
}

static const char *parse_pci(const struct words *w, struct manifest_line *l)
{
	const char *p = w->count > 1 ? w->word[1] : "";
	size_t len;

	l->kind = MANIFEST_PCI_BUS;
	if (w->count == 2 && is(p, "bus"))
		return NULL;
	if (w->count == 3 && is(p, "class")) {
		l->kind = MANIFEST_PCI_CLASS;
		p = w->word[2];
		len = strlen(p);
		if ((len != 2 && len != 4 && len != 6) || !digits(&p, 16, &l->a) || *p)
			return "pci class wants two, four or six hexadecimal digits";
		l->a <<= 24 - 4 * len;
		l->b = 0xffffffu << (24 - 4 * len) & 0xffffff;
		return NULL;
	}
	l->kind = MANIFEST_PCI;
	if (w->count != 2 || !digits(&p, 16, &l->a) || *p++ != ':' ||
		!digits(&p, 16, &l->b) || *p || l->a > 0xffff || l->b > 0xffff)
		return "pci wants VENDOR:DEVICE, class or bus";
	return NULL;
}

static const char *parse_module(const struct words *w, struct manifest_line *l)
{
	l->kind = MANIFEST_MODULE;
	if (w->count != 2 || strlen(w->word[1]) >= sizeof(l->module))
		return "module wants a name";
	memcpy(l->module, w->word[1], strlen(w->word[1]) + 1);
	return NULL;
}

static const char *parse_after(const struct words *w, struct manifest_line *l)
{
	l->kind = MANIFEST_AFTER_NAMES;
	if (w->count < 2)
		return "after wants names";
	for (l->a = 0; l->a < w->count - 1; l->a++) {
		const char *name = w->word[l->a + 1];

		if (strlen(name) >= MANIFEST_NAME_MAX)
			return "the name is too long";
		memcpy(l->after[l->a], name, strlen(name) + 1);
	}
	return NULL;
}

static const char *parse_priority(const struct words *w, struct manifest_line *l)
{
	uint64_t last;

	l->kind = MANIFEST_PRIORITY;
	if (w->count != 2 || !range(w->word[1], &l->a, &last) || last != l->a ||
		l->a < 1 || l->a > 31)
		return "priority wants a number from 1 to 31";
	return NULL;
}

/* A number of bytes: memory, arena. */
static const char *parse_bytes(const struct words *w, struct manifest_line *l)
{
	const char *p = w->count == 2 ? w->word[1] : "";
	unsigned shift = 0;

	l->kind = is(w->word[0], "memory") ? MANIFEST_MEMORY : MANIFEST_ARENA;
	if (!number(&p, &l->a))
		return "memory and arena want a number of bytes, or with K, M or G";
	if (*p == 'K' || *p == 'M' || *p == 'G')
		shift = *p == 'K' ? 10 : *p == 'M' ? 20 : 30, p++;
	if (*p || l->a > UINT64_MAX >> shift)
		return "memory and arena want a number of bytes, or with K, M or G";
	l->a <<= shift;
	if (l->kind == MANIFEST_ARENA && (l->a == 0 || l->a > MANIFEST_ARENA_MAX))
		return "arena wants 4M at the most, and not nothing";
	return NULL;
}

static const struct {
	const char *word;
	const char *(*parse)(const struct words *w, struct manifest_line *l);
} kinds[] = {
	{ "process", parse_process },
	{ "create", parse_word },
	{ "control", parse_word },
	{ "supervise", parse_word },
	{ "log", parse_word },
	{ "screen", parse_word },
	{ "clock", parse_word },
	{ "acpi", parse_word },
	{ "route", parse_route },
	{ "connect", parse_route },
	{ "ports", parse_ports },
	{ "irq", parse_irq },
	{ "phys", parse_phys },
	{ "pci", parse_pci },
	{ "module", parse_module },
	{ "after", parse_after },
	{ "priority", parse_priority },
	{ "memory", parse_bytes },
	{ "arena", parse_bytes },
};

static const char *parse(
	const struct words *w, struct manifest *m, struct manifest_line *l)
{
	bool process = is(w->word[0], "process");

	if (!process && !m->name[0])
		return "it is not said which process this is about";
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (is(w->word[0], kinds[i].word))
			return kinds[i].parse(w, l);
	return "no such word";
}

int manifest_next(struct manifest *m, struct manifest_line *line, const char **why)
{
	struct words w;
	int error;

	do {
		memset(line, 0, sizeof(*line));
		if (m->at >= m->size)
			return 0;
		error = copy_line(m, w.text, why);
		line->number = m->number;
		if (!error)
			error = split(&w, why);
	} while (!error && w.count == 0);
	if (!error) {
		*why = parse(&w, m, line);
		error = *why ? -EINVAL : 0;
	}
	/* Whom a wrong `process' meant nobody knows: nobody gets what follows. */
	if (error) {
		if (strncmp(w.text, "process", 7) == 0)
			m->name[0] = '\0';
		return error;
	}
	if (line->kind == MANIFEST_PROCESS)
		memcpy(m->name, line->name, sizeof(m->name));
	else
		memcpy(line->name, m->name, sizeof(line->name));
	return 1;
}
