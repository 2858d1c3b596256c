#!/bin/sh
# tests/boot/image-contents.sh - the disk image is what it says it is.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

PATH=$PATH:/usr/sbin:/sbin
image=distro/xinim.img
test -r "$image" || hard "$image: not built; run make"

# For people to fetch: under 64 MiB, without the zeroes that any packer takes out.
size=$(($(dd if="$image" bs=4k conv=sparse of="$tmp/sparse" status=none &&
	du -k "$tmp/sparse" | cut -f1)))
test "$size" -gt 0 && test "$size" -lt $((64 * 1024)) || fail "$image has $size KiB"

# The table and its copy agree, and there are the three partitions.
sfdisk --verify "$image" >"$tmp/verify" 2>&1 && grep -q 'No errors' "$tmp/verify" ||
	fail "sfdisk: $(cat "$tmp/verify")"
sfdisk -d "$image" >"$tmp/table" || fail "sfdisk cannot read the table"
for type in 21686148-6449-6E6F-744E-656564454649 C12A7328-F81F-11D2-BA4B-00A0C93EC93B \
	0FC63DAF-8483-4772-8E79-3D69D8477DE4; do
	grep -q "type=$type" "$tmp/table" || fail "no partition of type $type"
done
test "$(grep -c '^distro.* start=' "$tmp/table")" = 3 || fail "not three partitions"

# partition NUMBER: copied to $tmp/partition.
partition()
{
	set -- $(sed -n "s/^distro[^:]*img$1 : start= *\([0-9]*\), size= *\([0-9]*\),.*/\1 \2/p" "$tmp/table")
	dd if="$image" of="$tmp/partition" bs=512 skip="$1" count="$2" status=none
}
partition 2
fsck.vfat -n "$tmp/partition" >"$tmp/fsck" 2>&1 || fail "the EFI file system: $(cat "$tmp/fsck")"
partition 3
e2fsck -fn "$tmp/partition" >"$tmp/fsck" 2>&1 || fail "the root: $(cat "$tmp/fsck")"

# Every file of the list is there, with its bytes, mode and owner.
checked=0
while read -r kind mode path file; do
	if test "$kind" = link; then
		debugfs -R "stat $mode" "$tmp/partition" 2>/dev/null |
			grep -q "Fast link dest: \"$path\"" || fail "$mode is no link to $path"
		continue
	fi
	debugfs -R "stat $path" "$tmp/partition" >"$tmp/stat" 2>/dev/null
	grep -q "Mode:  *0*${mode#0} " "$tmp/stat" || fail "$path has not the mode $mode"
	grep -q 'User:  *0  *Group:  *0 ' "$tmp/stat" || fail "$path does not belong to root"
	test "$kind" = dir || debugfs -R "dump $path $tmp/file" "$tmp/partition" 2>/dev/null
	test "$kind" = dir || cmp "$file" "$tmp/file" || fail "$path is not $file"
	checked=$((checked + 1))
done <"$tree/tree.list"
test $checked -gt 10 || fail "only $checked files looked at"
pass
