#!/bin/sh
# tests/guest/malformed-elf.sh - modules that are no good programs are refused.
#
# Each differs from a good one in a few bytes; each has to be named in the log
# with a reason, and the rest boots.
#
# SPDX-License-Identifier: BSD-3-Clause

. "${top_srcdir:-.}/tests/harness.sh"

name=tests/guest/malformed-elf
test_begin

# patch FILE OFFSET BYTES: BYTES as printf takes them.
patch()
{
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# A program of two segments, text at 0x400000 and data at 0x600000, that exits with 0.
make_good()
{
	head -c 8192 /dev/zero >"$1"
	patch "$1" 0 '\177ELF\002\001\001'
	patch "$1" 16 '\002\000\076\000\001'			# ET_EXEC, x86-64, version
	patch "$1" 24 '\260\000\100'				# entry 0x4000b0
	patch "$1" 32 '\100'					# program headers at 64
	patch "$1" 52 '\100\000\070\000\002'			# sizes; two of them
	patch "$1" 64 '\001\000\000\000\005'			# load, read and execute
	patch "$1" 80 '\000\000\100\000\000\000\000\000\000\000\100'
	patch "$1" 96 '\000\020\000\000\000\000\000\000\000\020'
	patch "$1" 113 '\020'					# alignment 4096
	patch "$1" 120 '\001\000\000\000\006'			# load, read and write
	patch "$1" 129 '\020'					# from offset 4096
	patch "$1" 136 '\000\000\140\000\000\000\000\000\000\000\140'
	patch "$1" 152 '\000\020\000\000\000\000\000\000\000\040'
	patch "$1" 169 '\020'
	patch "$1" 176 '\270\074\000\000\000\061\377\017\005'	# exit(0)
}

# bad NAME OFFSET BYTES
bad()
{
	make_good "$tmp/$1"
	patch "$tmp/$1" "$2" "$3"
	add "$1"
}

add()
{
	files="$files|file=$tmp/$1 $1"
	expects="$expects|expect=^\\[SERVER\\] $1 not started: module '$1': .+"
}

files= expects=
bad magic 0 '\176'
bad class-32 4 '\001'
bad big-endian 5 '\002'
bad type-dyn 16 '\003'
bad type-rel 16 '\001'
bad machine-386 18 '\003'
bad header-offset 32 '\377\377\377\377\377\377\377\177'
bad header-size 54 '\001'
bad header-count 56 '\377\377'
bad no-headers 56 '\000'
bad write-and-execute 68 '\007'
bad entry-outside 24 '\260\000\120'
bad entry-in-data 24 '\260\000\140'
bad entry-in-kernel 24 '\000\000\020\200\377\377\377\377'
bad overlap 136 '\000\000\100'
bad null-page 136 '\000\000\000\000\000\000\000\000'
bad last-page 136 '\000\360\377\377\377\177\000\000'
bad across-limit 136 '\000\340\377\377\377\177\000\000'
bad noncanonical 136 '\000\000\000\000\000\200\000\000'
bad kernel-half 136 '\000\000\000\000\000\200\377\377'
bad wrapping 136 '\000\360\377\377\377\377\377\377'
bad in-the-stack 136 '\000\000\377\377\377\177\000\000'
bad memory-huge 160 '\000\000\000\000\000\000\000\200'
bad memory-wraps 160 '\377\377\377\377\377\377\377\377'
bad file-more-than-memory 160 '\000\001'
bad offset-outside 128 '\000\000\001'
bad offset-wraps 128 '\000\360\377\377\377\377\377\377'
make_good "$tmp/short"
head -c 100 "$tmp/short" >"$tmp/truncated" && add truncated

# The good one itself, or all of the above shows nothing.
make_good "$tmp/good"
set -- 'reject=out of memory' "file=$tmp/good good" 'expect=^\[SERVER\] Spawned good \(PID 6\)$'
IFS='|'
set -f
for word in ${files#|} ${expects#|}; do
	set -- "$@" "$word"
done
unset IFS

sh "$top_srcdir/tests/run-guest" --name "$name" "$@" tests/guest/one-module.guest
