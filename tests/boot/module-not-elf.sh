#!/bin/sh
# tests/boot/module-not-elf.sh - a server that is no program is refused, and the rest boots.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

yes 'This is a text.' | head -c 20000 >"$tmp/vfs"
boot_make_iso "/boot/xinim/vfs=$tmp/vfs"
boot_without_vfs "^\[SERVER\] VFS Server not started: module 'vfs': .+"
pass
