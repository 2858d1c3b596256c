# tests/packaging/driver.sh - the generated x86_64-xinim-gcc is a cross compiler:
# nothing of the build machine gets into what it makes, wherever it is moved to.
#
# SPDX-License-Identifier: BSD-3-Clause

. "$top_srcdir/tests/harness.sh"

test -h toolchain/x86_64-xinim || skip "built with a toolchain of the user's"
test_begin
cd "$tmp" || hard "cannot enter $tmp"
top=$(cd ../.. && pwd -P)
case $top_srcdir in
/*) hello=$top_srcdir/tests/packaging/hello.c ;;
*) hello=../../$top_srcdir/tests/packaging/hello.c ;;
esac
gcc=$top/toolchain/bin/x86_64-xinim-gcc

# want WHAT COMMAND...: the command succeeds.
want()
{
	what=$1
	shift
	"$@" >out 2>err || { cat out err; fail "$what: $* failed"; }
}

# refuse WHAT TEXT COMMAND...: it fails, and its message has TEXT.
refuse()
{
	what=$1
	text=$2
	shift 2
	if "$@" >out 2>err; then
		fail "$what: $* was accepted"
	fi
	grep -q -- "$text" err || { cat err; fail "$what: the message does not say '$text'"; }
}

# same WHAT WANTED COMMAND...: prints exactly that.
same()
{
	what=$1
	wanted=$2
	shift 2
	got=$("$@" 2>&1)
	test "$got" = "$wanted" || fail "$what: $* printed '$got', not '$wanted'"
}

# What it says of itself.
same machine x86_64-xinim "$gcc" -dumpmachine
root=$(cd "$top/sysroot" && pwd -P)
same sysroot "$top/toolchain/x86_64-xinim" "$gcc" -print-sysroot
for file in libc.a libm.a crt0.o; do
	same file "$top/toolchain/x86_64-xinim/lib/$file" "$gcc" -print-file-name=$file
done
same "a file of the build machine" libanl.a "$gcc" -print-file-name=libanl.a
same "a file of the build machine" crt1.o "$gcc" -print-file-name=crt1.o
same ld "$top/toolchain/bin/x86_64-xinim-ld" "$gcc" -print-prog-name=ld
"$gcc" -print-search-dirs | sed -n 's/^libraries: =//p' | tr : '\n' | while read -r dir; do
	case $dir in
	"$top"/*) ;;
	*) echo "$dir" ;;
	esac
done >out
test ! -s out || fail "searches $(cat out)"

# Macros.
"$gcc" -dM -E -x c /dev/null >macros
for macro in __xinim__ __unix__ __x86_64__ __ELF__; do
	grep -q "^#define $macro 1\$" macros || fail "$macro is not defined"
done
grep -iE 'linux|__gnu_|__pie__|__PIE__|__CET__|__SSP' macros >out &&
	fail "defined: $(cat out)"
"$gcc" -std=c11 -dM -E -x c /dev/null | grep -q '^#define unix ' && fail "-std=c11 has unix"

# Headers: none but GCC's freestanding ones and the sysroot's.
for header in linux/netlink.h asm/errno.h gnu/stubs.h bits/libc-header-start.h \
	stdc-predef.h zlib.h; do
	echo "#include <$header>" >leak.c
	refuse "header of the build machine" "No such file" "$gcc" -c leak.c
done
echo '#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>' >headers.c
want headers "$gcc" -M headers.c
tr -s ' \\' '\n\n' <out | grep '^/' |
	grep -vE "^($top/toolchain/x86_64-xinim|$root)/include/|/gcc/.*/include/" >leak &&
	fail "headers from $(cat leak)"
echo '#include <stdio.h>' >nostdinc.c
refuse -nostdinc "no include path" "$gcc" -nostdinc -c nostdinc.c
mkdir -p own
echo '#define OWN 1' >own/stdio.h
printf '#include <stdio.h>\n#ifndef OWN\n#error\n#endif\n' >own.c
want "-isystem before the library's" "$gcc" -isystem own -c own.c
want "-I before the library's" "$gcc" -Iown -c own.c

# Packages that make all warnings errors take it from other systems that this is none.
printf '#include <ctype.h>\nint f(const char *s);\nint f(const char *s)\n{\n\treturn isdigit(s[0]);\n}\n' \
	>digit.c
want "isdigit of a char" "$gcc" -Wall -Wextra -Werror -c digit.c

# Names that are theirs on other systems, too.
cat >names.c <<'E'
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/types.h>
static char *itoa(int n) { return n ? "n" : "0"; }
static char *utoa(unsigned n) { return n ? "n" : "0"; }
static void strlwr(char *s, int n) { s[n] = 0; }
static void strupr(char *s, int n) { s[n] = 0; }
static void fls(void) { }
static void iprintf(int indent, const char *s) { printf("%*s%s", indent, "", s); }
static double infinity, atoff;
struct quad { int quad, physadr; };
int main(void)
{
	struct quad q = { SOCK_RDM, 0 };
	char text[2] = { 0 };

	strlwr(text, q.physadr);
	strupr(text, q.physadr);
	fls();
	iprintf(q.quad, itoa(q.quad));
	return *utoa(0) != '0' || infinity != atoff;
}
E
want "a program's own names" "$gcc" -Wall -Werror names.c -o names

# What other systems have apart is in libc.a.
want "names of parts of libc" "$gcc" "$hello" -o parts -lpthread -lrt -ldl -lcrypt -lutil -lxnet -lm

# Libraries: the static ones in /usr/lib are there for GCC's asking.
for library in anl c_nonshared atomic gomp quadmath gcc_eh BrokenLocale; do
	refuse "library of the build machine" "cannot find -l$library" \
		"$gcc" "$hello" -o leak -l$library
done
want link "$gcc" -Wl,-t,-Map,map "$hello" -lm -o hello
# Each archive is named several times; each has to be ours.
grep -oE '/[^ ()]*\.(a|o|so)' out map | sed 's/^[a-z]*://' | sort -u |
	grep -vE "^($top/toolchain/x86_64-xinim|$root)/lib/|^/tmp/cc[A-Za-z0-9]*\.o" >leak &&
	fail "linked with $(cat leak)"

# main() may be in a library, wherever that is named.
echo 'int main(void) { return 0; }' >main.c
want "main() for a library" "$gcc" -c main.c
"$top/toolchain/bin/x86_64-xinim-ar" crD libmain.a main.o
echo 'int empty;' >empty.c
want "main() in a library" "$gcc" empty.c -L. -lmain -o library-main

# Environment.
mkdir -p env/include env/lib env/bin
echo '#error from the environment' >env/include/stdio.h
echo 'int from_environment;' >env/include/env.h
echo 'int sqrt_of_environment;' >env.c
want "an object" "$gcc" -c env.c -o env/lib/env.o
"$top/toolchain/bin/x86_64-xinim-ar" crD env/lib/libenv.a env/lib/env.o
printf '#!/bin/sh\nexit 1\n' >env/bin/as
cp env/bin/as env/bin/ld
chmod +x env/bin/*
here=$(pwd -P)
for variable in CPATH=$here/env/include C_INCLUDE_PATH=$here/env/include \
	LIBRARY_PATH=$here/env/lib COMPILER_PATH=$here/env/bin \
	GCC_EXEC_PREFIX=$here/env/ LD_RUN_PATH=$here/env/lib; do
	want "with $variable" env "$variable" "$gcc" "$hello" -lm -o hello-env
	cmp -s hello hello-env || fail "$variable changes what is made"
done
refuse LIBRARY_PATH "cannot find -lenv" env LIBRARY_PATH="$here/env/lib" \
	"$gcc" "$hello" -lenv -o leak

# What it makes: static, at fixed addresses, ours to start, no host's notes.
readelf=$top/toolchain/bin/x86_64-xinim-readelf
"$readelf" -hlW hello >elf
grep -q 'EXEC (Executable file)' elf || fail "not ET_EXEC"
grep -qE 'INTERP|DYNAMIC' elf && fail "not static"
grep -E 'LOAD.* RWE ' elf && fail "a segment is writable and executable"
"$readelf" -nW hello | grep -i gnu.*abi && fail "has the ABI note of another system"
want -pthread "$gcc" -pthread "$hello" -lm -o hello-pthread
refuse -shared "no shared libraries" "$gcc" -shared "$hello" -o leak.so
refuse -pie "no position-independent programs" "$gcc" -pie "$hello" -o leak
refuse "ld -shared" static "$top/toolchain/bin/x86_64-xinim-ld" -shared -o leak hello.o

# The other ways to use it.
echo 'int f(int x) { return x * 3; }' >f.c
printf '#ifdef __xinim__\n\t.globl g\ng:\tret\n#endif\n' >g.s
want -S "$gcc" -S -O2 f.c -o f.s
want "assembling with cpp" "$gcc" -c -x assembler-with-cpp g.s -o g.o
"$top/toolchain/bin/x86_64-xinim-nm" g.o | grep -q ' T g$' || fail "assembled without cpp"
want -r "$gcc" -c f.s -o f.o
want -r "$gcc" -r -nostdlib f.o g.o -o both.o
echo '-c -O1 f.c -o response.o' >args
want "a response file" "$gcc" @args
echo 'SECTIONS { . = 0x400000; .text : { *(.text*) } }' >script.ld
want "a linker script" "$gcc" -nostdlib -Wl,-e,f -T script.ld f.o -o scripted
want -nostartfiles "$gcc" -nostartfiles -Wl,-e,main "$hello" -lm -o bare
"$top/toolchain/bin/x86_64-xinim-nm" bare | grep -q ' _start$' && fail "-nostartfiles has crt0"
refuse -nodefaultlibs "undefined reference to .snprintf" "$gcc" -nodefaultlibs "$hello" -o leak
want -flto "$gcc" -O2 -flto "$hello" -lm -o hello-lto
want -fstack-protector-all "$gcc" -fstack-protector-all "$hello" -lm -o hello-ssp

# Elsewhere: copied, through a link, through PATH.
mkdir moved
cp -R "$top/toolchain/bin" moved/bin
cp -R "$root" moved/x86_64-xinim
# Nothing but the copy may be used: its headers and library say so.
same "sysroot when moved" "$here/moved/x86_64-xinim" moved/bin/x86_64-xinim-gcc -print-sysroot
want moved moved/bin/x86_64-xinim-gcc "$hello" -lm -o hello-moved -Wl,-t
grep "$top/toolchain\|$root" out >leak && test "$here" != "$top" &&
	grep -v "$here/moved" leak && fail "when moved, uses $(cat leak)"
ln -s moved/bin/x86_64-xinim-gcc link
ln -s ../link env/link
same "sysroot through a link" "$here/moved/x86_64-xinim" env/link -print-sysroot
want "through a link" env/link "$hello" -lm -o hello-link
PATH=$here/moved/bin:$PATH
same "sysroot through PATH" "$here/moved/x86_64-xinim" x86_64-xinim-gcc -print-sysroot
want "through PATH" x86_64-xinim-gcc "$hello" -lm -o hello-path
cmp hello-moved hello-path || fail "PATH changes what is made"
grep -rl "$top/" moved | grep -v '\.pyc$' >leak && fail "names the build tree: $(cat leak)"
pass
