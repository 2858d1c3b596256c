# distro/image/lib.sh - what the image scripts share: errors, tools, ids, dates.
#
# Read it with `. lib.sh` after setting `me` to the script's name. Everything an
# image contains follows from its inputs, VERSION and SOURCE_DATE_EPOCH: no
# clock, no random number, no user id, no host configuration file gets in.
#
# SPDX-License-Identifier: BSD-3-Clause

# Fixed when the release has not said otherwise: 2026-01-01 00:00:00 UTC.
: "${SOURCE_DATE_EPOCH:=1767225600}"
: "${VERSION:=0}"
LC_ALL=C
TZ=UTC
PATH=$PATH:/usr/sbin:/sbin
export SOURCE_DATE_EPOCH LC_ALL TZ PATH
umask 022

# die FILE CAUSE CURE: one line for each, and out.
die()
{
	echo "$me: $1: $2" >&2
	test -z "$3" || echo "$me: cure: $3" >&2
	exit 1
}

# need_tool TOOL PACKAGE
need_tool()
{
	command -v "$1" >/dev/null 2>&1 ||
		die "$1" "program not found" "install the package $2"
}

need_file()
{
	test -r "$1" || die "$1" "no such file" "$2"
}

# run COMMAND...: quiet unless it fails or V=1.
run()
{
	if test "${V:-0}" = 1; then
		echo "+ $*" >&2
		"$@" >&2
	else
		"$@" >"$tmp/run.log" 2>&1
	fi && return
	status=$?
	test "${V:-0}" = 1 || cat "$tmp/run.log" >&2
	die "$1" "failed with status $status" "see the lines above; V=1 shows each command"
}

# A private directory, gone when the script ends, however it ends.
make_tmp()
{
	tmp=$(mktemp -d "${TMPDIR:-/tmp}/xinim-image.XXXXXX") ||
		die "${TMPDIR:-/tmp}" "cannot make a directory there" "set TMPDIR"
	trap 'rm -rf "$tmp"' 0
	trap 'exit 129' 1
	trap 'exit 130' 2
	trap 'exit 143' 15
}

# id_of NAME: a UUID that is the same for every build of this version.
id_of()
{
	printf 'xinim %s %s' "$VERSION" "$1" | sha256sum |
		sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\).*/\1-\2-8\3-a\4-\5/'
}

# short_id_of NAME: eight hexadecimal digits, for a FAT volume.
short_id_of()
{
	id_of "$1" | cut -c1-8
}

# le BYTES NUMBER: the number as little-endian bytes on stdout.
le()
{
	le_left=$1
	le_value=$2
	while test "$le_left" -gt 0; do
		printf "\\$(printf %03o $((le_value % 256)))"
		le_value=$((le_value / 256))
		le_left=$((le_left - 1))
	done
}

# patch_at FILE OFFSET: writes stdin over the bytes at OFFSET.
patch_at()
{
	dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# place FILE IMAGE SECTOR: copies FILE into IMAGE at that 512-byte sector.
place()
{
	dd if="$1" of="$2" bs=64k oflag=seek_bytes seek=$(($3 * 512)) \
		conv=notrunc,sparse status=none
}

size_of()
{
	wc -c <"$1" | tr -d ' '
}

# make_fat FILE KIBIBYTES EFI-PROGRAM: a FAT volume that UEFI firmware boots.
make_fat()
{
	fat_bits=12
	test "$2" -lt 4096 || fat_bits=16
	rm -f "$1"
	run mkfs.vfat --invariant -F $fat_bits -s 1 -i "$(short_id_of efi)" \
		-n XINIM_EFI -C "$1" "$2"
	run mmd -i "$1" ::/EFI ::/EFI/BOOT
	run mcopy -i "$1" "$3" ::/EFI/BOOT/BOOTX64.EFI
}
