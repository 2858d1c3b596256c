# newlib-port/gen-syscall-h.awk - <sys/syscall.h> from include/xinim/syscalls.def.
#
# Reads the lines SYSCALL(number, name, nargs, server); the numbers are defined
# under both of the names that programs know, __NR_name and SYS_name.
#
# SPDX-License-Identifier: BSD-3-Clause

BEGIN {
	FS = "[(), ]+"
	print "/*"
	print " * <sys/syscall.h> - numbers of the system calls, for syscall()."
	print " *"
	print " * Generated from include/xinim/syscalls.def."
	print " *"
	print " * SPDX-License-Identifier: BSD-3-Clause"
	print " */"
	print "#ifndef _XINIM_SYS_SYSCALL_H"
	print "#define _XINIM_SYS_SYSCALL_H"
	print ""
}

/^SYSCALL\(/ {
	if ($2 !~ /^[0-9]+$/ || $3 !~ /^[a-z_0-9]+$/ || $4 !~ /^[0-6]$/ ||
	    $5 !~ /^(kernel|process|memory|vfs|none)$/) {
		print FILENAME ":" FNR ": not a SYSCALL line: " $0 > "/dev/stderr"
		bad = 1
		exit 1
	}
	if (count > 0 && $2 + 0 <= last) {
		print FILENAME ":" FNR ": out of order: " $0 > "/dev/stderr"
		bad = 1
		exit 1
	}
	last = $2 + 0
	printf "#define __NR_%s %d\n#define SYS_%s __NR_%s\n", $3, $2, $3, $3
	count++
}

END {
	if (bad)
		exit 1
	if (count == 0) {
		print "gen-syscall-h.awk: no SYSCALL line" > "/dev/stderr"
		exit 1
	}
	print ""
	print "#endif"
}
