#!/bin/sh
# tests/boot/clock.sh - the battery-backed clock, as somebody at the prompt uses it.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/line.sh"

line_start -rtc base=2033-02-03T04:05:06,clock=vm
answer 'stat -c %%y / /dev /dev/rtc0 | cut -c1-8 | sort -u' '2033-02-'
line_type 'hwclock\r'
line_wait '^2033-02-03 04:[0-5][0-9]:[0-5][0-9][.]000000[+]00:00$'
answer 'hwclock --set --date="2040-12-31 22:00:00" && hwclock -r | cut -c1-13' '2040-12-31 22'
answer 'date +%%Y' '2033'
answer 'hwclock -s && date +%%Y-%%m-%%d' '2040-12-31'
answer 'date -s 2035-06-07 >/dev/null; hwclock --get | cut -c1-10' '2035-06-07'
answer 'hwclock --set --date=@86400 && hwclock -w -u -f /dev/rtc; hwclock -r | cut -c1-10' '2035-06-07'
answer 'TZ=EST5 hwclock -w -l; hwclock -r -u | cut -c1-13; date' '2035-06-06 19'
answer 'hwclock -s -w; hwclock --date=@1; hwclock --set; hwclock x; echo "status $?"' 'status 1'
answer 'hwclock --set --date=2035-13-01; echo "status $?"' 'status 1'
answer 'hwclock -f /dev/null; echo "status $?"' 'status 1'
answer 'exec 3</dev/rtc0; hwclock 2>&1 | grep -c busy; exec 3<&-' '1'
# Its driver is killed, as often as that works, while it is used.
line_type 'n=0; while test $n -lt 30; do p=$(pidof rtc); test "$p" && kill -9 $p && n=$((n+1)); done 2>/dev/null & for i in 1 2 3 4 5; do hwclock -w; hwclock -r | cut -c1-7; done | sort | uniq -c; wait; echo kil""led\r'
line_wait '^ *5 2035-06'
line_wait '^(# )*killed$'
answer 'hwclock -w && hwclock | cut -c1-7' '2035-06'
answer 'ps -C rtc -o args=' 'rtc'
qemu_quit
printf '%s\n' 'reject PANIC' 'reject given up' >"$tmp/patterns"
log_check "$log" "$tmp/patterns" || fail "$log_why"
pass
