# m4/xinim-programs.m4 - programs of the build machine, and where they come from.

# XINIM_NEED(VARIABLE, PROGRAMS, DEBIAN-PACKAGE, WHAT-FOR)
# --------------------------------------------------------
# Sets VARIABLE to the first of PROGRAMS found, or stops with the package that
# has it. The sbin folders are searched too: mke2fs lives there and an ordinary
# user's PATH leaves them out.
AC_DEFUN([XINIM_NEED], [
  AC_ARG_VAR([$1], [$4])
  AC_PATH_PROGS([$1], [$2], [], [$PATH:/usr/sbin:/sbin])
  AS_IF([test -z "$[]$1"],
    [AC_MSG_ERROR([$2 not found; it is needed for: $4.
On Debian: apt-get install $3])])
])

# XINIM_WANT(VARIABLE, PROGRAMS, DEBIAN-PACKAGE, WHAT-IS-SKIPPED)
# --------------------------------------------------------------
# As XINIM_NEED, but its absence only adds a line to the summary; VARIABLE is
# then empty.
AC_DEFUN([XINIM_WANT], [
  AC_ARG_VAR([$1], [$4])
  AC_PATH_PROGS([$1], [$2], [], [$PATH:/usr/sbin:/sbin])
  AS_IF([test -z "$[]$1"],
    [xinim_skipped="$xinim_skipped
    $4: no $2 (Debian: $3)"])
])

# XINIM_WANT_FILE(VARIABLE, PATHS, DEBIAN-PACKAGE, WHAT-IS-SKIPPED)
# ----------------------------------------------------------------
# The same for a file: VARIABLE is the first of PATHS that can be read.
AC_DEFUN([XINIM_WANT_FILE], [
  AC_ARG_VAR([$1], [$4])
  AC_MSG_CHECKING([for $4])
  for xinim_f in $2; do
    test -z "$[]$1" && test -r "$xinim_f" && $1=$xinim_f
  done
  AS_IF([test -n "$[]$1"], [AC_MSG_RESULT([$[]$1])],
    [AC_MSG_RESULT([no])
     xinim_skipped="$xinim_skipped
    $4: none of $2 (Debian: $3)"])
])
