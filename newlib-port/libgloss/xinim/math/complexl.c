/*
 * newlib-port/libgloss/xinim/math/complexl.c - complex functions of long double.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define REAL     long double
#define COMPLEX  long double complex
#define MAKE     CMPLXL
#define F(name)  name##l
#define LARGE    11356
#define HUGE_EXP 11300
#define FAR      0x1p8000L
#include "complex_of.h"
