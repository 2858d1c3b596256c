#!/bin/sh
# tests/boot/module-corrupt.sh - a server with nonsense in its ELF headers is refused.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

# Each is an offset in the file and the bytes to put there: the entry point in
# the kernel; program headers out of the file; the first segment in the kernel.
for change in '24 \000\000\020\200\377\377\377\377' '32 \000\000\000\100' \
	'80 \000\000\000\200\377\377\377\377'; do
	cp "$tree/boot/xinim/vfs" "$tmp/vfs"
	printf "${change#* }" |
		dd of="$tmp/vfs" bs=1 seek="${change%% *}" conv=notrunc status=none
	boot_make_iso "/boot/xinim/vfs=$tmp/vfs"
	boot_without_vfs "^\[SERVER\] VFS Server not started: module 'vfs': .+"
	echo "$(log_text "$log" | grep 'VFS Server not started')"
done
pass
