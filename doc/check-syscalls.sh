#!/bin/sh
# doc/check-syscalls.sh - does the manual describe each call that the kernel serves?
#
# Compares include/xinim/syscalls.def with the lines
#	@deftypefn {System call NUMBER} type name (arguments)
# of doc/*.texi, both ways: name, number and how many arguments. A server's call may
# be described as well.
#
# SPDX-License-Identifier: BSD-3-Clause

top=${top_srcdir:-.}
awk '
	FILENAME ~ /\.def$/ {
		if ($0 !~ /^SYSCALL\(/)
			next
		split($0, row, /[(), ]+/)
		server[row[2]] = row[5]
		name[row[2]] = row[3]
		nargs[row[2]] = row[4]
		next
	}
	/^@deftypefn *\{System call/ {
		number = $0
		sub(/^[^0-9]*/, "", number)
		sub(/[^0-9].*/, "", number)
		list = $0
		sub(/^[^(]*\(/, "", list)
		sub(/\)[^)]*$/, "", list)
		call = $0
		sub(/ *\(.*/, "", call)
		sub(/.*[ *}]/, "", call)
		n = list == "void" ? 0 : gsub(/,/, ",", list) + 1
		where = FILENAME ":" FNR ": "
		if (!(number in server) || server[number] == "none")
			wrong(where number " (" call ") is not a call that anybody serves")
		else if (name[number] != call)
			wrong(where "call " number " is " name[number] ", not " call)
		else if (nargs[number] != n)
			wrong(where call " has " nargs[number] " arguments, not " n)
		if (told[number]++)
			wrong(where "call " number " is described twice")
	}
	function wrong(why)
	{
		print why
		bad = 1
	}
	END {
		for (number in server) {
			if (server[number] != "kernel")
				continue
			kernel++
			if (!told[number])
				wrong("the manual does not describe " name[number] \
					" (" number ")")
		}
		if (!kernel)
			wrong("include/xinim/syscalls.def has no call of the kernel")
		if (!bad)
			print kernel " calls, all described"
		exit bad
	}' "$top/include/xinim/syscalls.def" "$top"/doc/*.texi
