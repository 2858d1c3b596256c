#!/bin/sh
# tests/posix/power-cut-boot.sh - the power goes while programs write to a disk.
#
# A machine whose programs (power-cut.c) write, rename, cut and remove files is killed at
# some point: after a number of lines that it has printed. What QEMU has not written by
# then is lost, what is under way may be written in part. e2fsck has to repair the file
# system, without a question and so that it finds nothing the second time; then all must
# be there that the machine said is on the disk. It is not the whole truth: what QEMU has
# taken survives, as a disk's cache does not; tests/host/ext2-cut.c has such disks.
#
# usage: power-cut-boot.sh [HOW-OFTEN [FIRST-SEED]]; 3 times in `make check', 100 in `make
# check-long'. The seed says everything but when exactly the machine is killed.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"

rounds=${1:-3}
seed=${2:-1}
last=$((seed + rounds))
program=tests/posix/power-cut.guest
log=tests/posix/power-cut.serial.log
limit=${TEST_TIMEOUT:-300}
PATH=$PATH:/sbin:/usr/sbin

mkdir -p tests/posix
test_begin
need_firmware bios
for tool in mke2fs e2fsck debugfs; do
	command -v $tool >/dev/null || skip "$tool not found (package e2fsprogs)"
done
test -r "$program" || hard "$program: not built"
"${STRIP:-strip}" -g -o "$tmp/guest" "$program" || hard "cannot strip $program"
{ cat "$top_srcdir/distro/manifest"; printf '\nprocess init\n'; } >"$tmp/manifest"
cat >"$tmp/grub.cfg" <<EOF
serial --unit=0 --speed=115200
terminal_output console serial
multiboot2 /boot/xinim/kernel debugexit=0xf4
module2 /boot/xinim/manifest manifest
module2 /boot/xinim/guest init
module2 /boot/xinim/vfs vfs
module2 /boot/xinim/process process
module2 /boot/xinim/memory memory
module2 /boot/xinim/pci pci
module2 /boot/xinim/virtio-blk virtio-blk
module2 /boot/xinim/ahci ahci
boot
EOF
set --
for name in kernel vfs process memory pci virtio-blk ahci; do
	set -- "$@" "/boot/xinim/$name=$tree/boot/xinim/$name"
done
"$top_srcdir/distro/image/make-iso" "$tmp/boot.iso" "$core" \
	"/boot/grub/grub.cfg=$tmp/grub.cfg" "/boot/xinim/manifest=$tmp/manifest" \
	"/boot/xinim/guest=$tmp/guest" "$@" || hard "cannot make the boot medium"

# pick N: a number below that from the seed; another one each time.
pick()
{
	picked=$(((picked * 1103515245 + 12345) % 2147483648))
	picked_now=$((picked / 65536 % $1))
}

make_disk()
{
	mkdir -p "$tmp/files"
	echo "$seed" >"$tmp/files/seed"
	rm -f "$tmp/disk.img"
	pick 3
	case $picked_now in
	0) options='-b 1024 -I 128' ;;
	1) options='-b 2048 -I 256' ;;
	2) options='-b 4096 -I 256' ;;
	esac
	mke2fs -q -F -t ext2 -L cut $options -d "$tmp/files" "$tmp/disk.img" 24M \
		>"$tmp/mke2fs.out" 2>&1 || hard "mke2fs fails"
	pick 3
	case $picked_now in
	0) device='-device ahci,id=disks -device ide-hd,bus=disks.0,drive=cut' ;;
	*) device='-device virtio-blk-pci,drive=cut' ;;
	esac
}

# A line that was not printed to its end does not count: the writer has not gone on.
promises()
{
	tr -d '\r' <"$log" >"$tmp/log"
	test -z "$(tail -c 1 "$tmp/log")" || sed -i '$d' "$tmp/log"
	sed -n 's/^promise //p' "$tmp/log"
}

# Runs it until it has said so many things, and then a little.
run_and_kill()
{
	pick 150
	lines=$((picked_now + 1))
	qemu_start -m 128 -smp 1 -cpu max $(medium_flags disk "$tmp/boot.iso") \
		-drive "if=none,id=cut,format=raw,file=$tmp/disk.img" $device
	until_time=$(($(date +%s) + limit))
	while test "$(grep -ac '^promise' "$log")" -lt "$lines"; do
		qemu_done && fail "seed $seed: QEMU ended (status $qemu_status)"
		test "$(date +%s)" -lt "$until_time" || fail "seed $seed: not done in $limit seconds"
		sleep 0.02
	done
	pick 10
	test "$picked_now" -lt 5 || sleep "0.0$picked_now"
	kill -9 "$qemu_pid"
	wait "$qemu_pid" 2>/dev/null
	qemu_pid=
	! grep -aqE '^writer|PANIC|FAULT' "$log" || fail "seed $seed: the writers were disturbed"
}

repair()
{
	test "${KEEP:-0}" != 1 || cp "$tmp/disk.img" tests/posix/power-cut.img
	e2fsck -fy "$tmp/disk.img" >"$tmp/e2fsck.out" 2>&1
	status=$?
	test $status -le 1 || broken "e2fsck -fy: status $status"
	e2fsck -fn "$tmp/disk.img" >"$tmp/e2fsck.again" 2>&1 ||
		broken "e2fsck -fn still finds something"
	rm -rf "$tmp/after"
	mkdir "$tmp/after"
	debugfs -R "rdump /w0 /w1 /w2 $tmp/after" "$tmp/disk.img" >"$tmp/debugfs.out" 2>&1
}

broken()
{
	sed 's/^/    /' "$tmp/e2fsck.out"
	fail "seed $seed ($options, killed after $lines lines): $*"
}

# The last word about each file, with what else it may be: PATH WHAT SEED SIZE ...
last_words()
{
	promises | awk '
		$1 == "|" { said[$2] = said[$2] " | " $3 " " $4; next }
		{ said[$2] = $1 " " $3 " " $4 }
		END { for (path in said) print path, said[path] }'
}

# has PATH WHAT SEED SIZE: is it so?
has()
{
	test -f "$tmp/after/$1" || return 1
	found=$(wc -c <"$tmp/after/$1")
	if test "$2" = '>'; then
		test "$found" -ge "$4" || return 1
	else
		test "$found" -eq "$4" || return 1
	fi
	awk -v seed="$3" -v lines=$(($4 / 16 + 1)) \
		'BEGIN { for (k = 0; k < lines; k++) printf "%06d-%08d\n", seed, k }' |
		head -c "$4" >"$tmp/want"
	head -c "$4" "$tmp/after/$1" | cmp -s - "$tmp/want"
}

check_words()
{
	last_words >"$tmp/words"
	checked=0
	while read -r path what file_seed size more; do
		checked=$((checked + 1))
		case $what in
		'?') continue ;;
		-)
			test ! -e "$tmp/after/$path" || broken "$path is there again"
			continue
			;;
		esac
		has "$path" "$what" "$file_seed" "$size" && continue
		good=false
		set -- $more
		while test $# -ge 3; do
			has "$path" = "$2" "$3" && good=true
			shift 3
		done
		$good || broken "$path is not what it was: $what $file_seed $size $more"
	done <"$tmp/words"
}

total=0
while test "$seed" -lt "$last"; do
	picked=$seed
	pick 1
	make_disk
	run_and_kill
	repair
	check_words
	total=$((total + checked))
	seed=$((seed + 1))
done
test "$total" -gt 0 || fail "nothing was promised"
echo "$rounds cuts, $total files looked at"
pass
