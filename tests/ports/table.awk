# tests/ports/table.awk - how the ports' tests went, as a table of the manual.
#
# usage: awk -f table.awk KNOWN RESULTS
#
# RESULTS has lines of PORT RESULT NAME. KNOWN says why something does not pass: lines of
# PORT<tab>PATTERN<tab>WHY, the pattern a regular expression for the whole name of tests, #
# a comment. Ends with 1, and says so on standard error, if a test that fails is not
# explained.
#
# SPDX-License-Identifier: BSD-3-Clause

BEGIN { FS = "\t" }
FNR == 1 { file++ }
file == 1 {
	if (!/^#/ && NF == 3) {
		of[++patterns] = $1
		pattern[patterns] = "^(" $2 ")$"
		why[patterns] = $3
	}
	next
}
{
	split($0, part, " ")
	port = part[1]
	result = part[2]
	name = part[3]
	if (!(port in seen))
		order[++ports] = seen[port] = port
	count[port, result]++
	if (result == "PASS" || result == "SKIP" || result == "XFAIL")
		next
	for (which = 1; which <= patterns; which++)
		if (of[which] == port && name ~ pattern[which])
			break
	if (which > patterns) {
		print "check-ports: not explained: " $0 >"/dev/stderr"
		bad = 1
	}
	short = name
	sub(/^(tests|testsuite)\//, "", short)
	failed[which] = failed[which] (failed[which] ? ", " : "") "@code{" short "}"
	number[which]++
	where[which] = port
}
END {
	print "@c Made from the results of make check-ports by tests/ports/table.awk."
	print "@multitable {coreutils} {passes} {skipped} {fails as expected} {does not pass}"
	print "@headitem Port @tab Passes @tab Skipped @tab Fails as expected @tab Does not pass"
	for (i = 1; i <= ports; i++) {
		port = order[i]
		bad_ones = count[port, "FAIL"] + count[port, "ERROR"]
		bad_ones += count[port, "TIME"] + count[port, "HARM"]
		printf "@item @code{%s} @tab %d @tab %d @tab %d @tab %d\n", port,
			count[port, "PASS"], count[port, "SKIP"], count[port, "XFAIL"], bad_ones
	}
	print "@end multitable"
	for (which = 1; which <= patterns + 1; which++)
		any += number[which]
	why[patterns + 1] = "Not explained yet"
	if (any) {
		print "@table @asis"
		for (which = 1; which <= patterns + 1; which++)
			if (number[which])
				printf "@item @code{%s}: %s\n%s.\n", where[which], failed[which], why[which]
		print "@end table"
	}
	exit bad
}
