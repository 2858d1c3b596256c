#!/bin/sh
# tests/boot/nmi.sh - non-maskable interrupts, hundreds, while PID 1 makes system calls.
#
# Between SYSCALL and the switch to a kernel stack, and after the switch back,
# the kernel is on the user's stack: an NMI there has to have one of its own.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_edit_menu 's|multiboot2 /boot/xinim/kernel|& debugexit=0xf4|'
boot_make_iso /boot/xinim/init=tests/boot/call-loop.guest
boot_start bios cd "$tmp/boot.iso"
boot_expect '^call-loop: begins$'
sent=0
until qemu_done; do
	test $sent -lt 20000 || fail "PID 1 does not come to an end"
	qemu_command nmi
	sent=$((sent + 1))
	sleep 0.01
done
test "$qemu_status" = 33 || fail "QEMU's status is $qemu_status, not 33, after $sent NMIs"
test $sent -ge 20 || fail "only $sent NMIs were sent"
printf '%s\n' 'expect ^\[IRQ\] non-maskable interrupt on CPU' 'reject PANIC' \
	'reject went wrong' >"$tmp/patterns"
log_check "$log" "$tmp/patterns" || fail "$log_why"
pass
