#!/bin/sh
# tests/bench/prompt.sh - from the kernel's entry to the shell's prompt.
#
# Boots a copy of the disk image, in which the shell reads one line more before its
# first prompt: it tells the system's clock. That begins at the kernel's entry, and here
# it counts instructions (-icount shift=0), of which a hundredth of a second is ten million;
# what the system waits for on the way, the disk for one, counts as instructions, too.
# Prints a line for `make bench'.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"

log=tests/bench/prompt.serial.log
limit=300
aim=100000000
need_firmware bios
test_begin
grep -q ' /bin/sh ' "$tree/tree.list" ||
	skip "the image has no shell; ./configure --with-ports=dash"

# The third partition is the root: its first sector is in the partition table's third
# entry (UEFI specification, 5.3.3), which is at byte 1024 + 2 * 128, in its bytes 32 to 39.
cp --sparse=always distro/xinim.img "$tmp/boot.img" || hard "cannot copy the image"
first=$(od -An -t u8 -j $((1024 + 2 * 128 + 32)) -N 8 "$tmp/boot.img" | tr -d ' ')
echo 'read up rest </proc/uptime; echo "bench-prompt $up"' >"$tmp/profile"
"${DEBUGFS:-/sbin/debugfs}" -w -R "write $tmp/profile /root/.profile" \
	"$tmp/boot.img?offset=$((first * 512))" >"$tmp/debugfs.out" 2>&1 ||
	hard "debugfs: $(cat "$tmp/debugfs.out")"

qemu_start -m 256 -smp 1 -cpu max,-erms,-la57 -icount shift=0,sleep=off \
	$(medium_flags virtio "$tmp/boot.img")
qemu_wait_log '^bench-prompt [0-9.]+$' $limit || fail "no prompt came"
qemu_quit
log_text "$log" | sed -n 's/^bench-prompt \([0-9]*\)\.\([0-9][0-9]\)$/\1 \2/p' |
	while read -r seconds hundredths; do
		echo "bench boot_entry_to_shell_prompt" \
			"$((seconds * 1000000000 + ${hundredths#0} * 10000000)) - $aim"
	done
