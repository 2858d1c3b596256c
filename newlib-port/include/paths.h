/*
 * newlib-port/include/paths.h - where files are that programs of BSD and GNU name so.
 *
 * A name here doesn't say that the file is there: there is no sendmail.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_PATHS_H
#define _XINIM_PATHS_H

#define _PATH_DEFPATH "/usr/bin:/bin" /* PATH of those who have none */
#define _PATH_STDPATH "/usr/bin:/bin:/usr/sbin:/sbin"

#define _PATH_BSHELL   "/bin/sh"
#define _PATH_CONSOLE  "/dev/console"
#define _PATH_DEVNULL  "/dev/null"
#define _PATH_DEVZERO  "/dev/zero"
#define _PATH_GSHADOW  "/etc/gshadow"
#define _PATH_KLOG     "/proc/kmsg"
#define _PATH_LASTLOG  "/var/log/lastlog"
#define _PATH_MAILDIR  "/var/mail"
#define _PATH_MAN      "/usr/share/man"
#define _PATH_MNTTAB   "/etc/fstab"
#define _PATH_MOUNTED  "/etc/mtab"
#define _PATH_NOLOGIN  "/etc/nologin"
#define _PATH_PRESERVE "/var/lib"
#define _PATH_RWHODIR  "/var/spool/rwho"
#define _PATH_SENDMAIL "/usr/sbin/sendmail"
#define _PATH_SHADOW   "/etc/shadow"
#define _PATH_SHELLS   "/etc/shells"
#define _PATH_TTY      "/dev/tty"
#define _PATH_UTMP     "/var/run/utmp"
#define _PATH_UTMPX    _PATH_UTMP
#define _PATH_VI       "/usr/bin/vi"
#define _PATH_WTMP     "/var/log/wtmp"
#define _PATH_WTMPX    _PATH_WTMP

/* Folders, with a slash at the end. */
#define _PATH_DEV    "/dev/"
#define _PATH_TMP    "/tmp/"
#define _PATH_VARDB  "/var/db/"
#define _PATH_VARRUN "/var/run/"
#define _PATH_VARTMP "/var/tmp/"

#endif
