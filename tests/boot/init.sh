#!/bin/sh
# tests/boot/init.sh - /etc/inittab's actions, in their order; tables that are broken.
#
# usage: init.sh [long]: then also that what always ends is left alone at last, which takes a
# minute or two; in `make check-long'.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/boot/disk.sh"

line_medium=virtio-kept

# off COMMAND: ends the machine in good order, and the disk is in order.
off()
{
	disk_off "$1"
	disk_check
}

# Every action, in another order than they are carried out in; and lines that are none.
line_start
line_type 'printf "#!/bin/sh\\\\necho \\$1 >>/root/order\\\\n" >/root/note; chmod 755 /root/note\r'
line_type 'for a in off once wait boot bootwait shutdown ctrlaltdel powerfail; do '
line_type 'echo "null::$a:/root/note $a"; done >>/etc/inittab\r'
line_type 'printf "null::sysinit:/root/note sysinit\\\\nnull::respawn:/root/note respawn\\\\nnothing\\\\n::never:/x\\\\n::once:\\\\n" >>/etc/inittab\r'
line_type 'printf "bad line\\\\n/dev/nosuch /mnt ext2 defaults 0 0\\\\n/dev/nosuch2 /mnt ext2 nofail 0 0\\\\n/dev/nosuch3 /mnt ext2 noauto 0 0\\\\nit /mnt tmpfs ro,nosuid 0 0\\\\n" >>/etc/fstab\r'
answer 'grep -c "/root/note" /etc/inittab' '10'
off reboot

line_start
answer 'grep " /mnt " /proc/mounts' 'it /mnt tmpfs ro,nosuid,relatime 0 0'
# What ends at once is started again, but not at once; and is given a rest.
if test -n "$1"; then
	line_wait '/root/note respawn is started too often: not for 300 seconds$'
	answer 'grep -c respawn /root/order' '10'
fi
answer 'until test $(grep -c respawn /root/order) -ge 2; do :; done; echo ag""ain' 'again'
qemu_command 'sendkey ctrl-alt-delete'
answer 'until grep ctrlaltdel /root/order; do :; done' 'ctrlaltdel'
answer 'kill -PWR 1; until grep powerfail /root/order; do :; done' 'powerfail'
log_text "$log" | grep -q '/etc/inittab:[0-9]*: not of the form' || fail "a bad line is not told of"
log_text "$log" | grep -q '/etc/inittab:[0-9]*: an action that there is not' ||
	fail "a bad action is not told of"
log_text "$log" | grep -q '/dev/nosuch on /mnt' || fail "a missing disk is not told of"
! log_text "$log" | grep -qE '/dev/nosuch[23] on' || fail "nofail or noauto is not kept to"
off poweroff
order=$(disk_file /root/order | grep -v respawn | tr '\n' ' ')
case $order in
"sysinit bootwait boot wait once ctrlaltdel powerfail shutdown " | \
	"sysinit bootwait wait boot once ctrlaltdel powerfail shutdown " | \
	"sysinit bootwait wait once boot ctrlaltdel powerfail shutdown ") ;;
*) fail "the order is $order" ;;
esac

# Nothing to log in with: a shell to mend it. Users: root is known all the same.
action=off
test -z "$1" || action=respawn
line_start
line_type "echo ::$action:/bin/nothing >/etc/inittab; echo broken >/etc/passwd\\r"
line_type 'echo do""ne\r'
said 'done'
off reboot
line_start
boot_expect 'an emergency shell is on the console$'
line_type 'echo "emer""gency"\r'
said emergency
line_type 'rm /etc/inittab; echo do""ne\r'
said 'done'
off 'sync; kill -TERM 1'
line_start
line_type 'printf "::sysinit:/bin/mount -a\\\\n::respawn:/sbin/getty -a root\\\\n" >/etc/inittab; echo do""ne\r'
said 'done'
off 'kill -TERM 1'
line_start
boot_expect '/etc/passwd does not know root'
answer 'id -u' '0'
off poweroff
pass
