# m4/xinim-toolchain.m4 - the cross compiler, and the compiler of this machine.

m4_define([xinim_tools],
  [gcc ar as ld nm objcopy objdump ranlib readelf strip])

# _XINIM_TOOLCHAIN_IN(DIR, THEN, ELSE): is every tool there?
AC_DEFUN([_XINIM_TOOLCHAIN_IN], [
  xinim_missing=
  for xinim_t in xinim_tools; do
    test -x "$1/x86_64-xinim-$xinim_t" || xinim_missing="$xinim_missing x86_64-xinim-$xinim_t"
  done
  AS_IF([test -z "$xinim_missing"], [$2], [$3])
])

# XINIM_TOOLCHAIN
# ---------------
# Decides which compiler builds XINIM: --with-toolchain=DIR, else a complete
# x86_64-xinim toolchain on PATH, else the distribution's own GCC behind the
# driver that distro/toolchain/make-driver generates into ./toolchain. Sets CC,
# AR and the other tools by full name, SYSROOT (absolute) and what the summary
# says. An outside toolchain is told our sysroot with --sysroot. Comes before
# AC_PROG_CC, and XINIM_TOOLCHAIN_CHECK after it.
AC_DEFUN([XINIM_TOOLCHAIN], [
  AC_ARG_WITH([toolchain],
    [AS_HELP_STRING([--with-toolchain=DIR],
      [use the x86_64-xinim-gcc and others in DIR/bin or DIR])],
    [], [with_toolchain=])
  xinim_here=`pwd -P`
  SYSROOT=$xinim_here/sysroot
  xinim_bin=
  AC_MSG_CHECKING([for a toolchain for x86_64-xinim])
  AS_CASE([$with_toolchain],
    [yes], [AC_MSG_ERROR([--with-toolchain needs a directory])],
    [no], [],
    [''], [
      xinim_save_IFS=$IFS; IFS=$PATH_SEPARATOR
      for xinim_d in $PATH; do
        IFS=$xinim_save_IFS
        AS_IF([test -z "$xinim_bin" && test -x "$xinim_d/x86_64-xinim-gcc"],
          [_XINIM_TOOLCHAIN_IN([$xinim_d], [xinim_bin=$xinim_d],
            [AS_ECHO_N(["(left out $xinim_d: no$xinim_missing) "])])])
      done
      IFS=$xinim_save_IFS],
    [
      _XINIM_TOOLCHAIN_IN([$with_toolchain/bin], [xinim_bin=$with_toolchain/bin],
        [xinim_first=$xinim_missing
         _XINIM_TOOLCHAIN_IN([$with_toolchain], [xinim_bin=$with_toolchain],
           [AC_MSG_RESULT([no])
            AC_MSG_ERROR([no complete toolchain in $with_toolchain/bin: missing$xinim_first])])])
      xinim_bin=`cd "$xinim_bin" && pwd`])
  AS_IF([test -n "$xinim_bin"],
    [AC_MSG_RESULT([$xinim_bin])
     XINIM_OWN_DRIVER=no
     xinim_summary_toolchain="$xinim_bin"
     xinim_cc="$xinim_bin/x86_64-xinim-gcc --sysroot=$SYSROOT"],
    [AC_MSG_RESULT([generated from the distribution's])
     XINIM_OWN_DRIVER=yes
     xinim_bin=$xinim_here/toolchain/bin
     _XINIM_DRIVER
     xinim_summary_toolchain="$GCC_FOR_DRIVER behind toolchain/bin/x86_64-xinim-gcc"
     xinim_cc=$xinim_bin/x86_64-xinim-gcc])
  AC_SUBST([SYSROOT])
  AC_SUBST([XINIM_TOOLS_DIR], [$xinim_bin])
  AM_CONDITIONAL([OWN_DRIVER], [test "$XINIM_OWN_DRIVER" = yes])

  : "${CC=$xinim_cc}" "${AR=$xinim_bin/x86_64-xinim-ar}"
  : "${RANLIB=$xinim_bin/x86_64-xinim-ranlib}" "${STRIP=$xinim_bin/x86_64-xinim-strip}"
  : "${NM=$xinim_bin/x86_64-xinim-nm}" "${LD=$xinim_bin/x86_64-xinim-ld}"
  : "${OBJCOPY=$xinim_bin/x86_64-xinim-objcopy}" "${OBJDUMP=$xinim_bin/x86_64-xinim-objdump}"
  : "${READELF=$xinim_bin/x86_64-xinim-readelf}"
  AC_SUBST([AR]) AC_SUBST([NM]) AC_SUBST([LD]) AC_SUBST([OBJCOPY])
  AC_SUBST([OBJDUMP]) AC_SUBST([READELF])

  dnl There is no C library yet: what configure links must do without one.
  xinim_save_LDFLAGS=$LDFLAGS
  LDFLAGS="$LDFLAGS -nostdlib"
])

# XINIM_TOOLCHAIN_CHECK
# ---------------------
# After AC_PROG_CC: gives LDFLAGS back and makes sure of the compiler.
AC_DEFUN([XINIM_TOOLCHAIN_CHECK], [
  LDFLAGS=$xinim_save_LDFLAGS
  AC_MSG_CHECKING([whether $CC compiles for XINIM])
  AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#if !defined __xinim__ || !defined __x86_64__ || defined __linux__
# error this is not the target
#endif
int target;
]])], [AC_MSG_RESULT([yes])], [AC_MSG_RESULT([no])
    AC_MSG_ERROR([CC=$CC is not a compiler for x86_64-xinim.
Leave CC out, or name a toolchain with --with-toolchain=DIR.])])
])

# _XINIM_DRIVER: the distribution's GCC and binutils, and the driver in front.
AC_DEFUN([_XINIM_DRIVER], [
  AC_REQUIRE([_XINIM_HOST_GCC])
  AC_MSG_CHECKING([whether the driver can be generated])
  AS_IF([$SHELL "$srcdir/distro/toolchain/make-driver" "$srcdir/distro/toolchain" \
      "$GCC_FOR_DRIVER" ./toolchain ./sysroot >&AS_MESSAGE_LOG_FD 2>conftest.err],
    [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([`cat conftest.err`])])
  rm -f conftest.err
])

AC_DEFUN([_XINIM_HOST_GCC], [
  XINIM_NEED([GCC_FOR_DRIVER], [x86_64-linux-gnu-gcc gcc], [gcc],
    [GCC for x86-64, which the generated driver retargets])
  XINIM_NEED([LD_FOR_DRIVER], [x86_64-linux-gnu-ld ld], [binutils],
    [the linker and assembler for x86-64])
])

# XINIM_BUILD_CC
# --------------
# CC_FOR_BUILD makes the programs that run here: generators and the unit tests
# of the kernel's pure code.
AC_DEFUN([XINIM_BUILD_CC], [
  XINIM_NEED([CC_FOR_BUILD], [gcc cc], [gcc], [the C compiler of this machine])
  AC_ARG_VAR([CFLAGS_FOR_BUILD], [flags for CC_FOR_BUILD])
  : "${CFLAGS_FOR_BUILD=-g -O2}"
  AC_MSG_CHECKING([whether $CC_FOR_BUILD makes programs that run here])
  AS_ECHO(["@%:@include <stdio.h>
int main(void) { return puts(\"yes\") < 0; }"]) >conftest.c
  AS_IF([$CC_FOR_BUILD -o conftest.build conftest.c 2>&AS_MESSAGE_LOG_FD &&
      xinim_said=`./conftest.build` && test "$xinim_said" = yes],
    [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([$CC_FOR_BUILD cannot make a program for this machine.
On Debian: apt-get install gcc libc6-dev])])
  rm -f conftest.c conftest.build
])

# XINIM_WARNINGS
# --------------
# WARN_CFLAGS for everything of ours; --enable-werror makes them errors.
AC_DEFUN([XINIM_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [stop at a compiler warning (CI does)])],
    [], [enable_werror=no])
  WARN_CFLAGS="-Wall -Wextra -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wshadow"
  AS_IF([test "$enable_werror" = yes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
  AC_SUBST([WARN_CFLAGS])
])

# XINIM_ASSERTIONS
# ----------------
# --enable-debug: the kernel checks itself all the time.
AC_DEFUN([XINIM_ASSERTIONS], [
  AC_ARG_ENABLE([debug],
    [AS_HELP_STRING([--enable-debug],
      [a kernel with red zones, poisoned memory, checks of locks and lists])],
    [], [enable_debug=no])
  DEBUG_CPPFLAGS=
  AS_IF([test "$enable_debug" = yes], [DEBUG_CPPFLAGS=-DXINIM_DEBUG])
  AC_SUBST([DEBUG_CPPFLAGS])
])

# XINIM_NEWLIB
# ------------
# NEWLIB_SOURCE: an archive or a directory, absolute.
AC_DEFUN([XINIM_NEWLIB], [
  AC_ARG_WITH([newlib-source],
    [AS_HELP_STRING([--with-newlib-source=PATH],
      [newlib's release, archive or directory (default: Debian's newlib-source)])],
    [], [with_newlib_source=])
  AC_MSG_CHECKING([for newlib's source])
  AS_CASE([$with_newlib_source],
    [yes | no], [AC_MSG_ERROR([--with-newlib-source needs a path])],
    [''], [
      NEWLIB_SOURCE=
      for xinim_f in /usr/src/newlib/newlib-3.3.0.tar.*; do
        test -r "$xinim_f" && NEWLIB_SOURCE=$xinim_f
      done
      AS_IF([test -z "$NEWLIB_SOURCE"], [AC_MSG_RESULT([no])
        AC_MSG_ERROR([/usr/src/newlib/newlib-3.3.0.tar.xz not found; it is the C library.
On Debian: apt-get install newlib-source. Elsewhere: --with-newlib-source=PATH.])])],
    [
      AS_IF([test ! -r "$with_newlib_source"], [AC_MSG_RESULT([no])
        AC_MSG_ERROR([--with-newlib-source: cannot read $with_newlib_source])])
      AS_IF([test -d "$with_newlib_source" && test ! -x "$with_newlib_source/newlib/configure"],
        [AC_MSG_RESULT([no])
         AC_MSG_ERROR([--with-newlib-source: $with_newlib_source has no newlib/configure])])
      NEWLIB_SOURCE=`cd "$(dirname "$with_newlib_source")" && pwd`/`basename "$with_newlib_source"`])
  AC_MSG_RESULT([$NEWLIB_SOURCE])
  AC_SUBST([NEWLIB_SOURCE])
])
