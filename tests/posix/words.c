/* tests/posix/words.c - glob, wordexp, mkstemp and mkdtemp.
 *
 * guest-server: memory
 * guest-server: process
 * guest-server: vfs
 * guest-reject: PANIC
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define _GNU_SOURCE

#include <glob.h>
#include <locale.h>
#include <stdlib.h>
#include <wordexp.h>

#include "file.h"

static char seen[1000];

static void server_up(void)
{
	static const char *const files[] = { "a.c", "b.c", ".h", "sp ace", "d/x.c", "d/y",
		"\u00e9.c" };

	REQUIRE(file_server_up());
	REQUIRE_EQ(mkdir("/t", 0777), 0);
	REQUIRE_EQ(chdir("/t"), 0);
	REQUIRE_EQ(mkdir("d", 0777), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		REQUIRE(file_make(files[i], ""));
}

/* The words in "<>", or the number of an error. */
static const char *words(char *const *list, size_t count)
{
	char *to = seen;

	*to = '\0';
	for (size_t i = 0; i < count; i++)
		to += sprintf(to, "<%s>", list[i]);
	return seen;
}

static const char *find(const char *pattern, int flags)
{
	glob_t found;
	int error = glob(pattern, flags, NULL, &found);

	if (error == 0)
		words(found.gl_pathv, found.gl_pathc);
	else
		sprintf(seen, "%d", error);
	globfree(&found);
	return seen;
}

static int refuse(const char *path, int error)
{
	EXPECT_STR(path, "locked/");
	EXPECT_EQ(error, EACCES);
	return 1;
}

static void paths(void)
{
	char no_match[8];
	glob_t found;

	sprintf(no_match, "%d", GLOB_NOMATCH);
	EXPECT_STR(find("*.c", 0), "<a.c><b.c><\u00e9.c>");
	EXPECT_STR(find("?.c", 0), "<a.c><b.c>");
	REQUIRE(setlocale(LC_ALL, "C.UTF-8") != NULL);
	EXPECT_STR(find("?.c", 0), "<a.c><b.c><\u00e9.c>");
	EXPECT_STR(find("[\u00e0-\u00ff].c", 0), "<\u00e9.c>");
	REQUIRE(setlocale(LC_ALL, "C") != NULL);
	EXPECT_STR(find("*/*", 0), "<d/x.c><d/y>");
	EXPECT_STR(find("/t/d/[xy]*", 0), "</t/d/x.c></t/d/y>");
	EXPECT_STR(find("d", GLOB_MARK), "<d/>");
	EXPECT_STR(find("d//x.c", 0), "<d//x.c>");
	EXPECT_STR(find("\\a.c", 0), "<a.c>");
	EXPECT_STR(find("\\a.c", GLOB_NOESCAPE), no_match);
	EXPECT_STR(find("none*", 0), no_match);
	EXPECT_STR(find("none*", GLOB_NOCHECK), "<none*>");
	EXPECT_STR(find("a.c/*", 0), no_match);
	EXPECT_STR(find("{b,a,d/x}.c", GLOB_BRACE), "<b.c><a.c><d/x.c>");
	found.gl_offs = 2;
	EXPECT_EQ(glob("a*", GLOB_DOOFFS, NULL, &found), 0);
	EXPECT_EQ(glob("b*", GLOB_DOOFFS | GLOB_APPEND, NULL, &found), 0);
	EXPECT_EQ(found.gl_pathc, 2);
	EXPECT_EQ(found.gl_pathv[0] == NULL && found.gl_pathv[1] == NULL, 1);
	EXPECT_STR(found.gl_pathv[3], "b.c");
	EXPECT_EQ(found.gl_pathv[4] == NULL, 1);
	globfree(&found);
	/* A folder that is none of a user's. */
	REQUIRE_EQ(mkdir("locked", 0), 0);
	REQUIRE_EQ(seteuid(5), 0);
	EXPECT_EQ(glob("locked/*", 0, NULL, &found), GLOB_NOMATCH);
	EXPECT_EQ(glob("locked/*", GLOB_ERR, NULL, &found), GLOB_ABORTED);
	EXPECT_EQ(glob("locked/*", 0, refuse, &found), GLOB_ABORTED);
	REQUIRE_EQ(seteuid(0), 0);
}

static const char *expand(const char *text, int flags)
{
	wordexp_t w;
	int error = wordexp(text, &w, flags);

	if (error != 0)
		sprintf(seen, "%d", error);
	else {
		words(w.we_wordv, w.we_wordc);
		wordfree(&w);
	}
	return seen;
}

static void expansions(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "" },
		{ "a  b\tc", "<a><b><c>" },
		{ "'a b' \"c d\" e\\ f", "<a b><c d><e f>" },
		{ "$V x${V}y", "<val><xvaly>" },
		{ "$S", "<a><b>" },
		{ "\"$S\"", "< a  b >" },
		{ "x${S}y", "<x><a><b><y>" },
		{ "$E \"$E\" ''", "<><>" },
		{ "${U:-def} ${U-a b} ${E:-d} ${E-d}", "<def><a><b><d>" },
		{ "\"${U:-\"x y\"}\" \"${U-\\\"}\"", "<x y><\">" },
		{ "${V:+alt}${U+alt}", "<alt>" },
		{ "${U:=set}$U", "<setset>" },
		{ "${#V} ${V#v} ${V%[a-l]}", "<3><al><va>" },
		{ "${P##*/} ${P#*/} ${P%.*} ${P%%.*}", "<f.x.z><f.x.z><d/f.x><d/f>" },
		{ "*.c d/? none* '*'.c \\*", "<a.c><b.c><\u00e9.c><d/y><none*><*.c><*>" },
		{ "sp*", "<sp ace>" },
		{ "~ ~/x a~ '~'", "</home/u></home/u/x><a~><~>" },
		{ "$((1+2*3)) $(((1+2)*3)) $((7/2%2))", "<7><9><1>" },
		{ "$((N<<2|1)) $((N>4?N:0)) $((~0)) $((!N))", "<21><5><-1><0>" },
		{ "$((0x1f+010)) $((1||(1/0))) $((N=2))$N", "<39><1><22>" },
		{ "\"a\\$b\\n\"", "<a$b\\n>" },
		{ "$ a$", "<$><a$>" },
	};
	static const struct {
		const char *text;
		int flags, want;
	} errors[] = {
		{ "a|b", 0, WRDE_BADCHAR },
		{ "a\nb", 0, WRDE_BADCHAR },
		{ "{a}", 0, WRDE_BADCHAR },
		{ "'a", 0, WRDE_SYNTAX },
		{ "\"a", 0, WRDE_SYNTAX },
		{ "${V", 0, WRDE_SYNTAX },
		{ "${V/a/b}", 0, WRDE_SYNTAX },
		{ "$((1/0))", 0, WRDE_SYNTAX },
		{ "$((1+))", 0, WRDE_SYNTAX },
		{ "$U9", WRDE_UNDEF, WRDE_BADVAL },
		{ "${U9:?}", 0, WRDE_BADVAL },
		{ "$(true)", WRDE_NOCMD, WRDE_CMDSUB },
		{ "\"`true`\"", WRDE_NOCMD, WRDE_CMDSUB },
	};

	REQUIRE_EQ(setenv("V", "val", 1) | setenv("E", "", 1) | setenv("N", "5", 1), 0);
	REQUIRE_EQ(setenv("S", " a  b ", 1) | setenv("P", "d/f.x.z", 1), 0);
	REQUIRE_EQ(setenv("HOME", "/home/u", 1), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		EXPECT_STR(expand(rows[i].text, 0), rows[i].want);
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		wordexp_t w = { 7, NULL, 7 };

		EXPECT_EQ(wordexp(errors[i].text, &w, errors[i].flags) + 100 * (int)i,
			errors[i].want + 100 * (int)i);
		EXPECT_EQ(w.we_wordc, 7);
	}
	EXPECT_STR(expand("'$(x)' $((1+1))", WRDE_NOCMD), "<$(x)><2>");
	REQUIRE_EQ(setenv("IFS", ":", 1) | setenv("C", "a:b::c d:", 1), 0);
	EXPECT_STR(expand("$C x${C}", 0), "<a><b><><c d><xa><b><><c d>");
	REQUIRE_EQ(unsetenv("IFS"), 0);
}

static void lists(void)
{
	wordexp_t w = { .we_offs = 2 };

	EXPECT_EQ(wordexp("a b", &w, WRDE_DOOFFS), 0);
	EXPECT_EQ(wordexp("c", &w, WRDE_DOOFFS | WRDE_APPEND), 0);
	EXPECT_EQ(wordexp("d;", &w, WRDE_DOOFFS | WRDE_APPEND), WRDE_BADCHAR);
	EXPECT_EQ(w.we_wordc, 3);
	EXPECT_EQ(w.we_wordv[0] == NULL && w.we_wordv[1] == NULL, 1);
	EXPECT_STR(w.we_wordv[4], "c");
	EXPECT_EQ(w.we_wordv[5] == NULL, 1);
	EXPECT_EQ(wordexp("z", &w, WRDE_DOOFFS | WRDE_REUSE), 0);
	EXPECT_EQ(w.we_wordc, 1);
	EXPECT_STR(w.we_wordv[2], "z");
	wordfree(&w);
	wordfree(&w);
}

static void new_names(void)
{
	char one[] = "nXXXXXX", two[] = "nXXXXXX", ending[] = "fXXXXXX.c",
	     bad[] = "nXXXXX";
	struct stat st;
	int fd;

	EXPECT_EQ(mkdtemp(one) == one && mkdtemp(two) == two, 1);
	EXPECT_EQ(strcmp(one, two) != 0, 1);
	EXPECT_EQ(stat(one, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFDIR | 0700);
	REQUIRE((fd = mkostemps(ending, 2, O_APPEND | O_CLOEXEC)) >= 0);
	EXPECT_EQ(fstat(fd, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFREG | 0600);
	EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
	EXPECT_EQ(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND), O_RDWR | O_APPEND);
	EXPECT_STR(ending + 7, ".c");
	EXPECT_EQ(close(fd), 0);
	EXPECT_ERROR(mkstemp(bad), EINVAL);
	strcpy(bad, "XXXXX");
	EXPECT_ERROR(mkstemp(bad), EINVAL);
	EXPECT_EQ(mkdtemp(bad) == NULL && errno == EINVAL, 1);
	strcpy(ending, "-/XXXXXX");
	EXPECT_ERROR(mkstemp(ending), ENOENT);
	EXPECT_STR(ending, "-/XXXXXX");
}

static const struct guest_case cases[] = {
	{ "a server comes up", server_up },
	{ "glob", paths },
	{ "wordexp", expansions },
	{ "lists of words", lists },
	{ "new names", new_names },
};

GUEST_MAIN(cases)
