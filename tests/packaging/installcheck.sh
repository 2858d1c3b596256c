# tests/packaging/installcheck.sh - the installed compiler makes a program that
# runs in a guest. Not part of make check: make installcheck runs it.
#
# usage: installcheck.sh COMPILER
#
# SPDX-License-Identifier: BSD-3-Clause

. "$top_srcdir/tests/harness.sh"

test $# = 1 || hard "usage: installcheck.sh COMPILER"
test -x "$1" || hard "$1: not installed; make install first"
test_begin
"$1" -O2 -Wall -Werror "$top_srcdir/tests/packaging/hello.c" -o "$tmp/hello" -lm ||
	fail "$1 cannot compile hello.c"
"$top_srcdir/tests/run-guest" --name "$tmp/hello" "expect=hello from pid 1" "$tmp/hello"
status=$?
case $status in
0) echo "PASS: hello.c, compiled by $1, runs" ;;
77) echo "SKIP: hello.c was compiled by $1, but not run" ;;
*) fail "hello.c, compiled by $1, does not run: status $status" ;;
esac
pass
