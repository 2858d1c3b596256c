#!/bin/sh
# tests/boot/kills.sh - drivers of two disks and of the console are killed in odd orders.
#
# / is on a disk at an AHCI adapter, /mnt on a virtio disk. Then one driver is given up, and
# gets another chance; and what happens when a server ends that nobody can do without.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/disk.sh"

line_medium=ahci-kept
mke2fs -q -F -t ext2 -b 1024 "$tmp/other.img" 32M || hard "mke2fs fails"

same='same() { test "$(cksum <$1)" = "$(cksum <$2)"; }'

two_disks()
{
	line_start -drive "if=none,id=other,format=raw,file=$tmp/other.img" \
		-device virtio-blk-pci,drive=other
	answer 'mount /dev/vda /mnt; echo "mounted $?"' 'mounted 0'
}

two_disks
# From one disk to the other and back, while each driver is killed, the same one twice in a
# row, too, as soon as it is there again.
line_type 'k() { p=$(pidof $1); until test "$p" && test "$p" != "$o"; do p=$(pidof $1); done; kill -9 $p; o=$p; }\r'
line_type "$same\\r"
line_type 'dd if=/dev/urandom of=/root/a bs=64k count=100 2>/dev/null; sum=$(cksum </root/a); echo do""ne\r'
said done
line_type 'for i in 1 2 3 4; do for d in virtio-blk ahci console virtio-blk virtio-blk ahci ahci; do k $d; done; done 2>/dev/null & '
line_type 'for i in 1 2 3 4; do cp /root/a /mnt/a && cp /mnt/a /root/b && same /root/a /root/b || echo dif""ferent; sync; done; wait; echo cop""ied\r'
said copied
answer 'test "$(cksum </mnt/a)" = "$sum" && echo the sa""me' 'the same'
# While it is unmounted, and mounted.
line_type 'n=0; while test $n -lt 10; do k virtio-blk; n=$((n+1)); done 2>/dev/null & '
line_type 'for i in 1 2 3 4 5; do echo $i >/mnt/$i && umount /mnt && mount /dev/vda /mnt || echo fai""led; done; wait; echo mou""nted\r'
said mounted
answer 'cat /mnt/[1-5] | tr -d "\\n"; same /root/a /mnt/a && echo " all"' '12345 all'
! log_text "$log" | grep -aE '^(# |> )*(different|failed)$' || fail "something was lost"

# It is given up: EIO, at once and later; nobody waits for ever. Then another chance.
line_type 'umount /mnt; mount /dev/vda /mnt; for i in 1 2 3 4 5; do p=; until test "$p"; do p=$(pidof virtio-blk); done; kill -SEGV $p; while kill -0 $p; do :; done; done 2>/dev/null; echo fi""ve\r'
said five
boot_expect 'Init. virtio-blk is given up: 5 deaths in 60 seconds$'
answer 'cat /mnt/a >/dev/null; echo "status $?"' 'status 1'
log_text "$log" | grep -q 'cat: /mnt/a: Input/output error' || fail "no EIO"
answer 'dd if=/dev/vda count=1 2>&1 | grep -c "No such device"' '1'
answer 'echo x >/mnt/x; sync; umount /mnt; grep -c " /mnt " /proc/mounts' '0'
line_type 'kill -HUP 1\r'
line_wait 'Init. virtio-blk runs again'
answer 'until mount -r /dev/vda /mnt 2>/dev/null; do :; done; same /root/a /mnt/a && echo back ag""ain' \
	'back again'
line_type 'umount /mnt; kill -9 $(pidof memory)\r'
line_wait 'nothing works without memory: the machine restarts'
qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "the machine does not restart"
line_end
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"

# Without the VFS server nothing more can be written: what was synced before is there.
line_start
line_type "$same\\r"
answer 'same /root/a /root/b && echo sa""me' 'same'
line_type 'echo kept >/root/kept; sync; kill -9 $(pidof vfs)\r'
line_wait 'nothing works without vfs: the machine restarts'
qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "the machine does not restart"
line_end
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
disk_check -y
test "$(disk_file /root/kept)" = kept || fail "/root/kept is not there"
pass
