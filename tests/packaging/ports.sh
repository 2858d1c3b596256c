# tests/packaging/ports.sh - a port that cannot be built says which, where and why, and
# leaves nothing half-installed; one that was stopped goes on.
#
# SPDX-License-Identifier: BSD-3-Clause

. "$top_srcdir/tests/harness.sh"

test_begin
case $top_srcdir in
/*) src=$top_srcdir ;;
*) src=$(pwd -P)/$top_srcdir ;;
esac
here=$(pwd -P)
cd "$tmp" || hard "cannot enter $tmp"
top=$(pwd -P)
config_sub=$src/build-aux/config.sub

mkdir -p sources work recipes/prog prog-1
cat >prog-1/configure <<'END'
#!/bin/sh
printf 'all: prog\nprog: ; echo "$(WORDS)" >prog\ninstall: prog; mkdir -p $(DESTDIR)/usr/bin &&' >Makefile
printf ' cp prog $(DESTDIR)/usr/bin\n' >>Makefile
END
chmod 755 prog-1/configure
echo original >prog-1/text
tar -cf sources/prog_1.orig.tar prog-1
sum=$(sha256sum sources/prog_1.orig.tar | cut -d' ' -f1)

# recipe [LINE...]: a good one, and what these say more.
recipe()
{
	rm -rf recipes/prog work/prog
	mkdir -p recipes/prog
	cat >recipes/prog/recipe <<END
source=xinim-no-such-source
version=1
archive=prog_1.orig.tar
sha256=$sum
files="
0755 /bin/prog /usr/bin/prog
"
END
	for line; do echo "$line" >>recipes/prog/recipe; done
}

# build: as make ports does, in a folder of its own.
build()
{
	PORT_SOURCES=${sources:-$top/sources} TOOLS=${tools:-$XINIM_TOOLS_DIR} \
		SYSROOT=$here/sysroot CONFIG_SUB=$config_sub JOBS=1 PORTS=prog MAKEFLAGS= \
		V=0 "$src/distro/ports/build-port" recipes/prog work/prog >out 2>&1
}

# stops STEP TEXT: with the port's name, the step and the log, and nothing installed.
stops()
{
	if build; then
		cat out
		fail "$1: it went on"
	fi
	grep -q "^ports: prog: $1: " out && grep -q -- "$2" out || { cat out; fail "$1: no '$2'"; }
	test ! -e work/prog/root.list && test ! -e work/prog/root ||
		fail "$1: something is installed"
}

# stops_with_log STEP TEXT
stops_with_log()
{
	stops "$@"
	grep -q "read $top/work/prog/$1.log" out || { cat out; fail "$1: the log is not named"; }
}


recipe
build || { cat out; fail "a good recipe does not build"; }
test -s work/prog/root/usr/bin/prog || fail "nothing was installed"
grep -q '^file 0755 /bin/prog distro/ports/prog/root/usr/bin/prog$' work/prog/root.list ||
	{ cat work/prog/root.list; fail "root.list does not have the program"; }
grep -q 'ready, 1 of 1' out || { cat out; fail "how far along it is was not said"; }

# Nothing to do the second time; all of it with another recipe.
build && ! grep -q 'build$' out || { cat out; fail "it was built again for nothing"; }
echo 'options=--another' >>recipes/prog/recipe
build && grep -q 'configure$' out || { cat out; fail "another recipe did not build it again"; }

# What was installed does not stay as half of another that cannot be built.
echo 'sha256=0000000000000000000000000000000000000000000000000000000000000000' >>recipes/prog/recipe
stops_with_log verify "its SHA-256 is $sum"

recipe 'archive=missing_1.orig.tar'
mkdir -p none
sources=$top/none stops_with_log fetch 'set PORT_SOURCES'
sources=

recipe 'sha256=0000000000000000000000000000000000000000000000000000000000000000'
stops_with_log verify "its SHA-256 is $sum"
test ! -e work/prog/prog_1.orig.tar || fail "verify: the wrong archive is kept"

recipe
cat >recipes/prog/0001-other.patch <<'END'
--- a/text
+++ b/text
@@ -1 +1 @@
-something else
+changed
END
stops_with_log unpack 0001-other.patch
sed -i 's/something else/original/' recipes/prog/0001-other.patch
build || { cat out; fail "a patch that applies does not"; }
grep -qx changed work/prog/source/text || fail "the patch is not in the source"

recipe 'port_configure() { echo nonsense; false; }'
stops_with_log configure nonsense
recipe 'port_build() { false; }'
stops_with_log build 'it failed'
recipe 'port_install() { mkdir -p "$root/usr/bin"; echo half >"$root/usr/bin/prog"; false; }'
stops_with_log install 'it failed'
recipe 'files="0755 /bin/lost /usr/bin/lost"'
if build; then fail "list: a file that is not there was found"; fi
grep -q '^ports: prog: list: ' out && grep -q 'left no /usr/bin/lost' out ||
	{ cat out; fail "list: the message is not right"; }
test ! -e work/prog/root.list || fail "list: there is a list"
recipe 'if then'
stops_with_log recipe 'it cannot be read'
recipe 'exit 0'
stops_with_log recipe 'it cannot be read'
recipe 'xinim-no-such-command' 'options=--more'
stops_with_log recipe 'xinim-no-such-command'
recipe 'archive='
stops recipe 'does not say its archive'
recipe 'depends=other'
stops depends 'make ports PORT=other'
recipe 'needs=xinim-no-such-program:some-package'
stops recipe 'apt-get install some-package'

# The C library is the one that was built here, also if the compiler has another one.
mkdir -p tools other/lib
for tool in "$XINIM_TOOLS_DIR"/x86_64-xinim-*; do ln -s "$tool" tools; done
rm tools/x86_64-xinim-gcc
cat >tools/x86_64-xinim-gcc <<END
#!/bin/sh
exec "$XINIM_TOOLS_DIR/x86_64-xinim-gcc" --sysroot="$top/other" "\$@"
END
chmod 755 tools/x86_64-xinim-gcc
recipe 'port_build() { echo "int main(void) { return 0; }" >p.c; $host-gcc p.c -o prog; }'
tools=$top/tools
build || { cat out work/prog/*.log; fail "the compiler's own C library was wanted"; }
tools=

# Stopped in the middle, it goes on there.
recipe 'port_build() { test -e ../go && make; }'
stops_with_log build 'it failed'
touch work/prog/go
build || { cat out; fail "it does not go on"; }
! grep -q 'unpack$' out || { cat out; fail "it began anew"; }

# A make with words for itself on its command line has none for the port.
recipe
(
	unset MAKELEVEL MFLAGS
	MAKEFLAGS=' -- WORDS=leaked DESTDIR=/nowhere' PORT_SOURCES=$top/sources \
		TOOLS=$XINIM_TOOLS_DIR SYSROOT=$here/sysroot CONFIG_SUB=$config_sub JOBS=1 \
		PORTS=prog "$src/distro/ports/build-port" recipes/prog work/prog >out 2>&1
) || { cat out; fail "it does not build below make"; }
! grep -q leaked work/prog/root/usr/bin/prog || fail "make's own words reached the port"

# What the Makefile says of dependencies is what the recipes say.
for file in "$src"/distro/ports/*/recipe; do
	port=${file%/recipe}
	port=${port##*/}
	for dep in $(sed -n 's/^depends=//p' "$file" | tr -d '"'); do
		tr -d '\\\n' <"$src/distro/ports/Makefrag.am" | tr '#' '\n' |
			grep -q "distro/ports/$port/root.list[^:]*:[^:]*distro/ports/$dep/root.list" ||
			fail "distro/ports/Makefrag.am: $port does not depend on $dep"
	done
done
pass
