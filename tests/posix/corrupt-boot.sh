#!/bin/sh
# tests/posix/corrupt-boot.sh - disks with something wrong in them, in a guest.
#
# Eight images with files are changed where it hurts, by a seed: in the superblock, group
# descriptors, bitmaps, inodes, directories. The first one, whose root directory is no
# directory, is to be /: a line in the log says that it cannot be. The guest (corrupt.c)
# mounts all of them, reads, writes and removes what is there. Nothing may crash or hang, and
# nothing be written outside: each image is a partition between two stretches of the disk that
# stay as they are.
# Thousands more are tried by tests/host/ext2-mutate.c.
#
# usage: corrupt-boot.sh [SEED]
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"

PATH=$PATH:/sbin:/usr/sbin
seed=${1:-1}
test_begin
for tool in mke2fs debugfs; do
	command -v $tool >/dev/null || skip "$tool not found (package e2fsprogs)"
done

picked=$seed
# pick N: a number below that from the seed; another one each time.
pick()
{
	picked=$(((picked * 1103515245 + 12345) % 2147483648))
	picked_now=$((picked / 65536 % $1))
}

# What is on all of them.
mkdir -p "$tmp/files/d/e/f"
for n in 1 2 3 4 5 6 7 8 9; do
	echo "file $n" >"$tmp/files/d/file$n"
	ln -s "file$n" "$tmp/files/d/link$n"
done
ln "$tmp/files/d/file1" "$tmp/files/d/e/other"
head -c 300000 /dev/zero | tr '\000' x >"$tmp/files/d/e/f/large"
mke2fs -q -F -t ext2 -b 1024 -I 128 -L broken -d "$tmp/files" "$tmp/good.img" 4M \
	>"$tmp/mke2fs.out" 2>&1 || hard "mke2fs fails"
table=$(dumpe2fs "$tmp/good.img" 2>/dev/null | sed -n 's/.*Inode table at \([0-9]*\)-.*/\1/p' |
	head -n 1)
test -n "$table" || hard "dumpe2fs does not say where the inodes are"

# put_byte FILE OFFSET VALUE
put_byte()
{
	printf "\\$(printf %03o "$3")" |
		dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# spoil FILE: some bytes in the first blocks, up to the directories'.
spoil()
{
	for n in 1 2 3 4 5 6 7 8; do
		pick 5
		case $picked_now in
		0) first=1024 length=200 ;;				# superblock
		1) first=2048 length=32 ;;				# group descriptors
		2) first=$((table * 1024 + 1280)) length=4000 ;;	# inodes
		*) first=$(((table + 16) * 1024)) length=400000 ;;	# what they point at
		esac
		pick $length
		at=$((first + picked_now))
		pick 256
		put_byte "$1" "$at" "$picked_now"
	done
}

# The root directory, inode 2, becomes a file.
cp "$tmp/good.img" "$tmp/disk1.img"
put_byte "$tmp/disk1.img" $((table * 1024 + 129)) 129
# A good one, so that something is there for sure.
cp "$tmp/good.img" "$tmp/disk2.img"
# 64 KiB before it, with a master boot record: one partition of 8192 sectors at 128.
head -c 65536 /dev/zero | tr '\000' b >"$tmp/before"
{
	head -c 446 /dev/zero
	printf '\0\0\0\0\203\0\0\0\200\0\0\0\0\040\0\0'
	head -c 48 /dev/zero
	printf '\125\252'
} | dd of="$tmp/before" conv=notrunc status=none
head -c 65536 /dev/zero | tr '\000' a >"$tmp/after"
flags=
for k in 1 2 3 4 5 6 7 8; do
	image=$tmp/disk$k.img
	test $k -le 2 || { cp "$tmp/good.img" "$image"; spoil "$image"; }
	cat "$tmp/before" "$image" "$tmp/after" >"$tmp/whole$k.img"
	flags="$flags -drive if=none,id=c$k,format=raw,file=$tmp/whole$k.img"
	flags="$flags -device virtio-blk-pci,drive=c$k"
done
log=tests/posix/corrupt.serial.log
"$top_srcdir/tests/run-guest" --name tests/posix/corrupt timeout=600 memory=128 \
	server="vfs root=LABEL=broken drivers=virtio-blk" server=process server=memory \
	server=virtio-blk reject=PANIC reject=FAULT \
	expect='the root file system, LABEL=broken on vda1, cannot be mounted: error .*; / is the boot archive' \
	expect='disks mounted' \
	qemu="$flags" tests/posix/corrupt.guest >"$tmp/out" 2>&1
status=$?
cat "$tmp/out"
test $status = 0 || exit $status
for k in 1 2 3 4 5 6 7 8; do
	whole=$tmp/whole$k.img
	test "$(wc -c <"$whole")" = 4325376 &&
		head -c 65536 "$whole" | cmp -s - "$tmp/before" &&
		tail -c 65536 "$whole" | cmp -s - "$tmp/after" ||
		fail "seed $seed: disk $k was written outside of the partition"
done
pass
