#!/bin/sh
# tests/port/headers.sh - can each installed header be included by itself?
#
# In C as GNU's and with nothing but ISO C asked for, and in C++ if there is a compiler for
# it. <machine/...> are parts of others. Then what _FORTIFY_SOURCE puts into the headers: it
# must not take names away from members of structures, and has to find what it can.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"
test_begin
: "${CC:?}" # a command and its options

include=$($CC -print-sysroot)/include
failed=0
n=0

# alone HEADER OPTION...: one that asks for nothing, and warns of nothing.
alone()
{
	header=$1
	shift
	$CC "$@" -Wall -Werror -fsyntax-only "$tmp/one.c" >"$tmp/out" 2>&1 && return
	cat "$tmp/out"
	echo "not ok: <$header> by itself with $*"
	failed=1
}

cxx=$($CC -print-prog-name=cc1plus)
for header in $(cd "$include" && find . -name '*.h' ! -path './machine/*' | sort); do
	header=${header#./}
	printf '#include <%s>\ntypedef int empty;\n' "$header" >"$tmp/one.c"
	n=$((n + 1))
	alone "$header" -std=gnu11
	alone "$header" -std=c99 -pedantic
	case $header in
	stdatomic.h | tgmath.h) ;; # C++ has others of these names
	*) test ! -x "$cxx" || alone "$header" -x c++ ;;
	esac
done
test "$n" -gt 150 || hard "$n headers in $include"

cat >"$tmp/fortify.c" <<'E'
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct operations {
	int (*snprintf)(char *, size_t, const char *, ...);
	void *(*memcpy)(void *, const void *, size_t);
	char *(*stpcpy)(char *, const char *);
};

int main(int argc, char **argv)
{
	struct operations all = { snprintf, memcpy, stpcpy };
	char buf[8];

	all.snprintf(buf, sizeof(buf), "%d", argc);
	all.memcpy(buf, "abc", 4);
	all.stpcpy(buf, "a");
	switch (argc) {
	case 2: strcpy(buf, argv[0]); break;
	case 3: sprintf(buf, "%s", argv[0]); break;
	case 4: memset(buf, 0, (size_t)argc * 4); break;
	case 5: bzero(buf, (size_t)argc * 4); break;
	case 6: return (int)read(0, buf, (size_t)argc * 4);
	}
	return buf[0];
}
E
# Each check is a function of the library, which is not there if nothing is checked.
for level in 1 2 3; do
	$CC -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$level -w "$tmp/fortify.c" -o "$tmp/fortify" ||
		fail "_FORTIFY_SOURCE=$level: does not compile"
	for symbol in __strcpy_chk __sprintf_chk __memset_chk __chk_fail; do
		nm "$tmp/fortify" | grep -q " [TW] $symbol\$" && continue
		echo "not ok: _FORTIFY_SOURCE=$level: no $symbol"
		failed=1
	done
done
test "$failed" = 0 || fail "headers"
echo "$n headers, each by itself"
pass
