#!/bin/sh
# tests/boot/session.sh - a session at the shell's prompt over the serial line.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

line_start

# Editing: ^H as DEL, ^U, ^W.
answer 'echo mistakk\177es' 'mistakes'
answer 'rubbish\025echo good' 'good'
answer 'echo one wrong\027two' 'one two'

# Pipes, redirection, here-documents.
answer 'echo p""ipe | while read x; do echo "got $x"; done' 'got pipe'
answer 'cd /tmp; echo first >f; echo second >>f; while read x; do echo "<$x>"; done <f' \
	'<second>'
answer 'echo lost 2>&1 >/dev/null; ls-nothing 2>err; echo "status $?"' 'status 127'
answer 'read x <err; case $x in *"not found"*) echo rig""ht;; esac' 'right'
answer 'while read x; do echo "doc $x"; done <<E\r$((6*7))\rE' 'doc 42'
answer 'x=$(echo a; echo b); echo $x' 'a b'

# ^C ends a loop, a child that computes, and one that waits for input.
line_type 'echo lo""op; while :; do :; done\r'
said loop
line_type '\003'
answer 'echo "status $?"' 'status 130'
line_type 'sh -c "echo be""gun; while :; do :; done"\r'
said begun
line_type '\003'
answer 'echo "status $?"' 'status 130'
line_type 'sh -c "echo wai""ts; read x"\r'
said waits
line_type '\003'
answer 'echo "status $?"' 'status 130'

# ^Z stops; a job that reads in the background is stopped again; fg, and it gets its line.
line_type 'sh -c "echo be""gun; read x; echo read \\$x"\r'
said begun
line_type '\032'
line_wait '\[1\].*Stopped'
line_type 'jobs\r'
line_wait '\[1\].*Stopped'
line_type 'bg\r'
line_wait '\[1\] sh -c'
line_press '\r' '\[1\].*Stopped .tty input'
line_type 'fg\r'
line_wait '^(# )*sh -c'
answer 'hello' 'read hello'

# Background jobs.
answer '(exit 3) & wait $!; echo "status $?"' 'status 3'
line_type 'sh -c "while :; do :; done" & echo "job ru""ns"\r'
said 'job runs'
answer 'kill %%1; wait %%1; echo "status $?"' 'status 143'

# Traps, and a signal from the keyboard in one.
answer 'trap "echo tra""pped" USR1; kill -USR1 $$' 'trapped'
line_type 'stop=; trap "stop=now" INT; echo s""et; while test -z "$stop"; do :; done; echo stopped $stop\r'
said set
line_type '\003'
line_wait 'stopped now$'
line_type 'trap - INT\r'

# A pipeline is stopped as a whole, goes on, and reads what is typed then.
line_type 'sh -c "echo be""gun; while read x; do echo \\"<\\$x>\\"; done" | cat\r'
said begun
line_type '\032'
line_wait '\[1\].*Stopped'
line_type 'fg\r'
line_wait '^(# )*sh -c'
line_type 'typed to it\r'
said '<typed to it>'
line_type '\004'
answer 'echo "status $?"' 'status 0'

# ^C is for all of a pipeline, ^\\ ends with another signal.
line_type 'sleep 1000 | sh -c "echo pi""ped; sleep 1000"\r'
said piped
line_type '\003'
answer 'echo "status $?"; pidof sleep; echo "no""ne $?"' 'none 1'
line_type 'sh -c "echo be""gun; while :; do :; done"\r'
said begun
line_type '\034'
answer 'echo "status $?"' 'status 131'

# Jobs by number; one that is stopped, and one that writes where it may not.
line_type 'sleep 1000 & sleep 2000 &\r'
answer 'jobs >f; wc -l <f' '2'
line_type 'kill -STOP %%1; fg %%2\r'
line_wait '^(# )*sleep 2000'
line_type '\032'
line_wait '\[2\].*Stopped'
answer 'jobs >f; grep -c Stopped f' '2'
line_type 'kill %%1 %%2; kill -CONT %%1 %%2\r'
line_press '\r' '\[1\].*Terminated'
answer 'wait; jobs >f; jobs >f; wc -l <f' '0'
line_type 'stty tostop; sh -c "echo from be""hind" &\r'
line_press '\r' '\[1\].*Stopped .tty output'
line_type 'stty -tostop; fg\r'
said 'from behind'
answer 'sh -c "set -m; sleep 1000 & read p n s pp g r </proc/\\$!/stat; kill \\$!; test \\$g = \\$! && echo own gro""up"' \
	'own group'
answer 'kill $$; echo ali""ve' 'alive'

# Subshells, substitution, traps, words.
answer '(cd /; (exit 7)); echo "status $? $(pwd)"' 'status 7 /tmp'
answer 'x=$(sh -c "trap \\"echo by""e\\" EXIT; exit 4"); echo "$x $?"' 'bye 4'
answer 'echo "a:b c:d" | { IFS=: read x y z; echo "[$x][$y][$z]"; }' '\[a\]\[b c\]\[d\]'
answer 'exec 5>f; echo fi""ve >&5; exec 5>&-; cat f; rm f' 'five'
answer 'cat <<-E\r\ttabs\r\tgo\rE' 'go'

# Limits, by which a signal comes or a call fails.
answer 'ulimit -n' '1024'
answer '(ulimit -f 1; yes >big); echo "status $? $(wc -c <big)"' 'status 153 512'
answer '(ulimit -n 3; cat <big); echo "status $?"' 'status 2'

# Long lines, what is typed while a command runs, characters as they come.
answer 'echo $(printf %%03000d 1) | wc -c' '3001'
line=$(printf '%01000d' 1)
answer "x=$line$line$line; echo \${#x}" '3000'
line_type 'sh -c "read x; echo \\"<\\$x>\\""\rahead\recho "and af""ter"\r'
# (The echo of what is typed ahead may come before or after it, on the same line.)
line_wait '<ahead>'
line_wait 'and after$'
line_type 'stty -icanon -echo; x=$(dd bs=1 count=3 2>/dev/null); stty sane; echo "ra""w $x"\rabc'
line_wait 'raw abc$'
answer 'echo a\026\025b | wc -c' '4'
answer 'stty rows 30 cols 100; stty size; stty rows 24 cols 80' '30 100'
line_type 'stty intr ^G; sh -c "echo be""gun; while :; do :; done"\r'
said begun
line_type '\007'
answer 'stty intr ^C; echo "status $?"' 'status 0'
line_type 'sh -c "echo be""gun; while :; do :; done"\r'
said begun
line_type '\003'
answer 'echo "status $?"' 'status 130'

# ^D on an empty line leaves; login starts again.
line_type '\004'
line_wait 'Welcome to XINIM'
answer 'echo a""gain' 'again'

qemu_quit
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
pass
