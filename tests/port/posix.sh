#!/bin/sh
# tests/port/posix.sh - is newlib-port/posix.list true?
#
# Every header of POSIX that is said to be there is compiled by itself, as C99 and
# with no more than _XOPEN_SOURCE asks for, by a source that uses each constant,
# type, member and function; all are linked into one program. What is called absent
# must not be in the library, nor its header. Each header also has to do for GNU programs
# and C11, and when no more than POSIX is asked for it declares no function by a name
# that POSIX leaves to programs (System Interfaces 2.2.2).
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"
test_begin
: "${CC:?}" # a command and its options

list=$top_srcdir/newlib-port/posix.list
ask()
{
	awk "$@" -f "$top_srcdir/newlib-port/posix.awk" "$list"
}

headers=$(ask -v want=headers) || exit 99
failed=0
tr -cs '[:alnum:]_' '[\n*]' <"$list" | sort -u >"$tmp/words"
# strict_names HEADER: the functions that it declares and POSIX does not know.
strict_names()
{
	echo "#include <$1>" | $CC -std=c99 -D_POSIX_C_SOURCE=200809L -aux-info "$tmp/aux" \
		-fsyntax-only -x c - 2>&1 || echo "compiler"
	sed -n 's/^[^(]*[ *]\([A-Za-z][A-Za-z0-9_]*\) (.*/\1/p' "$tmp/aux" | sort -u |
		comm -23 - "$tmp/words" | grep -v '^posix_\|^wcs\|^clock_\|^dbm_'
}

# All of them, <xinim/...> as well, in one C++ source, and each twice.
cxx_headers()
{
	for round in 1 2; do
		for header in $headers; do
			case $header in
			tgmath.h) ;; # C++ has another of that name
			*) echo "#include <$header>" ;;
			esac
		done
		(cd "$($CC -print-sysroot)/include" && echo xinim/*.h) | tr ' ' '\n' |
			sed 's/.*/#include <&>/'
	done
}
if test -x "$($CC -print-prog-name=cc1plus)"; then
	cxx_headers >"$tmp/all.cc"
	grep -q xinim/task.h "$tmp/all.cc" || hard "no <xinim/...>"
	$CC -x c++ -std=c++17 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only "$tmp/all.cc" \
		>"$tmp/out" 2>&1 || { cat "$tmp/out"; echo "not ok: the headers in C++"; failed=1; }
fi

# Names that a program of ISO C alone may use as it likes; what is there if nothing is asked.
cat >"$tmp/iso.c" <<'E'
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
enum { clock_gettime, localtime_r, nanosleep, timer_create, psignal, gets, NZERO, LINE_MAX };
E
$CC -std=c11 -Wall -Wextra -Werror -fsyntax-only "$tmp/iso.c" >"$tmp/out" 2>&1 ||
	{ cat "$tmp/out"; echo "not ok: ISO C's headers declare too much"; failed=1; }
cat >"$tmp/default.c" <<'E'
#include <stdlib.h>
#include <sys/ipc.h>
#include <unistd.h>
void *all[] = { (void *)ftok, (void *)crypt, (void *)ecvt, (void *)getsubopt };
E
$CC -Wall -Wextra -Werror -fsyntax-only "$tmp/default.c" >"$tmp/out" 2>&1 ||
	{ cat "$tmp/out"; echo "not ok: what is there if nothing is asked"; failed=1; }

# What POSIX leaves to a program that asks for it and no more.
cat >"$tmp/socket" <<'E'
#include <sys/socket.h>
static int kill(void) { return 0; }
static int clock, mktime;
int use_socket(void);
int use_socket(void) { return kill() + clock + mktime; }
E
cat >"$tmp/names" <<'E'
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
enum { DST_NONE, DST_USA, optreset, suboptarg, fd_mask, NFDBITS, NSIG, P_PIDFD };
enum { XTABS, CBAUD, CMSPAR, CRTSCTS, XCASE, FLUSHO, PENDIN, EXTPROC };
struct timezone { int offset; };
E
for source in socket names; do
	$CC -std=c99 -D_POSIX_C_SOURCE=200809L -pedantic-errors -Wall -Werror -fsyntax-only \
		-x c "$tmp/$source" >"$tmp/out" 2>&1 && continue
	cat "$tmp/out"
	echo "not ok: headers have names that POSIX leaves to programs"
	failed=1
done

for header in $headers; do
	name=$(echo "$header" | tr /. __)
	ask -v want=source -v header="$header" >"$tmp/$name.c" || exit 99
	if $CC -std=c99 -Wno-deprecated-declarations -c "$tmp/$name.c" -o "$tmp/$name.o" \
		>"$tmp/out" 2>&1; then
		test ! -s "$tmp/out" || { cat "$tmp/out"; echo "not ok: <$header> warns"; failed=1; }
	else
		cat "$tmp/out"
		echo "not ok: <$header> does not have what posix.list says"
		failed=1
	fi
	for mode in '-std=gnu11 -D_GNU_SOURCE' '-std=c11 -D_POSIX_C_SOURCE=200809L'; do
		echo "#include <$header>" | $CC $mode -Wall -Wextra -Werror -fsyntax-only \
			-x c - >"$tmp/out" 2>&1 && continue
		cat "$tmp/out"
		echo "not ok: <$header> with $mode"
		failed=1
	done
	names=$(strict_names "$header")
	test -z "$names" || { echo "not ok: <$header> declares" $names; failed=1; }
done
echo 'int main(void) { return 0; }' >"$tmp/main.c"
$CC "$tmp"/*.o "$tmp/main.c" -o "$tmp/program" -lm || {
	echo "not ok: the library does not have what posix.list says"
	failed=1
}

ask -v want=missing >"$tmp/missing" || exit 99
nm -g --defined-only "$($CC -print-file-name=libc.a)" "$($CC -print-file-name=libm.a)" \
	2>/dev/null | awk 'NF == 3 { print $3 }' | sort -u >"$tmp/names"
grep -qx printf "$tmp/names" || hard "cannot read the names in the library"
while read -r name; do
	case $name in
	'<'*) echo "#include $name" | $CC -E -o "$tmp/out" - 2>"$tmp/err" || continue ;;
	*) grep -qx "$name" "$tmp/names" || continue ;;
	esac
	echo "not ok: $name is there, but posix.list calls it absent"
	failed=1
done <"$tmp/missing"
test "$failed" = 0 || fail "newlib-port/posix.list is not true"
echo "$(echo "$headers" | wc -l) headers, $(wc -l <"$tmp/missing") names absent: all as listed"
pass
