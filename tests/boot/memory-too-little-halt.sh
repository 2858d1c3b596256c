#!/bin/sh
# tests/boot/memory-too-little-halt.sh - a machine that cannot start XINIM stays halted.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

boot_start bios disk distro/xinim.img -m 8 -smp 1
boot_expect '^XINIM cannot start: not enough memory: '
# The processor is to be at rest: halted, with interrupts off.
until grep -q 'HLT=1' "$tmp/qemu.out" && grep -q 'RFL=[0-9a-f]*0[0-9a-f][0-9a-f] ' "$tmp/qemu.out"; do
	qemu_done && fail "QEMU ended (status $qemu_status): the machine reset"
	tries=$((${tries:-0} + 1))
	test $tries -lt 100 || fail "the processor is not halted"
	qemu_command 'info registers'
	sleep 0.1
done
qemu_quit
pass
