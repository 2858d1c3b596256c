#!/bin/sh
# build-aux/gen-changelog.sh - the ChangeLog of a tarball, from git's history.
#
# usage: gen-changelog.sh SOURCE-DIRECTORY
#
# In the order and shape that the GNU standards ask for, on stdout. Fails where
# there is no history, as in a tarball, whose ChangeLog stays as it is.
#
# SPDX-License-Identifier: BSD-3-Clause

top=$(git -C "$1" rev-parse --show-toplevel 2>/dev/null) &&
	test "$top" = "$(cd "$1" && pwd -P)" || exit 1
TZ=UTC git -C "$1" log --no-merges --date=format-local:%Y-%m-%d \
	--format='@%ad  %an%n%n+%s%n%b' | awk '
	/^@/ {
		if ($0 != head)
			print (head == "" ? "" : "\n") substr($0, 2)
		head = $0
		next
	}
	/^\+/ { print "\n\t* " substr($0, 2); gap = 0; next }
	/^$/ { gap = 1; next }
	{ print (gap ? "\n\t" : "\t") $0; gap = 0 }'
