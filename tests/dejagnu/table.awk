# tests/dejagnu/table.awk - DejaGnu summaries as a table of the manual.
#
# usage: awk -v me=COMMAND -f table.awk KNOWN NAME.sum...
#
# Each summary is a row. KNOWN explains what fails: lines of PATTERN<tab>WHY, the pattern a
# regular expression for the whole name of tests, with a ? before it if they may pass as
# well; # is a comment. Standard error has the count in a line, after what is wrong: a
# failure that is not explained, something explained that passes, or nothing tested; the
# status is 1 then.
#
# SPDX-License-Identifier: BSD-3-Clause

FNR == 1 { file++ }
file == 1 {
	if (!/^#/ && split($0, part, "\t") == 2) {
		may[++patterns] = sub(/^\?/, "", part[1])
		pattern[patterns] = "^(" part[1] ")$"
		why[patterns] = part[2]
	}
	next
}

FNR == 1 {
	set = FILENAME
	sub(/.*\//, "", set)
	sub(/\.sum$/, "", set)
	order[file - 1] = set
}

function explained(name, i)
{
	for (i = 1; i <= patterns; i++)
		if (name ~ pattern[i])
			return i
	return 0
}

function complain(text)
{
	print me ": " text >"/dev/stderr"
	bad++
}

function column(result)
{
	return result == "PASS" ? "passes" : result == "XFAIL" ? "expected" : \
		result ~ /^UN(TEST|SUPPORT)ED$/ ? "left" : "otherwise"
}

/^(PASS|FAIL|XPASS|XFAIL|UNRESOLVED|UNTESTED|UNSUPPORTED|ERROR|KFAIL|KPASS): / {
	result = $1
	sub(/:$/, "", result)
	name = $0
	sub(/^[A-Z]+: /, "", name)
	count[set, column(result)]++
	all[column(result)]++
	which = explained(name)
	if (column(result) == "otherwise") {
		if (!which)
			complain("not explained: " set ": " $0)
		shown = name
		gsub(/[@{}]/, "@&", shown)
		failed[which] = failed[which] sprintf("@item @code{%s} @tab %s @tab %s\n",
			shown, tolower(result), which ? why[which] : "not explained yet")
	} else if (result == "PASS" && which && !may[which]) {
		complain("said to fail, but passes: " set ": " name)
	}
}

END {
	if (!all["passes"])
		complain("nothing passed")
	print "@c Made from DejaGnu summaries by tests/dejagnu/table.awk."
	print "@multitable {newlib} {passes} {fails as expected} {unsupported} {fails, see below}"
	print "@headitem Tests @tab Passes @tab Fails as expected @tab Unsupported @tab Fails"
	for (i = 1; i < file; i++)
		printf "@item @code{%s} @tab %d @tab %d @tab %d @tab %d\n", order[i],
			count[order[i], "passes"], count[order[i], "expected"],
			count[order[i], "left"], count[order[i], "otherwise"]
	print "@end multitable"
	for (i = 0; i <= patterns; i++)
		rows = rows failed[i]
	if (rows)
		printf "@multitable @columnfractions .45 .15 .4\n@headitem Test @tab Result %s%s%s",
			"@tab Why\n", rows, "@end multitable\n"
	printf "%s: %d pass, %d fail as expected, %d unsupported, %d fail: %s\n", me,
		all["passes"], all["expected"], all["left"], all["otherwise"],
		bad ? bad " not as they should be, see above" : \
		all["otherwise"] ? "all of it is explained" : "nothing to explain" >"/dev/stderr"
	exit bad > 0
}
