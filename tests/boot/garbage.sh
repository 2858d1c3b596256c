#!/bin/sh
# tests/boot/garbage.sh - a terminal that sends garbage, and one that is sent it.
#
# usage: garbage.sh [ROUNDS]: random bytes at the login prompt, at the shell's prompt and in
# what is shown, random keys at the keyboard; after each of them somebody can log in, and the
# screen shows what is written. Each round has its own seed.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/cells.sh"

rounds=${1:-1}
seed=1
alive=0

# noise N WORD...: N bytes of the seed's, as printf's %b has them; of words, so many of them.
noise()
{
	seed=$((seed + 1))
	LC_ALL=C awk -v seed="$seed" -v words="$*" 'BEGIN {
		n = split(words, word, " ")
		x = seed * 48271
		for (i = 0; i < word[1]; i++) {
			for (k = 0; k < 3; k++)
				x = x * 16807 % 2147483647
			if (n > 1)
				print word[2 + x % (n - 1)]
			else
				printf "\\0%03o", x % 256
		}
	}'
}

# send_noise N: on the serial line.
send_noise()
{
	printf %b "$(noise "$1")" >&4
}

# recover: whoever is there gives up what he does, and a shell answers. That may take what
# the policy of init says, when login was ended again and again.
recover()
{
	alive=$((alive + 1))
	line_until=$(($(date +%s) + ${TEST_TIMEOUT:-$boot_limit}))
	recover_tries=0
	until line_new | grep -aqE "^alive $alive\$"; do
		qemu_done && fail "QEMU ended (status $qemu_status), seed $seed"
		test "$(date +%s)" -lt "$line_until" || fail "no shell answers, seed $seed"
		recover_tries=$((recover_tries + 1))
		# What was begun ends by ^C; a login prompt, or what reads on, by ^D.
		test $((recover_tries % 4)) = 0 && line_type '\004'
		line_type '\021\003\025\r'
		sleep 0.3
		line_type "echo ali\"\"ve $alive\\r"
		sleep 0.5
	done
	line_passed "^alive $alive\$"
}

# log_in: asked for a name, root is let in.
log_in()
{
	line_type 'exec login\r'
	line_wait 'login: '
	line_type 'root\r'
	line_wait 'Welcome to XINIM'
	recover
}

# The screen shows what is written, wherever the garbage left it.
screen_shows()
{
	line_type 'printf "\\\\033c\\\\033[2J\\\\033[3;5HX\\\\033[1;31mY\\\\033[m\\\\033[15H\\\\033[J"\r'
	screen_wait 3 5 0758 0c59
	recover
}

line_start
cat >"$tmp/keys" <<EOF || hard "cannot write $tmp/keys"
a b c d e f g h i j k l m n o p q r s t u v w x y z 0 1 2 3 4 5 6 7 8 9 ret ret spc tab esc
backspace minus equal comma dot slash semicolon backslash apostrophe bracket_left insert
delete home end pgup pgdn up down left right f1 f2 f5 f10 f12 caps_lock num_lock scroll_lock
shift-a shift-1 shift-7 shift-comma ctrl-a ctrl-c ctrl-d ctrl-q ctrl-s ctrl-u ctrl-v ctrl-z
ctrl-backslash alt-a alt-f1 ctrl-alt-f2 shift-pgup altgr-q kp_5 kp_enter sysrq pause print menu
EOF

while test "$rounds" -gt 0; do
	rounds=$((rounds - 1))
	# At the shell's prompt.
	send_noise 3000
	recover
	# At the login prompt.
	line_type 'exec login\r'
	line_wait 'login: '
	send_noise 300
	recover
	log_in
	# At the keyboard.
	for key in $(noise 80 $(cat "$tmp/keys")); do
		qemu_command "sendkey $key 1"
	done
	recover
	# Shown: bytes at random, and a program. What the screen answers is typed.
	printf '%s\r' "printf %b '$(noise 700)'" >&4
	recover
	line_type 'i=0; while test $i -lt 200 && read -r l; do echo "$l"; i=$((i+1)); done </bin/login; echo sho""wn\r'
	line_wait 'shown$'
	recover
	screen_shows
done

qemu_quit
printf 'reject %s\n' '^PANIC' '^\[FAULT\] PID [0-9]* \((init|vfs|process|memory|console)\)' >"$tmp/patterns"
log_check "$log" "$tmp/patterns" || fail "$log_why"
pass
