# tests/boot/cells.sh - what is on the screen of a PC with a BIOS, looked at through QEMU's monitor.
#
# Read it with `. cells.sh'; line.sh's words are there too.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

# screen_cells ROW COLUMN N: N cells from there on (1 1 is the first), as attribute and
# character in hexadecimal: 0741 is a grey A.
screen_cells()
{
	monitor_seen=$(wc -c <"$tmp/qemu.out")
	qemu_command "xp /$3hx $(((0xb8000 + (($1 - 1) * 80 + $2 - 1) * 2)))"
	qemu_command 'print 12345'
	cells_until=$(($(date +%s) + ${TEST_TIMEOUT:-$boot_limit}))
	until tail -c "+$monitor_seen" "$tmp/qemu.out" | grep -q '^0x3039'; do
		qemu_done && fail "QEMU ended (status $qemu_status)"
		test "$(date +%s)" -lt "$cells_until" || fail "the monitor says nothing"
		sleep 0.1
	done
	tail -c "+$monitor_seen" "$tmp/qemu.out" | tr -d '\r' |
		sed -n 's/^[0-9a-f]*b8[0-9a-f]*: //p' | sed 's/0x/ /g' | tr -s ' \n' ' ' |
		sed 's/^ //; s/ $//'
}

# screen_wait ROW COLUMN CELL...: until these cells are there.
screen_wait()
{
	screen_row=$1 screen_column=$2
	shift 2
	line_until=$(($(date +%s) + ${TEST_TIMEOUT:-$boot_limit}))
	until screen_got=$(screen_cells $screen_row $screen_column $#)
		test "$screen_got" = "$*"; do
		test "$(date +%s)" -lt "$line_until" ||
			fail "at $screen_row $screen_column there is $screen_got and not $*"
		sleep 0.2
	done
}

# draw TEXT: printf of the shell writes it; what follows it comes further down.
draw()
{
	line_type "printf '$1\\\\033[m\\\\033[15H\\\\033[J'\\r"
	line_type 'echo dra""wn\r'
	line_wait 'drawn$'
}
