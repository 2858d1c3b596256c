# tests/packaging/install.sh - make install DESTDIR gives a whole tree that knows
# nothing of where it was built; make uninstall takes all of it away.
#
# SPDX-License-Identifier: BSD-3-Clause

. "$top_srcdir/tests/harness.sh"

test_begin
unset MAKEFLAGS MFLAGS MAKELEVEL
top=$(pwd -P)
dest=$top/$tmp/dest
${MAKE:-make} install DESTDIR="$dest" prefix=/opt/xinim >"$tmp/log" 2>&1 ||
	{ tail -n 20 "$tmp/log"; fail "make install failed"; }
for file in lib/xinim/xinim lib/xinim/init lib/xinim/vfs lib/xinim/process \
	lib/xinim/memory share/xinim/xinim.img share/xinim/xinim.iso \
	x86_64-xinim/lib/crt0.o x86_64-xinim/lib/libc.a x86_64-xinim/lib/libm.a \
	x86_64-xinim/include/stdio.h x86_64-xinim/include/xinim/syscalls.def; do
	test -s "$dest/opt/xinim/$file" || fail "not installed: $file"
done
grep -rl "$top/" "$dest" >"$tmp/leak" && fail "the build tree is named in $(cat "$tmp/leak")"
if test -h toolchain/x86_64-xinim; then
	"$dest/opt/xinim/bin/x86_64-xinim-gcc" "$top_srcdir/tests/packaging/hello.c" \
		-o "$tmp/hello" -lm >"$tmp/log" 2>&1 ||
		{ cat "$tmp/log"; fail "the installed compiler cannot compile hello.c"; }
fi
${MAKE:-make} uninstall DESTDIR="$dest" prefix=/opt/xinim >"$tmp/log" 2>&1 ||
	{ tail -n 20 "$tmp/log"; fail "make uninstall failed"; }
left=$(find "$dest" ! -type d)
test -z "$left" || fail "make uninstall left $left"
pass
