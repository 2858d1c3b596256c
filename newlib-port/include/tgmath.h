/*
 * newlib-port/include/tgmath.h - functions of the type that their arguments have.
 *
 * ISO C11, 7.25. In place of newlib's, which GCC refuses for what is not constant. GCC
 * chooses by itself; other compilers get the real types only, by _Generic.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_TGMATH_H
#define _XINIM_TGMATH_H

#ifndef __TINYC__ /* which has no complex numbers */
#include <complex.h>
#endif
#include <math.h>

#ifndef __cplusplus
#if defined(__GNUC__) && __GNUC__ >= 8 && !defined(__clang__)
/* A function of real numbers, one that complex numbers have too, by name, and one whose
   type not all arguments decide. */
#define __TG_REAL(__f, ...) __builtin_tgmath(__f##f, __f, __f##l, __VA_ARGS__)
#define __TG_BOTH(__f, __c, ...) \
	__builtin_tgmath(__f##f, __f, __f##l, __c##f, __c, __c##l, __VA_ARGS__)
#define __TG_BY(__by, __f, ...) __TG_REAL(__f, __VA_ARGS__)
#else
#define __TG_SUM(__x, __y, __z, ...) (__x) + (__y) + (__z)
/* clang-format off */
#define __TG_OF(__by, __f) \
	_Generic((__by), long double: __f##l, float: __f##f, default: __f)
/* clang-format on */
#define __TG_REAL(__f, ...)          __TG_OF(__TG_SUM(__VA_ARGS__, 0, 0, 0), __f)(__VA_ARGS__)
#define __TG_BOTH(__f, __c, ...)     __TG_REAL(__f, __VA_ARGS__)
#define __TG_BY(__by, __f, ...)      __TG_OF(__by, __f)(__VA_ARGS__)
#endif

#define acos(__x)     __TG_BOTH(acos, cacos, __x)
#define acosh(__x)    __TG_BOTH(acosh, cacosh, __x)
#define asin(__x)     __TG_BOTH(asin, casin, __x)
#define asinh(__x)    __TG_BOTH(asinh, casinh, __x)
#define atan(__x)     __TG_BOTH(atan, catan, __x)
#define atanh(__x)    __TG_BOTH(atanh, catanh, __x)
#define cos(__x)      __TG_BOTH(cos, ccos, __x)
#define cosh(__x)     __TG_BOTH(cosh, ccosh, __x)
#define exp(__x)      __TG_BOTH(exp, cexp, __x)
#define log(__x)      __TG_BOTH(log, clog, __x)
#define sin(__x)      __TG_BOTH(sin, csin, __x)
#define sinh(__x)     __TG_BOTH(sinh, csinh, __x)
#define sqrt(__x)     __TG_BOTH(sqrt, csqrt, __x)
#define tan(__x)      __TG_BOTH(tan, ctan, __x)
#define tanh(__x)     __TG_BOTH(tanh, ctanh, __x)
#define fabs(__x)     __TG_BOTH(fabs, cabs, __x)
#define pow(__x, __y) __TG_BOTH(pow, cpow, __x, __y)

#define cbrt(__x)           __TG_REAL(cbrt, __x)
#define ceil(__x)           __TG_REAL(ceil, __x)
#define erf(__x)            __TG_REAL(erf, __x)
#define erfc(__x)           __TG_REAL(erfc, __x)
#define exp2(__x)           __TG_REAL(exp2, __x)
#define expm1(__x)          __TG_REAL(expm1, __x)
#define floor(__x)          __TG_REAL(floor, __x)
#define ilogb(__x)          __TG_REAL(ilogb, __x)
#define lgamma(__x)         __TG_REAL(lgamma, __x)
#define llrint(__x)         __TG_REAL(llrint, __x)
#define llround(__x)        __TG_REAL(llround, __x)
#define log10(__x)          __TG_REAL(log10, __x)
#define log1p(__x)          __TG_REAL(log1p, __x)
#define log2(__x)           __TG_REAL(log2, __x)
#define logb(__x)           __TG_REAL(logb, __x)
#define lrint(__x)          __TG_REAL(lrint, __x)
#define lround(__x)         __TG_REAL(lround, __x)
#define nearbyint(__x)      __TG_REAL(nearbyint, __x)
#define rint(__x)           __TG_REAL(rint, __x)
#define round(__x)          __TG_REAL(round, __x)
#define tgamma(__x)         __TG_REAL(tgamma, __x)
#define trunc(__x)          __TG_REAL(trunc, __x)
#define atan2(__x, __y)     __TG_REAL(atan2, __x, __y)
#define copysign(__x, __y)  __TG_REAL(copysign, __x, __y)
#define fdim(__x, __y)      __TG_REAL(fdim, __x, __y)
#define fmax(__x, __y)      __TG_REAL(fmax, __x, __y)
#define fmin(__x, __y)      __TG_REAL(fmin, __x, __y)
#define fmod(__x, __y)      __TG_REAL(fmod, __x, __y)
#define hypot(__x, __y)     __TG_REAL(hypot, __x, __y)
#define nextafter(__x, __y) __TG_REAL(nextafter, __x, __y)
#define remainder(__x, __y) __TG_REAL(remainder, __x, __y)
#define fma(__x, __y, __z)  __TG_REAL(fma, __x, __y, __z)

#define frexp(__x, __n)       __TG_BY(__x, frexp, __x, __n)
#define ldexp(__x, __n)       __TG_BY(__x, ldexp, __x, __n)
#define nexttoward(__x, __y)  __TG_BY(__x, nexttoward, __x, __y)
#define scalbln(__x, __n)     __TG_BY(__x, scalbln, __x, __n)
#define scalbn(__x, __n)      __TG_BY(__x, scalbn, __x, __n)
#define remquo(__x, __y, __n) __TG_BY((__x) + (__y), remquo, __x, __y, __n)

#define carg(__x)  __TG_REAL(carg, __x)
#define cimag(__x) __TG_REAL(cimag, __x)
#define conj(__x)  __TG_REAL(conj, __x)
#define cproj(__x) __TG_REAL(cproj, __x)
#define creal(__x) __TG_REAL(creal, __x)
#endif /* C */

#endif
