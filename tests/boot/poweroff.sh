#!/bin/sh
# tests/boot/poweroff.sh - poweroff and shutdown at the prompt end the machine in good order.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

# leave COMMAND: QEMU ends by itself when the machine does, and a job that is
# deaf to SIGTERM does not keep it.
leave()
{
	line_start
	line_type 'sh -c "trap : TERM HUP; echo de""af; while :; do :; done" &\r'
	line_wait 'deaf$'
	line_type "$1\\r"
	qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "$1 does not end the machine"
	test "$qemu_status" = 0 || fail "$1: QEMU's status is $qemu_status"
	printf '%s\n' 'expect stopping all processes' 'reject PANIC' \
		'reject cannot be stopped' >"$tmp/patterns"
	log_check "$log" "$tmp/patterns" || fail "$1: $log_why"
	kill "$helper_pid"
	rm -f "$tmp/line.in" "$tmp/line.out"
	line_seen=0
}

leave poweroff
leave 'shutdown -r now'

# One that waits is taken back, and there is one at a time; -k only tells.
line_start
line_type 'shutdown -h +10000 tea is ready &\r'
line_wait '^tea is ready'
line_type 'shutdown +5; echo "sec""ond $?"\r'
line_wait 'one is waiting already'
line_wait '^(# )*second 1'
line_type 'shutdown -c; wait $!; echo "ba""ck $?"\r'
line_wait 'that it ends was taken back'
line_wait '^(# )*back [1-9]'
line_type 'shutdown -c; echo "no""ne $?"\r'
line_wait '^(# )*none 1'
line_type 'shutdown -k -r now; shutdown 24:00; echo "wro""ng $?"\r'
line_wait 'The machine restarts now'
line_wait '^(# )*wrong 2'
line_type 'halt\r'
line_wait 'the machine halts$'
qemu_quit
pass
