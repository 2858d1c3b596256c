#!/bin/sh
# tests/boot/power-button.sh - the power button stops the system in good order.
#
# Its driver is killed before, again and again.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/disk.sh"

# press FLAGS...: on this machine.
press()
{
	line_start "$@"
	line_type 'n=0; while test $n -lt 30; do p=$(pidof acpi); test "$p" && kill -9 $p && n=$((n+1)); done 2>/dev/null; until pidof acpi; do :; done; echo kil""led\r'
	line_wait '^(# |> )*killed$'
	line_type 'echo kept >/root/kept\r'
	line_wait '^# '
	line_type 'sh -c "trap : TERM HUP; echo de""af; while :; do :; done" &\r'
	line_wait 'deaf$'
	qemu_command system_powerdown
	qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "the machine is not switched off"
	test "$qemu_status" = 0 || fail "QEMU's status is $qemu_status"
	line_end
	printf '%s\n' 'expect ACPI. the power button was pressed' \
		'expect stopping all processes' 'expect the machine is switched off' \
		'reject PANIC' 'reject given up' 'reject cannot be' >"$tmp/patterns"
	log_check "$log" "$tmp/patterns" || fail "$log_why"
	disk_check -n
	test "$(disk_file /root/kept)" = kept || fail "/root/kept is not there"
}

line_medium=virtio-kept
press
press -machine q35

# A system without the driver cannot be switched off, but be started again.
boot_edit_menu '/xinim.acpi acpi/d'
boot_make_iso
line_medium=cd
line_image=$tmp/boot.iso
line_start
line_type 'poweroff\r'
line_wait 'it may be switched off by hand now'
line_wait 'The machine is halted'
qemu_quit
line_end
line_start
line_type 'reboot\r'
qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "the machine does not restart"
test "$qemu_status" = 0 || fail "QEMU's status is $qemu_status"
pass
