#!/bin/sh
# tests/posix/linux-run-boot.sh - static programs for Linux run as they are.
#
# linux-program.c is compiled by the build machine's compiler and linked with its C
# library, twice: at fixed addresses and position independent.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"

test_begin
out=tests/posix
for kind in static static-pie; do
	"${CC_FOR_BUILD:-cc}" -O1 -pthread -$kind -o "$out/linux-program.$kind" \
		"$top_srcdir/tests/posix/linux-program.c" 2>"$tmp/cc.out" || {
		cat "$tmp/cc.out"
		skip "this machine's C library cannot be linked with -$kind"
	}
done
"$top_srcdir/tests/run-guest" --name "$out/linux-run" \
	"root=prog 0755 /bin/static $out/linux-program.static" \
	"root=prog 0755 /bin/static-pie $out/linux-program.static-pie" \
	"$out/linux-run.guest"
