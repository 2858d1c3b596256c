/* tests/port/xsi.c - what XSI has besides: lists, random states, messages, money, walks.
 *
 * guest-server: memory
 * guest-server: vfs
 * guest-server: process
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <aio.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <iconv.h>
#include <limits.h>
#include <locale.h>
#include <monetary.h>
#include <mqueue.h>
#include <pthread.h>
#include <search.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <uchar.h>
#include <unistd.h>
#include <utmpx.h>

#include "../guest/guest.h"

struct node {
	struct node *next, *prev;
	int value;
};

static int compare(const void *x, const void *y)
{
	return *(const int *)x - *(const int *)y;
}

static void lists(void)
{
	struct node a = { .value = 1 }, b = { .value = 2 }, c = { .value = 3 };
	int table[4] = { 5, 6 }, key = 6, other = 7;
	size_t count = 2;

	insque(&a, NULL);
	insque(&c, &a);
	insque(&b, &a);
	EXPECT(a.next == &b && b.next == &c && c.next == NULL);
	EXPECT(c.prev == &b && b.prev == &a && a.prev == NULL);
	remque(&b);
	EXPECT(a.next == &c && c.prev == &a);
	EXPECT(lfind(&key, table, &count, sizeof(int), compare) == &table[1]);
	EXPECT(lfind(&other, table, &count, sizeof(int), compare) == NULL);
	EXPECT(lsearch(&other, table, &count, sizeof(int), compare) == &table[2]);
	EXPECT_EQ(count, 3);
	EXPECT_EQ(table[2], 7);
}

/* A state goes on where it was left. */
static void states(void)
{
	int32_t one[32], two[2];
	long a[5], b[5], first;
	char *before;

	srandom(1);
	first = random();
	EXPECT(first == 1804289383); /* what this generator begins with everywhere */
	before = initstate(42, (char *)one, sizeof(one));
	REQUIRE(before != NULL);
	for (int i = 0; i < 5; i++)
		a[i] = random();
	EXPECT(initstate(42, (char *)two, sizeof(two)) == (char *)one);
	EXPECT(random() != a[0]);
	EXPECT(setstate((char *)one) == (char *)two);
	b[0] = random();
	srandom(42);
	for (int i = 0; i < 5; i++)
		EXPECT_EQ(random(), a[i]);
	EXPECT_EQ(random(), b[0]);
	EXPECT(setstate(before) == (char *)one);
	EXPECT_EQ(random(), 846930886);
	errno = 0;
	EXPECT(initstate(1, (char *)one, 7) == NULL);
	EXPECT_EQ(errno, EINVAL);
}

static void money(void)
{
	static const char *volatile wrong = "%q";
	char s[64];

	setlocale(LC_ALL, "C");
	EXPECT_EQ(strfmon(s, sizeof(s), "[%n]", 1234.567), 9);
	EXPECT_STR(s, "[1234.57]");
	strfmon(s, sizeof(s), "[%n]", -0.5);
	EXPECT_STR(s, "[-0.50]");
	strfmon(s, sizeof(s), "[%(10.1n]%%", -12.34);
	EXPECT_STR(s, "[    (12.3)]%");
	strfmon(s, sizeof(s), "[%=*#6.0n|%-8.0n]", 42.0, 7.0);
	EXPECT_STR(s, "[ ****42|7       ]"); /* where a minus would be */
	errno = 0;
	EXPECT_EQ(strfmon(s, 4, "%n", 1234.5), -1);
	EXPECT_EQ(errno, E2BIG);
	errno = 0;
	EXPECT_EQ(strfmon(s, sizeof(s), wrong, 1.0), -1);
	EXPECT_EQ(errno, EINVAL);
}

static int seen[8], order, last_level, stop_at;

static int look(const char *path, const struct stat *st, int what, struct FTW *where)
{
	(void)st;
	if (what < 8)
		seen[what]++;
	if (where->level > last_level)
		last_level = where->level;
	if (what == FTW_D && order == 0)
		order = 'D';
	if (what == FTW_DP && strcmp(path, "/tmp/walk") == 0)
		order = 'P';
	EXPECT(path[where->base] != '/' &&
		(where->base == 0 || path[where->base - 1] == '/'));
	return what == stop_at ? 77 : 0;
}

static void walks(void)
{
	mkdir("/tmp", 0777);
	REQUIRE_EQ(mkdir("/tmp/walk", 0777), 0);
	REQUIRE_EQ(mkdir("/tmp/walk/in", 0777), 0);
	REQUIRE(close(creat("/tmp/walk/in/file", 0666)) == 0);
	REQUIRE_EQ(symlink("in", "/tmp/walk/link"), 0);
	REQUIRE_EQ(symlink("nothing", "/tmp/walk/none"), 0);
	REQUIRE_EQ(symlink("..", "/tmp/walk/in/up"), 0);
	stop_at = -1;
	EXPECT_EQ(nftw("/tmp/walk", look, 4, FTW_PHYS), 0);
	EXPECT_EQ(seen[FTW_D], 2);
	EXPECT_EQ(seen[FTW_F], 1);
	EXPECT_EQ(seen[FTW_SL], 3);
	EXPECT_EQ(last_level, 2);
	memset(seen, 0, sizeof(seen));
	EXPECT_EQ(nftw("/tmp/walk", look, 1, FTW_DEPTH | FTW_CHDIR), 0);
	EXPECT_EQ(seen[FTW_DP], 3); /* walk, in, and in once more by its link */
	EXPECT_EQ(seen[FTW_SLN], 1);
	EXPECT_EQ(seen[FTW_F], 2);
	EXPECT_EQ(order, 'P');
	stop_at = FTW_F;
	EXPECT_EQ(nftw("/tmp/walk", look, 1, FTW_PHYS), 77);
	stop_at = -1;
	errno = 0;
	EXPECT_EQ(nftw("/tmp/nothing", look, 1, 0), -1);
	EXPECT_EQ(errno, ENOENT);
	EXPECT_EQ(nftw("/tmp/walk", look, 0, 0), -1);
	EXPECT_EQ(errno, EINVAL);
}

static size_t compared;
static int tree_height, tree_nodes;
static const char *tree_last;

static int by_address(const void *a, const void *b)
{
	compared++;
	return (a > b) - (a < b);
}

/* In order, and how high. */
static void tree_look(const void *node, VISIT visit, int level)
{
	const char *key = *(const char *const *)node;

	if (level > tree_height)
		tree_height = level;
	if (visit != leaf && visit != postorder)
		return;
	EXPECT(key > tree_last);
	tree_last = key;
	tree_nodes++;
}

static void tree_walk(void *root, int nodes, int highest)
{
	tree_last = NULL;
	tree_nodes = tree_height = 0;
	twalk(root, tree_look);
	EXPECT_EQ(tree_nodes, nodes);
	EXPECT(tree_height < highest);
}

static void tree_free(void *key)
{
	tree_nodes--;
	EXPECT(key != NULL);
}

/* Keys in order make no list of a tree: neither by their number nor by its depth. */
static void trees(void)
{
	enum { KEYS = 20000 };
	static char keys[KEYS];
	void *root = NULL;

	EXPECT(tdelete(keys, &root, by_address) == NULL);
	for (int i = 0; i < KEYS; i++) {
		char **node = tsearch(keys + i, &root, by_address);

		REQUIRE(node != NULL);
		EXPECT(*node == keys + i);
	}
	EXPECT(compared < 20u * KEYS);
	tree_walk(root, KEYS, 20);
	EXPECT(*(char **)tsearch(keys + 7, &root, by_address) == keys + 7);
	EXPECT(tfind(keys + KEYS, &root, by_address) == NULL);
	for (int i = 0; i < KEYS; i++) /* two of three, by turns from all over the tree */
		if (i % 3 != 0) {
			char *key = keys + (size_t)i * 7919 % KEYS;

			EXPECT(tdelete(key, &root, by_address) != NULL);
			EXPECT(tfind(key, &root, by_address) == NULL);
			EXPECT(tdelete(key, &root, by_address) == NULL);
		}
	tree_walk(root, (KEYS + 2) / 3, 19);
	for (int i = 0; i < KEYS; i += 3)
		EXPECT(tfind(keys + (size_t)i * 7919 % KEYS, &root, by_address) != NULL);
	tdestroy(root, tree_free);
	EXPECT_EQ(tree_nodes, 0);
}

static void globs(void)
{
	glob_t g;

	REQUIRE_EQ(chdir("/tmp"), 0);
	REQUIRE(close(creat("/tmp/a*b", 0666)) == 0);
	REQUIRE(close(creat("/tmp/aXb", 0666)) == 0);
	REQUIRE_EQ(glob("a*b", 0, NULL, &g), 0);
	EXPECT_EQ(g.gl_pathc, 2);
	EXPECT_STR(g.gl_pathv[0], "a*b");
	globfree(&g);
	REQUIRE_EQ(glob("a\\*b", 0, NULL, &g), 0);
	EXPECT_EQ(g.gl_pathc, 1);
	globfree(&g);
	EXPECT_EQ(glob("no*thing", 0, NULL, &g), GLOB_NOMATCH);
	REQUIRE_EQ(symlink("nowhere", "a-link"), 0);
	EXPECT_EQ(glob("a*/x*", GLOB_ERR, NULL, &g), GLOB_NOMATCH);
	EXPECT_EQ(glob("nowhere/*", GLOB_ERR, NULL, &g), GLOB_ABORTED);
	REQUIRE_EQ(unlink("a-link"), 0);
	EXPECT_EQ(glob("~nobody-of-that-name", GLOB_TILDE_CHECK, NULL, &g), GLOB_NOMATCH);
	EXPECT_EQ(glob("no*thing", GLOB_NOCHECK, NULL, &g), 0);
	EXPECT_STR(g.gl_pathv[0], "no*thing");
	globfree(&g);
	EXPECT_EQ(glob("/tmp/aXb/*", GLOB_ERR, NULL, &g), GLOB_NOMATCH);
}

static sem_t told;
static int told_value;

static void tell(union sigval value)
{
	told_value = value.sival_int;
	sem_post(&told);
}

/* By a thread of the library's, and by one with attributes of ours. */
static void told_by_thread(struct aiocb *r)
{
	pthread_attr_t joinable;

	REQUIRE_EQ(sem_init(&told, 0, 0), 0);
	REQUIRE_EQ(pthread_attr_init(&joinable), 0);
	r->aio_sigevent.sigev_notify = SIGEV_THREAD;
	r->aio_sigevent.sigev_notify_function = tell;
	for (int i = 0; i < 2; i++) {
		r->aio_sigevent.sigev_value.sival_int = 7 + i;
		r->aio_sigevent.sigev_notify_attributes = i ? &joinable : NULL;
		REQUIRE_EQ(aio_read(r), 0);
		while (sem_wait(&told) != 0)
			continue;
		EXPECT_EQ(told_value, 7 + i);
		EXPECT_EQ(aio_return(r), 8);
	}
	pthread_attr_destroy(&joinable);
	sem_destroy(&told);
}

static void asynchronous(void)
{
	static char out[3][4] = { "one", "two", "six" }, in[16];
	struct aiocb cb[3], r;
	struct aiocb *list[3];
	const struct aiocb *wait[1];
	int fd = open("/tmp/aio", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0666);

	REQUIRE(fd >= 0);
	memset(cb, 0, sizeof(cb));
	for (int i = 0; i < 3; i++) {
		cb[i].aio_fildes = fd;
		cb[i].aio_buf = out[i];
		cb[i].aio_nbytes = 3;
		cb[i].aio_lio_opcode = LIO_WRITE;
		cb[i].aio_sigevent.sigev_notify = SIGEV_NONE;
		list[i] = &cb[i];
	}
	REQUIRE_EQ(lio_listio(LIO_WAIT, list, 3, NULL), 0);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(aio_return(&cb[i]), 3);
	memset(&r, 0, sizeof(r));
	r.aio_fildes = fd;
	r.aio_buf = in;
	r.aio_nbytes = sizeof(in);
	r.aio_offset = 1;
	r.aio_sigevent.sigev_notify = SIGEV_NONE;
	REQUIRE_EQ(aio_read(&r), 0);
	wait[0] = &r;
	REQUIRE_EQ(aio_suspend(wait, 1, NULL), 0);
	EXPECT_EQ(aio_error(&r), 0);
	EXPECT_EQ(aio_return(&r), 8);
	EXPECT_STR(in, "netwosix");
	EXPECT_EQ(aio_cancel(fd, NULL), AIO_ALLDONE);
	r.aio_fildes = 99;
	errno = 0;
	EXPECT_EQ(aio_read(&r), -1);
	EXPECT_EQ(errno, EBADF);
	r.aio_fildes = fd;
	told_by_thread(&r);
	close(fd);
}

static void on_alarm(int signal)
{
	(void)signal;
}

/* A signal ends the wait, and so does the time. */
static void suspended(const struct aiocb *const wait[1])
{
	const struct itimerval often = { { 0, 20000 }, { 0, 20000 } },
			       off = { { 0, 0 }, { 0, 0 } };
	const struct timespec short_time = { 0, 1000000 };
	struct sigaction sa = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &sa, NULL);
	EXPECT_EQ(setitimer(ITIMER_REAL, &often, NULL), 0);
	errno = 0;
	EXPECT_EQ(aio_suspend(wait, 1, NULL), -1);
	EXPECT_EQ(errno, EINTR);
	EXPECT_EQ(setitimer(ITIMER_REAL, &off, NULL), 0);
	errno = 0;
	EXPECT_EQ(aio_suspend(wait, 1, &short_time), -1);
	EXPECT_EQ(errno, EAGAIN);
}

/* A request that waits behind one that cannot end is cancelled; the other is not. */
static void cancelled(void)
{
	int ends[2];
	char c[2];
	struct aiocb a, b;
	const struct aiocb *wait[1] = { &a };

	REQUIRE_EQ(pipe(ends), 0);
	memset(&a, 0, sizeof(a));
	a.aio_fildes = ends[0];
	a.aio_buf = c;
	a.aio_nbytes = 1;
	a.aio_sigevent.sigev_notify = SIGEV_NONE;
	b = a;
	b.aio_buf = c + 1;
	REQUIRE_EQ(aio_read(&a), 0);
	REQUIRE_EQ(aio_read(&b), 0);
	EXPECT_EQ(aio_cancel(ends[0], &b), AIO_CANCELED);
	EXPECT_EQ(aio_error(&b), ECANCELED);
	suspended(wait);
	EXPECT_EQ(write(ends[1], "x", 1), 1);
	EXPECT_EQ(aio_suspend(wait, 1, NULL), 0);
	EXPECT_EQ(aio_return(&a), 1);
	close(ends[0]);
	close(ends[1]);
}

static void honest(void)
{
	mqd_t mq;

	EXPECT(dlopen("libm.so", RTLD_NOW) == NULL);
	EXPECT(dlerror() != NULL);
	EXPECT(dlerror() == NULL);
	errno = 0;
	mq = mq_open("noslash", O_RDWR);
	EXPECT_EQ(mq, -1);
	EXPECT_EQ(errno, EINVAL);
}

static void characters(void)
{
	char s[MB_LEN_MAX];
	mbstate_t state = { 0 };
	char16_t c[2];

	REQUIRE(setlocale(LC_ALL, "C.UTF-8") != NULL);
	EXPECT_EQ(mbrtoc16(&c[0], "\xf0\x9f\x98\x80", 4, &state), 4);
	EXPECT_EQ(mbrtoc16(&c[1], "x", 1, &state), (size_t)-3);
	EXPECT_EQ(c[0], 0xd83d);
	EXPECT_EQ(c[1], 0xde00);
	EXPECT_EQ(c16rtomb(s, c[0], &state), 0);
	EXPECT_EQ(c16rtomb(s, c[1], &state), 4);
	EXPECT(memcmp(s, "\xf0\x9f\x98\x80", 4) == 0);
	EXPECT_EQ(c16rtomb(s, 0xde00, &state), (size_t)-1);
	setlocale(LC_ALL, "C");
}

static void encodings(void)
{
	char in[] = "Gr\xfc\xdf", out[16] = "", *from = in, *to = out;
	size_t left = 4, room = sizeof(out);
	iconv_t cd = iconv_open("UTF-8", "ISO-8859-1");

	REQUIRE(cd != (iconv_t)-1);
	EXPECT_EQ(iconv(cd, &from, &left, &to, &room), 0);
	EXPECT_STR(out, "Gr\xc3\xbc\xc3\x9f");
	EXPECT_EQ(iconv_close(cd), 0);
	EXPECT(iconv_open("UTF-8", "NO-SUCH") == (iconv_t)-1);
}

/* What one text becomes; "error N" and how much is left if it does not. */
static const char *convert(const char *to_code, const char *from_code, const char *text,
	size_t length, size_t room)
{
	static char hex[100];
	char in[16], out[16], *from = in, *to = out, *end = hex;
	iconv_t cd = iconv_open(to_code, from_code);
	size_t result;

	if (cd == (iconv_t)-1)
		return errno == EINVAL ? "no such" : "?";
	memcpy(in, text, length);
	result = iconv(cd, &from, &length, &to, &room);
	iconv_close(cd);
	if (result == (size_t)-1)
		end += sprintf(end, "error %d, %zu left:", errno, length);
	else
		end += sprintf(end, "%zu:", result);
	for (char *p = out; p < to; p++)
		end += sprintf(end, " %02x", (unsigned char)*p);
	return hex;
}

static void many_encodings(void)
{
	EXPECT_STR(convert("UTF-16", "UTF-8", "a", 1, 16), "0: ff fe 61 00");
	EXPECT_STR(convert("UTF-16BE", "UTF-8", "\xf0\x9f\x98\x80", 4, 16),
		"0: d8 3d de 00");
	EXPECT_STR(convert("UTF-32", "UTF-8", "\xe2\x82\xac", 3, 16),
		"0: ff fe 00 00 ac 20 00 00");
	EXPECT_STR(convert("utf8", "UTF-16", "\xfe\xff\x20\xac", 4, 16), "0: e2 82 ac");
	EXPECT_STR(convert("UTF-8", "UCS-4", "\0\0\x20\xac", 4, 16), "0: e2 82 ac");
	EXPECT_STR(convert("ISO-8859-5", "UTF-8", "\xd0\x96", 2, 16), "0: b6");
	EXPECT_STR(convert("UTF-8", "latin9", "\xa4", 1, 16), "0: e2 82 ac");
	EXPECT_STR(convert("windows-1252", "UTF-8", "\xe2\x82\xac", 3, 16), "0: 80");
	/* What is wrong, not whole, or too much. */
	EXPECT_STR(convert("UTF-8", "UTF-8", "\xff", 1, 16), "error 84, 1 left:");
	EXPECT_STR(convert("UTF-8", "UTF-8", "\xed\xa0\x80", 3, 16), "error 84, 3 left:");
	EXPECT_STR(convert("UTF-16LE", "UTF-8", "\xc0\x80", 2, 16), "error 84, 2 left:");
	EXPECT_STR(convert("UTF-8", "UTF-8", "a\xe2\x82", 3, 16), "error 22, 2 left: 61");
	EXPECT_STR(convert("UTF-8", "UTF-16LE", "\x3d\xd8", 2, 16), "error 22, 2 left:");
	EXPECT_STR(convert("UTF-8", "UTF-16LE", "\0\xdc", 2, 16), "error 84, 2 left:");
	EXPECT_STR(convert("UTF-8", "ASCII", "abc", 3, 2), "error 7, 1 left: 61 62");
	EXPECT_STR(convert("ASCII", "UTF-8", "\xc3\xa9", 2, 16), "error 84, 2 left:");
	EXPECT_STR(convert("ASCII//TRANSLIT", "UTF-8", "\xc3\xa9", 2, 16), "1: 65");
	EXPECT_STR(convert("ASCII//TRANSLIT", "UTF-8", "\xe2\x82\xac", 3, 16),
		"1: 45 55 52");
	EXPECT_STR(convert("ASCII//TRANSLIT", "UTF-8", "\xe2\x82\xac", 3, 2),
		"error 7, 3 left:");
	EXPECT_STR(convert("ASCII//IGNORE", "UTF-8", "a\xc3\xa9\xff", 4, 16), "2: 61");
	EXPECT_STR(convert("EBCDIC", "UTF-8", "a", 1, 16), "no such");
}

static void calendar(void)
{
	struct tm t = { .tm_year = 100, .tm_mon = 14, .tm_mday = -1 };
	static const time_t dates[] = { 0, -1, 951782400, 951868800, 4107542400,
		-2208988800 };

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		struct tm u;

		gmtime_r(&dates[i], &u);
		EXPECT_EQ(timegm(&u), dates[i]);
	}
	EXPECT_EQ(timegm(&t), 983232000); /* February 27th, 2001 */
	EXPECT_EQ(t.tm_mon, 1);
}

static void logins(void)
{
	struct utmpx u = { .ut_type = USER_PROCESS,
		.ut_pid = 9,
		.ut_id = "1",
		.ut_line = "tty1",
		.ut_user = "me" };
	const struct utmpx *found;

	REQUIRE(close(creat("/tmp/utmp", 0644)) == 0);
	utmpxname("/tmp/utmp");
	REQUIRE(pututxline(&u) != NULL);
	memcpy(u.ut_id, "2", 2);
	strcpy(u.ut_user, "you");
	strcpy(u.ut_line, "tty2");
	REQUIRE(pututxline(&u) != NULL);
	strcpy(u.ut_user, "her");
	REQUIRE(pututxline(&u) != NULL); /* in place of the last */
	setutxent();
	found = getutxline(&u);
	REQUIRE(found != NULL);
	EXPECT_STR(found->ut_user, "her");
	setutxent();
	EXPECT_STR(getutxent()->ut_user, "me");
	EXPECT(getutxent() != NULL);
	EXPECT(getutxent() == NULL);
	endutxent();
}

/* A stream goes on with the same file in another mode, or with another, by its descriptor. */
static void reopened(void)
{
	FILE *f = fopen("/tmp/again", "w");
	int fd;

	REQUIRE(mkdir("/proc", 0555) == 0 || errno == EEXIST);
	REQUIRE_EQ(mount("proc", "/proc", "proc", 0, NULL), 0);
	REQUIRE(f != NULL);
	fd = fileno(f);
	EXPECT(fputs("one", f) >= 0);
	REQUIRE(freopen(NULL, "r", f) == f);
	EXPECT_EQ(fileno(f), fd);
	EXPECT_EQ(fgetc(f), 'o');
	REQUIRE(freopen(NULL, "a+", f) == f);
	EXPECT_EQ(fgetc(f), 'o');
	EXPECT_EQ(fseek(f, 0, SEEK_CUR), 0);
	EXPECT_EQ(fputc('!', f), '!');
	rewind(f);
	EXPECT_EQ(fseek(f, 3, SEEK_SET), 0);
	EXPECT_EQ(fgetc(f), '!');
	REQUIRE(freopen("/tmp/other", "we", f) == f);
	EXPECT_EQ(fileno(f), fd);
	EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	EXPECT_EQ(fputc('x', f), 'x');
	errno = 0;
	EXPECT(freopen("/tmp/nothing/x", "r", f) == NULL);
	EXPECT_EQ(errno, ENOENT);
	EXPECT_EQ(fcntl(fd, F_GETFD), -1);
}

static const struct guest_case cases[] = {
	{ "lists", lists },
	{ "states", states },
	{ "money", money },
	{ "walks", walks },
	{ "trees", trees },
	{ "globs", globs },
	{ "reopened", reopened },
	{ "asynchronous", asynchronous },
	{ "cancelled", cancelled },
	{ "honest", honest },
	{ "characters", characters },
	{ "encodings", encodings },
	{ "iconv, many encodings", many_encodings },
	{ "calendar", calendar },
	{ "logins", logins },
};

GUEST_MAIN(cases)
