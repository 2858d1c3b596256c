#!/bin/sh
# newlib-port/newlib.sh - builds newlib for XINIM and puts it into the sysroot.
#
# usage: newlib.sh SOURCE PORT WORK SYSROOT
#
# SOURCE is newlib's release, an archive or a folder; PORT this folder; WORK a
# folder of our own, emptied at the start, of which only build.log and libc.a
# remain; SYSROOT gets include/ and lib/libm.a. libc.a itself is put together by
# the Makefile, which adds the system glue to WORK/libc.a. CC, AR, RANLIB, NM,
# OBJCOPY, STRIP, MAKE and PATCH come from the environment; NEWLIB_KEEP=1 leaves
# the source and the objects in WORK.
#
# A header that did not change keeps its time in SYSROOT, so that what does not
# use a changed one is not compiled again.
#
# SPDX-License-Identifier: BSD-3-Clause

me=newlib
test $# = 4 || { echo "usage: newlib.sh SOURCE PORT WORK SYSROOT" >&2; exit 2; }
# `make -n` runs this all the same, for the sake of sub-makes; do nothing then.
case ${MAKEFLAGS%% *} in
*=* | -*) ;;
*n*) exit 0 ;;
esac
# Variables given to our make (CFLAGS=, prefix=, DESTDIR= ...) are not newlib's.
MAKEFLAGS=${MAKEFLAGS%%-- *}
unset DESTDIR MFLAGS MAKEOVERRIDES
source=$1
port=$(cd "$2" && pwd) || exit 1
mkdir -p "$3" "$4/include" "$4/lib" || exit 1
work=$(cd "$3" && pwd -P)
sysroot=$(cd "$4" && pwd -P)
log=$work/build.log
LC_ALL=C
export LC_ALL

say()
{
	printf '  %-8s %s\n' NEWLIB "$*"
}

# die CAUSE: with the first errors in the log, or its end.
die()
{
	test ! -s "$log" || {
		grep -m 5 'error:' "$log" || { echo "$me: the end of $log:"; tail -n 25 "$log"; }
	} >&2
	echo "$me: $1; all of it is in $log" >&2
	exit 1
}

unpack()
{
	mkdir "$work/src" || exit 1
	if test -d "$source"; then
		(cd "$source" && tar -cf - --exclude=.git --exclude=./libgloss .) |
			(cd "$work/src" && tar -xf -) || die "cannot copy $source"
	else
		tar -xf "$source" -C "$work/src" --strip-components=1 \
			--exclude='*/libgloss' --no-same-owner 2>>"$log" ||
			die "cannot unpack $source"
	fi
	test -x "$work/src/newlib/configure" || die "$source is not newlib's release"
	for patch in "$port"/patches/*.patch; do
		test -e "$patch" || continue
		(cd "$work/src" && ${PATCH:-patch} -p1 -F0 -f -i "$patch") >>"$log" 2>&1 ||
			die "$patch does not apply"
	done
	# Patches must not make automake's and autoconf's results look old.
	find "$work/src" -exec touch -d @0 {} + || exit 1
	(cd "$port/include" && tar -cf - --exclude=./xinim .) |
		(cd "$work/src/newlib/libc/include" && tar -xf - --no-same-owner) ||
		die "cannot put $port/include in place"
}

# What every function of the library is compiled with. The maps make newlib's paths the
# same wherever the build is; to the assembler GCC 12.2 hands -fdebug-prefix-map only.
# (On one line: it goes into newlib's Makefiles.)
flags="-g -O2 -ffunction-sections -fdata-sections -D__OBSOLETE_MATH=0"
# What malloc takes by brk at once, above what is asked for: else it asks for each page.
flags="$flags -DDEFAULT_TOP_PAD=65536"
for kind in file debug; do
	flags="$flags -f$kind-prefix-map=$work/src=newlib -f$kind-prefix-map=$work/obj=newlib/obj"
done

# What iconv knows; its tables are in the programs that use it.
encodings=us_ascii,utf_8,utf_16,utf_16be,utf_16le,ucs_2_internal,ucs_4_internal,ucs_4,ucs_4be
encodings=$encodings,ucs_4le,iso_8859_1,iso_8859_2,iso_8859_15,koi8_r,cp775,win_1252

configure()
{
	mkdir "$work/obj" || exit 1
	(cd "$work/obj" && CONFIG_SHELL=/bin/sh "$work/src/newlib/configure" \
		--host=x86_64-xinim --target=x86_64-xinim --prefix=/ \
		--srcdir=../src/newlib --disable-dependency-tracking \
		--disable-multilib --disable-newlib-supplied-syscalls \
		--enable-newlib-io-long-long --enable-newlib-io-long-double \
		--enable-newlib-io-c99-formats --enable-newlib-io-pos-args \
		--enable-newlib-mb --enable-newlib-iconv \
		--enable-newlib-iconv-encodings="$encodings" --enable-newlib-retargetable-locking \
		--enable-newlib-reent-check-verify \
		CC="$CC" CCAS="$CC" AS="$CC -c" AR="$AR" RANLIB="$RANLIB" NM="$NM" \
		STRIP="$STRIP" CFLAGS="$flags" CCASFLAGS="$flags") >>"$log" 2>&1 ||
		die "configure failed"
}

compile()
{
	{
		(cd "$work/obj" && ${MAKE:-make} ARFLAGS=crD 2>&1; echo $? >"$work/status")
	} | awk -v log_file="$log" '
		{ print >>log_file }
		/ -c -o / && ++n % 250 == 0 {
			printf "  %-8s %s\n", "NEWLIB", n " files compiled"
			fflush()
		}'
	test "$(cat "$work/status")" = 0 || die "make failed"
	(cd "$work/obj" && ${MAKE:-make} -j1 ARFLAGS=crD install DESTDIR="$work/stage") \
		>>"$log" 2>&1 || die "make install failed"
	# Headers that are for other targets, and say so to who includes them.
	(cd "$work/stage/x86_64-xinim/include" && rm -f regdef.h sys/custom_file.h)
	# Archives without the time and the owner, whoever made them.
	for library in libc libm; do
		"$OBJCOPY" -D "$work/stage/x86_64-xinim/lib/$library.a" 2>>"$log" ||
			die "no $library.a"
	done
}

# install_tree FROM TO: copies what is new or changed, and removes what is gone.
# <xinim/...> and <sys/syscall.h> are not newlib's.
install_tree()
{
	(cd "$2" && find . -path ./xinim -prune -o -path ./sys/syscall.h -o -type f -print) | while read -r file; do
		test -e "$1/$file" || rm -f "$2/$file"
	done
	(cd "$1" && find . -type f) | while read -r file; do
		cmp -s "$1/$file" "$2/$file" && continue
		mkdir -p "$2/${file%/*}"
		cp "$1/$file" "$2/$file" && chmod 644 "$2/$file" || exit 1
	done
}

rm -rf "$work/src" "$work/obj" "$work/stage" "$log"
say "unpacking $source"
unpack
say "configuring"
configure
say "compiling, a minute or two (log: $log)"
compile
(cd "$port/include" && tar -cf - --exclude=./xinim .) |
	(cd "$work/stage/x86_64-xinim/include" && tar -xf - --no-same-owner) || exit 1
install_tree "$work/stage/x86_64-xinim/include" "$sysroot/include" ||
	die "cannot write to $sysroot/include"
cp "$work/stage/x86_64-xinim/lib/libm.a" "$sysroot/lib/libm.a" &&
	cp "$work/stage/x86_64-xinim/lib/libc.a" "$work/libc.a" ||
	die "cannot write to $sysroot/lib"
test "${NEWLIB_KEEP:-0}" = 1 || rm -rf "$work/src" "$work/obj" "$work/stage"
say "done"
