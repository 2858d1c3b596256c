#!/bin/sh
# tests/boot/module-missing.sh - a menu that forgets a server: said, and the rest boots.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_edit_menu 's|module2 /boot/xinim/vfs .*|true|; s|module2 /boot/xinim/vfs$|true|'
boot_make_iso
boot_without_vfs "^\[SERVER\] VFS Server not started: .*no module 'vfs'"
pass
