# tests/boot/boot.sh - boots of the real images, watched through their log.
#
# Read it with `. boot.sh`; the script's name gives the log its name. A system
# that boots well does not end: it is watched until it has said what it should,
# then QEMU is told to quit.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"

boot_name=${0##*/}
log=tests/boot/${boot_name%.sh}.serial.log
boot_limit=600
mkdir -p tests/boot
test_begin

# boot_start bios|uefi MEDIUM IMAGE FLAGS...: MEDIUM as medium_flags has it.
boot_start()
{
	boot_firmware=$1
	boot_medium=$2
	boot_image=$3
	shift 3
	need_firmware "$boot_firmware"
	test -r "$boot_image" || hard "$boot_image: not built; run make"
	qemu_start -m 256 -smp 2 -cpu max $(medium_flags "$boot_medium" "$boot_image") "$@"
}

# boot_expect REGEX...: each has to turn up, in any order.
boot_expect()
{
	for boot_regex; do
		qemu_wait_log "$boot_regex" $boot_limit && continue
		qemu_done && fail "QEMU ended (status $qemu_status) before a line like '$boot_regex'"
		fail "no line like '$boot_regex' in ${TEST_TIMEOUT:-$boot_limit} seconds"
	done
}

# boot_expect_running: the whole system is up.
boot_expect_running()
{
	boot_expect 'XINIM is now running!$' \
		'^\[VFS Server\] Hello from Ring 3!$' \
		'^\[VFS Server\] My PID is: 2$' \
		'^\[VFS Server\] Syscalls working! ✓$'
}

# boot_to_end FIRMWARE MEDIUM IMAGE FLAGS...: the plain scenario.
boot_to_end()
{
	boot_start "$@"
	boot_expect_running
	qemu_quit
	pass
}

# boot_edit_menu SED-SCRIPT: edits the menu that boot_make_iso will use. Its
# time limit is 0 already.
boot_edit_menu()
{
	test -r "$tmp/grub.cfg" ||
		sed 's/timeout=2/timeout=0/' "$top_srcdir/distro/grub/grub.cfg" >"$tmp/grub.cfg"
	sed "$1" "$tmp/grub.cfg" >"$tmp/grub.new" || hard "sed failed"
	! cmp -s "$tmp/grub.cfg" "$tmp/grub.new" || hard "'$1' changes nothing in grub.cfg"
	mv "$tmp/grub.new" "$tmp/grub.cfg"
}

# boot_make_iso [PATH=FILE]...: an ISO like the real one, at $tmp/boot.iso, with
# some files replaced.
boot_make_iso()
{
	test -r "$tmp/grub.cfg" || boot_edit_menu 's/--hotkey=n//'
	"$top_srcdir/distro/image/make-iso" "$tmp/boot.iso" "$core" "@$tree/tree.list" \
		"/boot/grub/grub.cfg=$tmp/grub.cfg" "$@" || hard "cannot make the boot medium"
}

# boot_press KEY REGEX: the key again and again until a line matches. Firmware
# and menu take it when they are ready for it.
boot_press()
{
	boot_until=$(($(date +%s) + ${TEST_TIMEOUT:-$boot_limit}))
	until log_text "$log" | grep -qE -- "$2"; do
		qemu_done && fail "QEMU ended (status $qemu_status) at the menu"
		test "$(date +%s)" -lt "$boot_until" || fail "the menu did not react to '$1'"
		boot_send "$1"
		sleep 0.3
	done
}

# Keys go to the keyboard, unless a test sends them elsewhere.
boot_send()
{
	qemu_command "sendkey $1"
}

# boot_without_vfs REGEX: $tmp/boot.iso has no good VFS server; a line has to
# say so, and the rest has to come up.
boot_without_vfs()
{
	boot_start bios cd "$tmp/boot.iso"
	boot_expect "$1" \
		'^\[SERVER\] Init initialized successfully$' \
		'^\[SERVER\] Process Manager initialized successfully$' \
		'^\[SERVER\] Memory Manager initialized successfully$' \
		'XINIM is now running!$' '\[TIMER\] Tick 3$'
	qemu_quit
	printf 'reject %s\n' '^PANIC' '^\[VFS Server\]' >"$tmp/patterns"
	log_check "$log" "$tmp/patterns" || fail "$log_why"
}
