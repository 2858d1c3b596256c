#!/bin/sh
# tests/bench/prompt.sh - from the kernel's entry to the shell's prompt.
#
# Boots a copy of the disk image, in which the shell reads one line more before its
# first prompt: it tells the system's clock. That begins at the kernel's entry, and here
# it counts instructions (-icount shift=0), of which a hundredth of a second is ten million;
# what the system waits for on the way, the disk for one, counts as instructions, too.
# Prints a line for `make bench'. GRUB is not asked to wait: it would count instructions
# as well, two thousand million of them, and their time is this machine's.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"

log=tests/bench/prompt.serial.log
limit=3000
aim=100000000
need_firmware bios
test_begin
grep -q ' /bin/sh ' "$tree/tree.list" ||
	skip "the image has no shell; ./configure --with-ports=dash"

# The third partition is the root: its first sector is in the partition table's third
# entry (UEFI specification, 5.3.3), which is at byte 1024 + 2 * 128, in its bytes 32 to 39.
cp --sparse=always distro/xinim.img "$tmp/boot.img" || hard "cannot copy the image"
first=$(od -An -t u8 -j $((1024 + 2 * 128 + 32)) -N 8 "$tmp/boot.img" | tr -d ' ')
echo 'read up idle </proc/uptime; echo "bench-prompt $up $idle"' >"$tmp/profile"
sed 's/timeout=2/timeout=0/' "$top_srcdir/distro/grub/grub.cfg" >"$tmp/grub.cfg"
cat >"$tmp/commands" <<EOF
write $tmp/profile /root/.profile
rm /boot/grub/grub.cfg
write $tmp/grub.cfg /boot/grub/grub.cfg
EOF
"${DEBUGFS:-/sbin/debugfs}" -w -f "$tmp/commands" \
	"$tmp/boot.img?offset=$((first * 512))" >"$tmp/debugfs.out" 2>&1 ||
	hard "debugfs: $(cat "$tmp/debugfs.out")"

qemu_start -m 256 -smp 1 -cpu max,-erms,-la57 -icount shift=0,sleep=off \
	$(medium_flags virtio "$tmp/boot.img")
qemu_wait_log '^bench-prompt [0-9.]+ [0-9.]+$' $limit || fail "no prompt came"
qemu_quit
log_text "$log" | awk -v aim=$aim '/^bench-prompt / {
	printf "bench boot_entry_to_shell_prompt %.0f - %s\n", ($2 - $3) * 1e9, aim
}'
