/*
 * newlib-port/include/ssp/stdio.h - <stdio.h> with _FORTIFY_SOURCE (<ssp/string.h>).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _SSP_STDIO_H_
#define _SSP_STDIO_H_

#include <sys/cdefs.h>
#include <ssp/ssp.h>

#if __SSP_FORTIFY_LEVEL > 0
#include <stdarg.h>
#include <stdio.h>

__BEGIN_DECLS

#ifndef __clang__ /* it has no __builtin_va_arg_pack */
__ssp_inline __attribute__((__artificial__)) int sprintf(
	char *__restrict __to, const char *__restrict __format, ...)
{
	return __builtin___sprintf_chk(
		__to, 0, __ssp_bos(__to), __format, __builtin_va_arg_pack());
}
#endif

__ssp_inline __attribute__((__artificial__)) int vsprintf(
	char *__restrict __to, const char *__restrict __format, __builtin_va_list __ap)
{
	return __builtin___vsprintf_chk(__to, 0, __ssp_bos(__to), __format, __ap);
}

#if __ISO_C_VISIBLE >= 1999
#ifndef __clang__
__ssp_inline __attribute__((__artificial__)) int snprintf(
	char *__restrict __to, size_t __len, const char *__restrict __format, ...)
{
	return __builtin___snprintf_chk(
		__to, __len, 0, __ssp_bos(__to), __format, __builtin_va_arg_pack());
}
#endif

__ssp_inline __attribute__((__artificial__)) int vsnprintf(char *__restrict __to,
	size_t __len, const char *__restrict __format, __builtin_va_list __ap)
{
	return __builtin___vsnprintf_chk(__to, __len, 0, __ssp_bos(__to), __format, __ap);
}
#endif

__ssp_decl(char *, fgets, (char *__restrict __buf, int __len, FILE *__restrict __fp))
{
	if (__len > 0)
		__ssp_check(__buf, (size_t)__len, __ssp_bos);
	return __ssp_real_fgets(__buf, __len, __fp);
}

__ssp_decl(size_t, fread,
	(void *__restrict __buf, size_t __size, size_t __n, FILE *__restrict __fp))
{
	size_t __room = __ssp_bos0(__buf);

	if (__room != (size_t)-1 && __size != 0 && __n > __room / __size)
		__chk_fail();
	return __ssp_real_fread(__buf, __size, __n, __fp);
}

__END_DECLS

#endif

#endif
