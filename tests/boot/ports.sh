#!/bin/sh
# tests/boot/ports.sh - the programs of other people's that the image holds, at the prompt.
#
# Each does something of its own; an answer is never what was typed.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

for port in grep sed gawk findutils less; do
	grep -q " /var/lib/xpkg/$port " "$tree/tree.list" ||
		skip "the image has no $port; configure without --with-ports"
done
line_start

# grep, sed, awk; seq, sort, head, wc, tr, cut and others of coreutils.
answer 'cd /tmp; seq 100 | grep 7\$ | sed s/7/xy/ | awk "{ n += length } END { print n, NR }"' '29 10'
answer 'seq 20 | grep -v 1 | sort -rn | head -3 | tr "\\n" " "; echo' '20 9 8 '
answer 'echo a:b:c | cut -d: -f2 | sed -E "s/(b)/<\\1\\1>/"' '<bb>'
answer 'seq 12 | grep -c -E "^(1|2)"; echo "status $?"' 'status 0'
answer 'seq 9 | grep -q x; echo "status $?"' 'status 1'
answer 'printf "b 2\\na 1\\n" >f; sed -i "s/b/z/" f; sort f | awk "{ print \$2 \$1 }" | paste -sd,' '1a,2z'
answer 'gawk "BEGIN { printf \\"%%.3f %%s\\\\n\\", atan2(0, -1), toupper(\\"awk\\") }"' '3.142 AWK'
answer 'awk "BEGIN { while ((\\"seq 3\\" | getline x) > 0) s += x; print \\"sum\\" s }"' 'sum6'

# find and xargs.
answer 'mkdir -p t/u/v; touch t/one.c t/u/two.c t/u/v/x.h; find t -name "*.c" | sort | paste -sd,' \
	't/one.c,t/u/two.c'
answer 'find t -type f -print0 | xargs -0 -n1 basename | sort | xargs echo' 'one.c two.c x.h'
answer 'find t -name "*.h" -exec rm {} +; find t -type f | wc -l' '2'
answer 'find t -depth -delete; test -e t || echo go""ne' 'gone'

# The pager: on a pipe it is cat; on the terminal it waits for keys.
answer 'seq 3 | less | paste -sd+' '1[+]2[+]3'
line_type 'seq 500 >f; TERM=vt100 less f\r'
line_wait '^(# )?.*22'
line_type 'G'
line_wait '500'
line_type '/^77$\r'
line_wait '77'
line_type 'q'
answer 'echo "le""ss $?"' '.*less 0'

# The image's ports are packages, and as they were made.
answer 'xpkg list | grep -c -E "^(dash|coreutils|grep|sed|gawk|findutils|less) "' '7'
answer 'xpkg verify && echo "all go""od"' 'all good'
answer 'xpkg remove sed; sed --version; echo "status $?"' 'status 127'

qemu_quit
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
pass
