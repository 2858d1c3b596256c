#!/bin/sh
# tests/boot/login.sh - passwords: set, asked for, changed by their owner, taken away.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

# said TEXT: a line by itself says so, behind prompts.
said()
{
	line_wait "^([#$] |> )*$1\$"
}

# as_asked PROMPT ANSWER: once it is asked for.
as_asked()
{
	line_wait "$1"
	line_type "$2\\r"
}

line_start
# A user, who has no password that there is until root gives one.
line_type 'echo "ann:x:1000:100:Ann:/tmp:/bin/sh" >>/etc/passwd; echo "ann:*:1::::::" >>/etc/shadow\r'
line_type 'passwd ann\r'
as_asked 'New password: ' 'first word'
as_asked 'New password, again: ' 'first word'
line_type 'cat /etc/shadow\r'
line_wait '^ann:[$]6[$][./0-9A-Za-z]{16}[$][./0-9A-Za-z]{86}:1::::::$'

# As ann: not without the password, nor with another one.
line_type 'exec login ann\r'
as_asked 'Password: ' 'first'
as_asked 'Login incorrect' ''
as_asked 'login: ' 'ann'
as_asked 'Password: ' 'first word'
line_wait 'Welcome to XINIM'
line_type 'echo "$USER $HOME"; cat /etc/shadow; echo "sta""tus $?"\r'
said 'ann /tmp'
said 'status 1'

# Root has no password: su asks for none. Ann changes hers, with the old one.
line_type 'echo id | su; echo "su $?"\r'
line_wait 'uid=0'
said 'su 0'
line_type 'passwd\r'
as_asked 'Password: ' 'wrong'
line_wait 'that is not the password'
line_type 'passwd\r'
as_asked 'Password: ' 'first word'
as_asked 'New password: ' 'second'
as_asked 'New password, again: ' 'secand'
line_wait 'these are two'
line_type 'passwd\r'
as_asked 'Password: ' 'first word'
as_asked 'New password: ' 'second'
as_asked 'New password, again: ' 'second'
line_type 'passwd root; echo "pas""swd $?"\r'
said 'passwd 1'
line_type 'su ann\r'
as_asked 'Password: ' 'second'
line_type 'echo "sh""ell of $USER"\r'
said 'shell of ann'
line_type 'exit\r'

# Root's turn: the end of the session starts another one.
line_type 'exit\r'
line_wait 'Welcome to XINIM'
line_type 'passwd\r'
as_asked 'New password: ' 'secret'
as_asked 'New password, again: ' 'secret'
line_type 'su ann\r'
line_type 'echo id | su; echo "su $?"\r'
as_asked 'Password: ' 'id'
line_wait 'that is not the password'
said 'su 1'
line_type 'exit\r'
line_type 'passwd -d; su ann\r'
line_type 'echo id | su; echo "su $?"\r'
line_wait 'uid=0'
said 'su 0'

# Nobody gets in by a name that there is not, an account that is locked, or one whose shell
# cannot be run; the terminal is root's again, and nobody else's, at each login.
line_type 'exit\rexit\r'
line_wait 'Welcome to XINIM'
line_type 'echo "bob:x:1001:100:Bob:/nowhere:/bin/nothing" >>/etc/passwd; echo "bob::1::::::" >>/etc/shadow\r'
line_type 'sed -i "s/^ann:/ann:!/" /etc/shadow; who | cut -d" " -f1; ls -l /dev/console\r'
said root
line_wait '^crw--w---- 1 root '
line_type 'exec login ann\r'
as_asked 'Password: ' 'second'
as_asked 'login: ' 'nobody-here'
as_asked 'Password: ' ''
as_asked 'login: ' 'bob'
line_wait 'login: /bin/nothing: No such file or directory'
line_wait 'Welcome to XINIM'
line_type 'last bob | grep -c "^bob .*console"; who | grep -c bob\r'
said 1
said 0

qemu_quit
! log_text "$log" | grep -aE 'PANIC|FAULT|first word|secret' || fail "something went wrong"
pass
