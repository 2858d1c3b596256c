#!/bin/sh
# tests/boot/supervisor.sh - drivers that end are started again; of a server, the machine.
#
# The console driver is killed while somebody types, then the process server.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

# A line of the kernel's log can come within one of a program's. So what is waited for is said
# three times, and what is counted is in files.

line_start
line_type 's() { s=$((s + 1)); for i in 1 2 3; do echo "<at the line: $s>"; done; }\r'
line_type 'k() { k=$((k + 1)); for i in 1 2 3; do echo "<at the keys: $k>"; done; }\r'

# Somebody kills the driver again and again, in the background, while lines are typed.
kills=20
line_type 'while test ! -e /tmp/stop; do p=$(pidof console); test "$p" && test "$p" != "$o" && kill -9 $p && o=$p; done 2>/dev/null & s\r'
line_wait '<at the line: 1>'
i=1
until test $i -gt 40 &&
	test "$(log_text "$log" | grep -c 'Init. console runs again')" -ge $kills; do
	i=$((i + 1))
	line_type "echo '$i of these lines, which are as long as a line usually is' | wc >>/tmp/lines\r"
	line_type 's\r'
	line_wait "<at the line: $i>"
	test $i -lt 2000 || fail "2000 lines, and the driver has not been killed $kills times"
done
lines=$((i - 1))

# On the keyboard a line at a time, of which its controller keeps all.
i=0
while test $i -lt 10; do
	i=$((i + 1))
	qemu_command 'sendkey k'
	qemu_command 'sendkey ret'
	line_wait "<at the keys: $i>"
done
line_type '>/tmp/stop; wait; for i in 1 2 3; do echo "<it is o""ver>"; done\r'
line_wait '<it is over>'
line_type 'n=0; while read l w c; do test "$l $w" = "1 13" && n=$((n + 1)); done </tmp/lines; '
line_type 'for i in 1 2 3; do echo "<$n as they were ty""ped>"; done\r'
line_wait "<[0-9]* as they were typed>"
log_text "$log" | grep -q "<$lines as they were typed>" ||
	fail "not each of $lines lines was as it was typed"

line_type 'kill -9 $(pidof process)\r'
line_wait 'Init. process .PID 3. was killed by signal 9'
line_wait 'nothing works without process: the machine restarts'
qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "the machine does not restart"
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
pass
