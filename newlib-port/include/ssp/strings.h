/*
 * newlib-port/include/ssp/strings.h - <strings.h> with _FORTIFY_SOURCE (<ssp/string.h>).
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _SSP_STRINGS_H_
#define _SSP_STRINGS_H_

#include <ssp/ssp.h>

#if __SSP_FORTIFY_LEVEL > 0
#include <stddef.h>
#include <strings.h>

__BEGIN_DECLS

#if __BSD_VISIBLE || __POSIX_VISIBLE <= 200112
__ssp_inline __attribute__((__artificial__)) void bcopy(
	const void *__from, void *__to, size_t __len)
{
	__builtin___memmove_chk(__to, __from, __len, __ssp_bos0(__to));
}

__ssp_inline __attribute__((__artificial__)) void bzero(void *__to, size_t __len)
{
	__builtin___memset_chk(__to, 0, __len, __ssp_bos0(__to));
}
#endif

#if __BSD_VISIBLE
__ssp_redirect0(void, explicit_bzero, (void *__buf, size_t __len), (__buf, __len))
#endif

	__END_DECLS

#endif

#endif
