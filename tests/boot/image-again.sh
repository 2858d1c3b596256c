#!/bin/sh
# tests/boot/image-again.sh - the images made again are the same bytes.
#
# Elsewhere, later, under another mask and time zone, from files with new dates.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

scripts=$top_srcdir/distro/image
umask 077
TZ=Asia/Kathmandu
TMPDIR=$PWD/$tmp
export TZ TMPDIR
cp -R "$tree" "$tmp/tree" || hard "cannot copy $tree"
find "$tmp/tree" -type f -exec touch {} +
sed "s, $tree/, $tmp/tree/," "$tree/tree.list" >"$tmp/tree.list"
"$scripts/make-grub" "$tmp/core" || fail "make-grub"
"$scripts/make-disk" "$tmp/xinim.img" "$tmp/core" "$tmp/tree.list" || fail "make-disk"
"$scripts/make-iso" "$tmp/xinim.iso" "$tmp/core" "@$tmp/tree.list" || fail "make-iso"
for image in xinim.img xinim.iso; do
	cmp "distro/$image" "$tmp/$image" || fail "$image is not the same"
done
pass
