# tests/packaging/reproducible.sh - two builds of one tarball give the same bits:
# the library, the kernel, the servers, the images.
#
# The builds differ in whatever should not matter: folder and its length, in the
# tree or out of it, time of day and time zone, umask, language, how many jobs.
# Neither may need Autoconf or the network. Takes two builds of newlib.
#
# SPDX-License-Identifier: BSD-3-Clause

. "$top_srcdir/tests/harness.sh"

test_begin
# Each build with a driver and a library of its own, not with those of the one we are in.
unset MAKEFLAGS MFLAGS MAKELEVEL SOURCE_DATE_EPOCH CC STRIP
make=${MAKE:-make}
top=$(pwd -P)
toolchain=--without-toolchain
test -h toolchain/x86_64-xinim || toolchain=--with-toolchain=$XINIM_TOOLS_DIR
$make dist distdir=xinim-test >"$tmp/dist.log" 2>&1 ||
	{ tail -n 20 "$tmp/dist.log"; fail "make dist failed"; }
mv xinim-test.tar.xz "$tmp/xinim.tar.xz" || fail "make dist made no tarball"
mkdir "$tmp/bin"
for program in autoconf autoheader autom4te aclocal automake autoreconf git; do
	printf '#!/bin/sh\necho "%s must not be needed" >&2\nexit 1\n' $program \
		>"$tmp/bin/$program"
	chmod +x "$tmp/bin/$program"
done
PATH=$top/$tmp/bin:$PATH

# build DIRECTORY BUILD-DIRECTORY JOBS
build()
{
	mkdir -p "$tmp/$1" || hard "cannot make $tmp/$1"
	xz -dc "$tmp/xinim.tar.xz" | (cd "$tmp/$1" && tar -xf - --strip-components=1) ||
		fail "the tarball cannot be unpacked"
	mkdir -p "$tmp/$1/$2"
	source=$top/$tmp/$1
	test "$2" != . || source=.
	(cd "$tmp/$1/$2" && "$source/configure" --without-ports "$toolchain" --with-newlib-source="$NEWLIB_SOURCE" &&
		$make -j"$3") >"$tmp/build.log" 2>&1 ||
		{ tail -n 30 "$tmp/build.log"; fail "the build in $1/$2 failed"; }
}

(umask 022 && TZ=UTC LC_ALL=C && export TZ LC_ALL && build one . 2) || exit
(umask 077 && TZ=Asia/Kathmandu LC_ALL=C.UTF-8 && export TZ LC_ALL &&
	build the-second-and-longer/path out/of/tree 3) || exit
one=$tmp/one
two=$tmp/the-second-and-longer/path/out/of/tree
compared=0
different=
for file in sysroot/lib/libc.a sysroot/lib/libm.a sysroot/lib/crt0.o \
	kernel/xinim servers/init/init servers/vfs/vfs servers/process/process \
	servers/memory/memory distro/xinim.img distro/xinim.iso; do
	test -s "$one/$file" || fail "not built: $file"
	cmp "$one/$file" "$two/$file" || different="$different $file"
	compared=$((compared + 1))
done
test -z "$different" || fail "not the same in both builds:$different"
echo "$compared files are the same in both builds"
pass
