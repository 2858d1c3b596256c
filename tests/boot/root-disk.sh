#!/bin/sh
# tests/boot/root-disk.sh - / is on the disk: what is written there is there next time.
#
# By both drivers; and the driver is killed while something is written.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

PATH=$PATH:/usr/sbin:/sbin
line_image=$tmp/disk.img
cp --sparse=always distro/xinim.img "$line_image" || hard "cannot copy the image"

# off: switches the machine off in good order.
off()
{
	line_type 'poweroff\r'
	qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "poweroff does not end the machine"
	line_end
	! log_text "$log" | grep -aE 'PANIC|FAULT|ext2 .*error' || fail "something went wrong"
}

# check: what is on the disk is in order.
check()
{
	start=$(sfdisk -d "$line_image" | sed -n 's/.*img3 : start= *\([0-9]*\),.*/\1/p')
	dd if="$line_image" of="$tmp/root" bs=512 skip="$start" conv=sparse status=none
	e2fsck -fn "$tmp/root" >"$tmp/fsck" 2>&1
	test $? = 0 || fail "e2fsck: $(cat "$tmp/fsck")"
}

line_medium=virtio-kept
line_start
line_type 'while read a b c d; do echo "<$a $b $c>"; done </proc/mounts\r'
line_wait '^<.dev.vda3 / ext2>'
line_type 'echo kept >/root/kept; i=0; while test $i -lt 200; do i=$((i+1)); echo line $i; '
line_type 'test $((i %% 20)) = 0 && kill -9 $(pidof virtio-blk); done >/root/lines\r'
line_type 'n=0; while read x y; do n=$((n+y)); done </root/lines; echo "su""m $n"\r'
line_wait 'sum 20100$'
off
check

line_medium=ahci-kept
line_start
line_type 'read x </root/kept; n=0; while read a b; do n=$((n+b)); done </root/lines; echo "$x $n"\r'
line_wait 'kept 20100$'
line_type 'echo one >/root/lines; echo two >/root/two\r'
line_type 'echo do""ne\r'
line_wait 'done$'
off
check
debugfs -R 'cat /root/two' "$tmp/root" 2>/dev/null | grep -q '^two$' || fail "/root/two is not there"
debugfs -R 'cat /root/lines' "$tmp/root" 2>/dev/null | grep -q '^one$' || fail "/root/lines is not new"
pass
