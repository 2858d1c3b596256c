# tests/packaging/xpkg.sh - xpkg, built for this machine with sanitizers: packages are
# installed, verified and removed, and a broken one changes nothing.
#
# SPDX-License-Identifier: BSD-3-Clause

. "$top_srcdir/tests/harness.sh"

test_begin
case $top_srcdir in
/*) src=$top_srcdir ;;
*) src=$(pwd -P)/$top_srcdir ;;
esac
cd "$tmp" || hard "cannot enter $tmp"
${CC_FOR_BUILD:-cc} -g -O1 -D_GNU_SOURCE -fsanitize=address,undefined -fno-sanitize-recover \
	"$src"/distro/base/xpkg/*.c -o xpkg >log 2>&1 || { cat log; hard "xpkg does not compile"; }

# Two ports as make ports leaves them: `tool', and `more', which depends on it.
mkdir -p build/ports/tool/root build/ports/more/root recipes/tool recipes/more
printf 'version=2:1.0-1\n' >recipes/tool/recipe
printf 'version=3\ndepends=tool\n' >recipes/more/recipe
echo 'the tool' >build/ports/tool/root/tool
seq 5000 >build/ports/tool/root/data
: >build/ports/more/root/empty
cat >build/ports/tool/root.list <<'END'
dir 0755 /bin
file 0755 /bin/tool ports/tool/root/tool
link /bin/other tool
dir 0755 /share
dir 0711 /share/tool
file 0640 /share/tool/data ports/tool/root/data
END
cat >build/ports/more/root.list <<'END'
dir 0755 /share
dir 0755 /share/more
file 0644 /share/more/empty ports/more/root/empty
END
for port in tool more; do
	(cd build && "$src/distro/ports/make-package" ../recipes/$port ports/$port . "$src" ../packages) \
		>log 2>&1 || { cat log; fail "make-package $port failed"; }
done
tool=packages/tool-1.0-1.tar.xz
more=packages/more-3.tar.xz
test -s $tool && test -s $more || fail "the packages are not called $tool and $more"
cp $tool first.xz
(cd build && "$src/distro/ports/make-package" ../recipes/tool ports/tool . "$src" ../packages)
cmp $tool first.xz || fail "the same port gives another package"

# state: everything there is below the root, and what is in it.
state()
{
	(cd root && find . ! -name .xpkg-lock -printf '%p %y %m %l\n' | sort
		find . -type f ! -name .xpkg-lock | sort | xargs -r sha256sum)
}

# xpkg_is STATUS TEXT ARGUMENTS...: ends with the status and says a line with the text.
xpkg_is()
{
	want=$1
	text=$2
	shift 2
	./xpkg -r root "$@" >out 2>&1
	got=$?
	test $got = "$want" && grep -q -- "$text" out && return
	cat out
	fail "xpkg $*: status $got, not $want, or no '$text'"
}

# refused TEXT ARGUMENTS...: status 1, and nothing is another.
refused()
{
	state >before
	xpkg_is 1 "$@"
	state >after
	cmp before after >/dev/null || { diff before after; fail "xpkg $2 $3 failed, and changed something"; }
}

mkdir -p root
head -c 300 $tool >broken
refused broken install broken
test -z "$(ls -A root)" || fail "a broken package left something in an empty root"
mkdir -p root/var root/bin
refused 'depends on tool' install $more
xpkg_is 0 'tool 1.0-1: installed' install $tool
test "$(cat root/bin/tool)" = 'the tool' || fail "/bin/tool is not the tool"
test "$(stat -c %a root/share/tool root/share/tool/data root/bin/tool | tr '\n' ' ')" = \
	'711 640 755 ' || fail "the modes are not those of the package"
test "$(readlink root/bin/other)" = tool || fail "/bin/other is no link"
xpkg_is 0 'more 3: installed' install $more
xpkg_is 0 '^tool 1.0-1$' list
xpkg_is 0 '^/share/tool/data$' list tool
./xpkg -r root verify >out 2>&1 || { cat out; fail "what was installed does not verify"; }
refused 'is installed already' install $tool
refused 'more depends on it' remove tool
refused 'not installed' remove nothing
refused 'not a package' remove ../tool
xpkg_is 2 usage frobnicate
xpkg_is 2 usage install

# What verify is for.
echo more >>root/share/tool/data
xpkg_is 1 '/share/tool/data: has another size' verify tool
seq 5001 9999 | head -c "$(seq 5000 | wc -c)" >root/share/tool/data
xpkg_is 1 '/share/tool/data: has other bytes' verify
seq 5000 >root/share/tool/data
chmod 600 root/share/tool/data
xpkg_is 1 'has another mode' verify
chmod 640 root/share/tool/data
ln -sf elsewhere root/bin/other
xpkg_is 1 'leads elsewhere' verify tool
rm root/bin/other
xpkg_is 1 '/bin/other: No such' verify tool

# Taken away: the folders that are others' stay.
xpkg_is 0 'more 3: removed' remove more
test -d root/share/tool || fail "/share/tool went with more"
xpkg_is 0 'tool 1.0-1: removed' remove tool
test "$(find root ! -type d ! -name .xpkg-lock)" = '' || fail "files are left after remove"
test -d root/bin && test ! -e root/share/tool || fail "wrong folders are left after remove"

# A file that is in the way, and a place that cannot be written.
echo mine >root/bin/tool
refused '/bin/tool is there already' install $tool
rm root/bin/tool
echo file >root/share.x && rmdir root/share && mv root/share.x root/share
refused '/share' install $tool
rm root/share

# No room for the second file: undone at once. Killed there: by the next one.
state >before
(trap '' XFSZ && ulimit -f 16 && ./xpkg -r root install $tool) >out 2>&1 &&
	fail "it was installed without room for it"
grep -q '/share/tool/data: File too large' out || { cat out; fail "it does not say what is too large"; }
state | cmp before - || fail "without room for it something changed"
(ulimit -f 16 && ./xpkg -r root install $tool) >out 2>&1 && fail "it was not killed"
test -e root/bin/tool.xpkg-new || fail "it was killed too early"
xpkg_is 1 'tool 1.0-1: its installation was cut off, and is undone' remove nothing
state | cmp before - || fail "what was cut off is not undone"

# Cut off when all was in its place but the manifest, and somebody changed a file since.
xpkg_is 0 installed install $tool
sed '/^dir [0-7]* bin$/d' root/var/lib/xpkg/tool >root/var/lib/xpkg/.journal
rm root/var/lib/xpkg/tool
echo mine >root/bin/tool
xpkg_is 1 'is undone' remove nothing
test "$(cat root/bin/tool)" = mine || fail "a file of somebody's went with what was cut off"
rm root/bin/tool
state | cmp before - || fail "what was in its place is not undone"
# And when it only had not been told yet that it is done.
xpkg_is 0 installed install $tool
cp root/var/lib/xpkg/tool root/var/lib/xpkg/.journal
xpkg_is 1 'not installed' remove nothing
./xpkg -r root verify >out 2>&1 || { cat out; fail "an installation that was done is undone"; }
test ! -e root/var/lib/xpkg/.journal || fail "the journal stays"
xpkg_is 0 removed remove tool

# Broken packages: cut anywhere, any byte another, and a tar archive that is.
size=$(wc -c <$tool)
n=0
while test $n -lt "$size"; do
	head -c $n $tool >broken
	refused . install broken
	cp $tool broken
	byte=$(od -An -tu1 -j $n -N1 $tool)
	printf "\\$(printf %o $((byte ^ 1 << n % 8)))" |
		dd of=broken bs=1 seek=$n conv=notrunc status=none
	refused . install broken
	n=$((n + 13))
done
xz -dc $tool >whole.tar
for at in 3 120 150 700 2000 5000 12000; do
	cp whole.tar broken
	printf '\377' | dd of=broken bs=1 seek=$at conv=notrunc status=none
	refused . install broken
done
: >broken
refused 'no package' install broken

# manifest_is SED-SCRIPT TEXT: a manifest that lies.
manifest_is()
{
	rm -rf lie
	mkdir lie
	tar -C lie -xf whole.tar
	sed -i "$1" lie/MANIFEST
	tar -C lie --format=ustar --no-recursion -cf lie.tar MANIFEST bin bin/tool bin/other share \
		share/tool share/tool/data
	refused "$2" install lie.tar
}
manifest_is 's,bin/tool$,../bin/tool,' 'line 5 is bad'
manifest_is 's,bin/tool$,/bin/tool,' 'line 5 is bad'
manifest_is 's,bin/tool$,var/lib/xpkg/other,' 'line 5 is bad'
manifest_is 's,^name tool,name ../../etc,' 'line 2 is bad'
manifest_is 's,^file 0755 9,file 0755 8,' 'bin/tool is not'
manifest_is 's,^file 0755 9,file 0755 99999999999,' 'is bad'
manifest_is 's,^xpkg 1,xpkg 2,' 'line 1 is bad'
manifest_is 's,^link bin/other tool,link bin/other /etc/passwd,' 'bin/other is not'
manifest_is 's,^file 0755 \(.*\) bin/tool,file 4755 \1 bin/tool,' 'bin/tool is not'
manifest_is 's,^dir 0755 bin$,dir 0777 bin,' 'bin is not'
manifest_is '$d' 'more in it'
manifest_is '$p' 'twice'
manifest_is 's/^dir 0755 bin/dir 99999 bin/' 'is bad'
manifest_is 's,^dir 0755 bin$,link bin /etc,' 'bin/tool is in no folder'
manifest_is '/^dir 0755 bin$/d; $a\
dir 0755 bin' 'bin/tool is in no folder'

# member_is WHAT COMMAND...: a member that is made so is not what the manifest says.
member_is()
{
	rm -rf lie
	mkdir lie
	tar -C lie -xf whole.tar
	rm -f lie/bin/other
	what=$1
	shift
	"$@" || hard "$what cannot be made"
	tar -C lie --format=ustar --no-recursion -cf lie.tar MANIFEST bin bin/tool bin/other share \
		share/tool share/tool/data
	refused 'bin/other is not' install lie.tar
	line=$(sed -n 's,^\(file .* bin/\)tool$,\1other,p' lie/MANIFEST)
	sed -i "s,^link bin/other tool,$line," lie/MANIFEST
	tar -C lie --format=ustar --no-recursion -cf lie.tar MANIFEST bin bin/tool bin/other share \
		share/tool share/tool/data
	refused 'bin/other is not' install lie.tar
}
member_is 'a hard link' ln lie/bin/tool lie/bin/other
member_is 'a FIFO' mkfifo lie/bin/other
member_is 'a folder' mkdir lie/bin/other
manifest_is 's,bin/tool$,bin/to\
ol,' 'is bad'

# A link where a folder is to be, or was: nothing below it is touched.
mkdir -p outside build/ports/link build/ports/below/root recipes/link recipes/below
echo 'version=1' >recipes/link/recipe
echo 'version=1' >recipes/below/recipe
printf 'dir 0755 /share\nlink /share/tool ../../outside\n' >build/ports/link/root.list
echo below >build/ports/below/root/data
printf 'dir 0755 /share\ndir 0755 /share/tool\nfile 0644 /share/tool/data %s\n' \
	ports/below/root/data >build/ports/below/root.list
for port in link below; do
	(cd build && "$src/distro/ports/make-package" ../recipes/$port ports/$port . "$src" ../packages) \
		>log 2>&1 || { cat log; fail "make-package $port failed"; }
done
xpkg_is 0 installed install packages/link-1.tar.xz
refused '/share/tool is there already, and is no folder' install packages/below-1.tar.xz
test -z "$(ls outside)" || fail "a package went out of its root"
xpkg_is 0 removed remove link
xpkg_is 0 installed install packages/below-1.tar.xz
mv root/share/tool/data outside
rmdir root/share/tool
ln -s ../../outside root/share/tool
refused '/share/tool is no folder any more' remove below
xpkg_is 1 '/share/tool: is of another type' verify below
test -s outside/data || fail "remove went out of its root"
rm root/share/tool
xpkg_is 0 removed remove below

# It still can.
xpkg_is 0 installed install whole.tar
./xpkg -r root verify >out 2>&1 || { cat out; fail "a package without xz does not verify"; }
pass
