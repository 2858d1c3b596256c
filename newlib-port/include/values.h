/*
 * newlib-port/include/values.h - old names of <limits.h>'s and <float.h>'s values.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#ifndef _XINIM_VALUES_H
#define _XINIM_VALUES_H

#include <float.h>
#include <limits.h>

#define CHARBITS  CHAR_BIT
#define INTBITS   (CHAR_BIT * (int)sizeof(int))
#define LONGBITS  (CHAR_BIT * (int)sizeof(long))
#define MAXSHORT  SHRT_MAX
#define MINSHORT  SHRT_MIN
#define MAXINT    INT_MAX
#define MININT    INT_MIN
#define MAXLONG   LONG_MAX
#define MINLONG   LONG_MIN
#define MAXFLOAT  FLT_MAX
#define MINFLOAT  FLT_MIN
#define MAXDOUBLE DBL_MAX
#define MINDOUBLE DBL_MIN

#endif
