#!/bin/sh
# tests/boot/supervisor.sh - drivers that end are started again; of a server, the machine.
#
# The console driver is killed while somebody types, then the process server.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

# said TEXT: a line by itself says so, behind prompts.
said()
{
	line_wait "^(# |> )*$1\$"
}

line_start

# Somebody kills the driver again and again, in the background, while lines are typed.
kills=20
line_type 'n=0; while test $n -lt 20; do p=$(pidof console); test "$p" && test "$p" != "$o" && kill -9 $p && o=$p n=$((n + 1)); done 2>/dev/null & echo st""art\r'
said start
i=0
until test "$(log_text "$log" | grep -c 'Init. console runs again')" -ge $kills; do
	i=$((i + 1))
	line_type "echo '$i of these lines, which are as long as a line usually is' | wc\r"
	line_type "echo \"<$i> en\"tered\r"
	said "<$i> entered"
	test $i -lt 2000 || fail "2000 lines, and the driver has not been killed $kills times"
done
line_type 'wait; echo ov""er\r'
said over
test "$(log_text "$log" | grep -cE '      1      13      [0-9]+$')" = $i ||
	fail "not each of $i lines was as it was typed"

line_type 'kill -9 $(pidof process)\r'
line_wait 'Init. process .PID 3. was killed by signal 9'
line_wait 'nothing works without process: the machine restarts'
qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "the machine does not restart"
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
pass
