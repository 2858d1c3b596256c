#!/bin/sh
# build-aux/format.sh - lays out our C files as .clang-format says, or checks them.
#
# usage: format.sh CLANG-FORMAT SOURCE-DIRECTORY [--check]
#
# Every major version of clang-format lays some lines out differently; ours is 14.
#
# SPDX-License-Identifier: BSD-3-Clause

test $# -ge 2 || { echo "usage: format.sh CLANG-FORMAT SOURCE-DIRECTORY [--check]" >&2; exit 2; }
format=$1
cd "$2" || exit 1
if test -z "$format"; then
	format=$(command -v clang-format-14) || {
		echo "format: clang-format-14 not found. On Debian: apt-get install clang-format-14" >&2
		exit 1
	}
fi
case $("$format" --version) in
*"version 14."*) ;;
*) echo "format: $format is not version 14" >&2; exit 1 ;;
esac

# What the repository has; in a tarball, what the folders of sources have.
files()
{
	if test -e .git; then
		git ls-files '*.[ch]'
	else
		find arch distro include kernel newlib-port screen servers tests -name '*.[ch]' | sort
	fi
}

list=$(files)
test -n "$list" || { echo "format: no sources in $2" >&2; exit 1; }
if test "$3" != --check; then
	exec "$format" -style=file -i $list
fi
# One process for all of them is much the fastest; which differ is asked if some do.
"$format" -style=file -n -Werror $list >/dev/null 2>&1 && exit 0
bad=0
for file in $list; do
	test -f "$file" || continue
	"$format" -style=file -n -Werror "$file" >/dev/null 2>&1 && continue
	"$format" -style=file "$file" | diff -u --label "$file" --label "$file (formatted)" "$file" -
	bad=$((bad + 1))
done
test $bad = 0 || { echo "format: $bad files differ; make format lays them out" >&2; exit 1; }
