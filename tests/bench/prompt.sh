#!/bin/sh
# tests/bench/prompt.sh - from the kernel's entry to the shell's prompt.
#
# Boots a copy of the disk image, in which the shell reads one line more before its
# first prompt: it tells the system's clock, and how much of that no CPU had work. The
# clock counts instructions here (-icount shift=0), a hundredth of a second is ten
# million; while the system waits for a disk it runs ahead, so that time does not count.
# It starts a while after the kernel's entry: what is printed for `make bench' has all
# up to the first server's line in it as well, as bench.guest has measured it, and is
# rounded up, so it is the most that it can be. GRUB is not asked to wait: it would count
# instructions too, two thousand million of them, and their time is this machine's.
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
before=$(sed -n 's/^bench boot_entry_to_first_server_line \([0-9]*\).*/\1/p' \
	tests/bench/bench-1.serial.log 2>/dev/null)
log_text "$log" | awk -v aim=$aim -v before="${before:-0}" '/^bench-prompt / {
	printf "bench boot_entry_to_shell_prompt %.0f - %s\n",
		($2 - $3 + 0.01) * 1e9 + before, aim
}'
