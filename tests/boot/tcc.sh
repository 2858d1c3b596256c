#!/bin/sh
# tests/boot/tcc.sh - programs are written, compiled and run on the system by the port tcc,
# which is in the image or is installed there as a package.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

if grep -q ' /bin/tcc ' "$tree/tree.list"; then
	line_start -m 512
else
	set -- distro/packages/tcc-[0-9]*.tar.xz
	grep -q ' /bin/head ' "$tree/tree.list" && test -r "$1" ||
		skip "the image has no tcc; ./configure --with-ports=\"dash coreutils tcc\""
	size=$(($(wc -c <"$1")))
	cp "$1" "$tmp/package" && truncate -s %512 "$tmp/package" || hard "no room for $1"
	line_start -m 512 -drive if=none,id=package,format=raw,file="$tmp/package" \
		-device virtio-blk-pci,drive=package
	answer "head -c $size /dev/vdb >/tmp/tcc.tar.xz; xpkg install /tmp/tcc.tar.xz" \
		'tcc .*: installed'
	answer 'xpkg verify tcc; echo "status $?"' 'status 0'
fi

answer 'cd /tmp; cat >hello.c <<E\r#include <stdio.h>\rint main(void) { printf("hello %%d\\\\n", 6 * 7); return 3; }\rE\rtcc -o hello hello.c && ./hello; echo "status $?"' \
	'status 3'
answer './hello' 'hello 42'

# Two files, the mathematical library, thread-local storage of the C library by threads.
answer 'cat >a.c <<E\r#include <errno.h>\r#include <pthread.h>\r#include <stdio.h>\rdouble f(double);\rstatic void *other(void *p) { errno = 7; *(int *)p = 1; return p; }\rint main(void) { pthread_t t; int ran = 0; errno = 5; pthread_create(&t, 0, other, &ran); pthread_join(t, 0); printf("%%.4f %%d %%d\\\\n", f(2), errno, ran); return 0; }\rE\rcat >b.c <<E\r#include <math.h>\rdouble f(double x) { return sqrt(x); }\rE\rtcc -c a.c && tcc -c b.c && tcc -o ab a.o b.o -lm && ./ab' \
	'1.4142 5 1'

# Signals, by threads; by make, where there is one: what has not changed is left alone.
answer 'mkdir p; cd p; cat >a.c <<E\r#include <pthread.h>\r#include <signal.h>\r#include <stdio.h>\rint half(int);\rstatic volatile int got;\rstatic void on(int s) { got = s; }\rstatic void *other(void *p) { raise(SIGUSR1); return p; }\rint main(void) { pthread_t t; signal(SIGUSR1, on); pthread_create(&t, 0, other, 0); pthread_join(t, 0); printf("got %%d, half %%d\\\\n", got == SIGUSR1, half(84)); return 0; }\rE\recho "int half(int n) { return n / 2; }" >b.c; tcc -o ab a.c b.c && ./ab' \
	'got 1, half 42'
if grep -q ' /bin/make ' "$tree/tree.list"; then
	answer 'printf "ab: a.o b.o\\\\n\\\\t\\$(CC) -o \\$@ a.o b.o\\\\n" >Makefile; rm ab; make CC=tcc >out && ./ab' \
		'got 1, half 42'
	answer 'make CC=tcc; echo "int half(int n) { return n; }" >b.c; make CC=tcc >out; echo "$(wc -l <out) $(./ab)"' \
		'2 got 1, half 84'
fi
answer 'cd ..; echo b""ack' 'back'

# What is wrong is said, with its line, and leaves no program.
answer 'echo "int main(void) { return x; }" >bad.c; tcc -o bad bad.c 2>err; s=$?; test -e bad || echo "s""tatus $s, $(head -n1 err)"' 'status 1, bad.c:1: error.*'
answer 'echo "int f(void); int main(void) { return f(); }" >bad.c; tcc -o bad bad.c 2>&1 | tail -n1' '.*undefined symbol .f.'

# Headers that need what a compiler says of its types, or functions that it has built in.
answer 'n=0; for f in stdint.h inttypes.h uchar.h tgmath.h iso646.h netinet/in.h libgen.h string.h; do echo "#include <$f>" >h.c; tcc -D_GNU_SOURCE -c -o h.o h.c && n=$((n + 1)); done; echo "headers $n"' 'headers 8'
answer 'cat >i.c <<E\r#include <inttypes.h>\r#include <arpa/inet.h>\r#include <stdio.h>\rint main(void) { int64_t n = INT64_MAX; printf("%%" PRIx64 " %%x\\\\n", n, (unsigned)htonl(1)); return 0; }\rE\rtcc -run i.c' '7fffffffffffffff 1000000'
# What a compiler of C99 knows, and of C11, stays so with the library's headers.
answer 'cat >k.c <<E\r#include <assert.h>\r#include <stdio.h>\r#include <stdlib.h>\rstatic_assert(sizeof(int) == 4, "int");\r_Noreturn static void end(void) { exit(0); }\rint main(void) { static _Alignas(64) char c; printf("in %%s, %%d %%d %%d\\n", __func__, (int)((unsigned long)&c %% 64), aligned_alloc(64, 64) != 0, (int)_Alignof(double)); end(); }\rE\rtcc -Wall -Werror -run k.c' 'in main, 0 1 8'

# Compiled and run at once: its arguments, its status, its input, and nothing left behind.
answer 'echo "#include <stdio.h>\rint main(int c, char **v) { char b[9]; printf(\\"%%s %%d %%s\\", v[1], c, fgets(b, 9, stdin)); return 6; }" >r.c; echo in | tcc -run r.c one two; echo "status $?"' 'one 3 in'
answer 'echo "int main(void) { return 4; }" | tcc -run -; echo "status $?"' 'status 4'
answer 'printf "#!/bin/tcc -run\\\\nint main(void) { return 5; }" >s; chmod 755 s; ./s; echo "status $?"' 'status 5'
answer 'echo "int main(void) { x }" | tcc -run - 2>err; head -n1 err; ls -d /tmp/tcc-* >out 2>&1; echo "left $? $(wc -l <out)"' 'left 2 1'

# Mathematics without a word of it, which -run has no place for; what there is not.
answer 'echo "#include <math.h>\r#include <stdio.h>\rint main(void) { printf(\\"root %%.4f%%c\\", sqrt(pow(2, 1)), 10); return 0; }" >m.c; tcc -run m.c' 'root 1.4142'
answer 'tcc -shared -o m.so m.c 2>/dev/null; echo "status $?, $(ls m.so* 2>&1 | wc -l), $(ls m.c)"' 'status 1, 1, m.c'

# A program that is run compiles another.
answer 'cat >c.c <<E\r#include <stdio.h>\r#include <stdlib.h>\rint main(void) { FILE *f = fopen("d.c", "w"); fputs("int main(void) { return 9; }", f); fclose(f); return system("tcc -o d d.c && ./d") >> 8; }\rE\rtcc -o c c.c && ./c; echo "status $?"' 'status 9'

qemu_quit
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
pass
