/*
 * tests/bench/sweep.c - string functions beside newlib's, at every length up to 300.
 *
 * Each function of <string.h> and <wchar.h> that has to do with lengths, at several
 * alignments of what it reads and what it writes. Told are, for each function:
 *
 *     bench NAME_mean OURS NEWLIB    guest instructions of all calls, by their number
 *     bench NAME_slower COUNT 0      of the calls, how many take more than newlib's
 *
 * Newlib's are out of its own library, by the names newlib_NAME (Makefrag.am). Under
 * -icount a string instruction counts one for each round. With the argument `erms', on a
 * CPU that has "enhanced REP MOVSB", the rounds of REP MOVSB and REP STOSB from ERMS_FROM
 * bytes on are not counted, as in libc.c; only what uses these is told. With `list' each
 * call that is slower is told.
 *
 * guest-cpu: max,-erms,-la57
 * guest-qemu: -icount shift=0,sleep=off -seed 1 -rtc base=2026-01-01T00:00:00,clock=vm
 *
 * guest-server: memory
 * guest-server: process
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

#define RUNS      3
#define MOST      300
#define ERMS_FROM 129 /* bytes: memcpy.S */

extern unsigned char __xinim_erms; /* whether memcpy and its like use it */

/* How a function is called with a length. All have at most three arguments, in registers. */
enum how {
	COPY,    /* to, from, n */
	MOVE_UP, /* the same, and they overlap */
	MOVE_DOWN,
	FILL,      /* to, a byte, n */
	ZERO,      /* to, n */
	SAME,      /* two that are the same, n */
	SAME_LONG, /* two strings that are the same, more than n */
	LAST,      /* two that differ at the end, n */
	ABSENT,    /* from, what is not there, n */
	AT_END,    /* from, what is there after n bytes, more than n */
	STRING,    /* a string of n */
	LIMITED,   /* a string of n, more than n */
	LIMIT,     /* a string of more than n, n */
	TO_STRING, /* to, a string of n, more than n if that is asked */
	APPEND,    /* a string of 5, a string of n, more than n if that is asked */
	OF_STRING, /* a string of n, what is not there */
	LETTER,    /* a string with a letter at n */
	SET,       /* a string of n, other letters */
	FIND,      /* a string of n that has this at its end */
};

typedef uint64_t function(uint64_t, uint64_t, uint64_t);

#define ROW(name, how, width)                                          \
	{                                                              \
#name, how, width, (function *)(void (*)(void))(name), \
			(function *)(void (*)(void))(newlib_##name)    \
	}

void newlib_memcpy(void), newlib_mempcpy(void), newlib_memmove(void), newlib_memset(void),
	newlib_bzero(void), newlib_memcmp(void), newlib_bcmp(void), newlib_memchr(void),
	newlib_memrchr(void), newlib_rawmemchr(void), newlib_memccpy(void),
	newlib_memmem(void), newlib_strlen(void), newlib_strnlen(void),
	newlib_strcpy(void), newlib_stpcpy(void), newlib_strncpy(void),
	newlib_stpncpy(void), newlib_strlcpy(void), newlib_strcat(void),
	newlib_strncat(void), newlib_strlcat(void), newlib_strcmp(void),
	newlib_strncmp(void), newlib_strchr(void), newlib_strchrnul(void),
	newlib_strrchr(void), newlib_strspn(void), newlib_strcspn(void),
	newlib_strpbrk(void), newlib_strstr(void), newlib_wmemcpy(void),
	newlib_wmemmove(void), newlib_wmempcpy(void), newlib_wmemset(void),
	newlib_wmemcmp(void), newlib_wmemchr(void), newlib_wcslen(void),
	newlib_wcsnlen(void), newlib_wcscpy(void), newlib_wcpcpy(void),
	newlib_wcscmp(void), newlib_wcsncmp(void), newlib_wcschr(void),
	newlib_wcsrchr(void);

static const struct row {
	const char *name;
	enum how how;
	size_t width;
	function *ours, *newlib;
} rows[] = {
	ROW(memcpy, COPY, 1),
	ROW(mempcpy, COPY, 1),
	ROW(memmove, COPY, 1),
	ROW(memmove, MOVE_UP, 1),
	ROW(memmove, MOVE_DOWN, 1),
	ROW(memset, FILL, 1),
	ROW(bzero, ZERO, 1),
	ROW(memcmp, SAME, 1),
	ROW(memcmp, LAST, 1),
	ROW(bcmp, SAME, 1),
	ROW(memchr, ABSENT, 1),
	ROW(memchr, AT_END, 1),
	ROW(memrchr, ABSENT, 1),
	ROW(rawmemchr, AT_END, 1),
	ROW(memccpy, TO_STRING, 1),
	ROW(memmem, FIND, 1),
	ROW(strlen, STRING, 1),
	ROW(strnlen, LIMITED, 1),
	ROW(strnlen, LIMIT, 1),
	ROW(strcpy, TO_STRING, 1),
	ROW(stpcpy, TO_STRING, 1),
	ROW(strncpy, TO_STRING, 1),
	ROW(stpncpy, TO_STRING, 1),
	ROW(strlcpy, TO_STRING, 1),
	ROW(strcat, APPEND, 1),
	ROW(strncat, APPEND, 1),
	ROW(strlcat, APPEND, 1),
	ROW(strcmp, SAME_LONG, 1),
	ROW(strcmp, LAST, 1),
	ROW(strncmp, SAME_LONG, 1),
	ROW(strncmp, SAME, 1),
	ROW(strchr, OF_STRING, 1),
	ROW(strchr, LETTER, 1),
	ROW(strchrnul, OF_STRING, 1),
	ROW(strrchr, OF_STRING, 1),
	ROW(strrchr, LETTER, 1),
	ROW(strspn, SET, 1),
	ROW(strcspn, SET, 1),
	ROW(strpbrk, SET, 1),
	ROW(strstr, FIND, 1),
	ROW(wmemcpy, COPY, 4),
	ROW(wmempcpy, COPY, 4),
	ROW(wmemmove, MOVE_UP, 4),
	ROW(wmemmove, MOVE_DOWN, 4),
	ROW(wmemset, FILL, 4),
	ROW(wmemcmp, SAME, 4),
	ROW(wmemchr, ABSENT, 4),
	ROW(wcslen, STRING, 4),
	ROW(wcsnlen, LIMITED, 4),
	ROW(wcscpy, TO_STRING, 4),
	ROW(wcpcpy, TO_STRING, 4),
	ROW(wcscmp, SAME_LONG, 4),
	ROW(wcsncmp, SAME_LONG, 4),
	ROW(wcschr, OF_STRING, 4),
	ROW(wcsrchr, OF_STRING, 4),
};

static const char *const how_names[] = { "", "_up", "_down", "", "", "_n", "", "_last",
	"", "_at_end", "", "", "_limit", "", "", "", "_letter", "", "" };

enum { LONG = 4 * MOST + 64, BYTES = LONG + 128 };

static char from[BYTES] __attribute__((aligned(64))),
	to[BYTES] __attribute__((aligned(64)));
static const wchar_t letters[] = L"12";

/* Puts C, of the function's width, at I of P. */
static void put(char *p, size_t i, wchar_t c, size_t width)
{
	if (width == 1)
		p[i] = (char)c;
	else
		memcpy(p + i * width, &c, width);
}

static void string(char *p, size_t n, size_t width)
{
	for (size_t i = 0; i < n; i++)
		put(p, i, L'a' + (wchar_t)(i % 19), width);
	put(p, n, 0, width);
}

/* Lays out what the function is to see, and says what its arguments are. */
static void prepare(const struct row *r, size_t d, size_t s, size_t n, uint64_t arg[3])
{
	char *out = to + d, *in = from + s;
	size_t most = LONG / r->width - 8;

	memset(from, '-', sizeof(from));
	memset(to, '-', sizeof(to));
	string(in, n, r->width);
	arg[0] = (uintptr_t)in;
	arg[1] = '5';
	arg[2] = n;
	switch (r->how) {
	case MOVE_UP:
		out = in + 16;
		__attribute__((fallthrough));
	case COPY:
		arg[0] = (uintptr_t)out;
		arg[1] = (uintptr_t)in;
		break;
	case MOVE_DOWN:
		arg[0] = (uintptr_t)in;
		arg[1] = (uintptr_t)in + 16;
		break;
	case FILL:
	case ZERO:
		arg[0] = (uintptr_t)out;
		if (r->how == ZERO)
			arg[1] = n;
		break;
	case SAME:
	case SAME_LONG:
	case LAST:
		string(out, n, r->width);
		if (r->how == LAST && n != 0)
			put(out, n - 1, 'z', r->width);
		arg[1] = (uintptr_t)out;
		arg[2] = r->how == SAME_LONG ? most : n;
		break;
	case AT_END:
		put(in, n, '5', r->width);
		arg[2] = most;
		break;
	case LIMITED:
		arg[1] = most;
		break;
	case LIMIT:
		put(in, n, '-', r->width);
		arg[1] = n;
		break;
	case APPEND:
		string(out, 5, r->width);
		__attribute__((fallthrough));
	case TO_STRING:
		arg[0] = (uintptr_t)out;
		arg[1] = (uintptr_t)in;
		arg[2] = n + 1;
		if (strcmp(r->name, "memccpy") == 0)
			arg[2] = 0; /* the byte to stop at; the length is the fourth */
		else if (r->how == APPEND)
			arg[2] = most;
		break;
	case LETTER:
		put(in, n, '5', r->width);
		put(in, n + 1, 0, r->width);
		break;
	case SET:
		arg[1] = strcmp(r->name, "strspn") == 0
			? (uintptr_t) "abcdefghijklmnopqrstuvwxyz"
			: (uintptr_t)letters;
		break;
	case FIND:
		strcpy(in + n, "123");
		arg[1] = (uintptr_t) "12";
		if (strcmp(r->name, "memmem") == 0) {
			arg[1] = n + 2;
			arg[2] = (uintptr_t) "12";
		}
		break;
	default:
		break;
	}
}

static uint64_t least(const struct row *r, function *f, size_t d, size_t s, size_t n)
{
	/* A fourth argument for those that want one. */
	uint64_t (*volatile call)(uint64_t, uint64_t, uint64_t, uint64_t) =
		(uint64_t(*)(uint64_t, uint64_t, uint64_t, uint64_t))(void (*)(void))f;
	uint64_t best = UINT64_MAX, fourth = r->how == FIND ? 2 : BYTES;

	for (int i = 0; i < RUNS; i++) {
		uint64_t arg[3], start, ticks;

		prepare(r, d, s, n, arg);
		start = __builtin_ia32_rdtsc();
		call(arg[0], arg[1], arg[2], fourth);
		ticks = __builtin_ia32_rdtsc() - start;
		if (ticks < best)
			best = ticks;
	}
	return best;
}

/* The rounds of REP MOVSB or REP STOSB, but one. */
static uint64_t rounds(const struct row *r, size_t n)
{
	size_t bytes = n * r->width;

	/* wmemset has REP STOSQ only. */
	if (bytes < ERMS_FROM || (r->how != COPY && r->how != FILL && r->how != ZERO) ||
		(r->how == FILL && r->width != 1))
		return 0;
	return bytes - 1;
}

static void measure(const struct row *r, bool erms, bool list)
{
	static const size_t places[] = { 0, 1, 4, 7 };
	uint64_t ours = 0, newlib = 0;
	unsigned int calls = 0, slower = 0;

	for (int at = 0; at < 16; at++)
		for (size_t n = 0; n <= MOST; n++) {
			size_t d = places[at / 4], s = places[at % 4];
			uint64_t a, b;

			if (r->width == 4)
				d &= 4, s &= 4;
			a = least(r, r->ours, d, s, n) - (erms ? rounds(r, n) : 0);
			b = least(r, r->newlib, d, s, n);
			if (a > b && list)
				printf("%s%s to %zu from %zu length %zu: %" PRIu64
				       " newlib %" PRIu64 "\n",
					r->name, how_names[r->how], d, s, n, a, b);
			slower += a > b;
			ours += a;
			newlib += b;
			calls++;
		}
	printf("bench %s%s%s_mean %" PRIu64 " %" PRIu64 "\n", r->name, how_names[r->how],
		erms ? "_erms" : "", ours / calls, newlib / calls);
	printf("bench %s%s%s_slower %u 0\n", r->name, how_names[r->how],
		erms ? "_erms" : "", slower);
}

int main(int argc, char **argv)
{
	bool erms = false, list = false;
	const char *only = NULL;

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "erms") == 0)
			erms = true;
		else if (strcmp(argv[i], "list") == 0)
			list = true;
		else
			only = argv[i];
	if (erms != __xinim_erms)
		return 1;
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((only == NULL || strcmp(only, rows[i].name) == 0) &&
			(!erms || rounds(&rows[i], MOST) != 0))
			measure(&rows[i], erms, list);
	return 0;
}
