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
	x86_64-xinim/share/config.sub x86_64-xinim/lib/libpthread.a \
	x86_64-xinim/lib/pkgconfig/xinim.pc x86_64-xinim/share/cmake/x86_64-xinim.cmake \
	x86_64-xinim/share/meson/x86_64-xinim.ini \
	x86_64-xinim/include/stdio.h x86_64-xinim/include/xinim/syscalls.def; do
	test -s "$dest/opt/xinim/$file" || fail "not installed: $file"
done
grep -rl "$top/" "$dest" >"$tmp/leak" && fail "the build tree is named in $(cat "$tmp/leak")"
if test -h toolchain/x86_64-xinim; then
	"$dest/opt/xinim/bin/x86_64-xinim-gcc" "$top_srcdir/tests/packaging/hello.c" \
		-o "$tmp/hello" -lm -lpthread -lrt -ldl -lcrypt -lutil -lxnet >"$tmp/log" 2>&1 ||
		{ cat "$tmp/log"; fail "the installed compiler cannot compile hello.c"; }
fi

# Moved elsewhere, with a library that somebody added, it is as good.
mv "$dest/opt/xinim" "$dest/moved"
if test -h toolchain/x86_64-xinim && command -v pkg-config >/dev/null 2>&1; then
	root=$dest/moved/x86_64-xinim
	printf 'prefix=${pcfiledir}/../..\nName: added\nDescription: a test\nVersion: 7\n%s\n%s\n' \
		'Libs: -L${prefix}/lib -ladded' 'Requires: xinim' >"$root/lib/pkgconfig/added.pc"
	set -- $("$dest/moved/bin/x86_64-xinim-pkg-config" --variable=includedir xinim)
	test -r "$1/stdio.h" || fail "pkg-config says '$1' for the sysroot's headers"
	"$dest/moved/bin/x86_64-xinim-pkg-config" --libs added | grep -q "$root.*-ladded" ||
		fail "a library that was added to the sysroot is not found"
	rm "$root/lib/pkgconfig/added.pc"
	# As a package that was configured with --prefix=/usr does, with DESTDIR.
	mkdir -p "$root/usr/include/added"
	echo '#define ADDED 7' >"$root/usr/include/added/added.h"
	printf '%s\n' 'prefix=/usr' 'libdir=${prefix}/lib' 'includedir=/usr/include/added' \
		'Name: added' 'Description: a test' 'Version: 7' 'Libs: -L${libdir} -ladded' \
		'Cflags: -I${includedir}' >"$root/usr/lib/pkgconfig/added.pc"
	echo 'int added = 7;' >"$tmp/added.c"
	printf '#include <added.h>\nextern int added;\nint main(void) { return added != ADDED; }\n' \
		>"$tmp/user.c"
	bin=$dest/moved/bin/x86_64-xinim
	{ $bin-gcc -c "$tmp/added.c" -o "$tmp/added.o" &&
		$bin-ar cr "$root/usr/lib/libadded.a" "$tmp/added.o" &&
		$bin-gcc "$tmp/user.c" -o "$tmp/user" $($bin-pkg-config --cflags --libs added); } \
		>"$tmp/log" 2>&1 ||
		{ cat "$tmp/log"; fail "a library that was added below the sysroot's /usr is not found"; }
	rm -r "$root/include/added" "$root/lib/libadded.a" "$root/lib/pkgconfig/added.pc"
fi
if test -h toolchain/x86_64-xinim && command -v cmake >/dev/null 2>&1; then
	mkdir "$tmp/cmake"
	cp "$top_srcdir/tests/packaging/hello.c" "$tmp/cmake"
	printf '%s\n' 'cmake_minimum_required(VERSION 3.13)' 'project(hello C)' \
		'if(NOT UNIX OR NOT XINIM)' 'message(FATAL_ERROR "no Unix")' 'endif()' \
		'find_package(Threads REQUIRED)' 'add_executable(hello hello.c)' 'target_link_libraries(hello m Threads::Threads)' \
		>"$tmp/cmake/CMakeLists.txt"
	{ cmake -S "$tmp/cmake" -B "$tmp/cmake/build" \
		-DCMAKE_TOOLCHAIN_FILE="$dest/moved/x86_64-xinim/share/cmake/x86_64-xinim.cmake" &&
		cmake --build "$tmp/cmake/build"; } >"$tmp/log" 2>&1 ||
		{ tail -n 20 "$tmp/log"; fail "CMake cannot build with the toolchain file"; }
	strings -a "$tmp/cmake/build/hello" | grep -q ld-linux && fail "CMake built for this machine"
fi
if test -h toolchain/x86_64-xinim && command -v meson >/dev/null 2>&1; then
	mkdir "$tmp/meson"
	cp "$top_srcdir/tests/packaging/hello.c" "$tmp/meson"
	printf '%s\n' "project('hello', 'c')" "threads = dependency('threads')" \
		"m = meson.get_compiler('c').find_library('m')" \
		"executable('hello', 'hello.c', dependencies: [threads, m])" >"$tmp/meson/meson.build"
	(PATH=$dest/moved/bin:$PATH && cd "$tmp/meson" && meson setup --cross-file \
		"$dest/moved/x86_64-xinim/share/meson/x86_64-xinim.ini" build && ninja -C build) \
		>"$tmp/log" 2>&1 ||
		{ tail -n 20 "$tmp/log"; fail "Meson cannot build with the cross file"; }
	strings -a "$tmp/meson/build/hello" | grep -q ld-linux && fail "Meson built for this machine"
fi
mv "$dest/moved" "$dest/opt/xinim"
${MAKE:-make} uninstall DESTDIR="$dest" prefix=/opt/xinim >"$tmp/log" 2>&1 ||
	{ tail -n 20 "$tmp/log"; fail "make uninstall failed"; }
left=$(find "$dest" ! -type d)
test -z "$left" || fail "make uninstall left $left"
pass
