# tests/harness.sh - what the test scripts share: verdicts, QEMU, logs.
#
# Read it with `. harness.sh`. Runs in the top of the build tree, as Automake
# runs tests. From the environment (tests/Makefrag.am sets it): top_srcdir, QEMU,
# OVMF, XORRISO, VERSION, SOURCE_DATE_EPOCH. TEST_TIMEOUT, in seconds, overrides
# a test's own time limit; KEEP=1 leaves its temporary directory behind.
#
# A script may be one of many that run at once: it writes to $tmp and to files
# named after itself, nowhere else.
#
# SPDX-License-Identifier: BSD-3-Clause

: "${top_srcdir:=.}" "${QEMU=qemu-system-x86_64}" "${VERSION:=0}"
: "${OVMF=/usr/share/ovmf/OVMF.fd}"
export VERSION
core=distro/core
tree=distro/tree
qemu_pid=
helper_pid=			# a process that the test started and that goes with it

pass() { exit 0; }
skip() { echo "SKIP: $*"; exit 77; }
hard() { echo "ERROR: $*"; exit 99; }

fail() { show_log; echo "FAIL: $*"; exit 1; }

# The end of the serial log, if there is one.
show_log()
{
	if test -n "$log" && test -s "$log"; then
		echo "The last lines of $log:"
		log_text "$log" | tail -n 30 | sed 's/^/    /'
	fi
}

# A directory of this test's own, gone when it ends, and so is its QEMU.
test_begin()
{
	tmp=$(mktemp -d "tests/tmp.XXXXXX") || hard "cannot make a directory in tests/"
	trap 'test_end' 0
	trap 'exit 129' 1
	trap 'exit 130' 2
	trap 'exit 143' 15
}

test_end()
{
	test -z "$qemu_pid" || kill -9 "$qemu_pid" 2>/dev/null
	test -z "$helper_pid" || kill "$helper_pid" 2>/dev/null
	test "${KEEP:-0}" = 1 || rm -rf "$tmp"
}

# need_firmware bios|uefi: a test without its QEMU or firmware is skipped.
# Sets firmware_flags.
need_firmware()
{
	test -n "$QEMU" && command -v "$QEMU" >/dev/null 2>&1 ||
		skip "QEMU not found (package qemu-system-x86)"
	case $1 in
	bios) firmware_flags= ;;
	uefi)
		test -n "$OVMF" && test -r "$OVMF" ||
			skip "UEFI firmware not found (package ovmf)"
		firmware_flags="-bios $OVMF"
		;;
	*) hard "firmware '$1' is neither bios nor uefi" ;;
	esac
}

# medium_flags disk|virtio|ahci|cd|usb IMAGE: how QEMU is to see the image. It
# is not written to, but for virtio-kept and ahci-kept: that is for copies.
medium_flags()
{
	medium_drive="if=none,id=boot,format=raw,file=$2"
	case $1 in
	virtio-kept) echo "-drive $medium_drive -device virtio-blk-pci,drive=boot" ;;
	ahci-kept) echo "-drive $medium_drive -device ahci,id=ahci -device ide-hd,drive=boot,bus=ahci.0" ;;
	disk) echo "-drive $medium_drive,snapshot=on -device ide-hd,drive=boot" ;;
	virtio) echo "-drive $medium_drive,snapshot=on -device virtio-blk-pci,drive=boot" ;;
	ahci) echo "-drive $medium_drive,snapshot=on -device ahci,id=ahci -device ide-hd,drive=boot,bus=ahci.0" ;;
	cd) echo "-drive $medium_drive,media=cdrom,readonly=on -device ide-cd,drive=boot" ;;
	usb) echo "-drive $medium_drive,snapshot=on -device qemu-xhci -device usb-storage,drive=boot" ;;
	*) hard "medium '$1' is none of disk virtio ahci cd usb" ;;
	esac
}

# qemu_start FLAGS...: in the background, serial line into $log (or as
# serial_flags say), monitor on descriptor 3. Sets qemu_pid.
qemu_start()
{
	: >"$log"
	rm -f "$tmp/monitor"
	mkfifo "$tmp/monitor" || hard "cannot make a fifo in $tmp"
	exec 3<>"$tmp/monitor"
	"$QEMU" -accel tcg -display none -nodefaults -vga std -no-reboot \
		${serial_flags:--serial "file:$log"} -monitor stdio \
		-device isa-debug-exit,iobase=0xf4,iosize=4 \
		$firmware_flags "$@" ${QEMU_FLAGS-} \
		<"$tmp/monitor" >"$tmp/qemu.out" 2>&1 3>&- &
	qemu_pid=$!
}

# qemu_command TEXT: one command for QEMU's monitor.
qemu_command()
{
	echo "$*" >&3
}

# qemu_done: has QEMU ended? If so, sets qemu_status.
qemu_done()
{
	test -n "$qemu_pid" || return 0
	kill -0 "$qemu_pid" 2>/dev/null && return 1
	wait "$qemu_pid"
	qemu_status=$?
	qemu_pid=
}

# qemu_wait_exit SECONDS: until QEMU ends by itself; false at the time limit.
qemu_wait_exit()
{
	wait_until=$(($(date +%s) + ${TEST_TIMEOUT:-$1}))
	until qemu_done; do
		test "$(date +%s)" -lt "$wait_until" || return 1
		sleep 0.05
	done
}

# qemu_wait_log REGEX SECONDS: until a line of the log matches; false at the
# time limit or when QEMU ends without it.
qemu_wait_log()
{
	wait_until=$(($(date +%s) + ${TEST_TIMEOUT:-$2}))
	until log_text "$log" | grep -qE -- "$1"; do
		if qemu_done; then
			log_text "$log" | grep -qE -- "$1"
			return
		fi
		test "$(date +%s)" -lt "$wait_until" || return 1
		sleep 0.2
	done
}

# qemu_quit: ends QEMU through its monitor.
qemu_quit()
{
	qemu_command quit
	qemu_wait_exit 20 || fail "QEMU did not leave when told to"
}

# log_text LOG: the log without carriage returns and the firmware's and GRUB's
# terminal sequences.
log_text()
{
	tr -d '\r\000' <"$1" | sed 's/'"$(printf '\033')"'[[()][0-9;?=]*[A-Za-z]//g'
}

# log_check LOG PATTERNS: each line of PATTERNS is `expect REGEX` or `reject
# REGEX` (extended, for a part of a line); what is expected has to come in that
# order, with anything in between. Sets log_why when it is not so.
log_check()
{
	log_text "$1" >"$tmp/log.text"
	log_from=1
	while read -r log_word log_regex; do
		case $log_word in
		'' | \#*) ;;
		expect)
			log_line=$(tail -n "+$log_from" "$tmp/log.text" |
				grep -aEnm1 -- "$log_regex" | cut -d: -f1)
			if test -z "$log_line"; then
				log_why="no line like '$log_regex' from line $log_from on"
				return 1
			fi
			log_from=$((log_from + log_line))
			;;
		reject)
			if grep -aEq -- "$log_regex" "$tmp/log.text"; then
				log_why="a line like '$log_regex', which must not be there"
				return 1
			fi
			;;
		*)
			hard "$2: what is '$log_word'?"
			;;
		esac
	done <"$2"
}
