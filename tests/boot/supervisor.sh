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
line_type 'pid_of() { ps | while read p x x x x x n; do test "$n" = "$1" && echo $p; done; }\r'

for i in 1 2 3 4 5; do
	line_type 'echo be""fore; kill -9 $(pid_of console)\r'
	said before
	line_wait 'Init. console .PID [0-9]*. was killed by signal 9'
	line_wait 'Console. serial line: yes'
	line_type "echo af\"\"ter $i\\r"
	said "after $i"
done
test "$(log_text "$log" | grep -c 'Console. serial line: yes, keyboard: yes')" = 6 ||
	fail "the driver has not found its devices each time"

line_type 'kill -9 $(pid_of process)\r'
line_wait 'Init. process .PID 3. was killed by signal 9'
line_wait 'nothing works without process: the machine restarts'
qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "the machine does not restart"
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
pass
