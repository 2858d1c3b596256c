# m4/xinim-host.m4 - what we build for, and when.

# XINIM_HOST
# ----------
# The kernel, the servers and the library only make sense for x86_64-xinim, so
# that is the host when none is named, and any other is refused before config.sub
# is asked about it. Sets host_alias, ac_tool_prefix and cross_compiling as a
# --host option would have. To be called straight after AC_INIT.
AC_DEFUN([XINIM_HOST], [
  AS_CASE([$host_alias],
    [''], [host_alias=x86_64-xinim],
    [x86_64-xinim | x86_64-*-xinim], [],
    [AC_MSG_ERROR([XINIM is built for x86_64-xinim only, not for '$host_alias'.
Leave --host out, or say --host=x86_64-xinim.])])
  ac_tool_prefix=x86_64-xinim-
  cross_compiling=yes
])

# XINIM_IMAGE_TIME
# ----------------
# The time that goes into images in place of the time of day, so that one source
# always gives the same bits: SOURCE_DATE_EPOCH if the caller set it, the time
# that `make dist` left in the tarball, the last commit's, or a fixed one.
AC_DEFUN([XINIM_IMAGE_TIME], [
  AC_MSG_CHECKING([for the time that goes into images])
  AS_IF([test -n "$SOURCE_DATE_EPOCH"], [XINIM_EPOCH=$SOURCE_DATE_EPOCH],
    [test -r "$srcdir/.tarball-epoch"], [XINIM_EPOCH=`cat "$srcdir/.tarball-epoch"`],
    [XINIM_EPOCH=`git -C "$srcdir" log -1 --format=%ct 2>/dev/null`])
  AS_CASE([$XINIM_EPOCH],
    [''], [XINIM_EPOCH=1763424000],
    [*[[!0-9]]*], [AC_MSG_ERROR([SOURCE_DATE_EPOCH is not a number of seconds: $XINIM_EPOCH])])
  AC_SUBST([XINIM_EPOCH])
  AC_MSG_RESULT([$XINIM_EPOCH])
])
