#!/bin/sh
# tests/boot/seed-log.sh - the boot log says what seed-log.txt wants, in order.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_start bios disk distro/xinim.img
boot_expect_running
boot_expect '\[TIMER\] Tick 3$'
qemu_quit
log_check "$log" "$top_srcdir/tests/boot/seed-log.txt" || fail "$log_why"
pass
