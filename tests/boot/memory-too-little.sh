#!/bin/sh
# tests/boot/memory-too-little.sh - too little memory is said, and the machine stops.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_edit_menu 's,/boot/xinim/kernel,& debugexit=0xf4,'
boot_make_iso
for size in 4 8 16; do
	boot_start bios cd "$tmp/boot.iso" -m $size
	qemu_wait_exit $boot_limit || fail "timed out with $size MiB"
	test "$qemu_status" = 99 || fail "QEMU's status with $size MiB is $qemu_status, not 99"
	log_text "$log" | grep '^XINIM cannot start: not enough memory: ' ||
		fail "with $size MiB nothing says that memory is short"
done
pass
