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

# ^D on an empty line leaves; login starts again.
line_type '\004'
line_wait 'Welcome to XINIM'
answer 'echo a""gain' 'again'

qemu_quit
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
pass
