/*
 * newlib-port/include/ssp/string.h - <string.h> with _FORTIFY_SOURCE: what writes behind an
 * object whose size the compiler knows ends the program.
 *
 * In place of newlib's, which are macros: a member of a structure may have one of these
 * names. Where the size is not known the compiler makes the plain function of the call.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _SSP_STRING_H_
#define _SSP_STRING_H_

#include <sys/cdefs.h>
#include <ssp/ssp.h>

#if __SSP_FORTIFY_LEVEL > 0
#include <stddef.h>
#include <string.h>

__BEGIN_DECLS

#define __ssp_checked(type, name, arguments, call)                       \
	__ssp_inline __attribute__((__artificial__)) type name arguments \
	{                                                                \
		return __builtin___##name##_chk call;                    \
	}

__ssp_checked(void *, memcpy,
	(void *__restrict __to, const void *__restrict __from, size_t __len),
	(__to, __from, __len, __ssp_bos0(__to))) __ssp_checked(void *, memmove,
	(void *__to, const void *__from, size_t __len),
	(__to, __from, __len, __ssp_bos0(__to))) __ssp_checked(void *, memset,
	(void *__to, int __byte, size_t __len),
	(__to, __byte, __len, __ssp_bos0(__to))) __ssp_checked(char *, strcpy,
	(char *__restrict __to, const char *__restrict __from),
	(__to, __from, __ssp_bos(__to))) __ssp_checked(char *, strcat,
	(char *__restrict __to, const char *__restrict __from),
	(__to, __from, __ssp_bos(__to))) __ssp_checked(char *, strncpy,
	(char *__restrict __to, const char *__restrict __from, size_t __len),
	(__to, __from, __len, __ssp_bos(__to))) __ssp_checked(char *, strncat,
	(char *__restrict __to, const char *__restrict __from, size_t __len),
	(__to, __from, __len, __ssp_bos(__to)))
#if __GNU_VISIBLE
	__ssp_checked(void *, mempcpy,
		(void *__restrict __to, const void *__restrict __from, size_t __len),
		(__to, __from, __len, __ssp_bos0(__to)))
#endif
#if __POSIX_VISIBLE >= 200809
		__ssp_checked(char *, stpcpy,
			(char *__restrict __to, const char *__restrict __from),
			(__to, __from, __ssp_bos(__to))) __ssp_checked(char *, stpncpy,
			(char *__restrict __to, const char *__restrict __from,
				size_t __len),
			(__to, __from, __len, __ssp_bos(__to)))
#endif

#undef __ssp_checked

			__END_DECLS

#endif
#endif
