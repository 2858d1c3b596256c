# tests/dejagnu/table.awk - a DejaGnu summary as a table of the manual.
#
# usage: awk -f table.awk KNOWN NAME.sum
#
# KNOWN explains what fails: lines of PATTERN<tab>WHY, the pattern a regular expression
# for the whole name of tests, # a comment. Ends with 1, and says so on standard error, if
# a failure is not explained, or what is explained passes, or nothing was tested.
#
# SPDX-License-Identifier: BSD-3-Clause

FNR == 1 { file++ }
file == 1 {
	if (!/^#/ && split($0, part, "\t") == 2) {
		pattern[++patterns] = "^(" part[1] ")$"
		why[patterns] = part[2]
	}
	next
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
	print text >"/dev/stderr"
	bad = 1
}

/^(PASS|FAIL|XPASS|XFAIL|UNRESOLVED|UNTESTED|UNSUPPORTED|ERROR): / {
	result = $1
	sub(/:$/, "", result)
	name = $0
	sub(/^[A-Z]+: /, "", name)
	count[result]++
	which = explained(name)
	if (result == "FAIL" || result == "UNRESOLVED" || result == "ERROR") {
		if (which)
			failed[which] = failed[which] sprintf("@item @code{%s} @tab %s @tab %s\n",
				name, tolower(result), why[which])
		else
			complain("not explained: " $0)
	} else if (result == "PASS" && which) {
		complain("said to fail, but passes: " name)
	}
}

END {
	if (!count["PASS"])
		complain("nothing passed")
	printf "@c Made from a DejaGnu summary by tests/dejagnu/table.awk.\n"
	for (result in count)
		order[++results] = result
	for (i = 1; i <= results; i++)
		for (j = i + 1; j <= results; j++)
			if (order[j] < order[i]) {
				swap = order[i]
				order[i] = order[j]
				order[j] = swap
			}
	printf "@multitable {Unresolved} {000000}\n@headitem Result @tab Tests\n"
	for (i = 1; i <= results; i++)
		printf "@item %s @tab %d\n", tolower(order[i]), count[order[i]]
	printf "@end multitable\n"
	for (i = 1; i <= patterns; i++)
		all = all failed[i]
	if (all)
		printf "@multitable @columnfractions .45 .15 .4\n@headitem Test @tab Result %s%s%s",
			"@tab Why\n", all, "@end multitable\n"
	exit bad
}
