#!/bin/sh
# build-aux/check-dist.sh - is all that the repository has in the tarball too?
#
# usage: check-dist.sh SOURCE-DIRECTORY DISTRIBUTION-DIRECTORY
#
# A file that no EXTRA_DIST or _SOURCES names would be missed only by whoever
# builds the tarball. Says nothing where there is no repository.
#
# SPDX-License-Identifier: BSD-3-Clause

test -e "$1/.git" || exit 0
list=$(git -C "$1" ls-files) || exit 0
bad=0
for file in $list; do
	case $file in
	.gitignore) continue ;;
	esac
	test -e "$2/$file" || test ! -e "$1/$file" || {
		echo "check-dist: not in the tarball: $file" >&2
		bad=1
	}
done
exit $bad
