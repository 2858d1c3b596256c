#!/bin/sh
# tests/boot/panic.sh - a machine check: the kernel says what, where and how it came there.
#
# A fault of the machine has no program to blame. What the kernel prints is compared
# with its own symbols.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_edit_menu 's|multiboot2 /boot/xinim/kernel|& debugexit=0xf4|'
boot_make_iso /boot/xinim/init=tests/boot/call-loop.guest
boot_start bios cd "$tmp/boot.iso"
boot_expect '^call-loop: begins$'
# CPU, bank, status (valid, uncorrected, enabled), global status (in progress), address, misc
qemu_command mce 0 1 0xb000000000000000 0x4 0 0
qemu_wait_exit 60 || fail "the machine goes on"
test "$qemu_status" = 99 || fail "QEMU's status is $qemu_status, not 99"
cat >"$tmp/patterns" <<'EOF'
expect ^PANIC: machine check at 0x[0-9a-f]+$
expect ^CPU 0(, PID [0-9]+ \(.*\))?$
expect ^Backtrace:$
expect ^  ffffffff[0-9a-f]{8} trap_paranoid\+0x[0-9a-f]+$
expect ^CPU 1: thread
reject ^  ffffffff[0-9a-f]{8}$
EOF
log_check "$log" "$tmp/patterns" || fail "$log_why"

# Each call of the chain is where its function is.
log_text "$log" |
	sed -n 's/^  ffffffff\([0-9a-f]*\) \([^ +]*\)+0x\([0-9a-f]*\)$/\1 \2 \3/p' >"$tmp/calls"
test -s "$tmp/calls" || fail "no call has a name"
nm kernel/xinim >"$tmp/symbols" || hard "nm failed"
while read -r address name offset; do
	start=$(sed -n "s/^ffffffff\([0-9a-f]*\) [tTwW] $name\$/\1/p" "$tmp/symbols" | head -n 1)
	test -n "$start" || fail "the kernel has no $name"
	test $((0x$address - 0x$start)) = $((0x$offset)) ||
		fail "$name begins at $start: $address is not 0x$offset behind that"
done <"$tmp/calls"
pass
