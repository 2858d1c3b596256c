# tests/gcc/cxx.sh - a C++ program with streams, exceptions, threads and containers runs
# in a guest. The compiler is the one that was configured, or make toolchain's.
#
# SPDX-License-Identifier: BSD-3-Clause

. "$top_srcdir/tests/harness.sh"

gxx=
for dir in "$XINIM_TOOLS_DIR" cross/bin; do
	test -n "$gxx" || test ! -x "$dir/x86_64-xinim-g++" || gxx=$dir/x86_64-xinim-g++
done
test -n "$gxx" || skip "no C++ compiler for XINIM (make toolchain)"
need_firmware bios
test_begin
source=$top_srcdir/tests/gcc/cxx.cc
"$gxx" --sysroot="$SYSROOT" -std=c++17 -O1 -Wall -Wextra -Werror "$source" \
	-o "$tmp/cxx.guest" >"$tmp/log" 2>&1 ||
	{ cat "$tmp/log"; fail "$gxx cannot compile cxx.cc"; }
# What is to be optimized while linking lies in archives, too; libtool is told of no folder.
echo 'int two() { return 2; }' >"$tmp/two.cc"
echo 'int two(); int main() { return two(); }' >"$tmp/main.cc"
{ "$gxx" -O2 -flto -c "$tmp/two.cc" -o "$tmp/two.o" &&
	"${gxx%g++}ar" rc "$tmp/libtwo.a" "$tmp/two.o" &&
	"$gxx" --sysroot="$SYSROOT" -O2 -flto "$tmp/main.cc" -L"$tmp" -ltwo -o "$tmp/main"; } \
	>"$tmp/log" 2>&1 ||
	{ cat "$tmp/log"; fail "the linker does not find in an archive what -flto compiled"; }
lib=$("$gxx" -print-file-name=libstdc++.la)
test "$lib" = libstdc++.la || fail "libtool would look for the library where $lib says"
set --
settings=$(sed -n 's/^[ 	*\/]*guest-\([a-z]*\): *\(.*[^ ]\) *$/\1=\2/p' "$source")
while read -r setting; do
	set -- "$@" "$setting"
done <<END
$settings
END
"$top_srcdir/tests/run-guest" --name tests/gcc/cxx "$@" "$tmp/cxx.guest"
status=$?
test $status != 77 || skip "the guest was skipped"
test $status = 0 || fail "cxx.cc: status $status"
pass
