# newlib-port/posix.awk - makes the manual's table, or what the test compiles.
#
#   awk -v want=table -f posix.awk posix.list		Texinfo
#   awk -v want=headers ...				the headers that are there
#   awk -v want=missing ...				f and v that are called absent
#   awk -v want=source -v header=aio.h ...		a C source that uses all of it
#
# SPDX-License-Identifier: BSD-3-Clause

function fail(why)
{
	printf "%s:%d: %s\n", FILENAME, FNR, why >"/dev/stderr"
	failed = 1
	exit 1
}

/^#/ || NF == 0 { next }

/^<.*>$/ {
	h = substr($0, 2, length($0) - 2)
	if (h in seen)
		fail("a second <" h ">")
	seen[h] = 1
	order[++headers] = h
	next
}

h == "" { fail("a line before the first header") }

$1 == "f" || $1 == "v" || $1 == "m" || $1 == "c" || $1 == "e" {
	for (i = 2; i <= NF; i++) {
		if ((h, $i) in kind)
			fail($i " is twice in <" h ">")
		kind[h, $i] = $1
		names[h] = names[h] " " $i
	}
	next
}

$1 == "t" {
	sub(/^t +/, "")
	n = split($0, list, /, */)
	for (i = 1; i <= n; i++)
		types[h] = types[h] (types[h] == "" ? "" : ",") list[i]
	next
}

$1 == "s" {
	sub(/^s +/, "")
	type = $0
	sub(/:.*/, "", type)
	sub(/^[^:]*: */, "")
	n = split($0, list, / +/)
	for (i = 1; i <= n; i++)
		members[h] = members[h] (members[h] == "" ? "" : ",") type "/" list[i]
	next
}

$1 == "partial" || $1 == "absent" {
	word = $1
	why = $0
	if (!sub(/^[^:]*: */, "", why) || why == "")
		fail("no reason")
	sub(/:.*/, "")
	n = split($0, list, / +/)
	if (n < 2)
		fail("no name")
	for (i = 2; i <= n; i++) {
		if (list[i] == "*") {
			if (word != "absent")
				fail("* is for absent only")
			gone[h] = why
			continue
		}
		if (!((h, list[i]) in kind) && index("," types[h] ",", "," list[i] ",") == 0)
			fail("no " list[i] " in <" h ">")
		state[h, list[i]] = word
		reason[h, list[i]] = why
	}
	next
}

{ fail("what is `" $1 "'?") }

# The functions and objects of a header that are so, in order.
function with_state(h, want_state,    n, i, list, out)
{
	n = split(names[h], list, " ")
	for (i = 1; i <= n; i++)
		if (kind[h, list[i]] ~ /[efv]/ && state[h, list[i]] == want_state)
			out = out " " list[i]
	return substr(out, 2)
}

function all_names(h,    n, i, list, out)
{
	n = split(names[h], list, " ")
	for (i = 1; i <= n; i++)
		if (kind[h, list[i]] ~ /[efv]/)
			out = out " " list[i]
	return substr(out, 2)
}

function code(list,    out, n, i, one)
{
	n = split(list, one, " ")
	for (i = 1; i <= n; i++)
		out = out (i > 1 ? ", " : "") "@code{" one[i] "}"
	return out
}

# What shares a reason is told together.
function reasons(h, word,    n, i, list, by, first, m, why)
{
	n = split(names[h] " " types[h], list, /[ ,]+/)
	for (i = 1; i <= n; i++) {
		if (list[i] == "" || state[h, list[i]] != word)
			continue
		why = reason[h, list[i]]
		if (!(why in by))
			first[++m] = why
		by[why] = by[why] " " list[i]
	}
	for (i = 1; i <= m; i++)
		printf "@*\n%s: %s: %s.\n", word, code(by[first[i]]), first[i]
}

function table(    i, h, n, list, j, there, partial, absent)
{
	print "@c Made from newlib-port/posix.list by newlib-port/posix.awk."
	for (i = 1; i <= headers; i++) {
		h = order[i]
		n = split(all_names(h), list, " ")
		for (j = 1; j <= n; j++) {
			if (list[j] in counted)
				continue
			counted[list[j]] = 1
			if (h in gone || state[h, list[j]] == "absent")
				absent++
			else if (state[h, list[j]] == "partial")
				partial++
			else
				there++
		}
	}
	printf "Of the %d functions and objects %d are there, %d are there in part, and %d are absent.\n\n",
		there + partial + absent, there, partial, absent
	print "@table @code"
	for (i = 1; i <= headers; i++) {
		h = order[i]
		printf "@item <%s>\n", h
		if (h in gone) {
			printf "absent: %s%s%s.\n", code(all_names(h)), all_names(h) == "" ? "" : ": ", gone[h]
			continue
		}
		if (all_names(h) == "")
			print "there (macros and types)"
		else if (with_state(h, "") != "")
			printf "there: %s\n", code(with_state(h, ""))
		reasons(h, "partial")
		reasons(h, "absent")
	}
	print "@end table"
}

function source(h,    n, i, list, id, pair)
{
	if (!(h in seen) || h in gone) {
		print "no <" h ">" >"/dev/stderr"
		exit 1
	}
	id = h
	gsub(/[^a-z0-9]/, "_", id)
	printf "#define _XOPEN_SOURCE 700\n#include <%s>\n", h
	n = split(names[h], list, " ")
	for (i = 1; i <= n; i++)
		if (kind[h, list[i]] == "m" && state[h, list[i]] != "absent")
			printf "#ifndef %s\n#error \"no macro %s\"\n#endif\n", list[i], list[i]
	n = split(types[h], list, ",")
	for (i = 1; i <= n; i++)
		if (state[h, list[i]] != "absent")
			printf "typedef %s *type_%d;\n", list[i], i
	# The linker is to look for each of them.
	printf "void *posix_%s[] = {\n", id
	n = split(names[h], list, " ")
	for (i = 1; i <= n; i++) {
		if (state[h, list[i]] == "absent")
			continue
		if (kind[h, list[i]] == "f")
			printf "\t(void *)%s,\n", list[i]
		if (kind[h, list[i]] == "e")
			printf "#ifndef %s\n\t(void *)%s,\n#endif\n", list[i], list[i]
	}
	printf "\t0 };\nvoid use_%s(void);\nvoid use_%s(void)\n{\n", id, id
	for (i = 1; i <= n; i++)
		if (kind[h, list[i]] == "v" && state[h, list[i]] != "absent")
			printf "\tposix_%s[0] = (void *)&%s;\n", id, list[i]
	for (i = 1; i <= n; i++)
		if (kind[h, list[i]] == "c" && state[h, list[i]] != "absent")
			printf "\t(void)(%s);\n", list[i]
	n = split(members[h], list, ",")
	for (i = 1; i <= n; i++) {
		split(list[i], pair, "/")
		printf "\t(void)sizeof(((%s *)0)->%s);\n", pair[1], pair[2]
	}
	print "}"
}

END {
	if (failed)
		exit 1
	if (want == "table")
		table()
	else if (want == "source")
		source(header)
	else if (want == "headers") {
		for (i = 1; i <= headers; i++)
			if (!(order[i] in gone))
				print order[i]
	} else if (want == "missing") {
		for (i = 1; i <= headers; i++) {
			h = order[i]
			if (h in gone)
				print "<" h ">"
			else if (with_state(h, "absent") != "") {
				n = split(with_state(h, "absent"), list, " ")
				for (j = 1; j <= n; j++)
					print list[j]
			}
		}
	} else
		fail("want=table, headers, missing or source")
}
