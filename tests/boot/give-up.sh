#!/bin/sh
# tests/boot/give-up.sh - a boot module that fails each time is started again, and given up.
#
# One that ends with 0 had nothing to do, and is left alone. The root was to be on a disk of
# the one that is given up: nobody waits for it any longer, nor is what comes after it kept
# waiting.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_edit_menu 's|module2 /boot/xinim/console console$|&\
module2 /boot/xinim/syscall_stats fails --no-such-option\
module2 /boot/xinim/syscall_stats late -a\
module2 /boot/xinim/syscall_stats ends -a|'
boot_edit_menu 's|module2 /boot/xinim/vfs vfs$|& root=/dev/vda drivers=fails|'
{
	cat "$top_srcdir/distro/manifest"
	echo 'process late'
	echo 'after fails ends'
} >"$tmp/manifest"
boot_make_iso "/boot/xinim/manifest=$tmp/manifest"
boot_start bios cd "$tmp/boot.iso"
boot_expect '^XINIM is now running!$' \
	'Init. fails .PID [0-9]*. exited with status [1-9]' \
	'Init. fails runs again, as PID [0-9]*$' \
	'Init. fails is started again in 100 ms$' \
	'Init. fails is started again in 500 ms$' \
	'Init. fails is given up: 5 deaths in 60 seconds$' \
	'VFS Server. there is no root file system /dev/vda: error [0-9]*; / is the boot archive$' \
	'^.SERVER. Spawned late '
qemu_quit
! log_text "$log" | grep -aE 'PANIC|(ends|late) runs again' || fail "something went wrong"
log_text "$log" | sed '/Spawned late/,$d' | grep -q 'fails is given up' ||
	fail "it has not been waited for"
pass
