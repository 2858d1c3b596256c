#!/bin/sh
# tests/boot/menu-serial.sh - the verbose entry, chosen on the serial line; it has syscall_stats.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

# The serial line is a pair of fifos here; the log is a copy of what comes out.
mkfifo "$tmp/line.in" "$tmp/line.out" || hard "cannot make fifos in $tmp"
exec 4<>"$tmp/line.in"
cat <>"$tmp/line.out" >/dev/null &
helper_pid=$!
serial_flags="-chardev pipe,id=line,path=$tmp/line,logfile=$log -serial chardev:line"
boot_send() { printf %s "$1" >&4; }

boot_start bios disk distro/xinim.img
boot_press m '^XINIM: '
boot_expect_running
# The shell's prompt may stand before any of these.
boot_expect 'Total syscalls: ' 'Most used:$' ' [0-9]+ +1 running .* syscall_stats$'
qemu_quit
log_text "$log" | grep -qx 'Command line: verbose' || fail "the kernel was not told 'verbose'"
pass
