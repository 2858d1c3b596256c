/*
 * servers/init/policy.c - /etc/supervisor: what is done when a server or driver ends.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#include "servers/init/policy.h"

#include <signal.h>
#include <string.h>

#define SECOND_NS   1000000000ULL
#define MS_NS       1000000ULL
#define SECONDS_MAX 86400u

/* Digits at *p, which moves past them. False: there are none, or the number is above `max'. */
static bool number(const char **p, unsigned max, unsigned *value)
{
	unsigned v = 0;

	if (**p < '0' || **p > '9')
		return false;
	for (; **p >= '0' && **p <= '9'; (*p)++) {
		v = v * 10 + (unsigned)(**p - '0');
		if (v > max)
			return false;
	}
	*value = v;
	return true;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\0';
}

static const char *skip(const char *p)
{
	return p + strspn(p, " \t");
}

/* S, S.T, S.TT or S.TTT seconds, as milliseconds. */
static bool delay(const char **p, uint32_t *ms)
{
	unsigned seconds, part = 0, scale = 100;

	if (!number(p, SECONDS_MAX, &seconds))
		return false;
	if (**p == '.') {
		for ((*p)++; **p >= '0' && **p <= '9'; (*p)++, scale /= 10) {
			if (!scale)
				return false;
			part += (unsigned)(**p - '0') * scale;
		}
	}
	*ms = seconds * 1000 + part;
	return blank(**p);
}

static const char *restart(const char *p, struct policy *to)
{
	to->action = POLICY_RESTART;
	if (!number(&p, POLICY_DEATHS, &to->deaths) || !to->deaths || *p++ != '/' ||
		!number(&p, SECONDS_MAX, &to->seconds) || !to->seconds || !blank(*p))
		return "DEATHS/SECONDS is wanted, up to 32 and 86400";
	for (p = skip(p); *p; p = skip(p)) {
		if (to->delays == POLICY_DELAYS)
			return "too many delays";
		if (!delay(&p, &to->delay_ms[to->delays++]))
			return "a delay is a number of seconds, with up to three decimal places";
	}
	return to->delays ? NULL : "at least one delay is wanted";
}

static bool word(const char *p, const char *what)
{
	size_t n = strlen(what);

	return strncmp(p, what, n) == 0 && blank(p[n]) && !*skip(p + n);
}

bool policy_line(const char *line, struct policy *p, const char **error)
{
	size_t n;

	memset(p, 0, sizeof(*p));
	*error = NULL;
	line = skip(line);
	if (*line == '\0' || *line == '#')
		return false;
	n = strcspn(line, " \t");
	if (n >= sizeof(p->name)) {
		*error = "the name is too long";
		return false;
	}
	memcpy(p->name, line, n);
	line = skip(line + n);
	if (word(line, "machine"))
		p->action = POLICY_MACHINE;
	else if (word(line, "leave"))
		p->action = POLICY_LEAVE;
	else
		*error = restart(line, p);
	return !*error;
}

const struct policy *policy_find(
	const struct policy *table, unsigned count, const char *name)
{
	const struct policy *other = NULL;

	for (unsigned i = 0; i < count; i++) {
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
		if (strcmp(table[i].name, "*") == 0 && !other)
			other = &table[i];
	}
	return other;
}

/* Deaths before `since' count no more. */
static void forget(struct policy_history *h, uint64_t since)
{
	unsigned old = 0;

	while (old < h->deaths && h->death_ns[old] <= since)
		old++;
	h->deaths -= old;
	memmove(h->death_ns, h->death_ns + old, h->deaths * sizeof(h->death_ns[0]));
}

enum policy_verdict policy_decide(const struct policy *p, struct policy_history *h,
	int32_t status, uint64_t now_ns, uint64_t *delay_ns)
{
	uint64_t window = p->seconds * SECOND_NS;
	int signal = status & 0x7f;
	unsigned nth;

	*delay_ns = 0;
	if (p->action == POLICY_MACHINE)
		return VERDICT_MACHINE;
	if (p->action == POLICY_LEAVE || status == 0)
		return VERDICT_LEAVE;
	if (signal == SIGKILL || signal == SIGTERM)
		return VERDICT_START;
	if (now_ns > window)
		forget(h, now_ns - window);
	if (h->deaths == POLICY_DEATHS) /* the table was another one before */
		forget(h, h->death_ns[0]);
	h->death_ns[h->deaths++] = now_ns;
	if (h->deaths >= p->deaths)
		return VERDICT_GIVE_UP;
	nth = h->deaths - 1 < p->delays ? h->deaths - 1 : p->delays - 1;
	*delay_ns = p->delay_ms[nth] * MS_NS;
	return VERDICT_START;
}
