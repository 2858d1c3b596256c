#!/bin/sh
# tests/boot/root-disk.sh - / is on the disk: what is written there is there next time.
#
# By both drivers; and the driver is killed while something is written.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/disk.sh"

line_medium=virtio-kept
line_start
line_type 'while read a b c d; do echo "<$a $b $c>"; done </proc/mounts\r'
line_wait '^<.dev.vda3 / ext2>'
line_type 'echo kept >/root/kept; i=0; while test $i -lt 200; do i=$((i+1)); echo line $i; '
line_type 'test $((i %% 20)) = 0 && kill -9 $(pidof virtio-blk); done >/root/lines\r'
line_type 'n=0; while read x y; do n=$((n+y)); done </root/lines; echo "su""m $n"\r'
line_wait 'sum 20100$'
disk_off poweroff
disk_check

line_medium=ahci-kept
line_start
line_type 'read x </root/kept; n=0; while read a b; do n=$((n+b)); done </root/lines; echo "$x $n"\r'
line_wait 'kept 20100$'
line_type 'echo one >/root/lines; echo two >/root/two\r'
line_type 'echo do""ne\r'
line_wait 'done$'
disk_off poweroff
disk_check
disk_file /root/two | grep -q '^two$' || fail "/root/two is not there"
disk_file /root/lines | grep -q '^one$' || fail "/root/lines is not new"
pass
