#!/bin/sh
# tests/boot/commands.sh - the commands that every system has, as a user types them.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

line_start

# ps: one's own, all, the fields that are asked for.
answer 'sleep 1000 & s=$!; ps -o pid=,ppid=,stat=,args= -p $s | { read p q r c; test "$p $q $c" = "$s $$ sleep 1000" && echo "ps $r"; }' 'ps [RS]'
answer 'ps aux | { read h; echo "$h"; grep -c "sleep 100[0]"; }' \
	'USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND'
answer 'ps -ef | grep -c " vfs root=LABE[L]"' '1'
answer 'ps -C sleep -o comm= | sort -u' 'sleep'
answer 'ps -p 99999; echo "status $?"' 'status 1'
answer 'ps -o nothing; echo "status $?"' 'status 1'
answer 'kill $s; wait $s; echo "status $?"' 'status 143'

# Memory, times, the log.
answer 'free -k | { read h; read a t x; test $t -gt 100000 && echo "$h"; }' \
	'total        used        free      shared  buff/cache   available'
line_type 'uptime\r'
line_wait '^ [0-9:]{8} up .*,  1 user,  load average: [0-9]+[.][0-9][0-9], '
answer 'dmesg | grep -c "XINIM is now running!"' '1'
answer 'echo shown-on-the-terminal >/dev/console; dmesg | grep -c shown-on-the-termina[l]' '0'
answer 'dmesg -C; dmesg | wc -c' '0'

# Who is there, and was.
answer 'who | { read u t x; echo "$u at $t"; }' 'root at console'
answer 'last | { read u t x; echo "$u at $t"; }' 'root at console'
answer 'last reboot | { read u t x; echo "$u $t"; }' 'reboot system'
line_type 'w\r'
line_wait '^root     console .*  w$'

# File systems.
answer 'mkdir /tmp/m; mount -t tmpfs -o nosuid,noexec,size=1m it /tmp/m; grep " /tmp/m " /proc/mounts' \
	'it /tmp/m tmpfs rw,nosuid,noexec,relatime 0 0'
answer 'cp /bin/sh /tmp/m; /tmp/m/sh -c :; echo "status $?"' 'status 126'
answer 'mount -o remount,ro,exec /tmp/m; /tmp/m/sh -c "echo ru""ns"' 'runs'
answer 'echo x >/tmp/m/x; mount | grep " /tmp/m "' \
	'it on /tmp/m type tmpfs .ro,nosuid,relatime.'
answer 'df -h /tmp/m | { read h; read a b c; echo "$a $b"; }' 'it 1.0M'
answer 'exec 5</tmp/m/sh; umount /tmp/m; echo "status $?"; umount -l /tmp/m; ls /tmp/m | wc -l' '0'
answer 'exec 5<&-; mount /nothing; echo "status $?"' 'status 1'
answer 'mount -t nothing it /tmp/m 2>&1' 'mount: it on /tmp/m: no file system of type nothing'
answer 'umount /proc && mount /proc && umount -l /proc && mount -a && ls -d /proc/1' '/proc/1'
answer 'printf "bad\\n/dev/no /mnt ext2 nofail\\nx /mnt tmpfs noauto\\nit /mnt tmpfs ro,nodev\\n" >>/etc/fstab; mount -a; mount -a; grep " /mnt " /proc/mounts' \
	'it /mnt tmpfs ro,nodev,relatime 0 0'
answer 'mkdir /tmp/b; mount --bind /etc /tmp/b; mount -o remount,bind,ro /tmp/b; echo x >/tmp/b/x; cat /tmp/b/hostname; umount /tmp/b' 'xinim'

# Others: names, users, sizes of a terminal.
answer 'hostname tried; hostname; hostname -F /etc/hostname' 'tried'
answer 'su nobody -s /bin/sh -c "id -u"; su - -c "cd; pwd"' '/root'
answer 'stty -echo; stty -a | grep -c -- " -echo "; stty sane' '1'
answer 'cat /etc/issue /etc/shells /etc/mtab >/dev/null && echo "$HOME $USER $TERM"; umask' '0022'

# top: refreshes by itself and when it is told to, sorts, and goes at q.
line_type 'top -d 0.2; echo "to""p $?"\r'
line_wait 'PID USER      PR  NI'
line_wait 'PID USER      PR  NI'
line_type 'M'
line_wait 'PID USER      PR  NI'
line_type 'q'
said 'top 0'
answer 'top -b -n 2 -d 0 | grep -c "^ *1 root .* init$"' '2'
line_type 'top -d 100\r'
line_wait 'PID USER      PR  NI'
line_type '\003'
line_wait '^# '
answer 'stty -a | grep -c " icanon .* echo "' '1'

qemu_quit
! log_text "$log" | grep -aE 'PANIC|FAULT' || fail "something went wrong"
pass
