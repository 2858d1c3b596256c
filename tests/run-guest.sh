#!/bin/sh
# tests/run-guest.sh - the driver of guest tests can tell good from bad.
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"

unset TEST_TIMEOUT KEEP QEMU_FLAGS
test_begin
need_firmware bios
guest=tests/guest/verdict.guest
number=0

# judged STATUS TEXT SETTINGS...: run-guest's exit status, and what it says.
judged()
{
	want=$1
	text=$2
	shift 2
	number=$((number + 1))
	"$top_srcdir/tests/run-guest" --name "$tmp/run$number" "$@" "$guest" >"$tmp/out" 2>&1
	status=$?
	test -n "$text" || echo >>"$tmp/out"
	if test $status != "$want" || ! grep -qe "$text" "$tmp/out"; then
		cat "$tmp/out"
		fail "run-guest $*: status $status, not $want; or it does not say '$text'"
	fi
	echo "ok $*: $want"
}

judged 0 '' args=0
judged 0 '' args=0 'expect=^XINIM: ' 'expect=^verdict: 0$'
judged 0 '' args=3 status=35
judged 0 '' args=0 firmware=uefi medium=usb cpus=2 memory=512
judged 1 'neither 0 nor 77' args=1
judged 1 'neither 0 nor 77' args=99
judged 1 'verdict: 3' args=3
judged 1 'neither 0 nor 77' args=fault
judged 77 'SKIP: .*no such device' args=skip
judged 1 'timed out' args=hang timeout=8
judged 1 'PID 1 exited with 0' args=0 status=35
judged 1 'no line like' args=0 'expect=^never said$'
judged 1 'no line like' args=0 'expect=^verdict: 0$' 'expect=^XINIM: '
judged 1 'must not be there' args=0 'reject=verdict: 0'
judged 99 'cannot start: not enough memory' args=0 memory=8
judged 99 'no setting is called' args=0 nonsense=1
pass
