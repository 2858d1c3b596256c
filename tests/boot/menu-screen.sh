#!/bin/sh
# tests/boot/menu-screen.sh - the one-CPU entry, chosen on the keyboard.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_start bios cd distro/xinim.iso -smp 4
boot_press 1 '^XINIM: '
boot_expect_running
qemu_quit
log_text "$log" | grep -qx 'CPUs: 4 present, 1 running' || fail "not on one CPU"
pass
