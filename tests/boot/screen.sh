#!/bin/sh
# tests/boot/screen.sh - the screen as a terminal: control sequences, colours, reports, keys.
#
# What the display adapter's memory has is looked at through QEMU's monitor: on a PC with a
# BIOS text cells, with UEFI the pixels of a frame buffer. What is written there is
# written by programs at the prompt, on the serial line.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/cells.sh"

# keys KEY...: on the keyboard.
keys()
{
	for key; do
		qemu_command "sendkey $key"
		sleep 0.2
	done
}

line_start
answer 'echo $TERM' linux

draw '\\033[2J\\033[5;10HAB\\033[1;31mC\\033[44mD\\033[0;7mE\\033[mF'
screen_wait 5 9 0720 0741 0742 0c43 1c44 7045 0746 0720
# Characters in, out and erased; lines in and out; a part that scrolls.
draw '\\033[5;10H\\033[2@\\033[1Cx\\033[2PC\\033[32m\\033[X'
screen_wait 5 9 0720 0720 0778 0743 0220
draw '\\033[2J\\033[5Ha\\r\\nb\\r\\nc\\033[6H\\033[L\\033[5H\\033[M'
screen_wait 5 1 0720
screen_wait 6 1 0762
screen_wait 7 1 0763
draw '\\033[6;7r\\033[7H\\n\\n\\033[r\\033[7Hz'
screen_wait 6 1 0720
screen_wait 7 1 077a
# What the adapter has of UTF-8, in its own code; what it has not.
draw '\\033[3H\\303\\251\\342\\224\\200\\342\\234\\210|\\033(0q\\033(B'
screen_wait 3 1 0782 07c4 073f 077c 07c4
# The last column, and one more.
draw '\\033[4;79Hxyz'
screen_wait 4 79 0778 0779
screen_wait 5 1 077a

# less paints the screen, and leaves it.
if grep -q ' /bin/less ' "$tree/tree.list"; then
	line_type 'i=0; while test $i -lt 200; do echo "line $i"; i=$((i+1)); done >/tmp/f\r'
	line_type 'clear; less /tmp/f\r'
	screen_wait 1 1 076c 0769 076e 0765 0720 0730
	screen_wait 24 1 076c 0769 076e 0765 0720 0732 0733
	screen_wait 25 1 702f 7074 706d 7070 702f 7066 0720
	line_type 'G'
	screen_wait 24 1 076c 0769 076e 0765 0720 0731 0739 0739
	line_type '/line 42\rgg/line 42\r'
	screen_wait 1 1 706c 7069 706e 7065 7020 7034 7032 0720
	line_type 'q'
	line_type 'echo le""ft\r'
	line_wait 'left$'
fi

# Who is at the keyboard is asked there, and answers; at the serial line it is not asked.
line_type 'echo wai""ts; read y; printf "\\033[7;9H\\033[6n"; read x; echo "<${x#?}>"\r'
line_wait 'waits$'
keys a ret ret
line_wait '<.7;9R>'
line_type 'echo wai""ts; read y; printf "\\033[7;9H\\033[6n"; read x; echo "<$x>"\r'
line_wait 'waits$'
line_type 'a\rb\r'
line_wait '<b>'

# Cursor keys in both modes.
line_type 'printf "\\033[?1h"; echo wai""ts; read x; echo "<${x#?}>"\r'
line_wait 'waits$'
keys up ret
line_wait '<OA>'
line_type 'printf "\\033[?1l"; echo wai""ts; read x; echo "<${x#?}>"\r'
line_wait 'waits$'
keys up ret
line_wait '<.A>'

# The driver is killed: what is on the screen stays, what comes is shown, what is logged too.
draw '\\033[2J\\033[3;5Hkept'
line_type 'kill -9 $(pidof console)\r'
line_wait 'Init. console runs again'
screen_wait 3 5 076b 0765 0770 0774
draw '\\033[4;5Hnew'
screen_wait 4 5 076e 0765 0777
screen_wait 3 5 076b 0765 0770 0774

# A screen that is full of it goes by without a loss.
answer 'printf "\\033[2J"; i=0; while test $i -lt 3000; do echo "$i"; i=$((i+1)); done; echo al""l' all
line_type 'echo la""st\r'
said last

! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
pass
