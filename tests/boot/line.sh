# tests/boot/line.sh - a boot with somebody at the serial line, who types and reads.
#
# Read it with `. line.sh`; boot.sh's words are there too. What is typed is typed
# when what comes before it has been seen: how fast the machine is does not matter.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/boot.sh"

line_seen=0 # bytes of the log that have been read

# line_start FLAGS...: boots the disk image, or line_image, as line_medium to the shell's
# first prompt.
line_image=distro/xinim.img
line_medium=virtio
line_start()
{
	grep -q ' /bin/sh ' "$tree/tree.list" ||
		skip "the image has no shell; ./configure --with-ports=dash"
	mkfifo "$tmp/line.in" "$tmp/line.out" || hard "cannot make fifos in $tmp"
	exec 4<>"$tmp/line.in"
	cat <>"$tmp/line.out" >/dev/null &
	helper_pid=$!
	serial_flags="-chardev pipe,id=line,path=$tmp/line,logfile=$log -serial chardev:line"
	boot_start bios "$line_medium" "$line_image" "$@"
	line_wait '^# '
}

# line_end: what line_start made is gone, QEMU having ended; it can be called again.
line_end()
{
	kill "$helper_pid"
	rm -f "$tmp/line.in" "$tmp/line.out"
	line_seen=0
}

# line_type TEXT: as printf has it.
line_type()
{
	printf "$1" >&4
}

# line_wait REGEX: until what came since the last time has a line with it.
line_wait()
{
	line_until=$(($(date +%s) + ${TEST_TIMEOUT:-$boot_limit}))
	until line_new | grep -aqE -- "$1"; do
		if qemu_done; then
			line_new | grep -aqE -- "$1" && break
			fail "QEMU ended (status $qemu_status) before '$1'"
		fi
		test "$(date +%s)" -lt "$line_until" || fail "no '$1' came"
		sleep 0.1
	done
	line_passed "$1"
}

# line_passed REGEX: what comes next is looked for after the line with it.
line_passed()
{
	line_number=$(line_new | grep -aEnm1 -- "$1" | cut -d: -f1)
	line_seen=$((line_seen + $(tail -c "+$((line_seen + 1))" "$log" |
		head -n "$line_number" | wc -c)))
}

# What came since the last line_wait.
line_new()
{
	tail -c "+$((line_seen + 1))" "$log" | tr -d '\r\000'
}

# line_press TEXT REGEX: types it again and again until there is an answer.
line_press()
{
	line_until=$(($(date +%s) + ${TEST_TIMEOUT:-$boot_limit}))
	until line_new | grep -aqE -- "$2"; do
		qemu_done && fail "QEMU ended (status $qemu_status) before '$2'"
		test "$(date +%s)" -lt "$line_until" || fail "no '$2' came"
		line_type "$1"
		sleep 0.2
	done
	line_passed "$2"
}

# An answer is made of two halves, or computed: the echo of what was typed is none.

# said TEXT: a line by itself says so. The prompts before it are of what was typed early.
said()
{
	line_wait "^(# |> )*$1\$"
}

# answer COMMAND ANSWER: says so, then the shell asks for more.
answer()
{
	line_type "$1\\r"
	said "$2"
	line_type 'echo do""ne\r'
	said done
}
