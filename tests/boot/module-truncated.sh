#!/bin/sh
# tests/boot/module-truncated.sh - a server cut short is refused, and the rest boots.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

# Cut in a segment, in the program headers, in the ELF header.
for size in 8192 100 40; do
	head -c $size "$tree/boot/xinim/vfs" >"$tmp/vfs"
	boot_make_iso "/boot/xinim/vfs=$tmp/vfs"
	boot_without_vfs "^\[SERVER\] VFS Server not started: module 'vfs': .+"
	echo "$size bytes: $(log_text "$log" | grep 'VFS Server not started')"
done
pass
