# distro/ports/fetch.sh - gets the archives of Debian's source packages: for build-port, and for
# tests/ports/check-port. To be read by a shell with `.'.
#
# What is in PORT_SOURCES, a folder, is taken from there; else apt-get fetches it, with an
# index of sources of its own, which all ports share.
#
# SPDX-License-Identifier: BSD-3-Clause

# Debian's index of sources, kept apart from the machine's own.
apt()
{
	apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$lists/parts" \
		-o Dir::State::lists="$lists/lists" -o Dir::Cache="$lists/cache" \
		-o APT::Sandbox::User= "$@"
}

# The machine's package sources, as sources of source packages.
make_apt_lists()
{
	mkdir -p "$lists/parts" "$lists/lists/partial" "$lists/cache/archives/partial"
	exec 9>"$lists/lock"
	flock 9 # another port may be at it
	test ! -e "$lists/stamp" || return 0
	for f in /etc/apt/sources.list.d/*.sources; do
		test ! -r "$f" || sed 's/^Types:.*/Types: deb-src/' "$f" \
			>"$lists/parts/$(basename "$f")"
	done
	for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		test ! -r "$f" || sed -n 's/^deb /deb-src /p' "$f" \
			>"$lists/parts/$(basename "$f" .list)-src.list"
	done
	apt update && touch "$lists/stamp"
}

# fetch_archive SOURCE VERSION ARCHIVE INDEX: ARCHIVE of that source package, into this folder;
# INDEX is the folder of the index, which may be none yet. Fails, with a word why.
fetch_archive()
{
	lists=$4
	if test -n "$PORT_SOURCES" && test -r "$PORT_SOURCES/$3"; then
		cp "$PORT_SOURCES/$3" . || return 1
	elif test ! -r "$3"; then
		command -v apt-get >/dev/null || {
			echo "no apt-get here: put $3 into a folder and set PORT_SOURCES"
			return 1
		}
		make_apt_lists || return 1
		# Another version may have the same upstream; the archive is all that counts.
		apt source --download-only "$1=$2" || test -r "$3" ||
			apt source --download-only "$1" || test -r "$3" || return 1
	fi
	test -r "$3" || { echo "$3: not among what was fetched"; return 1; }
}

# verify_archive ARCHIVE SHA256: the one in this folder; another one does not stay.
verify_archive()
{
	found=$(sha256sum "$1" | cut -d' ' -f1)
	test "$found" != "$2" || return 0
	echo "$1: its SHA-256 is $found, the recipe wants $2"
	rm -f "$1"
	return 1
}
