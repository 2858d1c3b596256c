/*
 * newlib-port/libgloss/xinim/math/complex.c - complex functions of double, and of float.
 *
 * In place of newlib's, whose catanh() was no number on the real axis beyond 1, casin() none
 * far from 0, and which knew nothing of ISO C's annex G.
 *
 * SPDX-License-Identifier: BSD-3-Clause
 */
#define REAL     double
#define COMPLEX  double complex
#define MAKE     CMPLX
#define F(name)  name
#define LARGE    709
#define HUGE_EXP 700
#define FAR      0x1p500
#include "complex_of.h"

/* A float's function is the double's: that has room, and bits enough. */
#define OF_FLOAT(name)                         \
	float complex name##f(float complex z) \
	{                                      \
		return (float complex)name(z); \
	}

OF_FLOAT(csqrt)
OF_FLOAT(cexp)
OF_FLOAT(clog)
OF_FLOAT(csinh)
OF_FLOAT(ccosh)
OF_FLOAT(ctanh)
OF_FLOAT(casin)
OF_FLOAT(cacos)
OF_FLOAT(cacosh)
OF_FLOAT(catanh)
OF_FLOAT(csin)
OF_FLOAT(ccos)
OF_FLOAT(ctan)
OF_FLOAT(casinh)
OF_FLOAT(catan)
