/* tests/posix/fts.c - walks through trees with fts(3).
 *
 * guest-server: vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <fts.h>
#include <stdlib.h>

#include "file.h"

static char seen[2000];

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* What is found, as "info:path " each; instruct is called for each. */
static const char *walk(
	char *const *paths, int options, void (*instruct)(FTS *, FTSENT *))
{
	FTS *fts = fts_open(paths, options, by_name);
	size_t used = 0;
	FTSENT *e;

	if (fts == NULL)
		return "not open";
	seen[0] = '\0';
	while (errno = 0, (e = fts_read(fts)) != NULL && used < sizeof(seen) - 100) {
		used += (size_t)sprintf(seen + used, "%d:%s ", e->fts_info, e->fts_path);
		if (instruct != NULL)
			instruct(fts, e);
	}
	EXPECT_EQ(errno, 0);
	EXPECT_EQ(fts_close(fts), 0);
	return seen;
}

static void server_up(void)
{
	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/t", 0777), 0);
	REQUIRE_EQ(chdir("/t"), 0);
	REQUIRE_EQ(mkdir("d", 0777), 0);
	REQUIRE_EQ(mkdir("d/empty", 0777), 0);
	REQUIRE_EQ(mkdir("d/sub", 0777), 0);
	REQUIRE(file_make("d/a", "text"));
	REQUIRE(file_make("d/sub/f", ""));
	REQUIRE_EQ(symlink("a", "d/link"), 0);
	REQUIRE_EQ(symlink("..", "d/sub/up"), 0);
	REQUIRE_EQ(symlink("none", "d/sub/dead"), 0);
}

static char *const one[] = { (char *)"d", NULL };

static void walks(void)
{
	static char *const two[] = { (char *)"none", (char *)"d/link", NULL };

	EXPECT_STR(walk(one, FTS_PHYSICAL, NULL),
		"1:d 8:d/a 1:d/empty 6:d/empty 12:d/link 1:d/sub 12:d/sub/dead 8:d/sub/f "
		"12:d/sub/up 6:d/sub 6:d ");
	EXPECT_STR(walk(one, FTS_LOGICAL, NULL),
		"1:d 8:d/a 1:d/empty 6:d/empty 8:d/link 1:d/sub 13:d/sub/dead 8:d/sub/f "
		"2:d/sub/up 6:d/sub 6:d ");
	EXPECT_STR(walk(two, FTS_PHYSICAL, NULL), "12:d/link 10:none ");
	EXPECT_STR(walk(two, FTS_PHYSICAL | FTS_COMFOLLOW, NULL), "8:d/link 10:none ");
	EXPECT_STR(walk(one, FTS_PHYSICAL | FTS_NOSTAT | FTS_SEEDOT, NULL),
		"1:d 5:d/. 5:d/.. 11:d/a 1:d/empty 5:d/empty/. 5:d/empty/.. 6:d/empty "
		"11:d/link 1:d/sub 5:d/sub/. 5:d/sub/.. 11:d/sub/dead 11:d/sub/f "
		"11:d/sub/up 6:d/sub 6:d ");
}

static void details(void)
{
	FTS *fts = fts_open(one, FTS_PHYSICAL, by_name);
	FTSENT *e;

	REQUIRE(fts != NULL);
	REQUIRE((e = fts_children(fts, 0)) != NULL);
	EXPECT_STR(e->fts_name, "d");
	REQUIRE((e = fts_read(fts)) != NULL);
	EXPECT_EQ(e->fts_level, FTS_ROOTLEVEL);
	EXPECT_EQ(e->fts_parent->fts_level, FTS_ROOTPARENTLEVEL);
	REQUIRE((e = fts_children(fts, FTS_NAMEONLY)) != NULL);
	EXPECT_EQ(e->fts_info, FTS_NSOK);
	REQUIRE((e = fts_read(fts)) != NULL);
	EXPECT_STR(e->fts_name, "a");
	EXPECT_STR(e->fts_accpath, "d/a");
	EXPECT_EQ(e->fts_pathlen, 3);
	EXPECT_EQ(e->fts_statp->st_size, 4);
	EXPECT_EQ(e->fts_level, 1);
	EXPECT_EQ(e->fts_number, 0);
	EXPECT_EQ(fts_set(fts, e, FTS_AGAIN), 0);
	EXPECT_ERROR(fts_set(fts, e, 99), EINVAL);
	EXPECT_EQ(fts_read(fts) == e, 1);
	errno = 0;
	EXPECT_EQ(fts_children(fts, 0) == NULL, 1);
	EXPECT_EQ(errno, 0);
	EXPECT_EQ(fts_children(fts, 77) == NULL, 1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(fts_close(fts), 0);
}

static void skip_sub(FTS *fts, FTSENT *e)
{
	if (strcmp(e->fts_name, "sub") == 0)
		EXPECT_EQ(fts_set(fts, e, FTS_SKIP), 0);
	if (e->fts_info == FTS_SL)
		EXPECT_EQ(fts_set(fts, e, FTS_FOLLOW), 0);
}

static void skip_kids(FTS *fts, FTSENT *e)
{
	if (e->fts_info != FTS_D)
		return;
	for (FTSENT *kid = fts_children(fts, 0); kid != NULL; kid = kid->fts_link)
		if (kid->fts_info != FTS_D)
			EXPECT_EQ(fts_set(fts, kid, FTS_SKIP), 0);
}

static void instructions(void)
{
	EXPECT_STR(walk(one, FTS_PHYSICAL, skip_sub),
		"1:d 8:d/a 1:d/empty 6:d/empty 12:d/link 8:d/link 1:d/sub 6:d/sub 6:d ");
	EXPECT_STR(walk(one, FTS_PHYSICAL, skip_kids),
		"1:d 1:d/empty 6:d/empty 1:d/sub 6:d/sub 6:d ");
}

static void errors(void)
{
	static char *const none[] = { NULL }, *const empty[] = { (char *)"", NULL };

	EXPECT_EQ(fts_open(none, FTS_PHYSICAL, NULL) == NULL && errno == EINVAL, 1);
	EXPECT_EQ(fts_open(one, 0, NULL) == NULL && errno == EINVAL, 1);
	EXPECT_EQ(
		fts_open(one, FTS_PHYSICAL | 0x4000, NULL) == NULL && errno == EINVAL, 1);
	EXPECT_EQ(fts_open(empty, FTS_PHYSICAL, NULL) == NULL && errno == ENOENT, 1);
	REQUIRE_EQ(chmod("d/sub", 0), 0);
	EXPECT_EQ(strstr(walk(one, FTS_PHYSICAL, NULL), "sub") != NULL, 1);
}

static const struct guest_case cases[] = {
	{ "a server comes up", server_up },
	{ "ways to walk", walks },
	{ "what an entry has", details },
	{ "fts_set", instructions },
	{ "errors", errors },
};

GUEST_MAIN(cases)
