#!/bin/sh
# tests/boot/module-nofile.sh - a server's file is gone: GRUB says so, and the rest boots.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_edit_menu 's,/boot/xinim/vfs,/boot/xinim/gone,'
boot_make_iso
boot_without_vfs "^\[SERVER\] VFS Server not started: .*no module 'vfs'"
log_text "$log" | grep -q "/boot/xinim/gone' not found" || fail "GRUB did not name the file"
pass
