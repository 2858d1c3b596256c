# tests/boot/disk.sh - a copy of the disk image for a session, and what it left on /.
#
# For scripts that source this; they say line_medium, and line_start.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

PATH=$PATH:/usr/sbin:/sbin
line_image=$tmp/disk.img
cp --sparse=always distro/xinim.img "$line_image" || hard "cannot copy the image"

# disk_off COMMAND: ends the machine in good order.
disk_off()
{
	line_type "$1\\r"
	qemu_wait_exit ${TEST_TIMEOUT:-$boot_limit} || fail "$1 does not end the machine"
	line_end
	! log_text "$log" | grep -aE 'PANIC|FAULT|ext2 .*error' || fail "something went wrong"
}

# disk_check [-n | -y]: e2fsck finds nothing, or mends what a crash left; disk_file works then.
disk_check()
{
	disk_start=$(sfdisk -d "$line_image" | sed -n 's/.*img3 : start= *\([0-9]*\),.*/\1/p')
	dd if="$line_image" of="$tmp/root" bs=512 skip="$disk_start" conv=sparse status=none
	e2fsck -f "${1:--n}" "$tmp/root" >"$tmp/fsck" 2>&1
	disk_status=$?
	test $disk_status = 0 || test "$1$disk_status" = -y1 || fail "e2fsck: $(cat "$tmp/fsck")"
}

# disk_file FILE: what it says, on the disk.
disk_file()
{
	debugfs -R "cat $1" "$tmp/root" 2>/dev/null
}
